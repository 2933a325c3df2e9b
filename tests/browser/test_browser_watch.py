"""The watch itself: what it must report, it reports, so that an empty list means something."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<img src='http://example.invalid/x.png'>", "request: http://example.invalid/x.png"),
        ("<script>alert('hello')</script>", "dialog: hello"),
        ("<script>console.error('oh')</script>", "console error: oh"),
        ("<script>throw new Error('oh')</script>", "exception: oh"),
        ("<script>open('/healthz')</script>", "a second window"),
    ],
)
def test_the_watch_sees(site, watch_page, markup, fault):
    page, watch = watch_page(site)
    page.goto("/healthz")
    page.set_content(markup)
    assert any(seen.startswith(fault) for seen in watch.faults_by_now(page)), watch.faults


def test_the_watch_sees_a_violation_of_the_policy(site, watch_page):
    page, watch = watch_page(site)
    page.goto("/p/none")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('style'), {textContent: '*{}'}))"
    )
    (fault,) = watch.faults_by_now(page)
    assert "Content Security Policy" in fault


def test_axe_sees_a_barrier(page, axe):
    page.goto("/healthz")
    page.set_content("<main lang=en><p style='color: #ccc; background: #fff'>hello</p></main>")
    assert any("color-contrast" in finding for finding in axe(page))
