"""A page under construction: its text, and marks that say what stands where.

``Page.add, Page.fill ─▶ text + marks ─edit─▶ other text + the same marks, moved``. A mark is a range
of offsets in code points, half-open. Which dirt there is, is left to the other modules.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

FIELDS = ("title", "publisher", "author", "editor", "reporter", "published")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of a page: an article, its body, or the value of a field that the text states."""

    name: str  # article, body, prelude, decoy, corrupt:KIND, or one of FIELDS
    article: int  # which article of the page, from 0
    start: int
    end: int
    value: str | None = None  # only where it is not the text itself, as for a date or a look-alike

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a range: [{self.start}, {self.end})")


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``new`` in the place of ``[start, end)``; an empty range inserts."""

    start: int
    end: int
    new: str


@dataclass(slots=True)
class Page:
    """Text and marks; grows at its end."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def add(self, text: str, name: str | None = None, article: int = 0) -> None:
        """Append text, marked if a name is given."""
        start = len(self.text)
        self.text += text
        if name is not None:
            self.marks.append(Mark(name, article, start, len(self.text)))

    def fill(self, template: str, values: Mapping[str, tuple[str, str | None]], at: int) -> None:
        """Append a template: ``{slot}`` becomes its value, and a mark if it is one of FIELDS.

        ``values``: slot → (text, value of the mark where that is another). A slot may carry a form
        behind an underscore: ``published_iso`` is a mark ``published``.
        """
        position = 0
        for slot in _SLOT.finditer(template):
            self.text += template[position : slot.start()]
            text, value = values[slot[1]]
            name = slot[1].partition("_")[0]
            start = len(self.text)
            self.text += text
            # One that stands twice is stated where it stands first.
            known = any(mark.name == name and mark.article == at for mark in self.marks)
            if name in FIELDS and value != "" and not known:
                self.marks.append(Mark(name, at, start, len(self.text), value))
            position = slot.end()
        self.text += template[position:]

    def close(self, start: int, article: int) -> None:
        """Mark an article from ``start`` to the last character that is no white space."""
        self.marks.append(Mark("article", article, start, len(self.text.rstrip())))

    def edit(self, edits: Iterable[Edit]) -> None:
        """Make edits that do not overlap, and move the marks along."""
        ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
        pieces: list[str] = []
        position = 0
        for edit in ordered:
            if edit.start < position:
                raise ValueError(f"overlapping edits at {edit.start}")
            pieces += [self.text[position : edit.start], edit.new]
            position = edit.end
        pieces.append(self.text[position:])
        self.text = "".join(pieces)
        self.marks = [_moved(mark, ordered) for mark in self.marks]


def _moved(mark: Mark, edits: list[Edit]) -> Mark:
    """The mark after the edits: what touches an end from outside stays outside."""
    start, end = mark.start, mark.end
    for edit in edits:
        grown = len(edit.new) - (edit.end - edit.start)
        if edit.end <= mark.start:
            start += grown
            end += grown
        elif edit.start < mark.end:
            end += grown
    return replace(mark, start=start, end=end)


def edit_bodies(
    page: Page,
    rng: random.Random,
    find: Callable[[str, random.Random], list[Edit]],
) -> None:
    """Edit the inside of every body; ``find`` sees one body and its offsets."""
    edits: list[Edit] = []
    for mark in page.marks:
        if mark.name == "body":
            edits += (
                Edit(edit.start + mark.start, edit.end + mark.start, edit.new)
                for edit in find(page.text[mark.start : mark.end], rng)
            )
    page.edit(edits)
