"""Where in a text the words of a question stand, in whatever form counts as them.

``folded text, groups ─▶ Place...`` by offset. ``search.match`` says only which groups a text holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.analyze import Analyzer, Token
from index.language import HAN
from index.lexicon import LOOKUP_STOP
from search.group import Group, Member

_HAN_RUN = re.compile(f"[{HAN}]+")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A member of the group with this index, found at [start, end) of a folded text."""

    start: int
    end: int
    group: int
    weight: float  # of the member


def find_places(analyzer: Analyzer, folded: str, groups: Sequence[Group]) -> list[Place]:
    """Every place of every member whose terms stand together, in order.

    A Han word counts where the segmenter has it, or has words that begin and end with it: 京东 is
    not in 北京东路.
    """
    tokens = analyzer.tokens(folded)
    words = [token for token in tokens if token.kind in ("word", "character")]
    starts, ends = {token.start for token in words}, {token.end for token in words}
    latin: dict[str, list[int]] = defaultdict(list)
    row = [token for token in tokens if token.kind == "latin"]
    for i, token in enumerate(row):
        latin[token.term].append(i)
    lower = folded.lower() if len(folded.lower()) == len(folded) else folded
    found: list[Place] = []
    for number, group in enumerate(groups):
        for member in group.members:
            text = _joined(member)
            if text is not None:
                spans: Iterator[tuple[int, int]] = (
                    (m.start(), m.end())
                    for m in re.finditer(re.escape(text), lower)
                    if m.start() in starts and m.end() in ends
                )
            else:
                spans = _latin_spans(member, row, latin)
            found += [Place(start, end, number, member.weight) for start, end in spans]
    return sorted(found)


def _joined(member: Member) -> str | None:
    """The Han word that a member's terms are the bigrams of; None if it is no such word."""
    if not all(_HAN_RUN.fullmatch(term) for term in member.terms):
        return None
    first, *others = member.terms
    text = first
    for term in others:
        if len(term) != 2 or term[0] != text[-1]:
            return None
        text += term[1]
    return text


def _latin_spans(
    member: Member, row: Sequence[Token], places: dict[str, list[int]]
) -> Iterator[tuple[int, int]]:
    """Where Latin words stand in the order of the member, one after the other; no *drop in*."""
    if len(member.terms) > 1 and not LOOKUP_STOP.isdisjoint(member.terms):
        return
    for i in places.get(member.terms[0], ()):
        run = row[i : i + len(member.terms)]
        if tuple(token.term for token in run) == member.terms:
            yield run[0].start, run[-1].end
