"""Addresses that leave the server: where a quote stands, for whoever reads it elsewhere.

``origin, Citation ─▶ address, label``. Links within our own pages are left to ``api.pages``.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from index.source import Span
from search.cite import Citation

LOCAL_ORIGIN = "http://127.0.0.1:8000"
"""Where ``wenju serve`` is if nothing else is said: for a process that has no address of its own."""


def quote_address(origin: str, passage_id: str, span: Span) -> str:
    """The page that shows a quote marked in its article; no character of it ends a Markdown link."""
    return f"{origin}/p/{quote(passage_id, safe='')}?s={span.start}&e={span.end}#q"


def address_of(origin: str, citation: Citation) -> str:
    """The page that shows what a citation quotes."""
    return quote_address(origin, citation.passage.passage.passage_id, citation.span)


def label_of(citation: Citation) -> str:
    """What a citation is called in a list of sources: title · publisher · date."""
    return " · ".join(_named(citation))


def _named(citation: Citation) -> Iterator[str]:
    article = citation.article
    yield " ".join(article.title.split()) or article.file
    if article.publisher:
        yield article.publisher
    if article.published:
        yield article.published
