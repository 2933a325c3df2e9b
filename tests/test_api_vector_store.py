"""The index as a vector store: what OpenAI's client reads of a search."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import openai
import pytest
from fastapi.testclient import TestClient
from openai.types import VectorStoreSearchResponse

from api.app import create_app


@pytest.fixture(scope="module")
def plain(examples):
    return TestClient(create_app(examples.index), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def store(server):
    with httpx.Client(trust_env=False) as transport:
        client = openai.OpenAI(
            base_url=f"{server}/v1", api_key="none", max_retries=0, http_client=transport
        )
        yield client.vector_stores


@pytest.mark.parametrize("which", [0, 1])
def test_openais_client_reads_quotes_with_what_is_known_of_them(examples, store, plain, which):
    question = examples.questions[which]
    page = store.search("wenju", query=question)
    hits = plain.post("/search", json={"query": question}).json()["hits"]
    assert [one.score for one in page.data] == [hit["score"] for hit in hits]
    assert page.model_extra["search_query"] == [question]
    for one, hit in zip(page.data, hits, strict=True):
        assert VectorStoreSearchResponse.model_validate(one.model_dump()) == one
        (content,) = one.content
        assert (content.type, content.text) == ("text", hit["text"])
        assert (one.file_id, one.filename) == (hit["article_id"], hit["citation"]["file"])
        assert one.attributes["passage_id"] == hit["passage_id"]
        assert one.attributes["end"] - one.attributes["start"] == len(content.text)
        assert len(one.attributes) <= 16
        assert all(not isinstance(v, str) or len(v) <= 512 for v in one.attributes.values())
        parts = urlsplit(str(one.attributes["url"]))
        shown = plain.get(f"{parts.path}?{parts.query}", headers={"accept": "application/json"})
        assert shown.json()["quote"] == content.text


def test_a_page_is_the_last_one(examples, store):
    found = list(store.search("wenju", query=examples.questions[0], max_num_results=3))
    assert len(found) == 3


def test_filters_and_thresholds_of_openais_client(examples, store):
    every = list(store.search("wenju", query="退货 returns", max_num_results=50))
    english = list(
        store.search(
            "wenju",
            query="退货 returns",
            max_num_results=50,
            filters={
                "type": "and",
                "filters": [
                    {"type": "eq", "key": "language", "value": "en"},
                    {"type": "gte", "key": "date", "value": 1704067200},
                ],
            },
        )
    )
    assert 0 < len(english) < len(every)
    assert all(one.attributes["language"] == "en" for one in english)
    assert all(str(one.attributes["date"]) >= "2024" for one in english)
    least = every[4].score
    best = list(
        store.search(
            "wenju",
            query="退货 returns",
            max_num_results=50,
            ranking_options={"ranker": "auto", "score_threshold": least},
            rewrite_query=True,
        )
    )
    assert [one.score for one in best] == [one.score for one in every if one.score >= least]


def test_of_several_queries_a_passage_counts_once_with_its_best_score(examples, store):
    queries = list(examples.questions)
    both = {one.attributes["passage_id"]: one.score for one in _all(store, queries)}
    each = [{o.attributes["passage_id"]: o.score for o in _all(store, one)} for one in queries]
    assert both == {
        key: max(scores.get(key, 0) for scores in each) for key in each[0].keys() | each[1].keys()
    }
    scores = [one.score for one in _all(store, queries)]
    assert scores == sorted(scores, reverse=True)
    assert len(list(store.search("wenju", query=queries, max_num_results=4))) == 4


def _all(store, query):
    return list(store.search("wenju", query=query, max_num_results=1000))


def test_only_punctuation_finds_nothing(store):
    assert list(store.search("wenju", query="？！")) == []


def test_another_store_is_not_found(store):
    with pytest.raises(openai.NotFoundError) as caught:
        store.search("vs_1", query="退货")
    assert caught.value.code == "unknown_id"
    assert "wenju" in caught.value.message


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 400, "query"),
        ({"query": ""}, 400, "empty"),
        ({"query": ["退货", " "]}, 400, "empty"),
        ({"query": []}, 400, "query"),
        ({"query": ["a"] * 17}, 400, "query"),
        ({"query": 7}, 400, "query"),
        ({"query": ["a", 7]}, 400, "query.1"),
        ({"query": "问" * 20_001}, 413, "20,001"),
        ({"query": "a", "max_num_results": 0}, 400, "max_num_results"),
        ({"query": "a", "max_num_results": "3"}, 400, "max_num_results"),
        ({"query": "a", "ranking_options": {"score_threshold": 1.5}}, 400, "score_threshold"),
        ({"query": "a", "ranking_options": {"score_threshold": "0.5"}}, 400, "score_threshold"),
        ({"query": "a", "ranking_options": 1}, 400, "ranking_options"),
        ({"query": "a", "rewrite_query": "yes"}, 400, "rewrite_query"),
        ([], 400, "body"),
    ],
)
def test_what_is_wrong_is_said_in_openais_shape(plain, body, status, said):
    reply = plain.post("/v1/vector_stores/wenju/search", json=body)
    assert reply.status_code == status, reply.text
    error = reply.json()["error"]
    assert sorted(error) == ["code", "message", "param", "type"]
    assert said in error["message"]
    assert "function-" not in error["message"]  # words of the library that checks it
