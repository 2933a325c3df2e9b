"""How exactly a date or a number is asked for: by the day or the month, as a length of time, as a share.

``question, kind ─▶ unit``, and which sentences tell one in it. A sentence of the kind that does not is
still of the kind: 2020年 answers when, only not on which day.
"""

from __future__ import annotations

import re
from typing import Literal

from index.numerals import find_numerals

Unit = Literal["day", "month", "length", "share"]

_ASKS: dict[Unit, re.Pattern[str]] = {
    "day": re.compile(
        r"哪一?[天日]|几[号日]|几月几|\b(?:what|which|exact) (?:exact )?(?:day|date)\b",
        re.IGNORECASE,
    ),
    "month": re.compile(r"哪一?个?月|几月|\b(?:what|which) month\b", re.IGNORECASE),
    "length": re.compile(
        r"多久|多长时间|(?:多少|几)个?(?:秒(?![杀表])|分钟|小时(?!工)|钟头|天(?![然鹅线才生])|星期"
        r"|周(?![期边刊年])|月(?![饼票球嫂])|年(?![级代轻青长幼终货薪糕画度会]))"
        r"|\bhow long\b(?! (?:is|are|was|were) the (?:\w+ )?(?:bridge|river|road|line|tunnel|route|coast))"
        r"|\bhow many (?:\w+ )?(?:second|minute|hour|day|week|month|year)s\b",
        re.IGNORECASE,
    ),
    "share": re.compile(
        r"百分之几|占比|几成|(?:比例|比重|占)(?:是|有|为|了|到|又)?多[少大高]"
        r"|\bwhat (?:\w+ )?(?:percentage|percent|per cent|share|proportion)\b",
        re.IGNORECASE,
    ),
}
_OF_KIND: dict[str, tuple[Unit, ...]] = {"date": ("day", "month"), "number": ("length", "share")}
_DAY_TERM = re.compile(r"^m\d+d")
_MONTH_TERM = re.compile(r"^m\d")
# How the day and the month of what is told are said by those of the telling; simplified characters.
SAID_DAY = (
    r"周[一二三四五六日天末]|星期|[今前明后昨]天|[今昨明]日|当[天日]|凌晨|傍晚"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\bweekend|\byesterday|\btoday|\btomorrow"
)
SAID_MONTH = r"[上下本]个?月|月[初中底末]|\b(?:last|next|this) month"
_RELATIVE_DAY = re.compile(SAID_DAY, re.IGNORECASE)
_RELATIVE_MONTH = re.compile(SAID_MONTH, re.IGNORECASE)
_LENGTH = re.compile(
    r"[\d零一二两三四五六七八九十百千万半几]\s*个?[多余来]?个?半?(?:秒|分钟|小时|钟头|天|星期|周|(?:(?<=个)|(?<=个半)|(?<=多))月|(?<!\d{4})年(?!代|级|月))"
    r"|\b(?:second|minute|hour|day|week|month|year|decade)s?\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"[%％‰]|百分之|分之|[一二三四五六七八九两\d半]成|[一过多近]半|半数"
    r"|\bper ?cent|\bhalf\b|\bthirds?\b|\bquarters?\b",
    re.IGNORECASE,
)


def unit_of(question: str, kind: str) -> Unit | None:
    """What a question of a kind asks for exactly, if it does."""
    return next((unit for unit in _OF_KIND.get(kind, ()) if _ASKS[unit].search(question)), None)


def tells(unit: Unit, sentence: str, besides: frozenset[str]) -> bool:
    """Whether a sentence tells a date or number in a unit; ``besides``: dates that tell nothing."""
    if unit == "length":
        return _LENGTH.search(sentence) is not None
    if unit == "share":
        return _SHARE.search(sentence) is not None
    terms: set[str] = set()
    tells_day = _RELATIVE_DAY.search(sentence) is not None
    for _, end, found in find_numerals(sentence):
        new = set(found) - besides
        terms |= new
        tells_day = tells_day or (bool(new) and sentence[end : end + 1] in ("日", "号"))
    if tells_day or any(map(_DAY_TERM.match, terms)):
        return True
    tells_month = _RELATIVE_MONTH.search(sentence) or any(map(_MONTH_TERM.match, terms))
    return unit == "month" and bool(tells_month)
