"""Learning translations from parallel text: the expectation maximisation, and the cut into words."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analyze import default_analyzer
from scripts.translations.align import Translation, align
from scripts.translations.words import Cutter, read_parallel

PAIRS = [
    (["ferri", "late"], ["渡船", "晚点"]),
    (["ferri", "new"], ["渡船", "崭新"]),
    (["new", "bridg"], ["崭新", "大桥"]),
    (["late", "bridg"], ["晚点", "大桥"]),
] * 5


def shares(found: list[Translation]) -> dict[tuple[str, str], float]:
    return {(one.source, one.target): one.share for one in found}


def test_words_that_always_stand_together_are_each_others_translations() -> None:
    """Every word stands beside three others; only its own translation is always there."""
    found = shares(align(PAIRS, min_share=0.5, min_count=1.0))
    assert set(found) == {
        ("ferri", "渡船"), ("late", "晚点"), ("new", "崭新"), ("bridg", "大桥"),
    }  # fmt: skip


def test_one_round_by_hand_of_two_pairs() -> None:
    """a → x, a b → x y, with a word that explains nothing: bounds keep what is likely."""
    found = align([(["a"], ["x"]), (["a", "b"], ["x", "y"])], min_share=0.0, min_count=0.0)
    by = shares(found)
    assert by["a", "x"] > by["a", "y"]
    assert by["b", "y"] > by["b", "x"]
    assert all(0 <= one.share <= 1 for one in found)


def test_shares_of_a_word_sum_to_one_at_most_and_bounds_hold() -> None:
    found = align(PAIRS, min_share=0.02, min_count=2.0)
    assert all(one.share >= 0.02 and one.count >= 2 for one in found)
    for source in {one.source for one in found}:
        assert sum(one.share for one in found if one.source == source) <= 1


def test_lines_are_cut_into_stems_and_longest_words_and_read_once(tmp_path: Path) -> None:
    path = tmp_path / "lines.tsv"
    line = "供应链的仓库已经满了\tThe warehouses of the supply chain are full\n"
    path.write_text(line * 2 + "\tonly English\n没有译文\t\n", encoding="utf-8")
    (pair,) = read_parallel(Cutter(default_analyzer()), path, 1)
    assert pair[0] == ["warehous", "suppli", "chain", "full"]
    assert {"供应链", "仓库"} <= set(pair[1])
    assert "供应" not in pair[1]  # part of a longer word that starts there


def test_a_stem_is_spelled_as_it_is_written_most_often() -> None:
    cutter = Cutter(default_analyzer())
    cutter.english("warehouses and warehouses and a warehouse")
    assert cutter.spelling("warehous") == "warehouses"
    with pytest.raises(KeyError):
        cutter.spelling("ferri")
