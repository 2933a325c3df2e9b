"""Numbers with what they count, and how the other language says them: 200亿元 is CNY 20 billion.

``folded text ─find_numerals─▶ Quantity(value, unit)... ─in_english, in_chinese─▶ text``. Values are exact
decimals throughout. Dates are left to ``search.periods_said``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from index.numeral_words import WORD_END
from index.numerals import find_numerals

_MAX_VALUE = Decimal(10) ** 16  # what is larger is no figure of an article
_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))
_SCALES_ZH = ((12, "万亿"), (8, "亿"), (4, "万"))
_SHORTEST_ZH = 10_000  # below it Chinese writes digits


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts, in both languages.

    ``chinese``, ``english``: patterns of what follows the number; ``before``: of what stands in front
    of it. ``one``, ``more``: how English says it of 1 and of others; of money both are its code.
    """

    name: str
    one: str
    more: str
    chinese: str
    english: str
    before: str = ""

    @property
    def is_money(self) -> bool:
        """Whether it is a currency; its code goes before the number."""
        return self.one.isupper()


def _money(code: str, name: str, chinese: str, english: str, before: str = "") -> Unit:
    return Unit(name, code, code, chinese, english, before)


_UNITS = (
    _money(
        "CNY",
        "元",
        "元?人民币|块钱|元(?![旦素宝宵]|港币|美金|新?台币)",
        "yuan|RMB|renminbi|CNY",
        "[¥￥]|RMB ?|CNY ?|人民币",
    ),
    _money("HKD", "港元", "元?港[元币]", "Hong Kong dollars?|HKD", r"HK\$|HKD ?"),
    _money("SGD", "新加坡元", "新加坡元|新元|新币", "Singapore dollars?|SGD", r"S\$|SGD ?"),
    _money("AUD", "澳元", "澳元", "Australian dollars?|AUD", r"A\$|AUD ?"),
    _money("CAD", "加元", "加元", "Canadian dollars?|CAD", r"C\$|CAD ?"),
    _money("TWD", "新台币", "元?新?台币", "Taiwan dollars?|TWD", r"NT\$|TWD ?"),
    _money("USD", "美元", "元?美[元金]", r"(?:U\.?S\.? )?dollars?|USD", r"US\$ ?|USD ?|\$ ?"),
    _money("EUR", "欧元", "欧元", "euros?|EUR", "€ ?|EUR ?"),
    _money("GBP", "英镑", "英镑", "(?:British )?pounds?(?: sterling)?|GBP", "£ ?|GBP ?"),
    _money("JPY", "日元", "日[元圆]", "(?:Japanese )?yen|JPY", "JPY ?"),
    _money("KRW", "韩元", "韩[元圆]", "(?:Korean )?won|KRW", "KRW ?"),
    _money("RUB", "卢布", "卢布", "rou?bles?|RUB"),
    _money("THB", "泰铢", "泰铢", "(?:Thai )?baht|THB"),
    _money("CHF", "瑞士法郎", "瑞士法郎|瑞郎", "Swiss francs?|CHF"),
    Unit("人", "person", "people", "人口|人(?![次民均气工生类间家才造])", "people|persons?"),
    Unit("倍", "time", "times", "倍", "times"),
    Unit("岁", "year old", "years old", "岁", "years old"),
    Unit("个月", "month", "months", "个月", "months?"),
    Unit("周", "week", "weeks", "个?星期(?![一二三四五六日天])|周(?![年一二三四五六日天末边报刊])", "weeks?"),
    Unit("天", "day", "days", "天(?![猫津河然气使空])", "days?"),
    Unit("小时", "hour", "hours", "个?小时|个?钟头", "hours?"),
    Unit("分钟", "minute", "minutes", "分钟", "minutes?"),
    Unit("秒", "second", "seconds", "秒(?!杀)", "seconds?"),
    Unit("年", "year", "years", "年(?![代级度月报初底末中])", "years?"),
    Unit("平方公里", "km²", "km²", "平方公里", r"square kilomet(?:er|re)s?"),
    Unit("平方米", "m²", "m²", "平方米|平米", r"square met(?:er|re)s?"),
    Unit("立方米", "m³", "m³", "立方米", r"cubic met(?:er|re)s?"),
    Unit("公里", "km", "km", "公里|千米", r"kilomet(?:er|re)s?|km"),
    Unit("公顷", "hectare", "hectares", "公顷", "hectares?"),
    Unit("吨", "tonne", "tonnes", "吨", "tonnes?|tons?"),
    Unit("公斤", "kg", "kg", "公斤|千克", "kilograms?|kilos?|kg"),
    Unit("辆", "vehicle", "vehicles", "辆", "vehicles?"),
    Unit("单", "order", "orders", r"单(?=[，。、；：,.;:!！?？)）\s]|的|以上|左右|以内|$)", "orders"),
)  # fmt: skip
_AFTER = re.compile(
    r"(?P<about>[多余])?\s?(?:"
    + "|".join(
        f"(?P<u{i}>{unit.chinese}|[ -]?(?:{unit.english}){WORD_END})"
        for i, unit in enumerate(_UNITS)
    )
    + r")(?P<more>多(?![数样种少次]))?"
)
_BEFORE = re.compile(
    "(?:" + "|".join(f"(?P<u{i}>{unit.before})" for i, unit in enumerate(_UNITS) if unit.before)
    + ")$"
)  # fmt: skip
_LONGEST_BEFORE = 4
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_ABOUT = re.compile("[多余]")
_TENS = re.compile("几")
_POINTS = "百分点"
_POINTS_EN = re.compile(r"points?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT_YEAR = re.compile(r"[12]\d|0\d")  # 20年 is as often 2020
_AGO = re.compile("(?:近|过去|长达|历时|未来|时隔|超过?|达|了)$")
_HAN_DIGITS = "零一二三四五六七八九十"
_NUMBER_NAMES = re.compile("[一二两三四五六七八九十]+")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at [start, end) of a folded text with its unit, if that is known.

    ``number_end``: where the number itself ends; ``terms``: as of ``index.numerals``; ``over``: the
    text says more than so many.
    """

    start: int
    end: int
    number_end: int
    terms: tuple[str, ...]
    unit: Unit | None
    over: bool
    points: bool  # percentage points

    @property
    def value(self) -> Decimal | None:
        """What a plain number is worth; None for a share, an ordinal or a date."""
        return Decimal(self.terms[0]) if _PLAIN.fullmatch(self.terms[0]) else None


def find_quantities(folded: str) -> Iterator[Quantity]:
    """Every number and date of a text, in order, as far as its unit."""
    for start, end, terms in find_numerals(folded):
        number = folded[start:end]
        points = _POINTS in number or bool(_POINTS_EN.search(number))
        if not _PLAIN.fullmatch(terms[0]):
            yield Quantity(start, end, end, terms, None, False, points)
            continue
        begins, unit = _before(folded, start)
        after = _AFTER.match(folded, end)
        found = _unit_of(after) if after else None
        over = bool(_ABOUT.search(number))
        if after and found and not unit and not _is_year(folded, start, end, terms[0], found):
            over = over or bool(after["about"] or after["more"])
            yield Quantity(start, after.end(), end, terms, found, over, points)
        elif after and found and unit and found.is_money:  # ¥200元
            yield Quantity(begins, after.end(), end, terms, unit, over, points)
        else:
            yield Quantity(begins, end, end, terms, unit, over, points)


def _unit_of(match: re.Match[str]) -> Unit:
    return next(unit for i, unit in enumerate(_UNITS) if match.groupdict().get(f"u{i}"))


def _before(folded: str, start: int) -> tuple[int, Unit | None]:
    near = folded[max(0, start - _LONGEST_BEFORE) : start]
    match = _BEFORE.search(near)
    if match is None:
        return start, None
    return start - len(near) + match.start(), _unit_of(match)


def _is_year(folded: str, start: int, end: int, term: str, unit: Unit) -> bool:
    """Whether what stands before 年 is a year: 2021年, and 20年 where nothing says how long."""
    written = folded[start:end]
    if unit.name != "年" or not folded.startswith("年", end):
        return False
    if len(written) == 4 and _YEAR.fullmatch(term):
        return True
    return bool(_SHORT_YEAR.fullmatch(written)) and not _AGO.search(folded[:start])


def in_english(quantity: Quantity, folded: str) -> str | None:
    """How English says a quantity that is written in Chinese; None where it is better left alone."""
    first, written = quantity.terms[0], folded[quantity.start : quantity.end]
    if _TENS.search(written):
        return None
    if first.endswith("%"):
        return f"{first[:-1]} percentage points" if quantity.points else first
    if "/" in first:
        return first
    value = quantity.value
    if value is None or value >= _MAX_VALUE or (quantity.unit is None and _is_name(written)):
        return None
    if _YEAR.fullmatch(first) and folded.startswith("年", quantity.end):
        return first
    over = "over " if quantity.over else ""
    return over + _with_unit(number_in_english(value), value, quantity.unit)


def _with_unit(number: str, value: Decimal, unit: Unit | None) -> str:
    if unit is None:
        return number
    if unit.is_money:
        return f"{unit.one} {number}"
    return f"{number} {unit.one if value == 1 else unit.more}"


def _is_name(written: str) -> bool:
    """Whether Han numerals below a hundred count nothing that is known: 双十一, 五一."""
    return bool(_NUMBER_NAMES.fullmatch(written))


def in_chinese(quantity: Quantity, folded: str) -> str | None:
    """How Chinese says a quantity that is written in English; None where it is better left alone."""
    first = quantity.terms[0]
    if first.endswith("%"):
        return f"{first[:-1]}个百分点" if quantity.points else first
    if "/" in first:
        above, below = (_HAN_DIGITS[int(one)] for one in first.split("/"))
        return f"{below}分之{above}"
    value = quantity.value
    if value is None or value >= _MAX_VALUE:
        return None
    return number_in_chinese(value) + (quantity.unit.name if quantity.unit else "")


def number_in_english(value: Decimal) -> str:
    """Exactly: 1.05 trillion, 20 billion, 15,000, 0.5."""
    for zeros, word in _SCALES:
        if value >= Decimal(10) ** zeros:
            return f"{_grouped(value.scaleb(-zeros))} {word}"
    return _grouped(value)


def number_in_chinese(value: Decimal) -> str:
    """Exactly: 1.05万亿, 200亿, 1.5万, 4600."""
    if value >= _SHORTEST_ZH:
        for zeros, word in _SCALES_ZH:
            if value >= Decimal(10) ** zeros:
                return f"{_plain(value.scaleb(-zeros))}{word}"
    return _plain(value)


def _grouped(value: Decimal) -> str:
    whole, point, fraction = _plain(value).partition(".")
    return f"{int(whole):,}{point}{fraction}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
