"""The head of an article: its title, names, day and credits, above its first paragraph.

``Line..., at ─▶ Head``: which lines are what. Whether an article begins there is left to
``index.boundaries``, the values to ``index.metadata``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.bylines import is_media_name, is_name, is_person_name
from index.credits import find_credits
from index.dates import find_date
from index.leads import find_label, is_dateline, paper_label
from index.lines import Line
from index.titles import is_date_line, is_numbered, is_title_like, repeats_title

_TITLES = 3  # lines: another page's form of the title, the title, who wrote it
_STATED = 6  # lines
_MIN_PROSE = 20  # code points
_PROSE_LINES = 3  # over which a broken first sentence may go
_SHORT_NAME = 8  # code points of a name that neither looks like a person's nor like a paper's


@dataclass(frozen=True, slots=True)
class Head:
    """Lines ``[at, end)`` stand above the text that begins at ``end``."""

    title: int | None  # the line of the title
    names: tuple[int, ...]  # lines that are nothing but a name
    stated: tuple[int, ...]  # bylines and days
    end: int
    is_dated: bool  # a day is stated, or a day and names in one line
    is_doubled: bool  # the title stands there twice
    has_text: bool  # prose follows, or a paragraph that begins as an article does


def read_head(lines: Sequence[Line], at: int) -> Head:
    """The head that begins with ``lines[at]``; empty if that line belongs to the text."""
    end = at
    while end < min(len(lines), at + _TITLES) and _may_be_title(lines, end, at):
        end += 1
    titles = range(at, end)
    stated: list[int] = []
    while end < min(len(lines), at + _TITLES + _STATED) and _is_stated(lines, end, stated):
        stated.append(end)
        end += 1
    is_doubled = len(titles) > 1 and repeats_title(lines[at].text, lines[at + 1].text)
    title = titles[1 if is_doubled else 0] if titles else None
    names = tuple(
        i for i in titles if title is not None and i > title and stated and _is_name(lines, i)
    )
    if not stated and titles and not is_doubled:
        end = _title_end(lines, at, end)
    return Head(
        title,
        names,
        tuple(stated),
        end,
        any(states_day(lines[i].text) for i in stated),
        is_doubled,
        is_lead(lines[end].text) or is_prose(lines, end) if end < len(lines) else False,
    )


def is_lead(line: str) -> bool:
    """Whether a paragraph begins as the first of an article does."""
    return bool(is_dateline(line) or find_label(line) or paper_label(line))


def states(line: str) -> bool:
    """Whether a line is a byline, or a day and no more."""
    return bool(find_credits(line)) or (is_date_line(line) and states_day(line))


def states_day(line: str) -> bool:
    """Whether the first date in a line names the day."""
    stated = find_date(line)
    return stated is not None and stated[0].count("-") == 2


def is_prose(lines: Sequence[Line], at: int) -> bool:
    """Whether a paragraph begins here, though its first line may be broken off."""
    length = 0
    for line in lines[at : at + _PROSE_LINES]:
        if (length and line.gap) or states(line.text):
            return False
        length += len(line.text)
        if length >= _MIN_PROSE and not is_title_like(line.text):
            return True
    return False


def _may_be_title(lines: Sequence[Line], i: int, at: int) -> bool:
    line = lines[i].text
    if not is_title_like(line) or is_lead(line) or is_numbered(line):
        return False
    return i == at or not (len(line) >= _MIN_PROSE and is_prose(lines, i) and not lines[i].gap)


def _is_stated(lines: Sequence[Line], i: int, before: Sequence[int]) -> bool:
    line = lines[i].text
    if is_lead(line):
        return False
    return states(line) or bool(before and is_name(line) and is_media_name(line))


def _is_name(lines: Sequence[Line], i: int) -> bool:
    line = lines[i].text
    if not is_name(line):
        return False
    return line.isascii() or is_person_name(line) or is_media_name(line) or len(line) <= _SHORT_NAME


def _title_end(lines: Sequence[Line], at: int, end: int) -> int:
    """Of lines like titles over a text, only the first is certain; the rest may be headings."""
    return at + 1 if is_prose(lines, at + 1) or at + 1 == len(lines) else end
