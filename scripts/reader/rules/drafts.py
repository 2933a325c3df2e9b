"""A sentence to edit, what it comes from, and the names that may stand in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from reader.rules.statement_tables_zh import BODIES_ZH, PEOPLE_ZH, PLACES_ZH

Words = list[tuple[str, str]]
Line = dict[str, str | int]


@dataclass(slots=True)
class Source:
    """What pairs are made of: a sentence, and its translation or its neighbours where it has any."""

    zh: str
    en: str = ""
    near: str = ""  # the sentence after it in the same text
    next_en: str = ""  # of `near`
    frame: bool = False


@dataclass(slots=True)
class Names:
    """Names of the sentences seen so far, by type: what a name is replaced by."""

    seen: dict[str, list[str]] = field(
        default_factory=lambda: {
            "nr": list(PEOPLE_ZH),
            "ns": list(PLACES_ZH),
            "nt": list(BODIES_ZH),
            "en": ["Dynamics 365", "Power BI", "Workfront", "Outlook", "Azure", "Photoshop"],
        }
    )

    def add(self, kind: str, name: str) -> None:
        """Remember a name, forgetting the oldest beyond three hundred."""
        names = self.seen[kind]
        if name not in names:
            names.append(name)
            if len(names) > 300:
                names.pop(0)

    def other(self, kind: str, text: str, rng: random.Random) -> str | None:
        """A name of that type which the text does not have."""
        for name in rng.sample(self.seen[kind], 5):
            if name not in text and not set(name[:2]) <= set(text):
                return name
        return None


@dataclass(slots=True)
class Draft:
    """A sentence to edit, with its words, and where chance and names come from."""

    text: str
    words: Words
    rng: random.Random
    names: Names


Edit = Callable[[Draft], str | None]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of nouns, with the type of its name if it is one."""

    text: str
    span: tuple[int, int]
    first: int  # word
    last: int
    kind: str


def swap(text: str, one: tuple[int, int], two: tuple[int, int]) -> str | None:
    """The text with two spans exchanged, or nothing where they are alike or one holds the other."""
    (a, b), (c, d) = sorted((one, two))
    left, right = text[a:b], text[c:d]
    if b > c or left.lower() in right.lower() or right.lower() in left.lower():
        return None
    return text[:a] + right + text[b:c] + left + text[d:]


def put(text: str, span: tuple[int, int], new: str) -> str:
    """The text with a span replaced."""
    return text[: span[0]] + new + text[span[1] :]


def line_of(statement: str, quote: str, y: int, kind: str, way: str) -> Line:
    return {"s": statement, "q": quote, "y": y, "k": kind, "d": way}
