"""An article and a passage by their ids, also by old ones, and the JSON of both.

``Library, id ─find─▶ FoundPassage, FoundArticle ─▶ payload``. An id is looked up in the generation
that serves, then in the one before; what is in neither but was in one once is a ``PassageGone``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from api.state import Library
from index.errors import PassageGone, UnknownId, UsageError
from index.locate import Locations, Locator
from index.source import Span
from index.store import ArticleRecord, PassageRecord, Store
from search.cite import Citer
from search.payload import Payload, citation_payload
from search.snapshot import Archive, Snapshot

_PASSAGE_ID = re.compile(r"(?s)(.+)-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article, and the generation that holds it."""

    article: ArticleRecord
    archive: Archive
    is_current: bool  # the generation is the one that serves
    successor: ArticleRecord | None  # of an old one: what stands in its place now, if anything


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage in its article, the part of the article asked for, and the generation."""

    passage: PassageRecord
    article: ArticleRecord
    span: Span  # in the source text; inside the article, mostly inside the passage
    archive: Archive
    is_current: bool  # the generation is the one that serves
    successor: ArticleRecord | None  # of an old one: what stands in its place now, if anything


def find_article(library: Library, article_id: str) -> FoundArticle:
    """The article with an id.

    Raises:
        PassageGone: It was in the index, and neither of the kept generations has it.
        UnknownId: There was none, as far as is known.
    """
    if article := library.current.store.article(article_id):
        return FoundArticle(article, library.current, True, None)
    previous = library.previous()
    if previous and (article := previous.store.article(article_id)):
        return FoundArticle(article, previous, False, _successor(library.current.store, article))
    if file := library.retired_file(article_id):
        raise _gone(article_id, file, _in_file(library.current.store, file))
    raise UnknownId("no such article", where=article_id, hint="its id comes with every hit")


def find_passage(
    library: Library, passage_id: str, *, start: int | None, end: int | None
) -> FoundPassage:
    """The passage with an id, and ``[start, end)`` of its source: by default all of it.

    Raises:
        PassageGone: It is in neither of the kept generations, but its article is or was.
        UnknownId: Nor is anything known of its article.
        UsageError: The offsets are reversed or outside the article.
    """
    archive: Archive | None = library.current
    passage = library.current.store.passage(passage_id)
    if passage is None:
        archive = library.previous()
        passage = archive.store.passage(passage_id) if archive else None
    if archive is None or passage is None:
        raise _no_passage(library, passage_id)
    article = archive.store.articles([passage.article_no])[passage.article_no]
    is_current = archive is library.current
    return FoundPassage(
        passage,
        article,
        _part(article, passage, start, end),
        archive,
        is_current,
        None if is_current else _successor(library.current.store, article),
    )


def _part(
    article: ArticleRecord, passage: PassageRecord, start: int | None, end: int | None
) -> Span:
    first = passage.passage.span.start if start is None else start
    last = passage.passage.span.end if end is None else end
    if not article.span.start <= first < last <= article.span.end:
        raise UsageError(
            f"[{first}, {last}) is no part of the article",
            where="s, e",
            hint=f"count code points of the source, from {article.span.start}"
            f" to {article.span.end}",
        )
    return Span(first, last)


def _no_passage(library: Library, passage_id: str) -> UnknownId:
    """What to say of a passage that no kept generation has: is or was there its article?"""
    parts = _PASSAGE_ID.fullmatch(passage_id)
    try:
        found = find_article(library, parts[1]) if parts else None
    except PassageGone as gone:
        return _gone(passage_id, gone.file or "", gone.article_id)
    except UnknownId:
        found = None
    if found is None:
        return UnknownId("no such passage", where=passage_id, hint="its id comes with every hit")
    standing = found.article if found.is_current else found.successor
    return _gone(passage_id, found.article.file, standing.article_id if standing else None)


def _gone(old_id: str, file: str, article_id: str | None) -> PassageGone:
    what = (
        f"{file} has changed since, this text of it is gone"
        if article_id
        else f"the article, in {file}, is no longer in the index"
    )
    return PassageGone(what, where=old_id, article_id=article_id, file=file)


def _successor(store: Store, old: ArticleRecord) -> ArticleRecord | None:
    """What stands in an old article's place in the store that serves.

    A record keeps its id, and another record is another article. In a text file it is the first
    article whose span overlaps the old one's, else the file's first.
    """
    if old.record is not None:
        return store.article(old.article_id)
    articles = _of_file(store, old.file)
    overlapping = (
        article
        for article in articles
        if article.span.start < old.span.end and old.span.start < article.span.end
    )
    return next(overlapping, articles[0] if articles else None)


def _in_file(store: Store, file: str) -> str | None:
    """The first article of a text file, for an id of which only the file is known."""
    first = next(iter(_of_file(store, file)), None)
    return first.article_id if first and first.record is None else None


def _of_file(store: Store, file: str) -> list[ArticleRecord]:
    """The articles of a file's first source text with any, in order; a text file has but one."""
    for source_no, _, _ in store.file_sources(file):
        if articles := store.articles_of_source(source_no):
            return articles
    return []


def article_text(archive: Archive, article: ArticleRecord) -> str:
    """The article as the source has it, dropped parts included."""
    return article.span.of(archive.store.source_text(article.source_no))


def article_payload(found: FoundArticle) -> Payload:
    """``GET /articles/{article_id}``."""
    article, archive = found.article, found.archive
    passages = archive.store.passages_of(article.article_no)
    return {
        **_article_fields(archive, article),
        "text": article_text(archive, article),
        "passages": [row.passage.passage_id for row in passages],
        **_standing(found),
    }


def passage_payload(found: FoundPassage) -> Payload:
    """``GET /p/{passage_id}`` as JSON."""
    source = found.archive.store.source_text(found.article.source_no)
    citation = Citer(found.archive.store).passage(found.passage, found.article, marker=1)
    return {
        "citation": citation_payload(citation),
        "s": found.span.start,
        "e": found.span.end,
        "quote": found.span.of(source),
        "article": _article_fields(found.archive, found.article),
        **_standing(found),
    }


def _standing(found: FoundArticle | FoundPassage) -> Payload:
    now = found.article if found.is_current else found.successor
    return {
        "generation": found.archive.generation,
        "current": found.is_current,
        "current_article": now.article_id if now else None,
    }


def locator_of(archive: Archive | Snapshot, article: ArticleRecord, offset: int) -> Locator | None:
    """Where in its file an offset of an article's source text stands."""
    return Locations(archive.store.source(article.source_no)).at(offset)


def _article_fields(archive: Archive, article: ArticleRecord) -> dict[str, Any]:
    locator = locator_of(archive, article, article.span.start)
    return {
        "article_id": article.article_id,
        "file": article.file,
        "title": article.title,
        "title_generated": article.title_generated,
        "publisher": article.publisher,
        "author": article.author,
        "editor": article.editor,
        "reporter": article.reporter,
        "published": article.published,
        "published_inferred": article.published_inferred,
        "url": article.url,
        "language": article.language,
        "start": article.span.start,
        "end": article.span.end,
        "source_sha256": article.source_sha256,
        "file_sha256": article.file_sha256,
        "encoding": article.encoding,
        "locator": locator.as_dict() if locator else None,
    }
