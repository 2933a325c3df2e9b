"""The page of addresses in a browser: readable everywhere, without a script too; copied by a click."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.watched import scrolls_sideways

NARROW = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_barrier(new_page, axe, scheme):
    page = new_page(color_scheme=scheme)
    for language in ("zh", "en"):
        page.goto(f"/connect?ui={language}")
        assert axe(page) == [], language


@pytest.mark.parametrize("script", [True, False])
def test_it_is_no_wider_than_a_narrow_phone(new_page, script):
    page = new_page(java_script_enabled=script, **NARROW)
    for language in ("zh", "en"):
        page.goto(f"/connect?ui={language}")
        assert not scrolls_sideways(page), language


def test_a_click_copies(new_page, site):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/connect?ui=en")
    buttons = page.locator("[data-copy]")
    texts = page.locator("main :is(code, pre)")
    expect(buttons).to_have_count(texts.count())
    for place in (0, texts.count() - 1):
        buttons.nth(place).click()
        expect(buttons.nth(place)).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == texts.nth(place).text_content()
        assert site.url in copied


def test_without_a_script_all_is_there_but_the_buttons(no_script, page):
    shown = []
    for one in (no_script, page):
        one.goto("/connect?ui=en")
        shown.append(one.locator("main :is(h2, h3, dt, code, pre, .note)").all_text_contents())
    assert shown[0] == shown[1] != []
    expect(no_script.locator("button:visible")).to_have_count(0)


def test_it_is_reached_from_where_one_asks(page, no_script):
    for one in (page, no_script):
        one.goto("/?ui=en")
        one.get_by_role("link", name="Connect", exact=True).click()
        expect(one.get_by_role("heading", level=1)).to_have_text("Connect a front end")
        one.get_by_role("link", name="Cherry Studio").click()
        expect(one.get_by_role("heading", name="Cherry Studio")).to_be_in_viewport()
        one.get_by_role("link", name="中文").click()
        expect(one.get_by_role("heading", level=1)).to_have_text("接入聊天前端")
