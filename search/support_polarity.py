"""Whether a statement and a quote say a thing with the same sign: up or down, agreed or refused, not.

``Text, Text, nearness ─▶ conflict of poles, of negations, of sets``. ``support_poles.tsv`` has pairs of
words that exclude each other, ``support_sets.tsv`` sets such as the days of the week. A negation in
front of a pole gives the other one: 没有接受 is as good as 拒绝.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from search.support_match import Nearness
from search.support_negators import HAN_NOT, negated
from search.support_poles import poles, sets
from search.support_text import Text, Word

_NEEDS_NUMBER = frozenset("up down over under abov below".split())
_COMPARES = tuple("更较最越")
_NOPOLES = frozenset("critic critics leads".split())  # of a stem with words that are poles
_MOVES = frozenset("go move be".split())
_OWN_WORD = 0.1  # weight of the word itself among what stands around it
_AS_IS, _TURNED = {1: 0, -1: 1, 0: 2}, {1: 1, -1: 0, 0: 2}  # places in "+-=", of a sign
POLES = ("+", "-", "=")
_MARGIN = 4.0  # by a quarter nearer is nearer
_FAR = 0.1  # share that a word of another sentence counts
_DIGIT_AHEAD = re.compile(
    r"\s?(?:to |by |from |at |than |about |nearly |almost |近|约|到|至|了)*[\d一二三四五六七八九十百两]"
)


class Mark(NamedTuple):
    """A word that excludes others: its place in its text, the dimension, and "+", "-" or a member."""

    at: int
    dimension: str
    value: str


def marks(text: Text) -> list[Mark]:
    """The words of a text that have a pole, turned round where they are negated, or are of a set."""
    _, heads = negated(text)
    turned = {next((i for i in head if signs(text.words[i])), -1) for head in heads}
    found: list[Mark] = []
    for i in range(len(text.words)):
        for dimension, sign in _joined_signs(text, i):
            if _means_it(text, i):
                less = i > 0 and text.words[i - 1].surface.lower() == "less"
                turn = i in turned or (less and dimension != "amount")
                found.append(Mark(i, dimension, "+-="[_TURNED[sign] if turn else _AS_IS[sign]]))
        found.extend(Mark(i, kind, member) for kind, member in _members(text, i))
    return found


def _joined_signs(text: Text, at: int) -> tuple[tuple[str, int], ...]:
    """The poles of a word, or of an English one with the next: *voted down*, *laid off*."""
    word = text.words[at]
    if not word.is_han and at + 1 < len(text.words):
        joined = poles().get(f"{word.term}_{text.words[at + 1].surface.lower()}")
        if joined:
            return joined
    return signs(word)


def signs(word: Word) -> tuple[tuple[str, int], ...]:
    """The poles of a word; a longer Han word has those of the pole that it begins or ends with."""
    known = poles()
    if word.surface.lower() in _NOPOLES:
        return ()
    if not word.is_han or word.term in known or len(word.term) < 3:
        return known.get(word.term, ())
    return known.get(word.term[:2], ()) or known.get(word.term[-2:], ())


def _means_it(text: Text, at: int) -> bool:
    """Whether a short or common word is meant as a pole: 多 and *over* beside a number."""
    word = text.words[at]
    before = text.words[at - 1].term if at else ""
    if word.is_han and len(word.term) == 1:
        beside = before.endswith(_COMPARES) or HAN_NOT.fullmatch(before) is not None
        return beside or _DIGIT_AHEAD.match(text.folded, word.end) is not None
    if word.term in _NEEDS_NUMBER:
        return before in _MOVES or _DIGIT_AHEAD.match(text.folded, word.end) is not None
    return True


def _members(text: Text, at: int) -> Iterator[tuple[str, str]]:
    """The sets and members that a word, or an English one with the next, names."""
    known, word = sets(), text.words[at]
    if word.is_han:
        for part in dict.fromkeys((word.term, word.term[:2], word.term[-2:])):
            if part in known:
                yield known[part]
        return
    after = text.words[at + 1].surface.lower() if at + 1 < len(text.words) else ""
    joined = f"{word.surface.lower()}_{after}"
    if joined in known:
        yield known[joined]
    elif word.term in known:
        yield known[word.term]


def mark_conflicts(
    statement: Text, quote: Text, near: Nearness, weights: Nearness
) -> dict[str, float]:
    """By how much the quote's nearest word of a dimension says another thing than the statement's.

    Args:
        near: Of the words of the statement to those of the quote (n, m).
        weights: Of the statement's words (n,).

    Returns:
        "pole" and "set", each in [0, 1].
    """
    worst = {"pole": 0.0, "set": 0.0}
    others = marks(quote)
    for mark in marks(statement):
        kind = "pole" if mark.value in POLES else "set"
        same = opposite = 0.0
        for other in others:
            if other.dimension == mark.dimension:
                value = context(statement, quote, near, weights, mark.at, other.at)
                if other.value == mark.value:
                    same = max(same, value)
                else:
                    opposite = max(opposite, value)
        if opposite > same:
            margin = min(1.0, _MARGIN * (opposite - same) / opposite)
            worst[kind] = max(worst[kind], opposite * margin)
        elif mark.dimension == "date" and not same:
            worst[kind] = 1.0
    return worst


def context(
    statement: Text, quote: Text, near: Nearness, weights: Nearness, i: int, j: int
) -> float:
    """The share, in [0, 1], of what stands around a word that stands around one of the quote."""
    word, other = statement.words[i], quote.words[j]
    closeness = [_closeness(one, other, abs(k - j)) for k, one in enumerate(quote.words)]
    best = (near * np.array(closeness)).max(axis=1)
    inside = np.array(
        [
            (1.0 if one.clause == word.clause else 0.3) / (1 + abs(k - i) / 4)
            for k, one in enumerate(statement.words)
        ]
    )
    about = weights * inside * np.array([one.is_content for one in statement.words])
    about[i] *= _OWN_WORD
    total, all_of_it = float(best @ about), float(about.sum())
    mean = float(weights.mean()) or 1.0
    for numeral in statement.numerals:
        same = [one for one in quote.numerals if numeral.terms[0] in one.terms]
        weight = 2 * mean * (1.0 if numeral.clause == word.clause else 0.3)
        all_of_it += weight
        total += weight * max((1.0 if n.clause == other.clause else 0.3 for n in same), default=0)
    return total / all_of_it if all_of_it else 0.0


def _closeness(word: Word, other: Word, distance: int) -> float:
    if word.sentence != other.sentence:
        return _FAR
    return (1.0 if word.clause == other.clause else 0.35) / (1 + distance / 6)
