"""Punctuation and white space as copying spoils them: marks lost or in ASCII, lines broken, NBSP.

Each function gives the edits of one body, but ``to_ascii``, which is of a whole page.
"""

from __future__ import annotations

import random
import re

from scripts.dirty.page import Edit, Page

_ASCII = dict(zip("，：；？！（）", ",:;?!()", strict=True))
_LOST = re.compile("[，。；](?=[\u4e00-\u9fff])")
_HAN_PAIR = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_SPACE = re.compile(r"(?<=\S) (?=\S)")
_ZERO_WIDTH = ("\u200b", "\ufeff", "\u200d", "\u00ad", "\u2060")


def to_ascii(page: Page) -> None:
    """Commas, colons, brackets of a page in ASCII, as some sites store them."""
    page.edit(
        [Edit(at, at + 1, _ASCII[char]) for at, char in enumerate(page.text) if char in _ASCII]
    )


def lose_marks(body: str, rng: random.Random) -> list[Edit]:
    """A fifth of the commas and full stops before Han gone, or a space in their place."""
    filler = rng.choice(("", "", " ", "　"))
    return [Edit(*found.span(), filler) for found in _LOST.finditer(body) if rng.random() < 0.2]


def break_lines(body: str, rng: random.Random) -> list[Edit]:
    """A newline inside a word here and there."""
    places = [found.start() for found in _HAN_PAIR.finditer(body)]
    chosen = rng.sample(places, min(len(places), max(1, len(body) // 300)))
    return [Edit(at, at, "\n") for at in chosen]


def wrap(body: str, rng: random.Random) -> list[Edit]:
    """Each paragraph in lines of one width, as old mail and text files have them."""
    width = rng.randint(28, 40)
    edits: list[Edit] = []
    for paragraph in re.finditer(r"[^\n]+", body):
        is_latin = len(re.findall("[A-Za-z]", paragraph[0])) > len(paragraph[0]) / 2
        if is_latin:
            edits += _wrap_latin(paragraph.start(), paragraph[0], 2 * width)
            continue
        at = paragraph.start() + width
        while at < paragraph.end():
            edits.append(Edit(at, at, "\n"))
            at += width
    return edits


def _wrap_latin(start: int, text: str, width: int) -> list[Edit]:
    edits: list[Edit] = []
    begun = 0
    last: int | None = None
    for space in _SPACE.finditer(text):
        if space.start() - begun > width and last is not None:
            edits.append(Edit(start + last, start + last + 1, "\n"))
            begun = last + 1
        last = space.start()
    return edits


def spoil_spaces(body: str, rng: random.Random) -> list[Edit]:
    """Some spaces unbreakable or doubled, and zero-width characters between Han."""
    spaces = [found for found in _SPACE.finditer(body) if rng.random() < 0.05]
    edits = [Edit(*found.span(), rng.choice(("\u00a0", "  "))) for found in spaces]
    places = [found.start() for found in _HAN_PAIR.finditer(body) if rng.random() < 0.01]
    return edits + [Edit(at, at, rng.choice(_ZERO_WIDTH)) for at in places]
