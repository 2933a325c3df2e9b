"""Cleaning: every derived character is its source character, or a space for a line break."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import dirty_text, many

from index.clean import INVISIBLE, clean, join_wrapped_lines, remove_invisible

_BREAKS = frozenset("\r\n\u2028\u2029\x85\v\f")


@many
@given(st.one_of(dirty_text, st.text()))
@example("")
@example("\r\n")
@example("仓\r\n\u200b\r\n库")
def test_every_clean_character_is_its_source_character_or_a_space_for_a_break(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.offsets.original_length == len(text)
    assert cleaned.offsets.derived_length == len(cleaned.text)
    for i, char in enumerate(cleaned.text):
        source = text[cleaned.offsets.start(i)]
        assert char == source or (char == " " and source in _BREAKS)


@many
@given(st.one_of(dirty_text, st.text()))
def test_clean_map_is_strictly_monotone(text: str) -> None:
    offsets = clean(text).offsets
    mapped = [offsets.start(i) for i in range(offsets.derived_length)]
    assert all(a < b for a, b in itertools.pairwise(mapped))


@many
@given(st.one_of(dirty_text, st.text()))
def test_cleaning_leaves_out_nothing_but_white_space_and_invisible_characters(text: str) -> None:
    offsets = clean(text).offsets
    kept = {offsets.start(i) for i in range(offsets.derived_length)}
    for i, char in enumerate(text):
        assert i in kept or char.isspace() or INVISIBLE.fullmatch(char)


def test_zero_width_directional_and_control_characters_are_left_out() -> None:
    text = "\ufeff渡\u200b口\u202e仓\x00库\u00ad房"
    cleaned, offsets = remove_invisible(text)
    assert cleaned == "渡口仓库房"
    assert [offsets.start(i) for i in range(5)] == [1, 3, 5, 7, 9]


def test_white_space_of_every_kind_stays() -> None:
    text = "a b\u00a0c　d\te\nf"
    assert remove_invisible(text)[0] == text


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("值班员数了三遍，\n才在单子上签字。", "值班员数了三遍，才在单子上签字。"),
        ("他把票据收好\n，锁进铁柜。", "他把票据收好，锁进铁柜。"),
        ("The clerk counted twice,\nthen signed.", "The clerk counted twice, then signed."),
        ("The clerk counted twice,\r\nthen signed.", "The clerk counted twice, then signed."),
        ("入库三百件。\n出库两百件。", "入库三百件。\n出库两百件。"),
        ("值班员数了三遍，\n\n才在单子上签字。", "值班员数了三遍，\n\n才在单子上签字。"),
        ("仓库清单，\n1. 木箱", "仓库清单，\n1. 木箱"),
    ],
    ids=["comma", "leading comma", "english", "crlf", "sentence ends", "blank line", "list item"],
)
def test_line_breaks_inside_a_sentence_are_joined_and_others_stay(text: str, joined: str) -> None:
    assert join_wrapped_lines(text)[0] == joined


def test_block_of_equally_wide_lines_is_one_paragraph() -> None:
    """Three lines of 16 characters, cut where the width ran out, and a shorter last one."""
    lines = [
        "渡口仓库每天傍晚六点准时关门值班",
        "员先数一遍件数再把当天的总数写在",
        "黑板上然后才去锁那扇生了锈的铁门",
        "并且关灯。",
    ]
    assert {len(line) for line in lines[:3]} == {16}
    assert join_wrapped_lines("\n".join(lines))[0] == "".join(lines)


def test_lines_of_a_poem_are_not_joined() -> None:
    verse = "河水东流\n渡口无人\n一灯如豆\n照我归门"
    assert join_wrapped_lines(verse)[0] == verse


@pytest.mark.parametrize(
    "head",
    [
        "A bakery opens at noon\nHarbour Courier Mail\nOctober 11, 2021",
        "渡口把木箱换成整排\n青石日报　2021年6月\n作者：柳如眉、石小川",
    ],
)
def test_lines_of_a_head_are_not_joined_though_they_are_equally_wide(head: str) -> None:
    assert clean(head).text == head
