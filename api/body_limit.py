"""Refuse request bodies over a size before they are read whole."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import HTTP_CODES, error_object
from api.json_bytes import json_bytes
from api.protocol_errors import in_protocol

_DRAIN = 16  # times the limit that is read and thrown away before the connection is closed


class BodyLimit:
    """ASGI middleware: a body that says it is too large, or proves to be, is answered 413.

    ``larger``: the limit of some paths, where it is another.
    """

    def __init__(
        self, app: ASGIApp, *, max_bytes: int, larger: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], self._max_bytes)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            await self._drain(receive, limit)
            error = error_object(HTTP_CODES[413], _too_large(limit), "send less")
            said, status = in_protocol(scope["path"], error, 413)
            reply = Response(
                json_bytes(said), status, {"connection": "close"}, media_type="application/json"
            )
            await reply(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413, _too_large(limit))
            return message

        await self._app(scope, counted, send)

    async def _drain(self, receive: Receive, limit: int) -> None:
        """Read what is still being sent, so that the reply is not lost in a reset connection."""
        left = _DRAIN * limit
        while left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return


def _too_large(limit: int) -> str:
    return f"the body is over {limit:,} bytes"
