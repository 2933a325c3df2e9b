"""A client that goes away ends the request to the language model, whatever it was waiting for."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from chat_server import WAIT, ChatServer, chat_server
from served import served

from api.app import create_app
from search.chat_model import OpenAIChat

QUESTION = "溪桥买菜一共撤掉了多少个小区提货点？"
TRUE = "截至4月20日，溪桥买菜已经关闭了1,260个社区自提点[1]。"
SOON = 1.0  # seconds
MESSAGES = [{"role": "user", "content": QUESTION}]

ROUTES: dict[str, tuple[str, dict[str, Any], bytes]] = {
    "ask": ("/ask", {"question": QUESTION}, b"event: delta"),
    "chat": ("/v1/chat/completions", {"model": "wenju", "messages": MESSAGES}, b"1,260"),
    "open-webui": (
        "/openwebui/v1/chat/completions",
        {"model": "wenju", "messages": MESSAGES},
        b"1,260",
    ),
    "responses": ("/v1/responses", {"model": "wenju", "input": QUESTION}, b"output_text.delta"),
}


class Stalled:
    """A server whose language model says a sentence and then keeps silent."""

    def __init__(self, address: str, chat: ChatServer, asked: threading.Event) -> None:
        self.address, self.chat, self.asked = address, chat, asked

    def request(self, path: str, body: dict[str, Any]) -> socket.socket:
        """A connection over which the request has been sent."""
        content = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        port = int(self.address.rsplit(":", 1)[1])
        connection = socket.create_connection(("127.0.0.1", port), timeout=WAIT)
        connection.sendall(head.encode() + content)
        return connection


@pytest.fixture(scope="module")
def application(examples) -> Iterator[tuple[str, ChatServer, Callable[[], threading.Event]]]:
    """One server for all, and what is set when its model is asked next."""
    events = [threading.Event()]

    def reply(body: dict[str, Any]) -> str:
        events[0].set()
        return TRUE + "溪桥"

    def renew() -> threading.Event:
        events[0] = threading.Event()
        return events[0]

    with chat_server(reply, then="stall") as chat:
        model = OpenAIChat(chat.settings(timeout=60.0))
        with served(create_app(examples.index, chat=model)) as address:
            yield address, chat, renew


@pytest.fixture
def stalled(application) -> Stalled:
    address, chat, renew = application
    chat.gone.clear()
    return Stalled(address, chat, renew())


def receive_until(connection: socket.socket, wanted: bytes) -> None:
    received = b""
    while wanted not in received:
        part = connection.recv(65_536)
        assert part, received
        received += part


def assert_let_go(stalled: Stalled, leave: Callable[[], None]) -> None:
    assert not stalled.chat.gone.is_set()
    left = time.perf_counter()
    leave()
    assert stalled.chat.gone.wait(WAIT)
    took = time.perf_counter() - left
    print(f"let go after {1000 * took:.0f} ms")
    assert took < SOON


@pytest.mark.parametrize("route", ROUTES)
def test_the_model_is_let_go_when_a_reader_leaves_in_mid_stream(stalled, route) -> None:
    path, body, first = ROUTES[route]
    with stalled.request(path, body | {"stream": True}) as reader:
        receive_until(reader, first)
        assert_let_go(stalled, reader.close)


@pytest.mark.parametrize("route", ROUTES)
def test_the_model_is_let_go_when_a_client_leaves_while_it_waits(stalled, route) -> None:
    path, body, _ = ROUTES[route]
    with stalled.request(path, body) as client:
        assert stalled.asked.wait(WAIT)
        assert_let_go(stalled, client.close)


def test_a_connection_that_is_reset_is_a_client_that_left(stalled) -> None:
    path, body, _ = ROUTES["chat"]
    with stalled.request(path, body) as client:
        assert stalled.asked.wait(WAIT)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert_let_go(stalled, client.close)


def test_a_reader_with_a_client_library_leaves_as_well(stalled) -> None:
    path, body, _ = ROUTES["chat"]
    with httpx.Client(base_url=stalled.address, timeout=WAIT) as client:
        with client.stream("POST", path, json=body | {"stream": True}) as reply:
            lines = reply.iter_lines()
            while "1,260" not in next(lines):
                pass
            assert not stalled.chat.gone.is_set()
        assert stalled.chat.gone.wait(SOON)


def test_others_are_answered_while_some_leave(stalled) -> None:
    """Eight who leave leave no thread behind that another would have to wait for."""
    path, body, _ = ROUTES["chat"]
    for _ in range(8):
        stalled.chat.gone.clear()
        stalled.asked.clear()
        with stalled.request(path, body):
            assert stalled.asked.wait(WAIT)
        assert stalled.chat.gone.wait(WAIT)
    threads = [one for one in threading.enumerate() if "AnyIO" in one.name]
    health = httpx.get(f"{stalled.address}/healthz", timeout=SOON)
    assert health.status_code == 200
    assert len(threads) < 8


def test_who_waits_gets_the_answer(examples) -> None:
    """The watch for clients that leave takes nothing from one that stays."""
    with chat_server(TRUE) as chat:
        model = OpenAIChat(chat.settings())
        with served(create_app(examples.index, chat=model)) as address:
            for path, body, _ in ROUTES.values():
                reply = httpx.post(address + path, json=body, timeout=WAIT)
                assert reply.status_code == 200
                assert "1,260" in reply.text
    assert len(chat.asked) == len(ROUTES)
    assert not chat.gone.is_set()
