"""An application over a real socket, so that real clients talk TCP to it.

``application ─served─▶ its address, while the block lasts``. The fixtures ``server`` and
``guarded_server`` of ``conftest`` are two of them over the examples, started once a run.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

KEY = "sk-wenju-test"
"""What the guarded server wants to be shown."""
_WAIT = 10.0  # seconds to start or to stop


class _Server(uvicorn.Server):
    """A server that says when it has started."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        self.ready.set()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1; the address is ``http://127.0.0.1:PORT``."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = _Server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        assert server.ready.wait(_WAIT), "the server did not start"
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_WAIT)
        listener.close()
