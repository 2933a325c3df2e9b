"""Source text: the string that offsets count in, and maps from derived text back to it.

``file ─read─▶ SourceText ─clean─▶ CleanText (+ OffsetMap)``

Offsets are Unicode code points, 0-based, half-open. Reading is left to ``index.read``.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal


def mend_surrogates(text: str) -> str:
    """Lone surrogates become U+FFFD, before anything counts."""
    if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of offsets, never empty, never negative."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of ``text`` in this span."""
        return text[self.start : self.end]


def strip_span(text: str, start: int, end: int) -> Span | None:
    """``[start, end)`` without white space at its ends; None if nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Drop:
    """Characters that are in no passage, and why."""

    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class GivenMetadata:
    """What the file itself states beside its text: a record's fields, a page's metadata."""

    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    editor: str | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it lies on disk.

    ``name`` is the contract's ``file``: a POSIX path relative to its SOURCE. ``root`` and
    ``relative`` say where the bytes were found, so that ``verify`` can open them again.
    """

    name: str
    root: str
    relative: str
    sha256: str
    encoding: str
    size: int  # bytes


Kind = Literal["text", "markdown", "record", "html", "pdf", "docx"]


@dataclass(frozen=True, slots=True)
class SourceText:
    """One string that offsets count in: a whole file's text, or one record of a JSONL file."""

    file: str
    text: str
    kind: Kind = "text"
    record: int | None = None  # the line in a JSONL file, from 1
    article_id: str | None = None  # given by a JSONL record
    given: GivenMetadata = field(default_factory=GivenMetadata)
    pages: tuple[int, ...] = ()  # the offset at which each page begins; empty: it has no pages

    def __post_init__(self) -> None:
        if (self.kind == "record") != (self.record is not None):
            raise ValueError(f"{self.file}: a record has a number, nothing else has")

    @property
    def is_one_article(self) -> bool:
        """Whether the file itself says where its one article begins and ends."""
        return self.kind in ("markdown", "record", "html")

    @property
    def where(self) -> str:
        """File and line, for messages."""
        return self.file if self.record is None else f"{self.file} line {self.record}"

    @property
    def sha256(self) -> str:
        """SHA-256 over the source text as UTF-8, in hex."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


class OffsetMap:
    """A monotone map from offsets in a derived text to offsets in the text it came from.

    The derived text is the original with some ranges left out, so a list of (derived start,
    original start) pairs describes it: within a run both count up together.
    """

    __slots__ = ("_derived", "_original", "derived_length", "original_length")

    def __init__(self, kept: Iterable[Span], *, original_length: int) -> None:
        """``kept``: the ranges of the original that remain, in order and apart."""
        self._derived: list[int] = []
        self._original: list[int] = []
        length = 0
        last_end = 0
        for span in kept:
            if span.start < last_end or span.end > original_length:
                raise ValueError("kept ranges must be in order, apart and inside the text")
            self._derived.append(length)
            self._original.append(span.start)
            length += len(span)
            last_end = span.end
        self.derived_length = length
        self.original_length = original_length

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a text onto itself."""
        return cls([Span(0, length)] if length else [], original_length=length)

    def start(self, offset: int) -> int:
        """The original offset of the derived character at ``offset``; the end maps to the end."""
        if not 0 <= offset <= self.derived_length:
            raise IndexError(f"offset {offset} outside [0, {self.derived_length}]")
        if offset == self.derived_length:
            return self.original_length
        run = bisect_right(self._derived, offset) - 1
        return self._original[run] + offset - self._derived[run]

    def span(self, derived: Span) -> Span:
        """The tight original span of the derived characters: first to last, both included."""
        return Span(self.start(derived.start), self.start(derived.end - 1) + 1)

    def runs(self) -> Iterator[tuple[Span, Span]]:
        """Pairs (derived span, original span) of equal length, in order."""
        ends = [*self._derived, self.derived_length][1:]
        for derived, end, original in zip(self._derived, ends, self._original, strict=True):
            yield Span(derived, end), Span(original, original + end - derived)

    def then(self, outer: OffsetMap) -> OffsetMap:
        """Compose: this map leads to a text that ``outer`` leads further back from."""
        if self.original_length != outer.derived_length:
            raise ValueError("the maps do not meet")
        kept: list[Span] = []
        outer_runs = list(outer.runs())
        i = 0
        for _, middle in self.runs():
            while i < len(outer_runs) and outer_runs[i][0].end <= middle.start:
                i += 1
            j = i
            while j < len(outer_runs) and outer_runs[j][0].start < middle.end:
                derived, original = outer_runs[j]
                low, high = max(middle.start, derived.start), min(middle.end, derived.end)
                shift = original.start - derived.start
                kept.append(Span(low + shift, high + shift))
                j += 1
        return OffsetMap(kept, original_length=outer.original_length)


@dataclass(frozen=True, slots=True)
class CleanText:
    """A source text made fit to be split and matched, every character with its way back."""

    text: str
    offsets: OffsetMap
