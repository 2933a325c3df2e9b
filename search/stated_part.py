"""What a sentence says of a figure, to be held against another sentence, the figure exchanged.

``Text, Numeral, how it is said instead ─▶ statement``: up to the end of the figure's clause, without who
reports it, asides, and dates other than the figure, which ``search.same_occasion`` compares.
"""

from __future__ import annotations

import re

from search.periods_said import period_in_chinese, period_in_english
from search.premise_numbers import value_of
from search.same_occasion import is_year
from search.support_text import Numeral, Text, Word
from search.units import number_in_chinese, number_in_english

_DATED = re.compile(r"\d{4}-\d\d|m\d|q\d")
_BEFORE_DATE = re.compile(
    r"(?:\b(?:in|on|at|by|since|during|from|of)(?: the)?\s*|于|在|[，,]\s*)$", re.IGNORECASE
)
_REPORTS = re.compile(
    r"^\s*(?:(?:据|根据|按照?)[^，,。]{0,20}|记者[^，,。]{0,16}(?:获悉|了解到|看到)|[^，,。]{0,12}(?:表示|透露|宣布|显示|介绍|称)"
    r"|according to [^,.]{0,40}|[^,.]{0,30}\b(?:said|says|announced|reported) that)[，,:：]?\s*(?=\S)",
    re.IGNORECASE,
)
_ENDS_REPORT = re.compile(r"[，,:：]\s*$|\bthat\s+$")
_JOINS = re.compile(
    r"(?:[\s，,；;。.：:！!？?—]|\b(?:and|while|but|although|though|whereas|because|which)\b"
    "|但是|但|而是|不过|因为|由于|并且|却)+$"
)
_ASIDE = re.compile(r",\s(?:which|who|whose)\b[^,.]*,", re.IGNORECASE)


def with_figure(text: Text, numeral: Numeral, said: str) -> str:
    """What a sentence says up to the end of a figure's clause, the figure said in another way."""
    end = _clause_end(text, numeral)
    parts, at = list[str](), 0
    for one in text.numerals:
        if one.start >= end:
            break
        if one is numeral:
            parts += [text.folded[at : one.start], said]
            at = one.end
        elif _is_date(one, text):
            parts.append(_BEFORE_DATE.sub("", text.folded[at : one.start]))
            at = one.end + text.folded.startswith("年", one.end)
    whole = "".join([*parts, text.folded[at:end]])
    return _without_report(_ASIDE.sub("", whole)).strip(" ,，")


def _clause_end(text: Text, numeral: Numeral) -> int:
    """Where the clause of a figure ends, without the mark or word that ends it."""
    parts: list[Word | Numeral] = [*text.words, *text.numerals]
    after = min((p.start for p in parts if p.clause > numeral.clause), default=len(text.folded))
    return len(_JOINS.sub("", text.folded[:after]))


def said_as(numeral: Numeral, text: Text, of: Text) -> str:
    """How a figure is said in the language of another text."""
    written = text.folded[numeral.start : numeral.end]
    if text.has_han == of.has_han:
        return written
    if _DATED.match(numeral.terms[0]):
        say = period_in_chinese if of.has_han else period_in_english
        return say(numeral.terms) or written
    if is_year(numeral, text):
        return numeral.terms[0]
    value = value_of(numeral)
    said = number_in_chinese(value) if of.has_han else number_in_english(value)
    return f"{said}%" if numeral.terms[0].endswith("%") else said


def _without_report(statement: str) -> str:
    """A statement without the words before it that tell who says so."""
    match = _REPORTS.match(statement)
    if match is None or not _ENDS_REPORT.search(match.group()):
        return statement
    return statement[match.end() :]


def _is_date(numeral: Numeral, text: Text) -> bool:
    return bool(_DATED.match(numeral.terms[0])) or is_year(numeral, text)
