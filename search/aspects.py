"""What a question asks, one thing at a time: "哪年起步、哪天上线？" asks two things.

``question ─▶ aspect...``, each in the question's own words. A part that asks nothing itself goes with
the one that it introduces or rounds off.
"""

from __future__ import annotations

import re

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


def aspects(question: str) -> tuple[str, ...]:
    """The things that a question asks; the question itself if that is one, or too many."""
    if _HAN.search(question):
        parts = [part for piece in _CUT.split(question) for part in _at_pauses(piece)]
        found = _gathered(parts, _ASKS)
    else:
        found = _gathered(_CUT_EN.split(question), _ASKS_EN)
    return tuple(found) if 1 < len(found) <= _MAX_ASPECTS else (question,)


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
