"""A word of a question in every form that counts as it.

``Group(surface, members)``: what ``search.query`` makes and ``search.lexical`` scores.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Member(NamedTuple):
    """Terms that must all be in a passage to count as one occurrence: the least frequent counts.

    ``weight``: what an occurrence counts for, in (0, 1]: 1 for the word itself, less for a
    translation that is less likely to be meant.
    """

    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """A word of the question: what it may be written as, and how much it counts.

    ``surface`` is for explanations. Members are distinct and never empty.
    """

    surface: str
    members: tuple[Member, ...]
    weight: float = 1.0
    is_number: bool = False


def distinct(members: Iterable[Member]) -> tuple[Member, ...]:
    """The members that have terms, each once with its highest weight, in their order."""
    found: dict[tuple[str, ...], float] = {}
    for terms, weight in members:
        if terms:
            found[terms] = max(weight, found.get(terms, 0.0))
    return tuple(Member(terms, weight) for terms, weight in found.items())
