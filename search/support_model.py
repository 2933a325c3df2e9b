"""How likely a quote supports a statement: a logistic model over what is known of the two.

``statement, quotes ─▶ features (f,) ─veto─▶ reason, or ─weights─▶ probability``. What contradicts a
statement is enough by itself; the model says whether the rest is there. The weights are fitted by
``scripts/fit_support.py`` and lie in ``support.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.static_encoder import StaticEncoder
from search.support_match import Nearness, match_words
from search.support_names import is_noun
from search.support_negation import negation_conflict
from search.support_numbers import order_conflict, owner_conflict
from search.support_polarity import mark_conflicts
from search.support_roles import (
    missing_name,
    name_order_conflict,
    named_words,
    role_conflict,
)
from search.support_subjects import apart, speaker_conflict
from search.support_text import Text, word_vectors

Why = Literal["number", "name", "negation", "date", "content", "role"]

FEATURES = (
    "bias",
    "across",  # the quote is in the other language
    "coverage",  # share of the statement's weight that the quote has
    "focus",  # the same of the sentence, or two in a row, that has most
    "noun",  # distance of the noun that is lost most, by its weight: paraphrases keep nouns
    "far",  # logarithm of how many words are far from any of the quote
    "cosine",  # of the statement and the best sentence
    "name",  # distance of the furthest name
    "pole",  # opposite poles
    "negation",  # a word is negated on one side only
    "set",  # another day, time or side
    "order",  # names the other way round
    "apart",  # what is said of a name stands beside another
    "role",  # words the other way round, or what a number is said of has another one
)
VETOES: dict[str, tuple[float, Why]] = {
    "role": (0.5, "role"),
    "order": (0.5, "role"),
    "apart": (0.5, "role"),
    "negation": (0.5, "negation"),
    "pole": (0.25, "negation"),
    "set": (0.25, "date"),
    "name": (0.4, "name"),
}
"""Feature → above what it is enough to say no, and the reason that is given."""

_OWNED = 0.3  # share of what is said of a number from which another number has it
_FAR = 0.5  # distance, by its weight, above which a word is far


def features(encoder: StaticEncoder, statement: Text, quote: Text) -> NDArray[np.float64]:
    """What support is read from, (len(FEATURES),)."""
    near = match_words(encoder, statement, quote)
    told, vectors = word_vectors(encoder, statement.words)
    weights = told.astype(np.float64)
    content = np.array([word.is_content for word in statement.words], dtype=bool)
    marked = mark_conflicts(statement, quote, near, weights)
    owner = float(
        owner_conflict(statement, quote, near, weights, named_words(statement, quote, near))
        >= _OWNED
        or order_conflict(statement, quote)
    )
    across = statement.has_han != quote.has_han
    return np.array(
        [
            1.0,
            float(across),
            *_coverage(near, weights, content, quote),
            *_furthest(near, weights, content, statement),
            _cosine(encoder, (weights, vectors.astype(np.float64)), quote),
            missing_name(statement, quote, near),
            marked["pole"],
            negation_conflict(statement, quote, near, weights),
            marked["set"],
            name_order_conflict(statement, quote, near),
            max(
                apart(statement, quote, near, weights),
                speaker_conflict(statement, quote, near, weights),
            ),
            max(role_conflict(statement, quote, near), owner),
        ]
    )


def _coverage(
    near: Nearness, weights: Nearness, content: NDArray[np.bool_], quote: Text
) -> tuple[float, float]:
    """The share of the content's weight in all of the quote, and in its best two sentences."""
    own = weights * content
    total = float(own.sum())
    if not total or not near.size:
        return 0.0, 0.0
    sentences = np.array([word.sentence for word in quote.words])
    best = 0.0
    for sentence in set(sentences.tolist()):
        for width in (1, 2):
            inside = (sentences >= sentence) & (sentences < sentence + width)
            share = float(own @ (near[:, inside].max(axis=1))) / total
            best = max(best, share * (1.0 if width == 1 else 0.97))
    return float(own @ near.max(axis=1)) / total, best


def _furthest(
    near: Nearness, weights: Nearness, content: NDArray[np.bool_], statement: Text
) -> tuple[float, float]:
    """How far the noun that is lost most is, and how many words are far, each by its weight."""
    if not (weights * content).any() or not near.size:
        return 1.0, math.log1p(float(content.sum()))
    noun = np.array([is_noun(word) for word in statement.words])
    lost = (1 - near.max(axis=1)) * content * np.minimum(1.0, weights / weights[content].mean())
    return float(lost[noun].max(initial=0.0)), math.log1p(float((lost > _FAR).sum()))


def _cosine(encoder: StaticEncoder, own: tuple[Nearness, Nearness], quote: Text) -> float:
    """The cosine of the statement and the quote's nearest sentence."""
    weights, vectors = word_vectors(encoder, quote.words)
    whole = own[0] @ own[1]
    best = 0.0
    sentences = np.array([word.sentence for word in quote.words])
    for sentence in set(sentences.tolist()):
        inside = sentences == sentence
        other = (weights[inside, None] * vectors[inside]).sum(axis=0).astype(np.float64)
        length = float(np.linalg.norm(whole) * np.linalg.norm(other))
        best = max(best, float(whole @ other) / length if length else 0.0)
    return best


def veto(row: Sequence[float] | NDArray[np.float64]) -> Why | None:
    """Why a quote cannot support a statement, whatever else it holds; None if nothing says so."""
    for name, (most, why) in VETOES.items():
        if row[FEATURES.index(name)] > most:
            return why
    return None


def probability(row: Sequence[float] | NDArray[np.float64]) -> float:
    """The probability of support from the features (f,)."""
    weights, _ = fitted()
    total = float(np.asarray(row) @ weights)
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


@lru_cache(maxsize=1)
def fitted() -> tuple[NDArray[np.float64], float]:
    """The weights (f,) and the probability from which a statement counts as supported."""
    text = files("search").joinpath("support.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    weights: dict[str, float] = stored["weights"]
    return np.array([weights[name] for name in FEATURES]), float(stored["threshold"])
