"""A citation's link in a browser: the quote in sight and marked, whatever the article holds."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page

from browser.conftest import NASTY_ID, NASTY_LINES, NASTY_TITLE, PHONE
from browser.watched import mark_comes_into_sight, scrolls_sideways

GONE = "/p/none"


def citation_link(citation: dict[str, Any]) -> str:
    """The path that shows a citation."""
    span = urlencode({"s": citation["start"], "e": citation["end"]})
    return f"/p/{quote(citation['passage_id'], safe='')}?{span}#q"


def deep_citation(page: Page) -> dict[str, Any]:
    """The citation of a passage that stands lowest in its article."""
    reply = page.request.post("/search", data={"query": "仓库 退货 无人机", "k": 100}).json()
    return max((hit["citation"] for hit in reply["hits"]), key=lambda cited: cited["start"])


def marked(page: Page) -> str:
    """The text of the mark, in however many pieces."""
    return "".join(page.locator("main mark").all_text_contents())


def nasty_paths(page: Page) -> list[str]:
    """The nasty article, and each of its passages."""
    article = f"/articles/{quote(NASTY_ID, safe='')}"
    reply = page.request.get(article, headers={"accept": "application/json"}).json()
    return [article, *(f"/p/{quote(passage, safe='')}#q" for passage in reply["passages"])]


@pytest.mark.parametrize(
    "options", [{}, {"java_script_enabled": False}, PHONE], ids=["desk", "no script", "phone"]
)
def test_a_citations_link_shows_its_quote(new_page, options):
    page = new_page(**options)
    citation = deep_citation(page)
    link = citation_link(citation)
    page.goto(link.removesuffix("#q"))
    assert not mark_comes_into_sight(page, within=0), "the article is too short to show anything"
    page.goto(link)
    assert marked(page) == citation["quote"]
    assert mark_comes_into_sight(page)


def test_the_mark_of_an_answer_is_its_quote(page, examples):
    for question in examples.questions:
        citation = page.request.post("/ask", data={"question": question}).json()["citations"][0]
        page.goto(citation_link(citation))
        assert marked(page) == citation["quote"]
        assert mark_comes_into_sight(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barrier(new_page, axe, scheme):
    page = new_page(color_scheme=scheme)
    citation = deep_citation(page)
    for path in (citation_link(citation), f"/articles/{citation['article_id']}", GONE):
        page.goto(path)
        assert axe(page) == [], path


def test_no_page_is_wider_than_a_phone(phone, new_page, nasty_site):
    citation = deep_citation(phone)
    for path in (citation_link(citation), f"/articles/{citation['article_id']}", GONE):
        phone.goto(path)
        assert not scrolls_sideways(phone), path
    nasty = new_page(nasty_site, **PHONE)
    for path in nasty_paths(nasty):
        nasty.goto(path)
        assert not scrolls_sideways(nasty), path


@pytest.mark.parametrize("bypass_csp", [False, True])
def test_what_an_article_holds_is_shown_and_never_run(new_page, nasty_site, bypass_csp):
    """Without the policy too: the escaping alone must do."""
    page = new_page(nasty_site, bypass_csp=bypass_csp)
    for path in nasty_paths(page):
        page.goto(path)
        page.mouse.move(300, 300)
        shown = page.locator("main").text_content()
        for line in NASTY_LINES:
            assert line in shown
        assert NASTY_TITLE in page.locator("body").text_content()
        assert NASTY_TITLE in page.title()
        assert page.evaluate("window.owned") is None
        assert page.locator("main :is(script, img, svg, iframe, style, [onclick])").count() == 0
        assert page.locator("[href^='javascript:']").count() == 0
