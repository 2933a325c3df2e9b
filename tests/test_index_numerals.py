"""Numbers and dates: one canonical term however they are written, in either language."""

from __future__ import annotations

import time

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
SAME_AMOUNT = {
    "20000000000": ["两百亿", "US$20bn", "20B", "$20b", "20 bn", "twenty billion", "20-billion", "200 億"],
    "1500000": ["1.5 million", "150万", "一百五十万", "$1.5m", "one and a half million", "150萬"],
    "86000": ["八万六千元", "86,000", "8.6万", "八万六", "eighty-six thousand", "8万6千"],
    "320000000": ["3.2亿", "320 million", "三亿两千万", "3亿2000万", "三点二亿", "0.32 billion"],
    "100000": ["a hundred thousand", "十万", "one hundred thousand", "10万", "100k"],
    "500000": ["half a million", "50万", "五十万", "Half a million"],
    "10000000": ["上千万", "千万元", "ten million", "1000万"],
    "1000000000": ["十亿", "a billion", "one billion", "10亿"],
    "3500": ["three thousand five hundred", "三千五", "3.5千"],
    "25": ["twenty-five", "Twenty-Five", "twenty five", "25", "二十五"],
    "120": ["one hundred and twenty", "a hundred and twenty", "一百二十", "一百二", "120"],
    "1001": ["one thousand and one", "一千零一", "1001"],
    "24": ["two dozen", "24"],
    "3": ["3-fold", "threefold", "three-fold", "three times", "3倍", "三倍", "三吨"],
    "2.5": ["two and a half", "二点五倍", "2.5"],
    "12000000000000": ["十二万亿", "12万亿", "12 trillion"],
    "1200000000000": ["一万二千亿", "1.2 trillion"],
    "30%": ["三成", "3成", "三成用户", "30 percent", "thirty percent", "thirty percentage points"],
    "15%": ["15%", "百分之十五", "15 percent", "fifteen percent", "一成五", "15 pct", "15 percentage points"],
    "35%": ["三成半", "三成五", "3.5成"],
    "3.5%": ["百分之三点五", "3.5 per cent"],
    "100%": ["百分之百", "100%"],
    "1/3": ["三分之一", "one third of", "a third of", "a third less"],
    "2/3": ["三分之二", "two-thirds of", "two thirds of"],
    "#3": ["第三", "第3", "the third time", "3rd", "third-party"],
    "#31": ["31st", "第31届", "第三十一届"],
    "#12": ["第十二", "the twelfth round", "12th", "第12"],
}  # fmt: skip
SAME_PERIOD = {
    "m8d8": ["8 August", "August 8th", "8月8日", "八月八日", "8 月 8 日", "八月八号", "Aug. 8", "AUGUST 8"],
    "2021-08": ["August 2021", "2021年8月", "二〇二一年八月", "2021年八月", "二零二一年八月三日", "Aug. 2021", "August of 2021"],
    "2021-08-08": ["二〇二一年八月八日", "August 8, 2021", "2021年八月八日", "8th of August, 2021", "8-Aug-2021"],
    "m12": ["十二月", "12月", "December", "in Dec", "December 2021"],
    "2021": ["二〇二一年", "二零二一年", "2021年", "2Q21", "Q2 2021", "2021Q2", "2021 Q2", "2021H1", "1H21"],
    "q2": ["Q2", "第二季度", "二季度", "second quarter", "2Q21", "2021Q2", "2nd quarter", "二季报", "Second-quarter", "今年Q2营收", "第二财季"],
    "q1": ["首季", "首季度", "一季度", "first quarter", "1Q"],
    "q1-2": ["上半年", "first half", "H1 2021", "1H21", "first-half profit", "2021 in H1", "first six months", "前六个月", "前两季度"],
    "q3-4": ["下半年", "second half", "latter half", "2H21", "H2 revenue"],
    "q1-3": ["前三季度", "first nine months", "first three quarters", "前9个月"],
    "1990s": ["the 1990s", "1990s", "90年代", "九十年代", "二十世纪九十年代", "20世纪90年代", "上世纪九十年代", "the 90s", "the '90s", "mid-90s", "the nineties", "1990年代", "90后", "八九十年代"],
    "1860s": ["19世纪60年代", "the 1860s", "十九世纪六十年代"],
    "c19": ["the 19th century", "19世纪", "十九世纪", "nineteenth-century", "19th-century"],
    "c21": ["21st century", "二十一世纪", "twenty-first century"],
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
        for table in (SAME_NUMBER, SAME_AMOUNT, SAME_DATE, SAME_PERIOD)
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
        ("前三季度", ["q3"]),
        ("前9个月", ["9"]),
        ("1.2.3", ["1.2", "2.3", "1", "3"]),
        ("13812345678", ["m1", "138"]),
        ("2020-1234567", ["2020-12", "2020-12-03"]),
        ("双11和618", ["m11", "m6", "m6d18"]),
        ("8/8", ["m8d8", "m8"]),
        ("4K", ["4000"]),
        ("B2B", ["2000000000"]),
        ("2B业务", ["2000000000"]),
        ("5G", ["5000000000"]),
        ("60W快充", ["600000"]),
        ("几十万人", ["100000", "10"]),
        ("数百万", ["1000000"]),
        ("三四个", ["34", "3", "4"]),
        ("十七八岁", ["17", "18", "178", "25"]),
        ("十四五规划", ["14", "145"]),
        ("五百一台", ["510", "501"]),
        ("in the final century", ["c4"]),
        ("the first half of the night", ["q1-2"]),
        ("on the second day", ["#2", "2"]),
        ("per second", ["#2"]),
        ("second quarter-final", ["q2"]),
        ("Mar-a-Lago", ["m3"]),
        ("H1N1", ["q1-2"]),
        ("H2O and H2", ["q3-4"]),
        ("the second half of the match", ["q3-4"]),
        ("They march 5 miles.", ["m3", "m3d5"]),
        ("二十世纪", ["20", "1920s"]),
        ("80后", ["80"]),
        ("between two thousand and three thousand", ["2003", "5000"]),
        ("one of them", ["1"]),
        ("a third of", ["#3"]),
        ("20 million tonnes", ["20000000000000"]),
        ("三成", ["3"]),
    ],
)
def test_what_is_no_such_number_has_no_such_term(text: str, absent: list[str]) -> None:
    assert not set(absent) & set(default_analyzer().terms(text))


@pytest.mark.parametrize(
    "text",
    [
        *("一些", "千万别", "万一", "三星", "一季", "四季如春", "十分", "百度", "千里马", "万科", "三亚", "四川", "五粮液"),
        *("JD.COM", "We may march on.", "in a second", "first and second", "九牛一毛", "一五一十", "一成不变", "八成立了"),
        *("成千上万", "千方百计", "星期三", "一月一次", "五月天", "五四运动", "四处", "二成功", "一次", "千百年来"),
        *("May I", "mar", "a lot", "one", "half the time", "latter", "final", "dozens of"),
    ],
)  # fmt: skip
def test_words_that_only_look_like_numbers_have_no_term(text: str) -> None:
    assert terms(text + "。") == []


@pytest.mark.parametrize(
    "unit", ["1,111", "一二三", "十万", "two hundred and ", "20 ", "1.2.", "三成", "Q", "a third "]
)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    def seconds(n: int) -> float:
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            list(find_numerals(unit * n))
            best = min(best, time.process_time() - start)
        return best

    assert seconds(40_000) < 12 * seconds(8_000) + 0.05  # five times the text


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
