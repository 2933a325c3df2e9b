"""Requests that nobody should send, and what comes back for them over a bare socket.

``seed ─bad_requests─▶ BadRequest... ─send─▶ Outcome``. A socket, as client libraries refuse to send much
of this. ``scripts/try_bad_requests.py`` sends thousands; a few go out in the tests.
"""

from __future__ import annotations

import json
import random
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

DEADLINE = 10.0  # seconds until an answer is a hang
_JSON = (("Content-Type", "application/json"),)
_ASKED = "溪桥买菜一共撤掉了多少个小区提货点？"
_CHAT = {
    "model": "wenju",
    "messages": [{"role": "user", "content": _ASKED}],
    "stream": True,
    "stream_options": {"include_usage": True},
    "n": 1,
}
_RESPONSE = {
    "model": "wenju",
    "input": _ASKED,
    "stream": False,
    "include": ["file_search_call.results"],
}
_RERANK = {
    "model": "wenju",
    "query": _ASKED,
    "documents": ["渡口", "Depot"],
    "top_n": 1,
    "return_documents": True,
}
_COMPARISON = {"name": "date", "comparison_operator": "after", "value": "2024-01-01"}
BODIES: dict[str, dict[str, Any]] = {
    "/ask": {
        "question": _ASKED, "k": 3, "stream": False, "filters": {"date_from": "2024"},
        "history": [{"role": "user", "content": "你好"}],
    },
    "/search": {"query": _ASKED, "k": 3, "mode": "hybrid", "filters": None, "explain": True},
    "/v1/chat/completions": _CHAT,
    "/openwebui/v1/chat/completions": _CHAT,
    "/v1/responses": _RESPONSE,
    "/openwebui/v1/responses": _RESPONSE,
    "/v1/embeddings": {"model": "wenju", "input": ["渡口"], "encoding_format": "float", "dimensions": 8},
    "/v1/rerank": _RERANK,
    "/v2/rerank": _RERANK,
    "/v1/vector_stores/wenju/search": {
        "query": _ASKED, "max_num_results": 3, "rewrite_query": False,
        "filters": {"type": "and", "filters": [{"type": "gte", "key": "date", "value": 1}]},
        "ranking_options": {"ranker": "auto", "score_threshold": 0.1},
    },
    "/retrieval": {
        "knowledge_id": "wenju", "query": _ASKED,
        "retrieval_setting": {"top_k": 3, "score_threshold": 0.1},
        "metadata_condition": {"logical_operator": "and", "conditions": [_COMPARISON]},
    },
    "/datasets/wenju/retrieve": {"query": _ASKED, "retrieval_model": {"top_k": 3}},
    "/openwebui/search": {"query": _ASKED, "count": 3},
    "/mcp": {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"cursor": None}},
}  # fmt: skip
PAGES = (
    "/", "/connect", "/healthz", "/readyz", "/openapi.json", "/datasets", "/static/page.js", "/mcp",
    "/v1/models", "/openwebui/v1/models", "/searxng/config",
)  # fmt: skip
_UNDER = ("/p/", "/articles/", "/v1/models/", "/openwebui/v1/models/", "/static/", "/datasets/")
_ASKING = ("/?q=", "/searxng/search?format=json&q=", "/p/x?s=", "/p/x?s=1&e=", "/connect?lang=")
_HUGE = 10**400
ODD_VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1.5, 1e308, _HUGE, float("nan"), float("inf"), "", " \n", "\ud800", "a\x00b",
    "\u202e\ufeff", "长" * 30_000, [], {}, [[]], [None], {"a": {}}, ["x"] * 20_000, "true", "2024-99-99",
    "'; DROP TABLE--", "../../etc/passwd", "*:*", "%s%n", [{}], {"type": "text", "text": 7},
)  # fmt: skip
_TEXTS = (
    "%00", "%ff%fe", "%ED%A0%80", "..%2f..%2fetc", "%2e%2e/x", "a" * 8_000, "-1", "9" * 400, "%25", "+",
    "溪桥", "<script>", "%0d%0aX:1", "\\", "*", "?", "#", "&&&=", "x&s=1&s=2", "%F0%9F%98%80", "NaN", " ",
)  # fmt: skip
_HEADERS = (
    ("Accept", "text/html;q=abc,*/*;q="), ("Accept", "\xff\xfe"), ("Accept-Language", "zh" * 2_000),
    ("Accept-Encoding", "br;q=-1"), ("If-None-Match", 'W/"' + "x" * 5_000), ("Range", "bytes=9-1"),
    ("Host", "["), ("Host", "x:99999999"), ("Host", ""), ("Host", "a b"), ("Host", "\xff"),
    ("Host", "[::1"), ("Host", "//evil/@"), ("Origin", "null"), ("Origin", "http://[::1"),
    ("X-Forwarded-Host", "]["), ("X-Forwarded-Proto", "ftp,"), ("Authorization", "Basic ====="),
    ("Authorization", "Bearer \xff"), ("Cookie", "=;=;=" * 500), ("Mcp-Session-Id", "\xff" * 99),
    ("MCP-Protocol-Version", "9999-99-99"), ("Mcp-Method", "x"), ("Last-Event-ID", "-1"),
    ("Content-Encoding", "gzip"), ("Expect", "200-ok"), ("X-OpenWebUI-User-Name", "\xe9"),
    ("Sec-Fetch-Site", "?"), ("Transfer-Encoding", "x"), ("Content-Length", "-5"),
)  # fmt: skip
_TYPES = (
    "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=", "*/*",
    "multipart/form-data", "application/json; charset=utf-16", "application/xml", ";;;", "\xff",
)  # fmt: skip
_METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "GET", "POST", "PROPFIND", "x")


@dataclass(frozen=True)
class BadRequest:
    """One request; ``what`` says what is wrong with it, ``route`` is what it is counted under."""

    route: str
    what: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""

    def raw(self, host: str) -> bytes:
        """As it goes over the wire; header values are Latin-1."""
        given = dict(self.headers)
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{k}: {v}" for k, v in given.items())]
        if "Host" not in given:
            lines.append(f"Host: {host}")
        if self.content and not {"Content-Length", "Transfer-Encoding"} & given.keys():
            lines.append(f"Content-Length: {len(self.content)}")
        head = "\r\n".join([*lines, "Connection: close", "", ""])
        is_wide = any(ord(character) > 0xFF for character in head)
        return head.encode("utf-8" if is_wide else "latin-1") + self.content


@dataclass(frozen=True)
class Outcome:
    """``status``: 0 where the connection was closed without one; None where nothing came in time."""

    request: BadRequest
    status: int | None
    seconds: float
    text: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether the server is to blame: it failed, or kept silent."""
        return self.status is None or self.status >= 500


def bad_requests(seed: int) -> Iterator[BadRequest]:
    """All kinds in turn, without end; the same for the same seed."""
    chance = random.Random(seed)
    kinds = (
        _odd_value,
        _odd_value,
        _odd_value,
        _odd_bytes,
        _odd_address,
        _odd_header,
        _odd_method,
        _odd_chat,
    )
    while True:
        yield chance.choice(kinds)(chance)


def _post(path: str, what: str, body: Any, chance: random.Random) -> BadRequest:
    content = json.dumps(body, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return BadRequest(path, what, "POST", path, _JSON, content)


def _odd_value(chance: random.Random) -> BadRequest:
    """A value of a valid body, at any depth, is another or is missing."""
    path, valid = chance.choice(list(BODIES.items()))
    body = json.loads(json.dumps(valid))
    inner: Any = body
    while True:
        keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        key = chance.choice(keys)
        if isinstance(inner[key], dict | list) and inner[key] and chance.random() < 0.7:
            inner = inner[key]
            continue
        break
    odd = chance.choice(ODD_VALUES)
    if chance.random() < 0.1:
        del inner[key]
    elif chance.random() < 0.1 and isinstance(inner, dict):
        inner[chance.choice(["extra", "", "\x00", "__class__", "a" * 5_000])] = odd
    else:
        inner[key] = odd
    body = odd if chance.random() < 0.05 else body
    return _post(path, f"{key}: {odd!r}"[:80], body, chance)


def _odd_bytes(chance: random.Random) -> BadRequest:
    """A body that is cut off, is no JSON, or says that it is something else."""
    path, valid = chance.choice(list(BODIES.items()))
    content = json.dumps(valid, ensure_ascii=False).encode()
    cut = chance.randrange(len(content))
    what, content = chance.choice([
        ("cut off", content[:cut]),
        ("a byte changed", content[:cut] + bytes([chance.randrange(256)]) + content[cut + 1 :]),
        ("invalid UTF-8", content[:cut] + b"\xff\xc0\x80" + content[cut:]),
        ("UTF-16", json.dumps(valid).encode("utf-16")),
        ("a byte order mark", b"\xef\xbb\xbf" + content),
        ("deep lists", b"[" * chance.choice([500, 50_000, 400_000])),
        ("deep objects", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
        ("deep messages", b'{"model":"wenju","messages":' + b"[" * 900 + b"]" * 900 + b"}"),
        ("a long number", b'{"k":' + b"9" * 20_000 + b"}"),
        ("nothing", b""),
        ("NULs", b"\x00" * 100),
        ("noise", chance.randbytes(300)),
        ("two objects", content * 2),
        ("too much", b" " * (1 << 20) + content),
        ("a form", b"model=wenju&messages=x"),
        ("the same key thrice", b'{"model":"x","model":1,' + content[1:]),
    ])  # fmt: skip
    headers = _JSON
    if chance.random() < 0.3:
        headers = (("Content-Type", chance.choice(_TYPES)),)
    return BadRequest(path, what, "POST", path, headers, content)


def _odd_address(chance: random.Random) -> BadRequest:
    """A path or a query that leads nowhere."""
    odd = chance.choice(_TEXTS) + (chance.choice(_TEXTS) if chance.random() < 0.3 else "")
    before = chance.choice([*_UNDER, *_ASKING, *PAGES])
    route = before.split("?")[0]
    if before in PAGES:
        before += chance.choice(["?", "/", "?lang=", "%20", "?client="])
    accept = chance.choice(["text/html", "application/json", "*/*"])
    return BadRequest(
        route, f"…{odd}"[:80], "GET", before + odd.replace(" ", "%20"), (("Accept", accept),)
    )


def _odd_header(chance: random.Random) -> BadRequest:
    """A request that is good but for one header."""
    name, value = chance.choice(_HEADERS)
    what = f"{name}: {value}"[:80]
    if chance.random() < 0.5:
        path = chance.choice(PAGES)
        return BadRequest(path, what, "GET", path, ((name, value), ("Accept", "text/html")))
    path, body = chance.choice(list(BODIES.items()))
    return BadRequest(path, what, "POST", path, (*_JSON, (name, value)), json.dumps(body).encode())


def _odd_method(chance: random.Random) -> BadRequest:
    """A method that the route has not."""
    path = chance.choice([*PAGES, *BODIES, *(before + "x" for before in _UNDER)])
    method = chance.choice(_METHODS)
    content = b'{"model":"wenju"}' if chance.random() < 0.5 else b""
    return BadRequest(path, method, method, path, _JSON if content else (), content)


def _odd_chat(chance: random.Random) -> BadRequest:
    """A conversation as no front end sends it."""
    user = {"role": "user", "content": _ASKED}
    picture = {
        "type": "image_url",
        "image_url": {"url": "data:image/png;base64," + "A" * 2_000_000},
    }
    messages: list[Any] = chance.choice([
        [{"role": role, "content": "x"} for role in ("robot", "", "\x00", "USER", "用户")],
        [user | {"role": 7}], [user | {"content": {"text": "x"}}], [user | {"content": [7]}],
        [user | {"content": [None, "x", {"text": None}, {"text": "\ud800"}]}],
        [user] * 10_001, [user] * 3_000, [{"role": "assistant", "content": "x"}], [{}], [None], [[user]],
        [user | {"content": [picture, {"type": "text", "text": _ASKED}]}],
        [{"role": "assistant", "content": "<think " * 90_000}, user],
        [{"role": "assistant", "content": "[¹](x" * 150_000}, user],
        [{"role": "user", "content": "那" * 700_000}, user | {"content": "那快手呢？"}],
        [{"role": "user", "content": f"第{n}个问题？{_ASKED}"} for n in range(2_000)],
        [user | {"content": "user: " * 3_000}, user | {"content": "\n" * 20_000}],
        [user | {"content": "### Task:\n<chat_history>" + '"role":"user" ' * 9_000}],
        [user | {"content": "Title of the chat in five words.\n" + "\n" * 19_000 + "User: x"}],
        [user | {"content": _ASKED * 1_200}], [user | {"content": "？" * 19_999}],
        [user | {"content": "a " * 9_999}], [user | {"content": "9" * 19_999}],
        [user | {"content": "Who founded Xiqiao Grocer and Ines Varkony's depot? " * 380}],
    ])  # fmt: skip
    path = chance.choice([path for path in BODIES if path.endswith(("completions", "responses"))])
    named = "messages" if path.endswith("completions") else "input"
    body = {"model": "wenju", named: messages, "stream": chance.random() < 0.5}
    return _post(path, f"{json.dumps(messages)[:60]}… × {len(messages)}", body, chance)


def send(address: str, request: BadRequest) -> Outcome:
    """What comes back; a status that came before the connection was reset counts."""
    host = address.removeprefix("http://")
    name, port = host.rsplit(":", 1)
    started, received = time.perf_counter(), b""
    try:
        with socket.create_connection((name, int(port)), timeout=DEADLINE) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(request.raw(host))  # refused before it is read: still answered
            while part := connection.recv(65_536):
                received += part
                connection.settimeout(max(0.01, started + DEADLINE - time.perf_counter()))
    except TimeoutError:
        return Outcome(request, None, time.perf_counter() - started)
    except ConnectionResetError:
        pass
    first: list[bytes] = received.split(b"\r\n", 1)[0].split()
    status = int(first[1]) if len(first) > 1 else 0
    return Outcome(
        request, status, time.perf_counter() - started, received.decode("utf-8", "replace")
    )
