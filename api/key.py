"""One key that guards the server, where one is set.

``request ─KeyCheck─▶ application, or 401``. Programs send it as a bearer token. A browser, which can
send none with a link, is asked for it as the password of HTTP Basic authentication (RFC 7617), so that
the links of a cited answer open. Whether the process lives and has an index is told to anyone.
"""

from __future__ import annotations

import base64
import binascii
import hmac

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
        if scope["type"] != "http" or scope["path"] in _OPEN or self._may_pass(scope):
            await self._app(scope, receive, send)
            return
        error = error_object(
            HTTP_CODES[401], "no key, or a wrong one", "send Authorization: Bearer KEY"
        )
        said, status = in_protocol(scope["path"], error, 401)
        reply = Response(
            json_bytes(said),
            status,
            {"WWW-Authenticate": _CHALLENGE, "Connection": "close"},
            media_type="application/json",
        )
        await reply(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        given = given_key(Headers(scope=scope).get("authorization", ""))
        return given is not None and hmac.compare_digest(given, self._key)


def given_key(authorization: str) -> bytes | None:
    """The key in an Authorization header: a bearer token, or the password of any user."""
    scheme, _, value = authorization.strip().partition(" ")
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
