"""A follow-up question, made to stand by itself from what was asked before, without a language model.

``question, Turn... ─▶ question``. After 抖音2020年的GMV是多少？ 那快手呢？ becomes 快手2020年的GMV是多少？
A question that stands by itself comes back as it is. Where no swap is sure, what was asked about is
put in front: what counts is that the right passages are found. What a question leaves out is told by
``search.follow_up_omitted``, names and subjects by ``search.follow_up_names``; swaps are made by
``search.follow_up_swap``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search import follow_up_words as words
from search.follow_up_names import (
    PERIODS,
    is_chinese,
    looks_like_person,
    mentions,
    persons_in_answer,
    plain,
    words_of,
)
from search.follow_up_omitted import what_is_omitted
from search.follow_up_swap import ending, join, spliced, statement, swap, thing
from search.stopwords import CHINESE
from search.support_dictionary import is_verb

_MAX_FOLLOW_UP = 80  # code points; what is longer says itself what it is about
_MAX_TOPIC = 300  # code points of an earlier question that are looked at
_MAX_ANSWER = 2_000  # code points of the answer that names of persons are looked for in
_MAX_TURNS = 8  # questions before this one
_MAX_FRAGMENT = 24  # code points of a Chinese one
_MAX_FRAGMENT_WORDS = 8  # of an English one
_PREPOSITION = re.compile(r"^(?:(?:in|at|on|for|from|by|with|during) +|在)", re.IGNORECASE)
_ASKS_WHO = re.compile(r"谁|\bwho", re.IGNORECASE)
_COMPARED = re.compile("^[和与跟比].+|.比$|^compared ", re.IGNORECASE)
_COURTESY = re.compile(
    r"^(?:谢谢|多谢|好的?|你好|嗯|ok(?:ay)?|thanks?(?: you)?|hello|hi|yes|no|great|[\W_])*$",
    re.IGNORECASE,
)
_EN_WORD = re.compile(r"[A-Za-z][\w-]*")
_EN_PHRASE = re.compile(
    r"^(?:(?:in|at|on|for|by|from) )?(?:what|which|whose|how)(?: [\w-]+){0,3}"
    r" (?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)$",
    re.IGNORECASE,
)
_EN_DOES = re.compile(r"^(?:Who|who|What|what) [a-z]+$")
"""Who wrote it."""
_EN_OWN = re.compile(r"^(?:what|which|who)\b.* (?:has|have|had) $", re.IGNORECASE)
"""Which university has its origins: the question's own."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation; ``role`` is ``user``, or someone else who answers."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class _Case:
    """A question, without what ends it (``bare``) and folded (``seen``), and what came before it.

    ``topic`` is the last question as it stands by itself, ``answer`` what was said to it or nothing.
    """

    question: str
    bare: str
    seen: str
    topic: str
    answer: str


def rewrite(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked without a history; the same text if it needs none.

    The newest questions of the history are themselves made to stand alone, in order, so that a chain
    of follow-ups works. The work is bounded whatever the lengths, and no text raises.
    """
    if not _may_lean(question):
        return question
    turns = _recent(history)
    topic = ""
    for place, turn in enumerate(turns):
        if turn.role == "user" and not _COURTESY.match(turn.content[:_MAX_FOLLOW_UP]):
            topic = _alone(turn.content[:_MAX_TOPIC], topic, _answer(turns[:place]))[:_MAX_TOPIC]
    return _alone(question, topic, _answer(turns))


def _may_lean(question: str) -> bool:
    return 0 < len(question) <= _MAX_FOLLOW_UP and not question.isspace()


def _recent(history: Sequence[Turn]) -> list[Turn]:
    """The newest turns that hold up to ``_MAX_TURNS`` questions."""
    found: list[Turn] = []
    n_questions = 0
    for turn in reversed(history[-4 * _MAX_TURNS :]):
        n_questions += turn.role == "user"
        if n_questions > _MAX_TURNS:
            break
        found.append(turn)
    return found[::-1]


def _answer(turns: Sequence[Turn]) -> str:
    """The answer right before a question, or nothing."""
    return turns[-1].content[:_MAX_ANSWER] if turns and turns[-1].role == "assistant" else ""


def _alone(question: str, topic: str, answer: str) -> str:
    """A question by the one before it; unchanged where none of the readings is sure."""
    bare = words.ENDING.sub("", question.strip())
    if not topic or not _may_lean(bare):
        return question
    case = _Case(question, bare, plain(bare), topic, answer)
    for read in (_more, _pronoun, _fragment, _omitted):
        found = read(case)
        if found:
            return words.ENDING.sub("", found) + ending(bare)
    return question


def _more(case: _Case) -> str | None:
    """后来呢, tell me more, why is that: about all that was asked."""
    patterns = (words.ZH_MORE, words.EN_MORE, words.EN_POINTING)
    if any(pattern.match(case.seen) for pattern in patterns):
        return join(statement(case.topic), case.bare)
    return None


def _pronoun(case: _Case) -> str | None:
    """它是哪年成立的, what did she say: the pronoun stands for what was asked about."""
    found = words.ZH_PRONOUN.search(case.seen)
    if found and not _says_before(case.seen[: found.start()]):
        tail = "的" if found.group() == "其" else ""
        is_person = words.ZH_PERSON.match(found.group()) is not None
        return _replaced(case, found.span(), tail, is_person)
    found = words.EN_PRONOUN.search(case.seen)
    if not found or words.EN_EXPLETIVE.search(case.seen):
        return None
    before, after = case.seen[: found.start()], case.seen[found.end() :]
    written = found.group().lower().replace("’", "'")
    tail = " is" if written == "it's" else ""
    if written in words.EN_POSSESSIVE and (written != "her" or re.match(" [a-z]", after)):
        tail = "'s"
    if _says_before(before) or (tail == "'s" and _EN_OWN.match(before)):
        return None
    return _replaced(case, found.span(), tail, words.EN_PERSON.match(written) is not None)


def _says_before(text: str) -> bool:
    """Whether what stands before a pronoun may itself name what the pronoun stands for."""
    if is_chinese(text):
        text = re.sub("^在.{1,6}$", "", text)
        known = {one.start for one in mentions(text) if one.kind in PERIODS}
        for word in words_of(text):
            if word.start in known or word.text in CHINESE or words.ZH_ASKS.match(word.text):
                continue
            is_done = len(word.text) > 1 and is_verb(word.text)
            if not (is_done or word.text in words.ZH_GENERIC or word.text.isdigit()):
                return True
        return False
    text = words.EN_LEAD.sub("", text).strip()
    spoken = [word.lower() for word in _EN_WORD.findall(text)]
    is_open = _EN_PHRASE.match(text) or _EN_DOES.match(text)
    return not (is_open or all(word in words.EN_FUNCTION for word in spoken))


def _replaced(case: _Case, place: tuple[int, int], tail: str, is_person: bool) -> str:
    """The pronoun at a place replaced; what was asked in front where it is not known by what."""
    about = thing(case.topic)
    if not is_person:
        if about:
            return spliced(case.bare, *place, about + tail)
        return join(statement(case.topic), case.bare)
    named = _person_in(case.topic, about)
    answered = persons_in_answer(case.answer, case.topic)
    is_asked = _ASKS_WHO.search(plain(case.topic)) is not None
    if len(answered) == 1 and (is_asked or not named):
        return join(about, spliced(case.bare, *place, answered[0] + tail))
    if named:
        return spliced(case.bare, *place, named + tail)
    return join(about or statement(case.topic), case.bare)


def _person_in(topic: str, about: str) -> str | None:
    """The person that a question names: its subject, or a name of our table or of two words."""
    if looks_like_person(plain(about)):
        return about
    for one in mentions(topic):
        name = topic[one.start : one.end]
        if one.kind == "person" or (one.kind == "name" and " " in name):
            return name
    return None


def _fragment(case: _Case) -> str | None:
    """那快手呢, what about 2021: the last question with one thing in it swapped."""
    found = (
        _chinese_fragment(case.bare, case.seen)
        or _english_fragment(case.bare)
        or _bare_name(case.question, case.seen, case.topic)
    )
    if not found:
        return None
    if _COMPARED.search(plain(found)):
        return join(statement(case.topic), found)
    preposition = _PREPOSITION.match(found)
    if preposition and len(found) > preposition.end():
        return swap(case.topic, found[preposition.end() :].strip(), preposition.group().strip())
    return swap(case.topic, found, "")


def _chinese_fragment(bare: str, seen: str) -> str | None:
    marker = words.ZH_MARKER.search(seen)
    lead = words.ZH_LEAD.match(seen)
    if not marker or not (lead or marker.group() == "呢"):
        return None
    rest = bare[lead.end() if lead else 0 : marker.start()].removesuffix("的话").strip(" ，,")
    is_long = len(rest) > _MAX_FRAGMENT
    return None if is_long or words.ZH_ASKS.search(plain(rest)) else rest


def _english_fragment(bare: str) -> str | None:
    if not words.EN_MARKER.match(bare):
        return None
    rest = words.EN_LEAD.sub("", bare).strip(" ,")
    is_long = len(rest.split()) > _MAX_FRAGMENT_WORDS
    return None if is_long or words.EN_ASKS.search(rest) else rest


def _bare_name(question: str, seen: str, topic: str) -> str | None:
    """2021年？ In 2021? 快手？: nothing but a period, or a name of a kind that the last question has."""
    text = _PREPOSITION.sub("", words.ZH_LEAD.sub("", seen)).strip()
    known = mentions(text)
    if len(known) != 1 or (known[0].start, known[0].end) != (0, len(text)):
        return None
    kinds = {one.kind for one in mentions(topic)} - {"name"} | PERIODS - {"era"}
    is_asked = question.rstrip().endswith(("?", "？"))
    return seen if is_asked and known[0].kind in kinds else None


def _omitted(case: _Case) -> str | None:
    """为什么, 创始人是谁, how much: a question about nothing, so about what the last one was about."""
    omitted = what_is_omitted(case.seen, case.topic + case.answer)
    if omitted is None:
        return None
    about = thing(case.topic) if omitted == "thing" else ""
    return join(about or statement(case.topic), case.bare)
