"""The JSON of an article and of a passage page: ``GET /articles/{article_id}``, ``GET /p/{id}``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from index.errors import PassageGone, UnknownId, UsageError
from index.source import Span
from index.store import ArticleRecord, PassageRecord
from search.cite import Citer
from search.payload import Payload, citation_payload
from search.snapshot import Snapshot

_PASSAGE_ID = re.compile(r"(?s)(.+)-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage in its article, and the part of the article that was asked for."""

    passage: PassageRecord
    article: ArticleRecord
    span: Span  # in the source text; inside the article, mostly inside the passage


def find_article(snapshot: Snapshot, article_id: str) -> ArticleRecord:
    """The article with an id.

    Raises:
        UnknownId: There is none.
    """
    article = snapshot.store.article(article_id)
    if article is None:
        raise UnknownId("no such article", where=article_id, hint="its id comes with every hit")
    return article


def find_passage(
    snapshot: Snapshot, passage_id: str, *, start: int | None, end: int | None
) -> FoundPassage:
    """The passage with an id, and ``[start, end)`` of its source: by default all of it.

    Raises:
        UnknownId: Neither the passage nor its article is in the index.
        PassageGone: The article is, the passage is not: the article has changed.
        UsageError: The offsets are reversed or outside the article.
    """
    passage = snapshot.store.passage(passage_id)
    if passage is None:
        parts = _PASSAGE_ID.fullmatch(passage_id)
        if parts and snapshot.store.article(parts[1]):
            raise PassageGone(
                "the article has changed, this passage of it is gone",
                where=passage_id,
                article_id=parts[1],
            )
        raise UnknownId("no such passage", where=passage_id, hint="its id comes with every hit")
    article = snapshot.store.articles([passage.article_no])[passage.article_no]
    first = passage.passage.span.start if start is None else start
    last = passage.passage.span.end if end is None else end
    if not article.span.start <= first < last <= article.span.end:
        raise UsageError(
            f"[{first}, {last}) is no part of the article",
            where="s, e",
            hint=f"count code points of the source, from {article.span.start}"
            f" to {article.span.end}",
        )
    return FoundPassage(passage, article, Span(first, last))


def article_text(snapshot: Snapshot, article: ArticleRecord) -> str:
    """The article as the source has it, dropped parts included."""
    return article.span.of(snapshot.store.source_text(article.source_no))


def article_payload(snapshot: Snapshot, article: ArticleRecord) -> Payload:
    """``GET /articles/{article_id}``."""
    passages = snapshot.store.passages_of(article.article_no)
    return {
        **_article_fields(snapshot, article),
        "text": article_text(snapshot, article),
        "passages": [row.passage.passage_id for row in passages],
    }


def passage_payload(snapshot: Snapshot, found: FoundPassage) -> Payload:
    """``GET /p/{passage_id}`` as JSON."""
    source = snapshot.store.source_text(found.article.source_no)
    citation = Citer(snapshot.store).passage(found.passage, found.article, marker=1)
    return {
        "citation": citation_payload(citation),
        "s": found.span.start,
        "e": found.span.end,
        "quote": found.span.of(source),
        "article": _article_fields(snapshot, found.article),
    }


def line_of(snapshot: Snapshot, article: ArticleRecord, offset: int) -> int:
    """The line of the file: that of an offset in a text file, that of the record in JSONL."""
    if article.record is not None:
        return article.record
    before = snapshot.store.source_text(article.source_no)[:offset]
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def _article_fields(snapshot: Snapshot, article: ArticleRecord) -> dict[str, Any]:
    kind = "line" if article.record is None else "record"
    return {
        "article_id": article.article_id,
        "file": article.file,
        "title": article.title,
        "title_generated": article.title_generated,
        "publisher": article.publisher,
        "author": article.author,
        "editor": article.editor,
        "published": article.published,
        "published_inferred": article.published_inferred,
        "url": article.url,
        "language": article.language,
        "start": article.span.start,
        "end": article.span.end,
        "source_sha256": article.source_sha256,
        "file_sha256": article.file_sha256,
        "encoding": article.encoding,
        "locator": {kind: line_of(snapshot, article, article.span.start)},
    }
