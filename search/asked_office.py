"""Who holds an office: a sentence that gives it to the head of another body is no answer.

``question ─▶ Office | None``, and whether a sentence tells of its holder. The CEO of a consultancy who
speaks of a company in an article is not that company's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.fold import default_folder
from search.follow_up_names import mentions

_SAME = (  # the words of one office, or of offices that one person tends to hold
    (
        "CEO|首席执行官|行政总裁|执行总裁|总裁|总经理|掌门人|总统|国家主席|president"
        "|chief executive(?: officer)?|managing director"
    ),
    "董事长|董事会主席|(?<!副)主席|chair(?:man|woman|person)?",
    "创始人|创办人|创始团队|创办|创立|创建|(?:co-?)?found(?:er|ed|ing)s?",
    "CFO|首席财务官|财务总监|chief financial officer|finance (?:chief|director)",
    "COO|首席运营官|运营总监|chief operating officer",
    "CTO|首席技术官|技术总监|chief technology officer",
    "市长|mayor",
    "校长|principal|headteacher|headmaster|headmistress|chancellor",
    "馆长|curator",
    "主教练|head coach",
)
_MAX_QUESTION = 300  # code points; who asks for a name needs fewer
_MAX_NAME = 30  # code points before an office that its body's name is looked for in
_EARLIER = "(?:现任|前任|首任|新任|时任|联合|[现前新])?"
_WHO_IS = "(?:现在|目前|如今)?(?:是|叫|为)(?:谁|誰|哪[位个個]|什么名字)"
_IS_EN = (
    r"\bwho(?:['’]s| is| was| are| were| became| becomes)"
    r"(?: (?:the|currently|now|current|new|former|first))*"
)
_MIDDLE = re.compile(
    r"(?:['’]s)?\s*的?(?:现任|前任|首任|新任|时任|联合|全球|全国|集团|公司|[现前新])*\s*$"
)


@dataclass(frozen=True, slots=True)
class Office:
    """``words``: what finds the office in a sentence; ``body``: of what it is, as the question says.

    Both in simplified characters.
    """

    words: re.Pattern[str]
    body: str

    def is_told(self, sentence: str, beside: Sequence[str], is_body: Callable[[str], bool]) -> bool:
        """Whether a sentence may name the holder.

        Args:
            sentence: The sentence; where it does not speak of the office, one beside it has to. In
                simplified characters, as the others.
            beside: Those before and after it.
            is_body: Whether a name is one of the body's.
        """
        if self.words.search(sentence):
            return self._is_of_body(sentence, is_body)
        return any(
            self.words.search(other) and self._is_of_body(other, is_body) for other in beside
        )

    def _is_of_body(self, sentence: str, is_body: Callable[[str], bool]) -> bool:
        """Whether a sentence that speaks of the office does not give it to other bodies alone."""
        holders = (_name_before(sentence[: one.start()]) for one in self.words.finditer(sentence))
        return any(name is None or is_body(name) for name in holders)


def _name_before(text: str) -> str | None:
    """The name that stands right before an office: RMW in 咨询公司RMW CEO."""
    middle = _MIDDLE.search(text)
    near = text[: middle.start() if middle else len(text)][-_MAX_NAME:]
    names = (one for one in mentions(near) if one.kind in ("firm", "name"))
    return next((near[one.start :] for one in names if one.end == len(near)), None)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """What asks for the holder of an office, and the office."""
    found = []
    body, body_en = "[^，,。？?；;]{2,20}?", "[^,;?]{1,60}?"
    for words in _SAME:
        office = f"(?:{words})"
        asks = (
            rf"(?P<zh>{body})的?{_EARLIER}{office}{_WHO_IS}"
            rf"|谁(?:是|担任|出任)(?P<who>{body})的?{_EARLIER}{office}"
            rf"|(?P<made>{body})是谁{office}的"
            rf"|{_IS_EN} {office} (?:of|at|for) (?P<en>[^,;?]{{1,60}})"
            rf"|{_IS_EN} (?P<own>{body_en})['’]s? (?:(?:first|former|current|new|then) )*{office}\b"
        )
        # Latin words are whole ones, Han words stand beside any letter: 首席执行官David.
        told = rf"(?:(?<![a-z])(?=[a-z])|(?![a-z])){office}(?:(?<=[a-z])(?![a-z])|(?<![a-z]))"
        found.append((re.compile(asks, re.IGNORECASE), re.compile(told, re.IGNORECASE)))
    return tuple(found)


def office_asked(question: str) -> Office | None:
    """The office whose holder a question asks for."""
    if len(question) > _MAX_QUESTION:
        return None
    plain = default_folder().fold_case_kept(question)
    for asks, words in _patterns():
        if match := asks.search(plain):
            body = next(group for group in match.groups() if group)
            return Office(words, body.strip())
    return None
