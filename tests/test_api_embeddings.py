"""Embeddings and reranking: what OpenAI's, LangChain's and rerankers' clients read."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import numpy as np
import openai
import pytest
from fastapi.testclient import TestClient
from langchain_openai import OpenAIEmbeddings
from served import KEY
from small_index import quick_build

from api.app import create_app
from api.opening import searcher_of

TEXTS = ["渡口的货栈照常开门", "The depot opens as usual.", "二手相机的建议价"]


@pytest.fixture(scope="module")
def client(server):
    with httpx.Client(trust_env=False) as transport:
        yield openai.OpenAI(
            base_url=f"{server}/v1", api_key="none", max_retries=0, http_client=transport
        )


@pytest.fixture(scope="module")
def plain(examples):
    return TestClient(create_app(examples.index), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def encoder(examples):
    return searcher_of(examples.index).encoder


def test_openais_client_reads_the_vectors_of_the_index(client, encoder):
    reply = client.embeddings.create(model="wenju", input=TEXTS)
    assert [one.index for one in reply.data] == [0, 1, 2]
    vectors = np.array([one.embedding for one in reply.data])
    np.testing.assert_allclose(vectors, encoder.encode_passages(TEXTS), atol=1e-7)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert reply.model == "wenju"
    assert reply.usage.prompt_tokens == reply.usage.total_tokens == 9 + 5 + 8


@pytest.mark.parametrize("given", [TEXTS[0], [TEXTS[0]]])
@pytest.mark.parametrize("form", ["float", "base64"])
def test_both_encodings_hold_the_same_numbers(client, encoder, given, form):
    reply = client.embeddings.with_raw_response.create(
        model="wenju", input=given, encoding_format=form
    )
    (one,) = reply.http_response.json()["data"]
    vector = one["embedding"]
    if form == "base64":
        vector = np.frombuffer(base64.b64decode(vector), dtype="<f4")
    np.testing.assert_array_equal(np.float32(vector), encoder.encode_passages([TEXTS[0]])[0])


def test_the_true_dimension_may_be_asked_for(client, encoder):
    reply = client.embeddings.create(model="wenju", input="a", dimensions=encoder.dimension)
    assert len(reply.data[0].embedding) == encoder.dimension


def test_a_passage_has_the_vector_that_the_index_has(examples, plain):
    searcher = searcher_of(examples.index)
    store = searcher.snapshot.store
    rows = store.passages(range(searcher.snapshot.passages.n_documents))
    articles = store.articles({row.article_no for row in rows.values()})
    bare = [
        row
        for row in rows.values()
        if articles[row.article_no].title_generated and not store.aliases(row.article_no)
    ]
    assert bare
    body = {"model": "wenju", "input": [row.passage.text for row in bare]}
    data = plain.post("/v1/embeddings", json=body).json()["data"]
    for row, one in zip(bare, data, strict=True):
        held = searcher.snapshot.vectors.rows[row.passage_no]
        np.testing.assert_allclose(one["embedding"], held, atol=1e-6)


def test_langchain_embeds_once_it_sends_text(server, encoder):
    with httpx.Client(trust_env=False) as transport:
        embeddings = OpenAIEmbeddings(
            model="wenju", base_url=f"{server}/v1", api_key="none",
            check_embedding_ctx_length=False, http_client=transport,
        )  # fmt: skip
        documents = embeddings.embed_documents(TEXTS)
        question = embeddings.embed_query(TEXTS[0])
    np.testing.assert_allclose(documents, encoder.encode_passages(TEXTS), atol=1e-7)
    np.testing.assert_allclose(question, documents[0], atol=1e-7)


@pytest.mark.parametrize("tokens", [[15339, 1917], [[15339, 1917], [7]]])
def test_token_ids_are_refused_with_what_to_switch_off(client, tokens):
    with pytest.raises(openai.BadRequestError, match="check_embedding_ctx_length=False"):
        client.embeddings.create(model="wenju", input=tokens)


def test_another_model_is_openais_not_found(client):
    with pytest.raises(openai.NotFoundError) as caught:
        client.embeddings.create(model="text-embedding-3-small", input="a")
    assert caught.value.code == "model_not_found"
    assert caught.value.type == "invalid_request_error"


def test_a_text_of_nothing_known_is_a_vector_of_zeros(plain):
    body = {"model": "wenju", "input": ["😀", "渡口"]}
    nothing, something = plain.post("/v1/embeddings", json=body).json()["data"]
    assert not any(nothing["embedding"])
    assert any(something["embedding"])


def test_an_index_without_embeddings_says_so(tmp_path, examples):
    quick_build(tmp_path / "index", examples.small[0])
    without = TestClient(create_app(tmp_path / "index"))
    reply = without.post("/v1/embeddings", json={"model": "wenju", "input": "a"})
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "lane_missing"
    assert "no embeddings" in reply.json()["error"]["message"]
    ranked = without.post("/v1/rerank", json={"query": "无人机", "documents": ["无人机", "船"]})
    assert [one["index"] for one in ranked.json()["results"]] == [0, 1]


# Rerankers.


def open_webui_reranks(url: str, query: str, documents: list[str]) -> list[float]:
    """Open WebUI: the scores in the order of the documents."""
    body = {"model": "wenju", "query": query, "documents": documents, "top_n": len(documents)}
    with httpx.Client(trust_env=False) as client:
        reply = client.post(
            f"{url}/v1/rerank", json=body, headers={"authorization": f"Bearer {KEY}"}
        )
    reply.raise_for_status()
    results = sorted(reply.json()["results"], key=lambda one: one["index"])
    return [one["relevance_score"] for one in results]


def test_open_webui_ranks_what_it_found_by_our_scores(server, examples, plain):
    question = examples.questions[1]
    hits = plain.post("/search", json={"query": question, "k": 8}).json()["hits"]
    documents = [hit["text"] for hit in hits]
    scores = open_webui_reranks(server, question, documents)
    assert len(scores) == 8
    assert all(0 <= score <= 1 for score in scores)
    assert scores[0] == max(scores)
    assert scores == open_webui_reranks(server, question, documents)


@pytest.mark.parametrize("path", ["/v1/rerank", "/v2/rerank"])
def test_the_best_come_first_and_ties_in_the_order_given(plain, path):
    documents = ["远处有山", "无人机送餐", "远处有山", "外卖由无人机送到"]
    body = {"model": "wenju", "query": "无人机", "documents": documents}
    results = plain.post(path, json=body).json()["results"]
    assert [one["index"] for one in results][2:] == [0, 2]
    scores = [one["relevance_score"] for one in results]
    assert scores == sorted(scores, reverse=True)
    best = plain.post(path, json=body | {"top_n": 1}).json()["results"]
    assert best == results[:1]
    assert plain.post(path, json=body | {"top_n": 99}).json()["results"] == results


def test_documents_come_back_as_jina_and_not_as_cohere_has_them(plain):
    body = {"query": "无人机", "documents": [{"text": "无人机", "id": 7}, "船"]}
    jina = plain.post("/v1/rerank", json=body).json()
    assert jina["model"] == "wenju"
    assert [one["document"] for one in jina["results"]] == [{"text": "无人机"}, {"text": "船"}]
    assert jina["usage"] == {"prompt_tokens": 7, "total_tokens": 7}
    cohere = plain.post("/v2/rerank", json=body).json()
    assert isinstance(cohere["id"], str)
    assert cohere["meta"]["api_version"] == {"version": "2"}
    assert [sorted(one) for one in cohere["results"]] == [["index", "relevance_score"]] * 2
    other = plain.post("/v1/rerank", json=body | {"return_documents": False}).json()
    assert other["results"] == cohere["results"]


def test_what_rerankers_send_beside_is_ignored(plain):
    body: dict[str, Any] = {"query": "无人机", "documents": ["船", "无人机"]}
    more = {"max_tokens_per_doc": 4096, "rank_fields": ["text"], "truncation": True, "top_n": None}
    plainly = plain.post("/v2/rerank", json=body).json()["results"]
    assert plain.post("/v2/rerank", json=body | more).json()["results"] == plainly


def test_a_thousand_documents_of_a_megabyte_and_more_are_taken(plain):
    documents = ["渡口的货栈照常开门。" * 40] * 1000
    body = {"query": "渡口", "documents": documents, "top_n": 2, "return_documents": False}
    results = plain.post("/v1/rerank", json=body).json()["results"]
    assert [one["index"] for one in results] == [0, 1]


EMBED, RERANK = "/v1/embeddings", "/v1/rerank"


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        (EMBED, {"input": "a"}, 400, "model"),
        (EMBED, {"model": "wenju"}, 400, "input"),
        (EMBED, {"model": "wenju", "input": ""}, 400, "input: empty"),
        (EMBED, {"model": "wenju", "input": []}, 400, "input: 0 texts"),
        (EMBED, {"model": "wenju", "input": ["a", " \n"]}, 400, "input.1: empty"),
        (EMBED, {"model": "wenju", "input": ["a"] * 2049}, 400, "input: 2049 texts"),
        (EMBED, {"model": "wenju", "input": ["a", None]}, 400, "input.1: not a text"),
        (EMBED, {"model": "wenju", "input": 7}, 400, "token ids"),
        (EMBED, {"model": "wenju", "input": {"text": "a"}}, 400, "input: not a text"),
        (EMBED, {"model": "wenju", "input": "问" * 20_001}, 400, "20,001"),
        (EMBED, {"model": "wenju", "input": "a", "dimensions": 3}, 400, "dimensions"),
        (EMBED, {"model": "wenju", "input": "a", "dimensions": "384"}, 400, "dimensions"),
        (EMBED, {"model": "wenju", "input": "a", "encoding_format": "hex"}, 400, "encoding_format"),
        (EMBED, {"model": "other", "input": "a"}, 404, "other"),
        (EMBED, [], 400, "body"),
        (RERANK, {"documents": ["a"]}, 400, "query"),
        (RERANK, {"query": "a"}, 400, "documents"),
        (RERANK, {"query": " ", "documents": ["a"]}, 400, "empty"),
        (RERANK, {"query": "问" * 20_001, "documents": ["a"]}, 413, "20,001"),
        (RERANK, {"query": "a", "documents": []}, 400, "documents"),
        (RERANK, {"query": "a", "documents": ["a"] * 1001}, 400, "documents"),
        (RERANK, {"query": "a", "documents": "a"}, 400, "documents"),
        (RERANK, {"query": "a", "documents": ["a", 7]}, 400, "documents.1"),
        (RERANK, {"query": "a", "documents": [{"title": "a"}]}, 400, "documents.0"),
        (RERANK, {"query": "a", "documents": [{"text": 7}]}, 400, "documents.0"),
        (RERANK, {"query": "a", "documents": ["a"], "top_n": 0}, 400, "top_n"),
        (RERANK, {"query": "a", "documents": ["a"], "top_n": "1"}, 400, "top_n"),
        (RERANK, {"query": "a", "documents": ["a"], "return_documents": "no"}, 400, "return_documents"),
        (RERANK, {"query": "a", "documents": ["a"], "model": "rerank-v3.5"}, 404, "rerank-v3.5"),
        ("/v2/rerank", {"query": "a", "documents": []}, 400, "documents"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_openais_shape(plain, path, body, status, said):
    reply = plain.post(path, json=body)
    assert reply.status_code == status, reply.text
    error = reply.json()["error"]
    assert sorted(error) == ["code", "message", "param", "type"]
    assert error["type"] == "invalid_request_error"
    assert said in error["message"]
    assert "function-" not in error["message"]  # words of the library that checks it
