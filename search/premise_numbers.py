"""Whether a sentence has another number, of the same things, than a question states.

Only a number that the article has nowhere is looked at. Of the same things: the same unit or counted
noun, among the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from search.asked import what_is_asked
from search.premise_matter import Pair
from search.support_numbers import order_conflict
from search.support_text import Numeral, Text

_VALUE = re.compile(r"([\d.]+)%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ABOUT = re.compile(
    r"(?:约|近|大约|超过|逾|将近|接近|不到|不足|至少|最多|上|about |around |nearly |over |more than |almost"
    r" |at least |up to |some |fewer than |less than |under |roughly )[$€£¥]?$",
    re.IGNORECASE,
)
_ABOUT_BEHIND = re.compile(r"\s?(?:多|余|左右|上下|以上|以下|or so|or more)")
_NEAR, _FAR = Decimal("1.05"), Decimal("1.6")  # ratios from which two numbers differ
_OF_THE_SAME = 0.5  # share of the matter
_MEASURE = (
    "个|名|家|位|台|辆|部|款|种|类|项|座|艘|条|件|只|架|份|笔|枚|间|张|场|套|层|片|棵|头|匹|支|所|栋"
    "|人次|人|次|单|倍"
)
_UNIT_HAN = re.compile(
    r"\s?(亿?万?(?:美元|欧元|港元|日元|英镑|元|平方米|立方米|公里|千米|米|公斤|千克|吨|公顷|亩|摄氏度|度"
    rf"|个?小时|分钟|秒|天|周|个月|岁)|{_MEASURE})"
)
_UNIT_EN = re.compile(
    r"[\s-]?(yuan|dollars?|euros?|pounds?|pence|cents?|yen|kilomet(?:re|er)s?|met(?:re|er)s?|tonnes?|tons?"
    r"|kilograms?|hours?|minutes?|seconds?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_SAME_UNIT = dict(
    pair.split("=")
    for pair in (
        "元=yuan 美元=dollar 欧元=euro 英镑=pound 日元=yen 公里=kilometre 千米=kilometre 米=metre 吨=ton"
        " 小时=hour 个小时=hour 分钟=minute 秒=second 天=day 周=week 个月=month tonne=ton"
        " kilometer=kilometre meter=metre"
    ).split()
)
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yuan"}
_DATE_KIND, _YEAR_KIND = "day", "year of"
_DATES = frozenset([_DATE_KIND, _YEAR_KIND])
_DAY = re.compile(r"m(\d+)d(\d+)|\d{4}-(\d\d)-(\d\d)")
_OF_THE_SAME_DATE = 0.6  # as dates are often the scope of a figure, not the date of an act
_FIGURES = frozenset(["number", "money", "date"])


def contradicts_number(question: Text, article: Text, pair: Callable[[], Pair], told: Text) -> bool:
    """Whether a sentence has another number than one that a question states.

    Args:
        article: What is known of the article's text: a number that it has is not wrong.
        pair: Makes the pair of the two, which costs most.
    """
    if not told.numerals or not question.numerals:
        return False
    if any(_contradicted(one, question, pair, told) for one in _not_held(question, article)):
        return True
    return len(question.numerals) > 1 and order_conflict(question, told) and pair().near.max() > 0


def _not_held(question: Text, article: Text) -> list[Numeral]:
    """The numbers of a question that an article has nowhere, not even rounded.

    A year is left out where a figure is asked for, as it is that figure's then: an article that has
    the figure of another year does not answer, but it denies nothing.
    """
    asks_figure = what_is_asked(question.folded).kind in _FIGURES
    held = {term for numeral in article.numerals for term in numeral.terms}
    return [
        numeral
        for numeral in question.numerals
        if (kind := number_kind(numeral, question))
        and numeral.terms[0] not in held
        and not (kind == _YEAR_KIND and asks_figure)
        and not any(_is_same(numeral, question, one, article, kind) for one in article.numerals)
    ]


def _contradicted(numeral: Numeral, question: Text, pair: Callable[[], Pair], told: Text) -> bool:
    """Whether a sentence has another number of the kind, of the same matter."""
    kind = number_kind(numeral, question)
    others = [
        one
        for one in told.numerals
        if number_kind(one, told) == kind and _differ(numeral, question, one, told)
    ]
    if not others:
        return False
    made, place = pair(), _place(question, numeral)
    words = question.words
    inside = [i for i, w in enumerate(words) if w.clause == numeral.clause and made.tells(i)]
    least = _OF_THE_SAME_DATE if kind in _DATES else _OF_THE_SAME
    for one in others:
        share, close = made.share(inside, place, one.start, _clause(told, one))
        if share >= least and close:
            return True
    return False


def _is_same(numeral: Numeral, question: Text, other: Numeral, told: Text, kind: str) -> bool:
    """Whether another number of a kind may be the same, rounded."""
    if number_kind(other, told) != kind:
        return False
    return not _differ(numeral, question, other, told)


def _dates(numeral: Numeral) -> frozenset[str]:
    """The days, or the years, that a date says."""
    days = frozenset(term for term in numeral.terms if _DAY.fullmatch(term))
    return days or frozenset(term for term in numeral.terms if _YEAR.fullmatch(term))


def _clause(text: Text, numeral: Numeral) -> int:
    """The clause that a number is of; a date that stands alone is of the next: 6月3日，…"""
    alone = all(word.clause != numeral.clause for word in text.words)
    return numeral.clause + alone


def _place(text: Text, numeral: Numeral) -> float:
    """Between which of the words a number stands."""
    return sum(word.start < numeral.start for word in text.words) - 0.5


def _differ(numeral: Numeral, question: Text, other: Numeral, told: Text) -> bool:
    """Whether two numbers of a kind are so far apart that neither can be the other, rounded."""
    if number_kind(numeral, question) in _DATES:
        return _dates(numeral).isdisjoint(_dates(other))
    try:
        a, b = value_of(numeral), value_of(other)
    except InvalidOperation:
        return numeral.terms[0] != other.terms[0]
    if not a or not b:
        return False
    ratio = max(a, b) / min(a, b)
    about = is_about(numeral, question) or is_about(other, told)
    return ratio >= (_FAR if about else _NEAR)


def value_of(numeral: Numeral) -> Decimal:
    return Decimal(numeral.terms[0].rstrip("%"))


def is_about(numeral: Numeral, text: Text) -> bool:
    before = text.folded[max(0, numeral.start - 12) : numeral.start]
    return bool(_ABOUT.search(before) or _ABOUT_BEHIND.match(text.folded, numeral.end))


def number_kind(numeral: Numeral, text: Text) -> str:
    """What a number may be exchanged with: percent, a unit, or the counter or noun behind it."""
    first = numeral.terms[0]
    if first.endswith("%"):
        return "%"
    if _DAY.fullmatch(first):
        return _DATE_KIND
    if _is_year(numeral, text):
        return _YEAR_KIND
    if not _VALUE.fullmatch(first):
        return ""
    before = text.folded[numeral.start - 1 : numeral.start] if numeral.start else ""
    if before in _SIGNS:
        return _SIGNS[before]
    if match := _UNIT_HAN.match(text.folded, numeral.end):
        unit = match[1].lstrip("亿万")
        counts = re.fullmatch(_MEASURE, unit) is not None
        return _SAME_UNIT.get(unit, f"#{_noun(numeral, text)}" if counts else unit)
    if match := _UNIT_EN.match(text.folded, numeral.end):
        unit = match[1].lower().rstrip("s")
        return _SAME_UNIT.get(unit, unit)
    return f"#{noun}" if (noun := _noun(numeral, text)) else ""


def _is_year(numeral: Numeral, text: Text) -> bool:
    """Whether a number is a year: 1985年, in 1985."""
    if not _YEAR.fullmatch(numeral.terms[0]):
        return False
    written = text.folded[numeral.start : numeral.end]
    before = text.folded[max(0, numeral.start - 6) : numeral.start].lower()
    return "年" in written or re.search(r"\b(?:in|since|of|from) $", before) is not None


def _noun(numeral: Numeral, text: Text) -> str:
    """The word that is counted: the first content word behind a number, of the same clause."""
    for word in text.words:
        if word.start >= numeral.end and word.clause == numeral.clause and word.is_content:
            return word.term
    return ""
