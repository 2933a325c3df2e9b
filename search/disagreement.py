"""Whether another article gives another number or date for what a sentence says.

``Told, Told ─figures of a kind that differ, of one time─▶ each with the other's figure ─check_support─▶ the
other figure, or None``. Two sentences disagree where each, with its figure put in the place of the
other's, would support the other. Rules before that keep apart what is about so many, rounded, still
growing, or of another time: one that is called a contradiction and is none is worse than one missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from index.language import HAN
from index.models import embedded_encoder
from search.figures import figures_fit, told_of_another
from search.premise_numbers import is_about, number_kind, value_of
from search.same_occasion import (
    Told,
    days_apart,
    is_still_counted,
    is_year,
    may_be_days_apart,
    same_mood,
    same_periods,
)
from search.stated_part import said_as, with_figure
from search.support import check_support
from search.support_match import compare_words
from search.support_numbers import is_points
from search.support_text import Numeral, Text, word_vectors

DATE, YEAR = "date", "year"  # kinds of a figure that are no number
_AGREED = 0.85  # share of the words of a figure's clause that the other sentence has
_ROUGHLY, _ROUGHLY_WHOLE = 0.3, 0.5  # the same of the terms that stand there as they are
_HELD = 0.8  # of tables, from which two words are the same
_SURE = 0.8  # probability of support from which two sentences count as saying the same
_ROUNDED = Decimal("1.1")  # ratio from which two numbers are not one, rounded
_LEAST_SAID = 3  # words of content that a sentence says before a figure's clause ends
_MAX_RIVALS = 2  # figures of the kind in the other sentence that are tried
_WEEK, _MONTH = 7, 31  # days within which two articles tell of one event, and of its date
_LASTING = frozenset("metre kilometre 平方米 立方米 公顷 亩 square".split())  # of what is built
_DATE_PARTS = tuple(map(re.compile, (r"m\d+d\d+", r"m\d+", r"(?:19|20)\d\d")))
_HAN_CHAR = re.compile(f"[{HAN}]")
_RANGE = re.compile(r"\s?(?:[-–—~～]|至|到|\bto\b|\band\b)\s?[$€£¥]?\d")
_RANGE_BEFORE = re.compile(r"\d\S{0,6}\s?(?:[-–—~～]|至|到|\bto|\band)\s?[$€£¥]?$")
_NAME_BEFORE = re.compile(r"(?:[A-Za-z]-?|第|\b[Nn]o\. ?)$")
_NAME_BEHIND = re.compile(r"[日号届期版代型路世级]|(?:st|nd|rd|th)\b|-?[A-Za-z]+\d")
_REFERS = re.compile(
    "该|它|本(?:公司|店|机|馆|期|次)|(?:^|[，,；;])(?:其(?![中他实余次])|[公该]司|双方|两家)"
    r"|\b(?:it|they|he|she|the (?:company|firm|group))\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    "成立|创立|创办|创建|建成|始建|出生|诞生|去世|逝世|毕业|竣工|通车|落成|投产|开业|开馆|上市|入职|成为|出任|就任"
    r"|\b(?:founded|established|incorporated|born|died|opened|built|completed|launched|created|became|appointed"
    r"|graduated|set up)\b",
    re.IGNORECASE,
)


def other_figure(
    question: str, stated: Told, figures: tuple[Numeral, ...], other: Told, *, asks_date: bool
) -> tuple[Numeral, Numeral] | None:
    """The figure of a sentence that another article contradicts, and the other's; None if none.

    Args:
        question: What was asked.
        stated: The sentence.
        figures: Those of its figures that matter.
        other: A sentence of another article.
        asks_date: Whether the question asks for a date: else a date is when, not what.
    """
    if is_still_counted(stated) or is_still_counted(other) or not same_mood(stated, other):
        return None
    for mine in figures:
        for theirs in _rivals(stated, mine, other, asks_date):
            if _tells_the_same(question, stated, mine, other, theirs):
                return mine, theirs
    return None


def _rivals(stated: Told, mine: Numeral, other: Told, asks_date: bool) -> Iterator[Numeral]:
    """The figures of the other sentence that may stand for the same thing and differ."""
    kind = figure_kind(mine, stated.text)
    is_date = kind in (DATE, YEAR)
    if not kind or is_date != asks_date or _is_loose(mine, stated.text):
        return
    held = {term for numeral in other.text.numerals for term in numeral.terms}
    if mine.terms[0] in held:
        return
    own = {term for numeral in stated.text.numerals for term in numeral.terms}
    of_kind = [one for one in other.text.numerals if _same_kind(kind, one, other.text)]
    for one in of_kind[:_MAX_RIVALS]:
        if one.terms[0] in own or _is_loose(one, other.text):
            continue
        if is_points(mine, stated.text) != is_points(one, other.text):
            continue
        differs = _dates_differ(mine, one) if is_date else _values_differ(mine, one)
        if differs and _of_one_time(stated, mine, other, one, kind):
            yield one


def _same_kind(kind: str, other: Numeral, text: Text) -> bool:
    """Whether a figure is of a kind; what is counted without a unit is for the support check."""
    found = figure_kind(other, text)
    return found == kind or (found[:1] == kind[:1] == "#")


def _is_loose(numeral: Numeral, text: Text) -> bool:
    """Whether a figure is about so many, one end of a range, or part of a name: A50, 十九号."""
    before = text.folded[max(0, numeral.start - 12) : numeral.start]
    return bool(
        is_about(numeral, text)
        or _NAME_BEFORE.search(before)
        or _NAME_BEHIND.match(text.folded, numeral.end)
        or _RANGE.match(text.folded, numeral.end)
        or _RANGE_BEFORE.search(before)
    )


def _values_differ(mine: Numeral, theirs: Numeral) -> bool:
    """Whether neither number can be the other, rounded: 19.8 may be 20, 61 is not 57."""
    a, b = value_of(mine), value_of(theirs)
    if not a or not b:
        return False
    step = max(_last_place(a), _last_place(b))
    return abs(a - b) >= step or max(a, b) / min(a, b) >= _ROUNDED


def _last_place(value: Decimal) -> Decimal:
    """What the last figure that is not 0 is worth: 10 of 3200 is 100."""
    _, digits, exponent = value.normalize().as_tuple()
    return Decimal(1).scaleb(int(exponent)) if digits else Decimal(1)


def _dates_differ(mine: Numeral, theirs: Numeral) -> bool:
    """Whether two dates differ in the most exact part that both have: day, month or year."""
    for part in _DATE_PARTS:
        a, b = ({t for t in one.terms if part.fullmatch(t)} for one in (mine, theirs))
        if a and b:
            return a.isdisjoint(b)
    return False


def _of_one_time(stated: Told, mine: Numeral, other: Told, theirs: Numeral, kind: str) -> bool:
    """Whether two figures are of one time; where nothing tells, only what happens once or lasts."""
    found = same_periods(stated, other, beside=(mine, theirs))
    if found == "other":
        return False
    apart = days_apart(stated.published, other.published)
    is_once = all(_ONCE.search(told.text.folded) for told in (stated, other))
    if kind == YEAR:
        return is_once
    if kind == DATE:
        return is_once if apart is None else apart <= _MONTH
    if kind in _LASTING or found == "same":
        return True
    return apart is not None and apart <= _WEEK and not may_be_days_apart(stated, other)


def _tells_the_same(
    question: str, stated: Told, mine: Numeral, other: Told, theirs: Numeral
) -> bool:
    """Whether each sentence with its figure exchanged would support the other."""
    pairs = ((stated, mine, other, theirs), (other, theirs, stated, mine))
    for one, own, two, _ in pairs:
        if not _says_of_what(one.text, own) or agreement(one.text, own, two.text) < _AGREED:
            return False
    for one, own, two, its in pairs:
        statement = with_figure(one.text, own, said_as(its, two.text, one.text))
        if not supports(statement, two.text.folded, question):
            return False
    return True


def _says_of_what(text: Text, figure: Numeral) -> bool:
    """Whether a sentence itself says what a figure is of: not *it fell by 3 %*, 负债率56.94%."""
    said = [word for word in text.words if word.is_content and word.clause <= figure.clause]
    return len(said) >= _LEAST_SAID and not _REFERS.search(text.folded[: figure.end])


def supports(statement: str, quote: str, question: str, *, least: float = _SURE) -> bool:
    """Whether a quote surely supports a statement, each figure of it as told of the same thing."""
    found = check_support(statement, [quote], question=question, by_words=True)
    return (
        found.probability >= least
        and not told_of_another(statement, quote)
        and figures_fit(statement, quote)
    )


def agreement(text: Text, figure: Numeral, other: Text) -> float:
    """The share by weight of the words of a figure's clause that another text has, in [0, 1].

    As they are or as tables know them; nearness of vectors does not count: height is near length.
    """
    inside = tuple(w for w in text.words if w.clause == figure.clause and w.is_content)
    if not inside or not other.words:
        return 0.0
    encoder = embedded_encoder()
    tables, _ = compare_words(encoder, replace(text, words=inside), other)
    weights, _ = word_vectors(encoder, inside)
    held = tables.max(axis=1) >= _HELD
    return float(weights @ held) / (float(weights.sum()) or 1.0)


def may_agree(text: Text, figure: Numeral | None, other: str) -> bool:
    """Whether enough words of a figure's clause, or of all of a text, stand in another to read it.

    In another language nothing can be said.

    Args:
        other: The other text, folded.
    """
    lower = other.lower()
    if text.has_han != (_HAN_CHAR.search(lower) is not None):
        return True
    terms = {
        word.term
        for word in text.words
        if word.is_content and (figure is None or word.clause == figure.clause)
    }
    least = _ROUGHLY if figure else _ROUGHLY_WHOLE
    return sum(term in lower for term in terms) >= least * len(terms)


def figure_kind(numeral: Numeral, text: Text) -> str:
    """What a figure may be exchanged with, as :func:`number_kind`: of dates a day, or a year or month."""
    if any(_DATE_PARTS[0].fullmatch(term) for term in numeral.terms):
        return DATE
    if is_year(numeral, text):
        return YEAR
    return number_kind(numeral, text)
