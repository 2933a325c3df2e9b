"""Reciprocal rank fusion by hand, and its properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import many

from search.rrf import reciprocal_rank_fusion

rankings = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=4)


def test_two_rankings_are_fused_as_by_hand() -> None:
    """k = 60, ranks from 1.

    a: 1/61 + 1/63 = 0.032266; b: 1/62 + 1/61 = 0.032522; c: 1/63 = 0.015873; d: 1/62 = 0.016129.
    """
    assert reciprocal_rank_fusion([["a", "b", "c"], ["b", "d", "a"]]) == ["b", "a", "d", "c"]


def test_small_k_lets_a_first_place_weigh_more() -> None:
    """k = 0: a 1 + 1/4, b 1/2 + 1/2, x 1, y 1/3; k = 60: a 1/61 + 1/64 = 0.03202, b 2/62 = 0.03226."""
    both = [["a", "b"], ["x", "b", "y", "a"]]
    assert reciprocal_rank_fusion(both, k=0) == ["a", "b", "x", "y"]
    assert reciprocal_rank_fusion(both, k=60) == ["b", "a", "x", "y"]


def test_ties_go_by_id_and_the_cutoff_holds() -> None:
    assert reciprocal_rank_fusion([["b"], ["a"]]) == ["a", "b"]
    assert reciprocal_rank_fusion([["b"], ["a"]], cutoff=1) == ["a"]
    assert reciprocal_rank_fusion([]) == []


@many
@given(rankings)
def test_order_of_the_rankings_does_not_matter(given_rankings: list[list[str]]) -> None:
    fused = reciprocal_rank_fusion(given_rankings)
    assert fused == reciprocal_rank_fusion(given_rankings[::-1])
    assert sorted(fused) == sorted({unit for ranking in given_rankings for unit in ranking})


@many
@given(st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_one_ranking_is_left_as_it_is(ranking: list[str]) -> None:
    assert reciprocal_rank_fusion([ranking]) == ranking
    assert reciprocal_rank_fusion([ranking, ranking]) == ranking


@pytest.mark.parametrize("wrong", [{"cutoff": 0}, {"k": -1}])
def test_figures_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        reciprocal_rank_fusion([["a"]], **wrong)
