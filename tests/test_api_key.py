"""One key guards the server; a browser is asked for it; pages of other hosts may call or may not."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from served import KEY

from api.app import create_app
from api.key import given_key
from api.settings import server_settings
from index.errors import UsageError

BEARER = {"Authorization": f"Bearer {KEY}"}
LOCAL = (
    "http://localhost:3000",
    "http://127.0.0.1",
    "https://[::1]:8443",
    "app://lobe",
    "tauri://localhost",
)
FOREIGN = ("https://chat.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example",
           "http://evil.example?http://localhost", "null", "http://192.168.0.7:3000")  # fmt: skip


@pytest.fixture(scope="module")
def closed(guarded_server: str) -> Any:
    with httpx.Client(base_url=guarded_server, timeout=30.0) as client:
        yield client


def preflight(client: Any, origin: str, path: str = "/v1/chat/completions") -> Any:
    """What a browser asks before a page of another host may send a key and JSON."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return client.options(path, headers=headers)


# ---- The key


OPENAI = {"error": {"type", "code", "message", "param"}}
ROUTES = {
    "/v1/models": OPENAI,
    "/openwebui/v1/models": OPENAI,
    "/v1/chat/completions": OPENAI,
    "/v1/responses": OPENAI,
    "/v1/nothing": OPENAI,
    "/ask": {"error": {"code", "message", "hint"}},
    "/": {"error": {"code", "message", "hint"}},
    "/openapi.json": {"error": {"code", "message", "hint"}},
    "/healthz/": {"error": {"code", "message", "hint"}},
}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_without_the_key_each_protocol_is_refused_in_its_own_shape(
    closed: httpx.Client, path: str, method: str
) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {KEY}"}):
        reply = closed.request(method, path, headers=headers)
        assert reply.status_code == 401
        assert reply.headers["www-authenticate"].startswith("Bearer ")
        assert "Basic " in reply.headers["www-authenticate"]
        (error,) = reply.json().values()
        assert set(error) == ROUTES[path]["error"]
        assert "Bearer KEY" in reply.text
        assert KEY not in reply.text


def test_an_openai_client_reads_what_is_wrong(closed: httpx.Client) -> None:
    error = closed.get("/v1/models").json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["code"] == "unauthorized"


def test_with_the_key_programs_and_browsers_pass(closed: httpx.Client) -> None:
    assert closed.get("/v1/models", headers=BEARER).status_code == 200
    assert closed.get("/v1/models", headers={"authorization": f"bearer  {KEY}"}).status_code == 200
    page = closed.get("/", auth=("anyone", KEY), headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    assert closed.get("/", auth=("", KEY)).status_code == 200
    assert closed.get("/", auth=(KEY, "")).status_code == 401


def test_whether_it_lives_is_told_to_anyone(closed: httpx.Client) -> None:
    assert closed.get("/healthz").status_code == 200
    assert closed.get("/readyz").status_code == 200


def test_a_body_is_not_read_for_who_has_no_key(closed: httpx.Client) -> None:
    reply = closed.post("/v1/chat/completions", content=b"x" * (2 << 20))
    assert reply.status_code == 401


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Bearer a", b"a"),
        ("bearer a", b"a"),
        ("  Bearer   a  ", b"a"),
        ("Bearer", b""),
        ("", None),
        ("a", None),
        ("Digest a", None),
        ("Basic " + base64.b64encode(b"u:p:q").decode(), b"p:q"),
        ("Basic " + base64.b64encode(b"u").decode(), None),
        ("Basic !!!", None),
        ("Basic \u00e9", None),
        ("Bearer \u00e9", "é".encode()),
    ],
)
def test_the_key_is_found_in_what_clients_send(header: str, key: bytes | None) -> None:
    assert given_key({"authorization": header}) == key


def test_the_key_may_be_in_a_header_of_its_own(closed: httpx.Client) -> None:
    assert given_key({}) is None
    assert given_key({"x-api-key": f" {KEY} "}) == KEY.encode()
    assert closed.get("/v1/models", headers={"X-API-Key": KEY}).status_code == 200
    assert closed.get("/v1/models", headers={"X-API-Key": "wrong"}).status_code == 401
    both = {"X-API-Key": KEY, "Authorization": "Bearer wrong"}
    assert closed.get("/v1/models", headers=both).status_code == 401


def test_no_answer_tells_the_key(examples: Any) -> None:
    client = TestClient(create_app(examples.index, key=KEY), raise_server_exceptions=False)
    for path in ("/", "/openapi.json", "/v1/models", "/nothing"):
        assert KEY not in client.get(path, headers=BEARER).text


# ---- Pages of other hosts


@pytest.fixture(scope="module")
def make(examples: Any) -> Any:
    def client(**how: Any) -> TestClient:
        return TestClient(create_app(examples.index, **how))

    return client


@pytest.mark.parametrize("origin", LOCAL)
def test_pages_of_this_machine_may_call_where_nothing_is_set(make: Any, origin: str) -> None:
    client = make()
    reply = preflight(client, origin)
    assert reply.status_code == 200
    assert reply.headers["access-control-allow-origin"] == origin
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert "authorization" in reply.headers["access-control-allow-headers"].lower()
    read = client.get("/v1/models", headers={"Origin": origin})
    assert read.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize("origin", FOREIGN)
def test_pages_of_other_hosts_may_not_where_nothing_is_set(make: Any, origin: str) -> None:
    client = make()
    reply = preflight(client, origin)
    assert reply.status_code == 400
    assert "access-control-allow-origin" not in reply.headers
    read = client.get("/v1/models", headers={"Origin": origin})
    assert "access-control-allow-origin" not in read.headers


@pytest.mark.parametrize("origin", [LOCAL[0], FOREIGN[0]])
def test_where_there_is_a_key_any_page_may_call_that_has_it(make: Any, origin: str) -> None:
    client = make(key=KEY)
    assert preflight(client, origin).status_code == 200  # a browser sends no key with it
    assert preflight(client, origin).headers["access-control-allow-origin"] == "*"
    refused = client.get("/v1/models", headers={"Origin": origin})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == "*"  # the page can read why
    allowed = client.get("/v1/models", headers={"Origin": origin} | BEARER)
    assert allowed.status_code == 200
    assert "access-control-allow-credentials" not in allowed.headers


@pytest.mark.parametrize("key", [None, KEY])
def test_where_origins_are_named_they_alone_may_call(make: Any, key: str | None) -> None:
    client = make(key=key, origins=(FOREIGN[0],))
    assert preflight(client, FOREIGN[0]).headers["access-control-allow-origin"] == FOREIGN[0]
    for origin in (LOCAL[0], FOREIGN[1], FOREIGN[0] + ".evil.example", FOREIGN[0] + ":1"):
        assert preflight(client, origin).status_code == 400


# ---- Settings


def test_key_and_origins_come_from_the_environment_and_reach_the_workers() -> None:
    environ = {
        "WENJU_API_KEY": f" {KEY} ",
        "WENJU_ORIGINS": "https://chat.example/, http://localhost:3000,,",
        "WENJU_INDEX": "/ix",
    }
    found = server_settings(environ=environ)
    assert (found.key, found.origins) == (KEY, ("https://chat.example", "http://localhost:3000"))
    assert server_settings(environ=found.environment()) == found
    assert KEY not in repr(found)
    none = server_settings(environ={"WENJU_API_KEY": " ", "WENJU_ORIGINS": ", "})
    assert (none.key, none.origins) == (None, ())
    assert server_settings(environ={"WENJU_ORIGINS": "*"}).origins == ("*",)
    assert found.index == Path("/ix")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WENJU_API_KEY", "two words"),
        ("WENJU_API_KEY", "密钥"),
        ("WENJU_API_KEY", "a\nb"),
        ("WENJU_ORIGINS", "chat.example"),
        ("WENJU_ORIGINS", "https://chat.example/path"),
        ("WENJU_ORIGINS", "http://localhost:3000 http://localhost:3001"),
        ("WENJU_ORIGINS", "https://"),
        ("WENJU_ORIGINS", "**"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it(name: str, value: str) -> None:
    with pytest.raises(UsageError) as wrong:
        server_settings(environ={name: value})
    assert wrong.value.where == name
    assert "\n" not in str(wrong.value)
    if name == "WENJU_API_KEY":
        assert value not in str(wrong.value)
