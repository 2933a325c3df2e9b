"""HTML pages: their templates, their style, their addresses, and what a browser may load for them.

``template, values ─render─▶ HTML``. Everything from an article is escaped; the policy in the headers
lets a page use its own inline style, the script and icon of this server, and nothing else. What is on
a page is left to ``api.ask_page`` and ``api.passage_page``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.requests import Request

from api.links import quote_address
from api.templating import make_environment, style_sheet
from api.words import PARAMETER, Interface, Words, all_words, language_of
from index.locate import file_place
from index.source import Span
from search.cite import Citation

_STATIC = Path(__file__).parent / "static"
_MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that pages load; its name in links ends in a hash of its content."""

    name: str
    content: bytes
    media_type: str

    @property
    def version(self) -> str:
        """8 hex over the content."""
        return hashlib.sha256(self.content).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class View:
    """How one reader sees a page: in which language, and where its links lead.

    ``base`` is what links begin with: the public URL, or nothing for paths on the same host;
    ``origin`` is the same as a whole address, for what is copied elsewhere.
    """

    language: Interface
    chosen: bool  # the language was asked for in the address, so links carry it on
    base: str
    origin: str
    path: str  # percent-encoded
    query: tuple[tuple[str, str], ...]

    @property
    def words(self) -> Words:
        """What the page says."""
        return all_words()[self.language]

    def url(self, path: str, parameters: Mapping[str, Any] | None = None, mark: str = "") -> str:
        """A link: empty parameters are left out, a chosen language is carried on."""
        given = {
            name: value for name, value in (parameters or {}).items() if value not in (None, "")
        }
        if self.chosen:
            given[PARAMETER] = self.language
        query = f"?{urlencode(given)}" if given else ""
        return f"{self.base}{path}{query}{mark}"

    def passage_url(self, passage_id: str, span: Span | None = None) -> str:
        """The page of a passage, or of a quote in it, at its mark."""
        offsets = {"s": span.start, "e": span.end} if span else None
        return self.url(f"/p/{quote(passage_id, safe='')}", offsets, "#q")

    def article_url(self, article_id: str) -> str:
        """The page of an article."""
        return self.url(f"/articles/{quote(article_id, safe='')}")

    def quote_address(self, passage_id: str, span: Span) -> str:
        """The whole address of a quote, in no language: for a citation."""
        return quote_address(self.origin, passage_id, span)

    def in_language(self, language: Interface) -> str:
        """This page in a language."""
        query = [pair for pair in self.query if pair[0] != PARAMETER]
        return f"{self.base}{self.path}?{urlencode([*query, (PARAMETER, language)])}"


class Pages:
    """Fills the templates; one for all requests."""

    def __init__(self, public_url: str | None) -> None:
        self.public_url = public_url
        style = style_sheet("page.css")
        self.static = {
            path.name: StaticFile(path.name, path.read_bytes(), _MEDIA_TYPES[path.suffix])
            for path in sorted(_STATIC.iterdir())
        }
        self.headers = {
            "Content-Security-Policy": _policy(style),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Vary": "Accept, Accept-Language",
        }
        self._environment = make_environment()
        self._environment.globals |= {
            "style": style,
            "static_url": self._static_url,
            "place_of": place_of,
            "file_place": file_place,
        }

    def view(self, request: Request) -> View:
        """How the reader who sent a request sees the pages."""
        language = language_of(request)
        return View(
            language=language,
            chosen=request.query_params.get(PARAMETER) == language,
            base=self.public_url or "",
            origin=self.origin(request),
            path=quote(request.scope["path"]),
            query=tuple(request.query_params.multi_items()),
        )

    def origin(self, request: Request) -> str:
        """What whole addresses begin with: the public URL, else the address that was asked."""
        return self.public_url or str(request.base_url).rstrip("/")

    def render(self, template: str, view: View, **values: Any) -> str:
        """A template filled with values."""
        return self._environment.get_template(template).render(
            view=view, words=view.words, **values
        )

    def _static_url(self, view: View, name: str) -> str:
        return f"{view.base}/static/{name}?v={self.static[name].version}"


def place_of(citation: Citation) -> str:
    """Where a citation stands: ``file:line [start:end]``, page or record in place of a line."""
    place = file_place(citation.article.file, citation.locator)
    return f"{place} [{citation.span.start}:{citation.span.end}]"


def web_address(url: str | None) -> str | None:
    """An article's URL if it is safe to link to."""
    try:
        return url if urlsplit(url or "").scheme in ("http", "https") else None
    except ValueError:  # an unclosed bracket
        return None


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; script-src 'self'; connect-src 'self';"
        " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
