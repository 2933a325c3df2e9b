"""What the routes have in common: the state of the process, and how replies are sent."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Request, Response

from api.json_bytes import json_bytes
from api.pages import Pages
from api.schemas import ErrorReply
from api.state import Library, Serving
from search.chat_model import ChatModel
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


def library_of(request: Request) -> Library:
    """Where to look up ids for this request. Raises BrokenIndex while there is no index."""
    serving: Serving = request.app.state.serving
    return serving.library()


def chat_of(request: Request) -> ChatModel | None:
    """The language model that writes answers, if one is set."""
    chat: ChatModel | None = request.app.state.chat
    return chat


def pages_of(request: Request) -> Pages:
    """The writer of pages."""
    pages: Pages = request.app.state.pages
    return pages


def origin_of(request: Request) -> str:
    """What the links in an answer begin with."""
    return pages_of(request).origin(request)


def json_reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON response, written once."""
    return Response(json_bytes(value), status, headers, media_type="application/json")


def validated(request: Request, reply: Response) -> Response:
    """A reply with a strong ETag; 304 without a body if the client has it already.

    The tag is a hash over the bytes that would be sent, so nothing that decides them can be
    forgotten. A cache may keep them, and has to ask each time: the next build may change them.
    """
    body = reply.headers.get("content-type", "").encode() + b"\0" + bytes(reply.body)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    reply.headers["ETag"] = tag
    reply.headers["Cache-Control"] = "no-cache"
    held = ",".join(request.headers.getlist("if-none-match")).split(",")
    if not {tag, "*"} & {value.strip().removeprefix("W/") for value in held}:
        return reply
    of_body = ("content-length", "content-type")
    return Response(
        status_code=304, headers={k: v for k, v in reply.headers.items() if k not in of_body}
    )


def for_method(request: Request, reply: Response) -> Response:
    """The reply; to HEAD its status and headers alone."""
    if request.method != "HEAD":
        return reply
    return Response(status_code=reply.status_code, headers=dict(reply.headers))
