"""Numbers with units across scripts: exact both ways, against an oracle that reads them back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.numerals import find_numerals
from search.periods_said import ordinal, period_in_chinese, period_in_english, weekdays
from search.units import (
    find_quantities,
    in_chinese,
    in_english,
    number_in_chinese,
    number_in_english,
)

IN_ENGLISH = {
    "200亿元": "CNY 20 billion",
    "1.05万亿元": "CNY 1.05 trillion",
    "3000万美元": "USD 30 million",
    "3亿2000万元": "CNY 320 million",
    "16亿欧元": "EUR 1.6 billion",
    "5000万英镑": "GBP 50 million",
    "3亿元港币": "HKD 300 million",
    "人民币3亿": "CNY 300 million",
    "¥30元": "CNY 30",
    "HK$20亿": "HKD 2 billion",
    "百亿": "10 billion",
    "46万元": "CNY 460,000",
    "0.19元": "CNY 0.19",
    "1600万人": "16 million people",
    "14亿人口": "1.4 billion people",
    "1600余万人": "over 16 million people",
    "200多亿元": "over CNY 20 billion",
    "三成": "30%",
    "百分之三十": "30%",
    "三成五": "35%",
    "3个百分点": "3 percentage points",
    "三分之一": "1/3",
    "两个月": "2 months",
    "五年多": "over 5 years",
    "二十年": "20 years",
    "三百公里": "300 km",
    "14个小时": "14 hours",
    "3倍": "3 times",
    "2.3万单。": "23,000 orders",
    "4.7万": "47,000",
    "二〇二一年": "2021",
}
LEFT_ALONE = ["双十一", "数十亿元", "几十亿元", "三四百万", "十二家", "几百万元"]
IN_CHINESE = {
    "4,600 euros": "4600欧元",
    "$3.5 million": "350万美元",
    "20 billion yuan": "200亿元",
    "CNY 1.05 trillion": "1.05万亿元",
    "16 million people": "1600万人",
    "half a million dollars": "50万美元",
    "30 percent": "30%",
    "two hundred kilometres": "200公里",
}
AMOUNTS = st.decimals(min_value="0.01", max_value=Decimal(10) ** 15, places=2).filter(bool)


def said(text: str, say) -> list[str | None]:
    return [say(one, text) for one in find_quantities(text)]


@pytest.mark.parametrize(("chinese", "english"), IN_ENGLISH.items())
def test_chinese_figures_are_said_in_english(chinese: str, english: str) -> None:
    assert said(chinese, in_english) == [english]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_about_so_many_or_a_name_is_left_alone(text: str) -> None:
    assert not any(said(text, in_english))


@pytest.mark.parametrize(("english", "chinese"), IN_CHINESE.items())
def test_english_figures_are_said_in_chinese(english: str, chinese: str) -> None:
    assert said(english, in_chinese) == [chinese]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("2021年", None), ("20年", None), ("近20年", "年"), ("5年", "年"), ("5天猫", None),
        ("10万人次", None), ("3人民", None), ("3星期", "周"), ("3星期一", None),
    ],
)  # fmt: skip
def test_a_unit_is_taken_only_where_it_counts(text: str, unit: str | None) -> None:
    (found,) = find_quantities(text)
    assert (found.unit.name if found.unit else None) == unit


def value_of(text: str) -> Decimal:
    """What the index's own reader makes of a number that stands alone."""
    ((start, end, terms),) = find_numerals(text)
    assert (start, end) == (0, len(text))
    return Decimal(terms[0])


@given(AMOUNTS)
def test_a_number_that_is_said_is_read_back_as_the_same_value(value: Decimal) -> None:
    assert value_of(number_in_english(value)) == value
    assert value_of(number_in_chinese(value)) == value


@given(AMOUNTS, st.sampled_from(["元", "美元", "欧元", "人", "公里", "个月"]))
def test_a_quantity_goes_into_english_and_back(value: Decimal, unit: str) -> None:
    chinese = number_in_chinese(value) + unit
    (there,) = find_quantities(chinese)
    english = in_english(there, chinese)
    assert english is not None
    (back,) = find_quantities(english)
    assert (back.value, in_chinese(back, english)) == (value, chinese)


@given(st.integers(1, 12), st.integers(1, 31), st.integers(1900, 2099))
def test_a_date_that_is_said_is_read_back_as_the_same_day(month: int, day: int, year: int) -> None:
    for term in (f"{year}-{month:02}-{day:02}", f"{year}-{month:02}", f"m{month}d{day}"):
        for say in (period_in_english, period_in_chinese):
            text = say([term])
            assert text is not None
            ((_, _, terms),) = find_numerals(text)
            assert term in terms[:2]  # of a month with its year the month stands first
            assert say(terms) == text


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("6月18日", "18 June"), ("2021年6月", "June 2021"), ("2020年5月27日", "27 May 2020"),
        ("二季度", "second quarter"), ("上半年", "first half of the year"), ("5月", "May"),
        ("下半年", "second half of the year"), ("前三季度", "first three quarters"),
        ("九十年代", "the 1990s"), ("19世纪", "19th century"), ("第三", "3rd"),
    ],
)  # fmt: skip
def test_periods_are_said_in_english_and_found_again_in_chinese(text: str, english: str) -> None:
    ((_, _, terms),) = find_numerals(text)
    assert period_in_english(terms) == english
    chinese = period_in_chinese(terms)
    assert chinese is not None
    assert set(terms) <= set(next(find_numerals(chinese))[2])


def test_ordinals_and_weekdays() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 111)] == (
        "1st 2nd 3rd 4th 11th 12th 13th 21st 111th".split()
    )
    assert weekdays("上周三和星期天，一周五天") == [(1, 3, "Wednesday"), (4, 7, "Sunday")]


@given(
    st.text(st.sampled_from("一二两三十百千万亿几多余零点成分之年月日个元美人岁$¥12,.5% 第周末"))
)
def test_a_quantity_is_a_part_of_its_text_whatever_the_text(text: str) -> None:
    at = 0
    for one in find_quantities(text):
        assert at <= one.start < one.number_end <= one.end <= len(text)
        at = one.number_end
        in_english(one, text)
        in_chinese(one, text)
