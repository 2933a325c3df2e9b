"""``POST /v1/chat/completions`` and ``GET /v1/models``: what a chat front end is given one URL for.

The same under ``/openwebui/v1``, whose client is Open WebUI by its address: it says who it is in a
header only where it is set to.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from api.answering import Answering
from api.chat_completion import Message, Style, chunks, completion, data, said, said_chunks
from api.chores import chore_reply
from api.conversation import ChatMessage, Conversation, read_conversation
from api.errors import INTERNAL_HINT
from api.leaving import CLIENT_GONE, done_unless_gone, in_thread
from api.markdown import Part
from api.model import MODEL, check_model
from api.protocol_errors import openai_error
from api.protocol_schemas import OPENAI_ERRORS
from api.routes.shared import chat_of, json_reply, origin_of, searcher_of
from api.schemas import Text
from api.server_events import HEADERS, MEDIA_TYPE, streamed
from index.errors import UsageError

router = APIRouter()
_OPEN_WEBUI = "/openwebui"
_log = logging.getLogger("wenju")


class StreamOptions(BaseModel):
    """``include_usage``: whether a stream ends with its usage."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    include_usage: StrictBool | None = False


class ChatRequest(BaseModel):
    """A chat completion request. What is not named here (temperature, tools, ...) changes nothing."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    model: Text
    messages: list[ChatMessage] = Field(min_length=1, max_length=10_000)
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    n: StrictInt | None = 1

    @property
    def include_usage(self) -> bool:
        """Whether a stream ends with its usage."""
        return bool(self.stream_options and self.stream_options.include_usage)


@router.get(_OPEN_WEBUI + "/v1/models", include_in_schema=False)
@router.get(
    "/v1/models",
    operation_id="listModels",
    summary="The one model there is",
    responses=OPENAI_ERRORS,
)
def get_models(request: Request) -> Response:
    """``wenju``; 503 while there is no index."""
    return json_reply({"object": "list", "data": [_model(request)]})


@router.get(_OPEN_WEBUI + "/v1/models/{model_id:path}", include_in_schema=False)
@router.get(
    "/v1/models/{model_id:path}",
    operation_id="getModel",
    summary="It, by its id",
    responses=OPENAI_ERRORS,
)
def get_model(model_id: str, request: Request) -> Response:
    """``wenju``; 404 for another id."""
    check_model(model_id)
    return json_reply(_model(request))


@router.post(_OPEN_WEBUI + "/v1/chat/completions", include_in_schema=False)
@router.post(
    "/v1/chat/completions",
    operation_id="createChatCompletion",
    summary="A cited answer to the last question of a conversation",
    responses=OPENAI_ERRORS,
)
async def post_chat_completions(body: ChatRequest, request: Request) -> Response:
    """Answer; with ``stream`` as chunks."""
    check_model(body.model)
    if body.n not in (None, 1):
        raise UsageError(f"{body.n} answers to one question", where="n", hint="leave it out")
    conversation = read_conversation(body.messages)
    asked = "\n".join(message.content for message in body.messages)
    if (reply := chore_reply(conversation)) is not None:
        message = Message()
        message.add(Part(reply))
        if not body.stream:
            return json_reply(said(message, asked))
        parts = said_chunks(message, asked, include_usage=body.include_usage)
        return StreamingResponse(parts, media_type=MEDIA_TYPE, headers=HEADERS)
    answering = await in_thread(lambda: answering_of(request, conversation))
    style = style_of(request)
    if body.stream:
        parts = _guarded(chunks(answering, style, asked, include_usage=body.include_usage))
        sent = streamed(parts, answering.close)
        return StreamingResponse(sent, media_type=MEDIA_TYPE, headers=HEADERS)
    whole = await done_unless_gone(
        request, lambda: completion(answering, style, asked), answering.close
    )
    return CLIENT_GONE if whole is None else json_reply(whole)


def answering_of(request: Request, conversation: Conversation) -> Answering:
    """The last question of a conversation, searched and being answered."""
    return Answering(
        searcher_of(request),
        conversation.question,
        history=conversation.history,
        chat=chat_of(request),
    )


def style_of(request: Request) -> Style:
    """How whoever asks shows an answer.

    Open WebUI asks from its server, or with a direct connection from its page: then a browser says
    whose page it is, and the page takes no events.
    """
    is_open_webui = (
        request.scope["path"].startswith(_OPEN_WEBUI)
        or request.query_params.get("client") == "owui"
        or any(name.startswith("x-openwebui-") for name in request.headers)
    )
    from_page = "origin" in request.headers
    return Style(origin_of(request), bare=is_open_webui, events=is_open_webui and not from_page)


def _model(request: Request) -> dict[str, str | int]:
    built = datetime.fromisoformat(str(searcher_of(request).snapshot.manifest["built_at"]))
    return {"id": MODEL, "object": "model", "created": int(built.timestamp()), "owned_by": "wenju"}


def _guarded(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts; what breaks off says so in the place of what is missing."""
    try:
        yield from parts
    except Exception:
        _log.exception("wenju: a streamed answer broke off")
        message = f"the answer broke off; {INTERNAL_HINT}"
        yield data(openai_error(message, 500, code="internal"))
