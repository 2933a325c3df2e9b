"""``POST /search`` and ``POST /ask``: the routes that are asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from api.errors import HTTP_CODES, INTERNAL_HINT, error_object
from api.json_bytes import json_bytes
from api.routes.shared import ERRORS, json_reply, searcher_of
from api.schemas import AnswerReply, AskRequest, SearchReply, SearchRequest
from search.answer import ask
from search.payload import Payload, answer_payload, search_payload

router = APIRouter()
_log = logging.getLogger("wenju")
_STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


@router.post(
    "/search",
    operation_id="search",
    summary="Ranked passages with citations",
    responses={200: {"model": SearchReply}, **ERRORS},
)
def post_search(body: SearchRequest, request: Request) -> Response:
    """Find passages, best first."""
    started = time.perf_counter()
    searcher = searcher_of(request)
    result = searcher.search(
        body.query,
        k=body.k,
        mode=body.mode,  # type: ignore[arg-type]  # the searcher refuses an unknown one
        filters=body.filters.filters() if body.filters else None,
    )
    return json_reply(
        search_payload(searcher.snapshot, result, explain=body.explain, started=started)
    )


@router.post(
    "/ask",
    operation_id="ask",
    summary="A cited answer, or an abstention",
    responses={
        200: {
            "model": AnswerReply,
            "content": {
                "text/event-stream": {
                    "schema": {"type": "string"},
                    "example": "event: passages, delta (several), then answer or error",
                }
            },
        },
        **ERRORS,
    },
)
def post_ask(body: AskRequest, request: Request) -> Response:
    """Answer a question; with ``stream`` as server-sent events."""
    started = time.perf_counter()
    searcher = searcher_of(request)
    answer = ask(
        searcher,
        body.question,
        k=body.k,
        filters=body.filters.filters() if body.filters else None,
    )
    payload = answer_payload(searcher.snapshot, answer, explain=False, started=started)
    if not body.stream:
        return json_reply(payload)
    return StreamingResponse(
        events(payload), media_type="text/event-stream", headers=_STREAM_HEADERS
    )


def events(payload: Payload) -> Iterator[bytes]:
    """An answer as server-sent events: passages, the answer's text in parts, the whole object."""
    try:
        yield _event("passages", {"passages": payload["passages"]})
        for text in deltas(payload["answer"]):
            yield _event("delta", {"text": text})
        yield _event("answer", payload)
    except Exception:
        _log.exception("wenju: a streamed answer broke off")
        yield _event("error", error_object(HTTP_CODES[500], "the answer broke off", INTERNAL_HINT))


def deltas(answer: str) -> Iterator[str]:
    """The answer's text line by line; put together again it is the same text."""
    yield from answer.splitlines(keepends=True)


def _event(name: str, value: object) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + json_bytes(value) + b"\n\n"
