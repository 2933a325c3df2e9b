"""Lines of a byte stream, never longer than memory allows.

``stream ─▶ (number, line | None)...``; None stands for a line that is too long to be held.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

_BOM = b"\xef\xbb\xbf"


class _Lines(Protocol):
    def readline(self, size: int, /) -> bytes: ...


def bounded_lines(stream: _Lines, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a stream with their numbers from 1; of a longer one nothing is kept."""
    number = 0
    while line := stream.readline(max_bytes + 2):
        number += 1
        too_long = len(line) > max_bytes and not line.endswith(b"\n")
        while too_long and line and not line.endswith(b"\n"):
            line = stream.readline(max_bytes + 2)
        if number == 1 and not too_long:
            line = line.removeprefix(_BOM)
        yield number, None if too_long else line
