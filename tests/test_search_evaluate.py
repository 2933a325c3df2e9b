"""Measures by hand, the bootstrap, and paired comparison."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import many

from search.evaluate import MEASURES, Resampler, first_ranks, measure, recall_curve

QRELS = {
    "q1": {"a": 1, "b": 2, "c": 0},
    "q2": {"z": 1},
    "q3": {"m": 1, "n": 1},
}
RANKINGS = {"q1": ["x", "b"], "q3": ["m", *(f"x{i}" for i in range(9)), "n"], "other": ["a"]}


def test_measures_are_those_worked_by_hand() -> None:
    """q1: DCG 2 / log2 3, ideal 2 + 1 / log2 3. q3: m first, n eleventh: DCG 1, ideal 1 + 1 / log2 3.

    q2 has no ranking: it counts 0 and is not left out. A ranking without a judgement is.
    """
    found = measure(RANKINGS, QRELS)
    log2_3 = math.log2(3)
    assert found["nDCG@10"] == pytest.approx(
        [(2 / log2_3) / (2 + 1 / log2_3), 0, 1 / (1 + 1 / log2_3)]
    )
    assert found["RR@10"].tolist() == [0.5, 0, 1]
    assert found["R@1"].tolist() == [0, 0, 0.5]
    assert found["R@10"].tolist() == [0.5, 0, 0.5]
    assert found["R@100"].tolist() == [0.5, 0, 1]
    assert set(found) == set(MEASURES)


def test_ids_that_c_code_would_cut_short_are_told_apart() -> None:
    qrels = {"q\0a": {"x\0a": 1}, "q\0b": {"x\0b": 1}, "": {"": 1}}
    found = measure({"q\0a": ["x\0a"], "q\0b": ["x\0a", "x\0b"], "": [""]}, qrels)
    assert found["RR@10"].tolist() == [1, 0.5, 1]
    assert found["R@1"].tolist() == [1, 0, 1]


def by_hand(ranking: list[str], gains: dict[str, int]) -> tuple[float, float, float]:
    """nDCG, recall and reciprocal rank at 10, written out."""
    at = [gains.get(article, 0) for article in ranking[:10]]
    ideal = sorted(gains.values(), reverse=True)[:10]
    dcg, best = (sum(g / math.log2(r + 2) for r, g in enumerate(gs)) for gs in (at, ideal))
    first = next((1 / (rank + 1) for rank, gain in enumerate(at) if gain > 0), 0.0)
    return dcg / best, sum(g > 0 for g in at) / sum(g > 0 for g in gains.values()), first


articles = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True, max_size=16)
judged = st.dictionaries(st.sampled_from("abcdefghijklmnop"), st.integers(0, 3), min_size=1).filter(
    lambda gains: any(gains.values())
)


@many
@given(articles, judged)
def test_measures_equal_the_formulas(ranking: list[str], gains: dict[str, int]) -> None:
    found = measure({"q": ranking}, {"q": gains})
    values = [found[name][0] for name in ("nDCG@10", "R@10", "RR@10")]
    assert values == pytest.approx(by_hand(ranking, gains))


def test_ranks_and_curve_are_of_the_relevant_articles() -> None:
    assert first_ranks(RANKINGS, QRELS) == [2, 0, 1]
    curve = recall_curve(RANKINGS, QRELS, k=20)
    assert [depth for depth, _ in curve] == [1, 2, 3, 5, 10, 20]
    assert [round(value, 4) for _, value in curve] == [0.1667, 0.3333, 0.3333, 0.3333, 0.3333, 0.5]


@many
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 5))
def test_interval_contains_the_mean_and_is_the_same_each_time(
    values: list[float], seed: int
) -> None:
    ids = [str(i) for i in range(len(values))]
    array = np.array(values)
    one = Resampler(ids, n_resamples=200, seed=seed).interval(array)
    assert one == Resampler(ids, n_resamples=200, seed=seed).interval(array)
    assert one.mean == pytest.approx(np.mean(values))
    assert min(values) - 1e-9 <= one.low <= one.high <= max(values) + 1e-9
    assert one.n == len(values)


def test_interval_is_that_of_the_binomial() -> None:
    """400 questions, half of them found: 0.5 ± 1.96 sqrt(0.25 / 400) = 0.451 to 0.549."""
    values = np.array([0.0, 1.0] * 200)
    found = Resampler([str(i) for i in range(400)]).interval(values)
    assert found.low <= found.mean <= found.high
    assert (found.low, found.high) == pytest.approx((0.451, 0.549), abs=0.006)


def test_twins_are_drawn_together_so_the_interval_is_wider() -> None:
    """200 pairs that agree carry as much as 200 questions, so sqrt 2 times the width."""
    values = np.repeat([0.0, 1.0] * 100, 2)
    alone = Resampler([str(i) for i in range(400)]).interval(values)
    twins = Resampler([str(i // 2) for i in range(400)]).interval(values)
    ratio = (twins.high - twins.low) / (alone.high - alone.low)
    assert ratio == pytest.approx(math.sqrt(2), rel=0.1)
    assert twins.n == 400


def test_a_measure_that_does_not_apply_is_left_out_of_the_mean() -> None:
    values = np.array([1.0, np.nan, 0.0, np.nan])
    resampler = Resampler(["a", "b", "c", "d"])
    assert (resampler.interval(values).mean, resampler.interval(values).n) == (0.5, 2)
    nothing = resampler.interval(np.full(4, np.nan))
    assert nothing.n == 0
    assert math.isnan(nothing.mean)


def test_weights_make_a_mean_over_citations() -> None:
    """One of 3 citations right, and 1 of 1: 2 of 4."""
    found = Resampler(["a", "b"]).interval(np.array([1 / 3, 1.0]), np.array([3.0, 1.0]))
    assert found.mean == pytest.approx(0.5)


def test_identical_runs_do_not_differ() -> None:
    values = np.array([0.2, 1.0, 0.0, 0.5])
    found = Resampler(list("abcd")).compare(values, values)
    assert (found.difference.mean, found.difference.low, found.difference.high) == (0, 0, 0)
    assert (found.won, found.tied, found.lost, found.p) == (0, 4, 0, 1)


def test_comparison_counts_who_won_and_how_surely() -> None:
    rng = np.random.default_rng(7)
    a = rng.random(300)
    clear = Resampler([str(i) for i in range(300)]).compare(a, a + 0.05)
    assert clear.difference.mean == pytest.approx(0.05)
    assert (clear.won, clear.tied, clear.lost) == (300, 0, 0)
    assert clear.p < 0.01
    noise = Resampler([str(i) for i in range(300)]).compare(a, rng.permutation(a))
    assert noise.p > 0.05
    assert noise.difference.low < 0 < noise.difference.high
    back = Resampler([str(i) for i in range(300)]).compare(a + 0.05, a)
    assert back.difference.mean == pytest.approx(-clear.difference.mean)
    assert (back.won, back.lost) == (clear.lost, clear.won)
