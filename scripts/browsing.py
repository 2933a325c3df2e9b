"""What tests/browser and scripts/screenshots.py share: a browser to drive, and a server to look at.

``scripts/browser ─▶ program ─▶ Chromium``, ``wenju serve ─▶ URL``. Nothing is installed here.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).parents[1]
FLAGS = (
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
DEADLINE = 60  # seconds


class NoBrowser(Exception):
    """There is no browser to drive; the message says what to install."""


def find_browser() -> Path:
    """The browser's program, as ``scripts/browser`` finds it.

    Raises:
        NoBrowser: It is not here, or a Chinese font is not.
    """
    done = subprocess.run(
        ["bash", ROOT / "scripts" / "browser", "--path"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise NoBrowser(done.stderr.strip())
    return Path(done.stdout.strip())


def launch(playwright: Playwright, program: Path) -> Browser:
    """Start the browser without a window, with a fresh profile."""
    return playwright.chromium.launch(executable_path=program, headless=True, args=list(FLAGS))


@contextmanager
def serve(command: Path, index: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The URL of a ``wenju serve`` of its own on a free port; it ends with the block."""
    with subprocess.Popen(
        [command, "serve", "--port", "0", "--index", index],
        env=environment,
        encoding="utf-8",
        stdout=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            url = re.search(r"http://[^\s/]+", line)
            if not url:
                raise RuntimeError(f"wenju serve did not start: {line!r}")
            yield url[0]
            if process.poll() is not None:
                raise RuntimeError(f"wenju serve ended by itself: {process.returncode}")
        finally:
            process.terminate()
            process.wait(DEADLINE)
