"""How the tests call wenju over the Model Context Protocol: by the SDK's own client, or by hand.

``address or transport, work ─using─▶ what it gives``.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
from chat_server import WAIT
from mcp import Client

MODERN, HANDSHAKE = "2026-07-28", "2025-11-25"
ERAS = ["auto", "legacy"]
"""Of the client: the newest that the server speaks, or the one that begins with ``initialize``."""
META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
}
ACCEPT = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


def using(where: Any, work: Callable[[Client], Awaitable[Any]], *, mode: str = "auto") -> Any:
    """What ``work`` gives with a client that is connected; ``where``: an address or a transport."""

    async def connected() -> Any:
        async with Client(where, mode=mode, read_timeout_seconds=3 * WAIT) as client:
            return await work(client)

    return anyio.run(connected)


def called(server: str, tool: str, mode: str = "auto", **arguments: Any) -> Any:
    """The result of one call."""
    return using(f"{server}/mcp", lambda client: client.call_tool(tool, arguments), mode=mode)


def modern(method: str, **params: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """A request of 2026-07-28 and the headers that go with it."""
    named = {"mcp-name": str(params["name"])} if "name" in params else {}
    body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": {**params, "_meta": META}}
    return body, ACCEPT | {"mcp-protocol-version": MODERN, "mcp-method": method} | named


def source_of(sources: Path, server: str, place: dict[str, Any]) -> str:
    """The source text that a place counts in, read from the disk by nothing of ours."""
    raw = (sources / place["file"]).read_bytes()
    if place["file"].endswith(".jsonl"):
        records = map(json.loads, raw.decode("utf-8").splitlines())
        return next(str(r["text"]) for r in records if r["_id"] == place["article_id"])
    article = httpx.get(f"{server}/articles/{place['article_id']}").json()
    return raw.decode(article["encoding"]).removeprefix("\ufeff")
