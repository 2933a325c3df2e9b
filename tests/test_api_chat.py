"""Chat routes where something is unusual: a language model writes, a stream breaks off, no index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chat_server import chat_server
from fastapi.testclient import TestClient

from api import chat_completion
from api.app import create_app
from search.chat_model import OpenAIChat

QUESTION = "溪桥买菜一共撤掉了多少个小区提货点？"
TRUE = "截至4月20日，溪桥买菜已经关闭了1,260个社区自提点[1]。这一轮关停涉及大约900名团长[2]。"
MESSAGES = [{"role": "user", "content": QUESTION}]
CHAT = {"model": "wenju", "messages": MESSAGES}
EXAMPLES = Path(__file__).parents[1] / "examples" / "questions.jsonl"
PATHS = ["/v1/chat/completions", "/openwebui/v1/chat/completions"]


@pytest.fixture(scope="module")
def client(examples: Any) -> TestClient:
    return TestClient(create_app(examples.index), raise_server_exceptions=False)


def streamed(client: TestClient, path: str, body: dict[str, Any] = CHAT) -> list[dict[str, Any]]:
    """The chunks of a stream without its end, which is checked."""
    reply = client.post(path, json=body | {"stream": True})
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["x-accel-buffering"] == "no"
    *lines, last = reply.text.removesuffix("\n\n").split("\n\n")
    assert last == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines]


# ---- A language model writes


@pytest.mark.parametrize("path", PATHS)
def test_what_a_model_wrote_is_streamed_claim_by_claim(examples: Any, path: str) -> None:
    with chat_server(TRUE) as server:
        client = TestClient(create_app(examples.index, chat=OpenAIChat(server.settings())))
        message = client.post(path, json=CHAT).json()["choices"][0]["message"]
        chunks = streamed(client, path)
        answer = client.post("/ask", json={"question": QUESTION}).json()
    assert answer["generation"]["used"]
    pieces = [c["choices"][0]["delta"].get("content", "") for c in chunks if "choices" in c]
    assert "".join(pieces) == message["content"]
    written = [claim["text"] for claim in answer["claims"]]
    assert [piece for piece in pieces if piece][: len(written)] == [
        piece for piece in pieces if any(text in piece.replace("**", "") for text in written)
    ]
    quotes = [citation["quote"] for citation in answer["citations"]]
    if path == PATHS[0]:
        noted = chunks[-1]["choices"][0]["delta"]["annotations"]
        assert noted == message["annotations"]
        return
    events = [chunk["event"]["data"] for chunk in chunks if "event" in chunk]
    assert [event["document"][0] for event in events] == quotes
    kinds = ["event" in chunk for chunk in chunks]
    assert kinds == [*sorted(kinds[:-1]), False]  # all sources after the text, then the end


def test_quotes_come_with_their_sources_first(client: TestClient) -> None:
    """Nobody waits for a model: Open WebUI can name its buttons as they come."""
    chunks = streamed(client, PATHS[1])
    assert ["event" in chunk for chunk in chunks] == [False, True, False, False]
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert chunks[-1]["choices"][0]["delta"] == {}  # no annotations: they would be second sources


def test_a_premise_that_is_wrong_is_said_before_the_claim(client: TestClient) -> None:
    rows = [json.loads(line) for line in EXAMPLES.read_text("utf-8").splitlines()]
    question = next(row["question"] for row in rows if row["expected"] == "correct_premise")
    body = {"model": "wenju", "messages": [{"role": "user", "content": question}]}
    message = client.post(PATHS[0], json=body).json()["choices"][0]["message"]
    assert message["content"].startswith("问题的前提与文章不符：\n\n“")
    for note in message["annotations"]:
        cited = note["url_citation"]
        link = message["content"][cited["start_index"] : cited["end_index"]]
        assert link.endswith(f"({cited['url']})")


# ---- What goes wrong


def test_a_stream_that_breaks_off_says_so_where_the_rest_is_missing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaking(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("gone: secret")

    monkeypatch.setattr(chat_completion, "claim_part", breaking)
    for path, body in ((PATHS[0], CHAT), ("/v1/responses", {"model": "wenju", "input": QUESTION})):
        reply = client.post(path, json=body | {"stream": True})
        last = reply.text.removesuffix("\n\n").split("\n\n")[-1]
        said = json.loads(last.split("data: ")[1])
        error = said.get("error", said)
        assert "broke off" in error["message"]
        assert error["code"] == "internal"
        assert "secret" not in reply.text
        assert "[DONE]" not in reply.text
        whole = client.post(path, json=body)
        assert whole.status_code == 500
        assert set(whole.json()["error"]) == {"message", "type", "param", "code"}
        assert whole.json()["error"]["type"] == "server_error"
        assert "secret" not in whole.text
    assert "gone: secret" in caplog.text


def test_without_an_index_it_is_unavailable(tmp_path: Path) -> None:
    client = TestClient(create_app(tmp_path / "nothing"), raise_server_exceptions=False)
    for reply in (
        client.get("/v1/models"),
        client.get("/v1/models/wenju"),
        client.post(PATHS[0], json=CHAT),
        client.post(PATHS[0], json=CHAT | {"stream": True}),
        client.post("/v1/responses", json={"model": "wenju", "input": QUESTION, "stream": True}),
    ):
        assert reply.status_code == 503
        assert reply.json()["error"]["type"] == "server_error"
        assert "index" in reply.json()["error"]["message"]


def test_a_chore_needs_no_index(tmp_path: Path) -> None:
    client = TestClient(create_app(tmp_path / "nothing"))
    prompt = f"Think of a title for the conversation, five words.\n\nUser: {QUESTION}\nAI: x"
    body = {"model": "wenju", "messages": [{"role": "user", "content": prompt}]}
    title = QUESTION.removesuffix("？")
    message = client.post(PATHS[0], json=body).json()["choices"][0]["message"]
    assert (message["content"], message["annotations"]) == (title, [])
    pieces = [c["choices"][0]["delta"].get("content") for c in streamed(client, PATHS[0], body)]
    assert pieces == ["", title, None]
    done = client.post("/v1/responses", json={"model": "wenju", "input": prompt}).json()
    assert [item["type"] for item in done["output"]] == ["message"]
    assert done["output"][0]["content"][0]["text"] == title


def test_links_begin_with_the_public_address(examples: Any) -> None:
    client = TestClient(create_app(examples.index, public_url="https://wenju.example/docs"))
    for body, path in ((CHAT, PATHS[0]), ({"model": "wenju", "input": QUESTION}, "/v1/responses")):
        text = client.post(path, json=body).text
        assert "(https://wenju.example/docs/p/" in text
        assert "testserver" not in text
