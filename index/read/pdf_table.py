"""Tables: rows whose cells stand under one another.

``rows of one column ─▶ Table(first, end, gutters)``. A table is found by its gaps alone, no rule or
frame is looked at. A cell of several lines stays several rows; a row that reaches over a gutter is
one cell there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.read.pdf_rows import Row, row_text

Gap = tuple[float, float]

_GUTTER = 1.0  # em between cells
_WIDE = 2.0  # em; two rows with a gap as wide are a table, otherwise three
_SHARE = 0.75  # of a table's rows of several cells, that leave a gutter free
_LABEL = re.compile(r"[(（\[]?([0-9]{1,3}|[A-Za-z]|[一二三四五六七八九十]{1,3})[.)）、．\]]?|\W")


@dataclass(frozen=True, slots=True)
class Table:
    """``rows[first:end]`` with gutters from left to right."""

    first: int
    end: int
    gutters: tuple[Gap, ...]

    def cells(self, row: Row) -> list[Row]:
        """The runs of a row by cell; empty cells are left out."""
        cells: list[Row] = []
        for run in row:
            if cells and not self._between(cells[-1][-1].right, run.left):
                cells[-1].append(run)
            else:
                cells.append([run])
        return cells

    def _between(self, right: float, left: float) -> bool:
        return any(right <= (a + b) / 2 <= left for a, b in self.gutters)


def find_tables(rows: Sequence[Row]) -> Iterator[Table]:
    """Tables among the rows of a column, from top to bottom."""
    at = 0
    while at < len(rows):
        several, end, common = _rows_from(rows, at)
        wide = any(b - a >= _WIDE / _GUTTER * _em(rows[at]) for a, b in common)
        if len(several) < (2 if wide else 3):
            at += 1
            continue
        gutters = _gutters(several)
        if gutters and not _is_list(several, gutters):
            yield Table(at, end, gutters)
        at = end


def _rows_from(rows: Sequence[Row], first: int) -> tuple[list[Row], int, list[Gap]]:
    """The rows that leave a gap of the first one free: those of several cells, their end, gaps."""
    several: list[Row] = []
    end, common = first, _inner_gaps(rows[first])
    for i in range(first, len(rows)):
        met = _meet(common, _gaps(rows[i]), _em(rows[i]))
        if not met:
            break
        common = met
        if _inner_gaps(rows[i]):
            several.append(rows[i])
            end = i + 1
    return several, end, common


def _em(row: Row) -> float:
    return _GUTTER * min(run.size for run in row)


def _gaps(row: Row) -> list[Gap]:
    """The free strips of a row, those at its ends without end."""
    rights = [float("-inf"), *(run.right for run in row)]
    lefts = [*(run.left for run in row), float("inf")]
    return [(a, b) for a, b in zip(rights, lefts, strict=True) if b - a >= _em(row)]


def _inner_gaps(row: Row) -> list[Gap]:
    return [(a, b) for a, b in _gaps(row) if abs(a) != float("inf") and abs(b) != float("inf")]


def _meet(some: list[Gap], others: list[Gap], width: float) -> list[Gap]:
    """Where strips of two rows are free at once, if that is wide enough."""
    met = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(a, b) for a, b in met if b - a >= width]


def _gutters(rows: list[Row]) -> tuple[Gap, ...]:
    """Strips that most rows leave free, though a few may reach over them."""
    change: Counter[float] = Counter()  # at each place, in the number of rows that cover it
    for row in rows:
        for left, right in _covered(row):
            change[left] += 1
            change[right] -= 1
    strips: list[Gap] = []
    places, n_covering = sorted(change), 0
    for a, b in pairwise(places):
        n_covering += change[a]
        if n_covering > (1 - _SHARE) * len(rows):
            continue
        if strips and strips[-1][1] == a:
            strips[-1] = (strips[-1][0], b)
        else:
            strips.append((a, b))
    width = min(_em(row) for row in rows)
    return tuple((a, b) for a, b in strips if b - a >= width)


def _covered(row: Row) -> list[Gap]:
    """The strips that a row covers, apart from one another."""
    covered: list[Gap] = []
    for run in row:
        if covered and run.left <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], run.right))
        else:
            covered.append((run.left, run.right))
    return covered


def _is_list(rows: list[Row], gutters: tuple[Gap, ...]) -> bool:
    """Whether two columns are the numbers or bullets of a list, and its items."""
    if len(gutters) != 1:
        return False
    labels = (row_text(run for run in row if run.right <= gutters[0][1]) for row in rows)
    return all(_LABEL.fullmatch(label) for label in labels)
