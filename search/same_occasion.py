"""Whether two sentences of two articles may speak of the same time: the same year, the same count.

``Told, Told ─▶ "same", "other" or "open"``. A figure of another year, or one that is still growing, is
another figure and contradicts nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.dates import interval
from search.support_text import Numeral, Text

Periods = Literal["same", "other", "open"]
_YEAR = re.compile(r"(?:19|20)\d\d")
_PARTS = (
    ("day", re.compile(r"m\d+d\d+")),
    ("month", re.compile(r"m\d+")),
    ("part", re.compile(r"q\d(?:-\d)?")),
    ("year", _YEAR),
)
_DATED = re.compile(r"\d{4}-\d\d|[mq]\d")
_IS_YEAR = re.compile(r"\b(?:in|since|of|from|by|during|until|before|after|for) $", re.IGNORECASE)
_RELATIVE = (
    (re.compile(r"今年|本年度?|\bthis year\b", re.IGNORECASE), 0),
    (re.compile(r"去年|上年|\blast year\b", re.IGNORECASE), -1),
    (re.compile(r"(?<![目以年])前年", re.IGNORECASE), -2),
    (re.compile(r"(?<!说)明年|\bnext year\b", re.IGNORECASE), 1),
)
_GROWS = re.compile(
    "已(?!经?(?:于|在|向|将|被|同|与|和))|累计|截至|截止|迄今|至今|目前|现[有已]|总共|[升增涨降跌减扩攀缩][至到为]"
    "|上升|下降到|上调|下调|更新|初步|暂时"
    r"|\b(?:so far|to date|as of|until now|by now|already|currently|at present|total(?:s|led)?"
    r"|(?:rose|rises|risen|climbed|grew|fell|increased|up) to|preliminary|initial|latest|at least)\b",
    re.IGNORECASE,
)
_OF_ITS_DAY = re.compile(
    "[今昨前明当][日天晚早]|[上本这下]个?[周月]|[周星期][一二三四五六日天末]|[早晚]盘|[开收][盘报涨跌于]|盘中|现报|报收"
    "|涨幅|跌幅|单日|未来|预报"
    r"|\b(?:today|yesterday|tonight|tomorrow|(?:last|this|next) (?:week|month)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:closed|opened|traded|trading) (?:at|up|down))\b",
    re.IGNORECASE,
)
_MEANT = re.compile(
    "预计|预期|估计|预测|目标|有望|计划|原定|原计划|拟|力争|预算"
    r"|\b(?:expect\w*|forecast\w*|estimate\w*|target\w*|aims?|aimed|plan\w*|originally|budget\w*|(?-i:may)|might|could)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as it is compared with those of other articles; ``published`` is ISO or None."""

    text: Text
    published: str | None


def is_still_counted(told: Told) -> bool:
    """Whether a sentence gives a count as it stands, or as it has become: another day it is another."""
    return _GROWS.search(told.text.folded) is not None


def may_be_days_apart(one: Told, other: Told) -> bool:
    """Whether a sentence tells of a day by when its article came out, and the articles may not be of one."""
    if days_apart(one.published, other.published) == 0:
        return False
    return any(_OF_ITS_DAY.search(told.text.folded) for told in (one, other))


def same_mood(one: Told, other: Told) -> bool:
    """Whether both tell what is expected or meant, or both what is."""
    return bool(_MEANT.search(one.text.folded)) == bool(_MEANT.search(other.text.folded))


def may_be_same(one: Told, other: Told) -> bool:
    """Whether no year, month, part of a year or day that both state is another."""
    mine, theirs = periods(one), periods(other)
    return all(mine[part] & theirs[part] for part in mine.keys() & theirs.keys())


def same_periods(one: Told, other: Told, *, beside: tuple[Numeral, Numeral]) -> Periods:
    """Whether two figures are of the same years, months and parts of a year, as the sentences tell.

    Args:
        beside: The two figures: if they are dates, they do not count.

    Returns:
        "open" where neither sentence says of which year or day.
    """
    mine, theirs = periods(one, beside[0]), periods(other, beside[1])
    days = mine.pop("day", set()), theirs.pop("day", set())
    if mine != theirs or (all(days) and not days[0] & days[1]):
        return "other"
    return "same" if "year" in mine or all(days) else "open"


def days_apart(one: str | None, other: str | None) -> int | None:
    """The most days between two dates of reduced precision; None where one is not known."""
    if one is None or other is None:
        return None
    (a, b), (c, d) = ([date.fromisoformat(day) for day in interval(iso)] for iso in (one, other))
    return max(abs((d - a).days), abs((b - c).days))


def periods(told: Told, without: Numeral | None = None) -> dict[str, set[str]]:
    """What times a sentence states: its years, months (of no day), parts of a year, and days.

    今年 is the year in which its article was published; without that it stands for itself.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for numeral in told.text.numerals:
        if numeral is without:
            continue
        for part, pattern in _PARTS:
            terms = {term for term in numeral.terms if pattern.fullmatch(term)}
            if part == "year" and not is_year(numeral, told.text):
                continue
            if terms and not (
                part == "month" and "day" in found and found["day"] & set(numeral.terms)
            ):
                found[part] |= terms
    for pattern, step in _RELATIVE:
        if pattern.search(told.text.folded):
            year = str(int(told.published[:4]) + step) if told.published else f"{step:+}"
            found["year"].add(year)
    return dict(found)


def is_year(numeral: Numeral, text: Text) -> bool:
    """Whether what looks like a year is one: 2021年, in 2021, 2021-05; not 2000 of 2000万."""
    if not _YEAR.fullmatch(numeral.terms[0]):
        return _DATED.match(numeral.terms[0]) is not None
    written = text.folded[numeral.start : numeral.end + 1]
    return "年" in written or _IS_YEAR.search(text.folded, 0, numeral.start) is not None
