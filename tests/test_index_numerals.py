"""Numbers and dates: one canonical term however they are written, in either language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import dirty_text, many

from index.analyze import default_analyzer
from index.numerals import find_numerals


def terms(text: str) -> list[tuple[str, ...]]:
    """The terms of each numeral; folded first, as the analyzer does."""
    folded = default_analyzer()._folder.fold_case_kept(text)
    return [found for _, _, found in find_numerals(folded)]


SAME_NUMBER = {
    "20000000000": ["200亿", "200 亿元", "20 billion", "20,000,000,000", "20bn", "２００亿", "200億", "二百亿", "20 Billion"],
    "2000000": ["200万", "2 million", "2,000,000", "200w", "二百万", "two million", "2百万"],
    "1200": ["1,200", "1200", "1.2k", "1.2千", "1.2 thousand"],
    "10500000000000": ["10.5万亿", "10.5 trillion"],
    "30000000": ["三千万", "3000万", "30 million"],
    "3500": ["3500", "三千五百个", "3.5千"],
    "15": ["15", "十五个", "fifteen", "15.0"],
    "2020": ["2020", "二〇二〇年"],
    "4600": ["4,600", "4600平方米"],
    "300": ["300箱", "三百箱", "three hundred"],
    "0.5": ["0.5", "0.50"],
    "899": ["899元", "￥899", "$899"],
}  # fmt: skip
SAME_DATE = {
    "2020-05-27": ["2020年5月27日", "2020-05-27", "2020/5/27", "2020.5.27", "27 May 2020", "May 27, 2020", "May 27th, 2020", "2020 年 5 月 27 日"],
    "m5d27": ["5月27日", "5月27号", "May 27", "27 May", "27th of May", "2020年5月27日"],
    "2020-05": ["2020年5月", "May 2020", "May, 2020", "2020-05-27"],
    "m9": ["9月", "in September", "Sept 3", "September 2021", "9月3日"],
    "m5": ["5月", "in May", "since May"],
    "q3": ["Q3", "3Q", "第三季度", "三季度", "third quarter", "the third-quarter report"],
    "q4": ["四季度", "Q4", "fourth quarter", "final quarter"],
    "15.7%": ["15.7%", "15.7 percent", "15.7 per cent", "15.7％", "15.7个百分点"],
    "20%": ["20%", "百分之二十", "百分之20", "20 percent"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (term, text)
        for table in (SAME_NUMBER, SAME_DATE)
        for term, texts in table.items()
        for text in texts
    ],
)
def test_every_spelling_has_the_canonical_term(term: str, written: str) -> None:
    assert term in [part for found in terms(written) for part in found]
    assert term in default_analyzer().terms(f"增长到 {written} 之多")


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("We may march on.", ["m5", "m3"]),
        ("200亿", ["2000000000"]),
        ("2000亿", ["20000000000"]),
        ("月活用户3月活跃", ["m3d"]),
        ("一般的商品，统一的规格", ["1"]),
        ("13月40日", ["m13", "m13d40"]),
        ("3.14", ["3", "14"]),
        ("第三个码头", ["3"]),
        ("千万不要在岸边等船", ["10000000", "1000"]),
    ],
)
def test_what_is_no_such_number_has_no_such_term(text: str, absent: list[str]) -> None:
    assert not set(absent) & set(default_analyzer().terms(text))


def test_whole_number_comes_first_and_its_parts_after() -> None:
    assert terms("2020年5月27日") == [("2020-05-27", "m5d27", "m5", "2020-05", "2020")]
    assert terms("200亿") == [("20000000000", "200")]
    assert terms("15.7%") == [("15.7%", "15.7")]


@many
@given(st.integers(2, 10**13))
def test_commas_change_nothing(number: int) -> None:
    assert terms(f"{number:,}") == terms(str(number)) == [(str(number),)]


@many
@given(st.integers(1, 9999), st.sampled_from([("万", 4), ("亿", 8), ("百万", 6), ("万亿", 12)]))
def test_han_scale_is_the_number_with_its_zeros(number: int, scale: tuple[str, int]) -> None:
    assert terms(f"{number}{scale[0]}")[0][0] == str(number * 10 ** scale[1])


@many
@given(
    st.integers(1, 9999),
    st.sampled_from([("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)]),
)
def test_english_scale_is_the_number_with_its_zeros(number: int, scale: tuple[str, int]) -> None:
    assert terms(f"{number} {scale[0]}")[0][0] == str(number * 10 ** scale[1])


@many
@given(st.integers(1, 9999))
def test_han_number_reads_as_its_value(number: int) -> None:
    """九千零一十二 and the like, written by the rules of school."""
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]
    written = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        written += digits[digit] + units[place] if digit else "零"
    while "零零" in written:
        written = written.replace("零零", "零")
    written = written.strip("零")
    found = terms(f"{written}个")
    assert (found and found[0][0]) == (str(number) if number > 1 else []), written


@many
@given(st.dates())
def test_chinese_iso_and_english_dates_agree(day: object) -> None:
    import datetime

    assert isinstance(day, datetime.date)
    day = day.replace(year=1900 + day.year % 200, day=min(day.day, 28))
    english = f"{day:%B} {day.day}, {day.year}"
    assert (
        terms(f"{day.year}年{day.month}月{day.day}日") == terms(day.isoformat()) == terms(english)
    )


@many
@given(st.one_of(dirty_text, st.text("0123456789.,年月日亿万%十百千一二三QqMayk ", max_size=60)))
def test_numerals_are_in_order_inside_the_text_and_have_terms(text: str) -> None:
    end = 0
    for start, stop, found in find_numerals(text):
        assert end <= start < stop <= len(text)
        assert found
        assert all(found)
        end = stop
