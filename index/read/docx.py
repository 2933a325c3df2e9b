"""DOCX: from the bytes of a Word document to its text, in the order of the body.

``bytes ─docx_zip (bounded)─▶ zip ─python-docx─▶ paragraphs, tables ─▶ text``. A paragraph is a
block, items of a list and rows of a table are lines, cells are joined by ``" | "`` and a merged cell
stands once. A text box follows the paragraph that it hangs on; footnotes and endnotes come last.

Text that was inserted with tracking is text, what was deleted is not. Left out: page headers and
footers, comments, pictures, hidden text and the numbers that Word gives to lists. The dates of the
file are not taken over, as they tell of the file, not of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any

from index.errors import SourceError
from index.read.docx_zip import checked_zip
from index.read.extracted import Extracted, join_lines
from index.read.stated import stated_name, stated_title
from index.source import GivenMetadata, mend_surrogates

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARAGRAPH, _TABLE, _ROW, _CELL = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_RUN, _BOX = f"{_W}r", f"{_W}txbxContent"
_TEXTS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_DELETED = frozenset((f"{_W}del", f"{_W}moveFrom", _FALLBACK))
_NO_TEXT = _DELETED | {_BOX, f"{_W}pPr", f"{_W}rPr", f"{_W}rt", f"{_W}instrText", f"{_W}delText"}
_OFF = ("0", "false", "off")
_LONG_CELL = 500  # characters; a table with such cells lays the page out


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph or a table row; ``group`` is the list or table that it belongs to, 0 for none."""

    text: str
    group: int


def read_docx(raw: bytes, *, where: str) -> Extracted:
    """Take the text out of a DOCX file.

    Args:
        raw: The bytes of the file.
        where: The file's name, for messages.

    Returns:
        Text with a blank line between blocks, and the title and author that the file states, if
        they say anything.

    Raises:
        SourceError: The file is no DOCX, encrypted, damaged, too large, or holds no text.
    """
    packed = checked_zip(raw, where)
    try:
        document = _opened(packed)
        numbers = count(1)
        body = _lines(document.element.body, numbers)
        lines = (*body, *_notes(document.part, numbers))
        text = join_lines((line.text, line.group) for line in lines)
        given = _given(document.core_properties)
    except SourceError:
        raise
    except Exception as error:  # python-docx raises whatever a broken package makes it meet
        raise SourceError(
            "not read: it is no DOCX, or damaged", where=where, hint="save it again as .docx"
        ) from error
    if not any(char.isalnum() for char in text):
        raise SourceError(
            "not read: no text in it: are its pages pictures?", where=where, hint="run OCR first"
        )
    return Extracted(mend_surrogates(text), "docx", given)


def _opened(packed: BytesIO) -> Any:
    import docx

    return docx.Document(packed)


def _given(properties: Any) -> GivenMetadata:
    return GivenMetadata(
        title=stated_title(properties.title), author=stated_name(properties.author)
    )


def _lines(container: Any, numbers: Iterator[int]) -> Iterator[_Line]:
    """The lines of a body, a cell, a text box or a note; ``numbers`` are for lists and tables."""
    list_group = 0
    for element in _content(container, (_PARAGRAPH, _TABLE)):
        if element.tag == _TABLE:
            list_group = 0
            yield from _table_lines(element, numbers)
            continue
        text = _text(element)
        if _is_item(element) and text:
            list_group = list_group or next(numbers)
            yield _Line(text, list_group)
        elif text:
            list_group = 0
            yield _Line(text, 0)
        for box in _boxes(element):
            yield from _lines(box, numbers)


def _content(container: Any, tags: tuple[str, ...]) -> Iterator[Any]:
    """The elements of some kinds in a container, inside content controls and insertions too."""
    for child in container:
        if child.tag in tags:
            yield child
        elif child.tag not in _DELETED and child.tag not in (_PARAGRAPH, _TABLE, _BOX):
            yield from _content(child, tags)


def _text(paragraph: Any) -> str:
    """What is seen of a paragraph, without its text boxes."""
    return "".join(_pieces(paragraph)).strip()


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _NO_TEXT or (tag == _RUN and _is_hidden(child)):
            continue
        if tag in (f"{_W}t", _MATH_TEXT):
            yield child.text or ""
        elif tag in _TEXTS:
            yield _TEXTS[tag]
        else:
            yield from _pieces(child)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val") not in _OFF


def _is_item(paragraph: Any) -> bool:
    """Whether a paragraph is an item of a list, by its numbering or the name of its style."""
    number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if number is not None:
        return bool(number.get(f"{_W}val") != "0")
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and str(style.get(f"{_W}val")).startswith("List")


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes of a paragraph, each once; one inside another comes with that."""
    for child in paragraph:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _DELETED:
            yield from _boxes(child)


def _table_lines(table: Any, numbers: Iterator[int]) -> Iterator[_Line]:
    """A line for each row; the paragraphs of the cells where the table only lays them out."""
    rows = [
        [list(_lines(cell, numbers)) if _is_shown(cell) else [] for cell in _content(row, (_CELL,))]
        for row in _content(table, (_ROW,))
        if row.find(f"{_W}trPr/{_W}del") is None
    ]
    texts = [[_one_line(cell) for cell in row] for row in rows]
    is_layout = all(len(row) < 2 for row in texts) or any(
        len(text) > _LONG_CELL for row in texts for text in row
    )
    if is_layout:
        yield from (line for row in rows for cell in row for line in cell)
        return
    group = next(numbers)
    for row in texts:
        if joined := " | ".join(row[: _n_filled(row)]):
            yield _Line(joined, group)


def _one_line(lines: list[_Line]) -> str:
    return " ".join(" ".join(line.text.split("\n")) for line in lines)


def _n_filled(cells: list[str]) -> int:
    """The number of cells up to the last that is not empty."""
    return max((i for i, text in enumerate(cells, start=1) if text), default=0)


def _is_shown(cell: Any) -> bool:
    """Whether a cell is no continuation of the one above it."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is None or merged.get(f"{_W}val") == "restart"


def _notes(part: Any, numbers: Iterator[int]) -> Iterator[_Line]:
    """Footnotes, then endnotes; the lines that separate them from the text are none."""
    from docx.oxml.parser import parse_xml

    for kind in ("footnote", "endnote"):
        for relation in part.rels.values():
            if relation.is_external or not relation.reltype.endswith(f"/{kind}s"):
                continue
            for note in parse_xml(relation.target_part.blob):
                if note.tag == f"{_W}{kind}" and note.get(f"{_W}type") in (None, "normal"):
                    yield from _lines(note, numbers)
