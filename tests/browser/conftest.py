"""What the browser tests share: real servers, a real browser, pages in it that are watched.

A page may ask nothing but its server, and its console stays empty: whatever test uses one of
``page``, ``phone``, ``dark``, ``no_script`` or ``new_page`` fails if it does not. Where there is no
browser the tests are skipped with what to install; under CI they fail.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from small_index import quick_build

from browser.watched import NewPage, Watch
from scripts.browsing import NoBrowser, find_browser, launch, serve

Axe = Callable[[Page], list[str]]

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
TIMEOUT = 30_000  # milliseconds
NASTY_ID = "nasty/ä b?c#d&\"'<i>"
NASTY_TITLE = "<img src=x onerror=alert(1)>标题</title><script>document.title='owned'</script>"
NASTY_LINES = (
    "仓库在三月搬到了城北。<script>window.owned = 1; alert(1)</script>",
    '</mark></main></body><svg onload="alert(1)"><img src="http://example.invalid/x.png" onerror=alert(1)>',
    '<a href="javascript:alert(1)" onclick="alert(1)" onmouseover="alert(1)">link</a><style>*{display:none}</style>',
    "{{ 7 * 7 }} ${7*7} &amp; &lt;b&gt; <!-- ]]> --> <iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "Pneumono" * 200,
    "https://example.invalid/" + "path/" * 150,
    "仓库" * 400,
    "\u202eright to left override\u202c, ordinary again; \u2067isolated\u2069",
    "انتقل المستودع إلى شمال المدينة في شهر مارس، وكان ذلك خبرًا سارًا.",
    "העיר הצפונית 2024 (warehouse) 仓库",
)


@dataclass(frozen=True)
class Site:
    """A server of ours, and the index that it serves."""

    url: str
    index: Path


@pytest.fixture(scope="session")
def browser_program() -> Path:
    """The browser; without one the tests are skipped, or fail under CI."""
    try:
        return find_browser()
    except NoBrowser as error:
        if os.environ.get("CI", "").lower() in ("", "0", "false"):
            pytest.skip(str(error))
        pytest.fail(str(error))


@pytest.fixture(scope="session")
def start_site(
    wenju_command: Path, clean_environment: dict[str, str]
) -> Iterator[Callable[[Path], Site]]:
    """Serve an index until the tests end."""
    with ExitStack() as stack:

        def start(index: Path) -> Site:
            return Site(stack.enter_context(serve(wenju_command, index, clean_environment)), index)

        yield start


@pytest.fixture(scope="session")
def site(browser_program: Path, start_site, examples) -> Site:
    """The examples, served."""
    return start_site(examples.index)


@pytest.fixture(scope="session")
def nasty_site(browser_program: Path, start_site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An article that is made of markup, scripts, endless words and right-to-left text, served."""
    folder = tmp_path_factory.mktemp("nasty-site")
    record = {
        "_id": NASTY_ID,
        "title": NASTY_TITLE,
        "publisher": "<b onclick=alert(1)>出版</b>",
        "author": '"><script>alert(1)</script>',
        "date": "2024-03-28",
        "url": "javascript:alert(1)",
        "text": "\n".join(NASTY_LINES),
    }
    (folder / "nasty.jsonl").write_text(json.dumps(record), "utf-8")
    quick_build(folder / "index", folder / "nasty.jsonl")
    return start_site(folder / "index")


# A browser a module: while one runs, playwright keeps an event loop in this thread, where tests of
# other folders want to start their own.
@pytest.fixture(scope="module")
def browser(browser_program: Path) -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        browser = launch(playwright, browser_program)
        try:
            expect.set_options(timeout=TIMEOUT)
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="module")
def watch_page(browser: Browser) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """Open a page on a site with options of a context; gives the watch with it, faults unjudged."""
    with ExitStack() as stack:

        def start(site: Site, **options: Any) -> tuple[Page, Watch]:
            context = browser.new_context(
                base_url=site.url, service_workers="block", **{"locale": "zh-CN", **options}
            )
            stack.callback(context.close)
            context.set_default_timeout(TIMEOUT)
            watch = Watch(context, site.url)
            return context.new_page(), watch

        yield start


@pytest.fixture(scope="module")
def free_pages() -> dict[str, list[tuple[Page, Watch]]]:
    """Pages that a test has left as new, by site and options: to open one takes a second and a half."""
    return {}


@pytest.fixture
def new_page(site: Site, watch_page, free_pages) -> Iterator[NewPage]:
    """Open a watched page: ``new_page(color_scheme="dark")``, ``new_page(nasty_site)``."""
    taken: list[tuple[str, Page, Watch]] = []

    def start(where: Site = site, **options: Any) -> Page:
        key = f"{where.url} {sorted(options.items())}"
        free = free_pages.setdefault(key, [])
        page, watch = free.pop() if free else watch_page(where, **options)
        watch.faults.clear()
        taken.append((key, page, watch))
        return page

    yield start
    assert [fault for _, _, watch in taken for fault in watch.faults] == []
    for key, page, watch in taken:
        leave_as_new(page)
        free_pages[key].append((page, watch))


def leave_as_new(page: Page) -> None:
    """Leave nothing on a page for the next test but its history."""
    page.unroute_all()
    if page.url != "about:blank":  # a page that went nowhere has nothing stored, and may not look
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.context.clear_cookies()
    page.mouse.move(0, 0)
    page.goto("about:blank")


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page on a desk."""
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """A page on a phone."""
    return new_page(**PHONE)


@pytest.fixture
def dark(new_page: NewPage) -> Page:
    """A page for somebody who likes it dark."""
    return new_page(color_scheme="dark")


@pytest.fixture
def no_script(new_page: NewPage) -> Page:
    """A page without JavaScript."""
    return new_page(java_script_enabled=False)


@pytest.fixture(scope="session")
def axe() -> Axe:
    """What axe-core finds serious or critical in a page: ``impact rule: element``, each."""
    source = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")

    def look(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run({preload: false, resultTypes: ['violations']})")
        return [
            f"{violation['impact']} {violation['id']}: {node['html']} ({node['failureSummary']})"
            for violation in found["violations"]
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]

    return look
