"""What the HTTP routes say when something is wrong, and what they do while the index changes."""

from __future__ import annotations

import json
import logging
import shutil

import pytest
from fastapi.testclient import TestClient
from small_index import quick_build

from api.app import MAX_BODY, create_app
from api.errors import expected, outcome_of
from index import errors

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(examples):
    return TestClient(create_app(examples.index), raise_server_exceptions=False)


def test_an_index_without_embeddings_has_no_dense_mode(examples, check_contract, tmp_path):
    quick_build(tmp_path / "index", *examples.small)
    client = TestClient(create_app(tmp_path / "index"))
    reply = client.post("/search", json={"query": "a", "mode": "dense"})
    assert reply.status_code == 400
    check_contract("error", reply.json())
    assert reply.json()["error"]["code"] == "lane_missing"
    assert client.post("/search", json={"query": "退货"}).json()["index"]["model"] is None


@pytest.fixture(scope="module")
def passage_id(client):
    return client.post("/search", json={"query": "退货"}).json()["hits"][0]["passage_id"]


@pytest.mark.parametrize(
    ("route", "body", "status", "code", "said"),
    [
        ("/search", {"query": ""}, 400, "blank_question", "empty"),
        ("/search", {"query": " \u3000\n"}, 400, "blank_question", "empty"),
        ("/ask", {"question": ""}, 400, "blank_question", "empty"),
        ("/ask", {"question": "问" * 20_001}, 413, "question_too_long", "20,001"),
        ("/search", {"query": "a", "k": 0}, 400, "usage", "k"),
        ("/search", {"query": "a", "k": -1}, 400, "usage", "k"),
        ("/search", {"query": "a", "k": 100_000}, 400, "usage", "k"),
        ("/ask", {"question": "a", "k": 0}, 400, "usage", "k"),
        ("/search", {"query": "a", "mode": "magic"}, 400, "usage", "mode"),
        ("/search", {"query": "a", "filters": {"date_from": "never"}}, 400, "bad_filter", "date_from"),
        ("/search", {"query": "a", "filters": {"date_to": "2024-02-30"}}, 400, "bad_filter", "date_to"),
        ("/search", {"query": "a", "filters": {"language": "fr"}}, 400, "bad_filter", "language"),
        ("/search", {"query": "a", "extra": 1}, 422, "bad_shape", "extra"),
        ("/search", {"query": "a", "filters": {"lang": "zh"}}, 422, "bad_shape", "filters.lang"),
        ("/search", {"query": "a", "k": "10"}, 422, "bad_shape", "k"),
        ("/search", {"query": "a", "k": True}, 422, "bad_shape", "k"),
        ("/search", {"query": "a", "k": 1.5}, 422, "bad_shape", "k"),
        ("/search", {"query": 7}, 422, "bad_shape", "query"),
        ("/search", {"query": None}, 422, "bad_shape", "query"),
        ("/search", {}, 422, "bad_shape", "query"),
        ("/search", [], 422, "bad_shape", "body"),
        ("/ask", {"question": "a", "mode": "lexical"}, 422, "bad_shape", "mode"),
        ("/ask", {"question": "a", "stream": 1}, 422, "bad_shape", "stream"),
        ("/ask", {"question": "a", "history": [{"role": "user"}]}, 422, "bad_shape", "history.0.content"),
    ],
)  # fmt: skip
def test_a_wrong_value_and_a_wrong_shape_are_told_apart(
    client, check_contract, route, body, status, code, said
):
    reply = client.post(route, json=body)
    assert reply.status_code == status, reply.text
    check_contract("error", reply.json())
    assert reply.json()["error"]["code"] == code
    assert said in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b'{"query": ', JSON, 400, "bad_json"),
        (b"\xff\xfe\x00", JSON, 400, "bad_json"),
        (b"[" * 200_000, JSON, 400, "bad_json"),
        (b"", JSON, 422, "bad_shape"),
        (b'{"query": "a"}', {"content-type": "text/plain"}, 422, "bad_shape"),
        (b'{"query": "a"}', {}, 422, "bad_shape"),
        (b" " * (MAX_BODY + 1), JSON, 413, "body_too_large"),
    ],
)
def test_a_body_that_is_no_json_is_one_error_object(
    client, check_contract, content, headers, status, code
):
    reply = client.post("/search", content=content, headers=headers)
    assert reply.status_code == status, reply.text
    check_contract("error", reply.json())
    assert reply.json()["error"]["code"] == code


def test_a_body_that_never_says_its_size_is_stopped(client, check_contract):
    reply = client.post("/search", content=iter([b" " * MAX_BODY, b" "]), headers=JSON)
    assert reply.status_code == 413
    check_contract("error", reply.json())


def test_the_largest_question_passes(client):
    reply = client.post("/search", json={"query": "退货" * 10_000, "k": 1})
    assert reply.status_code == 200
    assert len(reply.json()["hits"]) == 1


def test_the_hint_says_which_content_type_is_wanted(client):
    reply = client.post("/search", content=b'{"query": "a"}')
    assert "application/json" in reply.json()["error"]["hint"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/search", 405, "method_not_allowed"),
        ("DELETE", "/healthz", 405, "method_not_allowed"),
        ("GET", "/articles/none", 404, "unknown_id"),
        ("GET", "/articles/", 404, "unknown_id"),
        ("GET", "/p/none", 404, "unknown_id"),
        ("GET", "/p/none-00000000", 404, "unknown_id"),
        ("GET", "/p/%ff%00", 404, "unknown_id"),
        ("GET", "/docs", 404, "not_found"),
    ],
)
def test_unknown_things_are_error_objects(client, check_contract, method, path, status, code):
    reply = client.request(method, path, headers={"accept": "application/json"})
    assert reply.status_code == status, reply.text
    check_contract("error", reply.json())
    assert reply.json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("s=5&e=2", 400),
        ("s=0&e=0", 400),
        ("s=-1", 400),
        ("e=99999999", 400),
        ("s=x", 422),
        ("s=1.5", 422),
        ("s=", 422),
    ],
)
def test_offsets_outside_the_article_are_refused(client, check_contract, passage_id, query, status):
    reply = client.get(f"/p/{passage_id}?{query}", headers={"accept": "application/json"})
    assert reply.status_code == status, reply.text
    check_contract("error", reply.json())


def test_a_fault_of_ours_is_an_error_object_without_details(client, check_contract, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret /path")

    monkeypatch.setattr("api.routes.questions.search_payload", broken)
    reply = client.post("/search", json={"query": "退货"})
    assert reply.status_code == 500
    check_contract("error", reply.json())
    assert "secret" not in reply.text


@pytest.mark.parametrize("question", ["😀😀", "？！。", "\u200b\u0007", "…—"])
def test_nothing_to_look_for_is_an_abstention(client, check_contract, question):
    answer = client.post("/ask", json={"question": question})
    assert answer.status_code == 200
    check_contract("answer", answer.json())
    assert not answer.json()["answerable"]


def test_a_lone_surrogate_is_read_as_the_replacement_character(client):
    reply = client.post(
        "/search", content=b'{"query": "\\ud800\xe9\x80\x80\xe8\xb4\xa7"}', headers=JSON
    )
    assert reply.status_code == 200
    assert reply.json()["query"] == "\ufffd退货"


def test_every_class_of_the_error_tree_has_an_outcome():
    def classes(kind):
        yield kind
        for child in kind.__subclasses__():
            yield from classes(child)

    for kind in classes(errors.WenjuError):
        error = kind("x", article_id="a") if kind is errors.PassageGone else kind("x")
        outcome = outcome_of(error)
        assert 400 <= outcome.status <= 599
        assert outcome.exit_code == (2 if issubclass(kind, errors.UsageError) else 1)
        assert expected(error) is error
    assert expected(ValueError()) is None


def test_without_an_index_the_process_lives_and_is_not_ready(tmp_path, examples, check_contract):
    index = tmp_path / "index"
    client = TestClient(create_app(index))
    assert client.get("/healthz").json() == {"status": "ok"}
    for reply in (
        client.get("/readyz"),
        client.post("/search", json={"query": "a"}),
        client.post("/ask", json={"question": "a", "stream": True}),
        client.get("/p/x"),
        client.get("/articles/x"),
    ):
        assert reply.status_code == 503
        check_contract("error", reply.json())
        assert str(tmp_path) not in reply.text
    quick_build(index, examples.small[0])
    assert client.get("/readyz").status_code == 200


def test_a_new_generation_is_served_at_once_and_a_broken_one_never(tmp_path, examples, caplog):
    index = tmp_path / "index"
    quick_build(index, examples.small[0])
    client = TestClient(create_app(index))

    def generation():
        return client.get("/readyz").json()["index"]["generation"]

    first = generation()
    quick_build(index, *examples.small)
    second = generation()
    assert second != first
    broken = tmp_path / "CURRENT"
    broken.write_text("0123456789abcdef\n\n")
    broken.replace(index / "CURRENT")
    with caplog.at_level(logging.WARNING, "wenju"):
        assert [generation() for _ in range(3)] == [second] * 3
    assert caplog.text.count("still serving") == 1
    assert client.post("/search", json={"query": "无人机"}).json()["hits"]


def test_an_index_that_vanishes_keeps_being_served(tmp_path, examples):
    index = tmp_path / "index"
    quick_build(index, examples.small[0])
    client = TestClient(create_app(index))
    before = client.get("/readyz").json()
    (index / "CURRENT").rename(tmp_path / "away")
    assert client.get("/readyz").json() == before


def test_an_index_damaged_inside_is_503_and_no_traceback(tmp_path, examples, check_contract):
    index = tmp_path / "index"
    shutil.copytree(examples.index, index)
    (store,) = index.glob("generations/*/passages.sqlite")
    raw = bytearray(store.read_bytes())
    raw[8192:] = b"\xff" * (len(raw) - 8192)  # the header and the schema stay
    store.write_bytes(raw)
    reply = TestClient(create_app(index)).post("/search", json={"query": "退货"})
    assert reply.status_code == 503
    check_contract("error", reply.json())
    assert json.loads(reply.text)["error"]["code"] == "index_damaged"
