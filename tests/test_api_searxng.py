"""Web searches over the index: SearXNG's shape, and Open WebUI's own."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from small_index import quick_build, write_records

from api.app import create_app
from api.routes import searxng

JSON = {"accept": "application/json"}


@pytest.fixture(scope="module")
def client(examples):
    return TestClient(create_app(examples.index), raise_server_exceptions=False)


def search(client, q: str, **parameters: Any) -> dict[str, Any]:
    reply = client.get("/searxng/search", params={"q": q, "format": "json", **parameters})
    assert reply.status_code == 200, reply.text
    return reply.json()


def open_webui_searches(base: str, query: str, count: int) -> list[tuple[str, str, str]]:
    """(link, title, snippet) as Open WebUI reads SearXNG's reply."""
    parameters: dict[str, str | int] = {
        "q": query, "format": "json", "pageno": 1, "safesearch": "1", "language": "all",
        "time_range": "", "categories": "", "theme": "simple", "image_proxy": 0,
    }  # fmt: skip
    with httpx.Client(trust_env=False) as transport:
        reply = transport.get(f"{base}/search", params=parameters)
    reply.raise_for_status()
    results = sorted(reply.json()["results"], key=lambda one: one.get("score", 0), reverse=True)
    return [(one["url"], one["title"], one["content"]) for one in results[:count]]


def libre_chat_searches(client, query: str, **more: Any) -> list[dict[str, Any]]:
    """What LibreChat keeps of SearXNG's reply."""
    parameters = {
        "q": query,
        "format": "json",
        "pageno": "1",
        "language": "all",
        "engines": "google",
    }
    reply = client.get("/searxng/search", params=parameters | more)
    assert reply.is_success
    return [
        {"title": one["title"], "link": one["url"], "snippet": one["content"]}
        for one in reply.json()["results"]
    ]


def test_cherry_studio_finds_an_engine_and_searches_with_it(client):
    engines = [
        engine["name"]
        for engine in client.get("/searxng/config").json()["engines"]
        if engine["enabled"] and {"general", "web"} <= set(engine["categories"])
    ]
    assert engines
    reply = search(client, "退货", engines=",".join(engines), language="auto")
    assert all(one["url"].startswith("http") for one in reply["results"])
    assert reply["results"][0]["engine"] in engines


@pytest.mark.parametrize("which", [0, 1])
def test_open_webui_gets_quotes_with_links_that_show_them(examples, server, client, which):
    question = examples.questions[which]
    found = open_webui_searches(f"{server}/searxng", question, 3)
    hits = client.post("/search", json={"query": question, "k": 3}).json()["hits"]
    assert [snippet for _, _, snippet in found] == [hit["text"] for hit in hits]
    for link, title, snippet in found:
        assert link.startswith(f"{server}/p/")
        assert title
        parts = urlsplit(link)
        shown = client.get(f"{parts.path}?{parts.query}", headers=JSON).json()
        assert shown["quote"] == snippet


def test_libre_chat_gets_text_and_no_pictures(client):
    found = libre_chat_searches(client, "退货", categories="general")
    assert len(found) == 10
    assert all(one["title"] and one["snippet"] for one in found)
    assert found == libre_chat_searches(client, "退货", categories="general,images")
    assert libre_chat_searches(client, "退货", categories="images") == []


@pytest.mark.parametrize("which", [0, 1])
def test_what_answers_is_in_answers_with_the_address_of_its_quote(examples, client, which):
    question = examples.questions[which]
    answer = client.post("/ask", json={"question": question}).json()
    reply = search(client, question)
    assert answer["answerable"]
    assert len(reply["answers"]) == len(answer["claims"])
    for written, claim in zip(reply["answers"], answer["claims"], strict=True):
        cited = answer["citations"][claim["citations"][0] - 1]
        assert written.startswith(claim["text"])
        address = f"/p/{cited['passage_id']}?s={cited['start']}&e={cited['end']}#q"
        assert address in written
    assert [one["score"] for one in reply["results"]] == [
        hit["score"] for hit in answer["passages"]
    ]


def test_what_nothing_answers_has_results_and_no_answer(client):
    reply = search(client, "谁发明了电话机？")
    assert reply["results"]
    assert reply["answers"] == []


def test_every_field_of_a_result_has_its_kind(client):
    reply = search(client, "无人机 送餐")
    assert reply["number_of_results"] == len(reply["results"]) == 10
    for place, one in enumerate(reply["results"], start=1):
        assert one["positions"] == [place]
        assert (one["engine"], one["engines"], one["category"]) == ("wenju", ["wenju"], "general")
        assert 0 <= one["score"] <= 1
        assert isinstance(one["author"], str)
        assert one["publishedDate"] is None or date.fromisoformat(
            f"{one['publishedDate']}-01-01"[:10]
        )
    for name in ("answers", "corrections", "infoboxes", "suggestions", "unresponsive_engines"):
        assert isinstance(reply[name], list)


def test_pages_follow_each_other_and_end(client):
    pages = [search(client, "退货", pageno=page)["results"] for page in range(1, 12)]
    found = [one["url"] for page in pages for one in page]
    hits = client.post("/search", json={"query": "退货", "k": 110}).json()["hits"]
    assert [urlsplit(url).path for url in found] == [f"/p/{hit['passage_id']}" for hit in hits]
    assert pages[-1] == []
    assert search(client, "退货", pageno=10**9)["results"] == []


def test_only_punctuation_finds_nothing(client):
    reply = search(client, "？！……")
    assert (reply["results"], reply["answers"]) == ([], [])


@pytest.mark.parametrize("given", [{}, {"format": "html"}, {"format": ""}])
def test_a_browser_is_sent_to_the_page_to_ask_on(client, given):
    reply = client.get(
        "/searxng/search", params={"q": "退货 & 换货"} | given, follow_redirects=False
    )
    assert reply.status_code == 302
    target = urlsplit(reply.headers["location"])
    assert (target.netloc, target.path) == ("testserver", "/")
    assert parse_qs(target.query) == {"q": ["退货 & 换货"]}
    assert "退货" in client.get(reply.headers["location"]).text


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    """Four articles of four ages, of which one is in English, and one without a date."""
    root = tmp_path_factory.mktemp("dated")
    dates = {"today": "2025-03-31", "week": "2025-03-26", "month": "2025-03", "year": "2024"}
    text = "渡口的货栈照常开门，值班员照常点数 depot。"
    records = [
        {"_id": name, "text": text, "title": name, "date": day} for name, day in dates.items()
    ]
    english = "The depot of the ferry opens as usual, and the clerk counts the crates."
    records += [{"_id": "none", "text": text}, {"_id": "english", "text": english, "date": "2019"}]
    write_records(root / "a.jsonl", records)
    quick_build(root / "index", root / "a.jsonl")
    return TestClient(create_app(root / "index"))


def found_in(reply: dict[str, Any]) -> set[str]:
    return {one["url"].split("/p/")[1].split("-")[0] for one in reply["results"]}


@pytest.mark.parametrize(
    ("time_range", "expected"),
    [
        ("", {"today", "week", "month", "year", "none", "english"}),
        ("day", {"today", "month"}),
        ("week", {"today", "week", "month"}),
        ("month", {"today", "week", "month"}),
        ("year", {"today", "week", "month", "year"}),
    ],
)
def test_a_time_range_counts_back_from_today(dated, monkeypatch, time_range, expected):
    monkeypatch.setattr(searxng, "today", lambda: date(2025, 3, 31))
    assert found_in(search(dated, "depot 渡口", time_range=time_range)) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("zh", 5), ("zh-CN", 5), ("zh_Hant_TW", 5), ("ZH", 5), ("en", 1), ("en-GB", 1), ("all", 6), ("auto", 6), ("", 6), ("fr", 6)],
)  # fmt: skip
def test_a_language_is_that_of_the_articles(dated, tag, expected):
    assert len(found_in(search(dated, "depot 渡口", language=tag))) == expected


@pytest.mark.parametrize(
    ("parameters", "status", "said"),
    [
        ({"format": "json"}, 422, "q"),
        ({"q": "", "format": "json"}, 400, "empty"),
        ({"q": " \u3000", "format": "json"}, 400, "empty"),
        ({"q": " "}, 400, "empty"),
        ({"q": "a" * 20_001, "format": "json"}, 413, "20,001"),
        ({"q": "a", "format": "csv"}, 400, "format"),
        ({"q": "a", "format": "json", "pageno": 0}, 400, "pageno"),
        ({"q": "a", "format": "json", "pageno": "x"}, 422, "pageno"),
        ({"q": "a", "format": "json", "time_range": "decade"}, 400, "time_range"),
    ],
)
def test_what_is_wrong_with_a_search_is_said(client, check_contract, parameters, status, said):
    reply = client.get("/searxng/search", params=parameters, headers=JSON, follow_redirects=False)
    assert reply.status_code == status, reply.text
    check_contract("error", reply.json())
    assert said in reply.json()["error"]["message"]


# Open WebUI's external search.


def external_search(url: str, query: str, count: int) -> list[tuple[str, str, str]]:
    """As Open WebUI calls an external search."""
    headers = {"User-Agent": "Open WebUI", "Authorization": "Bearer any"}
    with httpx.Client(trust_env=False) as transport:
        reply = transport.post(url, headers=headers, json={"query": query, "count": count})
    reply.raise_for_status()
    results = reply.json()
    return [(one.get("link"), one.get("title"), one.get("snippet")) for one in results[:count]]


@pytest.mark.parametrize("which", [0, 1])
def test_an_external_search_is_a_bare_list_of_the_best(examples, server, which):
    question = examples.questions[which]
    found = external_search(f"{server}/openwebui/search", question, 4)
    assert found == open_webui_searches(f"{server}/searxng", question, 4)
    assert len(found) == 4


def test_an_external_search_counts_five_and_ignores_what_it_does_not_know(client):
    body = {"query": "退货", "user": "u-1", "filter_list": []}
    assert len(client.post("/openwebui/search", json=body).json()) == 5
    assert len(client.post("/openwebui/search", json=body | {"count": None}).json()) == 5
    assert client.post("/openwebui/search", json={"query": "？！"}).json() == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"query": " "}, 400, "blank_question"),
        ({}, 422, "bad_shape"),
        ({"query": None}, 422, "bad_shape"),
        ({"query": "a", "count": 0}, 422, "bad_shape"),
        ({"query": "a", "count": "5"}, 422, "bad_shape"),
        ({"query": "a", "count": 10_000}, 422, "bad_shape"),
    ],
)
def test_what_is_wrong_with_an_external_search_is_said(client, check_contract, body, status, code):
    reply = client.post("/openwebui/search", json=body)
    assert reply.status_code == status
    check_contract("error", reply.json())
    assert reply.json()["error"]["code"] == code


def test_links_begin_with_the_public_address(examples):
    public = "https://news.example/wenju"
    client = TestClient(create_app(examples.index, public_url=public))
    begin = f"{public}/p/"
    assert all(one["url"].startswith(begin) for one in search(client, "退货")["results"])
    for one in client.post("/openwebui/search", json={"query": "退货"}).json():
        assert one["link"].startswith(begin)
    reply = client.get("/searxng/search", params={"q": "退货"}, follow_redirects=False)
    assert reply.headers["location"].startswith(f"{public}/?q=")
