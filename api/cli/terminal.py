"""Where a command's words go: results to stdout, one line a message and the progress to stderr."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from api.cli.show import printable
from api.cli.style import Role, screen_of, style_of
from index.errors import WenjuError

Progress = Callable[[str, int, int], None]
"""(what is being done, done, in all); 0 in all: nobody knows."""

_DELAY = 1.0  # seconds that pass before a bar appears
_TICK = 0.2  # between two drawings of it
_BAR = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}, {rate_fmt}, {remaining} left"
_NARROW = 60  # columns, of a terminal that is gone
_CLOCK = "{desc}, {elapsed}"


def complain(message: str, *, role: Role = "bad") -> None:
    """Print one line to stderr, above a bar if there is one.

    Args:
        message: What is wrong, or what the person should know.
        role: Colours the name before it: "bad" for a failure, "warning" for a warning.
    """
    line = printable(message.replace("\r", "\\r").replace("\n", "\\n"))
    if sys.stderr is not None:
        with _bars_aside():
            print(style_of(sys.stderr)(role, "wenju:"), line, file=sys.stderr, flush=True)


@contextmanager
def progress_bar(unit: str = "") -> Iterator[Progress]:
    """A bar on stderr for what is being done, if that is a terminal; else nothing.

    It appears after a second, keeps its clock going while nothing is told, and is gone in the end.
    ``unit``: of what is counted, as "B".
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    gauge, ended = _Gauge(), threading.Event()
    drawing = threading.Thread(target=gauge.draw, args=(ended, unit), daemon=True)
    drawing.start()
    try:
        yield gauge.show
    finally:
        ended.set()
        drawing.join()


class _Gauge:
    """How far the work is: told by the thread that works, drawn by another."""

    def __init__(self) -> None:
        self._now = ("", 0, 0, time.time())

    def show(self, what: str, done: int, total: int) -> None:
        """Note it. The clock begins anew where something else is counted."""
        _, before, all_before, began = self._now
        if total != all_before or done < before:
            began = time.time()
        self._now = (what, done, total, began)

    def draw(self, ended: threading.Event, unit: str) -> None:
        """Draw it until the work has ended."""
        if ended.wait(_DELAY):
            return
        from tqdm import tqdm

        with (
            suppress(OSError, ValueError),  # a terminal that is gone
            tqdm(
                total=0, unit=unit, unit_scale=True, leave=False, bar_format="{desc}", nrows=20
            ) as bar,
        ):
            while True:
                bar.desc, bar.n, bar.total, bar.start_t = self._now
                bar.last_print_t = bar.start_t
                bar.ncols = (screen_of(sys.stderr).width or _NARROW) - 1
                bar.bar_format = _BAR if bar.total else _CLOCK
                bar.refresh()
                if ended.wait(_TICK):
                    return


def _bars_aside() -> AbstractContextManager[None]:
    """Bars are taken off the screen while something is printed, if there can be any."""
    bars = sys.modules.get("tqdm")
    if bars is None:
        return nullcontext()
    aside: AbstractContextManager[None] = bars.tqdm.external_write_mode(file=sys.stderr)
    return aside


def print_lines(lines: Iterable[str]) -> None:
    """Print a result for people to read. Raises as :func:`finish_output`."""
    if sys.stdout is not None:
        with _writing():
            print("\n".join(lines))


def print_json(value: Any) -> None:
    """Print a result as one JSON object in UTF-8, whatever the terminal's encoding is.

    Raises as :func:`finish_output`.
    """
    from api.json_bytes import json_bytes

    if sys.stdout is not None:
        with _writing():
            sys.stdout.flush()
            sys.stdout.buffer.write(json_bytes(value) + b"\n")


def prepare_output() -> None:
    """Let nothing that is printed fail for want of a character in the terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def finish_output() -> None:
    """Write out what is buffered, while a failure can still be told.

    Raises:
        BrokenPipeError: Nobody reads any more.
        WenjuError: The output cannot be written (a full disk).
    """
    if sys.stdout is not None:
        with _writing():
            sys.stdout.flush()


def drop_output() -> None:
    """Send the rest of stdout nowhere, so that Python does not fail to flush it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        what = f"cannot write the output: {error.strerror or error}"
        raise WenjuError(what, where="stdout", hint="write it elsewhere") from error
