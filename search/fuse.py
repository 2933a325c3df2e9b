"""Fuse the lanes: one raw score for a candidate from what each lane says of it.

    raw = reach · (lexical · share of BM25's ceiling + title · share for the title) + dense · cosine + bias
    score = logistic(raw)
    reach = sqrt(ceiling / typical ceiling)

A share says how much of the question's words a passage has, not how many words that are: ten rare ones
tell more than two common ones, and more than a cosine does. So where both lanes are weighed, the words
weigh more the higher the question's ceiling is; by its root, as the words of a question hang together.

The weights are in ``fusion.json``, a set for each language of the question and, where it was chosen
for one, each model; how they were chosen is in docs/measured.md. Every candidate of either lane has
both lanes' true values, so nothing hangs on ranks (Cormack et al. 2009 fuse by them: ``search.rrf``).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.language import Language

Values = NDArray[np.float64]
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class LaneWeights:
    """What a unit of each lane's value adds to the raw score."""

    lexical: float
    dense: float
    title: float
    bias: float

    def contributions(self, lexical: float, dense: float, title: float) -> dict[str, float]:
        """What each lane adds for one passage; they sum to its raw score."""
        return {
            "lexical": self.lexical * lexical,
            "dense": self.dense * dense,
            "title": self.title * title,
            "bias": self.bias,
        }

    def scores(self, lexical: Values, dense: Values, title: Values) -> Values:
        """The scores (m,) of candidates, rounded to 6 decimals, in (0, 1]: 0 is no candidate."""
        raw = self.lexical * lexical + self.dense * dense + self.title * title + self.bias
        result: Values = np.maximum(np.round(1.0 / (1.0 + np.exp(-raw)), 6), _LEAST)
        return result


@dataclass(frozen=True, slots=True)
class Cosines:
    """How a model's cosines lie, of which no more is known.

    ``usual``: of the question and passages of all sorts; ``spread``: of two passages.
    """

    model: str
    usual: float
    spread: float


def lane_weights(
    mode: str, language: Language, ceiling: float, cosines: Cosines | None
) -> LaneWeights:
    """The weights of a search.

    Args:
        mode: hybrid, lexical or dense; hybrid without vectors is lexical.
        language: Of the question; mixed counts as Chinese, other as English.
        ceiling: What BM25 stays below for this question in this index.
        cosines: Of the index's model. For one without weights of its own, ``any`` counts the dense
            lane in spreads above the usual: the cosines of one model lie between 0.7 and 0.9,
            those of another between -0.1 and 0.6.
    """
    table = _table()
    name = "zh" if language in ("zh", "mixed") else "en"
    if mode == "lexical" or cosines is None:
        return LaneWeights(**table["lexical"])
    models = table[mode]
    if cosines.model in models:
        weights = LaneWeights(**models[cosines.model][name])
    else:
        weights = _in_spreads(LaneWeights(**models["any"][name]), cosines)
    if mode == "dense":
        return weights
    reach = reach_of(ceiling)
    return replace(weights, lexical=reach * weights.lexical, title=reach * weights.title)


def _in_spreads(weights: LaneWeights, cosines: Cosines) -> LaneWeights:
    """Weights of a cosine for those of (cosine - usual) / spread."""
    dense = weights.dense / cosines.spread
    return replace(weights, dense=dense, bias=weights.bias - dense * cosines.usual)


def reach_of(ceiling: float) -> float:
    """How much more than usual the words of a question weigh."""
    return math.sqrt(ceiling / _table()["typical_ceiling"])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = files("search").joinpath("fusion.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table
