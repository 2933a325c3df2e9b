"""What a browser tells of a page: what goes wrong in it, what is in sight, whether it is too wide.

Wrong is a request elsewhere, an error, a violation of the policy, a dialog, a second window.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Route

NewPage = Callable[..., Page]
_STATUS = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d ")


class Watch:
    """Holds a browser context to one origin, and keeps what its pages do wrong in ``faults``.

    A browser reports a page's own 4xx status as an error of the console; that one is none.
    """

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.faults: list[str] = []
        self._origin = origin
        context.route("**/*", self._let_through)
        context.on("console", self._console)
        context.on("dialog", self._dialog)
        context.on("weberror", lambda error: self.faults.append(f"exception: {error.error}"))
        context.on("page", self._page)
        self._pages = 0

    def faults_by_now(self, page: Page, within: float = 10) -> list[str]:
        """What has gone wrong, once something has, or after so many seconds."""
        until = time.monotonic() + within
        while not self.faults and time.monotonic() < until:
            page.wait_for_timeout(20)  # the browser's events are taken in here
        return self.faults

    def _let_through(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if f"{parts.scheme}://{parts.netloc}" == self._origin:
            route.continue_()
        else:
            self.faults.append(f"request: {route.request.url}")
            route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        page = message.page
        if page and _STATUS.match(message.text) and _same(message.location["url"], page.url):
            return
        self.faults.append(f"console {message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _page(self, page: Page) -> None:
        self._pages += 1
        if self._pages > 1:
            self.faults.append("a second window")


def _same(one: str, other: str) -> bool:
    return one.partition("#")[0] == other.partition("#")[0]


def mark_comes_into_sight(page: Page, within: float = 2) -> bool:
    """Whether the beginning of the mark is inside the window, after so many seconds of scrolling."""
    window, until = page.viewport_size, time.monotonic() + within
    assert window
    while True:
        box = page.locator("mark#q").bounding_box()
        assert box
        if 0 <= box["y"] < window["height"] and 0 <= box["x"] < window["width"]:
            return True
        if time.monotonic() > until:
            return False
        page.wait_for_timeout(50)


def scrolls_sideways(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return page.evaluate("document.scrollingElement.scrollWidth > innerWidth")
