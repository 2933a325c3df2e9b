"""A dirty corpus of one seed: files of glued and spoilt articles, and what stands where in them.

``CleanCorpus, seed ─shuffle, glue, spoil─▶ DirtyFile...``. The same seed gives the same files anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.dirty import marks
from scripts.dirty.clean import CleanArticle
from scripts.dirty.corrupt import add_decoys, corrupt
from scripts.dirty.glue import glue, with_front_matter
from scripts.dirty.names import translate_names
from scripts.dirty.page import Mark, Page, edit_bodies

_MOST = 6  # articles in a file


@dataclass(frozen=True, slots=True)
class DirtyFile:
    """A file and its truth; ``articles``: the clean ones by their number in the marks."""

    name: str
    text: str
    marks: tuple[Mark, ...]
    articles: tuple[CleanArticle, ...]
    layouts: tuple[str, ...]

    @property
    def is_markdown(self) -> bool:
        return self.name.endswith(".md")

    def of(self, name: str) -> list[Mark]:
        """The marks of a name, in order of the text."""
        return sorted((mark for mark in self.marks if mark.name == name), key=lambda m: m.start)


def make_corpus(articles: Sequence[CleanArticle], seed: int) -> list[DirtyFile]:
    """Every article once, in files of one to six of a like language."""
    rng = random.Random(seed)
    files: list[DirtyFile] = []
    for chosen in _groups(list(articles), rng):
        number = len(files)
        if len(chosen) == 1 and rng.random() < 0.4:
            page, layouts = with_front_matter(chosen[0], rng), ["front_matter"]
            name = f"{number:03}.md"
        else:
            page, layouts = glue(chosen, rng)
            name = f"{number:03}.txt"
        spoil(page, rng)
        files.append(DirtyFile(name, page.text, tuple(page.marks), tuple(chosen), tuple(layouts)))
    return files


def spoil(page: Page, rng: random.Random) -> None:
    """Each kind of dirt on some pages, so that no page has all of it and few have none."""
    if rng.random() < 0.3:
        edit_bodies(page, rng, translate_names)
    if rng.random() < 0.3:
        add_decoys(page, rng)
    if rng.random() < 0.6:
        corrupt(page, rng, share=rng.choice((0.01, 0.03, 0.06)))
    if rng.random() < 0.4:
        edit_bodies(page, rng, marks.lose_marks)
    if rng.random() < 0.4:
        marks.to_ascii(page)
    layout = rng.random()
    if layout < 0.15:
        edit_bodies(page, rng, marks.wrap)
    elif layout < 0.4:
        edit_bodies(page, rng, marks.break_lines)
    if rng.random() < 0.3:
        edit_bodies(page, rng, marks.spoil_spaces)


def write_corpus(files: Sequence[DirtyFile], folder: Path) -> None:
    """The files in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).write_text(file.text, encoding="utf-8", newline="")


def _groups(articles: list[CleanArticle], rng: random.Random) -> list[list[CleanArticle]]:
    """Files are of Chinese or of English articles; one in ten mixes them."""
    rng.shuffle(articles)
    piles: dict[str, list[CleanArticle]] = {}
    for article in articles:
        pile = "mixed" if rng.random() < 0.1 else article.language
        piles.setdefault(pile, []).append(article)
    groups: list[list[CleanArticle]] = []
    for pile in piles.values():
        while pile:
            n = rng.randint(1, _MOST)
            groups.append(pile[:n])
            del pile[:n]
    return groups
