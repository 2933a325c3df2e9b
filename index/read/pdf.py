"""PDF: from its bytes to the text that a person would read, and where its pages begin.

``bytes ─pdfium─▶ runs of each page (pdf_glyphs) ─▶ without headers and footers (pdf_running) ─▶
lines in reading order (pdf_layout over pdf_columns, pdf_table) ─▶ text, pages (pdf_flow)``.

Only running headers, footers and page numbers are left out, without a word: see ``pdf_running``.
Text that is set sideways follows the upright text of its page. Pictures are not read: a scanned
page has no text. The date in the file is not taken over, as it tells of the file, not of the text.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count, groupby
from typing import Any

from index.errors import SourceError
from index.read.extracted import Extracted
from index.read.pdf_flow import flow
from index.read.pdf_glyphs import PageRuns, page_runs
from index.read.pdf_info import given_metadata
from index.read.pdf_layout import Line, lay_out
from index.read.pdf_running import PageText, without_running_lines

_MAX_PAGES = 20_000
_MAX_TEXT = 64 << 20  # bytes
_RUN_COST = 32  # bytes that a run counts at least, so that scattered glyphs cannot fill the memory
_PASSWORD = 4  # pdfium's FPDF_ERR_PASSWORD
_TAIL = 2048  # bytes in which the end mark must stand
_MAX_RANGES = 8  # of pages named in a warning
_PDFIUM = threading.Lock()  # pdfium may only be called by one thread at a time


def read_pdf(raw: bytes, *, where: str) -> Extracted:
    """Take the text out of a PDF.

    Args:
        raw: The bytes of the file.
        where: The file's name, for messages.

    Returns:
        Text with a blank line between blocks, the offsets of its pages, and the title and author
        that the file states, if they say anything.

    Raises:
        SourceError: The file is damaged, locked by a password, too large, or holds no text.
    """
    with _PDFIUM, closing(_open(raw, where)) as document:
        given = given_metadata(document)
        pages, failed = _read_pages(document, where)
    _check_text(pages, failed, where)
    text, begins = flow(_lines(pages))
    return Extracted(text, "pdf", given, begins, tuple(_warnings(raw, pages, failed)))


def _open(raw: bytes, where: str) -> Any:
    """A pdfium document with at least one page."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
        n_pages = len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise SourceError(
                "not read: it is locked by a password", where=where, hint="save it without one"
            ) from error
        raise SourceError(
            "not read: it is no PDF, or damaged", where=where, hint="get it again, or remove it"
        ) from error
    if 0 < n_pages <= _MAX_PAGES:
        return document
    document.close()
    if n_pages:
        raise SourceError(
            f"not read: {n_pages:,} pages are over {_MAX_PAGES:,}", where=where, hint="split it"
        )
    raise SourceError("not read: it has no pages", where=where, hint="remove it")


def _read_pages(document: Any, where: str) -> tuple[list[PageRuns], list[int]]:
    """The runs of every page, and the indices of pages that pdfium could not read."""
    import pypdfium2

    pages: list[PageRuns] = []
    failed: list[int] = []
    size = 0
    for i in range(len(document)):
        try:
            with closing(document[i]) as page, closing(page.get_textpage()) as text_page:
                _check_size(size + text_page.count_chars(), where)
                pages.append(page_runs(page, text_page))
        except pypdfium2.PdfiumError:
            failed.append(i)
            pages.append(PageRuns((), 0.0, 0, 0.0, is_blank=True))
        size += sum(_cost(run.text) for group in pages[-1].groups for run in group)
        _check_size(size, where)
    return pages, failed


def _cost(text: str) -> int:
    return max(len(text.encode()), _RUN_COST)


def _check_size(size: int, where: str) -> None:
    if size > _MAX_TEXT:
        raise SourceError(
            f"not read: its text is over {_MAX_TEXT >> 20} MiB", where=where, hint="split it"
        )


def _check_text(pages: list[PageRuns], failed: list[int], where: str) -> None:
    """Refuse a document whose text nobody could read.

    Raises:
        SourceError: There is no text, or its fonts do not say what their glyphs mean.
    """
    n_glyphs = sum(page.n_glyphs for page in pages)
    if n_glyphs and sum(page.hidden * page.n_glyphs for page in pages) > n_glyphs / 2:
        raise SourceError(
            "not read: its fonts do not say which characters they show",
            where=where,
            hint="run OCR first",
        )
    if n_glyphs:
        return
    if len(failed) == len(pages):
        what, hint = "none of its pages can be read", "get it again, or remove it"
    elif all(page.is_blank for page in pages):
        what, hint = "no text in it: its pages are empty", "remove it"
    else:
        what, hint = "no text in it: its pages are pictures", "run OCR first"
    raise SourceError(f"not read: {what}", where=where, hint=hint)


def _lines(pages: list[PageRuns]) -> list[list[Line]]:
    """The lines of each page, those that are turned after the upright ones."""
    upright = [PageText(page.groups[0] if page.groups else (), page.height) for page in pages]
    numbers = count(1)
    return [
        [line for group in (runs, *page.groups[1:]) for line in lay_out(group, numbers)]
        for runs, page in zip(without_running_lines(upright), pages, strict=True)
    ]


def _warnings(raw: bytes, pages: list[PageRuns], failed: list[int]) -> Iterator[str]:
    if b"%%EOF" not in raw[-_TAIL:]:
        yield "its end is missing, so text may be: get it again"
    if failed:
        yield f"{_page_names(failed)} cannot be read: left out"
    pictures = [i for i, page in enumerate(pages) if not page.n_glyphs and not page.is_blank]
    if pictures:
        yield f"no text on {_page_names(pictures)}: pictures? run OCR first"


def _page_names(indices: Iterable[int]) -> str:
    """``page 2``, ``pages 3–7, 9``."""
    ranges: list[str] = []
    for _, group in groupby(enumerate(indices), key=lambda pair: pair[1] - pair[0]):
        numbers = [index + 1 for _, index in group]
        ends = (numbers[0],) if len(numbers) == 1 else (numbers[0], numbers[-1])
        ranges.append("–".join(map(str, ends)))
    named = ", ".join(ranges[:_MAX_RANGES])
    rest = len(ranges) - _MAX_RANGES
    word = "page" if len(ranges) == 1 and "–" not in named else "pages"
    return f"{word} {named}" + (f" and {rest} more places" if rest > 0 else "")
