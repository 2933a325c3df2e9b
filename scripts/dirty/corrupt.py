"""Characters exchanged for others that look or sound alike, each with the truth about it.

``body, rng ─▶ Edit... and the right character``. The pairs are those of lookalikes.tsv and, by rule,
every Kangxi radical and CJK compatibility ideograph whose NFKC form is a character of the body, and
full-width Latin.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from scripts.dirty.page import Edit, Mark, Page

CORRUPT = "corrupt:"  # a mark of this name and kind holds the right character as its value
HAN_KINDS = ("added", "variant", "traditional", "radical", "kangxi", "compat")
LATIN_KINDS = ("cyrillic", "greek", "wide")
_TRADITIONAL = "們這個來時說會國學"
_LATIN_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]{3,}(?![A-Za-z])")
_ANYWHERE = ("radical", "kangxi", "compat")  # of Traditional text too
_KANGXI = range(0x2F00, 0x2FD6)
_COMPAT = (*range(0xF900, 0xFA0E), *range(0xFA2A, 0xFA6E))


@lru_cache(maxsize=1)
def lookalikes() -> dict[str, dict[str, str]]:
    """kind → right character → those that may stand in its place."""
    pairs: dict[str, dict[str, str]] = {kind: {} for kind in (*HAN_KINDS, *LATIN_KINDS)}
    for line in Path(__file__).with_name("lookalikes.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, right, wrong = line.split("\t")
            pairs[kind][right] = pairs[kind].get(right, "") + wrong
    for kind, codes in (("kangxi", _KANGXI), ("compat", _COMPAT)):
        for wrong in map(chr, codes):
            right = unicodedata.normalize("NFKC", wrong)
            if right != wrong:
                pairs[kind][right] = pairs[kind].get(right, "") + wrong
    return pairs


def corrupt(page: Page, rng: random.Random, *, share: float) -> None:
    """Exchange a share of the Han of each Chinese body, and letters of some Latin words.

    A page has one habit: a few kinds of look-alikes, as it was spoilt in one way.
    """
    kinds = _habit(rng)
    latin = rng.choice(LATIN_KINDS)
    edits: list[tuple[Edit, Mark]] = []
    for mark in [mark for mark in page.marks if mark.name == "body"]:
        found = _han_edits(page.text, mark, kinds, share, rng)
        found += _latin_edits(page.text, mark, latin, rng)
        edits += found
    page.marks += [mark for _, mark in edits]
    page.edit(edit for edit, _ in edits)


def _habit(rng: random.Random) -> list[str]:
    """One to three kinds; parts added and Traditional forms are what people do most."""
    weighted = ("added", "added", "added", "traditional", "traditional", *HAN_KINDS)
    return sorted({rng.choice(weighted) for _ in range(rng.randint(1, 4))})


def _han_edits(
    text: str, body: Mark, kinds: list[str], share: float, rng: random.Random
) -> list[tuple[Edit, Mark]]:
    """The same wrong form each time for one character, as a page has it."""
    tables = lookalikes()
    is_simplified = not any(char in _TRADITIONAL for char in text[body.start : body.end])
    places: dict[str, list[int]] = defaultdict(list)
    for at in range(body.start, body.end):
        places[text[at]].append(at)
    wanted = share * (body.end - body.start)
    choices = [
        (rng.random() * len(places.keys() & tables[kind].keys()), kind, char)
        for kind in kinds
        for char in places
        if char in tables[kind] and (is_simplified or kind in _ANYWHERE)
    ]
    found: dict[int, tuple[Edit, Mark]] = {}
    for _, kind, char in sorted(choices):  # a kind of many forms has no more of them first
        wrong = rng.choice(tables[kind][char])
        for at in rng.sample(places[char], max(1, len(places[char]) // 2)):
            if len(found) < wanted and at not in found:
                found[at] = _exchange(at, wrong, char, kind, body.article)
    return list(found.values())


def _latin_edits(text: str, body: Mark, kind: str, rng: random.Random) -> list[tuple[Edit, Mark]]:
    table = lookalikes()[kind]
    found = []
    for word in _LATIN_WORD.finditer(text, body.start, body.end):
        if rng.random() > (0.005 if kind == "wide" else 0.03):
            continue
        for at in range(*word.span()):
            if kind == "wide":
                found.append(
                    _exchange(at, chr(ord(text[at]) + 0xFEE0), text[at], kind, body.article)
                )
            elif text[at] in table and rng.random() < 0.5:
                found.append(_exchange(at, table[text[at]], text[at], kind, body.article))
    return found


def _exchange(at: int, wrong: str, right: str, kind: str, article: int) -> tuple[Edit, Mark]:
    return Edit(at, at + 1, wrong), Mark(CORRUPT + kind, article, at, at + 1, right)


@lru_cache(maxsize=1)
def decoys() -> tuple[str, ...]:
    """Sentences of decoys.txt, in which nothing is to be exchanged."""
    lines = Path(__file__).with_name("decoys.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def add_decoys(page: Page, rng: random.Random) -> None:
    """A decoy behind a sentence of some Chinese bodies, marked ``decoy``."""
    edits: list[Edit] = []
    for mark in [mark for mark in page.marks if mark.name == "body"]:
        ends = [found.end() for found in re.finditer("。", page.text[mark.start : mark.end])]
        if len(ends) > 1 and rng.random() < 0.3:
            at = mark.start + rng.choice(ends[:-1])
            edits.append(Edit(at, at, rng.choice(decoys())))
    ends_at: list[Mark] = []
    grown = 0
    for edit in sorted(edits, key=lambda one: one.start):
        article = next(m.article for m in page.marks if m.start <= edit.start < m.end)
        start = edit.start + grown
        ends_at.append(Mark("decoy", article, start, start + len(edit.new)))
        grown += len(edit.new)
    page.edit(edits)
    page.marks += ends_at
