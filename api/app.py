"""The HTTP application: routes, the limit on bodies, and one shape for every error.

``index folder ─create_app─▶ FastAPI``. Which server runs it is left to ``api.cli.serve``.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from api.accept import preferred
from api.body_limit import BodyLimit
from api.errors import (
    HTTP_CODES,
    INTERNAL_HINT,
    error_object,
    error_payload,
    expected,
    outcome_of,
)
from api.host import HostCheck
from api.key import KeyCheck
from api.origins import LOOPBACK
from api.pages import Pages
from api.protocol_errors import in_protocol
from api.routes import (
    articles,
    ask_page,
    cherry,
    connect,
    dify,
    embeddings,
    health,
    openwebui,
    questions,
    rerank,
    responses,
    searxng,
    vector_store,
)
from api.routes import chat as chat_routes
from api.routes import mcp as mcp_routes
from api.routes.shared import json_reply
from api.settings import server_settings
from api.state import Serving
from index.errors import BrokenIndex, WenjuError
from search.chat_model import ChatModel, OpenAIChat

MAX_BODY = 1 << 20  # bytes
MAX_CHAT = 16 << 20  # of a conversation, which may carry pictures that nobody here looks at
_CONVERSATIONS = [
    f"{before}/v1/{of}" for before in ("", "/openwebui") for of in ("chat/completions", "responses")
]
MAX_TEXTS = 4 << 20  # of texts to be encoded or ranked
_TEXTS = ["/v1/embeddings", "/v1/rerank", "/v2/rerank"]
_RETRIEVAL = (embeddings, rerank, vector_store, dify, cherry, searxng, openwebui)
_HTML, _JSON = "text/html", "application/json"
_log = logging.getLogger("wenju")


def create_app(
    index: Path,
    *,
    public_url: str | None = None,
    chat: ChatModel | None = None,
    key: str | None = None,
    origins: Sequence[str] = (),
) -> FastAPI:
    """The application over one index folder, which may still be empty.

    Args:
        index: The folder.
        public_url: What links begin with; None: paths, or the address that was asked.
        chat: The language model that writes answers; None: answers are quotes.
        key: What a request must show; None: nothing.
        origins: Web pages that may call, ``("*",)`` for all; none: all where there is a key to
            show, else those of this machine, as any page that is open there could read the index.
    """
    origins = origins or (("*",) if key else ())
    mcp = mcp_routes.McpEndpoint(origins=origins, public_url=public_url)
    app = FastAPI(
        title="wenju 问据",
        description="Ask Chinese and English articles; get passages with exact citations.",
        version=version("wenju"),
        docs_url=None,  # its page loads scripts from another host
        redoc_url=None,
        lifespan=mcp.lifespan,
    )
    app.state.serving = Serving(index)
    app.state.pages = Pages(public_url)
    app.state.chat = chat
    app.state.key_needed = bool(key)
    app.add_middleware(
        BodyLimit,
        max_bytes=MAX_BODY,
        larger=dict.fromkeys(_CONVERSATIONS, MAX_CHAT) | dict.fromkeys(_TEXTS, MAX_TEXTS),
    )
    if key:
        app.add_middleware(KeyCheck, key=key)
    if "*" not in origins:
        app.add_middleware(HostCheck, public_url=public_url)
    _allow_origins(app, origins)
    app.add_exception_handler(RequestValidationError, _wrong_shape)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(WenjuError, _failed)
    app.add_exception_handler(sqlite3.Error, _failed)
    app.add_exception_handler(Exception, _unforeseen)
    for routes in (
        questions,
        chat_routes,
        responses,
        articles,
        ask_page,
        connect,
        health,
        *_RETRIEVAL,
    ):
        app.include_router(routes.router)
    app.router.routes.append(mcp.route)
    return app


def app_from_environment() -> FastAPI:
    """The application of a server process, whose settings are in the environment."""
    settings = server_settings()
    chat = OpenAIChat(settings.chat) if settings.chat else None
    if chat:
        chat.load()
    return create_app(
        settings.index,
        public_url=settings.public_url,
        chat=chat,
        key=settings.key,
        origins=settings.origins,
    )


def _allow_origins(app: FastAPI, origins: Sequence[str]) -> None:
    """Web pages that may read replies: what is named, else those of this machine."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_origin_regex=None if origins else LOOPBACK,
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
        expose_headers=["*"],
    )


def _failed(request: Request, error: Exception) -> Response:
    """An error that we foresaw, by the table in ``api.errors``."""
    known = expected(error)
    assert known is not None
    outcome = outcome_of(known)
    if outcome.status >= 500 and not isinstance(known, BrokenIndex):
        _log.error("wenju: %s %s: %s", request.method, request.url.path, known)
    return _error_reply(request, error_payload(known), outcome.status)


def _error_reply(
    request: Request, payload: dict[str, Any], status: int, headers: dict[str, str] | None = None
) -> Response:
    """An error in JSON, as the route's protocol has it; as a page to a browser that came for one."""
    path = request.scope["path"]
    said, status = in_protocol(path, payload, status)
    accept = request.headers.get("accept", "")
    asked_for_page = request.method in ("GET", "HEAD") and "text/html" in accept
    if not asked_for_page or preferred(accept, (_JSON, _HTML)) != _HTML:
        return json_reply(said, status, headers)
    pages: Pages = request.app.state.pages
    error = payload["error"]
    view = pages.view(request)
    title = view.words["not_found" if status == 404 else "error"]
    page = pages.render("failed.html", view, title=title, error=error)
    return HTMLResponse(page, status, headers=pages.headers | (headers or {}))


def _unforeseen(request: Request, error: Exception) -> Response:
    """A fault of ours; the server logs the traceback."""
    reply = error_object(HTTP_CODES[500], f"unexpected {type(error).__name__}", INTERNAL_HINT)
    return _error_reply(request, reply, 500)


def _http_error(request: Request, error: Exception) -> Response:
    """What the framework refuses: an unknown route, a wrong method, a body that is too large."""
    assert isinstance(error, HTTPException)
    code = HTTP_CODES.get(error.status_code, "failed")
    message = f"{request.method} {request.url.path}: {error.detail}"
    hint = "the routes are in /openapi.json" if error.status_code in (404, 405) else ""
    headers = dict(error.headers) if error.headers else None
    return _error_reply(request, error_object(code, message, hint), error.status_code, headers)


def _wrong_shape(request: Request, error: Exception) -> Response:
    """A body or parameter of the wrong shape: 422 naming each field; 400 if it is not JSON."""
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if faults[0]["type"] == "json_invalid":
        reason = faults[0].get("ctx", {}).get("error", "")
        not_json = error_object(HTTP_CODES[400], f"the body is not JSON: {reason}")
        return _error_reply(request, not_json, 400)
    media = request.headers.get("content-type", "")
    hint = "the shapes are in /openapi.json"
    if request.method == "POST" and "json" not in media:
        hint = "send it with Content-Type: application/json"
    message = "; ".join(f"{_field(fault['loc'])}: {fault['msg']}" for fault in faults)
    return _error_reply(request, error_object(HTTP_CODES[422], message, hint), 422)


def _field(location: Sequence[Any]) -> str:
    """``("body", "filters", "file")`` as ``filters.file``."""
    return ".".join(str(part) for part in location[1:]) or str(location[0])
