"""``POST /v1/rerank`` and ``POST /v2/rerank``: order texts by a question, as Jina and Cohere do.

One reply for both: each reads its own fields of it. Sources: Cohere's and Jina's API references; the
source of Open WebUI, whose external reranker reads ``results[].index`` and ``relevance_score``.
"""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, BeforeValidator, Field, StrictBool, StrictInt

from api.chat_completion import n_tokens
from api.model import MODEL, check_model
from api.protocol_schemas import OPENAI_ERRORS, ProtocolRequest
from api.routes.shared import json_reply, searcher_of
from api.schemas import Text
from search.rerank import MAX_TEXTS, Reranked, rerank

router = APIRouter()


class TextDocument(BaseModel):
    """A text in an object, as Jina takes it."""

    text: str


def _unwrapped(value: object) -> object:
    return value["text"] if isinstance(value, dict) and "text" in value else value


Document = Annotated[Text, BeforeValidator(_unwrapped, json_schema_input_type=str | TextDocument)]
"""A text, bare or in an object."""


class RerankRequest(ProtocolRequest):
    """``POST /v1/rerank``. ``return_documents``: by default they come back under /v1, as Jina's do."""

    model: Text | None = None
    query: Text
    documents: list[Document] = Field(min_length=1, max_length=MAX_TEXTS)
    top_n: Annotated[StrictInt, Field(ge=1)] | None = None
    return_documents: StrictBool | None = None


class RerankResult(BaseModel):
    """A document by its place in the request; ``document`` (``{"text"}``) where it was asked for."""

    index: int
    relevance_score: float
    document: dict[str, str] | None = None


class RerankReply(BaseModel):
    """Results by falling score, ties by index."""

    id: str
    model: str
    results: list[RerankResult]
    usage: dict[str, int]
    meta: dict[str, Any]


@router.post(
    "/v1/rerank",
    operation_id="rerank",
    summary="Order texts by a question, in Jina's shape",
    responses={200: {"model": RerankReply}, **OPENAI_ERRORS},
)
@router.post(
    "/v2/rerank",
    operation_id="rerankV2",
    summary="Order texts by a question, in Cohere's shape",
    responses={200: {"model": RerankReply}, **OPENAI_ERRORS},
)
def post_rerank(body: RerankRequest, request: Request) -> Response:
    """Score each document as a passage of the index would be."""
    if body.model:
        check_model(body.model)
    texts = body.documents
    ranked = rerank(searcher_of(request), body.query, texts)[: body.top_n]
    shown = body.return_documents
    if shown is None:
        shown = request.url.path.startswith("/v1/")
    n = n_tokens(body.query) + sum(map(n_tokens, texts))
    return json_reply(
        {
            "id": f"rerank-{uuid.uuid4().hex}",
            "model": MODEL,
            "results": [_result(one, texts[one.index] if shown else None) for one in ranked],
            "usage": {"prompt_tokens": n, "total_tokens": n},
            "meta": {"api_version": {"version": "2"}, "billed_units": {"search_units": 1}},
        }
    )


def _result(ranked: Reranked, text: str | None) -> dict[str, Any]:
    result: dict[str, Any] = {"index": ranked.index, "relevance_score": ranked.score}
    return result if text is None else result | {"document": {"text": text}}
