"""Where a command's words go: results to stdout, one line a message to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from index.errors import WenjuError


def complain(message: str) -> None:
    """Print one line to stderr."""
    line = message.replace("\r", "\\r").replace("\n", "\\n")
    if sys.stderr is not None:
        print(f"wenju: {line}", file=sys.stderr, flush=True)


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
