"""Make cosines of passages in two languages comparable, so that neither drowns the other.

``question, passages by language ─▶ what to take from each cosine``. A question lies nearer to all that is
in its own language, relevant or not: with the embedded encoder by about 0.1. What is usual for the
question in a language is the median cosine of passages of all sorts there; what lies above it counts.
In an index of one language nothing changes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.encode import Vectors
from index.vectors import VectorIndex

_BACKGROUND = 64  # passages of each language that are looked at
_DOUBT = 8  # passages whose worth of doubt is in any median: a few may all be about the question


def language_shift(
    vectors: VectorIndex, question: Vectors, languages: Sequence[NDArray[np.intp]]
) -> NDArray[np.float64]:
    """What to take from the cosine of each passage (n,); 0 for those of the larger language.

    Args:
        vectors: Of the n passages.
        question: (d,) its vector.
        languages: The numbers of the passages of each language.
    """
    shift = np.zeros(len(vectors.rows))
    if len(languages) < 2:
        return shift
    larger = max(languages, key=len)
    usual = _median(vectors, question, larger)
    for passages in languages:
        if passages is not larger:
            trust = len(passages) / (len(passages) + _DOUBT)
            shift[passages] = trust * (_median(vectors, question, passages) - usual)
    return shift


def _median(vectors: VectorIndex, question: Vectors, passages: NDArray[np.intp]) -> float:
    step = -(-len(passages) // _BACKGROUND)
    return float(np.median(vectors.scores(question, passages[::step])))
