"""A server on 127.0.0.1 that speaks the chat completions protocol, well or badly as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from search.chat_model import ChatSettings

WAIT = 10.0  # seconds that a test waits for an event at most


def pieces_of(text: str, length: int) -> list[str]:
    """A text in pieces, as tokens come."""
    return [text[at : at + length] for at in range(0, len(text), length)]


@dataclass
class ChatServer:
    """What it does with the next request.

    ``reply``: the text, or what makes it of a request's body; ``length``: code points of a piece;
    ``status``: answered instead, where it is not 200; ``then``: after the text it ends well
    ("stop", "length"), keeps silent ("stall"), breaks off ("drop", or "end" without a word why),
    or sends what is no JSON ("garbage"). ``asked``: the bodies of the requests. ``gone``: set when
    it sees that a client has left.
    """

    reply: str | Callable[[dict[str, Any]], str] = ""
    length: int = 7
    status: int = 200
    then: str = "stop"
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def settings(self, **more: Any) -> ChatSettings:
        """To reach it with."""
        given: dict[str, Any] = {"url": self.url, "model": "test-model", "timeout": 5.0} | more
        return ChatSettings(**given)

    def environment(self, **more: str) -> dict[str, str]:
        """The same for a command."""
        return {"WENJU_LLM_URL": self.url, "WENJU_LLM_MODEL": "test-model"} | more

    def prompt(self) -> str:
        """What the last request asked, without the rules."""
        return str(self.asked[-1]["messages"][-1]["content"])


@contextmanager
def chat_server(
    reply: str | Callable[[dict[str, Any]], str] = "", **how: Any
) -> Iterator[ChatServer]:
    """Serve until the block ends."""
    told = ChatServer(reply, **how)

    class Handler(_Handler):
        chat = told

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield told
    finally:
        told.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    chat: ChatServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.chat.asked.append(body)
        self.chat.headers.append({k.lower(): v for k, v in self.headers.items()})
        self.close_connection = True
        if self.path != "/v1/chat/completions":
            self._failed(404)
        elif self.chat.status != 200:
            self._failed(self.chat.status)
        else:
            self._answer(body)

    def _failed(self, status: int) -> None:
        key = self.headers.get("Authorization", "")
        body = json.dumps({"error": {"message": f"no, {key}", "type": "x"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        reply = self.chat.reply if isinstance(self.chat.reply, str) else self.chat.reply(body)
        try:
            for piece in pieces_of(reply, self.chat.length):
                self._send({"delta": {"content": piece}, "finish_reason": None})
            self._end()
        except OSError:
            self.chat.gone.set()

    def _end(self) -> None:
        then = self.chat.then
        if then == "stall":
            self._watch()
        elif then == "garbage":
            self._chunk(b"data: {not json\n\n")
        elif then == "drop":
            return  # in the middle of a chunked body
        elif then != "end":
            self._send({"delta": {}, "finish_reason": then})
            self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _watch(self) -> None:
        """Wait for the client to leave, or for the end of the test."""
        self.connection.settimeout(0.02)
        while not self.chat.release.is_set():
            try:
                if self.connection.recv(1) == b"":
                    self.chat.gone.set()
                    return
            except TimeoutError:
                continue

    def _send(self, choice: dict[str, Any]) -> None:
        chunk = {
            "id": "c", "object": "chat.completion.chunk", "created": 0, "model": "test-model",
            "choices": [{"index": 0} | choice],
        }  # fmt: skip
        self._chunk(b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n")

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()

    def log_message(self, *args: object) -> None:
        pass


def cited(statements: Sequence[str], marks: Sequence[str] = ("",)) -> str:
    """Statements as a reply, each with a citation in turn."""
    return " ".join(f"{text} {marks[n % len(marks)]}" for n, text in enumerate(statements))
