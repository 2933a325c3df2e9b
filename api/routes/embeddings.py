"""``POST /v1/embeddings``: the vectors of texts, by the encoder that made those of the index.

Source: OpenAI's API reference.
"""

from __future__ import annotations

import base64
from typing import Any, Literal

import numpy as np
from fastapi import APIRouter, Request, Response
from numpy.typing import NDArray
from pydantic import BaseModel, Field, StrictInt

from api.chat_completion import n_tokens
from api.model import MODEL, check_model
from api.protocol_schemas import OPENAI_ERRORS, ProtocolRequest
from api.routes.shared import json_reply, searcher_of
from api.schemas import Text
from index.encode import Encoder
from index.errors import LaneMissing, UsageError
from index.source import mend_surrogates

router = APIRouter()
_MAX_INPUTS = 2048
_MAX_LENGTH = 20_000  # code points of an input
_OF_QUESTIONS = ("query", "search_query")
_NO_TOKENS = (
    "send text, not token ids, which are of another model; "
    "with langchain: OpenAIEmbeddings(check_embedding_ctx_length=False)"
)


class EmbeddingsRequest(ProtocolRequest):
    """``POST /v1/embeddings``. ``input_type``: ``query`` for questions, if the model tells them apart."""

    model: Text
    input: Any = Field(
        json_schema_extra={
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}, "maxItems": _MAX_INPUTS},
            ]
        }
    )
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: StrictInt | None = None
    input_type: Text | None = None


class EmbeddingReply(BaseModel):
    """The vector of one input: numbers, or base64 over little-endian float32."""

    object: Literal["embedding"]
    index: int
    embedding: list[float] | str


class UsageReply(BaseModel):
    """Tokens as counted here: a Chinese character or another word each."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingsReply(BaseModel):
    """A vector for each input, in order."""

    object: Literal["list"]
    data: list[EmbeddingReply]
    model: str
    usage: UsageReply


@router.post(
    "/v1/embeddings",
    operation_id="createEmbeddings",
    summary="Vectors of texts, of length 1",
    responses={200: {"model": EmbeddingsReply}, **OPENAI_ERRORS},
)
def post_embeddings(body: EmbeddingsRequest, request: Request) -> Response:
    """Encode."""
    check_model(body.model)
    texts = _texts(body.input)
    encoder = _encoder(request)
    if body.dimensions not in (None, encoder.dimension):
        raise UsageError(
            f"{body.dimensions} is not what the model has",
            where="dimensions",
            hint=f"{encoder.dimension}, or leave it out",
        )
    encode = encoder.encode_queries if body.input_type in _OF_QUESTIONS else encoder.encode_passages
    as_text = body.encoding_format == "base64"
    data = [
        {"object": "embedding", "index": place, "embedding": _written(vector, as_text=as_text)}
        for place, vector in enumerate(encode(texts))
    ]
    n = sum(map(n_tokens, texts))
    usage = {"prompt_tokens": n, "total_tokens": n}
    return json_reply({"object": "list", "data": data, "model": MODEL, "usage": usage})


def _texts(given: object) -> list[str]:
    """The texts of a request. Raises UsageError."""
    if not isinstance(given, list):
        return [_text(given, "input")]
    if not 1 <= len(given) <= _MAX_INPUTS:
        raise UsageError(f"{len(given)} texts", where="input", hint=f"give 1 to {_MAX_INPUTS}")
    return [_text(one, f"input.{place}") for place, one in enumerate(given)]


def _text(given: object, where: str) -> str:
    if isinstance(given, int | list):
        raise UsageError("token ids", where=where, hint=_NO_TOKENS)
    if not isinstance(given, str):
        raise UsageError("not a text", where=where, hint="give a string or a list of strings")
    if not given.strip():
        raise UsageError("empty", where=where, hint="leave it out")
    if len(given) > _MAX_LENGTH:
        raise UsageError(
            f"{len(given):,} characters, over {_MAX_LENGTH:,}", where=where, hint="cut it up"
        )
    return mend_surrogates(given)


def _encoder(request: Request) -> Encoder:
    searcher = searcher_of(request)
    if searcher.snapshot.vectors is None or searcher.encoder is None:
        raise LaneMissing("this index has no embeddings", hint="build it with a model")
    return searcher.encoder


def _written(vector: NDArray[np.float32], *, as_text: bool) -> list[float] | str:
    if as_text:
        return base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")
    numbers: list[float] = vector.tolist()
    return numbers
