"""Folding: what a reader takes for the same character is one, what means itself stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import dirty_text, many

from index.analyze import default_analyzer
from index.fold import Folder, compose, default_folder, read_lookalikes

fold = default_folder().fold
_TABLE = default_folder()._lookalikes

SAME = [
    ("渡口開門後貨物堆積", "渡口开门后货物堆积"),
    ("裡面為什麼沒有電", "里面为什么没有电"),
    ("倉庫裏的茶葉與麵粉", "仓库里的茶叶与面粉"),
    ("ＧＭＶ２００亿", "gmv200亿"),
    ("ＲＩＶＥＲ　ＤＥＰＯＴ", "river depot"),
    ("River DEPOT", "river depot"),
    ("渡口开叻门", "渡口开了门"),
    ("仓库囿三百件", "仓库有三百件"),
    ("茬渡口嘚仓库", "在渡口的仓库"),
    ("公众号Φ没有公开", "公众号中没有公开"),
    ("入ロ在东边", "入口在东边"),
    ("建立┅个仓库", "建立一个仓库"),
    ("商家莋了哆年", "商家作了多年"),
    ("优惠劵和平囼", "优惠券和平台"),
    ("㈱①②", "(株)12"),
    ("ﬁnal ½", "final 1⁄2"),
    ("渡\u200b口\ufeff仓\u00ad库", "渡口仓库"),
    ("⼈⼯", "人工"),
]
THEMSELVES = [
    "囿于成见",
    "石叻坡",
    "Φ5mm",
    "Φ=3",
    "麦茬地里",
    "哆嗦",
    "嘚瑟",
    "カロリー",
    "ロンドン",
    "ロシア",
    "忝列其中",
    "┅┅┅┅",
]


@pytest.mark.parametrize(("written", "standard"), SAME)
def test_variant_folds_to_its_standard_form(written: str, standard: str) -> None:
    assert fold(written) == fold(standard) == standard.lower()


@pytest.mark.parametrize(("written", "standard"), SAME)
def test_passage_and_query_of_either_form_have_the_same_terms(written: str, standard: str) -> None:
    analyzer = default_analyzer()
    assert analyzer.terms(written) == analyzer.terms(standard)


@pytest.mark.parametrize("text", THEMSELVES)
def test_character_that_means_itself_stays(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFKC", text).lower()


def test_word_in_which_a_variant_means_itself_holds_in_traditional_too() -> None:
    assert fold("囿於成見") == fold("囿于成见") == "囿于成见"
    assert fold("澮河") == fold("浍河") == "浍河"


def test_exceptions_hold_inside_a_sentence_and_beside_a_variant() -> None:
    assert fold("不要囿于成见。仓库囿货") == "不要囿于成见。仓库有货"


@many
@given(
    st.one_of(
        dirty_text, st.text(max_size=120), st.text("囿叻茬于坡麦哆嗦Φ5ロ中口開為", max_size=20)
    )
)
@example("İstanbul")
@example("ΣΑΣ")
@example("Φル㐀")  # the second becomes Han, beside which the first is a look-alike
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@many
@given(st.text("渡口仓库货商家在的了中有一个开门没电", max_size=40))
def test_simplified_text_is_left_alone(text: str) -> None:
    assert fold(text) == text


@many
@given(st.one_of(dirty_text, st.text(max_size=120)))
def test_only_case_tells_the_two_foldings_apart(text: str) -> None:
    folder = default_folder()
    assert folder.fold_case_kept(text).lower() == folder.fold(text)


def test_table_maps_every_variant_to_another_standard_character() -> None:
    assert len(_TABLE) > 300
    for entry in _TABLE.values():
        assert len(entry.variant) == len(entry.standard) == 1, entry
        assert entry.variant != entry.standard
        assert all(entry.variant in word for word in entry.exceptions), entry


def test_no_standard_form_is_itself_folded_on() -> None:
    """Else the result would depend on how often a text is folded."""
    moved = {e.variant: e.standard for e in _TABLE.values() if fold(e.standard) != e.standard}
    assert moved == {}


def test_table_of_ones_own_is_read_with_its_exceptions() -> None:
    folder = Folder(read_lookalikes("# remark\n甲\t乙\t甲板|装甲\tany\nж\t丙\t\than\n"))
    assert folder.fold("甲子 甲板 装甲 ж жж 中ж文") == "乙子 甲板 装甲 ж жж 中丙文"


@many
@given(
    st.text(
        st.one_of(
            st.characters(exclude_categories=["Cs"]),
            st.sampled_from("，。！Ａｂ　１e\u0301Ａ\u030aｶﾞ①㍿"),
        )
    )
)
def test_composing_with_full_width_forms_first_is_nfkc(text):
    assert compose(text) == unicodedata.normalize("NFKC", text)


@many
@given(dirty_text)
def test_folding_twice_with_capitals_kept_is_folding_once(text: str) -> None:
    """Offsets of tokens count in folded text, which a question is before it is cut."""
    folded = default_folder().fold_case_kept(text)
    assert default_folder().fold_case_kept(folded) == folded
