"""``GET /connect``: what to paste into a chat front end to reach this server."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from api.accept import preferred
from api.connect_page import connect_html
from api.connections import Server
from api.model import MODEL
from api.routes.shared import for_method, json_reply, origin_of, pages_of

router = APIRouter()
_HTML, _JSON = "text/html", "application/json"
_PAGE: dict[str, Any] = {"content": {_HTML: {"schema": {"type": "string"}}}}


class ConnectionsReply(BaseModel):
    """Addresses by who calls; whether a key is needed, which is not told."""

    origin: str
    model: str
    key_needed: bool
    addresses: dict[str, str]


@router.head("/connect", include_in_schema=False)
@router.get(
    "/connect",
    operation_id="getConnections",
    summary="What to paste into a chat front end; JSON on Accept",
    responses={200: {"model": ConnectionsReply, **_PAGE}},
)
def get_connections(request: Request) -> Response:
    """A page, or the addresses alone. It needs no index."""
    pages = pages_of(request)
    server = Server(origin_of(request), key_needed=request.app.state.key_needed)
    headers = pages.headers | {"Cache-Control": "no-cache"}
    reply: Response
    if preferred(request.headers.get("accept", ""), (_HTML, _JSON)) == _JSON:
        body = {
            "origin": server.origin,
            "model": MODEL,
            "key_needed": server.key_needed,
            "addresses": server.addresses,
        }
        reply = json_reply(body, headers=headers)
    else:
        reply = HTMLResponse(connect_html(pages, pages.view(request), server), headers=headers)
    return for_method(request, reply)
