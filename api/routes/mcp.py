"""``POST /mcp``: the Model Context Protocol over HTTP, without sessions.

``request ─McpEndpoint─▶ the SDK's session manager``, which runs between the application's start and
end. The check of ``Origin`` is ours: the SDK's lists of names can say neither "all" nor "any address of
this machine". ``Host`` is looked at for every route, by ``api.host``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.mcp_tools import Desk
from api.origins import may_call
from api.routes.shared import chat_of, library_of, origin_of, searcher_of

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

_PATH = "/mcp"


class McpEndpoint:
    """ASGI application of one path; it answers while its application runs."""

    def __init__(self, *, origins: Sequence[str], public_url: str | None) -> None:
        """``origins`` as CORS has them; ``public_url``: its host and pages may call too."""
        public = urlsplit(public_url or "")
        self._origins = origins
        self._public_origin = f"{public.scheme}://{public.netloc}".lower()
        self._manager: StreamableHTTPSessionManager | None = None

    @property
    def route(self) -> Route:
        """Where it stands: at exactly this path, for POST alone."""
        return Route(_PATH, self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def lifespan(self, _: Any) -> AsyncIterator[None]:
        """Answer from here on, until the application ends. The SDK takes a second to import."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from api.mcp_server import make_server

        manager = StreamableHTTPSessionManager(make_server(_desk), stateless=True)
        async with manager.run():
            self._manager = manager
            yield
            self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the SDK if it may come."""
        assert self._manager is not None, "the application was not started"
        self._check(scope)
        await self._manager.handle_request(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        """Raises HTTPException where a web page may not call."""
        origin = Headers(scope=scope).get("origin")
        known = origin is None or origin == self._public_origin or may_call(origin, self._origins)
        if not known:
            raise HTTPException(403, f"pages of {origin} may not call; WENJU_ORIGINS names who may")


def _desk(request: Request | None) -> Desk:
    assert request is not None  # over HTTP there is one
    return Desk(searcher_of(request), library_of(request), origin_of(request), chat_of(request))
