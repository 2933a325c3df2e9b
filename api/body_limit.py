"""Refuse request bodies over a size before they are read whole."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import HTTP_CODES, error_object
from api.json_bytes import json_bytes

_DRAIN = 16  # times the limit that is read and thrown away before the connection is closed


class BodyLimit:
    """ASGI middleware: a body that says it is too large, or proves to be, is answered 413."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > self._max_bytes:
            await self._drain(receive)
            error = error_object(HTTP_CODES[413], self._message, "send less")
            reply = Response(
                json_bytes(error), 413, {"connection": "close"}, media_type="application/json"
            )
            await reply(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._max_bytes:
                raise HTTPException(413, self._message)
            return message

        await self._app(scope, counted, send)

    async def _drain(self, receive: Receive) -> None:
        """Read what is still being sent, so that the reply is not lost in a reset connection."""
        left = _DRAIN * self._max_bytes
        while left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return

    @property
    def _message(self) -> str:
        return f"the body is over {self._max_bytes:,} bytes"
