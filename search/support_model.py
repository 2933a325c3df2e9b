"""How likely a quote supports a statement: boosted trees over what is known of the two.

``statement, quotes ─▶ words, contradictions, clauses ─▶ features (f,) ─trees─▶ probability``. The model
of words and the trees are fitted by ``scripts/fit_support.py`` and lie in ``support.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.static_encoder import StaticEncoder
from search.support_clauses import CLAUSE_FEATURES, clause_row
from search.support_match import Nearness, nearness
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
from search.support_trees import Trees, logistic, trees_of
from search.support_words import (
    SUMMARY_FEATURES,
    WORD_FEATURES,
    Aligned,
    align,
    summary,
    word_rows,
)

Why = Literal["number", "name", "negation", "date", "content", "role", "contradiction"]

FEATURES = (
    *SUMMARY_FEATURES,
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
    *CLAUSE_FEATURES,
)
REASONS: dict[str, tuple[float, Why]] = {
    "role": (0.5, "role"),
    "order": (0.5, "role"),
    "apart": (0.5, "role"),
    "negation": (0.5, "negation"),
    "pole": (0.25, "negation"),
    "set": (0.25, "date"),
    "name": (0.4, "name"),
}
"""Feature → above what it is the reason that is given for a no, in this order."""
VETOES = frozenset(("role", "order", "pole", "set", "name"))
"""Reasons that are enough by themselves: with them no topic left out lost recall at precision 0.95."""

_OWNED = 0.3  # share of what is said of a number from which another number has it
_FAR = 0.5  # distance, by its weight, above which a word is far


def features(encoder: StaticEncoder, statement: Text, quote: Text) -> NDArray[np.float64]:
    """What support is read from, (len(FEATURES),)."""
    pair = align(encoder, statement, quote)
    return np.array([*summary(word_rows(pair), fitted().words, pair), *pair_row(encoder, pair)])


def pair_row(encoder: StaticEncoder, pair: Aligned) -> list[float]:
    """All features but those of the words' model."""
    statement, quote, weights = pair.statement, pair.quote, pair.weights
    near = nearness(pair.tables, pair.cosines)
    content = np.array([word.is_content for word in statement.words], dtype=bool)
    marked = mark_conflicts(statement, quote, near, weights)
    owner = float(
        owner_conflict(statement, quote, near, weights, named_words(statement, quote, near))
        >= _OWNED
        or order_conflict(statement, quote)
    )
    return [
        float(pair.is_across),
        *_coverage(near, weights, content, quote),
        *_furthest(near, weights, content, statement),
        _cosine(encoder, (weights, pair.vectors), quote),
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
        *clause_row(statement, quote, near, weights),
    ]


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


def is_contradicted(row: NDArray[np.float64], *, by: Collection[str] = VETOES) -> bool:
    """Whether something in the quote speaks so much against a statement that no model is asked."""
    return any(row[FEATURES.index(name)] > REASONS[name][0] for name in by)


def reason(row: NDArray[np.float64]) -> Why:
    """What speaks most against a statement that is not supported."""
    for name, (most, why) in REASONS.items():
        if row[FEATURES.index(name)] > most:
            return why
    return "content"


def log_odds(row: NDArray[np.float64]) -> float:
    """The log odds of support from the features (f,), by the words alone."""
    return fitted().trees.log_odds(row.tolist())


def probability(row: NDArray[np.float64]) -> float:
    """The probability of support from the features (f,), by the words alone."""
    return logistic(log_odds(row))


@dataclass(frozen=True, slots=True)
class Fitted:
    """What ``support.json`` holds."""

    words: NDArray[np.float64]  # (len(WORD_FEATURES),)
    trees: Trees
    threshold: float  # the probability from which a statement counts as supported


@lru_cache(maxsize=1)
def fitted() -> Fitted:
    """The model that comes with the package."""
    stored = json.loads(files("search").joinpath("support.json").read_text(encoding="utf-8"))
    words: dict[str, float] = stored["words"]
    weights = np.array([words[name] for name in WORD_FEATURES])
    return Fitted(weights, trees_of(stored, FEATURES), float(stored["threshold"]))
