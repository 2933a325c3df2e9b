"""``POST /search`` and ``POST /ask``: the routes that are asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from api.errors import HTTP_CODES, INTERNAL_HINT, error_object
from api.routes.shared import ERRORS, chat_of, json_reply, searcher_of
from api.schemas import AnswerReply, AskRequest, SearchReply, SearchRequest
from api.server_events import HEADERS, MEDIA_TYPE, event, streamed
from search.answer import Answer, ask
from search.follow_up import Turn, rewrite
from search.generate import Writing
from search.payload import Payload, answer_payload, passages_payload, search_payload
from search.snapshot import Snapshot

router = APIRouter()
_log = logging.getLogger("wenju")
_Payload = Callable[[Answer], Payload]


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
    turns = [Turn(turn.role, turn.content) for turn in body.history]
    answer = ask(
        searcher,
        rewrite(body.question, turns),
        k=body.k,
        filters=body.filters.filters() if body.filters else None,
    )
    payload = partial(
        answer_payload, searcher.snapshot, explain=False, started=started, asked=body.question
    )
    chat = chat_of(request)
    writing = Writing(searcher, answer, chat, history=turns) if chat else None
    if writing and body.stream and answer.answerable:
        parts = written_events(searcher.snapshot, answer, writing, payload)
        body_parts = streamed(parts, writing.close)
        return StreamingResponse(body_parts, media_type=MEDIA_TYPE, headers=HEADERS)
    if writing:
        answer = writing.last()
        tell(answer)
    if not body.stream:
        return json_reply(payload(answer))
    return StreamingResponse(events(payload(answer)), media_type=MEDIA_TYPE, headers=HEADERS)


def events(payload: Payload) -> Iterator[bytes]:
    """An answer as server-sent events: passages, the answer's text in parts, the whole object."""
    try:
        yield event("passages", {"passages": payload["passages"]})
        for text in deltas(payload["answer"]):
            yield event("delta", {"text": text})
        yield event("answer", payload)
    except Exception:
        yield _broken()


def written_events(
    snapshot: Snapshot, quoted: Answer, writing: Writing, payload: _Payload
) -> Iterator[bytes]:
    """The same of an answer as it is written; where it falls back to quotes, they are its text."""
    try:
        yield event("passages", passages_payload(snapshot, quoted.result, explain=False))
        for step in writing:
            if isinstance(step, str):
                yield event("delta", {"text": step})
                continue
            tell(step)
            if step.generation and not step.generation.used:
                for text in deltas(step.text):
                    yield event("delta", {"text": text})
            yield event("answer", payload(step))
    except Exception:
        yield _broken()


def tell(answer: Answer) -> None:
    """Log what went wrong with a language model."""
    generation = answer.generation
    if generation and generation.detail:
        _log.warning("wenju: the language model: %s: %s", generation.reason, generation.detail)


def _broken() -> bytes:
    """The event in the place of what cannot be made."""
    _log.exception("wenju: a streamed answer broke off")
    return event("error", error_object(HTTP_CODES[500], "the answer broke off", INTERNAL_HINT))


def deltas(answer: str) -> Iterator[str]:
    """The answer's text line by line; put together again it is the same text."""
    yield from answer.splitlines(keepends=True)
