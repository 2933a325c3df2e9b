"""Whether a statement negates what a quote says, or says what a quote negates.

``Text, Text, nearness ─▶ conflict``. A word is compared with the word of the quote that is nearest to it
and stands among the same. What has a pole in both texts is left to ``search.support_polarity``.
"""

from __future__ import annotations

import numpy as np

from search.support_match import Nearness
from search.support_negators import negated
from search.support_polarity import POLES, context, marks
from search.support_text import Text

_SURE_WORD = 0.6  # nearness of what a quote negates to a word of the statement
_SAME_WORD = 0.5  # nearness from which two words are the same thing


def negation_conflict(statement: Text, quote: Text, near: Nearness, weights: Nearness) -> float:
    """1.0 where a word is negated on one side only, else 0.0.

    Arguments as of :func:`search.support_polarity.mark_conflicts`.
    """
    reached, heads = negated(statement)
    reached_there, heads_there = negated(quote)
    signed, signed_there = _signed(statement, quote), _signed(quote, statement)

    def found(i: int) -> int | None:
        """The quote's word that is nearest to a word, and stands among the same."""
        places = _nearest(near[i])
        values = [context(statement, quote, near, weights, i, j) for j in places]
        return places[int(np.argmax(values))] if places else None

    for head in heads:
        if head and not set(head) & signed:
            clause = statement.words[head[0]].clause
            inside = [i for i, w in enumerate(statement.words) if w.clause == clause]
            places = {found(i) for i in inside if statement.words[i].is_content}
            if any(found(i) is not None for i in head) and not places & reached_there:
                return 1.0
    for head in heads_there:
        for j in head if not set(head) & signed_there else ():
            for i in map(int, np.flatnonzero(near[:, j] >= _SURE_WORD)):
                is_free = statement.words[i].is_content and i not in reached | signed
                if is_free and found(i) in reached_there:
                    return 1.0
    return 0.0


def _signed(text: Text, other: Text) -> set[int]:
    """The words of a text with a pole of a dimension that the other has one of."""
    there = {mark.dimension for mark in marks(other) if mark.value in POLES}
    return {mark.at for mark in marks(text) if mark.value in POLES and mark.dimension in there}


def _nearest(row: Nearness) -> list[int]:
    """The words of the quote that are as near as any, and near enough."""
    best = float(row.max()) if len(row) else 0.0
    return [int(j) for j in np.flatnonzero(row >= best - 0.1)] if best >= _SAME_WORD else []
