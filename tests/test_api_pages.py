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
from small_index import quick_build

from api.accept import preferred
from api.app import create_app
from api.passage_page import segments
from index.build import build
from index.config import IndexConfig
from index.source import Span

JSON = {"accept": "application/json"}
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NASTY_ID = "a/b c?d#e é&\"'<"
NASTY_TEXT = "<script>alert(1)</script> & “引文”第一句。" + "第二句说的是仓库。" * 60


class Page(HTMLParser):
    """The text of a page by where it stands."""

    VOID = ("meta", "link", "br", "input", "option")

    def __init__(self, source: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = []  # tag, class
        self.tags: set[str] = set()
        self.loaded: list[str] = []
        self.meta: dict[str, str] = {}
        self.text, self.marked, self.links, self.references = "", "", [], {}
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.add(tag)
        self.loaded += [attributes[name] for name in ("src", "data") if name in attributes]
        if tag == "link" and attributes["rel"] != "canonical":
            self.loaded.append(attributes["href"])
        if tag == "meta" and "property" in attributes:
            self.meta[attributes["property"]] = attributes["content"]
        if tag not in self.VOID:
            self.stack.append((tag, attributes.get("class") or attributes.get("id") or ""))
        if tag == "a":
            self.links.append(attributes["href"])
        assert not any(name.startswith("on") or name == "style" for name in attributes)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        if ("div", "text") in self.stack:
            self.text += data
        if any(tag == "mark" for tag, _ in self.stack):
            self.marked += data
        if self.stack and self.stack[-1][0] == "pre":
            self.references[self.stack[-1][1]] = self.references.get(self.stack[-1][1], "") + data


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


@pytest.fixture
def no_dictionary_build():
    def build_index(index, *sources):
        quick_build(index, *sources)
        return index

    return build_index


def first_hit(client, query="退货"):
    return client.post("/search", json={"query": query}).json()["hits"][0]


def test_a_passage_page_marks_the_passage_in_its_whole_article(client):
    hit = first_hit(client)
    reply = client.get(f"/p/{hit['passage_id']}", headers=BROWSER)
    assert reply.status_code == 200
    page = Page(reply.text)
    article = client.get(f"/articles/{hit['article_id']}").json()
    assert page.marked == hit["text"]
    assert page.text == article["text"]
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
        name: value
        for name, value in article.items()
        if name not in ("text", "passages", "generation", "current", "current_article")
    }


def test_a_mark_may_reach_beyond_its_passage(client):
    hit = first_hit(client)
    article = client.get(f"/articles/{hit['article_id']}").json()
    at = f"/p/{hit['passage_id']}?s={article['start']}&e={article['end']}"
    assert Page(client.get(at).text).marked == article["text"]


def test_pages_load_nothing_but_the_servers_own_files(client):
    hit = first_hit(client)
    paths = (
        f"/p/{hit['passage_id']}",
        f"/articles/{hit['article_id']}",
        "/p/none",
        "/",
        "/?q=退货",
    )
    for path in paths:
        reply = client.get(path, headers=BROWSER)
        policy = dict(
            part.strip().split(" ", 1)
            for part in reply.headers["content-security-policy"].split(";")
        )
        style = re.search(r"<style>(.*?)</style>", reply.text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert policy["style-src"] == f"'sha256-{digest}'"
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["connect-src"] == policy["img-src"] == "'self'"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["vary"] == "Accept, Accept-Language, Origin"
        page = Page(reply.text)
        assert page.stack == []
        assert re.findall(r"<script[^>]*>([^<]*)</script>", reply.text) == [""]
        assert len(page.loaded) == 2
        for address in page.loaded:
            file = client.get(address)
            assert file.status_code == 200
            assert "immutable" in file.headers["cache-control"]
            assert file.headers["content-type"].split(";")[0] in (
                "text/javascript",
                "image/svg+xml",
            )


def test_a_static_file_of_another_version_is_not_kept_for_ever(client):
    assert "cache-control" not in client.get("/static/page.js?v=0").headers
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/none.js").status_code == 404


def test_a_link_preview_shows_the_quote_and_where_it_is_from(client, examples):
    citation = client.post("/ask", json={"question": examples.questions[0]}).json()["citations"][0]
    at = f"/p/{citation['passage_id']}?s={citation['start']}&e={citation['end']}"
    page = Page(client.get(at, headers=BROWSER).text)
    assert page.meta["og:title"] == f"{citation['title']} · {citation['publisher']}"
    assert page.meta["og:description"] == " ".join(citation["quote"].split())[:200]
    assert page.meta["og:url"] == f"http://testserver{at}#q"
    assert page.meta["article:published_time"] == citation["published"]
    assert page.references["cite_link"] == f"http://testserver{at}#q"
    assert citation["title"] in page.references["cite_gbt"]
    assert page.references["cite_markdown"].startswith("> ")


def test_what_was_dropped_is_struck_with_its_reason(seeds):
    client = TestClient(create_app(seeds.index))
    struck = []
    for passage in client.post("/search", json={"query": "京东", "k": 100}).json()["hits"]:
        for path in (f"/p/{passage['passage_id']}", f"/articles/{passage['article_id']}"):
            page = client.get(path + "?ui=zh", headers=BROWSER).text
            found = re.findall(r'<s title="([^"]+)">', page)
            assert bool(found) == ("划掉的文字没有收进索引" in page)
            struck += found
    assert {"免责声明", "署名"} & set(struck)


def test_a_page_leads_to_the_passages_before_and_after(client):
    hit = first_hit(client)
    article = client.get(f"/articles/{hit['article_id']}").json()
    for i, passage_id in enumerate(article["passages"]):
        reply = client.get(f"/p/{passage_id}", headers=BROWSER | {"accept-language": "en"})
        assert f"Passage {i + 1} of {len(article['passages'])}" in reply.text
        beside = {f"/p/{other}#q" for other in article["passages"][max(0, i - 1) : i + 2]}
        assert {
            link for link in Page(reply.text).links if link.endswith("#q") and link != "#q"
        } == beside - {f"/p/{passage_id}#q"}


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "zh"),
        ("", "en-US,en;q=0.9", "en"),
        ("", "zh-TW,en;q=0.8", "zh"),
        ("", "en;q=0.3, zh;q=0.9", "zh"),
        ("", "de, fr;q=0.5", "zh"),
        ("?ui=en", "zh", "en"),
        ("?ui=zh", "en", "zh"),
        ("?ui=fr", "en", "en"),
        ("", "en;q=nonsense", "zh"),
    ],
)
def test_the_language_of_a_page_is_the_one_asked_for_else_the_one_liked(
    client, query, header, language
):
    hit = first_hit(client)
    for path in (f"/p/{hit['passage_id']}", "/"):
        text = client.get(path + query, headers={"accept-language": header}).text
        assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in text
        other = "en" if language == "zh" else "zh"
        switch = re.search(rf'href="([^"]*[?&]ui={other})"', html.unescape(text))[1]
        assert f'<html lang="{"zh-Hans" if other == "zh" else "en"}">' in client.get(switch).text


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
        assert page.text == NASTY_TEXT
        assert "<b>标题</b>" not in reply.text
        assert html.escape("<b>标题</b>") in reply.text
        assert "javascript:" not in reply.text


@pytest.mark.parametrize("record_id", ["q?x=1", "h#frag", "a\\b", "中文 编号", "a/b"])
def test_a_page_leads_to_itself_in_the_other_language_whatever_its_id(
    tmp_path, record_id, no_dictionary_build
):
    record = {"_id": record_id, "text": "第一句说的是仓库。第二句说的是码头。"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), "utf-8")
    client = TestClient(create_app(no_dictionary_build(tmp_path / "index", tmp_path / "a.jsonl")))
    article = client.get(f"/articles/{quote(record_id, safe='')}").json()
    for path in (
        f"/articles/{quote(record_id, safe='')}",
        f"/p/{quote(article['passages'][0], safe='')}",
    ):
        text = html.unescape(client.get(path, headers=BROWSER).text)
        for link in (
            re.search(r'href="([^"]*[?&]ui=en)"', text)[1],
            re.search(r'<link rel="canonical" href="http://testserver([^"#]*)', text)[1],
        ):
            reply = client.get(link, headers=BROWSER)
            assert reply.status_code == 200
            assert "第一句说的是仓库" in reply.text


def test_of_a_huge_article_the_page_shows_a_part_and_leads_on(tmp_path):
    text = "".join(f"第{n}天傍晚，渡口的仓库照常关门，船工把木箱搬到岸上。" for n in range(9000))
    (tmp_path / "a.txt").write_text(text, "utf-8")
    quick_build(tmp_path / "index", tmp_path / "a.txt")
    client = TestClient(create_app(tmp_path / "index"))
    hit = first_hit(client, "渡口")
    page = Page(client.get(f"/articles/{hit['article_id']}", headers=BROWSER).text)
    shown = page.text.partition("[…")[0]
    assert len(text) > 210_000
    assert 190_000 < len(shown) <= 200_000
    assert text.startswith(shown)
    *_, onward = [link for link in page.links if link.startswith("/p/")]
    assert Page(client.get(onward).text).marked in text[len(shown) :]


def test_links_begin_with_the_public_url(nasty):
    reply = nasty.get(f"/articles/{quote(NASTY_ID)}", headers=BROWSER)
    assert all(link.startswith("https://example.org/wenju/") for link in Page(reply.text).links)


def test_a_passage_that_is_gone_leads_to_its_article(client, check_contract):
    hit = first_hit(client)
    gone = f"{hit['article_id']}-00000000"
    page = client.get(f"/p/{gone}", headers=BROWSER)
    assert page.status_code == 410
    assert f"/articles/{hit['article_id']}" in Page(page.text).links
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
