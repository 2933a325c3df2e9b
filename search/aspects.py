"""What a question asks, one thing at a time: "哪年起步、哪天上线？" asks two things.

``question ─▶ Aspect...``, each in the question's own words. A part that asks nothing itself goes with
the one that it introduces or rounds off; what is asked of several names side by side is asked of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.compared import compared_names

_HAN = re.compile(r"[\u3400-\u9fff]")
_ASKS = re.compile(
    r"谁|哪|什么|多少|几[个位家年月天日号点种款项环成倍人次条分秒块元台辆件只间套名页层]|怎么|怎样|如何|为什么|为何|吗|呢|何时|多[大高长久远快]"
    r"|是不是|有没有|会不会|是否|啥|咋|誰|什麼|幾[個位家年月天日號點種款項次條分秒塊元台輛件隻間套名頁層]|怎麼|為什麼|為何|嗎"
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
_CLAUSE = re.compile(  # When Amazon joined TikTok: it says when, and does not ask
    r"when(?!ever)\s+(?!(?:and|or|exactly|precisely|else|in|on|at|during|did|do|does|is|are|was|were|has|have|had"
    r"|will|would|can|could|should|shall|may|might|must|isn|aren|wasn|weren|didn|doesn|don)\b)",
    re.IGNORECASE,
)
_BARE_ASKER = re.compile(_ASKER + r"\W*", re.IGNORECASE)
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_]+")
_FEW = 7  # words of English, or Han characters
_MAX_ASPECTS = 5  # a text that asks more is a text, not a question
_ASKED_SENTENCE = re.compile(r"[^?？。!！\n]*[?？]")
_AND_THAT = re.compile(r"^(?:那|那么|那麼|而)?(.{1,24}?)呢$")
_JOIN = r"、|,|，|和|与|跟|與|及|以及|\band\b|\bor\b"
_COMPARES = re.compile(
    r"\bboth\s|(?:各?有(?:什么|什麼|何|啥))?(?:不同|区别|區別|差别|差別|差异|差異|异同)(?:[吗嗎呢]|之处)?"
    r"(?=[\s?？,，;；。]|$)|是?(?:一样|一樣|相同)(?:的?[吗嗎]|不)",
    re.IGNORECASE,
)
_OF_EACH = re.compile(
    r"各自?(?=有|是|占|为|為|在|卖|賣|花|用|投|招|叫|多少|[^\s]{0,6}(?:多少|几|什么|什麼|哪))(?!种|種|类|類|地|界|方|个|位|式|省|区|區|大|国|國|城|校|级|級)"
    r"|分别|分別|[两兩二三四][家者]的?|\b(?:each|respectively|(?<!-)between)\b"
    r"|\bhow (?:do|does|did|are|is|was|were)\b(?=.*\b(?:differ|compare))"
    r"|\b(?:are |is |was |were |the )?(?:differ(?:s|ed|ent|ences?)?|compare[sd]?)\b"
    r"(?: (?:from|to|with|in|by|on))?(?: (?:that|those|the ones?) (?:of|for|at|in|between)\b)?"
    r"|\btheir\b",
    re.IGNORECASE,
)
_HAN_APART = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_YEAR = re.compile(r"(?:19|20)\d\d ?年?")


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing asked.

    ``text``: what is asked; ``alone``: the same as it would be asked by itself, "" where that is the
    text; ``name``: of which of several names, if of several; ``others``: the other ones.
    """

    text: str
    name: str | None = None
    others: tuple[str, ...] = ()
    alone: str = ""


def aspects(question: str) -> tuple[Aspect, ...]:
    """The things that a question asks; the question itself if that is one, or too many."""
    found = _asked(question)
    if len(found) > _MAX_ASPECTS:  # a text; what it asks ends with a question mark
        found = _asked("".join(_ASKED_SENTENCE.findall(question)))
    if not 0 < len(found) <= _MAX_ASPECTS:
        found = [question]
    told = list(_completed(found, question))
    by_name = [one for aspect in told for one in _by_name(aspect)]
    return tuple(by_name if len(by_name) <= _MAX_ASPECTS else told)


def _asked(question: str) -> list[str]:
    if _HAN.search(question):
        parts = [part for piece in _CUT.split(question) for part in _at_pauses(piece)]
        found = _gathered(parts, _ASKS)
    else:
        found = _gathered(list(_english_parts(question)), _ASKS_EN)
    return found if len(found) > 1 else [question]


def _english_parts(question: str) -> Iterator[str]:
    """The parts of an English question; what asks nothing by itself stands with the one after it.

    That is *When* in *When and where was it made*, and a clause that says when.
    """
    begin: int | None = None
    at = 0
    for cut in [*(match.span() for match in _CUT_EN.finditer(question)), (len(question),) * 2]:
        begin = at if begin is None else begin
        part, at = question[at : cut[0]], cut[1]
        if cut[0] == len(question) or not (_BARE_ASKER.fullmatch(part) or _CLAUSE.match(part)):
            yield question[begin : cut[0]]
            begin = None


def _completed(texts: list[str], question: str) -> Iterator[Aspect]:
    """ "2021年呢" after "2020年营收多少" asks 2021年营收多少: the year or the names change."""
    last = ""
    for i, text in enumerate(texts):
        match = _AND_THAT.match(text.rstrip("?？ ")) if last else None
        year = _YEAR.search(last) if match else None
        if match and year and _YEAR.fullmatch(match[1]):
            text = last[: year.start()] + match[1] + last[year.end() :]
            yield Aspect(text, match[1][:4], (year.group()[:4],))
        else:
            if match:
                text = f"{_without(last, compared_names(last))} {match[1]}呢"
            yield Aspect(text, alone=_alone(texts[: i + 1], question))
        last = text


def _alone(texts: list[str], question: str) -> str:
    """The last of some parts of a question as it would be asked by itself: as a follow-up is.

    All of the question where it is too short to say what of, and nothing tells.
    """
    *before, text = texts
    if not before:
        return ""
    from search.follow_up import Turn, rewrite  # most questions ask one thing

    told = rewrite(text, [Turn("user", _without(one, compared_names(one)[1:])) for one in before])
    if told == text and len(_WORD.findall(text)) < _FEW:
        return question
    if told != text and not _HAN.search(question):
        return question  # "how much did it cost" is seldom said of the name that came first
    return "" if told == text else told


def _by_name(aspect: Aspect) -> list[Aspect]:
    names = compared_names(aspect.text)
    if not names or aspect.name:
        return [aspect]
    return [
        Aspect(_of_one(aspect.text, others), name, others, alone=_of_one(aspect.alone, others))
        for name in names
        for others in [tuple(other for other in names if other != name)]
    ]


def _without(text: str, names: tuple[str, ...]) -> str:
    """A text without these names, what joins each to one other, and what compares them."""
    for name in names:
        own = rf"{re.escape(name)}(?:['’]s)?"
        gone = rf"(?:{_JOIN})\s*{own}|{own}(?:\s*(?:{_JOIN}))?"
        text = re.sub(gone, " ", text, count=1)
    text = " ".join(_COMPARES.sub("", text).split())
    return _HAN_APART.sub("", text)


def _of_one(text: str, others: tuple[str, ...]) -> str:
    """What is asked of several names, as it is asked of one: by its words alone, if it compares."""
    if not text:
        return ""
    text = " ".join(_OF_EACH.sub("", _without(text, others)).split())
    if _HAN.search(text) and not _ASKS.search(text):
        return text.rstrip("?？ ") + "是什么？"
    return text


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
