"""How sure we are that the articles hold an answer: a calibrated probability.

    confidence = logistic(bias + sum of weight · feature)

There is a set of weights for each language of the question, with the dense lane and without. They
are fitted by ``scripts/fit_abstain.py`` and lie in ``abstain.json``; which questions they
were fitted on, and how well they hold, is in docs/measured.md.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from importlib.resources import files

from search.evidence import Evidence
from search.search import SearchResult

FEATURES = ("support", "coverage", "lexical", "dense", "margin")


def features(result: SearchResult, evidence: tuple[Evidence, ...]) -> dict[str, float]:
    """What the probability is read from, each in [0, 1]; of the first hit where not of evidence."""
    if not evidence:
        return dict.fromkeys(FEATURES, 0.0)
    first = result.hits[0]
    return {
        "support": max(item.support for item in evidence),
        "coverage": max(item.coverage for item in evidence),
        "lexical": first.lexical,
        "dense": first.dense or 0.0,
        "margin": first.score - result.hits[min(4, len(result.hits) - 1)].score,
    }


def confidence(result: SearchResult, evidence: tuple[Evidence, ...]) -> float:
    """The probability that the question is answered by the evidence; 0 without any."""
    if not evidence:
        return 0.0
    lanes = "lexical" if result.hits[0].dense is None else "hybrid"
    weights = _weights()[lanes]["en" if result.query.language == "en" else "zh"]
    values = features(result, evidence)
    raw = weights["bias"] + sum(weights[name] * values[name] for name in FEATURES)
    return 1.0 / (1.0 + math.exp(-raw))


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, dict[str, float]]]:
    text = files("search").joinpath("abstain.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, dict[str, float]]] = json.loads(text)
    return weights
