"""The contract's JSON, the same from the command line and over HTTP."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.routes import questions

ABSENT = "？！……😀"  # nothing to look for
JSON = {"accept": "application/json"}
ERRORS = {
    "/v1/": "OpenAIError",
    "/v2/": "OpenAIError",
    "/retrieval": "DifyError",
    "/datasets": "ServiceError",
}
"""How errors of the routes of protocols are described, by how their paths begin."""


@pytest.fixture
def client(library):
    return TestClient(create_app(library.index))


@pytest.fixture(scope="module")
def example_client(examples):
    return TestClient(create_app(examples.index), raise_server_exceptions=False)


def without_time(payload: dict[str, Any]) -> dict[str, Any]:
    assert payload["took_ms"] >= 0
    return payload | {"took_ms": 0}


def sse(text: str) -> list[tuple[str, Any]]:
    """Server-sent events as (name, data); each is exactly two lines."""
    events = []
    assert text.endswith("\n\n")
    for block in text.removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


@pytest.mark.parametrize("which", [0, 1])
def test_ask_gives_the_same_answer_by_command_and_http(
    library, client, wenju, check_contract, which
):
    question = library.questions[which]
    done = wenju("ask", question, "--index", library.index, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    reply = client.post("/ask", json={"question": question})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    check_contract("answer", printed)
    assert without_time(printed) == without_time(reply.json())


def test_search_gives_the_same_hits_by_command_and_http(library, client, wenju, check_contract):
    question = library.questions[0]
    done = wenju("search", question, "--index", library.index, "-k", "3", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    reply = client.post("/search", json={"query": question, "k": 3}).json()
    check_contract("search", printed)
    assert len(printed["hits"]) == 3
    assert without_time(printed) == without_time(reply)


def test_filters_mean_the_same_by_command_and_http(examples, example_client, wenju, check_contract):
    done = wenju(
        "search", "earbuds test 退货", "--index", examples.index, "--json",
        "--date-from", "2025", "--lang", "en", "--mode", "lexical",
    )  # fmt: skip
    filters = {"date_from": "2025", "language": "en"}
    body = {"query": "earbuds test 退货", "mode": "lexical", "filters": filters}
    reply = example_client.post("/search", json=body).json()
    check_contract("search", reply)
    assert reply["hits"]
    assert without_time(json.loads(done.stdout)) == without_time(reply)


def test_every_quote_is_the_articles_own_characters(library, client, check_contract):
    for question in library.questions:
        answer = client.post("/ask", json={"question": question}).json()
        for citation in answer["citations"] + [hit["citation"] for hit in answer["passages"]]:
            article = client.get(f"/articles/{citation['article_id']}").json()
            check_contract("article", article)
            first = article["start"]
            text = article["text"]
            assert text[citation["start"] - first : citation["end"] - first] == citation["quote"]
            assert citation["passage_id"] in article["passages"]
            assert citation["source_sha256"] == article["source_sha256"]


def test_a_cited_file_decodes_to_the_quote_at_its_offsets(examples, example_client):
    answer = example_client.post("/ask", json={"question": examples.questions[0]}).json()
    for citation in answer["citations"]:
        raw = (examples.sources / citation["file"]).read_bytes()
        text = raw.decode(citation["encoding"]).removeprefix("\ufeff")
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        line = text[: citation["start"]].count("\n") + 1
        assert citation["locator"] == {"line": line}


def test_scores_are_explained_on_request_and_only_then(library, client, check_contract):
    body = {"query": library.questions[1], "explain": True}
    reply = client.post("/search", json=body).json()
    check_contract("search", reply)
    for hit in reply["hits"]:
        explanation = hit["explanation"]
        total = sum(explanation["contributions"].values())
        assert total == pytest.approx(explanation["raw"], abs=1e-6)
        assert hit["score"] == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-6)
    plain = client.post("/search", json={"query": library.questions[1]}).json()
    assert {hit["explanation"] for hit in plain["hits"]} == {None}


def test_a_stream_ends_with_the_answer_that_is_not_streamed(library, client, check_contract):
    for question in (*library.questions, ABSENT):
        plain = client.post("/ask", json={"question": question}).json()
        reply = client.post("/ask", json={"question": question, "stream": True})
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        events = sse(reply.text)
        names = [name for name, _ in events]
        assert names == ["passages", *["delta"] * names.count("delta"), "answer"]
        assert events[0][1] == {"passages": plain["passages"]}
        assert "".join(data["text"] for name, data in events if name == "delta") == plain["answer"]
        check_contract("answer", events[-1][1])
        assert without_time(events[-1][1]) == without_time(plain)


def test_a_stream_that_breaks_off_ends_with_an_error(
    examples, example_client, check_contract, monkeypatch, caplog
):
    def breaking(claim):
        raise RuntimeError("gone")

    monkeypatch.setattr(questions, "claim_line", breaking)
    body = {"question": examples.questions[0], "stream": True}
    reply = example_client.post("/ask", json=body)
    events = sse(reply.text)
    assert [name for name, _ in events] == ["passages", "error"]
    check_contract("error", events[-1][1])
    assert "broke off" in caplog.text


def test_errors_of_a_streamed_question_are_statuses(example_client, check_contract):
    reply = example_client.post("/ask", json={"question": " ", "stream": True})
    assert reply.status_code == 400
    check_contract("error", reply.json())


def test_an_abstention_cites_nothing(library, client, check_contract):
    answer = client.post("/ask", json={"question": ABSENT}).json()
    check_contract("answer", answer)
    assert answer["answerable"] is False
    assert answer["citations"] == []


def test_history_is_accepted(example_client, examples):
    body = {"question": examples.questions[0]}
    history = [{"role": "user", "content": "你好"}]
    with_history = example_client.post("/ask", json=body | {"history": history}).json()
    assert without_time(with_history) == without_time(example_client.post("/ask", json=body).json())


def test_a_follow_up_is_searched_as_what_it_stands_for(example_client, check_contract):
    history = [{"role": "user", "content": "相机的建议价准确度是多少？"}]
    alone = {"question": "沙发的建议价准确度是多少？"}
    reply = example_client.post("/ask", json={"question": "沙发呢？", "history": history}).json()
    check_contract("answer", reply)
    assert (reply["question"], reply["rewritten"]) == ("沙发呢？", alone["question"])
    expected = without_time(example_client.post("/ask", json=alone).json())
    assert expected["rewritten"] is None
    changed = {"question": reply["question"], "rewritten": reply["rewritten"]}
    assert without_time(reply) == expected | changed


def test_the_same_call_twice_gives_the_same_bytes_but_for_the_time(example_client, examples):
    body = {"query": examples.questions[1], "explain": True}
    first, second = (example_client.post("/search", json=body).json() for _ in range(2))
    assert json.dumps(without_time(first)) == json.dumps(without_time(second))


def test_openapi_names_every_operation_and_describes_errors(example_client):
    paths = example_client.get("/openapi.json").json()["paths"]
    operations = {
        (method, path): operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    assert {key: operation["operationId"] for key, operation in operations.items()} == {
        ("post", "/search"): "search",
        ("post", "/ask"): "ask",
        ("get", "/p/{passage_id}"): "getPassage",
        ("get", "/articles/{article_id}"): "getArticle",
        ("get", "/connect"): "getConnections",
        ("get", "/healthz"): "getHealth",
        ("get", "/readyz"): "getReadiness",
        ("get", "/v1/models"): "listModels",
        ("get", "/v1/models/{model_id}"): "getModel",
        ("post", "/v1/chat/completions"): "createChatCompletion",
        ("post", "/v1/responses"): "createResponse",
        ("post", "/v1/embeddings"): "createEmbeddings",
        ("post", "/v1/rerank"): "rerank",
        ("post", "/v2/rerank"): "rerankV2",
        ("post", "/v1/vector_stores/{store_id}/search"): "searchVectorStore",
        ("post", "/retrieval"): "difyRetrieval",
        ("get", "/datasets"): "listDatasets",
        ("post", "/datasets/{dataset_id}/retrieve"): "retrieveFromDataset",
        ("get", "/searxng/search"): "searxngSearch",
        ("get", "/searxng/config"): "searxngConfig",
        ("post", "/openwebui/search"): "openWebuiSearch",
    }
    for (_, path), operation in operations.items():
        kind = next(
            (kind for begin, kind in ERRORS.items() if path.startswith(begin)), "ErrorReply"
        )
        for status, reply in operation["responses"].items():
            if status not in ("200", "302", "304"):
                error = {"$ref": f"#/components/schemas/{kind}"}
                assert reply["content"]["application/json"]["schema"] == error, (path, status)


def test_the_documented_replies_have_the_contracts_fields(example_client, check_contract, examples):
    schemas = example_client.get("/openapi.json").json()["components"]["schemas"]
    answer = example_client.post("/ask", json={"question": examples.questions[0]}).json()
    hit = answer["passages"][0]
    search = example_client.post("/search", json={"query": "退货"}).json()
    article = example_client.get(f"/articles/{hit['article_id']}").json()
    passage = example_client.get(f"/p/{hit['passage_id']}", headers=JSON).json()
    for name, value in {
        "AnswerReply": answer,
        "SearchReply": search,
        "HitReply": hit,
        "CitationReply": hit["citation"],
        "ArticleReply": article,
        "PassageReply": passage,
    }.items():
        assert list(schemas[name]["properties"]) == list(value), name


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(codec=None), max_size=60))
def test_no_question_fails_whatever_its_characters(example_client, text):
    body = json.dumps({"question": text})
    reply = example_client.post("/ask", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == (200 if text.strip() else 400), reply.text
    for hit in reply.json().get("passages", []):
        assert 0 <= hit["score"] <= 1
