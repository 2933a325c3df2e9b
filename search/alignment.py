"""How near sentences lie to a question, word by word and as a whole, by the embedded encoder.

``question, sentences ─▶ (n, 6)``: a word finds its nearest in the sentence, so 回应 finds 答复 and
*followers* finds 粉丝 where no dictionary says so. The embedded encoder does this whatever model
made the index: its vectors are of words, and it is always here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.encode import Vectors
from index.static_encoder import StaticEncoder
from search.asked import without_asking

Pieces = Sequence[tuple[NDArray[np.float32], Vectors]]
"""For each of n sentences the weights (t,) and vectors (t, d) of its words."""

_UNRELATED = 0.3  # cosine of two words up to which the one says nothing of the other

Alignment = NDArray[np.float64]
"""(n, 6) a row a sentence: weighted mean over the question's words of the nearest word's cosine;
the same of what is above that of unrelated words, scaled to [0, 1]; cosine of the sentence; cosine
of the sentence with its neighbours, at half their weight; the first two without words that ask."""


def align(
    encoder: StaticEncoder,
    question: str,
    context: str,
    pieces: Pieces,
    joins: Sequence[bool],
) -> Alignment:
    """Align sentences with a question.

    Args:
        encoder: The embedded encoder.
        question: What is asked; its words are looked for.
        context: What stands for it as a whole.
        pieces: Of n sentences, by ``encoder.pieces``.
        joins: n flags: whether the sentence follows the one before it in its passage.
    """
    found = np.zeros((len(pieces), 6))
    own, content = encoder.pieces([question, without_asking(question)])
    if not len(own[0]) or not pieces:
        return found
    for columns, (weights, words) in ((slice(0, 2), own), (slice(4, 6), content)):
        share = weights / weights.sum() if len(weights) else weights
        for row, (_, others) in zip(found, pieces, strict=True):
            if len(others) and len(weights):
                row[columns] = _nearest(share, words, others)
    whole = encoder.encode_queries([context])[0]
    vectors = _unit(np.stack([own @ others for own, others in pieces]))
    found[:, 2] = vectors @ whole
    found[:, 3] = _unit(_with_neighbours(vectors, joins)) @ whole
    return found


def _nearest(share: NDArray[np.float32], words: Vectors, others: Vectors) -> tuple[float, float]:
    """Weighted mean of the nearest word's cosine, and of what of it is above unrelated words."""
    nearest = (words @ others.T).max(axis=1)
    return float(share @ nearest), float(share @ above_unrelated(nearest))


def above_unrelated(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far two words mean the same (t,), in [0, 1]: 0 up to the cosine of unrelated ones."""
    meant: NDArray[np.float32] = np.clip((cosines - _UNRELATED) / (1 - _UNRELATED), 0, 1)
    return meant


def _with_neighbours(vectors: Vectors, joins: Sequence[bool]) -> Vectors:
    near = vectors.copy()
    follows = np.flatnonzero(np.array(joins, dtype=bool))
    near[follows] += 0.5 * vectors[follows - 1]
    near[follows - 1] += 0.5 * vectors[follows]
    return near


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(lengths, np.float32(1e-9))
    return unit
