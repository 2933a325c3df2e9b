"""Where an offset of a source text is for a person who opens the file: a line, a page, a record.

``SourceText ─▶ Locations ─at─▶ Locator``. HTML and DOCX files have none of these: their text is
what a reader took out of them, and its lines are not the file's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from index.source import SourceText

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a file that a person can go to; numbers count from 1."""

    kind: Literal["line", "page", "record"]
    number: int

    def __str__(self) -> str:
        """As it follows a file's name and a colon: ``12``, ``p3``."""
        return f"p{self.number}" if self.kind == "page" else str(self.number)

    def as_dict(self) -> dict[str, int]:
        """The contract's JSON."""
        return {self.kind: self.number}


class Locations:
    """All places of one source text."""

    def __init__(self, source: SourceText) -> None:
        self._record = source.record
        self._kind: Literal["line", "page"] = "page" if source.pages else "line"
        self._starts: list[int] | tuple[int, ...] = ()
        if source.pages:
            self._starts = source.pages
        elif source.kind in ("text", "markdown"):
            self._starts = _line_starts(source.text)

    def at(self, offset: int) -> Locator | None:
        """The place of an offset."""
        if self._record is not None:
            return Locator("record", self._record)
        return Locator(self._kind, bisect_right(self._starts, offset)) if self._starts else None


def file_place(file: str, locator: Locator | None) -> str:
    """``file:line``, ``file:p3`` for a page, ``file`` alone where there is neither."""
    return file if locator is None else f"{file}:{locator}"


def _line_starts(text: str) -> list[int]:
    """Offsets at which lines begin; CRLF, LF and a lone CR each end one."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]
