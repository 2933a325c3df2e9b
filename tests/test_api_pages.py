"""Passage and article pages: what a citation leads to, in a browser and as JSON."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.accept import preferred
from api.app import create_app
from api.pages import segments
from index.build import build
from index.config import IndexConfig
from index.source import Span

JSON = {"accept": "application/json"}
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NASTY_ID = "a/b c?d#e é&\"'<"
NASTY_TEXT = "<script>alert(1)</script> & “引文”第一句。" + "第二句说的是仓库。" * 60


class Page(HTMLParser):
    """The text of a page by where it stands."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: set[str] = set()
        self.main, self.marked, self.links = "", "", []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in ("meta", "link", "br"):
            self.stack.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if "main" in self.stack:
            self.main += data
        if "mark" in self.stack:
            self.marked += data


@pytest.fixture(scope="module")
def client(examples):
    return TestClient(create_app(examples.index))


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nasty")
    record = {
        "_id": NASTY_ID,
        "title": "<b>标题</b>",
        "text": NASTY_TEXT,
        "url": "javascript:alert(1)",
    }
    (folder / "a.jsonl").write_text(json.dumps(record), "utf-8")
    build([folder], folder / "index", config=IndexConfig())
    return TestClient(create_app(folder / "index", public_url="https://example.org/wenju"))


def first_hit(client, query="退货"):
    return client.post("/search", json={"query": query}).json()["hits"][0]


def test_a_passage_page_marks_the_passage_in_its_whole_article(client):
    hit = first_hit(client)
    reply = client.get(f"/p/{hit['passage_id']}", headers=BROWSER)
    assert reply.status_code == 200
    page = Page(reply.text)
    article = client.get(f"/articles/{hit['article_id']}").json()
    assert page.marked == hit["text"]
    assert page.main == article["text"]
    citation = hit["citation"]
    (line,) = citation["locator"].values()
    place = f"{citation['file']}:{line}"
    assert f"{place} [{citation['start']}:{citation['end']}]" in reply.text


def test_a_citation_of_an_answer_is_marked_by_its_offsets(client, examples):
    answer = client.post("/ask", json={"question": examples.questions[0]}).json()
    assert answer["citations"]
    for citation in answer["citations"]:
        at = f"/p/{citation['passage_id']}?s={citation['start']}&e={citation['end']}"
        assert Page(client.get(at).text).marked == citation["quote"]
        assert client.get(at, headers=JSON).json()["quote"] == citation["quote"]


def test_the_page_as_json_is_the_passages_citation_and_its_article(client, check_contract):
    hit = first_hit(client)
    reply = client.get(f"/p/{hit['passage_id']}", headers=JSON).json()
    check_contract("passage", reply)
    assert reply["citation"] == hit["citation"] | {"marker": 1}
    assert reply["quote"] == hit["text"]
    article = client.get(f"/articles/{hit['article_id']}").json()
    assert reply["article"] == {
        name: value for name, value in article.items() if name not in ("text", "passages")
    }


def test_a_mark_may_reach_beyond_its_passage(client):
    hit = first_hit(client)
    article = client.get(f"/articles/{hit['article_id']}").json()
    at = f"/p/{hit['passage_id']}?s={article['start']}&e={article['end']}"
    assert Page(client.get(at).text).marked == article["text"]


def test_pages_run_no_script_and_load_nothing(client):
    hit = first_hit(client)
    for path in (f"/p/{hit['passage_id']}", f"/articles/{hit['article_id']}", "/p/none"):
        reply = client.get(path, headers=BROWSER)
        policy = reply.headers["content-security-policy"]
        style = re.search(r"<style>(.*?)</style>", reply.text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["vary"] == "Accept"
        page = Page(reply.text)
        assert not page.tags & {"script", "img", "link", "iframe"}
        assert page.stack == []


def test_ids_with_slashes_and_marks_are_found_percent_encoded(nasty, check_contract):
    article = nasty.get(f"/articles/{quote(NASTY_ID, safe='')}").json()
    check_contract("article", article)
    assert article["article_id"] == NASTY_ID
    assert article["locator"] == {"record": 1}
    for passage_id in article["passages"]:
        assert passage_id.startswith(f"{NASTY_ID}-")
        assert nasty.get(f"/p/{quote(passage_id, safe='')}", headers=JSON).status_code == 200
        assert nasty.get(f"/p/{quote(passage_id)}", headers=JSON).status_code == 200


def test_what_an_article_says_is_never_markup(nasty):
    article = nasty.get(f"/articles/{quote(NASTY_ID, safe='')}").json()
    for path in (f"/articles/{quote(NASTY_ID)}", f"/p/{quote(article['passages'][0])}"):
        reply = nasty.get(path, headers=BROWSER)
        page = Page(reply.text)
        assert page.main == NASTY_TEXT
        assert html.escape("<b>标题</b>") in reply.text
        assert "javascript:" not in reply.text


def test_links_begin_with_the_public_url(nasty):
    reply = nasty.get(f"/articles/{quote(NASTY_ID)}", headers=BROWSER)
    assert all(link.startswith("https://example.org/wenju/") for link in Page(reply.text).links)


def test_a_passage_that_is_gone_leads_to_its_article(client, check_contract):
    hit = first_hit(client)
    gone = f"{hit['article_id']}-00000000"
    page = client.get(f"/p/{gone}", headers=BROWSER)
    assert page.status_code == 410
    assert Page(page.text).links == [f"/articles/{hit['article_id']}"]
    reply = client.get(f"/p/{gone}", headers=JSON)
    assert reply.status_code == 410
    check_contract("error", reply.json())
    assert f"/articles/{hit['article_id']}" in reply.json()["error"]["hint"]


@pytest.mark.parametrize(
    ("accept", "first", "second"),
    [
        ("", "page", "json"),
        ("*/*", "page", "json"),
        (BROWSER["accept"], "page", "page"),
        ("application/json", "json", "json"),
        ("application/json, text/plain, */*", "json", "json"),
        ("text/html;q=0.5, application/json;q=0.9", "json", "json"),
        ("application/json;q=0.5, text/html", "page", "page"),
        ("application/*", "json", "json"),
        ("image/png", "page", "json"),
        ("text/html;q=nonsense", "page", "json"),
    ],
)
def test_accept_decides_between_page_and_json(client, accept, first, second):
    hit = first_hit(client)
    kinds = {"text/html; charset=utf-8": "page", "application/json": "json"}
    headers = {"accept": accept}
    reply = client.get(f"/p/{hit['passage_id']}", headers=headers)
    assert kinds[reply.headers["content-type"]] == first
    reply = client.get(f"/articles/{hit['article_id']}", headers=headers)
    assert kinds[reply.headers["content-type"]] == second


def test_the_better_quality_wins_over_the_order():
    assert preferred("a/b;q=0.2, c/*;q=0.3", ("a/b", "c/d")) == "c/d"
    assert preferred("*/*, a/b;q=0", ("a/b", "c/d")) == "c/d"


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4, unique=True), st.data())
def test_segments_put_together_are_the_text(cuts, data):
    source = "".join(chr(0x4E00 + i) for i in range(41))
    passage = Span(*sorted(cuts[:2]))
    marked = Span(*sorted(cuts[2:]))
    shown = Span(
        data.draw(st.integers(0, min(passage.start, marked.start))),
        data.draw(st.integers(max(passage.end, marked.end), 41)),
    )
    found = segments(source, shown, passage, marked)
    assert "".join(segment.text for segment in found) == shown.of(source)
    assert "".join(s.text for s in found if s.marked) == marked.of(source)
    assert "".join(s.text for s in found if s.in_passage) == passage.of(source)
    assert [s.anchor for s in found].count(True) == 1
