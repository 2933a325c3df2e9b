"""``POST /v1/vector_stores/{id}/search``: the index as a vector store, as agents search one.

Source: OpenAI's API reference and the types of its Python client.
"""

from __future__ import annotations

from reprlib import repr as brief
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, StrictBool, ValidationError

from api.found import Found, check_library, search_passages
from api.protocol_schemas import OPENAI_ERRORS, Count, ProtocolRequest, Texts, Threshold
from api.routes.shared import json_reply
from api.schemas import Text
from index.errors import BadFilter
from search.conditions import Combined, Condition, Operator, check_size, comparison
from search.filters import Filters

router = APIRouter()
_MAX_QUERIES = 16
_MAX_DEPTH = 16  # of filters in filters

_COMPARISONS: dict[str, tuple[Operator, bool]] = {
    "eq": ("is", False),
    "ne": ("is", True),
    "gt": ("after", False),
    "gte": ("from", False),
    "lt": ("before", False),
    "lte": ("to", False),
    "in": ("is", False),
    "nin": ("is", True),
}
"""What each type of filter is in ``search.conditions``, and whether it is negated."""
_COMPOUNDS = ("and", "or")
_LISTS = ("in", "nin")


class RankingOptions(ProtocolRequest):
    """``score_threshold``: the least score of a result."""

    score_threshold: Threshold | None = None


class StoreSearchRequest(ProtocolRequest):
    """``POST /v1/vector_stores/{id}/search``. Of several queries a passage has its best score."""

    query: Annotated[Texts, Field(min_length=1, max_length=_MAX_QUERIES)]
    max_num_results: Count = 10
    filters: Any = Field(
        default=None,
        description="{type: eq|ne|gt|gte|lt|lte|in|nin, key, value} or {type: and|or, filters}",
    )
    ranking_options: RankingOptions | None = None
    rewrite_query: StrictBool | None = None


class StoreResult(BaseModel):
    """A passage: ``file_id`` is its article's id, ``filename`` its file."""

    file_id: str
    filename: str
    score: float
    attributes: dict[str, str | int | bool]
    content: list[dict[str, str]]


class StoreSearchReply(BaseModel):
    """Results by falling score; all of them, so there is no next page."""

    object: Literal["vector_store.search_results.page"]
    search_query: list[str]
    data: list[StoreResult]
    has_more: bool
    next_page: None


class _Filter(ProtocolRequest):
    type: Text
    key: Text | None = None
    value: Any = None
    filters: list[Any] | None = None


@router.post(
    "/v1/vector_stores/{store_id}/search",
    operation_id="searchVectorStore",
    summary="Passages, as from a vector store of OpenAI's",
    responses={200: {"model": StoreSearchReply}, **OPENAI_ERRORS},
)
def post_search(store_id: str, body: StoreSearchRequest, request: Request) -> Response:
    """Find passages among the articles that the filters choose."""
    check_library(store_id, "vector store")
    filters = None if body.filters is None else Filters(where=_condition(body.filters))
    least = body.ranking_options.score_threshold if body.ranking_options else None
    k = body.max_num_results
    found = [
        one
        for query in body.query
        for one in search_passages(request, query, k, filters=filters, least=least or 0.0)
    ]
    return json_reply(
        {
            "object": "vector_store.search_results.page",
            "search_query": body.query,
            "data": [_result(one) for one in _best(found)[:k]],
            "has_more": False,
            "next_page": None,
        }
    )


def _condition(given: object) -> Condition:
    condition = read_filter(given)
    check_size(condition, "filters")
    return condition


def read_filter(given: object, where: str = "filters", depth: int = 1) -> Condition:
    """A filter of a request as a condition. Raises BadFilter, naming the place in it."""
    if depth > _MAX_DEPTH:
        raise BadFilter(f"over {_MAX_DEPTH} deep", where="filters", hint="nest them less")
    if not isinstance(given, dict):
        raise BadFilter("not an object", where=where, hint="it has a type")
    try:
        one = _Filter.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, (where, *fault["loc"])))
        raise BadFilter(fault["msg"], where=place) from None
    if one.type in _COMPOUNDS:
        if not one.filters:
            raise BadFilter("none", where=f"{where}.filters", hint="give one or more")
        parts = (
            read_filter(part, f"{where}.filters.{place}", depth + 1)
            for place, part in enumerate(one.filters)
        )
        return Combined(tuple(parts), every=one.type == "and")
    if one.type not in _COMPARISONS:
        hint = f"one of {', '.join((*_COMPARISONS, *_COMPOUNDS))}"
        raise BadFilter(f"no type {brief(one.type)}", where=f"{where}.type", hint=hint)
    if one.key is None:
        raise BadFilter("missing", where=f"{where}.key", hint="name an attribute")
    operator, negated = _COMPARISONS[one.type]
    is_list = isinstance(one.value, list)
    if is_list != (one.type in _LISTS):
        wanted = "a list" if one.type in _LISTS else "one value"
        raise BadFilter(f"{one.type} takes {wanted}", where=f"{where}.value")
    values = one.value if is_list else [one.value]
    return comparison([one.key], operator, values, negated=negated, where=where)


def _best(found: list[Found]) -> list[Found]:
    """Each passage once, with its best score; by falling score, ties by passage id."""
    best: dict[str, Found] = {}
    for one in found:
        passage_id = one.hit.passage.passage.passage_id
        if passage_id not in best or best[passage_id].hit.score < one.hit.score:
            best[passage_id] = one
    return [one for _, one in sorted(best.items(), key=lambda item: (-item[1].hit.score, item[0]))]


def _result(found: Found) -> dict[str, Any]:
    return {
        "file_id": found.hit.article.article_id,
        "filename": found.hit.article.file,
        "score": found.hit.score,
        "attributes": found.attributes(),
        "content": [{"type": "text", "text": found.text}],
    }
