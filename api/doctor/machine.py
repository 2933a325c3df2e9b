"""The machine as the checks see it: all that they ask of the world outside is a field here.

A test gives folders of its own for ``/``, other packages, another terminal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import TextIO

from api.doctor.install import Install


@dataclass(frozen=True, slots=True)
class Output:
    """Where results go. ``encoding`` as Python names it; empty where nothing is open."""

    encoding: str
    terminal: bool

    @classmethod
    def of(cls, stream: TextIO | None) -> Output:
        """Of an open stream."""
        if stream is None:
            return cls("", False)
        return cls(stream.encoding or "", stream.isatty())

    def shows(self, text: str) -> bool:
        """Whether it has all the characters of a text."""
        try:
            text.encode(self.encoding)
        except (UnicodeEncodeError, LookupError):
            return False
        return True


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What is examined, and with what."""

    index: Path
    index_named: bool  # by --index or WENJU_INDEX; else it is the default folder
    install: Install
    environ: Mapping[str, str]
    output: Output
    python: tuple[int, int, int]
    platform: str  # as sys.platform
    host: str = "127.0.0.1"
    port: int = 8000
    port_named: bool = False  # the port or the host
    root: Path = Path("/")  # where proc and sys are
    find_distribution: Callable[[str], Distribution] = field(default=distribution)
    may_write: Callable[[Path], bool] = field(default=_may_write)
