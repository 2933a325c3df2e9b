"""Clients that go away: work for them is ended, and no reply is sent to nobody.

``request, work ─done_unless_gone─▶ its result, or None``. Streams end by ``api.server_events``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import create_task_group, to_thread
from fastapi import Request, Response

_T = TypeVar("_T")

CLIENT_GONE = Response(status_code=499)
"""What a route returns when nobody is there to read it."""


async def in_thread(work: Callable[[], _T]) -> _T:
    """What a function gives, run beside the event loop."""
    return await to_thread.run_sync(work)


async def done_unless_gone(
    request: Request, work: Callable[[], _T], close: Callable[[], None]
) -> _T | None:
    """What ``work`` gives, run in a thread; None if the client goes away before.

    Then ``close`` is called, which must release the thread. The request's body must have been read.
    """
    result: list[_T] = []
    failures: list[Exception] = []  # raised outside the group, which would wrap them
    async with create_task_group() as group:

        async def watch() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            close()
            group.cancel_scope.cancel()

        group.start_soon(watch)
        try:
            result.append(await to_thread.run_sync(work, abandon_on_cancel=True))
        except Exception as error:
            failures.append(error)
        group.cancel_scope.cancel()
    if failures:
        raise failures[0]
    return result[0] if result else None
