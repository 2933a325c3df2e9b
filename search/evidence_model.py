"""How likely a sentence is to carry the answer: a linear model over what is known of it.

``Candidate..., Asked, alignment ─▶ features (n, f) ─▶ worth before reading (n,) ─▶ passages to read ─reader─▶
features (n, f + 2) ─▶ worth (n,)``. Within one question ``softmax(worth)`` is the probability that a
sentence is the one. Both sets of weights are fitted by ``scripts/fit_evidence.py`` on questions of
other sets than the figures in docs/measured.md are of, and lie in ``evidence.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.alignment import Alignment
from search.asked import Asked
from search.sentences import Candidate

FEATURES = (
    "own",  # share of the question's weight that the sentence holds
    "words",  # the same of its words alone, without bigrams
    "topic",  # further share that the article's title and lead name
    "before",  # that the sentence before holds, beyond these
    "after",
    "heading",  # that the heading over it holds
    "passage",  # that stands elsewhere in the passage
    "hit",  # the passage's score
    "rank",  # 1 / the passage's rank
    "fits",  # it holds the kind of thing asked for
    "fits_checked",  # and that kind can be checked
    "lacks_checked",  # it does not hold a kind that can be checked
    "nearest",  # search.alignment, the six figures
    "near",
    "cosine",
    "cosine_around",
    "content_nearest",
    "content_near",
)
READ_FEATURES = (
    *FEATURES,
    "read",  # what search.reader says of the sentence
    "answered",  # and of its passage
)


def features(
    candidates: Sequence[Candidate],
    asked: Asked,
    alignment: Alignment,
    weights: Sequence[float],
    is_word: Sequence[bool],
) -> NDArray[np.float64]:
    """What the worth of sentences is read from.

    Args:
        candidates: n sentences.
        asked: What the question asks for.
        alignment: (n, 6), of the same sentences.
        weights: Of the question's groups, which the candidates' sets index.
        is_word: Whether each group is a word.

    Returns:
        (n, len(FEATURES)).
    """
    total = sum(weights) or 1.0
    of_words = [weight if word else 0.0 for weight, word in zip(weights, is_word, strict=True)]
    total_words = sum(of_words) or 1.0

    def share(groups: frozenset[int]) -> float:
        return sum(weights[group] for group in groups) / total

    rows = np.zeros((len(candidates), len(FEATURES)))
    fitting = _fitting(candidates, asked)
    for row, candidate, fits in zip(rows, candidates, fitting, strict=True):
        held, topic = candidate.held, candidate.topic
        near = held | topic | candidate.before | candidate.after
        row[:12] = (
            share(held),
            sum(of_words[group] for group in held) / total_words,
            share(topic - held),
            share(candidate.before - held - topic),
            share(candidate.after - held - topic),
            share(candidate.heading - held - topic),
            share(candidate.passage - near),
            candidate.hit.score,
            1 / candidate.hit.rank,
            fits,
            fits and asked.is_checkable,
            asked.is_checkable and not fits,
        )
    rows[:, 12:] = alignment
    return rows


def _fitting(candidates: Sequence[Candidate], asked: Asked) -> list[bool]:
    """Which sentences hold the kind asked for: as exact as it is asked for, if any is.

    A sum asked for by what it was paid for only where a sentence or one beside it speaks of that.
    """
    fitting = [asked.fits(candidate.text) for candidate in candidates]
    if asked.told_with is not None:
        speaks = [asked.is_of_act(candidate.text) for candidate in candidates]
        beside = _with_neighbours(candidates, speaks)
        fitting = [fits and near for fits, near in zip(fitting, beside, strict=True)]
    exact = [
        fits and asked.is_exact(candidate.text)
        for fits, candidate in zip(fitting, candidates, strict=True)
    ]
    return exact if any(exact) else fitting


def _with_neighbours(candidates: Sequence[Candidate], marked: Sequence[bool]) -> list[bool]:
    """Which sentences are marked or stand beside one of their passage that is."""
    near = list(marked)
    for i, (one, other) in enumerate(pairwise(candidates)):
        if one.hit is other.hit:
            near[i] = near[i] or marked[i + 1]
            near[i + 1] = near[i + 1] or marked[i]
    return near


def worth_unread(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The worth of sentences (n,) before any is read, from their features (n, f)."""
    total: NDArray[np.float64] = rows @ _weights()["unread"]
    return total


def worth(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The worth of sentences (n,) from their features (n, f + 2); only differences matter."""
    total: NDArray[np.float64] = rows @ _weights()["read"]
    return total


def holds_kind(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which sentences hold the kind of thing asked for (n,), from their features."""
    holds: NDArray[np.bool_] = rows[:, FEATURES.index("fits")] > 0
    return holds


@lru_cache(maxsize=1)
def _weights() -> dict[str, NDArray[np.float64]]:
    text = files("search").joinpath("evidence.json").read_text(encoding="utf-8")
    sets: dict[str, dict[str, float]] = json.loads(text)
    names = {"unread": FEATURES, "read": READ_FEATURES}
    return {kind: np.array([sets[kind][name] for name in names[kind]]) for kind in names}
