"""Citations: a quote, and where in which file it stands."""

from __future__ import annotations

from dataclasses import dataclass

from index.locate import Locations, Locator
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
    locator: Locator | None  # where the quote begins

    def __post_init__(self) -> None:
        if len(self.quote) != len(self.span):
            raise ValueError(f"{len(self.quote)} characters quoted from {self.span}")


class Citer:
    """Makes citations, reading each source text at most once to count its lines or pages."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._locations: dict[int, Locations] = {}

    def passage(self, row: PassageRecord, article: ArticleRecord, *, marker: int) -> Citation:
        """Cite a whole passage."""
        span = row.passage.span
        return Citation(
            marker, row, article, span, row.passage.text, self._locator(article, span.start)
        )

    def part(
        self, row: PassageRecord, article: ArticleRecord, within: Span, *, marker: int
    ) -> Citation:
        """Cite a part of a passage; ``within`` counts from the passage's start."""
        start = row.passage.span.start
        span = Span(start + within.start, start + within.end)
        quote = within.of(row.passage.text)
        return Citation(marker, row, article, span, quote, self._locator(article, span.start))

    def _locator(self, article: ArticleRecord, offset: int) -> Locator | None:
        if article.record is not None:
            return Locator("record", article.record)
        known = self._locations.get(article.source_no)
        if known is None:
            source = self._store.source(article.source_no)
            known = self._locations[article.source_no] = Locations(source)
        return known.at(offset)
