"""Server-sent events: how one is written, and a stream of them that ends when its reader goes.

``Iterator[bytes] ─streamed─▶ body of a response``. What the events say is for the routes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

from anyio import to_thread

from api.json_bytes import json_bytes

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
MEDIA_TYPE = "text/event-stream"


def event(name: str, value: object) -> bytes:
    """One event; its data is JSON on one line."""
    return b"event: " + name.encode() + b"\ndata: " + json_bytes(value) + b"\n\n"


async def streamed(events: Iterator[bytes], close: Callable[[], None]) -> AsyncIterator[bytes]:
    """Events that are waited for in a thread. ``close`` is called at the end, whatever ended it.

    When the reader goes away the wait is given up at once; ``close`` must release the thread.
    """
    try:
        while True:
            part = await to_thread.run_sync(next, events, None, abandon_on_cancel=True)
            if part is None:
                return
            yield part
    finally:
        close()
