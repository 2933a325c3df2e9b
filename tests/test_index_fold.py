"""Folding: what a reader takes for the same character is one, what means itself stays."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import dirty_text, many

import index.fold
from index.analyze import default_analyzer
from index.fold import Folder, compose, default_folder
from index.homoglyphs import latin_letters
from index.language import HAN
from index.lookalike import read_lookalikes
from index.neighbours import NUMBER, Neighbours
from scripts.count_neighbours import (
    MIN_OWN,
    MIN_USUAL,
    count_pairs,
    format_table,
    kept_pairs,
)

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
    ("迗下丅仩仩下", "天下下上上下"),
    ("莪伱彵们", "我你他们"),
    ("洅次恏转 苼产烸天", "再次好转 生产每天"),
    ("気温価格", "气温价格"),
    ("中国囚民银行", "中国人民银行"),
    ("囯家电網", "国家电网"),
    ("Аpple 与 ВАIDU", "apple 与 baidu"),
    ("ＡＰРLЕ", "apple"),
    ("gοοgle 与 ΟPPO", "google 与 oppo"),
    ("🅐🅑 ❶❷ ⓵ 𝐀𝓑", "ab 12 1 ab"),
    ("ᴀᴘᴘʟᴇ", "apple"),
    ("船票每张二十五沅、往返四十沅", "船票每张二十五元、往返四十元"),
    ("渡船开了三汾钟", "渡船开了三分钟"),
    ("搬到叻城北", "搬到了城北"),
    ("茶庄卄年摆席", "茶庄开年摆席"),
    ("现洅的渡口", "现在的渡口"),
    ("码头修好孒、幵始收票", "码头修好了、开始收票"),
    ("船老大的手朹响了", "船老大的手机响了"),
    ("蕞早的一班船、伹没有人", "最早的一班船、但没有人"),
    ("两个仴悝", "两个月里"),
    ("Тhе ferry waits for ѕiх hours", "the ferry waits for six hours"),
    ("rope fοr the barge", "rope for the barge"),
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
    "囚犯与死囚",
    "深水埗",
    "人ロボット",
    "日本ニ在テ",
    "第三ハ次ノ通リ",
    "φ=0.3",
    "Москва и Пекин",
    "Αθήνα",
    "μmol kΩ IFNγ TNFα ρgh",
    "钻孔标着Φ 12 mm",
    "取Φ = 30",
    "碑上只有一个“囗”",
    "她问「攵」怎么读",
    "《萿》是一首短诗的题目",
    "货棚用了五榀屋架，每榀重两吨",
    "账上记着卄四",
    "寄到叻埠的信",
    "蕞尔小国",
    "沅江边的沅陵县",
    "喝汾酒",
    "Тоо",  # alone it may be Russian
    "Он сказал нeт the",  # a slip in a Russian phrase
    "a μm thick αβe",  # a symbol, and a formula, in an English one
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


def test_table_maps_every_variant_to_other_standard_characters() -> None:
    assert len(_TABLE) > 5000
    for entry in _TABLE.values():
        assert len(entry.variant) == 1 <= len(entry.standards), entry
        assert len(set(entry.standards)) == len(entry.standards), entry
        assert entry.variant not in entry.standards
        assert all(entry.variant in word for word in entry.exceptions), entry


def test_table_is_sorted_and_holds_no_variant_twice() -> None:
    rows = [line.split("\t") for line in _rows("lookalikes.tsv")]
    assert all(len(row) == 4 for row in rows)
    assert {row[3] for row in rows} == {"any", "han", "usual", "doubtful"}
    keys = [(standards, variant) for variant, standards, *_ in rows]
    assert keys == sorted(keys)
    assert len({variant for _, variant in keys}) == len(keys)


def test_no_standard_form_is_itself_folded_on() -> None:
    """Else the result would depend on how often a text is folded."""
    standards = {standard for entry in _TABLE.values() for standard in entry.standards}
    assert {standard for standard in standards if fold(standard) != standard} == set()
    assert standards.isdisjoint(_TABLE)


def test_table_of_ones_own_is_read_with_its_exceptions() -> None:
    folder = Folder(read_lookalikes("# remark\n甲\t乙\t甲板|装甲\tany\nж\t丙\t\than\n"))
    assert folder.fold("甲子 甲板 装甲 ж жж 中ж文") == "乙子 甲板 装甲 ж жж 中丙文"


def _folder_of_ones_own() -> Folder:
    """㐀 is surely 一, 㐁 usually 天, 㐂 doubtfully 人, 㐃 surely 左 or 右; 㐁㐀 is no row's own pair."""
    table = "㐀\t一\t\tany\n㐁\t天\t\tusual\n㐂\t人\t\tdoubtful\n㐃\t左右\t\tany\n"
    pairs = Neighbours.read(
        ["# remark", "今\t天", "天\t上", "工\t人", "人\t们㐂", "右\t手", "㐂\t山"]
    )
    return Folder(read_lookalikes(table), lambda: pairs)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("今㐁", "今天"),  # one usual neighbour is enough
        ("今㐁㐁", "今天㐁"),  # and none is not
        ("㐂们", "㐂们"),  # doubtful: one neighbour is too few
        ("工㐂们", "工人们"),  # two are enough
        ("工㐂山", "工㐂山"),  # a pair of its own outweighs them
        ("㐀、㐀、㐂们", "一、一、人们"),  # or one, and two sure look-alikes near by
        ("㐀、㐂们", "一、㐂们"),  # one sure look-alike may be a name
        ("㐀、㐀、" + "远" * 40 + "㐂们", "一、一、" + "远" * 40 + "㐂们"),  # near by only
        ("㐃手㐃边", "右手左边"),  # of several standards that which the neighbours ask for
    ],
)
def test_doubtful_variant_is_folded_only_where_its_neighbours_ask_for_it(
    written: str, meant: str
) -> None:
    folder = _folder_of_ones_own()
    assert folder.fold(written) == meant
    assert folder.fold(meant) == meant


@many
@given(st.text("㐀㐁㐂㐃今天上工人们右手山左，", max_size=16))
def test_folding_by_neighbours_twice_is_folding_once(text: str) -> None:
    folder = _folder_of_ones_own()
    assert folder.fold(folder.fold(text)) == folder.fold(text)


@many
@given(
    st.lists(
        st.one_of(
            st.sampled_from(sorted(_TABLE)), st.sampled_from("我们中国人民生活在今天的，ロシア日本")
        ),
        max_size=30,
    ).map("".join)
)
def test_folding_any_row_of_the_table_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@many
@given(st.text("АВЕМОРСТарсехкΑΒΟΡμγοabcPLEOμ🅐❶ᴀ ", max_size=12))
def test_latin_in_disguise_folds_the_same_in_capitals_and_twice(text: str) -> None:
    """A question in lower case must find a name in capitals, and both are folded more than once."""
    assert fold(fold(text)) == fold(text)
    assert fold_of_ascii_only(latin_letters(text)) == fold_of_ascii_only(
        latin_letters(text.lower())
    )


def fold_of_ascii_only(text: str) -> list[bool]:
    """Which characters are Latin now: v and n tell Ν from ν, which only look alike as capitals."""
    return [char.isascii() for char in text]


@many
@given(st.text("абвгдежзийклмнопрстуфхцчшщ ΑΒΓΔαβγδ", max_size=20))
def test_word_without_latin_letters_stays(text: str) -> None:
    assert latin_letters(text) == text


def test_clean_text_never_reads_the_table_of_neighbours() -> None:
    def no_neighbours() -> Neighbours:
        raise AssertionError("read")

    folder = Folder(_TABLE, no_neighbours)
    assert folder.fold("商家把货送到仓库。為什麼沒有電") == "商家把货送到仓库。为什么没有电"
    assert folder.fold("茬渡口") == "在渡口"


def test_every_module_and_table_that_folds_is_in_the_fingerprint() -> None:
    source = Path(index.fold.__file__).read_text("utf-8")
    fingerprint = source[source.index("def folding_fingerprint") :].partition("def default_folder")[
        0
    ]
    modules = re.findall(r"^from index\.(\w+) import", source, re.MULTILINE)
    assert {"homoglyphs", "neighbours"} <= set(modules)
    assert [name for name in modules if f'"{name}.py"' not in fingerprint] == []
    assert '"data/lookalikes.tsv"' in fingerprint
    assert '"data/neighbours.tsv"' in fingerprint


def test_doubtful_variant_keeps_one_sense_throughout() -> None:
    folder = _folder_of_ones_own()
    assert folder.fold("工㐂们") == "工人们"
    assert folder.fold("㐂山在此、工㐂们") == "㐂山在此、工㐂们"  # itself in a pair of its own
    assert folder.fold("“㐂”、工㐂们") == "“㐂”、工㐂们"  # talked about
    assert folder.fold("㐂山" + "远" * 300 + "工㐂们") == "㐂山" + "远" * 300 + "工人们"


def test_variant_that_comes_again_beside_an_unusual_neighbour_is_a_name() -> None:
    folder = _folder_of_ones_own()
    assert folder.fold("远㐁上") == "远天上"
    assert folder.fold("远㐁上、远㐁来") == "远㐁上、远㐁来"
    assert folder.fold("今㐁上、今㐁来") == "今天上、今天来"  # beside a usual one it is a habit


def test_sure_variant_alone_in_quotation_marks_is_talked_about() -> None:
    folder = _folder_of_ones_own()
    assert folder.fold("“㐀” 「㐀」 《㐀》 ‘㐀’") == "“㐀” 「㐀」 《㐀》 ‘㐀’"
    assert folder.fold("“㐀左” ”㐀“") == "“一左” ”一“"


def test_unit_behind_a_number_needs_no_other_neighbour() -> None:
    pairs = Neighbours.read(["0\t天", "天\t0"])
    folder = Folder(read_lookalikes("㐀\t元\t\tdoubtful\n㐁\t天\t\tusual\n"), lambda: pairs)
    assert folder.fold("5㐀、百㐀、㐀5") == "5元、百元、㐀5"
    assert folder.fold("第7㐁、㐁8") == "第7天、天8"  # a number is a neighbour, whichever it is
    assert folder.fold("旧㐁、㐀") == "旧㐁、㐀"


@many
@given(
    st.lists(
        st.sampled_from(
            ["Тhе", "ѕiх", "сat", "the", "она", "нeт", "fοr", "μm", "αe", "x", "ferry"]
        ),
        max_size=8,
    ).map(" ".join)
)
def test_phrase_of_mixed_script_is_judged_once(phrase: str) -> None:
    once = latin_letters(phrase)
    assert latin_letters(once) == once
    assert fold_of_ascii_only(once) == fold_of_ascii_only(latin_letters(phrase.lower()))


def test_pair_with_a_number_is_kept_only_if_it_is_no_chance() -> None:
    rows = read_lookalikes("㐀\t元\t\tdoubtful\n㐁\t的\t\tusual\n")
    texts = ["0元"] * MIN_USUAL + ["0的"] * MIN_USUAL + ["的山"] * MIN_USUAL * 100 + ["0㐀"] * 9
    counts = count_pairs(text + "。" for text in texts)
    assert kept_pairs(counts, [], rows) == {"0元", "的山"}


def test_only_pairs_that_folding_asks_about_are_kept() -> None:
    rows = read_lookalikes("㐀\t一\t\tany\n㐁\t天\t\tusual\n")
    texts = ["今天，一山㐁水"] * MIN_USUAL + ["㐁火"] * (MIN_OWN - 1)
    counts = count_pairs(texts)
    assert counts["今天"] == MIN_USUAL
    kept = kept_pairs(counts, [("天人", 3), ("天木", 2), ("㐁人", 1), ("水火", 9)], rows)
    assert kept == {"今天", "山㐁", "㐁水", "天人", "㐁人"}  # no pair of 一, nor of 㐁火, too rare
    assert format_table({"天人", "天上", "今天"}).splitlines()[1:] == ["今\t天", "天\t上人"]


def test_table_of_neighbours_is_ordered_and_of_han_and_the_number_only() -> None:
    rows = [line.split("\t") for line in _rows("neighbours.tsv")]
    assert [first for first, _ in rows] == sorted({first for first, _ in rows})
    assert all(list(followers) == sorted(set(followers)) for _, followers in rows)
    assert all(re.fullmatch(f"[{HAN}{NUMBER}]{{2,}}", "".join(row)) for row in rows)


def _rows(name: str) -> list[str]:
    table = (Path(index.fold.__file__).parent / "data" / name).read_text("utf-8")
    return [line for line in table.splitlines() if not line.startswith("#")]


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
