"""Conditions that cannot be: refused in the protocol's shape, by the place where they stand."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app


@pytest.fixture(scope="module")
def client(examples):
    return TestClient(create_app(examples.index), raise_server_exceptions=False)


def compare(name: Any, operator: Any, value: Any) -> dict[str, Any]:
    return {"conditions": [{"name": name, "comparison_operator": operator, "value": value}]}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (compare("tag", "is", "x"), "no field 'tag'"),
        (compare([], "is", "x"), "names no field"),
        (compare("title", "like", "x"), "no operator 'like'"),
        (compare("title", ">", "x"), "only dates"),
        (compare("date", "after", "soon"), "not a date: 'soon'"),
        (compare("date", "after", "2024-13"), "not a date"),
        (compare("date", "after", -5), "not a date"),
        (compare("date", "after", 10**15), "not a date"),
        (compare("date", "after", True), "not a date"),
        (compare("date", "is", ["2024", {}]), "not a date"),
        (compare("title", "is", None), "nothing to compare with"),
        (compare("title", "in", []), "nothing to compare with"),
        (compare("title", "in", " , "), "nothing to compare with"),
        (compare("title", "contains", {"a": 1}), "cannot be compared"),
        (compare("title", "is", True), "cannot be compared"),
        (compare("document_id", "in", [str(n) for n in range(1000)]), "over 1,000"),
        ({"logical_operator": "xor", "conditions": []}, "no operator 'xor'"),
        (compare(7, "is", "x"), "name"),
        (compare("title", 7, "x"), "comparison_operator"),
        ({"conditions": "x"}, "conditions"),
        ("x", "metadata_condition"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_by_its_place(client, condition, said):
    body = {"knowledge_id": "wenju", "query": "渡口", "metadata_condition": condition}
    reply = client.post("/retrieval", json=body)
    assert reply.status_code in (400, 422), reply.text
    assert reply.json()["error_code"] == reply.status_code
    assert reply.json()["error_msg"].startswith("metadata_condition")
    assert said in reply.json()["error_msg"]


def nested(depth: int) -> str:
    return (
        '{"type":"or","filters":[' * depth
        + '{"type":"eq","key":"title","value":"x"}'
        + "]}" * depth
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"type":"eq","key":"tag","value":"x"}', "filters: no field 'tag'"),
        ('{"type":"like","key":"title","value":"x"}', "filters.type: no type 'like'"),
        ('{"type":"eq","value":"x"}', "filters.key: missing"),
        ('{"key":"title","value":"x"}', "filters.type"),
        ('{"type":"eq","key":"title","value":["x"]}', "filters.value: eq takes one value"),
        ('{"type":"in","key":"title","value":"x"}', "filters.value: in takes a list"),
        ('{"type":"eq","key":"title"}', "filters: cannot be compared"),
        ('{"type":"gt","key":"title","value":"x"}', "filters: only dates"),
        ('{"type":"and","filters":[]}', "filters.filters: none"),
        ('{"type":"and"}', "filters.filters: none"),
        (
            '{"type":"or","filters":[{"type":"eq","key":"title","value":"x"},7]}',
            "filters.filters.1: ",
        ),
        ('"x"', "filters: not an object"),
        ("[]", "filters: not an object"),
        (nested(30), "over 16 deep"),
        (nested(200), "over 16 deep"),
        (nested(50_000), ""),
        ('{"type":"eq","key":"date","value":NaN}', "filters: not a date"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_by_its_place(client, written, said):
    reply = client.post(
        "/v1/vector_stores/wenju/search",
        content=f'{{"query":"渡口","filters":{written}}}'.encode(),
        headers={"content-type": "application/json"},
    )
    assert reply.status_code == (400 if len(written) < 1 << 20 else 413), reply.text
    error = reply.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert said in error["message"]
    assert len(error["message"]) < 400
