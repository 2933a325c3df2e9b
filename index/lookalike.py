"""A character written for another: the rows of lookalikes.tsv, and how its place tells that it is not.

``lookalikes.tsv ─read_lookalikes─▶ variant ─▶ Lookalike``; ``text, offset ─▶ bool``: whether the
character there means itself as a symbol, alone in quotation marks, or in a word of its own. What the
neighbours say, and which standard form is meant, is left to ``index.fold``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, cast, get_args

from index.language import HAN

Context = Literal["any", "han", "usual", "doubtful"]

_POINTS_NEEDED: dict[Context, int] = {"any": 0, "han": 0, "usual": 1, "doubtful": 2}
_HAN_CHAR = re.compile(f"[{HAN}]")
_QUOTES = frozenset(("“”", "‘’", "「」", "『』", "《》", "〈〉", '""', "''"))
_QUANTITY = re.compile(" ?[0-9=<>≤≥≈±]")  # what stands behind the symbol of one: Φ 5, φ=30


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A character written for another.

    ``context``: any; han = a symbol or letter, only beside Han and apart from its own script;
    usual and doubtful = one or two points of evidence are needed (``index.fold``).
    """

    variant: str
    standards: str  # what it may stand for, the most usual first; ties go to it
    exceptions: tuple[str, ...]  # words in which it means itself
    context: Context

    @property
    def points_needed(self) -> int:
        """How much evidence for a standard form is asked."""
        return _POINTS_NEEDED[self.context]

    @property
    def sure(self) -> bool:
        """Whether it tells by itself that a text is dirty."""
        return not self.points_needed


def read_lookalikes(table: str) -> dict[str, Lookalike]:
    """Parse the table ``variant TAB standards TAB except TAB context``."""
    entries: dict[str, Lookalike] = {}
    for line in table.splitlines():
        if not line or line.startswith(("#", "variant\t")):
            continue
        variant, standards, exceptions, context = [*line.split("\t"), "", ""][:4]
        context = context if context in get_args(Context) else "any"
        entries[variant] = Lookalike(
            variant,
            standards,
            tuple(filter(None, exceptions.split("|"))),
            cast(Context, context),
        )
    return entries


def beside(text: str, at: int) -> tuple[str, str]:
    """The characters before and after an offset, each "" where the text ends."""
    return text[at - 1 : at] if at else "", text[at + 1 : at + 2]


def nearest_others(text: str, at: int, *, within: int, at_most: int) -> list[int]:
    """Offsets of the same character, at most so many to either side and so far away."""
    char = text[at]
    found: list[int] = []
    behind = text.find(char, at + 1, at + within)
    while behind >= 0 and len(found) < at_most:
        found.append(behind)
        behind = text.find(char, behind + 1, at + within)
    n_behind, first = len(found), max(0, at - within)
    before = text.rfind(char, first, at)
    while before >= 0 and len(found) - n_behind < at_most:
        found.append(before)
        before = text.rfind(char, first, before)
    return found


def is_symbol(text: str, at: int) -> bool:
    """Whether a letter or symbol stands apart from Han, among its own script, or for a quantity."""
    script, neighbours = _script(text[at]), [other for other in beside(text, at) if other]
    if not any(_HAN_CHAR.match(other) for other in neighbours):
        return True
    if any(_script(other) == script for other in neighbours):
        return True
    return script == "GREEK" and _QUANTITY.match(text, at + 1) is not None


def is_talked_about(text: str, at: int) -> bool:
    """Whether a character stands alone in quotation marks: “萿”."""
    return "".join(beside(text, at)) in _QUOTES


def in_own_word(entry: Lookalike, text: str, at: int) -> bool:
    """Whether the variant at an offset is part of a word in which it means itself."""
    for word in entry.exceptions:
        for place in (i for i, other in enumerate(word) if other == text[at]):
            if at >= place and text.startswith(word, at - place):
                return True
    return False


def _script(char: str) -> str:
    """A rough script name; every symbol is its own."""
    name = unicodedata.name(char, "")
    return name.split(" ")[0] if unicodedata.category(char)[0] == "L" else char
