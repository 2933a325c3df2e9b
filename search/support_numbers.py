"""Whether a quote holds every number and date of a statement, of the same unit, said of the same thing.

``Text, Text ─▶ "number", "date" or None``. Numbers are compared as the terms of ``index.numerals``, so that
200亿元 is 20 billion yuan. Two figures are never near: 19.8 is not about 20.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np

from search.support_match import Nearness
from search.support_text import Numeral, Text

_PLAIN = re.compile(r"[\d.]+%?|\d+/\d+")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_DATE = re.compile(r"\d{4}-\d\d|m\d|q\d|c\d|\d{4}s")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SMALL = dict(zip("二两三四五六七八九十", "22345678910", strict=False)) | {"十": "10"}
_SMALL_HAN = re.compile(
    "(?<![一二三四五六七八九十百千万零〇周期第])([二两三四五六七八九十])(?![一二三四五六七八九十百千万亿月分成])"
)
_COUNTED = re.compile(
    "(?<![一二三四五六七八九十百千万零〇周期第])([二两三四五六七八九十])(?=[杯颗座台只项场份瓶箱艘套碗棵])"
)
_TENTHS = re.compile("([一二三四五六七八九])成(?![立功本员])")
_SMALL_TENTHS = dict(zip("一二三四五六七八九", "123456789", strict=True))
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_POINTS = re.compile(r"百分点|\bpoints?\b")
_TWO = re.compile(r"\b(?:both|twins?|pair|couple|twice|double)\b|双|俩|一对|翻倍|翻番")
_PERIODS = {
    "year": ("年", "year"),
    "month": ("个?月", "month"),
    "week": ("周|个?星期", "week"),
    "day": ("天|日", "day"),
    "hour": ("个?小时", "hour"),
    "kilogram": ("公斤|千克", "kilogram|kilo"),
    "ton": ("吨", "ton|tonne"),
    "household": ("户", "household"),
}
_HALF = re.compile(  # of anything but a year or an hour
    r"一半|折半|减半|\bhalved\b"
    r"|(?<!first )(?<!second )(?<!latter )\bhalf\b"
    r"(?!-| year| an? | of (?:the year|last|this|next|20\d\d))"
)
_NEW_YEAR = re.compile(r"元旦|\bnew year['’]?s day\b")
_MOST_PARTS = 10  # of a fraction that is said for a percentage
_LENGTHS = {  # a unit in the least one that it is a whole number of
    "year": ("month", 12),
    "month": ("month", 1),
    "week": ("day", 7),
    "day": ("day", 1),
    "hour": ("minute", 60),
    "minute": ("minute", 1),
}
_HALVES = (
    (r"(?<![上下大小])半年(?!报|度)|\bhalf a year\b", ("month", Fraction(6))),
    (r"半个?小时|\bhalf an hour\b|\bhalf-hour\b", ("minute", Fraction(30))),
)
_NEAR_BEFORE, _NEAR_BEHIND = 12, 24  # characters around a number
_LIST_MARK = re.compile(r"\s*(?:[-*•·]\s*)?(?:[(（]?\d{1,2}(?:[)）、]|\.(?!\d))\s*)?")
_UNITS = {
    "yuan": r"元(?!素)|人民币|yuan|rmb|renminbi",
    "dollar": r"美元|美金|(?:u\.?s\.? )?dollars?|usd",
    "euro": r"欧元|euros?|eur\b",
    "pound": r"英镑|pounds? sterling|gbp",
    "yen": r"日元|yen\b|jpy",
    "hong kong dollar": r"港元|港币|hong kong dollars?|hkd",
    "year": r"年|周年|岁|[- ]?years?\b",
    "month": r"个月|[- ]?months?\b",
    "week": r"个?星期|周|[- ]?weeks?\b",
    "day": r"天|[- ]?days?\b",
    "hour": r"个?小时|[- ]?hours?\b",
    "minute": r"分钟|[- ]?minutes?\b",
    "second": r"秒|[- ]?seconds?\b",
    "kilometer": r"公里|千米|[- ]?kilomet(?:er|re)s?\b|km\b",
    "ton": r"吨|[- ]?tons?\b|[- ]?tonnes?\b",
    "kilogram": r"公斤|千克|[- ]?kilograms?\b|kg\b",
    "gram": r"克|[- ]?grams?\b",
}
_UNIT = re.compile(
    r"\s?(?:" + "|".join(f"(?P<u{i}>{p})" for i, p in enumerate(_UNITS.values())) + ")",
    re.IGNORECASE,
)
_SAME_WORD = 0.85
_TO = re.compile(r"\bto\b|到|至|为|成")
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yuan"}


def without_list_mark(statement: str) -> str:
    """The statement without the ordinal or bullet of a list in front of it."""
    return statement[match.end() :] if (match := _LIST_MARK.match(statement)) else statement


def exact_terms(numerals: Iterable[Numeral]) -> frozenset[str]:
    """What is said in full: 20 billion is no 20, but a day says its month and year as well."""
    found: set[str] = set()
    for numeral in numerals:
        found.add(numeral.terms[0])
        if not _PLAIN.fullmatch(numeral.terms[0]):
            found.update(numeral.terms)
    return frozenset(found)


def number_conflict(statement: Text, quote: Text, asked: Text) -> str | None:
    """ "number" or "date" if the quote lacks one of the statement's, else None.

    Args:
        asked: The question; a year that it gives needs no quote.
    """
    held = exact_terms(quote.numerals)
    years = {term for term in exact_terms(asked.numerals) if _YEAR.fullmatch(term)}
    held |= _small_numbers(quote.folded) | _said_otherwise(quote)
    lengths = {_length(numeral, quote) for numeral in quote.numerals} | _halves(quote)
    for numeral in statement.numerals:
        length = _length(numeral, statement)
        if length is not None and length in lengths and _period_agrees(numeral, statement, quote):
            continue
        if not _is_held(numeral, held, years):
            return "date" if _DATE.match(numeral.terms[0]) else "number"
        if not _unit_agrees(numeral, statement, quote):
            return "number"
    if not {_SMALL[one] for one in _COUNTED.findall(statement.folded)} <= held:
        return "number"
    return None


def _said_otherwise(quote: Text) -> frozenset[str]:
    """Numbers that a quote has in another form: 九成 is 90 %, a quarter 25 %, the fifth of five, 17 of
    17 points."""
    found = {f"{_SMALL_TENTHS[one]}0%" for one in _TENTHS.findall(quote.folded)}
    lower = quote.folded.lower()
    found |= {str(n) for n, word in enumerate(_ORDINALS, 1) if re.search(rf"\b{word}\b", lower)}
    found |= {
        _SMALL[one] for one in re.findall("第([二三四五六七八九十])(?![一二三四五六七八九])", lower)
    }
    found |= {n.terms[0].rstrip("%") for n in quote.numerals if is_points(n, quote)}
    if _TWO.search(lower):
        found.add("2")
    if _HALF.search(lower):
        found |= {"1/2", "50%"}
    if _NEW_YEAR.search(lower):
        found |= {"m1d1", "m1"}
    found |= {
        share for term in [*found, *(n.terms[0] for n in quote.numerals)] for share in _share(term)
    }
    return frozenset(found)


def _share(term: str) -> Iterator[str]:
    """A percentage as a fraction of small numbers, and the reverse."""
    if percent := re.fullmatch(r"(\d+)%", term):
        share = Fraction(int(percent[1]), 100)
        if 1 < share.denominator <= _MOST_PARTS:
            yield f"{share.numerator}/{share.denominator}"
    elif (parts := re.fullmatch(r"(\d+)/(\d+)", term)) and int(parts[2]):
        share = 100 * Fraction(int(parts[1]), int(parts[2]))
        if share.denominator == 1:
            yield f"{share.numerator}%"


def _length(numeral: Numeral, text: Text) -> tuple[str, Fraction] | None:
    """A length of time in the least unit that it is a whole number of: two hours are 120 minutes."""
    unit, number = _unit(numeral, text), numeral.terms[0]
    if unit not in _LENGTHS or not re.fullmatch(r"\d+(?:\.\d+)?", number):
        return None
    least, times = _LENGTHS[unit]
    return least, times * Fraction(number)


def _halves(quote: Text) -> set[tuple[str, Fraction]]:
    """The lengths of time that a quote gives as half of a larger one."""
    lower = quote.folded.lower()
    return {length for pattern, length in _HALVES if re.search(pattern, lower)}


def is_points(numeral: Numeral, text: Text) -> bool:
    """Whether a number is of percentage points."""
    around = text.folded[numeral.start : numeral.end + 8].lower()
    return _POINTS.search(around) is not None


def _small_numbers(folded: str) -> frozenset[str]:
    """Numbers up to ten that are counted by a word which ``index.numerals`` does not know: 两颗."""
    return frozenset(_SMALL[match] for match in _SMALL_HAN.findall(folded))


def _is_held(numeral: Numeral, held: frozenset[str], years: set[str]) -> bool:
    first = next((one for one in numeral.terms if _MONTH.match(one)), numeral.terms[0])
    if first in held or first in years or (f"{first}%" in held and "." in first):
        return True  # 0.25 points of 0.25 %
    if day := _DAY.fullmatch(first):
        return f"m{int(day[2])}d{int(day[3])}" in held and day[1] in held | years
    if month := _MONTH.fullmatch(first):
        return f"m{int(month[2])}" in held and month[1] in held | years
    if not _PLAIN.fullmatch(first):  # a quarter of a year that the question gives
        return all(term in held or term in years for term in numeral.terms)
    return False


def _unit_agrees(numeral: Numeral, statement: Text, quote: Text) -> bool:
    """Whether the quote gives the number with this unit, or one of the two has none that is known."""
    if not _period_agrees(numeral, statement, quote):
        return False
    unit = _unit(numeral, statement)
    if unit is None:
        return True
    there = [_unit(one, quote) for one in quote.numerals if numeral.terms[0] in one.terms]
    return not there or None in there or unit in there


def _period_agrees(numeral: Numeral, statement: Text, quote: Text) -> bool:
    """Whether 700 a month of a statement is not said to be 700 a year."""
    period = _period(numeral, statement)
    there = [_period(one, quote) for one in quote.numerals if numeral.terms[0] in one.terms]
    return period is None or not there or None in there or period in there


def _period(numeral: Numeral, text: Text) -> str | None:
    """The time or amount that a number is for each of: year, month, kilogram."""
    if _DATE.match(numeral.terms[0]):
        return None
    before = text.folded[max(0, numeral.start - _NEAR_BEFORE) : numeral.start].lower()
    behind = text.folded[numeral.end : numeral.end + _NEAR_BEHIND].lower()
    for period, (chinese, english) in _PERIODS.items():
        if re.search(rf"每(?:一)?(?:{chinese})[^，。；、]*$", before):
            return period
        if re.match(
            rf"[^，。,.;]*?\b(?:a|per|each|every)\s(?:{english})\b(?! (?:ago|earlier|before))",
            behind,
        ):
            return period
    return None


def _unit(numeral: Numeral, text: Text) -> str | None:
    if _DATE.match(numeral.terms[0]):
        return None
    if numeral.terms[0].endswith("%"):
        return "point" if is_points(numeral, text) else "%"
    before = text.folded[numeral.start - 1 : numeral.start] if numeral.start else ""
    if before in _SIGNS:
        return _SIGNS[before]
    match = _UNIT.match(text.folded, numeral.end)
    if match is None or match.lastgroup is None:
        return None
    return tuple(_UNITS)[int(match.lastgroup[1:])]


def owner_conflict(
    statement: Text, quote: Text, near: Nearness, weights: Nearness, names: Container[int]
) -> float:
    """The largest share of what a number is said of that the quote says of another number only.

    61 % prefer e-books, where the quote has 61 % for printed books and 29 % for e-books. Clauses count.

    Args:
        names: The statement's words that are names: what they are said to do is not theirs alone.
    """
    worst = 0.0
    for numeral in statement.numerals:
        inside = [
            i
            for i, word in enumerate(statement.words)
            if word.clause == numeral.clause and word.is_content and i not in names
        ]
        total = float(weights[inside].sum()) if inside else 0.0
        kind = _kind(numeral, statement)
        lost = sum(
            float(weights[i]) for i in inside if _is_of_another(numeral, quote, near[i], kind)
        )
        worst = max(worst, lost / total if total else 0.0)
    return worst


def _is_of_another(numeral: Numeral, quote: Text, row: Nearness, kind: str) -> bool:
    """Whether a word is there only in clauses that have another number of the kind."""
    clauses = {quote.words[int(j)].clause for j in np.flatnonzero(row >= _SAME_WORD)}
    for clause in clauses if kind else ():
        there = [n for n in quote.numerals if n.clause == clause and _kind(n, quote) == kind]
        if not there or any(numeral.terms[0] in one.terms for one in there):
            return False
    return bool(clauses and kind)


def _kind(numeral: Numeral, text: Text) -> str:
    """What numbers are exchanged for one another: percent, or one unit; empty if it is not known."""
    first = numeral.terms[0]
    if first.endswith("%"):
        return "%"
    if _DATE.match(first):
        return first[0] if first[0] in "qm" else "date"
    return _unit(numeral, text) or ""


def order_conflict(statement: Text, quote: Text) -> bool:
    """Whether the statement goes from one number to another, and the quote the other way."""
    for one, other in pairwise(statement.numerals):
        between = statement.folded[one.end : other.start].lower()
        percent = [numeral.terms[0].endswith("%") for numeral in (one, other)]
        if one.clause != other.clause or not _TO.search(between) or percent[0] != percent[1]:
            continue
        places = [
            [n.start for n in quote.numerals if numeral.terms[0] in n.terms]
            for numeral in (one, other)
        ]
        if all(places) and min(places[0]) > max(places[1]) and _TO.search(quote.folded.lower()):
            return True
    return False
