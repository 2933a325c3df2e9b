"""One key that guards the server, where one is set.

``request ─KeyCheck─▶ application, or 401``. Programs send it as a bearer token, or in ``X-API-Key``, as
LibreChat does to a SearXNG. A browser, which can send none with a link, is asked for it as the password
of HTTP Basic authentication (RFC 7617), so that the links of a cited answer open. Whether the process
lives and has an index is told to anyone.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import HTTP_CODES, error_object
from api.json_bytes import json_bytes
from api.protocol_errors import in_protocol

_OPEN = ("/healthz", "/readyz")
_CHALLENGE = 'Bearer realm="wenju", Basic realm="wenju", charset="UTF-8"'


class KeyCheck:
    """ASGI middleware: a request without the key is answered 401."""

    def __init__(self, app: ASGIApp, *, key: str) -> None:
        self._app = app
        self._key = key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if it may pass."""
        if scope["type"] != "http" or scope["path"] in _OPEN:
            await self._app(scope, receive, send)
            return
        given = given_key(Headers(scope=scope))
        if given is not None and hmac.compare_digest(given, self._key):
            await self._app(scope, receive, send)
            return
        error = error_object(
            HTTP_CODES[401], "no key, or a wrong one", "send Authorization: Bearer KEY"
        )
        said, status = in_protocol(scope["path"], error, 401, has_key=given is not None)
        reply = Response(
            json_bytes(said),
            status,
            {"WWW-Authenticate": _CHALLENGE, "Connection": "close"},
            media_type="application/json",
        )
        await reply(scope, receive, send)


def given_key(headers: Mapping[str, str]) -> bytes | None:
    """The key that a request shows: a bearer token, the password of any user, or ``X-API-Key``."""
    if "authorization" not in headers:
        shown = headers.get("x-api-key")
        return None if shown is None else shown.strip().encode("utf-8", "surrogateescape")
    scheme, _, value = headers["authorization"].strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value.encode("utf-8", "surrogateescape")
    if scheme.lower() != "basic":
        return None
    try:
        _, colon, password = base64.b64decode(value, validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return None
    return password if colon else None
