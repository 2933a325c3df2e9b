"""No web page reaches a server of this machine by a name of its own that it makes lead here."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.app import create_app

EVIL = {"host": "evil.example:8000"}


def client_of(index, to="127.0.0.1", **settings):
    return TestClient(create_app(index, **settings), base_url=f"http://{to}:8000")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"), ("GET", "/p/x"), ("GET", "/articles/x"), ("GET", "/connect"), ("POST", "/ask"),
        ("POST", "/search"), ("GET", "/v1/models"), ("POST", "/v1/chat/completions"),
        ("POST", "/retrieval"), ("GET", "/searxng/search"), ("GET", "/openapi.json"),
        ("GET", "/static/page.js"), ("GET", "/no/such"),
    ],
)  # fmt: skip
def test_by_another_name_nothing_is_told(examples, method, path):
    reply = client_of(examples.index).request(method, path, headers=EVIL)
    assert reply.status_code == 421
    assert "--public-url" in reply.text
    assert "text/html" not in reply.headers["content-type"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/ask", lambda error: error["error"]["message"]),
        ("/v1/chat/completions", lambda error: error["error"]["message"]),
        ("/retrieval", lambda error: error["error_msg"]),
    ],
)
def test_it_is_said_in_the_shape_of_the_protocol(examples, path, message):
    reply = client_of(examples.index).post(path, headers=EVIL)
    assert "evil.example" in message(reply.json())


def test_the_health_of_the_process_is_told_by_any_name(examples):
    client = client_of(examples.index)
    assert client.get("/healthz", headers=EVIL).status_code == 200
    assert client.get("/readyz", headers=EVIL).status_code == 200


@pytest.mark.parametrize(
    ("to", "settings"),
    [
        ("192.168.1.4", {}),  # reached over the network
        ("127.0.0.1", {"public_url": "https://evil.example/wenju"}),
        ("127.0.0.1", {"origins": ("*",)}),
    ],
)
def test_a_name_that_is_said_to_be_ours_is(examples, to, settings):
    reply = client_of(examples.index, to, **settings).get("/v1/models", headers=EVIL)
    assert reply.status_code == 200


def test_where_a_key_is_wanted_the_key_decides(examples):
    client = client_of(examples.index, key="sk-one")
    assert client.get("/v1/models", headers=EVIL).status_code == 401
    shown = EVIL | {"authorization": "Bearer sk-one"}
    assert client.get("/v1/models", headers=shown).status_code == 200
