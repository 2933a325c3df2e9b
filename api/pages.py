"""HTML pages: a passage in its article, an article, an error. No script, one style sheet inside.

``snapshot, passage ─▶ segments ─template─▶ HTML``. Everything from an article is escaped; the
policy in the headers lets a browser load nothing but the page's own style.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.article import FoundPassage, line_of
from index.errors import PassageGone, UnknownId
from index.source import Span
from index.store import ArticleRecord
from search.snapshot import Snapshot

_TEMPLATES = Path(__file__).parent / "templates"
_AROUND = 50_000  # code points of an article shown on either side of a passage


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the article's text that is shown in one way."""

    text: str
    in_passage: bool
    marked: bool
    anchor: bool = False  # the first marked one: links jump to it


class Pages:
    """Writes the pages; links begin with the public URL, or with the path alone."""

    def __init__(self, public_url: str | None) -> None:
        self._base = public_url or ""
        style = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.headers = {
            "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}';"
            " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Vary": "Accept",
        }
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["style"] = Markup(style)

    def article_url(self, article_id: str) -> str:
        """Where an article is."""
        return f"{self._base}/articles/{quote(article_id, safe='')}"

    def passage_url(self, passage_id: str) -> str:
        """Where a passage is, at its mark."""
        return f"{self._base}/p/{quote(passage_id, safe='')}#q"

    def passage(self, snapshot: Snapshot, found: FoundPassage) -> str:
        """A passage highlighted in the text around it."""
        article, shown = found.article, _window(found)
        source = snapshot.store.source_text(article.source_no)
        return self._environment.get_template("passage.html").render(
            self._about(snapshot, article, found.span),
            segments=segments(source, shown, found.passage.passage.span, found.span),
            cut_before=shown.start > article.span.start,
            cut_after=shown.end < article.span.end,
        )

    def article(self, snapshot: Snapshot, article: ArticleRecord) -> str:
        """An article with links to its passages."""
        source = snapshot.store.source_text(article.source_no)
        pieces: list[tuple[str, str | None]] = []
        position = article.span.start
        for row in snapshot.store.passages_of(article.article_no):
            span = row.passage.span
            pieces.append((source[position : span.start], None))
            pieces.append((span.of(source), self.passage_url(row.passage.passage_id)))
            position = span.end
        pieces.append((source[position : article.span.end], None))
        return self._environment.get_template("article.html").render(
            self._about(snapshot, article, article.span),
            pieces=[piece for piece in pieces if piece[0]],
        )

    def error(self, error: UnknownId) -> str:
        """An unknown id; with a link to the article where that is still there."""
        gone = error.article_id if isinstance(error, PassageGone) else None
        return self._environment.get_template("error.html").render(
            title=error.what,
            language="en",
            where=error.where,
            article_url=self.article_url(gone) if gone else None,
        )

    def _about(self, snapshot: Snapshot, article: ArticleRecord, span: Span) -> dict[str, Any]:
        published = article.published
        web = article.url if urlsplit(article.url or "").scheme in ("http", "https") else None
        return {
            "title": article.title,
            "language": article.language if article.language in ("zh", "en") else "",
            "article": article,
            "published": f"~{published}" if article.published_inferred else published,
            "line": line_of(snapshot, article, span.start),
            "span": span,
            "web_url": web,
            "article_url": self.article_url(article.article_id),
        }


def segments(source: str, shown: Span, passage: Span, marked: Span) -> Sequence[Segment]:
    """Cut the shown part of a source at the ends of the passage and of the mark."""
    cuts = {shown.start, shown.end}
    cuts |= {
        offset
        for span in (passage, marked)
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
        )
        for start, end in pairwise(ordered)
    ]


def _window(found: FoundPassage) -> Span:
    """The part of the article to show: all of it, if it is not huge."""
    article, passage, marked = found.article.span, found.passage.passage.span, found.span
    first, last = min(passage.start, marked.start), max(passage.end, marked.end)
    return Span(max(article.start, first - _AROUND), min(article.end, last + _AROUND))
