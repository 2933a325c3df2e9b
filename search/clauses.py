"""What of a question the clause says that holds the answer, and what of it nothing there means.

``question without its asking words, clauses of a quote ─▶ ClauseMatch(said, lack)``. A quote from the right
article may hold every word of a question somewhere, and a sum of something else: so only the clause
that holds the kind of thing asked for counts, with the one before it. Words meet by the embedded
encoder's vectors; a name that is written otherwise there, as the index's terms tell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from index.static_encoder import StaticEncoder
from search.alignment import above_unrelated
from search.asked import Asked, without_asking

_CLAUSE = re.compile(r"[^，,；;。：:！!？?\n]+[，,；;。：:！!？?\n]*")
_HEAVIEST = 2  # words whose lack counts
_CHECKED = ("money", "number", "date", "person")  # kinds that a clause either holds or does not


@dataclass(frozen=True, slots=True)
class ClauseMatch:
    """``said``: share of the question's word weight that the clause means; ``lack``: what the two
    words that it lacks most would add; both in [0, 1]."""

    said: float
    lack: float


NOTHING_SAID = ClauseMatch(0.0, 1.0)


def clauses_of(text: str) -> list[str]:
    """The clauses of a text on one line, each with the marks that end it."""
    return [match.group() for match in _CLAUSE.finditer(text)]


def best_clause(
    encoder: StaticEncoder,
    question: str,
    asked: Asked,
    clauses: Sequence[str],
    names: Sequence[Collection[str]],
) -> ClauseMatch:
    """The match of the clause that says most of a question, of those that hold what is asked for.

    Args:
        encoder: The embedded encoder.
        question: Chinese or English.
        asked: What it asks for; a kind that no clause can be checked for is held by all.
        clauses: n, of a quote, in its order.
        names: For each the names of the question, as they are asked, that it holds in some form.
    """
    ((weights, words),) = encoder.pieces([without_asking(question)])
    holding = [
        i for i, clause in enumerate(clauses) if asked.kind not in _CHECKED or asked.fits(clause)
    ]
    if not len(weights) or not holding:
        return NOTHING_SAID
    share = weights / weights.sum()
    texts = [
        " ".join([clauses[i], clauses[i - 1] if i else "", *sorted(names[i])]) for i in holding
    ]
    matches: list[ClauseMatch] = []
    for _, others in encoder.pieces(texts):
        if len(others):
            nearest = (words @ others.T).max(axis=1)
            means = above_unrelated(nearest)
            lacks = np.sort(share * (1 - means))[::-1]
            matches.append(ClauseMatch(float(share @ means), float(lacks[:_HEAVIEST].sum())))
    return max(matches, key=lambda match: (match.said, -match.lack), default=NOTHING_SAID)
