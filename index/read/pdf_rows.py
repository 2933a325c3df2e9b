"""Rows: the runs of a page that stand on one baseline.

``runs ─▶ rows``, from top to bottom, each from left to right. A row may reach over several columns;
``index.read.pdf_columns`` and ``index.read.pdf_table`` say where it is to be cut.
"""

from __future__ import annotations

from collections.abc import Iterable

from index.read.pdf_glyphs import Run

Row = list[Run]

_SAME_LINE = 0.35  # of the larger size, by which baselines of one line may differ


def rows_of(runs: Iterable[Run]) -> list[Row]:
    """Runs by baseline; those of one place stay in the order in which they were given."""
    rows: list[Row] = []
    for run in sorted(runs, key=lambda run: (run.base, run.left)):
        if rows and run.base - rows[-1][0].base <= _SAME_LINE * max(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        row.sort(key=lambda run: run.left)
    return rows


def row_text(row: Iterable[Run]) -> str:
    """The text of a row, a space between runs."""
    return " ".join(run.text for run in row)
