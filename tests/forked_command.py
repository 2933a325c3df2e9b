"""The command without its start-up: a process that has imported it forks a child for every call.

``ForkedCommand.run ─socket: argv, folder, environment, three streams─▶ server ─fork─▶ main ─▶ exit code``. A child
is a process like any other, with its own environment, folder, streams, signals and end. Only what happens
before ``main`` is shared: each command has tests that start it for real. Translations come from
``compiled``, as in all tests that build.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

_LONGEST = 1 << 16  # bytes that are read at once
_TIMEOUT = 120.0  # seconds that a call may take
_STREAMS = ("stdin", "stdout", "stderr")
_IMPORTED = (  # what the commands import when they run
    "api.cli.eval_show", "api.cli.inspect_show", "api.cli.main", "api.doctor.diagnose", "api.inspection_page",
    "api.opening", "faiss", "index.verify", "search.evaluation", "search.oracle", "search.payload", "search.run",
)  # fmt: skip


class ForkedCommand:
    """A server with one client; close it in the end."""

    def __init__(self, compiled: Path, environment: Mapping[str, str]) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(_TIMEOUT)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno()), str(compiled)],
                pass_fds=[theirs.fileno()], env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    def run(
        self, argv: Sequence[str | bytes | Path], folder: Path, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """As ``subprocess.run`` with no input and the output captured, with text in UTF-8.

        Raises:
            TimeoutError: The call did not end; nothing can be called any more.
        """
        given = [os.fsdecode(argument) for argument in argv]
        call = {"argv": given, "folder": str(folder), "environment": dict(environment)}
        with TemporaryFile() as out, TemporaryFile() as err, Path(os.devnull).open("rb") as nothing:
            streams = [stream.fileno() for stream in (nothing, out, err)]
            self._send(json.dumps(call).encode() + b"\n", streams)
            code = int(self._answer())
            written = []
            for stream in (out, err):
                stream.seek(0)
                written.append(stream.read().decode())
        return subprocess.CompletedProcess(given, code, *written)

    def _send(self, line: bytes, streams: list[int]) -> None:
        sent = socket.send_fds(self._socket, [line], streams)
        self._socket.sendall(line[sent:])

    def _answer(self) -> bytes:
        try:
            answer = self._socket.recv(_LONGEST)
        except TimeoutError:
            os.killpg(self._server.pid, signal.SIGKILL)
            raise
        assert answer, "the server of the command is gone: see what it wrote to stderr"
        return answer

    def close(self) -> None:
        """End the server."""
        self._socket.close()
        self._server.wait(timeout=_TIMEOUT)


def serve(asked: socket.socket) -> int:
    """Answer until the socket is closed; in a child the command's exit code."""
    while (found := _request(asked)) is not None:
        call, streams = found
        pid = os.fork()
        if pid == 0:
            asked.close()
            return _run(call, streams)
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(pid, 0)
        asked.sendall(b"%d" % os.waitstatus_to_exitcode(status))
    return 0


def _request(asked: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    line, streams, _, _ = socket.recv_fds(asked, _LONGEST, len(_STREAMS))
    while line and not line.endswith(b"\n"):
        line += asked.recv(_LONGEST)
    return (json.loads(line), streams) if line else None


def _run(call: dict[str, Any], streams: list[int]) -> int:
    """What the command's own process does from ``main`` on."""
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    os.chdir(call["folder"])
    os.environ.clear()
    os.environ.update(call["environment"])
    sys.argv = ["wenju", *call["argv"]]
    from api.cli.main import main

    return main()


def prepare() -> None:
    """Import what the commands import and read the tables that all of them read.

    No vector is searched: a child of a process that has used OpenMP can hang.
    """
    for module in _IMPORTED:
        import_module(module)
    from index.analyze import default_analyzer
    from index.lexicon import read_names
    from index.models import embedded_encoder
    from index.translation import learned_shares
    from search.reader import embedded_reader

    default_analyzer()
    embedded_encoder()
    embedded_reader()
    learned_shares()
    read_names()
    gc.freeze()  # or a child's first collection would copy all of it


def _serve_given() -> int:
    from compiled import remembered_translations

    prepare()
    with (
        remembered_translations(Path(sys.argv[2])),
        socket.socket(fileno=int(sys.argv[1])) as asked,
    ):
        return serve(asked)


if __name__ == "__main__":
    sys.exit(_serve_given())
