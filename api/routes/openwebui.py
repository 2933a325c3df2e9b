"""``POST /openwebui/search``: an external web search of Open WebUI.

Source: the source of Open WebUI, which reads a bare list.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.found import search_passages
from api.links import label_of
from api.protocol_schemas import Count, ProtocolRequest
from api.routes.shared import ERRORS, json_reply
from api.schemas import Text

router = APIRouter()
_DEFAULT_K = 5


class WebSearchRequest(ProtocolRequest):
    """``POST /openwebui/search``."""

    query: Text
    count: Count | None = None


class WebResult(BaseModel):
    """A passage; ``link`` is the page that shows it in its article."""

    link: str
    title: str
    snippet: str


@router.post(
    "/openwebui/search",
    operation_id="openWebuiSearch",
    summary="Passages for Open WebUI, as an external web search",
    responses={200: {"model": list[WebResult]}, **ERRORS},
)
def post_search(body: WebSearchRequest, request: Request) -> Response:
    """Find passages, best first."""
    return json_reply(
        [
            {"link": one.address, "title": label_of(one.citation), "snippet": one.text}
            for one in search_passages(request, body.query, body.count or _DEFAULT_K)
        ]
    )
