"""``POST /mcp`` as a protocol: who may call, what is refused, many at once and one that leaves."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
import httpx2
import pytest
from chat_server import WAIT, chat_server
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_calls import ACCEPT, ERAS, META, MODERN, PING, modern
from served import KEY, served

from api.app import create_app
from search.chat_model import OpenAIChat

OPEN = {"public_url": "https://news.example/wenju"}


def test_the_stateless_protocol_is_kept_to_the_letter(server):
    body, headers = modern("server/discover")
    found = httpx.post(f"{server}/mcp", json=body, headers=headers)
    assert found.status_code == 200
    assert "mcp-session-id" not in found.headers
    result = found.json()["result"]
    assert (result["resultType"], result["supportedVersions"]) == ("complete", [MODERN])
    body, headers = modern("tools/list")
    listed = [
        httpx.post(f"{server}/mcp", json=body, headers=headers).json()["result"] for _ in "ab"
    ]
    assert listed[0] == listed[1]
    assert listed[0]["resultType"] == "complete"
    assert (listed[0]["ttlMs"] > 0, listed[0]["cacheScope"]) == (True, "public")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"mcp-method": "tools/list"}, -32020),
        ({"mcp-name": "fetch"}, -32020),
        ({"mcp-protocol-version": "2031-01-01"}, -32020),
    ],
)
def test_headers_that_say_other_than_the_body_are_refused(server, wrong, code):
    body, headers = modern("tools/call", name="search", arguments={"query": "退货"})
    reply = httpx.post(f"{server}/mcp", json=body, headers=headers | wrong)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, code)
    assert reply.json()["id"] == body["id"]


def test_a_version_that_nobody_speaks_is_answered_with_those_that_are(server):
    body, headers = modern("tools/list")
    body["params"]["_meta"] = META | {"io.modelcontextprotocol/protocolVersion": "2031-01-01"}
    headers["mcp-protocol-version"] = "2031-01-01"
    reply = httpx.post(f"{server}/mcp", json=body, headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, -32022)
    assert reply.json()["error"]["data"]["supported"] == [MODERN]


# ---- Who may call


@pytest.mark.parametrize("mode", ERAS)
def test_with_a_key_only_who_shows_it_is_answered(guarded_server, examples, mode):
    url = f"{guarded_server}/mcp"
    for shown in ({}, {"authorization": "Bearer wrong"}):
        refused = httpx.post(url, json=PING, headers=ACCEPT | shown)
        assert (refused.status_code, refused.json()["jsonrpc"]) == (401, "2.0")
        assert refused.headers["www-authenticate"].startswith("Bearer")

    async def ask(headers: dict[str, str]) -> Any:
        async with httpx2.AsyncClient(headers=headers, trust_env=False) as http:
            transport = streamable_http_client(url, http_client=http)
            async with Client(transport, mode=mode) as client:
                return await client.call_tool("ask", {"question": examples.questions[0]})

    answer = anyio.run(ask, {"authorization": f"Bearer {KEY}"})
    assert answer.structured_content["answerable"]


@pytest.mark.parametrize(
    ("how", "origin", "status"),
    [
        ({}, None, 200),
        ({}, "http://localhost:6274", 200),
        ({}, "https://127.0.0.1", 200),
        ({}, "tauri://localhost", 200),
        ({}, "https://evil.example", 403),
        ({}, "null", 403),
        ({}, "", 403),
        ({}, "http://localhost.evil.example", 403),
        ({"origins": ("https://chat.example",)}, "https://chat.example", 200),
        ({"origins": ("https://chat.example",)}, "http://localhost:6274", 403),
        ({"origins": ("*",)}, "https://evil.example", 200),
        (OPEN, "https://news.example", 200),
        (OPEN, "https://evil.example", 403),
        ({"key": KEY}, "https://evil.example", 200),
    ],
)
def test_only_pages_that_may_call_are_answered(examples, how, origin, status):
    headers = ACCEPT | ({} if origin is None else {"origin": origin})
    with TestClient(create_app(examples.index, **how)) as client:
        client.headers["authorization"] = f"Bearer {KEY}"
        reply = client.post("/mcp", json=PING, headers=headers)
    assert reply.status_code == status
    if status == 403:
        assert reply.json()["id"] is None
        assert "WENJU_ORIGINS" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("to", "host", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", 200),
        ("127.0.0.1", "localhost:8000", 200),
        ("127.0.0.1", "[::1]:8000", 200),
        ("127.0.0.1", "192.168.1.4:8000", 200),  # through a proxy on this machine
        ("127.0.0.1", "news.example", 200),
        ("127.0.0.1", "host.docker.internal:8000", 200),
        ("127.0.0.1", "evil.example:8000", 421),
        ("127.0.0.1", "localhost.evil.example", 421),
        ("127.0.0.1", "evil-internal", 421),
        ("127.0.0.1", "[::1", 421),
        ("127.0.0.1", "", 421),
        ("192.168.1.4", "192.168.1.4:8000", 200),
        ("192.168.1.4", "archive.local:8000", 200),  # whatever a network calls this machine
    ],
)
def test_a_local_connection_must_ask_for_this_machine(examples, to, host, status):
    app = create_app(examples.index, **OPEN)
    with TestClient(app, base_url=f"http://{to}:8000") as client:
        reply = client.post("/mcp", json=PING, headers=ACCEPT | {"host": host})
    assert reply.status_code == status


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "HEAD"])
def test_nothing_but_post_is_taken(server, method):
    reply = httpx.request(method, f"{server}/mcp", headers=ACCEPT)
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")


# ---- What is malformed


@pytest.mark.parametrize("era", [{}, {"mcp-protocol-version": MODERN}], ids=ERAS)
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe", b"[]", b"null", b"3", b'"ping"', b"[" * 5_000, b'{"jsonrpc":"2.0","id":1}',
        b'{"jsonrpc":"1.0","id":1,"method":"ping"}', b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[1]}', b'{"id":1e400,"method":"ping"}',
        b'{"jsonrpc":"2.0","id":' + b"9" * 5_000 + b',"method":7}',
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_and_breaks_nothing(server, era, body):
    reply = httpx.post(f"{server}/mcp", content=body, headers=ACCEPT | era)
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] in (-32700, -32600, -32602)


def test_a_method_that_is_not_there_is_said_to_be_absent(server):
    body, headers = modern("prompts/list")
    reply = httpx.post(f"{server}/mcp", json=body, headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, -32601)
    reply = httpx.post(f"{server}/mcp", json=PING | {"method": "no/such"}, headers=ACCEPT)
    assert '"code":-32601' in reply.text


def test_a_body_over_the_limit_is_refused(server):
    reply = httpx.post(f"{server}/mcp", content=b" " * (1 << 20) + b"{}", headers=ACCEPT)
    assert (reply.status_code, reply.json()["jsonrpc"]) == (413, "2.0")


@pytest.fixture(scope="module")
def client(examples):
    with TestClient(create_app(examples.index), raise_server_exceptions=True) as client:
        yield client


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["name", "arguments", "query", "id", "_meta", "x"]), inner, max_size=4), max_leaves=8)  # fmt: skip
MESSAGES = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0"), "id": st.integers() | st.text(max_size=4)},
    optional={
        "method": st.sampled_from(
            ["tools/call", "tools/list", "initialize", "ping", "server/discover"]
        ),
        "params": VALUES,
    },
)


@given(body=VALUES | MESSAGES, is_modern=st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_message_whatever_is_a_fault_of_the_server(client, body, is_modern):
    era = {"mcp-protocol-version": MODERN, "mcp-method": "tools/call"} if is_modern else {}
    reply = client.post("/mcp", content=json.dumps(body), headers=ACCEPT | era)
    assert reply.status_code < 500
    assert '"code":-32603' not in reply.text


# ---- Many at once, one that leaves, and once more


def test_eight_clients_each_get_their_own_answer(examples, server):
    words = ["退货", "无人机", "电池", "直播", "仓库", "parcels", "耳机", "社区"]

    async def all_at_once() -> tuple[list[Any], list[Any]]:
        together: dict[str, Any] = {}

        async def one(number: int, word: str) -> None:
            mode = ERAS[number % 2]
            async with Client(f"{server}/mcp", mode=mode, read_timeout_seconds=60) as client:
                together[word] = (await client.call_tool("search", {"query": word})).content[0].text

        async with anyio.create_task_group() as group:
            for number, word in enumerate(words):
                group.start_soon(one, number, word)
        async with Client(f"{server}/mcp") as client:
            alone = [
                (await client.call_tool("search", {"query": word})).content[0].text
                for word in words
            ]
        return [together[word] for word in words], alone

    together, alone = anyio.run(all_at_once)
    assert together == alone
    assert len(set(alone)) == len(words)


@pytest.mark.parametrize("era", ERAS)
def test_the_model_is_let_go_when_the_client_leaves(examples, era):
    arguments = {"name": "ask", "arguments": {"question": examples.questions[0]}}
    body, headers = modern("tools/call", **arguments)
    if era == "legacy":
        body, headers = PING | {"method": "tools/call", "params": arguments}, ACCEPT
    asked = threading.Event()

    def begin(_: dict[str, Any]) -> str:
        asked.set()
        return "溪桥"

    with chat_server(begin, then="stall") as chat:
        model = OpenAIChat(chat.settings(timeout=60.0))
        with served(create_app(examples.index, chat=model)) as address:
            content = json.dumps(body).encode()
            lines = [f"{name}: {value}" for name, value in headers.items()]
            head = [
                "POST /mcp HTTP/1.1",
                "Host: localhost",
                f"Content-Length: {len(content)}",
                *lines,
            ]
            with socket.create_connection(("127.0.0.1", urlsplit(address).port), WAIT) as leaver:
                leaver.sendall("\r\n".join([*head, "", ""]).encode() + content)
                assert asked.wait(WAIT), "the model was never asked"
            assert chat.gone.wait(WAIT), "the model was still asked for nobody"


def test_an_application_can_be_started_again(examples):
    app = create_app(examples.index)
    for _ in range(2):
        with TestClient(app) as client:
            assert client.post("/mcp", json=PING, headers=ACCEPT).status_code == 200
