"""Which name a server of one machine answers to: no web page may reach it by a name of its own.

``request ─HostCheck─▶ application, or 421``. A page can have its own name lead to this machine (DNS
rebinding); a browser then takes our replies for that page's. What it cannot do is to make the browser
say another ``Host``. So where a connection is to a loopback address, where only programs of this machine
and a proxy on it can come from, the name must be this machine's, an address, or the public URL's.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import HTTP_CODES, error_object
from api.json_bytes import json_bytes
from api.protocol_errors import in_protocol

_OPEN = ("/healthz", "/readyz")
_PRIVATE = (".localhost", ".internal")  # nobody can own these; host.docker.internal leads here, too


class HostCheck:
    """ASGI middleware: a request for another host is answered 421."""

    def __init__(self, app: ASGIApp, *, public_url: str | None) -> None:
        self._app = app
        self._public_host = urlsplit(public_url or "").hostname

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if it is for us."""
        if scope["type"] != "http" or scope["path"] in _OPEN or not _is_local(scope):
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        if self._is_ours(host):
            await self._app(scope, receive, send)
            return
        error = error_object(
            HTTP_CODES[421], f"this is not {host!r}", "start it with --public-url URL of that name"
        )
        said, status = in_protocol(scope["path"], error, 421)
        reply = Response(json_bytes(said), status, media_type="application/json")
        await reply(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:  # an unclosed bracket
            return False
        private = name == "localhost" or name.endswith(_PRIVATE)
        return private or name == self._public_host or _is_address(name)


def _is_local(scope: Scope) -> bool:
    """Whether a connection is to a loopback address of this machine."""
    address = (scope.get("server") or ("",))[0]
    return _is_address(address) and ip_address(address).is_loopback


def _is_address(name: str) -> bool:
    """An address, which nobody can lead elsewhere as one can a name."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
