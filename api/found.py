"""Passages for programs that show them in their own way: with an address and what is known of them.

``request, question ─search_passages─▶ Found...``. What each protocol calls these things is left to its
route.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import Request

from api.links import address_of
from api.model import MODEL
from api.routes.shared import origin_of, searcher_of
from index.errors import UnknownId
from search.cite import Citation, Citer
from search.filters import Filters
from search.search import Hit, SearchResult
from search.snapshot import Snapshot

Attributes = dict[str, str | int | bool]
_MAX_ATTRIBUTE = 512  # code points of one: the most that OpenAI's attributes hold


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found, its citation, and the address of the page that shows it."""

    hit: Hit
    citation: Citation
    address: str

    @property
    def text(self) -> str:
        """The passage as the source has it."""
        return self.citation.quote

    @property
    def title(self) -> str:
        """Its article's title on one line; the file's name where it has none."""
        return " ".join(self.hit.article.title.split()) or self.hit.article.file

    def attributes(self) -> Attributes:
        """What is known of it; what is not is left out. ``search.conditions`` filters by most."""
        article, span = self.hit.article, self.citation.span
        known = {
            "document_id": article.article_id,
            "passage_id": self.hit.passage.passage.passage_id,
            "title": self.title,
            "url": self.address,
            "article_url": article.url,
            "publisher": article.publisher,
            "author": article.author,
            "date": article.published,
            "date_inferred": article.published_inferred if article.published else None,
            "language": article.language,
            "file": article.file,
            "start": span.start,
            "end": span.end,
        }
        return {
            name: value[:_MAX_ATTRIBUTE] if isinstance(value, str) else value
            for name, value in known.items()
            if value is not None
        }


def search_passages(
    request: Request, question: str, k: int, *, filters: Filters | None = None, least: float = 0.0
) -> list[Found]:
    """The k best passages whose score is at least ``least``.

    Raises:
        UsageError, BrokenIndex: As :meth:`search.search.Searcher.search`.
    """
    searcher = searcher_of(request)
    result = searcher.search(question, k=k, filters=filters)
    found = passages_of(searcher.snapshot, result, origin_of(request))
    return [one for one in found if one.hit.score >= least]


def passages_of(snapshot: Snapshot, result: SearchResult, origin: str) -> Iterator[Found]:
    """The hits of a search, best first."""
    citer = Citer(snapshot.store)
    for hit in result.hits:
        citation = citer.passage(hit.passage, hit.article, marker=hit.rank)
        yield Found(hit, citation, address_of(origin, citation))


def check_library(library_id: str, what: str) -> None:
    """Refuse to look anything up in another set of articles than the index. Raises UnknownId."""
    if library_id != MODEL:
        raise UnknownId(f"no such {what}", where=library_id, hint=f"the one there is is {MODEL}")
