"""Gutters: where a page is to be cut into columns.

``rows ─▶ Cut``: a strip that no run crosses in consecutive rows, with text on both sides that fills
its column as sentences do; short cells in line with one another may be a table, which
``index.read.pdf_table`` knows. Strips are counted in bins of a quarter em over all rows at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from index.read.pdf_glyphs import Flags, weight
from index.read.pdf_rows import Row, row_text

_BIN = 0.25  # em; how finely gutters are looked for
_GUTTER = 3  # bins of the narrowest gutter
_MIN_ROWS = 3  # of text on either side of a gutter
_FILL = 0.55  # of a column's width, that its usual line fills
_MIN_WEIGHT = 14  # half-width characters in its usual line
_ALIGNED = 0.4  # of rows on both sides: fewer, and the sides are independent text
_BESIDE = 0.5  # of the rows on the poorer side, that have text beside them
_MAX_TRIES = 24  # gutters that are tried
_MAX_ROWS = 2000  # of a page that is looked at; more are no columns of text
_FAR = 1.6  # usual line spacings: a gap as wide as this ends the rows beside a gutter


@dataclass(frozen=True, slots=True)
class Cut:
    """A gutter at ``x`` through ``rows[first:end]``."""

    first: int
    end: int
    x: float


def find_cut(rows: list[Row]) -> Cut | None:
    """The gutter with most text beside it on its poorer side."""
    if not _MIN_ROWS <= len(rows) <= _MAX_ROWS:
        return None
    found: list[tuple[int, int, int, float]] = []
    seen: set[tuple[int, int, int]] = set()
    for x, free, has_left, has_right in _strips(rows):
        for first, end in _ranges(free):
            n_left = int(has_left[first:end].sum())
            n_poorer = min(n_left, int(has_right[first:end].sum()))
            if n_poorer >= _MIN_ROWS and (first, end, n_left) not in seen:
                seen.add((first, end, n_left))
                found.append((-n_poorer, first, end, x))
    for _, first, end, x in sorted(found)[:_MAX_TRIES]:
        first, end = _trim(rows, first, end, x)
        if _is_text_on_both_sides(rows[first:end], x):
            return Cut(first, end, x)
    return None


def _strips(rows: list[Row]) -> Iterator[tuple[float, Flags, Flags, Flags]]:
    """Upright strips: where each ends, which rows leave it free, have text before, after it."""
    step = _BIN * median(run.size for row in rows for run in row)
    origin = min(row[0].left for row in rows)
    width = max(run.right for row in rows for run in row) - origin
    n_bins = min(int(width / step) + 1, 4000)
    covered = np.zeros((len(rows), n_bins + 1), np.int64)
    for i, row in enumerate(rows):
        for run in row:
            covered[i, int((run.left - origin) / step) : int((run.right - origin) / step) + 1] = 1
    sums = np.concatenate((np.zeros((len(rows), 1), np.int64), covered.cumsum(axis=1)), axis=1)
    previous: Flags | None = None
    for x in range(1, n_bins - _GUTTER):
        free: Flags = sums[:, x + _GUTTER] == sums[:, x]
        if free.sum() < _MIN_ROWS or (previous is not None and bool((free == previous).all())):
            continue
        previous = free
        yield (
            origin + (x + _GUTTER / 2) * step,
            free,
            sums[:, x] > 0,
            sums[:, -1] > sums[:, x + _GUTTER],
        )


def _ranges(flags: Flags) -> Iterator[tuple[int, int]]:
    """Ranges of consecutive rows that are set."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _trim(rows: list[Row], first: int, end: int, x: float) -> tuple[int, int]:
    """Leave to the text above and below what only happens not to cross the gutter.

    One or two lines before both sides have begun are a headline or the end of a paragraph; lines on
    one side that stand far below the rest are what follows the columns.
    """
    begun = max(
        next(i for i in range(first, end) if rows[i][0].left < x),
        next(i for i in range(first, end) if rows[i][-1].left >= x),
    )
    if begun - first <= 2:
        first = begun
    last_right = max(i for i in range(first, end) if rows[i][-1].left >= x)
    bases = [rows[i][0].base for i in range(first, end) if rows[i][0].left < x]
    usual = median(b - a for a, b in pairwise(bases)) if bases[1:] else 0.0
    for i in range(last_right + 1, end):
        if usual and rows[i][0].base - rows[i - 1][0].base > _FAR * usual:
            return first, i
    return first, end


def _is_text_on_both_sides(rows: list[Row], x: float) -> bool:
    left = [some for row in rows if (some := [run for run in row if run.left < x])]
    right = [some for row in rows if (some := [run for run in row if run.left >= x])]
    n_poorer = min(len(left), len(right))
    if n_poorer < _MIN_ROWS or _n_beside(left, right) < _BESIDE * n_poorer:
        return False
    n_both = len(left) + len(right) - len(rows)
    return n_both < _ALIGNED * n_poorer or (_is_text(left) and _is_text(right))


def _n_beside(left: list[Row], right: list[Row]) -> int:
    """How many lines on the left have one on the right at less than an em up or down."""
    bases = np.array([row[0].base for row in right])
    return sum(bool((np.abs(bases - row[0].base) < row[0].size).any()) for row in left)


def _is_text(rows: list[Row]) -> bool:
    """Whether rows fill their column as sentences do, which a table's cells do not."""
    extent = max(row[-1].right for row in rows) - min(row[0].left for row in rows)
    fill = median(row[-1].right - row[0].left for row in rows) / max(extent, 0.1)
    text = "".join(run.text for row in rows for run in row)
    n_digits = sum(char.isdigit() for char in text)
    usual = median(weight(row_text(row)) for row in rows)
    return fill >= _FILL and usual >= _MIN_WEIGHT and n_digits < 0.4 * len(text)
