"""Requests that nobody should send are refused in time, in the protocol's shape, and never a fault.

A fixed few of what ``scripts/try_bad_requests.py`` sends by the thousand.
"""

from __future__ import annotations

import json
from itertools import islice

import pytest
from bad_requests import BODIES, BadRequest, bad_requests, send

JSON = (("Content-Type", "application/json"),)
OPENAI = (
    "/v1/chat/completions",
    "/openwebui/v1/chat/completions",
    "/v1/responses",
    "/openwebui/v1/responses",
)
TOO_MUCH = 10_000  # bytes of a body: larger ones take their time, and are sent by the script


def test_no_odd_request_is_a_fault(server: str) -> None:
    few = (request for request in bad_requests(20) if len(request.content) < TOO_MUCH)
    outcomes = [send(server, request) for request in islice(few, 100)]
    assert [outcome for outcome in outcomes if outcome.is_fault] == []
    refused = [outcome for outcome in outcomes if outcome.status and outcome.status >= 400]
    assert len(refused) > 50


@pytest.mark.parametrize("path", OPENAI)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'"\\ud800"',
        b"[" * 100_000,
        b'{"model":' + b"9" * 9_000 + b"}",
        b'{"model":"wenju","model":7}',
        b'{"model":"wenju","messages":NaN,"input":-Infinity}',
        b'{"model":"\\ud800","messages":[{"role":"user","content":"x"}],"input":"x"}',
        b'{"model":"wenju","messages":[{"role":"user","content":{}}],"input":[{"role":"user","content":{}}]}',
        b'{"model":"wenju","messages":[{"role":"\\u0000"}],"input":[]}',
    ],
)  # fmt: skip
def test_chat_routes_refuse_a_wrong_body_as_openai_does(
    server: str, path: str, content: bytes
) -> None:
    outcome = send(server, BadRequest(path, "", "POST", path, JSON, content))
    assert outcome.status in (400, 404)
    head, _, body = outcome.text.partition("\r\n\r\n")
    assert "application/json" in head
    error = json.loads(body)["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert error["message"]
    assert "\n" not in error["message"]
    assert "Traceback" not in outcome.text


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/responses"])
def test_what_utf_8_cannot_hold_is_answered(server: str, path: str) -> None:
    content = "溪桥买菜\\ud800一共撤掉了多少个\\u0000小区提货点？"
    asked = f'{{"model":"wenju","messages":[{{"role":"user","content":"{content}"}}],"input":"{content}"}}'
    outcome = send(server, BadRequest(path, "", "POST", path, JSON, asked.encode()))
    assert outcome.status == 200
    assert "1,260" in outcome.text


def test_a_conversation_may_be_large_and_nothing_else(server: str) -> None:
    picture = {
        "type": "image_url",
        "image_url": {"url": "data:image/png;base64," + "A" * (3 << 20)},
    }
    parts = [picture, {"type": "text", "text": "溪桥买菜一共撤掉了多少个小区提货点？"}]
    body = {"model": "wenju", "messages": [{"role": "user", "content": parts}]}
    large = json.dumps(body).encode()
    assert (
        send(server, BadRequest("", "", "POST", "/v1/chat/completions", JSON, large)).status == 200
    )
    for path in ("/ask", "/search", "/retrieval"):
        assert send(server, BadRequest("", "", "POST", path, JSON, large)).status == 413
    assert (
        send(server, BadRequest("", "", "POST", "/v1/responses", JSON, b" " * (17 << 20))).status
        == 413
    )


def test_every_route_is_tried(server: str) -> None:
    """What is new in ``/openapi.json`` belongs in ``bad_requests.BODIES`` too."""
    described = json.loads(
        send(server, BadRequest("", "", "GET", "/openapi.json")).text.partition("\r\n\r\n")[2]
    )
    posted = {path for path, operations in described["paths"].items() if "post" in operations}
    tried = {path.replace("/wenju/", "/{}/") for path in BODIES}
    named = {"/".join("{}" if part[:1] == "{" else part for part in p.split("/")) for p in posted}
    assert named <= tried


def test_a_request_is_the_same_for_the_same_seed() -> None:
    first, again = (list(islice(bad_requests(7), 50)) for _ in range(2))
    assert first == again
    assert len({request.what for request in first}) > 25
