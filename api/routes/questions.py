"""``POST /search`` and ``POST /ask``: the routes that are asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from api.answering import Answering, Cited
from api.errors import HTTP_CODES, INTERNAL_HINT, error_object
from api.leaving import CLIENT_GONE, done_unless_gone, in_thread
from api.routes.shared import ERRORS, chat_of, json_reply, searcher_of
from api.schemas import AnswerReply, AskRequest, SearchReply, SearchRequest
from api.server_events import HEADERS, MEDIA_TYPE, event, streamed
from search.answer import Answer, claim_line
from search.follow_up import Turn
from search.payload import Payload, answer_payload, passages_payload, search_payload

router = APIRouter()
_log = logging.getLogger("wenju")


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
async def post_ask(body: AskRequest, request: Request) -> Response:
    """Answer a question; with ``stream`` as server-sent events."""
    answering = await in_thread(
        lambda: Answering(
            searcher_of(request),
            body.question,
            history=[Turn(turn.role, turn.content) for turn in body.history],
            chat=chat_of(request),
            k=body.k,
            filters=body.filters.filters() if body.filters else None,
        )
    )
    if body.stream:
        parts = streamed(events(answering), answering.close)
        return StreamingResponse(parts, media_type=MEDIA_TYPE, headers=HEADERS)
    payload = await done_unless_gone(
        request, lambda: _payload(answering, answering.whole()), answering.close
    )
    return CLIENT_GONE if payload is None else json_reply(payload)


def events(answering: Answering) -> Iterator[bytes]:
    """An answer as server-sent events: passages, the answer's text by claims, the whole object."""
    try:
        passages = passages_payload(answering.snapshot, answering.quoted.result, explain=False)
        yield event("passages", passages)
        between = ""
        for step in answering:
            if isinstance(step, Cited):
                yield event("delta", {"text": between + claim_line(step.claim)})
                between = "\n"
            else:
                yield event("answer", _payload(answering, step))
    except Exception:
        _log.exception("wenju: a streamed answer broke off")
        broken = error_object(HTTP_CODES[500], "the answer broke off", INTERNAL_HINT)
        yield event("error", broken)


def _payload(answering: Answering, answer: Answer) -> Payload:
    return answer_payload(
        answering.snapshot,
        answer,
        explain=False,
        started=answering.started,
        asked=answering.asked,
    )
