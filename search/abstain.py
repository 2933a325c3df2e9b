"""How sure we are that the articles hold an answer: a calibrated probability.

    confidence = logistic(bias + sum of weight · feature), of the quote that is surest to answer

There is a set of weights for each language of the question. They are fitted by
``scripts/fit_abstain.py`` and lie in ``abstain.json``; which questions they were fitted on, and how
well they hold, is in docs/measured.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from search.evidence import Evidence
from search.search import SearchResult

FEATURES = ("lead", "worth", "read", "answered")
"""How far the sentence that answers is ahead of the best one elsewhere, and what it is worth
(``search.evidence_model``); what the reader says of the quote and of its passage."""


def features(quote: Evidence) -> list[float]:
    """The figures of a quote, in the order of ``FEATURES``."""
    return [quote.lead, quote.worth, quote.read, quote.answered]


def confidence(result: SearchResult, evidence: Sequence[Evidence]) -> float:
    """The probability that the question is answered by the evidence; 0 without any."""
    return max((quote_confidence(result, quote) for quote in evidence), default=0.0)


def quote_confidence(result: SearchResult, quote: Evidence) -> float:
    """The probability that one quote answers what it was chosen for."""
    weights = _weights()["en" if result.query.language == "en" else "zh"]
    values = zip(FEATURES, features(quote), strict=True)
    raw = weights["bias"] + sum(weights[name] * value for name, value in values)
    return 1.0 / (1.0 + math.exp(-raw))


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    text = files("search").joinpath("abstain.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, float]] = json.loads(text)
    return weights
