"""Conditions never leak: Dify's and OpenAI's filters against one plain reading of each article."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from small_index import quick_build, write_records
from strategies import bounded

from api.app import create_app

DATES = [None, "2022", "2024", "2024-02", "2024-05-03", "2024-12-31"]
PUBLISHERS = [None, "青石日报", "青石晚报", "Ｈarbour Post"]
AUTHORS = [None, "Ann Lee", "柳如眉"]
URLS = [None, "https://news.example/a/1", "https://news.example/B/2?x=1"]
TEXTS = {
    "zh": "渡口的货栈照常开门，值班员照常点数，没有人提起昨天的事。",
    "en": "The depot opens as usual and the clerk counts the crates in the morning.",
}


@dataclass(frozen=True)
class Made:
    """An article as it was written, by the names that conditions have for it."""

    document_id: str
    title: str
    date: str | None
    publisher: str | None
    author: str | None
    url: str | None
    language: str
    file: str


@cache
def made() -> tuple[Made, ...]:
    return tuple(
        Made(
            f"m-{n}",
            f"第{n}号 Report",
            DATES[n % 6],
            PUBLISHERS[n % 4],
            AUTHORS[n % 3],
            URLS[n // 2 % 3],
            "zh" if n % 5 else "en",
            f"{'ab'[n % 2]}.jsonl",
        )
        for n in range(36)
    )


@cache
def client() -> TestClient:
    root = Path(mkdtemp(prefix="wenju-tests-"))
    for name in ("a.jsonl", "b.jsonl"):
        written = [
            {"_id": one.document_id, "text": TEXTS[one.language], "title": one.title}
            | {
                key: value
                for key in ("date", "publisher", "author", "url")
                if (value := getattr(one, key))
            }
            for one in made()
            if one.file == name
        ]
        write_records(root / name, written)
    quick_build(root / "index", root / "a.jsonl", root / "b.jsonl")
    return TestClient(create_app(root / "index"))


# How a person reads a condition.


def days(date: str) -> tuple[str, str]:
    year, *rest = date.split("-")
    if len(rest) == 2:
        return date, date
    if len(rest) == 1:
        return f"{date}-01", f"{date}-{calendar.monthrange(int(year), int(rest[0]))[1]:02}"
    return f"{year}-01-01", f"{year}-12-31"


def folded(name: str, text: str) -> str:
    if name not in ("title", "publisher", "author"):
        return text
    narrow = {wide: wide - 0xFEE0 for wide in range(ord("Ａ"), ord("ｚ") + 1)}
    return text.translate(narrow).lower().strip()


def same(name: str, held: str, value: str) -> bool:
    if name == "date":
        return days(held)[0] <= days(value)[1] and days(value)[0] <= days(held)[1]
    return folded(name, held) == folded(name, value)


def meets(held: str | None, name: str, operator: str, value: Any) -> bool:
    """Whether what an article has meets one of Dify's conditions."""
    if operator.startswith("not ") or operator in ("is not", "≠"):
        positive = {"is not": "is", "≠": "="}.get(operator) or operator.removeprefix("not ")
        return not meets(held, name, positive, value)
    if operator == "empty":
        return held is None
    if held is None:
        return False
    if operator == "in":
        return any(same(name, held, one) for one in value)
    if operator in ("is", "="):
        return same(name, held, value)
    if operator in ("before", "<"):
        return days(held)[1] < days(value)[0]
    if operator in ("after", ">"):
        return days(held)[0] > days(value)[1]
    if operator == "≥":
        return not days(held)[1] < days(value)[0]
    if operator == "≤":
        return not days(held)[0] > days(value)[1]
    text, part = folded(name, held), folded(name, value)
    whole = {"contains": part in text, "start with": text.startswith(part)}
    return (whole | {"end with": text.endswith(part)})[operator]


# Conditions.

VALUES = {
    "title": ["第7号 Report", "第7号 report", "号", "Ｒeport", "第1", "none"],
    "publisher": ["青石日报", "青石", "HARBOUR POST", "post ", "日报"],
    "author": ["ann lee", "Ann", "柳如眉", "Lee"],
    "url": ["https://news.example/a/1", "news.example", "/B/", "/b/", "=1"],
    "language": ["zh", "en", "ZH", "z"],
    "file": ["a.jsonl", "b.jsonl", "A.jsonl", ".jsonl"],
    "document_id": ["m-1", "m-10", "M-1", "m"],
}
DAYS = ["2022", "2023", "2024", "2024-02", "2024-03", "2024-05-02", "2024-05-03", "2025"]
ALSO = {"date": ["published"], "document_id": ["article_id"], "url": ["article_url"], "file": []}
OF_TEXT = ["contains", "not contains", "start with", "end with", "is", "is not", "=", "≠"]
OF_DATES = ["is", "is not", "=", "≠", ">", "<", "≥", "≤", "before", "after"]
OF_OPENAI = {"eq": "is", "ne": "is not", "in": "in", "nin": "not in"}
OF_OPENAI_DATES = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤"} | OF_OPENAI


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[str, str, Any]:
    """A field, an operator of Dify's, and what to compare with."""
    name = draw(st.sampled_from(["date", *VALUES]))
    values = st.sampled_from(DAYS if name == "date" else VALUES[name])
    operators = OF_DATES if name == "date" else OF_TEXT
    operator = draw(st.sampled_from([*operators, "in", "not in", "empty", "not empty"]))
    if operator.endswith("empty"):
        return name, operator, draw(st.sampled_from([None, "", []]))
    if operator.endswith("in"):
        return name, operator, draw(st.lists(values, min_size=1, max_size=3))
    return name, operator, draw(values)


@bounded
@given(
    st.lists(comparisons(), max_size=4),
    st.sampled_from([{}, {"logical_operator": "and"}, {"logical_operator": "or"}, {"logic": "or"}]),
    st.data(),
)
def test_dify_is_given_exactly_the_articles_that_meet_its_conditions(parts, logic, data):
    conditions = []
    for name, operator, value in parts:
        written = data.draw(st.sampled_from([name, [name], *ALSO.get(name, [])]))
        if operator.endswith("in") and data.draw(st.booleans()):
            value = ", ".join(value)
        conditions.append({"name": written, "comparison_operator": operator, "value": value})
    quantifier = any if "or" in logic.values() else all
    expected = {
        one.document_id
        for one in made()
        if not parts
        or quantifier(meets(getattr(one, name), name, op, value) for name, op, value in parts)
    }
    body: dict[str, Any] = {"knowledge_id": "wenju", "query": "渡口 depot"}
    body["metadata_condition"] = {"conditions": conditions, **logic}
    for k in (1000, 1):  # the best one is found where it is the only one that may be
        reply = client().post("/retrieval", json=body | {"retrieval_setting": {"top_k": k}})
        assert reply.status_code == 200, reply.text
        found = {record["metadata"]["document_id"] for record in reply.json()["records"]}
        assert found <= expected
        assert len(found) == min(k, len(expected))


filters = st.recursive(
    comparisons().filter(lambda one: one[1] in OF_OPENAI_DATES.values()),
    lambda parts: st.tuples(
        st.sampled_from(["and", "or"]), st.lists(parts, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def as_openai(tree: Any) -> dict[str, Any]:
    if len(tree) == 2:
        return {"type": tree[0], "filters": [as_openai(part) for part in tree[1]]}
    name, operator, value = tree
    types = {meaning: written for written, meaning in OF_OPENAI_DATES.items()}
    return {"type": types[operator], "key": name, "value": value}


def passes(one: Made, tree: Any) -> bool:
    if len(tree) == 2:
        return (all if tree[0] == "and" else any)(passes(one, part) for part in tree[1])
    name, operator, value = tree
    return meets(getattr(one, name), name, operator, value)


@bounded
@given(filters)
def test_a_vector_store_gives_exactly_the_articles_that_pass_its_filters(tree):
    body = {"query": "渡口 depot", "max_num_results": 1000, "filters": as_openai(tree)}
    reply = client().post("/v1/vector_stores/wenju/search", json=body)
    assert reply.status_code == 200, reply.text
    found = {result["file_id"] for result in reply.json()["data"]}
    assert found == {one.document_id for one in made() if passes(one, tree)}


def test_several_names_are_met_by_any_of_them_and_not_met_by_none():
    def found(operator: str) -> set[str]:
        one = {"name": ["title", "publisher"], "comparison_operator": operator, "value": "report"}
        body = {
            "knowledge_id": "wenju",
            "query": "渡口 depot",
            "retrieval_setting": {"top_k": 1000},
        }
        reply = client().post(
            "/retrieval", json=body | {"metadata_condition": {"conditions": [one]}}
        )
        return {record["metadata"]["document_id"] for record in reply.json()["records"]}

    assert len(found("contains")) == len(made())
    assert not found("not contains")


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (1704067200, "2024-01-01"),
        (1704067199, "2023-12-31"),
        (1704067200.5, "2024-01-01"),
        ("1704067200", "2024-01-01"),
        (2024, "2024"),
        ("2024年2月", "2024-02"),
        ("20240503", "2024-05-03"),
        ("2024-05-03T10:00:00Z", "2024-05-03"),
        (0, "1970-01-01"),
    ],
)
def test_a_date_may_be_written_in_many_ways(value, iso):
    for written in ("gte", "lte", "eq"):
        replies = [
            client().post(
                "/v1/vector_stores/wenju/search",
                json={
                    "query": "渡口 depot",
                    "max_num_results": 1000,
                    "filters": {"type": written, "key": "date", "value": one},
                },
            )
            for one in (value, iso)
        ]
        assert replies[0].status_code == 200, replies[0].text
        assert replies[0].json() == replies[1].json()
