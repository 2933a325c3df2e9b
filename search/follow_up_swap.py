"""Put one thing into a question in the place of another, and take out what a question is about.

``question, fragment ─▶ question``. A period goes where a period was, a name where one of its kind was,
what is asked for (价格, revenue) behind the subject. Where there is no such place, both texts side by side.
"""

from __future__ import annotations

import re

from search import follow_up_words as words
from search.follow_up_names import (
    PERIODS,
    Kind,
    Mention,
    is_chinese,
    kind_of,
    mentions,
    plain,
    subject_of,
    words_of,
)
from search.stopwords import CHINESE
from search.support_dictionary import is_verb

_SLOT: dict[Kind, str] = {"year": "year", "part": "part", "month": "part", "era": "year"}
_EN_OBJECT = re.compile(r"\b(?:for|of|in|on|about) ((?:the |an? )?[a-z][a-z-]*)\b")
_EN_LAST = re.compile(r"\bthe ((?:[a-z0-9-]+ ?){1,3})$")
_EN_START = re.compile(
    r"^(?:and |so |but )?(?:(?:in|at|on|for|by) )?"
    r"(?:how (?:many|much|long|far|fast|big|large|often|old|accurate)|what|which|who(?:m|se)?|when|where"
    r"|why|how)\b(?: (?:did|does|do|is|was|are|were)\b)?|^(?:did|does|do|is|was|are|were)\b",
    re.IGNORECASE,
)
_EN_THING = re.compile(r"\b(?:its|an?|their|his|her) ((?:[a-z-]+ ){0,2}[a-z-]+)(?=[?.,]|$)")
_NUMERIC = re.compile("[率额价费量本数润入收值积模度]$|员工|门店|会员|用户")
_AFTER_NAME = re.compile(r"^(?:的|['’]s )\s?(.+)$")


def join(first: str, second: str) -> str:
    """Two texts, a space between them."""
    return f"{first.strip()} {second.strip()}".strip()


def spliced(text: str, start: int, end: int, new: str) -> str:
    """``new`` in the place of text[start:end]; Latin words stay apart."""
    before, after = text[:start], text[end:]
    if _is_latin(before[-1:]) and _is_latin(new[:1]):
        new = " " + new
    if _is_latin(after[:1]) and _is_latin(new[-1:]):
        new += " "
    return before + new + after


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def ending(text: str) -> str:
    """The question mark of the language that a follow-up is written in."""
    return "？" if words.HAN_RUN.search(text) else "?"


def statement(topic: str) -> str:
    """A question without the words that ask."""
    bare = words.ENDING.sub("", topic.strip())
    if is_chinese(bare):
        return _cut_out(bare, plain(bare), words.ZH_ASKS).rstrip("是有为 ，,").lstrip(" ，,")
    return _EN_START.sub("", bare).strip() or bare


def _cut_out(text: str, seen: str, pattern: re.Pattern[str]) -> str:
    kept, at = [], 0
    for match in pattern.finditer(seen):
        kept.append(text[at : match.start()])
        at = match.end()
    return "".join([*kept, text[at:]])


def thing(topic: str) -> str:
    """What a question is about: its subject or its first name; nothing where it has neither."""
    bare = words.ENDING.sub("", topic.strip())
    if is_chinese(bare):
        subject = subject_of(bare)
        if subject:
            return bare[subject.start : subject.end]
    names = [one for one in mentions(bare) if one.kind not in PERIODS]
    if not names:
        return ""
    order: list[Kind] = ["firm", "name", "person", "place"]
    best = min(names, key=lambda one: (order.index(one.kind), one.start))
    named = bare[best.start : best.end]
    if is_chinese(bare):
        return named
    beside = _EN_THING.search(bare, best.end)
    if beside and beside.group(1).split()[-1] not in words.EN_ATTRIBUTE:
        return f"{named} {beside.group(1)}"
    return named


def swap(topic: str, new: str, preposition: str) -> str:
    """The question with what a fragment says in the place of what it had of the kind."""
    text = words.ENDING.sub("", topic.strip())
    seen = plain(new)
    periods = [one for one in mentions(seen) if one.kind in PERIODS]
    rest = new
    for period in reversed(periods):
        rest = rest[: period.start] + rest[period.end :]
    for period in periods:
        text = _swap_period(text, new[period.start : period.end], period.kind)
    rest = re.sub(r"^(?:的|in |of |the )+|(?:的| in| of)+$", "", rest.strip(" ，,")).strip()
    if not rest:
        return text
    names = [one for one in mentions(rest) if one.kind not in PERIODS and one.start == 0]
    attribute = _AFTER_NAME.match(rest[names[0].end :]) if names else None
    if names and attribute:
        text = _swap_name(text, rest[: names[0].end], preposition)
        rest = attribute.group(1)
    if _is_attribute(rest):
        return _swap_attribute(text, rest)
    return text if attribute else _swap_name(text, rest, preposition)


def _is_attribute(text: str) -> bool:
    last = text.rsplit(maxsplit=1)[-1].lower()
    if is_chinese(text):
        return words.ZH_ATTRIBUTE.search(plain(text)) is not None
    return last in words.EN_ATTRIBUTE or last in words.MEASURES


def _swap_period(text: str, new: str, kind: Kind) -> str:
    found = mentions(text)
    same = [one for one in found if _SLOT.get(one.kind) == _SLOT[kind]]
    if same:
        return spliced(text, same[0].start, same[0].end, _fitted(text, new, same[0]))
    if not is_chinese(text):
        return f"{text} {new}" if new[0] in "去今明前" else f"{text} in {new.removesuffix('年')}"
    years = [one for one in found if one.kind == "year"]
    if years and kind in ("part", "month"):
        return spliced(text, years[0].end, years[0].end, new)
    return spliced(text, 0, 0, new + "年" if new.isdigit() else new)


def _fitted(text: str, new: str, old: Mention) -> str:
    """A year as the question writes years: 2021 in an English one, 2021年 in a Chinese one."""
    digits = re.match(r"\d{4}", new)
    if not digits or old.kind not in ("year", "era"):
        return new.removeprefix("the ") if text[: old.start].endswith("the ") else new
    return digits.group() + "年" if is_chinese(text) else digits.group()


def _swap_name(text: str, new: str, preposition: str) -> str:
    place = _place_for(text, new, preposition)
    if place:
        return spliced(text, *place, new)
    if preposition and preposition != "在" and not is_chinese(text):
        return f"{text} {preposition} {new}"
    if is_chinese(text) and (preposition or kind_of(new) == "place"):
        return join(preposition + new, text)
    return join(new, statement(text))


def _place_for(text: str, new: str, preposition: str) -> tuple[int, int] | None:
    """Where a name goes in."""
    names = [one for one in mentions(text) if one.kind not in PERIODS]
    if preposition:
        return _after_preposition(text, names, preposition)
    kind = kind_of(new)
    is_common = _is_common(new)
    if not is_common or kind != "name":
        same = [one for one in names if one.kind == kind]
        loose = [one for one in names if "name" in (kind, one.kind)]
        if same or loose:
            best = (same or loose)[0]
            return best.start, best.end
    if is_chinese(text):
        return _in_subject(text, is_common) if kind != "place" else None
    if is_common:
        objects = list(_EN_OBJECT.finditer(text))
        last = None if objects else _EN_LAST.search(text)
        return objects[0].span(1) if objects else last.span(1) if last else None
    return None


def _after_preposition(text: str, names: list[Mention], preposition: str) -> tuple[int, int] | None:
    for one in names:
        if re.search(rf"{re.escape(preposition)}(?: the)?\s?$", text[: one.start], re.IGNORECASE):
            return one.start, one.end
    if preposition == "在" and (at := plain(text).find("在")) >= 0:
        end = at + 1
        for word in words_of(text):
            if word.start == end and word.text not in CHINESE and not is_verb(word.text):
                end = word.end
                if len(word.text) > 1 or word.text in "市省区县镇":
                    break
        if end > at + 1:
            return at + 1, end
    places = [one for one in names if one.kind == "place"]
    return (places[0].start, places[0].end) if places else None


def _is_common(name: str) -> bool:
    """Whether it is a noun like 小家电 and sofas, no name, as far as its words tell."""
    if not is_chinese(name):
        return name[:1].islower()
    known = kind_of(name) != "name"
    return not known and all(len(word.text) > 1 for word in words_of(name))


def _in_subject(text: str, is_common: bool) -> tuple[int, int] | None:
    """The head of the subject for a name; for a noun a noun: 珠宝 in 珠宝的退货率."""
    subject = subject_of(text)
    if not subject:
        return None
    is_noun = subject.first - subject.start > 1
    if not is_common:
        return subject.start, subject.head
    if is_noun:
        return subject.start, subject.first
    if subject.end > subject.head + 1:
        return subject.head + 1, subject.end
    return None


def _swap_attribute(text: str, new: str) -> str:
    about = thing(text)
    if not about:
        return join(statement(text), new)
    periods = [text[one.start : one.end] for one in mentions(text) if one.kind in PERIODS]
    if is_chinese(text):
        asks = "是多少" if _NUMERIC.search(plain(new)) and is_chinese(new) else ""
        return spliced("".join([about, *periods, "的"]), 9**6, 9**6, new) + asks
    when = f" in {' '.join(periods)}" if periods else ""
    return f"{about}'s {new}{when}"
