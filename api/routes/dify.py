"""``POST /retrieval``: the index as an external knowledge base of Dify (and of RAGFlow's clients).

Source: Dify's documentation of its external knowledge API; RAGFlow's API, which calls the
``logical_operator`` of conditions ``logic``.
"""

from __future__ import annotations

from reprlib import repr as brief
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.found import Found, check_library, search_passages
from api.protocol_schemas import Count, ProtocolRequest, Texts, Threshold
from api.routes.shared import Replies, json_reply
from api.schemas import Text
from index.errors import BadFilter
from search.conditions import Combined, Condition, Operator, check_size, comparison
from search.filters import Filters

router = APIRouter()
_DEFAULT_K = 10

_OPERATORS: dict[str, tuple[Operator, bool]] = {
    "contains": ("contains", False),
    "not contains": ("contains", True),
    "start with": ("starts", False),
    "end with": ("ends", False),
    "is": ("is", False),
    "is not": ("is", True),
    "in": ("is", False),
    "not in": ("is", True),
    "empty": ("empty", False),
    "not empty": ("empty", True),
    "=": ("is", False),
    "≠": ("is", True),
    ">": ("after", False),
    "<": ("before", False),
    "≥": ("from", False),
    "≤": ("to", False),
    "after": ("after", False),
    "before": ("before", False),
}
"""What each operator is in ``search.conditions``, and whether it is negated."""
_LISTS = ("in", "not in")


class RetrievalSetting(ProtocolRequest):
    """How many passages, and from which score."""

    top_k: Count | None = None
    score_threshold: Threshold | None = None


class MetadataComparison(ProtocolRequest):
    """One condition. Several names: any of them may meet it; of a negated one, none does."""

    name: Texts
    comparison_operator: Text = Field(json_schema_extra={"enum": list(_OPERATORS)})
    value: Any = None

    def comparison(self, where: str) -> Condition:
        """It, checked. Raises BadFilter."""
        if self.comparison_operator not in _OPERATORS:
            raise BadFilter(
                f"no operator {brief(self.comparison_operator)}",
                where=f"{where}.comparison_operator",
                hint=f"one of {', '.join(_OPERATORS)}",
            )
        operator, negated = _OPERATORS[self.comparison_operator]
        return comparison(self.name, operator, self._values(), negated=negated, where=where)

    def _values(self) -> list[object]:
        """What is compared with: a list, or for ``in`` a text with commas; null is nothing."""
        if self.value is None:
            return []
        if self.comparison_operator not in _LISTS:
            return [self.value]
        if isinstance(self.value, str):
            return [part.strip() for part in self.value.split(",") if part.strip()]
        return list(self.value) if isinstance(self.value, list) else [self.value]


class MetadataCondition(ProtocolRequest):
    """Conditions on what is known of an article, all of which hold, or with ``or`` one."""

    logical_operator: Text | None = Field(default=None, json_schema_extra={"enum": ["and", "or"]})
    logic: Text | None = Field(default=None, description="RAGFlow's name for logical_operator")
    conditions: list[MetadataComparison] | None = None

    def filters(self) -> Filters | None:
        """The filters of a search; None where nothing is asked. Raises BadFilter."""
        word = (self.logical_operator or self.logic or "and").lower()
        if word not in ("and", "or"):
            raise BadFilter(
                f"no operator {brief(word)}",
                where="metadata_condition.logical_operator",
                hint="and or or",
            )
        parts = tuple(
            condition.comparison(f"metadata_condition.conditions.{place}")
            for place, condition in enumerate(self.conditions or ())
        )
        if not parts:
            return None
        condition = Combined(parts, every=word == "and")
        check_size(condition, "metadata_condition")
        return Filters(where=condition)


class RetrievalRequest(ProtocolRequest):
    """``POST /retrieval``. ``knowledge_id``: ``wenju``, the one there is."""

    knowledge_id: Text
    query: Text
    retrieval_setting: RetrievalSetting = RetrievalSetting()
    metadata_condition: MetadataCondition | None = None


class Record(BaseModel):
    """A passage; ``metadata`` is never null."""

    content: str
    score: float
    title: str
    metadata: dict[str, str | int | bool]


class RetrievalReply(BaseModel):
    """Passages by falling score."""

    records: list[Record]


class DifyError(BaseModel):
    """1001: no key of the right form; 1002: a wrong key; 2001: no such knowledge; else the status."""

    error_code: int
    error_msg: str


_ERRORS: Replies = {
    status: {"model": DifyError, "description": description}
    for status, description in (
        (400, "A value cannot be, or the body is not JSON"),
        (403, "No key, or a wrong one"),
        (404, "No such knowledge"),
        (413, "The body or the question is too long"),
        (422, "The body has the wrong shape; the message names the field"),
        (503, "There is no index to serve yet"),
    )
}


@router.post(
    "/retrieval",
    operation_id="difyRetrieval",
    summary="Passages for Dify, as an external knowledge base",
    responses={200: {"model": RetrievalReply}, **_ERRORS},
)
def post_retrieval(body: RetrievalRequest, request: Request) -> Response:
    """Find passages among the articles that meet the conditions."""
    check_library(body.knowledge_id, "knowledge")
    condition, setting = body.metadata_condition, body.retrieval_setting
    found = search_passages(
        request,
        body.query,
        setting.top_k or _DEFAULT_K,
        filters=condition.filters() if condition else None,
        least=setting.score_threshold or 0.0,
    )
    return json_reply({"records": [_record(one) for one in found]})


def _record(found: Found) -> dict[str, Any]:
    return {
        "content": found.text,
        "score": found.hit.score,
        "title": found.title,
        "metadata": found.attributes(),
    }
