"""Measure the ask page in a real browser: its weight, and how soon an answer is painted.

    python scripts/bench_page.py [--index DIR] [--runs 20] QUESTION...

For each question, as a page that is loaded whole and as one that the script fills: milliseconds from
the first byte of the server's answer to the frame that first shows the answer (Element Timing API),
and from asking to that frame; minimum, median, maximum. Bytes are what the browser decoded, in all. The
floor is a page of a few words (an unknown id): what the browser itself takes to paint anything.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from browsing import ROOT, find_browser, launch, serve
from playwright.sync_api import Browser, Page, sync_playwright

PAINTED = """() => new Promise((resolve) => new PerformanceObserver((list) => {
  const shown = list.getEntries().find((entry) => entry.identifier === "claim");
  if (shown) resolve(shown.renderTime || shown.loadTime);
}).observe({ type: "element", buffered: true }))"""
FIRST = """() => new Promise((resolve) => new PerformanceObserver((list) => {
  const first = list.getEntriesByName("first-contentful-paint")[0];
  if (first) resolve(first.startTime);
}).observe({ type: "paint", buffered: true }))"""
WHOLE = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  const files = performance.getEntriesByType("resource");
  return { asked: page.startTime, first: page.responseStart,
    bytes: page.decodedBodySize + files.reduce((sum, file) => sum + file.decodedBodySize, 0) };
}"""
PART = """() => {
  const reply = performance.getEntriesByType("resource").filter((r) => r.initiatorType === "fetch").at(-1);
  return { asked: reply.startTime, first: reply.responseStart, bytes: reply.decodedBodySize };
}"""


def load_whole(page: Page, url: str, question: str) -> dict[str, float]:
    """Open the address of a question."""
    page.goto(f"{url}/?q={quote(question)}")
    painted = page.evaluate(PAINTED)
    return _figures(page.evaluate(WHOLE), painted)


def fill_in(page: Page, url: str, question: str) -> dict[str, float]:
    """Ask on the open page."""
    page.goto(f"{url}/")
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.wait_for_selector("#done")
    painted = page.evaluate(PAINTED)
    return _figures(page.evaluate(PART), painted)


def load_floor(page: Page, url: str, question: str) -> dict[str, float]:
    """Open a page that says next to nothing."""
    page.goto(f"{url}/p/none")
    return _figures(page.evaluate(WHOLE), page.evaluate(FIRST))


def _figures(timing: dict[str, Any], painted: float) -> dict[str, float]:
    return {
        "first byte to paint": painted - timing["first"],
        "asked to paint": painted - timing["asked"],
        "bytes": timing["bytes"],
    }


def measure(browser: Browser, url: str, question: str, runs: int) -> None:
    """Print a line a way of asking; the first run of each warms up."""
    for name, way in (("floor", load_floor), ("page", load_whole), ("script", fill_in)):
        found = []
        for _ in range(runs + 1):
            context = browser.new_context(viewport={"width": 1120, "height": 760})
            found.append(way(context.new_page(), url, question))
            context.close()
        times = "  ".join(
            f"{figure} {_spread([run[figure] for run in found[1:]])} ms"
            for figure in ("first byte to paint", "asked to paint")
        )
        print(f"{name:6}  {times}  {found[-1]['bytes']:,.0f} bytes  {question}")


def _spread(values: list[float]) -> str:
    return f"{min(values):.0f}/{statistics.median(values):.0f}/{max(values):.0f}"


def main() -> None:
    """Serve the index and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("questions", nargs="+", metavar="QUESTION")
    parser.add_argument("--index", type=Path, default=ROOT / "examples" / "index")
    parser.add_argument("--runs", type=int, default=20)
    args = parser.parse_args()
    command = Path(sys.executable).parent / "wenju"
    with sync_playwright() as playwright, serve(command, args.index, os.environ) as url:
        browser = launch(playwright, find_browser())
        for question in args.questions:
            measure(browser, url, question, args.runs)
        browser.close()


if __name__ == "__main__":
    main()
