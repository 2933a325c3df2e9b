"""A gloss: the key terms of a quote in the language of the question, made by machine and offline.

``question, quote ─▶ "200亿元 = CNY 20 billion · 抖音 = Douyin · 协议 = deal"``. Each left side stands in the
quote as it is written there. Three sources: numbers and dates, read exactly; the question's own
words, by the translation that found them; names, of our table and of CC-CEDICT. No sentence is
translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.aliases import Alias
from index.language import HAN, detect_language
from index.names import read_names
from index.source import Span
from search.dictionary_names import dictionary_name
from search.match import is_word
from search.periods_said import period_in_chinese, period_in_english, weekdays
from search.places import find_places
from search.query import Query
from search.search import Searcher
from search.stopwords import CHINESE, ENGLISH
from search.units import find_quantities, in_chinese, in_english
from search.unmatched import as_asked
from search.written import Written, written

MAX_ITEMS = 8
JOIN, EQUALS = " · ", " = "
_HAN_CHAR = re.compile(f"[{HAN}]")
_LETTER = re.compile("[A-Za-z]")
_NOT_A_PLACE = frozenset("方者")  # 第三方 is another party, not the third one
_BREAK = re.compile(r"[\r\n\u2028\u2029\x85\v\f]")
_HAN_NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万亿几]")
_LEAST_WEIGHT = 0.3  # of the translation that a word of the question was found by
_WHOLE_WORD = 1.0  # weight of a group that the dictionary translates as a whole
_LONGEST_NAME = 8  # words of a foreign name
_LATIN_WORD = re.compile(r"[A-Za-z][\w.&'’-]*")


@dataclass(frozen=True, slots=True)
class _Item:
    """``rank``: what is kept where there are too many, or two of the same place; 0 first."""

    start: int  # in the folded text
    end: int
    says: str
    rank: int


def gloss(
    searcher: Searcher, query: Query, quote: str, article_no: int, focus: Span | None = None
) -> str | None:
    """The gloss of a quote from an article; None where both are in one language, or nothing is known.

    At most :data:`MAX_ITEMS` items in the order of the quote; those inside ``focus`` go first where
    there are more.
    """
    text = written(quote, searcher.analyzer)
    aliases = searcher.snapshot.store.aliases(article_no)
    to_chinese = query.language in ("zh", "mixed")
    if to_chinese and detect_language(quote) == "en":
        items = [*_numbers_in_chinese(text.folded), *_asked_words(searcher, query, text, _is_han)]
        items += _names_in_chinese(text.folded)
    elif not to_chinese and _HAN_CHAR.search(quote):
        items = [*_numbers_in_english(text.folded), *_asked_words(searcher, query, text, _is_latin)]
        items += [*_aliases(text.folded, aliases), *_names_in_english(searcher, text.folded)]
    else:
        return None
    return JOIN.join(_shown(_chosen(items), text, focus or Span(0, len(quote)))) or None


def _chosen(items: Iterable[_Item]) -> list[_Item]:
    """No two of one place, nor of one text: the better one, then the longer one, then the first."""
    kept: list[_Item] = []
    for item in sorted(items, key=lambda one: (one.rank, one.start - one.end, one.start)):
        if all(item.end <= other.start or other.end <= item.start for other in kept):
            kept.append(item)
    return kept


def _shown(items: Iterable[_Item], text: Written, focus: Span) -> list[str]:
    """The items as written, each once, the best of them, in the order of the quote."""
    found: dict[str, tuple[bool, int, int, str]] = {}
    for item in items:
        span = text.span(item.start, item.end)
        left = span.of(text.text) if span else ""
        if span is None or _BREAK.search(left) or left.casefold() == item.says.casefold():
            continue
        outside = not focus.start <= span.start < focus.end
        found.setdefault(left, (outside, item.rank, item.start, f"{left}{EQUALS}{item.says}"))
    best = sorted(found.values())[:MAX_ITEMS]
    return [line for _, _, _, line in sorted(best, key=lambda one: one[2])]


def _numbers_in_english(folded: str) -> Iterator[_Item]:
    for one in find_quantities(folded):
        says = period_in_english(one.terms) or in_english(one, folded)
        is_other = one.terms[0][0] == "#" and folded[one.end : one.end + 1] in _NOT_A_PLACE
        if says and not is_other and _HAN_CHAR.search(folded, one.start, one.end):
            yield _Item(one.start, one.end, says, 0)
    for start, end, says in weekdays(folded):
        yield _Item(start, end, says, 0)


def _numbers_in_chinese(folded: str) -> Iterator[_Item]:
    for one in find_quantities(folded):
        says = period_in_chinese(one.terms) or in_chinese(one, folded)
        if says and _LETTER.search(folded, one.start, one.end):
            yield _Item(one.start, one.end, says, 0)


def _is_han(text: str) -> bool:
    return len(text) > 1 and all(map(_HAN_CHAR.match, text))


def _is_latin(text: str) -> bool:
    return not _HAN_CHAR.search(text)


def _asked_words(
    searcher: Searcher, query: Query, text: Written, is_of_question: Callable[[str], bool]
) -> Iterator[_Item]:
    """Each word of the question with the likeliest of its translations that the quote holds."""
    taken: set[int] = set()
    places = find_places(searcher.analyzer, text.folded, query.groups)
    for place in sorted(places, key=lambda one: (-one.weight, one.start)):
        group = query.groups[place.group]
        here = text.folded[place.start : place.end]
        if (
            place.group in taken
            or place.weight < _LEAST_WEIGHT
            or not is_word(group)
            or group.is_number
            or group.weight < _WHOLE_WORD
            or not is_of_question(group.surface)
            or is_of_question(here)
            or here in CHINESE
            or here.lower() in ENGLISH
            or _HAN_NUMERAL.match(group.surface)
        ):
            continue
        taken.add(place.group)
        han = _HAN_CHAR.search(group.surface)
        says = group.surface if han else as_asked(group.surface, query.text)
        if says:
            yield _Item(place.start, place.end, says, 1)


def _aliases(folded: str, aliases: Iterable[Alias]) -> Iterator[_Item]:
    """Names as this article writes them, and the years that it means by 去年."""
    for alias in aliases:
        year = re.fullmatch(r"(\d{4})年?", alias.name)
        says = year[1] if year else _english_names().get(alias.name)
        if says:
            for match in re.finditer(_whole(alias.written), folded):
                yield _Item(*match.span(), says, 0 if year else 2)


def _whole(name: str) -> str:
    return rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])"


def _names_in_english(searcher: Searcher, folded: str) -> Iterator[_Item]:
    """Words that are names; those of our table before those of the dictionary, terms last."""
    for token in searcher.analyzer.tokens(folded):
        if token.kind != "word":
            continue
        known, word = _english_names().get(token.term), token.term
        if known:
            yield _Item(token.start, token.end, known, 3 if word in _terms() else 2)
        elif name := dictionary_name(word):
            yield _Item(token.start, token.end, name, 2)


def _names_in_chinese(folded: str) -> Iterator[_Item]:
    """Runs of Latin words that are a name of our table."""
    words = list(_LATIN_WORD.finditer(folded))
    for i, first in enumerate(words):
        for last in words[i : i + _LONGEST_NAME]:
            phrase = folded[first.start() : last.end()].removesuffix(".")
            phrase = re.sub(r"['’]s$", "", phrase)
            if says := _chinese_names().get(phrase):
                yield _Item(first.start(), first.start() + len(phrase), says, 2)


@lru_cache(maxsize=1)
def _english_names() -> dict[str, str]:
    """Every Chinese form of the names table, and the usual English one."""
    found: dict[str, str] = {}
    for name in read_names():
        for form in name.chinese:
            found.setdefault(form, name.english[0])
    return found


@lru_cache(maxsize=1)
def _terms() -> frozenset[str]:
    return frozenset(form for name in read_names() if name.kind == "term" for form in name.chinese)


@lru_cache(maxsize=1)
def _chinese_names() -> dict[str, str]:
    """Every English form of a name, as written, and the usual Chinese one."""
    found: dict[str, str] = {}
    for name in read_names():
        if _HAN_CHAR.search(name.chinese[0]):
            for form in name.english:
                if form[:1].isupper():
                    found.setdefault(form, name.chinese[0])
    return found
