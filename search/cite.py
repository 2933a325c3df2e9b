"""Citations: a quote, and where in which file it stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from index.source import Span
from index.store import ArticleRecord, PassageRecord, Store


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote from a source text: ``source[start:end] == quote``."""

    marker: int  # from 1 within an answer
    passage: PassageRecord
    article: ArticleRecord
    span: Span
    quote: str
    line: int | None  # the line of a text file that the quote begins in, from 1

    def __post_init__(self) -> None:
        if len(self.quote) != len(self.span):
            raise ValueError(f"{len(self.quote)} characters quoted from {self.span}")


class Citer:
    """Makes citations, reading each source text at most once to count its lines."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._line_starts: dict[int, list[int]] = {}

    def passage(self, row: PassageRecord, article: ArticleRecord, *, marker: int) -> Citation:
        """Cite a whole passage."""
        span = row.passage.span
        return Citation(
            marker, row, article, span, row.passage.text, self._line(article, span.start)
        )

    def part(
        self, row: PassageRecord, article: ArticleRecord, within: Span, *, marker: int
    ) -> Citation:
        """Cite a part of a passage; ``within`` counts from the passage's start."""
        start = row.passage.span.start
        span = Span(start + within.start, start + within.end)
        quote = within.of(row.passage.text)
        return Citation(marker, row, article, span, quote, self._line(article, span.start))

    def _line(self, article: ArticleRecord, offset: int) -> int | None:
        if article.record is not None:
            return None
        starts = self._line_starts.get(article.source_no)
        if starts is None:
            text = self._store.source(article.source_no).text
            starts = self._line_starts[article.source_no] = _line_starts(text)
        return bisect_right(starts, offset)


def _line_starts(text: str) -> list[int]:
    """Offsets at which lines begin; CRLF, LF and a lone CR each end one."""
    starts = [0]
    for i, char in enumerate(text):
        if char == "\n" or (char == "\r" and text[i + 1 : i + 2] != "\n"):
            starts.append(i + 1)
    return starts
