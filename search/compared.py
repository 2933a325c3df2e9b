"""Which names a question sets side by side: 快手和抖音各有多少日活, *How do Walmart and Amazon differ*.

``question ─▶ name...`` as they are written; none where it only lists them. Rules over the question's own
words, so that a name that no dictionary has is found as well.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.analyze import default_analyzer
from index.language import HAN

_MAX_NAMES = 4
_MAX_COMPARING = 300  # code points of a question that is looked through for "that of"
_LATIN = r"[A-Za-z][A-Za-z0-9.&+-]*(?: [A-Z][A-Za-z0-9.&+-]*)*"
_ITEM = f"(?:{_LATIN}|(?:(?![和与跟與及都]|以及)[{HAN}]){{2,8}})"
_LIST = re.compile(rf"({_ITEM}(?:\s*、\s*{_ITEM})*)\s*(?:、|以及|[和与跟與及比])\s*({_ITEM})")
_PAUSE = re.compile(r"\s*、\s*")
_SIDE_BY_SIDE = re.compile(
    r"各(?![种類类地界方个位式省区])|分别|分別|[两兩二三四][家者个個]|都|不同|区别|區別|差[别別异異]|异同|一样|一樣|相同|相比|[对對]比|比[较較]"
    r"|[谁誰]更|哪[个個家]更|^[^，,。?？]{2,20}呢"
)
_WHO_SAYS = re.compile(
    "(?:谁|誰|哪[位个個家些]|什么人|什麼人|多少人).{0,12}?(?:说|說|认为|認為|觉得|覺得|表示|指出|主张|主張|承认|承認|透露)"
)
_LEAD = re.compile(
    "^(?:请问|請問|那么|那|对于|关于|對於|關於|相比|比较|比較|对比|對比|同样是|在|把|从|從|拿|看)"
)
_GOES_ON = re.compile(
    "[跟对對都各的在是有谁誰哪什怎为為今去明到于於把被将將比等呢吗嗎两兩二三之又也还還就和与與]|分[别別]|相[比同]|不同"
)
_NAME_EN = r"[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*)*"
_LIST_EN = re.compile(
    rf"\b({_NAME_EN})(?: [a-z]+){{0,2}}?((?:, {_NAME_EN})*),? (?:and|or|vs\.?|versus|than|with) ({_NAME_EN})"
)
_THAT_OF_EN = re.compile(
    rf"\b({_NAME_EN})\b[^,?]{{0,80}}?\b(?:differ\w*|compar\w+|same|similar)\b[^,?]{{0,40}}?"
    rf"\b(?:that|those|the ones?) (?:of|for|at|in|between) (?:the )?({_NAME_EN})"
)
_SIDE_BY_SIDE_EN = re.compile(
    r"(?<!-)\b(?:both|each|respectively|differ\w*|compar\w+|versus|vs|same|similar|than|either|between)\b",
    re.IGNORECASE,
)
_CASE_EN = re.compile(r"(?:['’]s?)?\W*$")
_OF_SEVERAL_EN = re.compile(
    r"\b(?:amounts|counts|dates|figures|numbers|prices|shares|sizes|sums|totals|values)\b[^,]*"
    r" (?:for|of|at) $",
    re.IGNORECASE,
)
_TOGETHER_EN = re.compile(
    r"\b(?:together|jointly|combined|altogether|in total|joint|merge\w*|alliance|deal|agreement)\b",
    re.IGNORECASE,
)
_ASKER_EN = re.compile(
    r"^(?:(?:Do|Does|Did|Are|Is|Was|Were|Have|Has|How|What|Which|Who|Between|Both|Compare) )+"
)


def compared_names(question: str) -> tuple[str, ...]:
    """The names of which a question asks the same thing, in its order; none if fewer than two."""
    if re.search(f"[{HAN}]", question):
        names = _chinese(question) if compares(question) else ()
    else:
        names = _english(question)
    distinct = tuple(dict.fromkeys(name for name in names if name))
    return distinct if 1 < len(distinct) <= _MAX_NAMES else ()


def compares(question: str) -> bool:
    """Whether a question has words that set what it names side by side."""
    pattern = _SIDE_BY_SIDE if re.search(f"[{HAN}]", question) else _SIDE_BY_SIDE_EN
    return pattern.search(question) is not None


def _chinese(question: str) -> tuple[str, ...]:
    for match in _LIST.finditer(question):
        if _WHO_SAYS.search(question[: match.end(1)]):
            return ()  # who says that both are the same is asked once
        first, *middle = _PAUSE.split(match[1])
        names = (_LEAD.sub("", first), *middle, _begins_with(match[2]))
        if all(len(name) > 1 for name in names):
            return names
    return ()


def _english(question: str) -> tuple[str, ...]:
    """Two names where a word compares them or figures of each are asked for; three without one."""
    text = _ASKER_EN.sub("", question)
    if len(text) <= _MAX_COMPARING and (match := _THAT_OF_EN.search(text)):
        return tuple(_CASE_EN.sub("", name) for name in match.groups())
    match = _LIST_EN.search(text)
    if match is None:
        return ()
    middle = [name for name in match[2].split(", ") if name]
    of_each = compares(question) or _OF_SEVERAL_EN.search(text[: match.start()])
    if not of_each and (not middle or _TOGETHER_EN.search(question)):
        return ()
    return tuple(_CASE_EN.sub("", name) for name in (match[1], *middle, match[3]))


@lru_cache(maxsize=256)
def _begins_with(text: str) -> str:
    """The name at the head of what follows a join: 抖音 of 抖音日活, 京微力 of 京微力跟京东."""
    if not re.match(f"[{HAN}]", text):
        return text
    stop = _GOES_ON.search(text, 1)
    head = text[: stop.start()] if stop else text
    ends = [
        token.end
        for token in default_analyzer().tokens(head)
        if token.start == 0 and token.kind == "word"
    ]
    longest = max(ends, default=len(head))
    return head[:longest] if longest > 1 else head
