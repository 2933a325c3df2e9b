"""Dify and Cherry Studio: what their clients read of ``/retrieval`` and ``/datasets``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from served import KEY

from api.app import create_app

JSON = {"accept": "application/json"}


@pytest.fixture(scope="module")
def client(examples):
    return TestClient(create_app(examples.index), raise_server_exceptions=False)


def ask_dify(client, query: str, **more: Any) -> httpx.Response:
    """A request as Dify sends it, with the fields that it always has."""
    body = {
        "knowledge_id": "wenju",
        "query": query,
        "retrieval_setting": {"top_k": 4, "score_threshold": 0.0},
        "metadata_condition": None,
    }
    return client.post("/retrieval", json=body | more, headers={"authorization": "Bearer any"})


@dataclass(frozen=True)
class DifyDocument:
    """What Dify makes of a record; it fails where ``metadata`` is null or an id is no text."""

    page_content: str
    metadata: dict[str, Any]

    @classmethod
    def read(cls, record: dict[str, Any]) -> DifyDocument:
        metadata = record["metadata"]
        metadata["score"] = record.get("score")
        metadata["title"] = record.get("title")
        assert isinstance(metadata["document_id"], str)
        return cls(record["content"], metadata)


@pytest.mark.parametrize("which", [0, 1])
def test_dify_reads_quotes_with_scores_titles_and_links_that_open(examples, client, which):
    question = examples.questions[which]
    reply = ask_dify(client, question)
    assert reply.status_code == 200
    documents = [DifyDocument.read(record) for record in reply.json()["records"]]
    hits = client.post("/search", json={"query": question, "k": 4}).json()["hits"]
    assert [one.page_content for one in documents] == [hit["text"] for hit in hits]
    for one, hit in zip(documents, hits, strict=True):
        known = one.metadata
        assert known["score"] == hit["score"]
        assert 0 <= known["score"] <= 1
        assert known["title"]
        assert (known["document_id"], known["passage_id"]) == (hit["article_id"], hit["passage_id"])
        address = urlsplit(known["url"])
        assert (address.scheme, address.netloc) == ("http", "testserver")
        shown = client.get(f"{address.path}?{address.query}", headers=JSON).json()
        assert shown["quote"] == one.page_content
        article = client.get(f"/articles/{known['document_id']}").json()
        first = known["start"] - article["start"]
        assert article["text"][first:][: known["end"] - known["start"]] == one.page_content
        assert None not in known.values()


def test_what_is_known_of_an_article_is_in_its_metadata(client):
    reply = ask_dify(client, "无人机 送餐", retrieval_setting={"top_k": 50})
    for record in reply.json()["records"]:
        known = record["metadata"]
        article = client.get(f"/articles/{known['document_id']}").json()
        assert known.get("date") == article["published"]
        assert known.get("publisher") == article["publisher"]
        assert known.get("author") == article["author"]
        assert known.get("article_url") == article["url"]
        assert known["language"] == article["language"]
        assert known["file"] == article["file"]


def test_a_threshold_leaves_out_what_is_below_it(examples, client):
    every = ask_dify(client, examples.questions[1], retrieval_setting={"top_k": 10}).json()
    scores = [record["score"] for record in every["records"]]
    assert scores == sorted(scores, reverse=True)
    least = scores[3]
    setting = {"top_k": 10, "score_threshold": least}
    some = ask_dify(client, examples.questions[1], retrieval_setting=setting).json()
    assert [record["score"] for record in some["records"]] == [s for s in scores if s >= least]
    none = {"top_k": 10, "score_threshold": None}
    assert ask_dify(client, examples.questions[1], retrieval_setting=none).json() == every


@pytest.mark.parametrize("query", ["？！……", "😀"])
def test_nothing_found_is_an_empty_list_and_200(client, query):
    reply = ask_dify(client, query)
    assert (reply.status_code, reply.json()) == (200, {"records": []})


def test_conditions_that_no_article_meets_find_nothing(client):
    condition = {"name": "date", "comparison_operator": "before", "value": "1950"}
    reply = ask_dify(client, "退货", metadata_condition={"conditions": [condition]})
    assert (reply.status_code, reply.json()) == (200, {"records": []})


@pytest.mark.parametrize("condition", [None, {}, {"conditions": None}, {"conditions": []}])
def test_no_condition_in_any_form_filters_nothing(client, condition):
    plain = ask_dify(client, "退货").json()
    assert plain["records"]
    assert ask_dify(client, "退货", metadata_condition=condition).json() == plain


def test_without_a_number_there_are_ten(client):
    setting = {"top_k": None, "score_threshold": 0.0}
    assert len(ask_dify(client, "退货", retrieval_setting=setting).json()["records"]) == 10
    body = {"knowledge_id": "wenju", "query": "退货"}
    assert len(client.post("/retrieval", json=body).json()["records"]) == 10


def test_what_dify_sends_beside_is_ignored(client):
    setting = {"top_k": 4, "score_threshold": 0.0, "reranking_enable": True}
    more = ask_dify(client, "退货", retrieval_setting=setting, user="u-1")
    assert more.json() == ask_dify(client, "退货").json()


@pytest.mark.parametrize("named", ["news", "", "WENJU"])
def test_another_knowledge_is_2001(client, named):
    reply = ask_dify(client, "退货", knowledge_id=named)
    assert reply.status_code == 404
    assert reply.json()["error_code"] == 2001
    assert "wenju" in reply.json()["error_msg"]


def test_an_endpoint_is_accepted_when_dify_tries_it(client):
    """Adding it, Dify posts nothing, and takes 404, 403 and 502 as wrong."""
    reply = client.post("/retrieval", headers={"authorization": "Bearer any"})
    assert reply.status_code not in (403, 404, 502)
    assert reply.status_code < 500


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        ({}, 403, 1001),
        ({"authorization": KEY}, 403, 1001),
        ({"authorization": f"Token {KEY}"}, 403, 1001),
        ({"authorization": "Bearer wrong"}, 403, 1002),
        ({"authorization": f"Bearer {KEY}"}, 200, None),
    ],
)
def test_no_key_and_a_wrong_key_are_told_as_dify_has_them(guarded_server, header, status, code):
    body = {"knowledge_id": "wenju", "query": "退货", "retrieval_setting": {"top_k": 1}}
    with httpx.Client(trust_env=False) as client:
        reply = client.post(f"{guarded_server}/retrieval", json=body, headers=header)
    assert reply.status_code == status
    assert reply.json().get("error_code") == code
    if code:
        assert isinstance(reply.json()["error_msg"], str)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 422, "knowledge_id"),
        ({"knowledge_id": "wenju"}, 422, "query"),
        ({"knowledge_id": "wenju", "query": 7}, 422, "query"),
        ({"knowledge_id": "wenju", "query": ""}, 400, "empty"),
        ({"knowledge_id": "wenju", "query": " \u3000\n"}, 400, "empty"),
        ({"knowledge_id": "wenju", "query": "问" * 20_001}, 413, "20,001"),
        ({"knowledge_id": "wenju", "query": "a", "retrieval_setting": 3}, 422, "retrieval_setting"),
        ({"knowledge_id": "wenju", "query": "a", "retrieval_setting": {"top_k": "3"}}, 422, "top_k"),
        ({"knowledge_id": "wenju", "query": "a", "retrieval_setting": {"top_k": 0}}, 422, "top_k"),
        ({"knowledge_id": "wenju", "query": "a", "retrieval_setting": {"top_k": 1001}}, 422, "top_k"),
        ({"knowledge_id": "wenju", "query": "a", "retrieval_setting": {"score_threshold": 2}}, 422, "score"),
        ({"knowledge_id": "wenju", "query": "a", "retrieval_setting": {"score_threshold": "0"}}, 422, "score"),
        ({"knowledge_id": 1, "query": "a"}, 422, "knowledge_id"),
        ([], 422, "body"),
    ],
)  # fmt: skip
def test_dify_is_told_what_is_wrong_in_its_own_shape(client, body, status, said):
    reply = client.post("/retrieval", json=body)
    assert reply.status_code == status, reply.text
    assert list(reply.json()) == ["error_code", "error_msg"]
    assert isinstance(reply.json()["error_code"], int)
    assert said in reply.json()["error_msg"]


# Cherry Studio's built-in client.


def cherry_lists(reply: httpx.Response) -> str:
    """What it shows of the datasets."""
    assert reply.is_success
    return "\n".join(
        f"- **{one['name']}** (ID: {one['id']})\n  {one['description'] or 'none'}"
        for one in reply.json()["data"]
    )


def cherry_prints(reply: httpx.Response) -> str:
    """What it gives to the language model."""
    assert reply.is_success
    answer = reply.json()
    assert isinstance(answer["records"], list)
    shown = [f"### Query: {answer['query']['content']}"]
    for place, record in enumerate(answer["records"], start=1):
        segment = record["segment"]
        assert isinstance(segment["keywords"], list)
        assert isinstance(segment["position"], int)
        name = segment["document"]["name"]
        shown.append(f"#### {place}. {name} ({record['score'] * 100:.1f}%)")
        shown.append(segment["content"].strip())
    return "\n".join(shown)


def ask_cherry(client, query: str, dataset: str = "wenju", top_k: int = 6) -> httpx.Response:
    model = {"top_k": top_k, "reranking_enable": None, "score_threshold_enabled": None}
    body = {"query": query, "retrieval_model": model}
    return client.post(f"/datasets/{dataset}/retrieve", json=body)


def test_cherry_studio_lists_what_there_is(client):
    shown = cherry_lists(client.get("/datasets"))
    assert "(ID: wenju)" in shown
    counts = client.app.state.serving.searcher().snapshot.manifest["counts"]
    assert f"{counts['articles']} articles, {counts['passages']} passages" in shown


def test_cherry_studio_shows_quotes_with_the_address_of_each(examples, client):
    question = examples.questions[0]
    shown = cherry_prints(ask_cherry(client, question))
    hits = client.post("/search", json={"query": question, "k": 6}).json()["hits"]
    assert shown.count("#### ") == 6
    for hit in hits:
        assert hit["text"].strip() in shown
        assert f"http://testserver/p/{hit['passage_id']}?s=" in shown
        assert f"({hit['score'] * 100:.1f}%)" in shown


def test_a_position_counts_passages_of_the_article_from_1(client):
    for record in ask_cherry(client, "退货 earbuds", top_k=100).json()["records"]:
        segment = record["segment"]
        assert segment["document"]["id"] == segment["document_id"]
        passages = client.get(f"/articles/{segment['document_id']}").json()["passages"]
        assert passages[segment["position"] - 1] == segment["id"]


def test_a_threshold_counts_only_where_it_is_enabled(client):
    def n_found(**model: Any) -> int:
        body = {"query": "退货", "retrieval_model": {"top_k": 5, **model}}
        return len(client.post("/datasets/wenju/retrieve", json=body).json()["records"])

    assert n_found(score_threshold=1.0) == 5
    assert n_found(score_threshold=1.0, score_threshold_enabled=False) == 5
    assert n_found(score_threshold=1.0, score_threshold_enabled=True) == 0
    assert (
        len(client.post("/datasets/wenju/retrieve", json={"query": "退货"}).json()["records"]) == 6
    )


@pytest.mark.parametrize(
    ("dataset", "body", "status", "code"),
    [
        ("news", {"query": "a"}, 404, "unknown_id"),
        ("wenju", {"query": " "}, 400, "blank_question"),
        ("wenju", {}, 422, "bad_shape"),
        ("wenju", {"query": ["a"]}, 422, "bad_shape"),
        ("wenju", {"query": "a", "retrieval_model": {"top_k": -1}}, 422, "bad_shape"),
        (
            "wenju",
            {"query": "a", "retrieval_model": {"score_threshold_enabled": 1}},
            422,
            "bad_shape",
        ),
    ],
)
def test_datasets_tell_what_is_wrong_as_difys_service_does(client, dataset, body, status, code):
    reply = client.post(f"/datasets/{dataset}/retrieve", json=body)
    assert reply.status_code == status
    assert list(reply.json()) == ["code", "message", "status"]
    assert (reply.json()["code"], reply.json()["status"]) == (code, status)


def test_only_punctuation_retrieves_nothing(client):
    assert ask_cherry(client, "？！").json() == {"query": {"content": "？！"}, "records": []}
