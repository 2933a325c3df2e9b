"""The ask page: the same answer as the API's, whole or in parts, with and without a script."""

from __future__ import annotations

import html
import json
import re

import pytest
from chat_server import chat_server
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.ask_page import AskForm, marked_runs
from api.pages import Pages
from api.routes.ask_page import Reply
from index.locate import Locator
from index.passage import Passage
from index.source import Span
from index.store import PassageRecord
from search.chat_model import OpenAIChat
from search.cite import Citation

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PARTS = {"accept": "application/x-ndjson"}
BUDGET = 150_000  # bytes of everything that a browser loads for an answer
UNANSWERABLE = "澜桁科技去年的净利润是多少钱？"


@pytest.fixture(scope="module")
def client(examples):
    return TestClient(create_app(examples.index))


def asked(client, question, headers=BROWSER, **parameters):
    return client.get("/", params={"q": question, **parameters}, headers=headers)


def main_of(page):
    return re.search(r'<main id="result"[^>]*>(.*)</main>', page, re.DOTALL)[1].strip()


def text_of(markup):
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def unblanked(text):
    return re.sub(r"\n\s*\n", "\n", text)


def untimed(markup):
    return re.sub(r"[\d.]+ (ms|毫秒)", "", markup)


def lines_of(reply):
    return [json.loads(line) for line in reply.text.splitlines()]


def test_the_page_says_what_the_api_says(client, library):
    client = TestClient(create_app(library.index))
    for question in library.questions:
        answer = client.post("/ask", json={"question": question}).json()
        assert answer["answerable"]
        page = main_of(asked(client, question).text)
        claims = re.findall(r'<p class="claim"[^>]*>(.*?)</p>', page, re.DOTALL)
        assert [text_of(claim).strip() for claim in claims] == answer["answer"].split("\n")
        for citation in answer["citations"]:
            at = f"/p/{citation['passage_id']}?s={citation['start']}&e={citation['end']}#q"
            assert page.count(html.escape(at)) == 2  # at the claim and in the list
            line = citation["locator"].get("line") or citation["locator"]["record"]
            place = f"{citation['file']}:{line} [{citation['start']}:{citation['end']}]"
            assert html.escape(place) in page
        found = re.findall(r'<p class="text"[^>]*>(.*?)</p>', page, re.DOTALL)
        shown = [text_of(re.sub(r"<sup>.*?</sup>", "", passage)) for passage in found]
        assert shown == [unblanked(passage["text"]) for passage in answer["passages"]]
        marked = {text_of(mark) for mark in re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL)}
        assert marked == {unblanked(citation["quote"]) for citation in answer["citations"]}


@pytest.mark.parametrize("ui", ["zh", "en"])
def test_the_answering_part_is_marked_and_the_gloss_stands_under_its_quote(client, examples, ui):
    question = examples.questions[1]
    answer = client.post("/ask", json={"question": question}).json()
    page = main_of(asked(client, question, ui=ui).text)
    (part,) = re.findall(r'<mark class="focus">(.*?)</mark>', page)
    (claim,) = answer["claims"]
    (citation,) = answer["citations"]
    at = citation["start"]
    assert part == citation["quote"][claim["focus"]["start"] - at : claim["focus"]["end"] - at]
    assert part == "1,260"
    (gloss,) = re.findall(r'<p class="note gloss"[^>]*>(.*?)</p>', page)
    label = {"zh": "词义（机器生成）：", "en": "gloss (machine-made):"}[ui]
    assert text_of(gloss) == f"{label} {claim['gloss']}"
    assert page.index('class="claim"') < page.index(gloss) < page.index('class="citations"')


def test_a_quote_in_the_language_of_the_question_has_no_gloss(client, examples):
    page = main_of(asked(client, examples.questions[0]).text)
    assert 'class="claim"' in page
    assert 'class="note gloss"' not in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_parts_put_together_are_the_page(client, examples, language):
    for question in (*examples.questions, UNANSWERABLE):
        whole = asked(client, question, ui=language).text
        *parts, end = lines_of(asked(client, question, PARTS, ui=language))
        assert end == {"end": True}
        assert len(parts) > 2
        together = "".join(part["html"] for part in parts)
        assert untimed(together).strip() == untimed(main_of(whole))


def test_an_abstention_cites_nothing_and_helps_on(client):
    page = asked(client, UNANSWERABLE, ui="zh", language="zh").text
    assert "文章里没有找到这个问题的答案" in page
    assert "净利润</b>" in page
    assert 'class="marker"' not in page
    assert "<mark>" not in page
    assert 'href="/?q=' in main_of(page)  # without the filter, and narrowed down
    nearest = client.post("/ask", json={"question": UNANSWERABLE, "filters": {"language": "zh"}})
    assert html.escape(nearest.json()["passages"][0]["citation"]["title"]) in page


def test_a_filter_of_the_page_is_a_filter_of_the_api(client):
    filters = {"publisher": "Trade Weekly", "date_from": "2025", "language": "en"}
    page = main_of(asked(client, "returns depot", **filters).text)
    hits = client.post("/search", json={"query": "returns depot", "filters": filters}).json()[
        "hits"
    ]
    assert hits
    found = set(re.findall(r"/p/([^?#\"]+)#q", page))
    assert found == {hit["passage_id"] for hit in hits}


def test_the_form_keeps_what_was_asked(client):
    page = asked(
        client, 'a "b" <c>', publisher="<x>", date_from="2025", language="en", ui="en"
    ).text
    for value in ("a &#34;b&#34; &lt;c&gt;", "&lt;x&gt;", "2025"):
        assert f'value="{value}"' in page
    assert '<option value="en" selected>' in page
    assert '<input type="hidden" name="ui" value="en">' in page
    assert "<c>" not in page
    assert "<x>" not in page


@pytest.mark.parametrize(
    ("parameters", "status", "says"),
    [
        ({"q": "什么", "date_from": "昨天"}, 400, "起始日期“昨天”无法识别"),
        ({"q": "什么", "date_to": "昨天", "ui": "en"}, 400, "To: “昨天” is no date"),
        ({"q": "什么", "date_from": "2025", "date_to": "2024"}, 400, "起始日期晚于截止日期"),
        ({"q": "什么", "language": "fr"}, 400, "“fr”无法识别"),
        ({"q": "a" * 20_001}, 413, "20,001"),
    ],
)
def test_what_is_wrong_is_said_on_the_page_with_its_status(client, parameters, status, says):
    for headers in (BROWSER, PARTS):
        reply = client.get("/", params=parameters, headers=headers)
        assert reply.status_code == status
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert 'role="alert"' in reply.text
        assert says in text_of(reply.text)
    assert client.get("/", params=parameters, headers=BROWSER).text.count("<form") == 1


def test_without_an_index_the_page_says_so(tmp_path):
    client = TestClient(create_app(tmp_path / "none"))
    reply = asked(client, "什么")
    assert reply.status_code == 503
    assert "索引还没有准备好" in reply.text
    assert str(tmp_path) not in reply.text


@pytest.mark.parametrize("question", ["", "  ", "\u3000"])
def test_a_blank_question_is_the_first_page(client, question):
    page = asked(client, question, ui="en").text
    assert "24 articles" in page
    assert "Answers with evidence" in main_of(page)
    assert " autofocus" in page


@pytest.mark.parametrize(
    "question", ["！？……", "😀", "\x00\x07", "<script>alert(1)</script>", "a" * 20_000]
)
def test_odd_questions_are_answered_or_abstained_from(client, question):
    reply = asked(client, question)
    assert reply.status_code == 200
    assert reply.text.endswith("</html>")
    assert "<script>alert" not in reply.text


def test_a_filter_that_leaves_nothing_is_named_as_the_reason(client):
    page = asked(client, "退货", publisher="没有这家报纸").text
    assert "没有文章符合筛选条件" in page
    assert "没有任何段落与这个问题相关" not in page


def test_an_answer_that_is_not_sure_says_so(client, examples):
    """By the confidence that the API gives, on either side of the limit."""
    said = {}
    for question in (*examples.questions, "How high is the turnover?", "退货的东西去了哪里？"):
        answer = client.post("/ask", json={"question": question}).json()
        if answer["answerable"]:
            page = asked(client, question, ui="zh").text
            said[answer["confidence"] >= 0.85] = "请核对引文" in page
    assert said[True] is False
    assert said.get(False, True) is True


@pytest.mark.parametrize("path", ["/nosuch", "/p/{passage_id}?s=9&e=2", "/p/{passage_id}?s=x"])
def test_a_browser_gets_errors_as_pages_and_programs_as_json(client, path):
    hit = client.post("/search", json={"query": "退货"}).json()["hits"][0]
    path = path.format(passage_id=hit["passage_id"])
    page = client.get(path, headers=BROWSER)
    reply = client.get(path, headers={"accept": "application/json"})
    assert page.status_code == reply.status_code >= 400
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"]
    assert html.escape(reply.json()["error"]["message"], quote=False) in html.unescape(page.text)
    assert client.get(path, headers={"accept": "*/*"}).json() == reply.json()


def test_head_says_what_get_would(client):
    reply = client.head("/", headers=BROWSER)
    assert reply.status_code == 200
    assert reply.text == ""
    assert client.head("/static/page.js").status_code == 200


def test_all_that_a_browser_loads_for_an_answer_is_small(client, examples):
    for question in (*examples.questions, UNANSWERABLE):
        page = asked(client, question).text
        loaded = [
            client.get(at).content for at in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        ]
        assert len(loaded) == 2
        assert len(page.encode()) + sum(map(len, loaded)) < BUDGET


def test_an_answer_that_breaks_off_says_so_and_ends_the_page(client, examples, caplog):
    pages: Pages = client.app.state.pages
    request_view = pages.view(client_request(client))
    corpus = client.app.state.serving.searcher().snapshot.corpus

    def broken():
        yield "<p>first</p>"
        raise RuntimeError("a fault of ours")

    reply = Reply(pages, request_view, AskForm(q="什么"), in_parts=False)
    page = "".join(reply.page(broken(), corpus))
    assert "<p>first</p>" in page
    assert "回答中途断了" in page
    assert page.rstrip().endswith("</html>")
    assert "a fault of ours" not in page
    assert "broke off" in caplog.text


def client_request(client):
    """A request as the application gets it."""
    from starlette.requests import Request

    scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [],
        "server": ("testserver", 80), "scheme": "http", "app": client.app, "root_path": "",
    }  # fmt: skip
    return Request(scope)


def test_links_of_the_page_begin_with_the_public_url(examples):
    client = TestClient(create_app(examples.index, public_url="https://example.org/wenju"))
    page = asked(client, examples.questions[0]).text
    links = re.findall(r'(?:href|src|action)="([^"#][^"]*)"', page)
    assert len(links) > 10
    assert all(link.startswith("https://example.org/wenju/") for link in links)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=8))
def test_marked_runs_put_together_are_the_passage(cuts):
    text = "".join(chr(0x4E00 + i) for i in range(31))
    row = PassageRecord(0, 0, Passage("p-00000000", Span(100, 131), text))
    whole = Citation(1, row, None, Span(100, 131), text, Locator("line", 1))
    pairs = [sorted(pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    cited = [
        Citation(n, row, None, Span(100 + a, 100 + b), text[a:b], Locator("line", 1))
        for n, (a, b) in enumerate(pairs, start=1)
        if a < b
    ]
    runs = list(marked_runs(whole, cited))
    assert "".join(run for run, _ in runs) == text
    position = 0
    for run, marker in runs:
        holding = {c.marker for c in cited if c.span.start <= 100 + position < c.span.end}
        assert marker in holding if holding else marker is None
        position += len(run)


# ---- Written by a language model

WRITTEN = "截至4月20日，溪桥买菜已经关闭了1,260个社区自提点[1]。"
LIE = "溪桥买菜已经关闭了1,620个社区自提点[1]。"


def written_page(examples, reply, headers=BROWSER, **how):
    with chat_server(reply, **how) as server:
        client = TestClient(create_app(examples.index, chat=OpenAIChat(server.settings())))
        return asked(client, examples.questions[0], headers, ui="zh")


def test_a_model_writes_on_the_page_and_every_sentence_leads_to_its_quote(examples):
    page = written_page(examples, WRITTEN).text
    assert "关闭了1,260个社区自提点" in text_of(main_of(page))
    assert "每句都与出处核对过" in page
    links = re.findall(r'class="marker" data-beside href="([^"]+)"', page)
    assert len(links) == 1
    quote = TestClient(create_app(examples.index)).get(html.unescape(links[0])).text
    assert "1,260" in text_of(re.search(r"<mark.*?</mark>", quote, re.DOTALL)[0])


@pytest.mark.parametrize(("reply", "how"), [(LIE, {}), ("", {"status": 500})])
def test_where_a_model_writes_nothing_that_holds_the_quotes_stand_and_the_page_says_so(
    examples, client, reply, how
):
    page = written_page(examples, reply, **how).text
    assert "1,620" not in page
    assert "没有写出有依据的回答" in page
    quotes = re.findall(r'<p class="claim".*?</p>', page, re.DOTALL)
    plain = asked(client, examples.questions[0], ui="zh").text
    assert quotes == re.findall(r'<p class="claim".*?</p>', plain, re.DOTALL)


def test_a_model_writes_the_same_in_parts_and_whole(examples):
    whole = main_of(written_page(examples, WRITTEN).text)
    parts = lines_of(written_page(examples, WRITTEN, PARTS))
    joined = "".join(part["html"] for part in parts if "html" in part)
    assert untimed(joined).split() == untimed(whole).split()
