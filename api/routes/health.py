"""``GET /healthz`` and ``GET /readyz``: is the process alive, does it have an index."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.routes.shared import json_reply, searcher_of
from api.schemas import ErrorReply, HealthReply, ReadyReply

router = APIRouter()


@router.get(
    "/healthz",
    operation_id="getHealth",
    summary="The process is alive",
    responses={200: {"model": HealthReply}},
)
async def get_health() -> Response:
    """Always 200."""
    return json_reply({"status": "ok"})


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="There is an index to serve",
    responses={200: {"model": ReadyReply}, 503: {"model": ErrorReply, "description": "Not yet"}},
)
def get_readiness(request: Request) -> Response:
    """200 with the generation that serves, else 503."""
    snapshot = searcher_of(request).snapshot
    index = {"generation": snapshot.generation, "model": snapshot.model}
    return json_reply({"status": "ready", "index": index})
