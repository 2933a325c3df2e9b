"""Running headers, footers and page numbers: lines that stand on most pages at the same place.

``pages of runs ─▶ the same without them``. Left out is a line among the outermost three of its
page, if on more than half of all pages, or of all odd or even ones, and on three at least, the same
line stands at the same height, digits aside. A line is kept if one further out is kept, so that no
hole is cut into text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.read.pdf_glyphs import Run
from index.read.pdf_rows import row_text, rows_of

_DEPTH = 3  # lines from the edge of a page
_MIN_PAGES = 3
_SAME_HEIGHT = 4.0  # points
_DIGITS = re.compile(r"[0-9０-９]+")
_MAX_NUMBERS = 2  # in a line without letters: "12", "12 / 340"; more is a row of a table

Edge = Literal["top", "bottom"]


@dataclass(frozen=True, slots=True)
class PageText:
    """The upright runs of a page, and its height in points."""

    runs: tuple[Run, ...]
    height: float


@dataclass(frozen=True, slots=True)
class _Outer:
    """A line near the edge of a page."""

    page: int
    edge: Edge
    pattern: str  # its text without digits and white space
    height: float  # from that edge
    runs: tuple[Run, ...]


def without_running_lines(pages: Sequence[PageText]) -> list[tuple[Run, ...]]:
    """The runs of each page that are no part of a running header or footer."""
    outer = [list(_outer(i, page)) for i, page in enumerate(pages)]
    running = _running([line for lines in outer for line in lines], len(pages))
    kept: list[tuple[Run, ...]] = []
    for page, lines in zip(pages, outer, strict=True):
        left_out: set[int] = set()
        for edge in ("top", "bottom"):
            for line in (line for line in lines if line.edge == edge):
                if id(line) not in running:
                    break
                left_out.update(id(run) for run in line.runs)
        kept.append(tuple(run for run in page.runs if id(run) not in left_out))
    return kept


def _outer(page: int, text: PageText) -> Iterator[_Outer]:
    """The outermost lines of a page, from its edges inwards."""
    rows = rows_of(text.runs)
    for row in rows[:_DEPTH]:
        yield _Outer(page, "top", _pattern(row_text(row)), row[0].base, tuple(row))
    for row in reversed(rows[-_DEPTH:]):
        height = text.height - row[0].base
        yield _Outer(page, "bottom", _pattern(row_text(row)), height, tuple(row))


def _pattern(text: str) -> str:
    return _DIGITS.sub("#", "".join(text.split()))


def _running(lines: list[_Outer], n_pages: int) -> set[int]:
    """The ``id`` of each line that repeats on most pages."""
    same: dict[tuple[Edge, str], list[_Outer]] = defaultdict(list)
    for line in lines:
        if _may_run(line.pattern):
            same[line.edge, line.pattern].append(line)
    found: set[int] = set()
    for some in same.values():
        for level in _levels(some):
            if _is_on_most({line.page for line in level}, n_pages):
                found.update(map(id, level))
    return found


def _may_run(pattern: str) -> bool:
    has_letter = any(char.isalpha() for char in pattern)
    return has_letter or 1 <= pattern.count("#") <= _MAX_NUMBERS


def _levels(lines: list[_Outer]) -> Iterator[list[_Outer]]:
    """Lines by height, cut where two are not at the same."""
    level: list[_Outer] = []
    for line in sorted(lines, key=lambda line: line.height):
        if level and line.height - level[-1].height > _SAME_HEIGHT:
            yield level
            level = []
        level.append(line)
    yield level


def _is_on_most(pages: set[int], n_pages: int) -> bool:
    for first, step in ((0, 1), (0, 2), (1, 2)):
        n_here = sum(page % step == first for page in pages)
        if n_here >= _MIN_PAGES and 2 * n_here > len(range(first, n_pages, step)):
            return True
    return False
