"""The pages a citation leads to: a quote in its article, a whole article, an id that is unknown.

``FoundPassage, FoundArticle ─▶ segments ─template─▶ HTML``. A page needs no script: the quote is
highlighted here, and the ``#q`` of its address scrolls to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from api.article import FoundArticle, FoundPassage, locator_of
from api.pages import Pages, View, web_address
from api.reference import reference_gbt7714, reference_markdown
from index.errors import PassageGone, UnknownId
from index.source import Drop, Span
from index.store import PassageRecord
from search.cite import Citation

_AROUND = 50_000  # code points of an article shown on either side of a passage
_WHOLE = 200_000  # code points of an article shown at once; a browser lays out no more with ease
_DESCRIPTION = 200  # code points of a quote in a link's preview


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the article's text that is shown in one way."""

    text: str
    in_passage: bool
    marked: bool
    anchor: bool = False  # the first marked one: links jump to it
    dropped: str | None = None  # the reason why it is in no passage


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a passage stands among those of its article, from 1."""

    number: int
    total: int
    before: PassageRecord | None
    after: PassageRecord | None


def passage_html(pages: Pages, view: View, found: FoundPassage) -> str:
    """A passage, or a part of the article around it, highlighted in the article."""
    shown, about = _window(found), _about(view, found, found.span)
    source = found.archive.store.source_text(found.article.source_no)
    quoted = found.span.of(source)
    citation = Citation(1, found.passage, found.article, found.span, quoted, about["locator"])
    passage_id = found.passage.passage.passage_id
    address = view.quote_address(passage_id, found.span)
    return pages.render(
        "passage.html",
        view,
        **about,
        description=" ".join(quoted.split())[:_DESCRIPTION],
        address=address,
        segments=segments(source, shown, found.passage.passage.span, found.span, about["drops"]),
        cut_before=shown.start > found.article.span.start,
        cut_after=shown.end < found.article.span.end,
        neighbours=_neighbours(found),
        references={
            "cite_gbt": reference_gbt7714(citation, accessed=found.archive.built_on),
            "cite_markdown": reference_markdown(citation, address=address),
            "cite_link": address,
        },
    )


def article_html(pages: Pages, view: View, found: FoundArticle) -> str:
    """An article with links to its passages."""
    article, store = found.article, found.archive.store
    source = store.source_text(article.source_no)
    rows = store.passages_of(article.article_no)
    about = _about(view, found, article.span)
    parts = [
        *((row.passage.span, view.passage_url(row.passage.passage_id), None) for row in rows),
        *((drop.span, None, drop.reason) for drop in about["drops"]),
    ]
    pieces: list[tuple[str, str | None, str | None]] = []
    position = article.span.start
    end = min(article.span.end, article.span.start + _WHOLE)
    rest = next((url for span, url, _ in parts if url and span.end > end), None)
    for span, url, reason in sorted(parts, key=lambda part: part[0]):
        if span.end > end:
            break
        pieces.append((source[position : span.start], None, None))
        pieces.append((span.of(source), url, reason))
        position = span.end
    if not rest:
        pieces.append((source[position : article.span.end], None, None))
    return pages.render(
        "article.html",
        view,
        **about,
        description=" ".join(rows[0].passage.text.split())[:_DESCRIPTION] if rows else "",
        address=f"{view.origin}/articles/{quote(article.article_id, safe='')}",
        pieces=[piece for piece in pieces if piece[0]],
        n_passages=len(rows),
        rest=rest,
    )


def unknown_html(pages: Pages, view: View, error: UnknownId, *, of_article: bool) -> str:
    """An id that is unknown or gone; with a link to the article where one is in its place."""
    gone = isinstance(error, PassageGone)
    now = error.article_id if isinstance(error, PassageGone) else None
    if gone and now is None:
        what = "gone_article"
    elif gone:
        what = "gone_text" if of_article else "gone_passage"
    else:
        what = "unknown_article" if of_article else "unknown_passage"
    return pages.render(
        "unknown.html",
        view,
        title=view.words[what],
        detail=error.what if gone else "",
        hint=not gone,
        where=error.where,
        article_url=view.article_url(now) if now else None,
    )


def segments(
    source: str, shown: Span, passage: Span, marked: Span, drops: Sequence[Drop] = ()
) -> Sequence[Segment]:
    """Cut the shown part of a source at the ends of the passage, of the mark and of what was dropped."""
    cuts = {shown.start, shown.end}
    cuts |= {
        offset
        for span in (passage, marked, *(drop.span for drop in drops))
        for offset in (span.start, span.end)
        if shown.start < offset < shown.end
    }
    ordered = sorted(cuts)
    return [
        Segment(
            text=source[start:end],
            in_passage=passage.start <= start < passage.end,
            marked=marked.start <= start < marked.end,
            anchor=start == max(marked.start, shown.start),
            dropped=next((d.reason for d in drops if d.span.start <= start < d.span.end), None),
        )
        for start, end in pairwise(ordered)
    ]


def _about(view: View, found: FoundPassage | FoundArticle, span: Span) -> dict[str, Any]:
    """What both pages say of an article."""
    article = found.article
    successor = found.successor
    drops = [
        drop
        for drop in found.archive.store.drops(article.source_no)
        if article.span.start <= drop.span.start and drop.span.end <= article.span.end
    ]
    return {
        "drops": drops,
        "dropped": list(dict.fromkeys(drop.reason for drop in drops)),
        "found": found,
        "article": article,
        "article_language": article.language if article.language in ("zh", "en") else "",
        "locator": locator_of(found.archive, article, span.start),
        "span": span,
        "web_url": web_address(article.url),
        "article_url": view.article_url(article.article_id),
        "successor_url": view.article_url(successor.article_id) if successor else None,
    }


def _neighbours(found: FoundPassage) -> Neighbours:
    rows = found.archive.store.passages_of(found.article.article_no)
    at = next(i for i, row in enumerate(rows) if row.passage_no == found.passage.passage_no)
    return Neighbours(
        number=at + 1,
        total=len(rows),
        before=rows[at - 1] if at else None,
        after=rows[at + 1] if at + 1 < len(rows) else None,
    )


def _window(found: FoundPassage) -> Span:
    """The part of the article to show: all of it, if it is not huge."""
    article, passage, marked = found.article.span, found.passage.passage.span, found.span
    first, last = min(passage.start, marked.start), max(passage.end, marked.end)
    return Span(max(article.start, first - _AROUND), min(article.end, last + _AROUND))
