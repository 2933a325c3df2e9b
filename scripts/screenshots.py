"""Take the pictures of ``docs/pictures``: pages in a browser, the command in a terminal.

    scripts/screenshots [NAME...]

``examples/articles ─build, serve─▶ page ─browser─▶ PNG``; ``wenju in a pty ─rich─▶ HTML ─browser─▶
PNG``. Each picture is a line of ``SHOTS``. A picture is cut to at most 256 colours, so that it is
small.
"""

from __future__ import annotations

import argparse
import io
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from browsing import ROOT, find_browser, launch, serve
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

ARTICLES = ROOT / "examples" / "articles"
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 150_000  # of a picture
COLUMNS, ROWS = 88, 40  # of the terminal
ZH = "溪桥买菜一共撤掉了多少个小区提货点？"
EN = "How many neighbourhood pick-up points has Xiqiao Grocer shut down?"
UNANSWERED = "火星上有几家火锅店？"
DESK: dict[str, Any] = {"viewport": {"width": 1120, "height": 760}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
TERMINAL = (
    '<!doctype html><meta charset="utf-8"><style>{stylesheet} body {{ margin: 0;'
    " background: {background}; color: {foreground}; display: inline-block; padding: 16px 20px; }}"
    ' pre {{ margin: 0; font: 14px/1.5 "Noto Sans Mono CJK SC", Menlo, monospace; }}'
    "</style><body><pre><code style='font-family: inherit'>{code}</code></pre></body>"
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: of a page of the server, or of what a command prints or writes.

    ``click`` is the element to click before; in ``command`` PAGE stands for a file that the command
    writes and the picture shows.
    """

    path: str = "/"
    click: str | None = None
    command: Sequence[str] = ()
    context: Mapping[str, Any] = field(default_factory=lambda: DESK)


def _ask(question: str, **parameters: str) -> str:
    return "/?" + urlencode({"q": question} | parameters)


SHOTS: Mapping[str, Shot] = {
    "ask-zh": Shot(_ask(ZH, ui="zh")),
    "ask-en": Shot(_ask(EN, ui="en")),
    "beside": Shot(_ask(ZH, ui="zh"), click=".marker"),
    "abstention": Shot(_ask(UNANSWERED, ui="zh")),
    "error": Shot(_ask(EN, ui="en", date_from="yesterday")),
    "passage": Shot(_ask(ZH, ui="zh"), click="#beside-page"),
    "phone": Shot(_ask(ZH, ui="zh"), context=PHONE),
    "dark": Shot(_ask(EN, ui="en"), context=DESK | {"color_scheme": "dark"}),
    "connect": Shot("/connect?ui=en", context={"viewport": {"width": 1120, "height": 1000}}),
    "inspect": Shot(
        command=(
            "inspect",
            str(ARTICLES / "community_grocery_lookalike_characters.txt"),
            "--html",
            "PAGE",
        ),
        context={"viewport": {"width": 1120, "height": 1500}},
    ),
    "terminal": Shot(command=("ask", ZH)),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SHOTS)}")
    names = parser.parse_args().names or list(SHOTS)
    if unknown := [name for name in names if name not in SHOTS]:
        parser.error(f"no such picture: {', '.join(unknown)}")
    PICTURES.mkdir(exist_ok=True)
    with _studio() as studio:
        for name in names:
            picture = shrink(studio.take(SHOTS[name]))
            (PICTURES / f"{name}.png").write_bytes(picture)
            print(f"docs/pictures/{name}.png: {len(picture) / 1000:.0f} kB")
            if len(picture) >= MOST_BYTES:
                sys.exit(f"screenshots: {name}.png is over {MOST_BYTES / 1000:.0f} kB")


@dataclass(frozen=True, slots=True)
class Studio:
    """A browser, a server of the examples, and the command with their index."""

    browser: Browser
    url: str
    wenju: Path
    environment: Mapping[str, str]
    folder: Path

    def take(self, shot: Shot) -> bytes:
        """The picture as PNG."""
        context = self.browser.new_context(
            base_url=self.url, locale="zh-CN", reduced_motion="reduce", **shot.context
        )
        with context, context.new_page() as page:
            self._open(page, shot)
            if not shot.command or "PAGE" in shot.command:
                return page.screenshot()
            return page.locator("body").screenshot()

    def _open(self, page: Page, shot: Shot) -> None:
        if not shot.command:
            page.goto(shot.path)
            if shot.click == "#beside-page":  # a link that a script fills: take the marker's own
                page.goto(page.locator(".marker").first.get_attribute("href") or "")
            elif shot.click:
                page.locator(shot.click).first.click()
                page.locator("#beside #q").wait_for()
            return
        written = self.folder / "page.html"
        arguments = [str(written) if part == "PAGE" else part for part in shot.command]
        printed = run_in_terminal([str(self.wenju), *arguments], self.environment, self.folder)
        if "PAGE" in shot.command:
            page.goto(written.as_uri())
        else:
            page.set_content(terminal_page(f"$ wenju {' '.join(shot.command)}", printed))


@contextmanager
def _studio() -> Iterator[Studio]:
    wenju = Path(sys.executable).parent / "wenju"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("WENJU_")
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index = folder / "wenju-index"  # where the command looks by itself
        command: list[str | Path] = [wenju, "build", ARTICLES, "--index", index]
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        with serve(wenju, index, environment) as url, sync_playwright() as playwright:
            browser = launch(playwright, find_browser())
            yield Studio(browser, url, wenju, environment, folder)
            browser.close()


def run_in_terminal(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> str:
    """What a command prints on a terminal with colours, escape sequences and all."""
    master, terminal = pty.openpty()
    size = {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS), "LINES": str(ROWS)}
    colourful = {name: value for name, value in environment.items() if name != "NO_COLOR"} | size
    printed = bytearray()
    with subprocess.Popen(
        command, env=colourful, cwd=folder, stdin=terminal, stdout=terminal, stderr=terminal
    ) as process:
        os.close(terminal)
        try:
            while part := os.read(master, 65536):
                printed += part
        except OSError:  # on Linux the end of a terminal is an error
            pass
        finally:
            os.close(master)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}\n{printed.decode()}")
    return printed.decode().replace("\r\n", "\n")


def terminal_page(prompt: str, printed: str) -> str:
    """A page that looks like a terminal."""
    console = Console(record=True, file=io.StringIO(), width=COLUMNS + 20, force_terminal=True)
    console.print(Text(prompt, style="bold"))
    console.print(Text.from_ansi(printed), soft_wrap=True)
    return console.export_html(theme=DIMMED_MONOKAI, code_format=TERMINAL)


def shrink(picture: bytes) -> bytes:
    """The same picture with a palette of at most 256 colours."""
    small = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        palette = image.convert("RGB").quantize(
            256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        palette.save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    main()
