"""What kind of thing a question asks for, and whether a sentence holds one.

``question ─▶ Asked``. Rules over the words of the question alone, in both languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.fold import default_folder
from index.numerals import find_numerals
from search.asked_act import told_with
from search.asked_byline import roles_asked
from search.asked_unit import SAID_DAY, SAID_MONTH, Unit, tells, unit_of

Kind = Literal["money", "number", "date", "person", "reason", "other"]

_NUMBER = re.compile(
    r"多少|几[个家名位次倍成台款种类项条座人天年月分秒小块元辆件只间套页层]|多大|多高|多长|多久|百分之几|占比|比例是"
    r"|\bhow (?:many|much|large|big|long|fast|far|often|old)\b|\bwhat (?:\w+ )?(?:share|percentage|percent|proportion|number|size|price|amount)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"多少钱|多少元|多少[美港日欧]元|[花付募融筹]了?多少|售价|定价|罚款?多少"
    r"|\bhow much (?:money|did \w+(?: \w+){0,3} (?:pay|cost|raise|spend|invest|fine|charge))|\bhow (?:large|big) a fine"
    r"|\bwhat (?:price|sum|amount of money)\b",
    re.IGNORECASE,
)
_NAMES_MONEY = re.compile(
    r"[零〇一二两三四五六七八九十百千万亿]+[多余]?(?:元(?![化素件区老])|块钱|美元|港元|人民币|欧元|英镑|日元|美金)|"
    r"\d[\d,.]*\s*(?:[百千万亿]|million|billion)*\s*(?:多|余)?\s*(?:元|块|美元|港元|人民币|欧元|英镑|日元|美金|yuan|dollars?|RMB|USD|euros?|pounds?)|[$€£¥￥]\s*\d",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"什么时候|何时|哪一?[年天日]|哪一?个?月|几月|几号|时间是|\bwhen\b|\b(?:what|which) (?:year|month|day|date|time)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"谁|哪[位些个]?(?:人|记者|负责人)|何人|\bwho(?:m|se)?\b", re.IGNORECASE)
_REASON = re.compile(r"为什么|为何|为啥|怎么会|原因|凭什么|\bwhy\b|\breasons?\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"分别|各[有是自占为]?|哪些|区别|不同|相比|对比|比较|以及|还有|又是|[?？].*[?？]|\bcompare|\bdiffer|\bversus\b|\bvs\b"
    r"|\brespectively\b|\beach\b|\bboth\b|\bwhich\b.*\band\b|\band (?:how|what|who|when|which|why|where)\b",
    re.IGNORECASE,
)
_ABOUT_ARTICLE = re.compile(
    r"谁写|作者|记者|编辑|署名|出处|来源|转载|公众号|这篇|首发|\bauthor|\bwr(?:ote|itten)\b|\breporter|\beditor|\bbyline|\bpublished\b",
    re.IGNORECASE,
)
_GIVES_REASON = re.compile(
    r"因为|由于|因此|所以|为了|原因|使得|导致|归因|旨在|以便|\bbecause|\bsince\b|\bdue to|\bso that|\bin order to|\breason",
    re.IGNORECASE,
)
_NAMES_PERSON = re.compile(
    r"先生|女士|总裁|总经理|创始人|负责人|首席|经理|主任|教授|记者|编辑|作者|CEO|表示|指出|称|告诉|说|[A-Z][a-z]+ [A-Z][a-z]+"
)
_COUNTS = re.compile(r"[\d十百千万亿]|[a-z]{3}", re.IGNORECASE)  # 三 of 三类 says little
RELATIVE_DATE = re.compile(
    rf"{SAID_DAY}|{SAID_MONTH}|[今去前明后昨]年|[上下本]周|年[初中底末]|[上下]半年|次年|当年"
    r"|\b(?:last|next|this) (?:week|year|spring|summer|autumn|winter)",
    re.IGNORECASE,
)
_DATE_TERM = re.compile(r"^(?:m\d|q\d|c\d|(?:19|20)\d\d|1[5-8]\d0s)")
_ASKING = re.compile(
    r"多少钱|多少|什么时候|什么|为什么|为何|怎么样|怎么|怎样|如何|哪些|哪[一]?[个位家年月天日里]?|几[个位家月号年天]|谁|何时|何地|吗|呢|是否|请问"
    r"|\b(?:who|whom|whose|what|which|when|where|why|how|much|many|did|does|do|is|are|was|were|the|a|an|of|in|on|to|for|by|it|its|that|and)\b",
    re.IGNORECASE,
)
_ORDINAL = "#"  # what such a term begins with: it counts nothing


@dataclass(frozen=True, slots=True)
class Asked:
    """``several``: it asks for more than one thing; ``about_article``: for who wrote it.

    ``unit``: how exactly a date or number is asked for; ``told_with``: what finds the words of the act
    whose sum is asked for.
    """

    kind: Kind
    several: bool
    about_article: bool
    numbers: frozenset[str]  # those that the question itself names
    unit: Unit | None = None
    told_with: re.Pattern[str] | None = None

    @property
    def is_checkable(self) -> bool:
        """Whether a sentence that does not hold the kind asked for can hardly answer."""
        return self.kind in ("money", "number", "date")

    def fits(self, sentence: str) -> bool:
        """Whether a sentence holds the kind of thing asked for, beyond what was asked with."""
        if self.kind == "money":
            return bool(_NAMES_MONEY.search(sentence))
        if self.kind in ("number", "date"):
            terms = {
                terms[0]
                for start, end, terms in find_numerals(sentence)
                if _COUNTS.search(sentence, start, end) and terms[0][0] != _ORDINAL
            } - self.numbers
            dates = {term for term in terms if _DATE_TERM.match(term)}
            if self.kind == "date":
                return bool(dates or RELATIVE_DATE.search(sentence))
            is_told = self.unit is not None and self.is_exact(sentence)  # 三年
            return is_told or bool(terms - dates)
        if self.kind == "reason":
            return bool(_GIVES_REASON.search(sentence))
        if self.kind == "person":
            return bool(_NAMES_PERSON.search(sentence))
        return False

    def is_exact(self, sentence: str) -> bool:
        """Whether a sentence that fits tells what is asked for as exactly as it is asked for."""
        return self.unit is None or tells(self.unit, plain(sentence), self.numbers)

    def is_of_act(self, sentence: str) -> bool:
        """Whether a sentence speaks of the act whose sum is asked for, where one is."""
        return self.told_with is None or self.told_with.search(plain(sentence)) is not None


def what_is_asked(question: str) -> Asked:
    """Read the kind off the question's words; the first that fits, from narrow to wide."""
    simplified = plain(question)
    kind: Kind = "other"
    for name, pattern in (
        ("money", _MONEY),
        ("date", _DATE),
        ("number", _NUMBER),
        ("person", _PERSON),
        ("reason", _REASON),
    ):
        if pattern.search(simplified):
            kind = name  # type: ignore[assignment]
            break
    numbers = frozenset(term for _, _, terms in find_numerals(question) for term in terms)
    act = told_with(simplified) if kind in ("money", "number") else None
    unit = unit_of(simplified, kind)
    several = _SEVERAL.search(simplified) is not None
    about_article = _ABOUT_ARTICLE.search(simplified) or roles_asked(simplified, simplified)
    return Asked(kind, several, bool(about_article), numbers, unit, act)


def plain(text: str) -> str:
    """A text in simplified characters, as the patterns of acts and units are."""
    return default_folder().fold_case_kept(text)


def without_asking(question: str) -> str:
    """A question without the words that ask: what a sentence that answers can be expected to say."""
    return _ASKING.sub(" ", question)
