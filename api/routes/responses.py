"""``POST /v1/responses``: the same answers for clients of OpenAI's newer protocol."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictBool

from api.answering import Answering
from api.chores import chore_reply
from api.conversation import ChatMessage, read_conversation
from api.errors import INTERNAL_HINT
from api.leaving import CLIENT_GONE, done_unless_gone, in_thread
from api.model import check_model
from api.protocol_schemas import OPENAI_ERRORS
from api.response_object import RESULTS, Asked, response_events, whole_response
from api.routes.chat import answering_of, style_of
from api.routes.shared import json_reply
from api.schemas import Text
from api.server_events import HEADERS, MEDIA_TYPE, event, streamed
from index.errors import UsageError

router = APIRouter()
_log = logging.getLogger("wenju")


def _messages(value: object) -> object:
    """The input as messages: a text is a question; what is no message (a call, a thought) is left out."""
    if isinstance(value, str):
        return [{"role": "user", "content": value}]
    if not isinstance(value, list):
        return value
    return [item for item in value if not isinstance(item, dict) or _is_message(item)]


def _is_message(item: dict[str, Any]) -> bool:
    return bool(item.get("type", "message") == "message")


class ResponsesRequest(BaseModel):
    """A request for a response. What is not named here changes nothing."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    model: Text
    input: Annotated[list[ChatMessage], BeforeValidator(_messages)]
    stream: StrictBool | None = False
    include: list[Text] | None = None
    previous_response_id: Text | None = None
    conversation: Any = None
    background: StrictBool | None = False


@router.post("/openwebui/v1/responses", include_in_schema=False)
@router.post(
    "/v1/responses",
    operation_id="createResponse",
    summary="A cited answer, with the search that found it",
    responses=OPENAI_ERRORS,
)
async def post_responses(body: ResponsesRequest, request: Request) -> Response:
    """Answer; with ``stream`` as events."""
    check_model(body.model)
    _check_stateless(body)
    conversation = read_conversation(body.input)
    said = "\n".join(message.content for message in body.input)
    asked = Asked(said, RESULTS in (body.include or ()))
    style = style_of(request)
    chore = chore_reply(conversation)
    answering: Answering | str = (
        chore if chore is not None else await in_thread(lambda: answering_of(request, conversation))
    )

    def close() -> None:
        if isinstance(answering, Answering):
            answering.close()

    if body.stream:
        parts = streamed(_guarded(response_events(answering, style, asked)), close)
        return StreamingResponse(parts, media_type=MEDIA_TYPE, headers=HEADERS)
    whole = await done_unless_gone(request, lambda: whole_response(answering, style, asked), close)
    return CLIENT_GONE if whole is None else json_reply(whole)


def _check_stateless(body: ResponsesRequest) -> None:
    for name, value in (
        ("previous_response_id", body.previous_response_id),
        ("conversation", body.conversation),
        ("background", body.background),
    ):
        if value:
            raise UsageError(
                "no response is kept here", where=name, hint="send the earlier turns in input"
            )


def _guarded(events: Iterator[bytes]) -> Iterator[bytes]:
    """The events; what breaks off says so in the place of what is missing."""
    try:
        yield from events
    except Exception:
        _log.exception("wenju: a streamed answer broke off")
        message = f"the answer broke off; {INTERNAL_HINT}"
        yield event(
            "error", {"type": "error", "code": "internal", "message": message, "param": None}
        )
