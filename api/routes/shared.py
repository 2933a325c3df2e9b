"""What the routes have in common: the state of the process, and replies in JSON."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from api.json_bytes import json_bytes
from api.pages import Pages
from api.schemas import ErrorReply
from api.state import Serving
from search.search import Searcher

Replies = dict[int | str, dict[str, Any]]
"""Documented replies by status."""

ERRORS: Replies = {
    status: {"model": ErrorReply, "description": description}
    for status, description in (
        (400, "A value cannot be, or the body is not JSON"),
        (413, "The body or the question is too long"),
        (422, "The body has the wrong shape; the message names the field"),
        (503, "There is no index to serve yet"),
    )
}


def searcher_of(request: Request) -> Searcher:
    """The searcher for this request. Raises BrokenIndex while there is none."""
    serving: Serving = request.app.state.serving
    return serving.searcher()


def pages_of(request: Request) -> Pages:
    """The writer of pages."""
    pages: Pages = request.app.state.pages
    return pages


def json_reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON response, written once."""
    return Response(json_bytes(value), status, headers, media_type="application/json")
