"""How likely a quote supports a statement, by its words and by a network that has read both.

``features of the words, statement, quotes ─search.statement_reader─▶ features (f,) ─trees─▶ log odds ─with
those of the words─▶ probability``. The trees are fitted by ``scripts/fit_statements.py``, on statements
that neither the network nor the trees of the words were trained on, and lie in ``statements.json``. The words
know the numbers and names, the network who does what to whom. They are asked once more beside the
trees, as what the trees are fitted on keeps to the quote's words whether it follows or not, which
those who answer a question do not.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from search import support_model
from search.statement_reader import embedded_statement_reader
from search.support_trees import Trees, logistic, trees_of

FEATURES = (
    *support_model.FEATURES,
    "words",  # log odds by the words alone
    "own_length",  # of the statement, logarithm of its bytes
    "quote_length",
    "shorter",  # the one less the other
    "read",  # log odds of the network
)
SUPPORTED = 0.75
"""Probability from which a statement counts as supported."""
_MOST_READ = 9.0  # log odds that are told apart


def features(row: NDArray[np.float64], statement: str, quotes: str) -> NDArray[np.float64]:
    """What support is read from, (len(FEATURES),); ``row``: the features of the words (f,)."""
    read = embedded_statement_reader().supports(statement, quotes)
    lengths = [math.log(1 + len(text.encode("utf-8", "replace"))) for text in (statement, quotes)]
    rest = [support_model.log_odds(row), *lengths, lengths[0] - lengths[1]]
    return np.array([*row, *rest, max(-_MOST_READ, min(_MOST_READ, read))])


def probability(row: NDArray[np.float64], statement: str, quotes: str) -> float:
    """The probability of support; ``row``: the features of the words (f,)."""
    read = features(row, statement, quotes)
    return logistic(joined(read, _fitted().log_odds(read.tolist())))


def joined(read: NDArray[np.float64], odds: float) -> float:
    """The log odds of the words, which are one of the features (f,), and of the trees, in the mean."""
    return (float(read[FEATURES.index("words")]) + odds) / 2


@lru_cache(maxsize=1)
def _fitted() -> Trees:
    stored = json.loads(files("search").joinpath("statements.json").read_text(encoding="utf-8"))
    return trees_of(stored, FEATURES)
