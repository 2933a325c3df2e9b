"""What a question leaves out because it was said before: 为什么, 创始人是谁, how much, who is the manager.

``question, what was spoken of ─▶ all | thing | None``. ``all``: the whole of the last question is meant,
``thing``: what it was about, None: the question says itself what it is about. What leaves something
out is short and has no name in it, and no noun but one that always belongs to something: 创始人, price.
"""

from __future__ import annotations

import re
from typing import Literal

from search import follow_up_words as words
from search.follow_up_names import PERIODS, is_chinese, mentions, words_of
from search.stopwords import CHINESE
from search.support_dictionary import is_verb

Omitted = Literal["all", "thing"]

_MAX_CHINESE = 16  # code points
_MAX_ENGLISH = 4  # words, all of them function words
_EN_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_EN_PASSIVE = re.compile(
    r"^(?:how (?:many|much)|which)(?: [a-z]+){0,2}"
    r" (?:is|are|was|were|(?:has|have) been) \w+(?:ed|en)$",
    re.IGNORECASE,
)
_EN_DEFINITE = re.compile(
    r"^(?:who|what|when|where|how \w+) (?:is|are|was|were) the (?:[a-z]+ )?(\w+)$", re.IGNORECASE
)
_EN_COUNT = re.compile(r"^(?:how (?:many|much)|which|what) (\w+)$", re.IGNORECASE)


def what_is_omitted(seen: str, spoken_of: str) -> Omitted | None:
    """What a folded question without its question mark leaves out.

    ``spoken_of``: the last question and its answer; why or how something was done is only then asked
    about them if a word of it is there.
    """
    if any(one.kind not in PERIODS for one in mentions(seen)):
        return None
    if is_chinese(seen):
        return _in_chinese(words.ZH_LEAD.sub("", seen), spoken_of)
    return _in_english(words.EN_LEAD.sub("", seen))


def _in_chinese(seen: str, spoken_of: str) -> Omitted | None:
    if len(seen) > _MAX_CHINESE or not words.ZH_ASKS.search(seen) or words.ZH_DEFINES.search(seen):
        return None
    known = {one.start for one in mentions(seen)}
    said = [
        word.text
        for word in words_of(words.ZH_ASKS.sub(lambda match: "，" * len(match.group()), seen))
        if not (word.text in CHINESE or word.text in words.ZH_GENERIC or word.start in known)
    ]
    if not said:
        return "all"
    attributes = [word for word in said if words.ZH_ATTRIBUTE.search(word)]
    if attributes and _has_owner(seen, attributes[0]):
        return None
    if not all(word in attributes or is_verb(word) for word in said):
        return "thing" if len(said) <= 2 and said[-1] in attributes else None
    if attributes:
        return "all" if any(words.ZH_CHANGE.search(word) for word in said) else "thing"
    if re.match("为|怎|如何", seen):
        is_told = seen.endswith(("了", "的")) or any(word in spoken_of for word in said)
        return "all" if is_told else None
    return "all" if len(said) <= 2 else None


def _has_owner(seen: str, attribute: str) -> bool:
    """Whether something stands before an attribute and a 的: 书渡的会员 are those of 书渡."""
    owner = seen[: seen.find(attribute)]
    return owner.endswith("的") or any(char not in CHINESE for char in owner.rpartition("的")[0])


def _in_english(seen: str) -> Omitted | None:
    said = [word.lower() for word in _EN_WORD.findall(seen)]
    if not words.EN_ASKS.match(seen):
        return None
    if len(said) <= _MAX_ENGLISH and all(word in words.EN_FUNCTION for word in said):
        return "all"
    noun = _EN_DEFINITE.match(seen) or _EN_COUNT.match(seen)
    if noun and noun.group(1).lower() in words.EN_ATTRIBUTE:
        return "thing"
    return "thing" if _EN_PASSIVE.match(seen) else None
