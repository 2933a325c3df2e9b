"""``GET /``: the ask page, whole for any browser, in parts for one that runs its script.

The answer is sent as it is made: as HTML that follows the form, or on ``Accept:
application/x-ndjson`` as one object a line, ``{"html"}`` for each part and ``{"title"}`` at the end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from api.accept import preferred
from api.ask_page import AskedAnswer, AskForm, AskPage
from api.errors import expected, outcome_of
from api.json_bytes import json_bytes
from api.pages import Pages, View
from api.routes.shared import chat_of, pages_of, searcher_of
from api.server_events import streamed
from index.errors import UnknownId, WenjuError
from search.corpus import Corpus

router = APIRouter()
_HTML, _PARTS = "text/html", "application/x-ndjson"
_FRESH = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_LASTING = {"Cache-Control": "public, max-age=31536000, immutable"}
_log = logging.getLogger("wenju")


@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
def get_ask_page(request: Request) -> Response:
    """The page to ask on, with the answer to ``?q=``."""
    pages = pages_of(request)
    view, form = pages.view(request), AskForm.read(request.query_params)
    in_parts = preferred(request.headers.get("accept", ""), (_HTML, _PARTS)) == _PARTS
    page = Reply(pages, view, form, in_parts=in_parts)
    try:
        searcher = searcher_of(request)
    except WenjuError as error:
        return page.failed(error, None)
    corpus = searcher.snapshot.corpus
    if form.q is None:
        return page.sent([page.writer.welcome(view, corpus)], corpus)
    try:
        answer = AskedAnswer(pages, view, searcher, form, chat_of(request))
    except Exception as error:
        known = expected(error)
        if known is None:
            raise
        return page.failed(known, corpus)
    return page.sent(answer, corpus, answer.close)


@router.api_route("/static/{name}", methods=["GET", "HEAD"], include_in_schema=False)
def get_static(name: str, request: Request) -> Response:
    """A file that pages load; for ever the same at its versioned address."""
    file = pages_of(request).static.get(name)
    if file is None:
        raise UnknownId("no such file", where=name)
    lasting = _LASTING if request.query_params.get("v") == file.version else {}
    return Response(file.content, headers=lasting, media_type=file.media_type)


class Reply:
    """One answer to one request, in the form that its sender reads."""

    def __init__(self, pages: Pages, view: View, form: AskForm, *, in_parts: bool) -> None:
        self.writer = AskPage(pages)
        self._headers = pages.headers | _FRESH
        self._view, self._form, self._in_parts = view, form, in_parts

    def sent(
        self, parts: Iterable[str], corpus: Corpus, close: Callable[[], None] = lambda: None
    ) -> Response:
        """The parts as they are made; ``close`` ends the work on them when the reader goes away."""
        if self._in_parts:
            body, media = self._lines(parts), _PARTS
        else:
            body, media = (piece.encode() for piece in self.page(parts, corpus)), _HTML
        return StreamingResponse(streamed(body, close), media_type=media, headers=self._headers)

    def failed(self, error: WenjuError, corpus: Corpus | None) -> Response:
        """What is wrong with the question or the index."""
        part = self.writer.error(self._view, self._form, error)
        status = outcome_of(error).status
        if self._in_parts:
            return HTMLResponse(part, status, headers=self._headers)
        before, after = self.writer.frame(self._view, self._form, corpus)
        return HTMLResponse(before + part + after, status, headers=self._headers)

    def page(self, parts: Iterable[str], corpus: Corpus) -> Iterator[str]:
        """The whole page, written as its parts are made."""
        before, after = self.writer.frame(self._view, self._form, corpus)
        yield before
        yield from self._guarded(parts)
        yield after

    def _lines(self, parts: Iterable[str]) -> Iterator[bytes]:
        for part in self._guarded(parts):
            yield json_bytes({"html": part}) + b"\n"
        yield json_bytes({"end": True}) + b"\n"

    def _guarded(self, parts: Iterable[str]) -> Iterator[str]:
        """The parts; where one cannot be made, that is said in its place."""
        try:
            yield from parts
        except Exception as error:
            if expected(error) is None:
                _log.exception("wenju: an answer broke off")
            yield self.writer.error(self._view, self._form, None)
