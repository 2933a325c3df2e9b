"""The ask page in a browser: with its script and without it, on a phone, in the dark, by keyboard."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import NASTY_LINES, PHONE
from browser.watched import mark_comes_into_sight, scrolls_sideways

UNANSWERED = "火星上有几家火锅店？"


def address(question: str | None = None, **parameters: str) -> str:
    """The ask page's own address for a question."""
    asked = {} if question is None else {"q": question}
    return "/?" + urlencode(asked | parameters)


def ask(page: Page, question: str) -> None:
    """Ask on an open page as a person does, and wait for all of the answer."""
    page.evaluate("document.getElementById('done')?.remove()")  # of the answer before
    box = page.get_by_role("search").locator("[name=q]")
    box.fill(question)
    box.press("Enter")
    expect(page.locator("#done")).to_be_attached()


def result(page: Page) -> str:
    """The text of the result, without what differs between two equal questions."""
    text = page.locator("#result").inner_text()
    return re.sub(r"[\d.,]+ (毫秒|ms)", "", re.sub(r"\s+", " ", text)).strip()


def asked(page: Page, question: str) -> dict[str, Any]:
    """The answer that the API gives."""
    return page.request.post("/ask", data={"question": question}).json()


def test_an_answer_shows_its_claims_and_citations(page, examples):
    page.goto("/")
    for question in examples.questions:
        ask(page, question)
        answer = asked(page, question)
        shown = page.locator(".claim > span").all_text_contents()
        assert shown == [claim["text"] for claim in answer["claims"]]
        assert page.locator(".citations li").count() == len(answer["citations"])
        assert page.locator(".passages > ol > li").count() >= 1


def test_the_page_says_the_same_with_and_without_its_script(page, no_script, examples):
    for question in (*examples.questions, UNANSWERED):
        page.goto("/")
        ask(page, question)
        no_script.goto("/")
        ask(no_script, question)
        assert result(page) == result(no_script) != ""
        one, other = (parse_qsl(urlsplit(shown.url).query) for shown in (page, no_script))
        assert one == other == [("q", question)]  # blank fields aside


def test_an_address_with_a_question_is_the_answer(page, no_script, examples):
    for shown in (page, no_script):
        shown.goto(address(examples.questions[0]))
        assert shown.locator("[name=q]").input_value() == examples.questions[0]
        assert shown.locator(".claim").count() >= 1


def test_going_back_shows_the_question_before(page, examples):
    first, second = examples.questions
    page.goto("/")
    ask(page, first)
    before = result(page)
    ask(page, second)
    assert result(page) != before
    page.go_back()
    expect(page.locator("[name=q]")).to_have_value(first)
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.locator("#done")).to_be_attached()
    assert result(page) == before


def test_an_abstention_cites_nothing(page, no_script):
    for shown in (page, no_script):
        shown.goto("/")
        ask(shown, UNANSWERED)
        expect(shown.locator(".abstention")).to_be_visible()
        assert shown.locator(".claim, .marker, .citations").count() == 0
        assert shown.locator(".passages > ol > li").count() >= 1


def test_a_wrong_filter_is_said_and_the_question_stays(page, no_script, examples):
    path = address(examples.questions[0], date_from="yesterday")
    for shown in (page, no_script):
        assert shown.goto(path).status == 400
        expect(shown.get_by_role("alert")).to_be_visible()
        assert shown.locator("[name=q]").input_value() == examples.questions[0]
        assert shown.locator("[name=date_from]").input_value() == "yesterday"


def test_a_filter_of_the_form_is_kept(no_script, page, examples):
    for shown in (page, no_script):
        shown.goto(address(examples.questions[1]))
        shown.locator("#filters > summary").click()
        shown.locator("[name=language]").select_option("en")
        ask(shown, examples.questions[1])
        expect(shown).to_have_url(re.compile("language=en"))
        assert shown.locator("[name=language]").input_value() == "en"


def test_a_marker_opens_its_quote_beside_the_answer(page, examples):
    page.goto("/")
    ask(page, examples.questions[0])
    citation = asked(page, examples.questions[0])["citations"][0]
    marker, beside = page.locator(".marker").first, page.locator("#beside")
    for opens in (marker.click, lambda: page.keyboard.press("1")):
        opens()
        expect(beside).to_be_visible()
        assert "".join(beside.locator("mark").all_text_contents()) == citation["quote"]
        assert beside.evaluate("at => at === document.activeElement")
        page.keyboard.press("Escape")
        expect(beside).to_be_hidden()
        assert marker.evaluate("at => at === document.activeElement")


def test_without_a_script_a_marker_leads_to_its_quote(no_script, examples):
    no_script.goto(address(examples.questions[0]))
    no_script.locator(".marker").first.click()
    expect(no_script).to_have_url(re.compile(r"/p/.*#q$"))
    assert mark_comes_into_sight(no_script)


def test_no_id_is_given_twice(page, examples):
    page.goto("/")
    ask(page, examples.questions[0])
    page.locator(".marker").first.click()
    expect(page.locator("#beside")).to_be_visible()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(at => at.id)")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    ("locale", "parameters", "language"),
    [
        ("zh-CN", {}, "zh-Hans"),
        ("en-GB", {}, "en"),
        ("zh-CN", {"ui": "en"}, "en"),
        ("en-GB", {"ui": "zh"}, "zh-Hans"),
    ],
)
def test_the_language_is_the_readers_unless_the_address_says_another(
    new_page, examples, locale, parameters, language
):
    page = new_page(locale=locale)
    for path in (address(**parameters), address(examples.questions[0], **parameters)):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language


def test_changing_the_language_keeps_the_question(page, examples):
    page.goto("/?ui=zh")
    ask(page, examples.questions[0])
    page.locator(".languages a").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator("[name=q]").input_value() == examples.questions[0]
    assert page.locator(".claim").count() >= 1


@pytest.mark.parametrize("options", [PHONE, {"color_scheme": "dark"}], ids=["phone", "dark"])
def test_the_page_has_no_barrier(new_page, axe, examples, options):
    page = new_page(**options)
    wrong = address(UNANSWERED, date_from="yesterday")
    for path in ("/", address(examples.questions[0]), address(UNANSWERED), wrong):
        page.goto(path)
        assert axe(page) == [], path
    page.goto(address(examples.questions[0], ui="en"))
    page.locator(".marker").first.click()
    expect(page.locator("#beside")).to_be_visible()
    assert axe(page) == []


def test_the_page_is_not_wider_than_a_phone(phone, new_page, nasty_site, examples):
    for path in ("/", address(examples.questions[1], language="en"), address(UNANSWERED)):
        phone.goto(path)
        assert not scrolls_sideways(phone), path
    nasty = new_page(nasty_site, **PHONE)
    for path in (address("仓库搬到了哪里？"), address("word" * 300)):
        nasty.goto(path)
        assert not scrolls_sideways(nasty), path


@pytest.mark.parametrize("bypass_csp", [False, True])
def test_what_an_article_or_a_question_holds_is_never_run(new_page, nasty_site, bypass_csp):
    """Without the policy too: the escaping alone must do."""
    page = new_page(nasty_site, bypass_csp=bypass_csp)
    for question in ("仓库在几月搬到了城北？", *NASTY_LINES[:4]):
        page.goto("/")
        ask(page, question)
        page.goto(address(question))
        assert page.locator("[name=q]").input_value() == question
        assert page.evaluate("window.owned") is None
        inside = "#result :is(script, img, iframe, style, [onclick], [href^='javascript:'])"
        assert page.locator(inside).count() == 0
    assert "<script>" in page.locator("#result").text_content()


def panel(page: Page) -> Any:
    """The place in which a quote opens beside the answer."""
    return page.locator("#beside")


def test_keys_work_after_a_question_was_typed(page, examples):
    page.goto("/")
    ask(page, examples.questions[0])
    page.keyboard.press("1")
    expect(panel(page).locator("mark#q")).to_be_visible()
    assert page.locator("[name=q]").input_value() == examples.questions[0]
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("[name=q]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[name=q]")).not_to_be_focused()
    assert page.locator("[name=q]").input_value() == examples.questions[0]


def test_going_back_closes_the_quote_and_keeps_the_answer(page, examples):
    page.goto("/")
    ask(page, examples.questions[0])
    before = result(page)
    page.locator(".marker").first.click()
    expect(panel(page)).to_be_visible()
    page.go_back()
    expect(panel(page)).to_be_hidden()
    assert result(page) == before
    assert parse_qsl(urlsplit(page.url).query) == [("q", examples.questions[0])]


class Held:
    """Requests for pages of passages, answered when the test says so."""

    def __init__(self, page: Page) -> None:
        self.routes: list[Any] = []
        page.route("**/p/**", self._hold)

    def _hold(self, route: Any) -> None:
        self.routes.append(route)

    def wait_for(self, page: Page, n: int) -> None:
        while len(self.routes) < n:
            page.wait_for_timeout(10)  # takes in the browser's requests


def test_of_two_quotes_asked_for_the_later_is_shown(page, examples):
    page.goto(address(examples.questions[0]))
    held = Held(page)
    links = page.locator(".from a")
    places = [links.nth(i).locator(".place").inner_text() for i in (0, 1)]
    assert places[0] != places[1]
    links.nth(0).click()
    held.wait_for(page, 1)
    links.nth(1).click()
    held.wait_for(page, 2)
    held.routes[1].continue_()
    expect(panel(page).locator(".place")).to_have_text(places[1])
    held.routes[0].abort()
    expect(panel(page).locator(".place")).to_have_text(places[1])


def test_no_quote_of_an_answer_opens_beside_the_next(page, examples):
    page.goto(address(examples.questions[0]))
    held = Held(page)
    page.locator(".marker").first.click()
    held.wait_for(page, 1)
    ask(page, examples.questions[1])
    held.routes[0].abort()
    expect(panel(page)).to_be_hidden()
    assert urlsplit(page.url).path == "/"
    assert parse_qsl(urlsplit(page.url).query) == [("q", examples.questions[1])]


def test_a_quote_that_cannot_be_opened_beside_is_opened_as_a_page(page, examples):
    page.goto(address(examples.questions[0]))
    n_asked = []

    def once_as_json(route: Any) -> None:
        n_asked.append(route.request.url)
        if len(n_asked) == 1:
            route.fulfill(status=200, content_type="application/json", body="{}")
        else:
            route.continue_()

    page.route("**/p/**", once_as_json)
    page.locator(".marker").first.click()
    page.wait_for_url(re.compile("/p/"))
    expect(page.locator("mark#q")).to_be_visible()


def test_without_a_connection_the_question_stays_and_can_be_asked_again(page, examples):
    page.goto("/?ui=en")
    refused = []

    def refuse_once(route: Any) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=200, content_type="application/x-ndjson", body='{"html": "<p>"}\n')

    page.route("**/?*q=*", refuse_once)
    page.locator("[name=q]").fill(examples.questions[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    assert page.locator("[name=q]").input_value() == examples.questions[0]
    page.locator("[data-again]").click()
    expect(page.locator(".claim").first).to_be_visible()
