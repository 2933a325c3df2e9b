"""Which tables of a page hold data; the others only lay it out, and their cells are read as text.

``<table> ─▶ bool``. How the rows are written is left to ``html_blocks``.
"""

from __future__ import annotations

from typing import Any

_LONG_CELL = 500  # characters; a longer cell holds an article, not a datum


def is_data_table(table: Any) -> bool:
    """Whether a table holds data: several columns of short cells, no text beside them."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    n_columns = 0
    for part in table.iter():
        if part.tag in ("td", "th"):
            if _is_long(part) or part.find(".//h1") is not None:
                return False
        elif part.tag == "tr":
            n_columns = max(n_columns, sum(child.tag in ("td", "th") for child in part))
            if _has_stray_text(part):
                return False
        elif part.tag in ("table", "tbody", "thead", "tfoot") and _has_stray_text(part):
            return False
    return n_columns > 1


def _is_long(cell: Any) -> bool:
    length = 0
    for text in cell.itertext():
        length += len(text)
        if length > _LONG_CELL:
            return True
    return False


def _has_stray_text(part: Any) -> bool:
    """Whether there is text in a table that is in no cell."""
    texts = (part.text, *(child.tail for child in part))
    return any(text and not text.isspace() for text in texts)
