"""What a reader takes out of a file that is not plain text: the string that offsets count in.

``bytes ─read_html / read_pdf / read_docx─▶ Extracted``. A reader is a pure function of the bytes,
so that ``verify`` gets the same text again. Paragraphs, headings and table rows are lines; a blank
line stands between blocks, none between the rows of a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from index.source import GivenMetadata


@dataclass(frozen=True, slots=True)
class Extracted:
    """The source text of a file, and what the file says of itself beside it.

    ``pages``: the offset at which each page begins, in order, the first 0; empty where a file
    has no pages. ``encoding``: how the bytes were decoded; the format's name where they are no
    characters (``pdf``, ``docx``). ``warnings``: one clause each, without the file's name.
    """

    text: str
    encoding: str
    given: GivenMetadata = field(default_factory=GivenMetadata)
    pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        ordered = all(a <= b for a, b in zip(self.pages, self.pages[1:], strict=False))
        if self.pages and (self.pages[0] != 0 or not ordered or self.pages[-1] > len(self.text)):
            raise ValueError("pages begin at 0, in order and inside the text")


def join_lines(lines: Iterable[tuple[str, int]]) -> str:
    """The text of lines, each with the list or table that it is of (0: none).

    Those of one list or table stand without a blank line between them.
    """
    parts: list[str] = []
    before = 0
    for text, group in lines:
        if parts:
            parts.append("\n" if group and group == before else "\n\n")
        parts.append(text)
        before = group
    return "".join(parts)
