"""What wenju makes of one file, told for people: what is kept, dropped and folded, and where.

``SourceText ─read_articles─▶ InspectedText(articles, pieces, folded)``. Every offset is in the source text.
Reading the file and printing to a terminal are left to ``api.cli``, page and JSON to ``api.inspection_page``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from api.folding import FoldedRun, Folding, folded_runs
from index.article import Article, read_articles
from index.config import IndexConfig
from index.errors import UsageError
from index.source import Kind, SourceFile, SourceText, Span

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_FIELDS = ("title", "publisher", "author", "reporter", "editor", "published", "url")
Given = Literal["record", "front_matter", "page", "file"]
_ELSEWHERE: dict[Kind, Given] = {
    "text": "front_matter",
    "markdown": "front_matter",
    "record": "record",
    "html": "page",
    "pdf": "file",
    "docx": "file",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage, or a drop with its reason. Numbers count from 1: the article's in its text."""

    span: Span
    article: int | None = None
    passage: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of metadata. ``span``: where it stands, None unless ``source`` is ``text``."""

    name: str
    value: str | None
    source: Given | Literal["text", "generated", "inferred"] | None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a piece that is shown in one way, and the evidence that begins or ends in it."""

    text: str
    folded: FoldedRun | None
    is_evidence: bool
    opens: tuple[Evidence, ...]
    closes: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class InspectedText:
    """One source text. ``pieces``: in order and apart, white space alone between them."""

    source: SourceText
    articles: tuple[Article, ...]
    pieces: tuple[Piece, ...]
    folded: tuple[FoldedRun, ...]
    warnings: tuple[str, ...]
    line_starts: tuple[int, ...]
    only: int | None = None  # the one article that is shown

    @property
    def lines_are_the_files(self) -> bool:
        """Whether a line here is a line of the file, not of what was read out of it."""
        return self.source.kind in ("text", "markdown")

    def line_of(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self.line_starts, offset)

    def numbered(self) -> list[tuple[int, Article]]:
        """The articles that are shown, each with its number."""
        every = enumerate(self.articles, start=1)
        return [(n, article) for n, article in every if self.only in (None, n)]

    def folded_in(self, span: Span) -> list[FoldedRun]:
        """The folded runs inside a span."""
        first = bisect_right(self.folded, span.start - 1, key=lambda run: run.span.start)
        last = bisect_right(self.folded, span.end - 1, key=lambda run: run.span.start)
        return list(self.folded[first:last])

    def counts(self) -> dict[str, Any]:
        """Code points that are not white space, kept and dropped by reason; folded by kind."""
        kept, dropped = 0, Counter[str]()
        for piece in self.pieces:
            n = sum(not char.isspace() for char in piece.span.of(self.source.text))
            if piece.reason is None:
                kept += n
            else:
                dropped[piece.reason] += n
        folded = Counter(run.kind for run in self.folded)
        return {"kept": kept, "dropped": _ranked(dropped), "folded": _ranked(folded)}


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file: its identity and the source texts that were looked at."""

    file: SourceFile
    texts: tuple[InspectedText, ...]
    n_texts: int  # in the file
    warnings: tuple[str, ...]
    config: IndexConfig


def inspect_text(source: SourceText, config: IndexConfig, folding: Folding) -> InspectedText:
    """Read the articles of a source text as a build does, and say what became of all of it."""
    found = read_articles(source, config)
    pieces = [
        Piece(passage.span, article=number, passage=n)
        for number, article in enumerate(found.articles, start=1)
        for n, passage in enumerate(article.passages, start=1)
    ]
    starts = [article.span.start for article in found.articles]
    for drop in found.drops:
        number = bisect_right(starts, drop.span.start)
        inside = number > 0 and drop.span.start < found.articles[number - 1].span.end
        pieces.append(Piece(drop.span, number if inside else None, reason=drop.reason))
    pieces.sort(key=lambda piece: piece.span)
    folded = [
        run
        for piece in pieces
        if piece.passage
        for run in folded_runs(piece.span.of(source.text), folding, start=piece.span.start)
    ]
    lines = (0, *(match.end() for match in _LINE_BREAK.finditer(source.text)))
    return InspectedText(
        source, found.articles, tuple(pieces), tuple(folded), found.warnings, lines
    )


def only_article(text: InspectedText, number: int) -> InspectedText:
    """The same text with one article alone.

    Raises:
        UsageError: It has no such article.
    """
    if number > len(text.articles):
        n = len(text.articles)
        raise UsageError(
            f"no article {number}", where=text.source.where, hint=f"--article: it has {n}"
        )
    pieces = tuple(piece for piece in text.pieces if piece.article == number)
    span = text.articles[number - 1].span
    return replace(text, pieces=pieces, folded=tuple(text.folded_in(span)), only=number)


def evidence_of(article: Article, source: SourceText) -> list[Evidence]:
    """The metadata of an article in a fixed order, each with where it comes from."""
    elsewhere = _ELSEWHERE[source.kind]
    found: list[Evidence] = []
    for name in _FIELDS:
        stated = getattr(article, name)
        if stated is None:
            found.append(Evidence(name, None, None))
        elif isinstance(stated, str):
            found.append(Evidence(name, stated, elsewhere))
        elif name == "published" and article.published_inferred:
            found.append(Evidence(name, stated.value, "inferred", stated.evidence))
        elif stated.evidence is not None:
            found.append(Evidence(name, stated.value, "text", stated.evidence))
        elif name == "title" and article.title_generated:
            found.append(Evidence(name, stated.value, "generated"))
        else:
            found.append(Evidence(name, stated.value, elsewhere))
    return found


def boundary_of(article: Article) -> str:
    """What says that an article begins where it does, and how surely: ``label (0.97)``."""
    return f"{article.boundary} ({article.confidence:.2f})"


def aliases_of(article: Article) -> str:
    """The names and years that an article writes in its own way: ``JD.COM = 京东``; none is empty."""
    return ", ".join(f"{alias.written} = {alias.name}" for alias in article.aliases)


def _ranked(counts: Counter[Any]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def segments(text: InspectedText, piece: Piece) -> list[Segment]:
    """Cut a piece where a folded run or a piece of evidence begins or ends."""
    folded = {run.span.start: run for run in text.folded_in(piece.span) if run.shown}
    evidence = [
        (item, item.span)
        for number, article in text.numbered()
        if piece.article in (None, number)
        for item in evidence_of(article, text.source)
        if item.span and item.span.start < piece.span.end and piece.span.start < item.span.end
    ]
    spans = [piece.span, *(run.span for run in folded.values()), *(span for _, span in evidence)]
    cuts = sorted(
        cut
        for cut in {cut for span in spans for cut in (span.start, span.end)}
        if piece.span.start <= cut <= piece.span.end
        and not any(run.span.start < cut < run.span.end for run in folded.values())
    )
    return [
        Segment(
            text.source.text[a:b],
            folded.get(a),
            any(span.start < b and a < span.end for _, span in evidence),
            tuple(item for item, span in evidence if a <= span.start < b),
            tuple(item for item, span in evidence if a < span.end <= b),
        )
        for a, b in pairwise(cuts)
    ]
