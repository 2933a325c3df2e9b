"""Colours and width of a terminal: roles, not colours, are named by what is printed.

A :class:`Style` wraps text in ANSI sequences, or leaves it alone where they are not wanted; who
decides is ``api.settings.wants_colour``. A :class:`Screen` is a style and the columns there are;
:func:`wrap` breaks a text for it.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TextIO

from api.settings import wants_colour

Role = Literal["quote", "focus", "marker", "title", "place", "quiet", "good", "warning", "bad"]

_CODES: dict[Role, str] = {
    "quote": "1",  # bold
    "focus": "1;4",  # bold, underlined
    "marker": "36",  # cyan
    "title": "1",
    "place": "2",  # dim
    "quiet": "2",
    "good": "32",  # green
    "warning": "33",  # yellow
    "bad": "31",  # red
}


@dataclass(frozen=True, slots=True)
class Style:
    """Marks text by its role; ``colour`` False leaves it as it is."""

    colour: bool = False

    def __call__(self, role: Role, text: str) -> str:
        """The text in the colours of a role."""
        if not self.colour or not text:
            return text
        return f"\033[{_CODES[role]}m{text}\033[0m"


PLAIN = Style()
_COLUMNS = 80  # of a terminal that does not say
_CLOSES = frozenset("，。、；：？！”’）》】」』…,.;:?!)")
_OPENS = frozenset("“‘（《【「『(")
_UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")  # no column wide
_ARROWS = "\u2190"  # from here on a symbol may be drawn as a picture, two columns wide


@dataclass(frozen=True, slots=True)
class Screen:
    """What lines are made for. ``width`` in columns; None for a pipe or a file."""

    style: Style = PLAIN
    width: int | None = None


def style_of(stream: TextIO | None) -> Style:
    """The style for a stream: colours on a terminal that wants them."""
    stream = sys.stdout if stream is None else stream
    return Style(wants_colour(stream is not None and stream.isatty()))


def screen_of(stream: TextIO | None) -> Screen:
    """The style for a stream, and its width if it is a terminal."""
    width = None
    if stream is not None and stream.isatty():
        try:
            width = os.get_terminal_size(stream.fileno()).columns or _COLUMNS
        except OSError:
            width = _COLUMNS
    return Screen(style_of(stream), width)


def wrap(text: str, width: int) -> Iterator[str]:
    """Break a text into lines of at most ``width`` columns; wide characters count two.

    Breaks fall at white space and on either side of a wide character, but not before closing
    punctuation or after opening; a longer word is cut.
    """
    for start, end in line_spans(text, width):
        yield text[start:end]


def width_of(text: str) -> int:
    """The columns of a text without control characters; of one with pictures at most so many."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def line_spans(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where each line of a text begins and ends, white space at both ends left out."""
    at = 0
    for line in text.splitlines(keepends=True):
        start = end = at  # of the line that grows; the end without white space
        columns = 0
        for piece in _pieces(line, width):
            size = width_of(piece)
            if columns + size > width and end > start:
                yield start, end
                start, columns = at, 0
            at += len(piece)
            if piece.isspace() and end <= start:
                start = end = at
                columns = 0
                continue
            columns += size
            end = end if piece.isspace() else at
        if end > start:
            yield start, end


def _pieces(line: str, width: int) -> Iterator[str]:
    """What stays together: words, runs of white space, wide characters with their punctuation.

    A piece of more than ``width`` columns is cut, but not before a mark that stands on a letter.
    """
    first = columns = 0
    for at, char in enumerate(line):
        size = _columns(char)
        if at and size and (columns + size > width or not _joins(line[at - 1], char)):
            yield line[first:at]
            first, columns = at, 0
        columns += size
    if line:
        yield line[first:]


def _joins(before: str, char: str) -> bool:
    """Whether no line may end between two characters."""
    if before.isspace() or char.isspace():
        return before.isspace() and char.isspace()
    if char in _CLOSES or before in _OPENS or before == "\u200d":
        return True
    return _columns(before) < 2 and _columns(char) < 2


def _columns(char: str) -> int:
    category = unicodedata.category(char)
    if char in _UNSEEN or category in ("Mn", "Me"):
        return 0
    wide = unicodedata.east_asian_width(char) in ("W", "F")
    return 2 if wide or (category == "So" and char >= _ARROWS) else 1
