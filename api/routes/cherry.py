"""``GET /datasets``, ``POST /datasets/{id}/retrieve``: Dify's service API, as Cherry Studio calls it.

Its built-in client shows a language model each passage under its document's name, and no address; so
the name carries it. Source: the source of Cherry Studio's Dify client.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, StrictBool

from api.found import Found, check_library, passages_of
from api.links import label_of
from api.model import MODEL
from api.protocol_schemas import Count, ProtocolRequest, Threshold
from api.routes.shared import Replies, json_reply, origin_of, searcher_of
from api.schemas import Text
from search.snapshot import Snapshot

router = APIRouter()
_DEFAULT_K = 6


class RetrievalModel(ProtocolRequest):
    """How many passages, and from which score, if that is enabled."""

    top_k: Count | None = None
    score_threshold_enabled: StrictBool | None = None
    score_threshold: Threshold | None = None


class RetrieveRequest(ProtocolRequest):
    """``POST /datasets/{id}/retrieve``."""

    query: Text
    retrieval_model: RetrievalModel | None = None


class Dataset(BaseModel):
    """What may be searched."""

    id: str
    name: str
    description: str


class DatasetsReply(BaseModel):
    """The one dataset there is."""

    data: list[Dataset]
    has_more: bool
    limit: int
    total: int
    page: int


class SegmentRecord(BaseModel):
    """A passage (``segment``), with its article in ``segment.document``."""

    segment: dict[str, Any]
    score: float


class RetrieveReply(BaseModel):
    """Passages by falling score."""

    query: dict[str, str]
    records: list[SegmentRecord]


class ServiceError(BaseModel):
    """An error as Dify's service API has it."""

    code: str
    message: str
    status: int


_ERRORS: Replies = {
    status: {"model": ServiceError, "description": description}
    for status, description in (
        (400, "A value cannot be, or the body is not JSON"),
        (404, "No such dataset"),
        (413, "The body or the question is too long"),
        (422, "The body has the wrong shape; the message names the field"),
        (503, "There is no index to serve yet"),
    )
}


@router.get(
    "/datasets",
    operation_id="listDatasets",
    summary="The one dataset there is, for Cherry Studio",
    responses={200: {"model": DatasetsReply}, 503: _ERRORS[503]},
)
def get_datasets(request: Request) -> Response:
    """``wenju``, and what it holds."""
    dataset = {
        "id": MODEL,
        "name": "wenju 问据",
        "description": _described(searcher_of(request).snapshot),
    }
    return json_reply({"data": [dataset], "has_more": False, "limit": 20, "total": 1, "page": 1})


@router.post(
    "/datasets/{dataset_id}/retrieve",
    operation_id="retrieveFromDataset",
    summary="Passages for Cherry Studio's Dify client",
    responses={200: {"model": RetrieveReply}, **_ERRORS},
)
def post_retrieve(dataset_id: str, body: RetrieveRequest, request: Request) -> Response:
    """Find passages."""
    check_library(dataset_id, "dataset")
    asked = body.retrieval_model or RetrievalModel()
    least = asked.score_threshold if asked.score_threshold_enabled else None
    searcher = searcher_of(request)
    result = searcher.search(body.query, k=asked.top_k or _DEFAULT_K)
    found = passages_of(searcher.snapshot, result, origin_of(request))
    records = [_record(searcher.snapshot, one) for one in found if one.hit.score >= (least or 0.0)]
    return json_reply({"query": {"content": body.query}, "records": records})


def _record(snapshot: Snapshot, found: Found) -> dict[str, Any]:
    article_id = found.hit.article.article_id
    document = {
        "id": article_id,
        "data_source_type": "upload_file",
        "name": f"{label_of(found.citation)} {found.address}",
        "doc_metadata": found.attributes(),
    }
    segment = {
        "id": found.hit.passage.passage.passage_id,
        "position": _position(snapshot, found),
        "document_id": article_id,
        "content": found.text,
        "keywords": [],
        "document": document,
    }
    return {"segment": segment, "score": found.hit.score}


def _position(snapshot: Snapshot, found: Found) -> int:
    """Which passage of its article it is, from 1: passages are numbered by article."""
    row = found.hit.passage
    return row.passage_no - int(snapshot.passage_articles.searchsorted(row.article_no)) + 1


def _described(snapshot: Snapshot) -> str:
    corpus = snapshot.corpus
    days = dict.fromkeys(day for day in (corpus.first, corpus.last) if day)
    dated = f", dated {' to '.join(days)}" if days else ""
    return f"{corpus.n_articles} articles, {corpus.n_passages} passages{dated}"
