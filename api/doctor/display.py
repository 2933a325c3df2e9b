"""Whether Chinese can be seen here: the terminal, the fonts, a browser.

Fonts and browser are notes: pages are mostly read on other machines.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

from api.doctor.finding import Finding, counted, ok, warning
from api.doctor.machine import Machine
from api.settings import wants_colour

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 2  # seconds


def check_terminal(machine: Machine) -> Iterator[Finding]:
    """Whether the encoding of the output has Chinese characters."""
    output = machine.output
    if not output.encoding:
        yield ok("output", "Closed: nothing is printed.")
    elif output.shows("问据“”✓"):
        kind = "a terminal" if output.terminal else "not a terminal"
        colour = "in colour" if wants_colour(output.terminal, machine.environ) else "without colour"
        yield ok("output", f"{output.encoding}, {kind}, {colour}: Chinese can be printed.")
    else:
        forced = machine.environ.get("PYTHONIOENCODING")
        mend = "unset PYTHONIOENCODING" if forced else "export PYTHONUTF8=1"
        says = f"{output.encoding} has no Chinese characters: they are printed as codes (\\u95ee)."
        yield warning("output", says, mend)


def check_fonts(machine: Machine) -> Iterator[Finding]:
    """Whether a browser on this machine has a font for Chinese."""
    program = shutil.which("fc-list", path=machine.environ.get("PATH", ""))
    if program is None:
        yield ok(
            "fonts", "Unknown (no fc-list): only a browser on this machine needs Chinese ones."
        )
        return
    listed = subprocess.run(
        [program, ":lang=zh", "family"], capture_output=True, timeout=_PATIENCE, check=False
    )
    n = len(set(listed.stdout.splitlines()))
    if n:
        yield ok(
            "fonts", f"{counted(n, 'font family').replace('familys', 'families')} for Chinese."
        )
    else:
        yield ok(
            "fonts",
            "None for Chinese: a browser on this machine would show boxes; others are not concerned.",
        )


def check_browser(machine: Machine) -> Iterator[Finding]:
    """Whether there is a browser for the tests that use one."""
    path = machine.environ.get("PATH", "")
    found = next((one for name in _BROWSERS if (one := shutil.which(name, path=path))), None)
    says = (
        f"{found}, for the browser tests." if found else "No Chromium: the browser tests need it."
    )
    yield ok("browser", says)
