"""The part of a quote that answers: the number, sum, date or person asked for, else its best sentence.

``question, quote, sentence ─▶ Span of the quote``. Which sentence carries most is for ``search.evidence``;
here is told which of its expressions is of the kind asked for, by what stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.bylines import is_person_name
from index.language import HAN
from index.source import Span
from search.asked import RELATIVE_DATE, Asked, what_is_asked
from search.asked_unit import tells
from search.aspects import aspects
from search.match import is_word
from search.places import Place, find_places
from search.query import Query
from search.search import Searcher
from search.units import Quantity, find_quantities
from search.written import Written, written

_CLAUSE_END = re.compile(r"[。！？!?；;：:\n]|[，,](?!\d{3})")
_SENTENCE_END = re.compile(r"[。！？!?\n]+|\.(?=\s)")
_IN_SENTENCE = 1.5  # words of the question beside it that the best sentence is worth
_NAMES_SOMETHING = re.compile(f"\\s?[{HAN}A-Za-z%]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE_TERM = re.compile(r"\d{4}-\d\d|m\d|q\d|c\d|\d{4}s$")
_COUNTS = re.compile(r"[\d十百千万亿]|[a-z]{3}", re.IGNORECASE)  # 三 of 三类 says little
_COUNTED = re.compile(f"(?:多少|[几幾])[万亿]*([{HAN}])")
_SUM = re.compile(
    r"租金|房租|价格|费用|成本|投资|[销成][售交]额|营收|收入|利润"
    r"|\bhow much\b|\b(?:rent|price|cost|revenue|sales|profit)s?\b",
    re.IGNORECASE,
)
_LASTS = frozenset(("年", "个月", "周", "天", "小时", "分钟", "秒"))
_OF_YEAR = re.compile(r"[哪那何]一?年|\b(?:what|which) year\b", re.IGNORECASE)
_TITLE = (
    "创始人|创办人|董事长|总裁|经理|首席执行官|首席[财技运]?[务术营]官|CEO|秘书|主任|主管|教授|记者|编辑|作者|负责人"
    "|发言人|站长|店长|厂长|市长|局长|部长|会长|院长|导演|研究员|分析师"
)
_SAYS = "表示|指出|认为|告诉|透露|介绍|坦言|回忆|强调|解释|先生|女士|[说称](?![明法为])"
_NAMED = (
    re.compile(
        rf"(?:{_TITLE})[:： ]?(?P<name>[{HAN}]{{2,4}}?)(?=[在对向给和与则也还的]|{_SAYS}|[^{HAN}]|$)"
    ),
    re.compile(rf"(?<![{HAN}])(?P<name>[{HAN}]{{2,4}}?)(?={_SAYS})"),
    re.compile(r"\b(?P<name>[A-Z][a-z'’-]+(?: [A-Z]\.)?(?: [A-Z][a-z'’-]+){1,2})\b"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """An expression at [start, end) of a folded text.

    ``fits``: it counts what the question counts; ``form``: how surely it is of the kind, 0 or more.
    """

    start: int
    end: int
    fits: bool = False
    form: int = 0


def answering_spans(
    searcher: Searcher, query: Query, quotes: Sequence[tuple[str, Span]]
) -> list[Span]:
    """For each quote, given with its best sentence, the part of it that answers.

    Where a question asks several things, the quotes stand in their order; if there are fewer quotes
    than things asked, each is looked through for all of them.
    """
    parts = [aspect.text for aspect in aspects(query.text)]
    each = [[part] for part in parts] if len(parts) == len(quotes) else [parts] * len(quotes)
    return [
        answering_span(searcher, query, quote, sentence, questions)
        for (quote, sentence), questions in zip(quotes, each, strict=True)
    ]


def answering_span(
    searcher: Searcher, query: Query, quote: str, sentence: Span, questions: Sequence[str]
) -> Span:
    """The part of a quote that answers the first of these questions that it answers.

    What is in the sentence goes before what is beside it, unless only that counts what is asked for,
    or more of the question's words stand there.
    """
    text = written(quote, searcher.analyzer)
    places = [
        place
        for place in find_places(searcher.analyzer, text.folded, query.groups)
        if is_word(query.groups[place.group])
    ]
    for question in questions:
        found = _expressions(question, what_is_asked(question), text.folded)
        best = _best(found, places, text, sentence)
        if best is not None:
            return best
    return sentence


def sentence_around(quote: str, part: Span) -> Span:
    """The sentence of a quote that holds a part of it, its end mark included."""
    start = max((m.end() for m in _SENTENCE_END.finditer(quote, 0, part.start)), default=0)
    after = _SENTENCE_END.search(quote, part.end - 1)
    return Span(start, after.end() if after else len(quote))


def _expressions(question: str, asked: Asked, folded: str) -> Iterator[_Found]:
    """What a text has of the kind asked for."""
    if asked.kind == "person":
        yield from _persons(folded)
    elif asked.is_checkable:
        for one in find_quantities(folded):
            if one.terms[0] in asked.numbers or one.terms[0][0] == "#":
                continue
            if asked.kind == "date":
                yield from _date(question, asked, one, folded)
            elif not _is_date(one, folded) and _COUNTS.search(folded, one.start, one.end):
                yield from _number(question, asked, one, folded)
        if asked.kind == "date":
            for match in RELATIVE_DATE.finditer(folded):
                yield _Found(*match.span())


def _number(question: str, asked: Asked, one: Quantity, folded: str) -> Iterator[_Found]:
    is_money = one.unit is not None and one.unit.is_money
    if asked.kind == "money" and not is_money:
        return
    lasts = one.unit is not None and one.unit.name in _LASTS
    is_share = one.terms[0].endswith("%") or "/" in one.terms[0]
    if (asked.unit == "length" and not lasts) or (asked.unit == "share" and not is_share):
        return
    counted = _COUNTED.search(question)
    if counted and folded.startswith(counted[1], one.number_end):
        yield _Found(one.start, max(one.end, one.number_end + 1), True, 1)
    else:
        counts = one.unit is not None or len(one.terms) > 1  # 618, by itself is hardly a quantity
        counts = counts or bool(_NAMES_SOMETHING.match(folded, one.end))
        yield _Found(one.start, one.end, is_money and bool(_SUM.search(question)), int(counts))


def _date(question: str, asked: Asked, one: Quantity, folded: str) -> Iterator[_Found]:
    if not _is_date(one, folded):
        return
    end = one.end
    if folded.startswith("年", end):
        end += 1
    if asked.unit is not None:
        fits = tells(asked.unit, folded[one.start : end], asked.numbers)
    else:
        fits = bool(_OF_YEAR.search(question)) and any(map(_YEAR.match, one.terms))
    yield _Found(one.start, end, fits, 1)


def _is_date(one: Quantity, folded: str) -> bool:
    """Whether it is a date, or a year by itself."""
    if _DATE_TERM.match(one.terms[0]):
        return True
    return bool(_YEAR.fullmatch(one.terms[0])) and (one.unit is None or one.unit.name == "年")


def _persons(folded: str) -> Iterator[_Found]:
    for form, pattern in zip((2, 1, 0), _NAMED, strict=True):
        for match in pattern.finditer(folded):
            if form == 2 or is_person_name(match["name"]):
                yield _Found(*match.span("name"), form=form)


def _best(
    found: Iterable[_Found], places: Sequence[Place], text: Written, sentence: Span
) -> Span | None:
    """The expression that fits best: among equals by the question's words in its clause, then near it."""
    ranked = []
    for one in found:
        span = text.span(one.start, one.end)
        if span is not None:
            near = _IN_SENTENCE * (sentence.start <= span.start < sentence.end)
            clause = _clause(text.folded, one)
            beside = {p.group for p in places if clause.start <= p.start < clause.end}
            gap = min((_gap(one, place) for place in places), default=0)
            near += len(beside)
            ranked.append((not one.fits, -one.form, -near, gap, one.start, span))
    return min(ranked)[-1] if ranked else None


def _clause(folded: str, one: _Found) -> Span:
    start = max((m.end() for m in _CLAUSE_END.finditer(folded, 0, one.start)), default=0)
    after = _CLAUSE_END.search(folded, one.end)
    return Span(start, after.start() if after else len(folded))


def _gap(one: _Found, place: Place) -> int:
    return max(0, place.start - one.end, one.start - place.end)
