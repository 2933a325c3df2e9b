"""How the other language says a date: 6月18日 is 18 June, the first half is 上半年.

``terms of index.numerals ─▶ text``. Terms say what is meant, so the year that a text leaves out stays out.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_MONTH_DAY = re.compile(r"m(\d+)d(\d+)")
_BARE_MONTH = re.compile(r"m(\d+)")
_QUARTER = re.compile(r"q([1-4])")
_DECADE = re.compile(r"(\d{3})0s")
_CENTURY = re.compile(r"c(\d+)")
_ORDINAL = re.compile(r"#(\d+)")
_TO_DATE = {
    "q1-2": ("first half of the year", "上半年"),
    "q3-4": ("second half of the year", "下半年"),
    "q1-3": ("first three quarters", "前三季度"),
}
_NTH_QUARTER = ("first", "second", "third", "fourth")
_HAN_DIGITS = "零一二三四五六七八九十"
_WEEKDAY = re.compile(
    r"(?<![一二两三四五六七八九十几\d])(?:周|星期|礼拜)([一二三四五六日天])(?![个周年次])"
)
_WEEKDAYS = dict(
    zip(
        "一二三四五六日天",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Sunday".split(),
        strict=True,
    )
)


def period_in_english(terms: Sequence[str]) -> str | None:
    """How English says a date, a period or an ordinal; None for another number."""
    term = _most_exact(terms)
    if term in _TO_DATE:
        return _TO_DATE[term][0]
    if match := _DAY.fullmatch(term):
        return f"{int(match[3])} {month_name[int(match[2])]} {match[1]}"
    if match := _MONTH.fullmatch(term):
        return f"{month_name[int(match[2])]} {match[1]}"
    if match := _MONTH_DAY.fullmatch(term):
        return f"{int(match[2])} {month_name[int(match[1])]}"
    if match := _BARE_MONTH.fullmatch(term):
        return month_name[int(match[1])]
    if match := _QUARTER.fullmatch(term):
        return f"{_NTH_QUARTER[int(match[1]) - 1]} quarter"
    if match := _DECADE.fullmatch(term):
        return f"the {match[1]}0s"
    if match := _CENTURY.fullmatch(term):
        return f"{ordinal(int(match[1]))} century"
    if match := _ORDINAL.fullmatch(term):
        return ordinal(int(match[1]))
    return None


def period_in_chinese(terms: Sequence[str]) -> str | None:
    """How Chinese says a date, a period or an ordinal; None for another number."""
    term = _most_exact(terms)
    if term in _TO_DATE:
        return _TO_DATE[term][1]
    if match := _DAY.fullmatch(term):
        return f"{match[1]}年{int(match[2])}月{int(match[3])}日"
    if match := _MONTH.fullmatch(term):
        return f"{match[1]}年{int(match[2])}月"
    if match := _MONTH_DAY.fullmatch(term):
        return f"{match[1]}月{match[2]}日"
    if match := _BARE_MONTH.fullmatch(term):
        return f"{match[1]}月"
    if match := _QUARTER.fullmatch(term):
        return f"第{_HAN_DIGITS[int(match[1])]}季度"
    if match := _DECADE.fullmatch(term):
        return f"{match[1]}0年代"
    if match := _CENTURY.fullmatch(term):
        return f"{match[1]}世纪"
    if match := _ORDINAL.fullmatch(term):
        return f"第{match[1]}"
    return None


def _most_exact(terms: Sequence[str]) -> str:
    """The term that says most: a month with its year stands behind the month alone."""
    if _BARE_MONTH.fullmatch(terms[0]):
        return next((term for term in terms if _MONTH.fullmatch(term)), terms[0])
    return terms[0]


def weekdays(folded: str) -> list[tuple[int, int, str]]:
    """Every day of the week of a Chinese text, with its English name."""
    return [(*match.span(), _WEEKDAYS[match[1]]) for match in _WEEKDAY.finditer(folded)]


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st …"""
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
