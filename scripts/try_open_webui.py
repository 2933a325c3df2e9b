"""Open WebUI in a browser, answered by ``wenju serve``: what does a person see there?

    scripts/try_open_webui OUT [--question TEXT] [--index DIR]

``wenju serve ◀─ Open WebUI ◀─ browser ─▶ OUT/answer.png, source.png, quote.png, abstention.png``. Both
servers are started on free ports of this machine, Open WebUI without a log-in and with a data folder
that is thrown away. Prints what was read off the pages. Fails if no source leads to a marked quote.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from browsing import ROOT, find_browser, launch, serve
from playwright.sync_api import Page, sync_playwright

QUESTION = "溪桥买菜一共撤掉了多少个小区提货点？"
UNANSWERED = "火星上有几家火锅店？"
STARTS, ANSWERS = 300.0, 60.0  # seconds that may pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for the pictures")
    parser.add_argument("--question", default=QUESTION, help=f"default: {QUESTION}")
    parser.add_argument("--index", type=Path, help="default: one of examples/articles, built now")
    parser.add_argument("--open-webui", type=Path, required=True, help="its command")
    parser.add_argument("--environment", help="read by scripts/try_open_webui")
    args = parser.parse_args(arguments)
    args.out.mkdir(parents=True, exist_ok=True)
    command = Path(sys.executable).parent / "wenju"
    with tempfile.TemporaryDirectory(prefix="wenju-openwebui-") as folder:
        index = args.index or built(command, Path(folder) / "index")
        with (
            serve(command, index, dict(os.environ)) as wenju,
            open_webui(args.open_webui, f"{wenju}/openwebui/v1", Path(folder)) as url,
            sync_playwright() as playwright,
        ):
            browser = launch(playwright, find_browser())
            context = browser.new_context(viewport={"width": 1180, "height": 760}, locale="en-US")
            report = look(context.new_page(), url, args.question, args.out)
            browser.close()
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0 if report["marked"] else 1


def built(command: Path, index: Path) -> Path:
    """An index of the example articles."""
    articles = ROOT / "examples" / "articles"
    subprocess.run([command, "build", articles, "--index", index], check=True, capture_output=True)
    return index


@contextmanager
def open_webui(command: Path, api: str, folder: Path) -> Iterator[str]:
    """The URL of an Open WebUI whose one connection is ``api``; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "DATA_DIR": str(folder / "data"),
        "OFFLINE_MODE": "true",
        "WEBUI_AUTH": "false",
        "RAG_EMBEDDING_ENGINE": "openai",
        "ENABLE_OLLAMA_API": "false",
        "OPENAI_API_BASE_URL": api,
        "OPENAI_API_KEY": "none",
        "ENABLE_VERSION_UPDATE_CHECK": "false",
        "WEBUI_SECRET_KEY": "for this run alone",
    }
    (folder / "data").mkdir()
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [command, "serve", "--host", "127.0.0.1", "--port", str(port)],
            cwd=folder,
            env=os.environ | settings,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/health", process, folder / "log")
            yield url
        finally:
            process.terminate()
            process.wait(60)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until it answers. Raises RuntimeError if it ends or takes too long."""
    deadline = time.monotonic() + STARTS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (OSError, urllib.error.URLError):
            time.sleep(1)
    raise RuntimeError(f"Open WebUI did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")


def look(page: Page, url: str, question: str, out: Path) -> dict[str, str]:
    """Ask, look at the answer, at its source, where that leads, and at an abstention."""
    page.goto(url, wait_until="domcontentloaded")
    page.locator("#chat-input").wait_for(timeout=STARTS * 1000)
    close_news(page)
    model = page.locator("#model-selector-model-button").inner_text()
    ask(page, question)
    page.screenshot(path=out / "answer.png")
    answer = page.locator("#response-content-container").last.inner_text()
    page.get_by_role("button", name=re.compile("^View source")).first.click()
    source = page.locator("a[href*='/p/']").first
    source.wait_for(timeout=ANSWERS * 1000)
    page.screenshot(path=out / "source.png")
    link = source.get_attribute("href") or ""
    with page.context.new_page() as tab:
        tab.goto(link)
        marked = tab.locator("mark").first.inner_text()
        tab.screenshot(path=out / "quote.png")
    page.goto(url, wait_until="domcontentloaded")
    page.locator("#chat-input").wait_for(timeout=STARTS * 1000)
    ask(page, UNANSWERED)
    page.screenshot(path=out / "abstention.png")
    abstention = page.locator("#response-content-container").last.inner_text()
    return {
        "model": model,
        "answer": answer,
        "source": link,
        "marked": marked,
        "abstention": abstention,
    }


def close_news(page: Page) -> None:
    """The window that tells what is new covers a first page, after a moment."""
    button = page.get_by_role("button", name="Okay, Let's Go!")
    button.wait_for(timeout=ANSWERS * 1000)
    button.click()


def ask(page: Page, question: str) -> None:
    """Put a question in a new chat and wait for the whole answer: then it can be read aloud."""
    page.locator("#chat-input").click()
    page.keyboard.insert_text(question)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Read Aloud").last.wait_for(timeout=ANSWERS * 1000)


if __name__ == "__main__":
    sys.exit(main())
