"""Names spelled in pinyin, found in the strings that an index holds."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.pinyin import pinyin_candidates

PAIRS: Mapping[str, Mapping[str, int]] = {
    "分": {"享": 9, "项": 1, "开": 4},
    "芬": {"香": 3},
    "拼": {"多": 4},
    "多": {"多": 4, "少": 40},
    "会": {"受": 1, "议": 999},
    "贺": {"兰": 2},
    "马": {"赋": 1, "路": 2000, "富": 1, "云": 700},
    "赋": {"杰": 1},
    "富": {"杰": 1},
    "云": {"起": 1},
    "景": {"为": 1},
    "为": {"例": 90},
    "林": {"琪": 3},
    "碰": {"琪": 3},
}


def following(char: str) -> dict[str, int]:
    return dict(PAIRS.get(char, {}))


def found(word: str) -> list[str]:
    return [one.text for one in pinyin_candidates(word, following, lambda text: True)]


@pytest.mark.parametrize(
    ("word", "texts"),
    [
        ("Fenxiang", ["芬香", "分享", "分项"]),  # always together before now and then
        ("FENXIANG’s", ["芬香", "分享", "分项"]),
        ("Pinduoduo", ["拼多多"]),
        ("Huishou", []),  # 会 is followed by 受 once in a thousand times: an accident
        ("Helan", ["贺兰"]),
        ("Ma Fujie", ["马富杰", "马赋杰"]),  # however seldom one character follows the other
        ("Mafujie", []),
        ("Ma Fu-jie", ["马富杰", "马赋杰"]),
        ("Ma Yun", ["马云"]),
        ("Jing Weili", ["景为例"]),
        ("Lin Qi", ["林琪"]),
        ("Peng Qi", []),  # no family name
        ("Ma Fujie Linden", []),
        ("Fen", []),  # one syllable says too little
        ("Linden", []),
        ("Fenxiangfenxiangfenxiang", []),
        ("", []),
    ],
)
def test_pinyin_candidates(word: str, texts: list[str]) -> None:
    assert found(word) == texts


def test_a_string_of_three_must_stand_in_one_passage() -> None:
    assert not pinyin_candidates("Pinduoduo", following, lambda text: False)


@given(st.text(max_size=30))
def test_any_word_gives_at_most_four_strings_with_weights(word: str) -> None:
    candidates = pinyin_candidates(word, following, lambda text: True)
    assert len(candidates) <= 4
    assert all(0 < one.probability <= 1 for one in candidates)
    assert [one.probability for one in candidates] == sorted(
        (one.probability for one in candidates), reverse=True
    )
