"""Measures of rankings, their intervals, and whether one is better than another. Pure.

``rankings, qrels ─ir_measures─▶ a value a question ─Resampler─▶ Interval, Comparison``. Asking is
left to ``search.lanes``, gold files to ``search.evaluate_gold``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Qrels = Mapping[str, Mapping[str, int]]
"""Question id → article id → gain; above 0 is relevant."""
Rankings = Mapping[str, Sequence[str]]
"""Question id → article ids, best first."""
Values = NDArray[np.float64]
"""(n,) one value a question, in the set's order; NaN where the measure does not apply."""

MEASURES = ("nDCG@10", "R@1", "R@10", "R@100", "RR@10")
DEPTHS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000)
N_RESAMPLES = 1000
SEED = 1
_TIE = 1e-9  # per-question values nearer than this are equal


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over n questions with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """B against A on the same questions: the mean of B − A, and who won how often."""

    difference: Interval
    won: int  # questions where B is better
    tied: int
    lost: int
    p: float  # two-sided, of no difference


def measure(
    rankings: Rankings, qrels: Qrels, measures: Sequence[str] = MEASURES
) -> dict[str, Values]:
    """The measures of every question of the qrels, in their order.

    A question without a ranking counts 0. Gains enter nDCG as they are (gain / log2(rank + 1)).
    Numbers stand for the ids: the C code behind it would cut an id at a NUL.

    Source: Järvelin and Kekäläinen 2002 (nDCG); computed by ``ir_measures``.
    """
    import ir_measures

    names: dict[str, str] = {}

    def name_of(article_id: str) -> str:
        return names.setdefault(article_id, f"a{len(names)}")

    row = {query_id: number for number, query_id in enumerate(qrels)}
    run = {
        f"q{row[query_id]}": {name_of(a): -float(rank) for rank, a in enumerate(ranking)}
        for query_id, ranking in rankings.items()
        if query_id in row
    }
    judged = {
        f"q{row[query_id]}": {name_of(a): gain for a, gain in gains.items()}
        for query_id, gains in qrels.items()
    }
    wanted = [ir_measures.parse_measure(name) for name in measures]
    values = {name: np.zeros(len(row)) for name in measures}
    for metric in ir_measures.iter_calc(wanted, judged, run):
        values[str(metric.measure)][int(metric.query_id[1:])] = metric.value
    return values


def recall_curve(rankings: Rankings, qrels: Qrels, *, k: int) -> list[tuple[int, float]]:
    """(depth, mean recall at it) for each of ``DEPTHS`` up to k."""
    depths = [depth for depth in DEPTHS if depth <= k] or [k]
    found = measure(rankings, qrels, [f"R@{depth}" for depth in depths])
    return [(depth, float(found[f"R@{depth}"].mean())) for depth in depths]


def first_ranks(rankings: Rankings, qrels: Qrels) -> list[int]:
    """The rank of each question's first relevant article, in the qrels' order; 0: not found."""
    ranks: list[int] = []
    for query_id, gains in qrels.items():
        ranking = rankings.get(query_id, ())
        relevant = (rank for rank, a in enumerate(ranking, start=1) if gains.get(a, 0) > 0)
        ranks.append(next(relevant, 0))
    return ranks


class Resampler:
    """Bootstrap over questions: the same draws for all that is measured on one set.

    Whole clusters are drawn, so that a question and its twin in another language stand or fall
    together. Means are of weighted values, sum(w v) / sum(w).

    Source: Efron and Tibshirani 1993 (percentile interval, chapter 13; test, chapter 16).
    """

    def __init__(
        self, clusters: Sequence[str], *, n_resamples: int = N_RESAMPLES, seed: int = SEED
    ) -> None:
        """``clusters``: for each question the name of the one that it belongs to."""
        names = {name: number for number, name in enumerate(dict.fromkeys(clusters))}
        self._cluster = np.array([names[name] for name in clusters], dtype=np.intp)  # (n,)
        self._m = len(names)
        rng = np.random.default_rng(seed)
        share = np.full(self._m, 1 / max(1, self._m))
        self._draws = rng.multinomial(self._m, share, size=n_resamples).astype(float)  # (B, m)

    def means(self, values: Values, weights: Values | None = None) -> Values:
        """(n_resamples,) the mean of each resample; NaN where it drew nothing that counts."""
        w, filled = _weighted(values, weights)
        sums = np.bincount(self._cluster, weights=w * filled, minlength=self._m)
        sizes = np.bincount(self._cluster, weights=w, minlength=self._m)
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn: Values = (self._draws @ sums) / (self._draws @ sizes)
        return drawn

    def interval(self, values: Values, weights: Values | None = None) -> Interval:
        """The mean and where 95 % of the resampled means lie; NaN without a value."""
        w, filled = _weighted(values, weights)
        n = int((w > 0).sum())
        if n == 0:
            return Interval(float("nan"), float("nan"), float("nan"), 0)
        mean = float((w * filled).sum() / w.sum())
        return Interval(mean, *percentiles(self.means(values, weights)), n)

    def compare(self, a: Values, b: Values) -> Comparison:
        """B − A, paired by question; p from resamples of differences moved to mean 0."""
        difference = b - a
        counted = difference[~np.isnan(difference)]
        found = self.interval(difference)
        drawn = self.means(difference)
        drawn = drawn[~np.isnan(drawn)]
        return Comparison(
            found,
            won=int((counted > _TIE).sum()),
            tied=int((np.abs(counted) <= _TIE).sum()),
            lost=int((counted < -_TIE).sum()),
            p=p_value(drawn, found.mean),
        )


def percentiles(drawn: Values) -> tuple[float, float]:
    """The 2.5th and the 97.5th percentile."""
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def p_value(drawn: Values, mean: float) -> float:
    """How often resampled means, moved to mean 0, are as far from 0 as the mean found is."""
    farther = int((np.abs(drawn - mean) >= abs(mean) - 1e-12).sum())
    return (1 + farther) / (1 + len(drawn))


def _weighted(values: Values, weights: Values | None) -> tuple[Values, Values]:
    """Weights with 0 where there is no value, and values with 0 there."""
    missing = np.isnan(values)
    w = np.where(missing, 0.0, 1.0 if weights is None else weights)
    return w, np.where(missing, 0.0, values)
