"""From the runs of a page to its lines, in the order in which a person reads them.

``runs ─▶ rows ─cut at gutters─▶ columns ─▶ Line``. What stands above or below the rows of a gutter
(a headline, a table over the whole width) is read before or after the columns beside it; columns
are cut again, so that three are two and one. Text is taken to run from left to right;
``index.read.pdf_glyphs`` turns what does not. Which lines belong to one paragraph is left to
``index.read.pdf_flow``.

Source: Nagy and Seth, ICPR 1984 (X-Y trees), from which this differs in that a gutter may be found
over any range of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.read.pdf_columns import find_cut
from index.read.pdf_glyphs import Run, weight
from index.read.pdf_rows import Row, row_text, rows_of
from index.read.pdf_table import find_tables

_EDGE_SHARE = 0.1  # of a column's lines, that end where it ends: one may stick out
_EDGE_WIDTH = 1.5  # em between lines that end together
_MAX_DEPTH = 40  # cuts within cuts
_FEW = 4  # lines, too few to show where their column ends


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in reading order; places in points from the page's left and top."""

    text: str
    left: float
    right: float
    base: float
    size: float  # that most of it is set in
    font: str  # empty: more than one
    column: int  # lines of one column of one page have the same number
    edge: float = 0.0  # where the lines of its column end
    table: int = 0  # rows of one table have the same number; 0: in none


def lay_out(runs: Sequence[Run], numbers: Iterator[int]) -> list[Line]:
    """The lines of one page and direction.

    Args:
        runs: In any order; ties go by this order.
        numbers: Gives columns and tables their numbers, never 0.
    """
    rows = rows_of(runs)
    return _edged(list(_ordered(rows, next(numbers), numbers))) if rows else []


def _ordered(
    rows: list[Row], column: int, numbers: Iterator[int], depth: int = 0
) -> Iterator[Line]:
    """Lines of a region: what is above a gutter, left of it, right of it, below it."""
    cut = find_cut(rows) if depth < _MAX_DEPTH else None
    if cut is None:
        yield from _lines(rows, column, numbers)
        return
    inside = [run for row in rows[cut.first : cut.end] for run in row]
    left = [run for run in inside if run.left < cut.x]
    right = [run for run in inside if run.left >= cut.x]
    depth += 1
    yield from _ordered(rows[: cut.first], column, numbers, depth)
    yield from _ordered(rows_of(left), next(numbers), numbers, depth)
    yield from _ordered(rows_of(right), next(numbers), numbers, depth)
    yield from _ordered(rows[cut.end :], column, numbers, depth)


def _lines(rows: list[Row], column: int, numbers: Iterator[int]) -> Iterator[Line]:
    """The rows of one column as lines, tables with their cells apart."""
    at = 0
    for table in find_tables(rows):
        yield from (_line(row, column) for row in rows[at : table.first])
        number = next(numbers)
        for row in rows[table.first : table.end]:
            cells = " | ".join(row_text(cell) for cell in table.cells(row))
            yield replace(_line(row, column), text=cells, table=number)
        at = table.end
    yield from (_line(row, column) for row in rows[at:])


def _line(row: Row, column: int) -> Line:
    main = max(row, key=lambda run: weight(run.text))
    fonts = {run.font for run in row}
    return Line(
        text=row_text(row),
        left=row[0].left,
        right=max(run.right for run in row),
        base=main.base,
        size=main.size,
        font=fonts.pop() if len(fonts) == 1 else "",
        column=column,
    )


def _edged(lines: list[Line]) -> list[Line]:
    """Say of each line where its column ends; of a few lines, where the widest column does."""
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if not line.table:
            columns[line.column].append(line)
    edges = {column: _edge(some) for column, some in columns.items()}
    last = max(edges.values(), default=0.0)
    edges |= {column: last for column, some in columns.items() if len(some) < _FEW}
    return [replace(line, edge=edges.get(line.column, line.right)) for line in lines]


def _edge(lines: list[Line]) -> float:
    """The rightmost place near which enough lines end."""
    rights = sorted((line.right for line in lines), reverse=True)
    enough = max(2, int(_EDGE_SHARE * len(lines)))
    if len(lines) < _FEW:
        return rights[0]
    width = _EDGE_WIDTH * max(line.size for line in lines)
    ends = (a for a, b in zip(rights, rights[enough - 1 :], strict=False) if a - b <= width)
    return next(ends, rights[0])
