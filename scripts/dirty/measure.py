"""What an indexing made of dirty files, held against their truth: boundaries, metadata, offsets.

``DirtyFile, Articles ─▶ Score, Wrong...``. Folding is measured by :mod:`dirty.measure_folding`,
finding by :mod:`dirty.known_item`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from index.article import Article, Articles, read_articles
from index.config import IndexConfig
from index.source import SourceText
from scripts.dirty.corpus import DirtyFile
from scripts.dirty.page import FIELDS, Mark
from scripts.dirty.score import Score

TOLERANCE = 5  # characters that a boundary may be off
_IGNORED = re.compile('[\\s\u00ad\u200b-\u200f\u2060\ufeff【】《》“”"]')


@dataclass(frozen=True, slots=True)
class Wrong:
    """One error, for reading: what was said and what is true, either of them empty if there is none."""

    kind: str
    file: str
    said: str
    wanted: str
    layout: str = ""

    def __str__(self) -> str:
        return (
            f"{self.kind:10} {self.file} {self.layout:16} got {self.said!r} wanted {self.wanted!r}"
        )


@dataclass(slots=True)
class Measured:
    """Scores by name, and every error."""

    scores: dict[str, Score] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    def add(self, name: str, score: Score, *wrong: Wrong) -> None:
        self.scores[name] = self.scores.get(name, Score()) + score
        self.wrong += wrong

    def __iadd__(self, other: Measured) -> Measured:
        for name, score in other.scores.items():
            self.add(name, score)
        self.wrong += other.wrong
        return self

    def all_of(self, names: tuple[str, ...]) -> Score:
        """The scores of some names together."""
        return sum((self.scores.get(name, Score()) for name in names), Score())


def measure_file(file: DirtyFile) -> Measured:
    """Index one file and compare."""
    kind = "markdown" if file.is_markdown else "text"
    found = read_articles(SourceText(file.name, file.text, kind), IndexConfig())
    measured = Measured()
    measure_boundaries(file, found, measured)
    measure_metadata(file, found, measured)
    measure_offsets(file, found, measured)
    return measured


def measure_boundaries(file: DirtyFile, found: Articles, measured: Measured) -> None:
    """Starts of articles within 5 characters; one at the start of the file counts neither way.

    A Markdown file is one article by its kind, so nothing is to be found in it.
    """
    if file.is_markdown:
        return
    first = len(file.text) - len(file.text.lstrip())
    preludes = {mark.article: mark.start for mark in file.of("prelude")}
    wanted = {mark.article: mark.start for mark in file.of("article")}
    for at, start in list(wanted.items()):
        if min(start, preludes.get(at, start)) <= first + TOLERANCE:
            del wanted[at], start
    said = {article.span.start for article in found.articles} - {first}
    said = {start for start in said if start > first + TOLERANCE}
    if 0 not in wanted and 0 in preludes:  # both are right there
        said -= _near(said, next(mark.start for mark in file.of("article")))
    n_said, right = len(said), 0
    for at, start in wanted.items():
        places = {start, preludes.get(at, start)}
        near = {one for place in places for one in _near(said, place)}
        if near:
            right += 1
            said -= near
            n_said -= len(near) - 1
        else:
            measured.wrong.append(_boundary("", file, start, at))
    measured.wrong += [_boundary(_around(file.text, start), file, None, None) for start in said]
    measured.add("boundaries", Score(right, n_said, len(wanted)))


def _near(said: set[int], place: int) -> set[int]:
    return {start for start in said if abs(start - place) <= TOLERANCE}


def _boundary(said: str, file: DirtyFile, start: int | None, at: int | None) -> Wrong:
    wanted = "" if start is None else _around(file.text, start)
    return Wrong("boundary", file.name, said, wanted, "" if at is None else file.layouts[at])


def _around(text: str, at: int) -> str:
    return f"{text[max(0, at - 24) : at]}‖{text[at : at + 36]}"


def measure_metadata(file: DirtyFile, found: Articles, measured: Measured) -> None:
    """Fields of each article against those of the found one that covers most of it.

    What is inferred is not said. A reporter may stand in for an author whom nobody names.
    """
    spans = file.of("article")
    taken: dict[int, Article] = {}
    for article in sorted(found.articles, key=lambda one: -len(one.span)):
        best = max(spans, key=lambda mark: _overlap(mark, article))
        if best.article not in taken and _overlap(best, article):
            taken[best.article] = article
    for mark in spans:
        wanted = _stated_by(file, mark.article)
        said = _said_by(taken.get(mark.article), wanted)
        for name in FIELDS:
            one, other = said.get(name, ""), wanted.get(name, "")
            is_right = bool(other) and _is_same(name, one, other)
            wrong = []
            if not is_right and (one or other):
                wrong = [Wrong(name, file.name, one, other, file.layouts[mark.article])]
            measured.add(name, Score(int(is_right), int(bool(one)), int(bool(other))), *wrong)


def _overlap(mark: Mark, article: Article) -> int:
    return max(0, min(mark.end, article.span.end) - max(mark.start, article.span.start))


def _stated_by(file: DirtyFile, at: int) -> dict[str, str]:
    return {
        mark.name: mark.value or file.text[mark.start : mark.end]
        for mark in file.marks
        if mark.article == at and mark.name in FIELDS
    }


def _said_by(article: Article | None, wanted: dict[str, str]) -> dict[str, str]:
    if article is None:
        return {}
    stated = {name: getattr(article, name) for name in FIELDS}
    said = {name: one.value for name, one in stated.items() if one is not None}
    if article.title_generated:
        said.pop("title", None)
    if article.published_inferred:
        said.pop("published", None)
    if "author" not in wanted and said.get("author") == wanted.get("reporter"):
        said.pop("author", None)
    return said


def _is_same(name: str, said: str, wanted: str) -> bool:
    """Whether two values are one but for white space, width and brackets; of editors, the first."""
    if name == "editor":
        said = re.split("[、,，]", said)[0]
    one, other = (_IGNORED.sub("", unicodedata.normalize("NFKC", text)) for text in (said, wanted))
    return one.casefold() == other.casefold()


def measure_offsets(file: DirtyFile, found: Articles, measured: Measured) -> None:
    """Every passage is its range of the file."""
    passages = [passage for article in found.articles for passage in article.passages]
    bad = [one for one in passages if one.span.of(file.text) != one.text]
    wrong = (Wrong("offsets", file.name, one.text, one.span.of(file.text)) for one in bad)
    n = len(passages)
    measured.add("offsets", Score(n - len(bad), n, n), *wrong)
