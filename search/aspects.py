"""What a question asks, one thing at a time: "哪年起步、哪天上线？" asks two things.

``question ─▶ Aspect...``, each in the question's own words. A part that asks nothing itself goes with
the one that it introduces or rounds off; what is asked of several names side by side is asked of each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.compared import compared_names

_HAN = re.compile(r"[\u3400-\u9fff]")
_ASKS = re.compile(
    r"谁|哪|什么|多少|几[个位家年月天日号点种款项环成倍人次条]|怎么|怎样|如何|为什么|为何|吗|呢|何时|多[大高长久远快]"
    r"|是不是|有没有|会不会|是否|啥|咋|誰|什麼|幾[個位家年月天日號點種款項次條]|怎麼|為什麼|為何|嗎"
)
_ASKS_EN = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_CUT = re.compile(r"[?？;；,，。!！\n]+")
_PAUSE = re.compile("、")
_ASKER = (
    r"(?:(?:in|on|for|at|by|to|from|of|with)\s+)?(?:who|whom|whose|what|which|when|where|why|how)\b"
)
_CUT_EN = re.compile(
    rf"[?;\n]\s*|,?\s+(?:and|or|but)\s+(?={_ASKER})|,\s+(?={_ASKER})|,\s+and\s+(?=for\b)",
    re.IGNORECASE,
)
_MAX_ASPECTS = 5  # a text that asks more is a text, not a question
_ASKED_SENTENCE = re.compile(r"[^?？。!！\n]*[?？]")
_AND_THAT = re.compile(r"^(?:那|那么|那麼|而)?(.{1,24}?)呢$")
_JOIN = r"、|,|，|和|与|跟|與|及|以及|\band\b|\bor\b"
_YEAR = re.compile(r"(?:19|20)\d\d ?年?")


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing asked.

    ``text``: what is asked; ``name``: of which of several names, if of several; ``others``: the
    other ones.
    """

    text: str
    name: str | None = None
    others: tuple[str, ...] = ()


def aspects(question: str) -> tuple[Aspect, ...]:
    """The things that a question asks; the question itself if that is one, or too many."""
    found = _asked(question)
    if len(found) > _MAX_ASPECTS:  # a text; what it asks ends with a question mark
        found = _asked("".join(_ASKED_SENTENCE.findall(question)))
    if not 0 < len(found) <= _MAX_ASPECTS:
        found = [question]
    by_name = [one for aspect in _completed(found) for one in _by_name(aspect)]
    if len(by_name) <= _MAX_ASPECTS:
        return tuple(by_name)
    return tuple(Aspect(text) for text in found)


def _asked(question: str) -> list[str]:
    if _HAN.search(question):
        parts = [part for piece in _CUT.split(question) for part in _at_pauses(piece)]
        found = _gathered(parts, _ASKS)
    else:
        found = _gathered(_CUT_EN.split(question), _ASKS_EN)
    return found if len(found) > 1 else [question]


def _completed(texts: list[str]) -> list[Aspect]:
    """ "2021年呢" after "2020年营收多少" asks 2021年营收多少: the year or the names change."""
    found: list[Aspect] = []
    for text in texts:
        match = _AND_THAT.match(text.rstrip("?？ "))
        if match is None or not found:
            found.append(Aspect(text))
            continue
        new, before = match[1], found[-1].text
        year = _YEAR.search(before)
        if year and _YEAR.fullmatch(new):
            changed = before[: year.start()] + new + before[year.end() :]
            found.append(Aspect(changed, new[:4], (year.group()[:4],)))
        else:
            found.append(Aspect(f"{_without(before, compared_names(before))} {new}呢"))
    return found


def _by_name(aspect: Aspect) -> list[Aspect]:
    names = compared_names(aspect.text)
    if not names or aspect.name:
        return [aspect]
    return [
        Aspect(_without(aspect.text, others), name, others)
        for name in names
        for others in [tuple(other for other in names if other != name)]
    ]


def _without(text: str, names: tuple[str, ...]) -> str:
    """A text without these names and what joined them to others."""
    for name in names:
        gone = rf"(?:{_JOIN})?\s*{re.escape(name)}(?:['’]s)?(?:\s*(?:{_JOIN}))?"
        text = re.sub(gone, " ", text, count=1)
    return " ".join(text.split())


def _at_pauses(piece: str) -> list[str]:
    """Cut at 、 where more than one of the parts asks, so not inside a list of names."""
    parts = _PAUSE.split(piece)
    is_list = sum(bool(_ASKS.search(part)) for part in parts) < 2 or min(map(len, parts)) < 4
    return [piece] if is_list else parts


def _gathered(parts: list[str], asks: re.Pattern[str]) -> list[str]:
    found: list[str] = []
    lead: list[str] = []
    for part in filter(None, (part.strip() for part in parts)):
        lead.append(part)
        if asks.search(part):
            found.append(" ".join(lead))
            lead = []
    if lead and found:
        found[-1] = " ".join([found[-1], *lead])
    return found
