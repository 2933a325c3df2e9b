"""Whether a statement swaps who did it: *A bought B* of a quote that says *B bought A*.

``Text, Text, nearness ─▶ conflict``. A text is read as triples of who does what to whom: the words on
both sides of a verb, turned round by a passive; 被, 由 and 把 put the verb behind both. Only
what stands close counts, names reach further than other nouns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from search.support_dictionary import is_verb
from search.support_match import Nearness, share_of_characters
from search.support_names import dotted, firms, han_names, is_latin_name, is_noun, is_sounded
from search.support_text import Text, Word

_TURNS = re.compile(
    r"\b(?:by|from(?!\s\S+\sto\b))\s+(?:\S+\s+){0,3}$|来自|(?<![理自])由(?!于)|被|遭"
)
_CAUSE = re.compile(r"\b(?:because|due to|after|as|over|and|who|which)\b|因|由于|后")
_BY = re.compile("被|遭到?|(?<![理自])由(?![于来])")
_EQUALS = re.compile(r"是|\b(?:is|was|are|were|became) (?:the|a|an|its|his|her)\b", re.IGNORECASE)
_COMPARING = frozenset("超过 高于 低于 多于 少于 超 abov below exceed".split())
_PLACED = re.compile(r"\b(?:in|at|of|on|outside|near|for)\s+(?:the\s+)?$|[在于的]$")
_FAR_NAMES, _NEAR_NOUNS, _NEAR_NOUNS_ACROSS = 18, 5, 3  # words
_BEHIND = 3  # words from who is named by 被 to the verb
_ACT = 0.9  # nearness of the same action
_SURE = 0.9  # nearness of the same name

Triple = tuple[int, int, int]
"""The words of who does it, what is done, and to whom."""


def role_conflict(statement: Text, quote: Text, near: Nearness) -> float:
    """1.0 where the quote has a triple of the statement the other way round, and not as it is."""
    across = statement.has_han != quote.has_han
    sure = near >= _SURE
    reach = _NEAR_NOUNS_ACROSS if across else _NEAR_NOUNS
    named = named_words(statement, quote, near)
    named_there = names_in(quote) | {int(j) for i in named for j in np.flatnonzero(sure[i])}
    there: dict[tuple[int, int, int], bool] = dict.fromkeys(
        triples(quote, named_there, reach), True
    )
    for who, act, whom in triples(statement, named, reach):
        if not (sure[who].any() and sure[whom].any()):
            continue
        found = {
            order
            for a, v, b in there
            if near[act, v] >= _ACT
            for order in ((True,) if sure[who, a] and sure[whom, b] else ())
            + ((False,) if sure[who, b] and sure[whom, a] else ())
        }
        if found == {False}:
            return 1.0
    return 0.0


def triples(text: Text, named: set[int], reach: int) -> Iterator[Triple]:
    """Who does what to whom, by every verb of a text and all that stand close on both sides."""
    words = text.words
    actors = [i for i, word in enumerate(words) if i in named or _may_be_actor(word)]
    for act, word in enumerate(words):
        if not _may_act(word):
            continue
        near = [
            i
            for i in actors
            if i != act
            and words[i].sentence == word.sentence
            and abs(i - act) <= (_FAR_NAMES if i in named else reach)
        ]
        yield from _around(text, act, near)


def _around(text: Text, act: int, near: list[int]) -> Iterator[Triple]:
    words = text.words
    before, behind = [i for i in near if i < act], [i for i in near if i > act]
    for a in before:
        for b in behind:
            between = text.folded[words[act].end : words[b].start].lower()
            if _CAUSE.search(between) or _is_equated(text, a, b):
                continue
            yield (b, act, a) if _TURNS.search(between) else (a, act, b)
    for a, b in combinations(before, 2):
        between = text.folded[words[a].end : words[b].start]
        if act - b <= _BEHIND and words[b].is_han and len(between) <= _MAX_BY:
            if _BY.search(between):
                yield (b, act, a)
            elif "把" in between:
                yield (a, act, b)


_MAX_BY = 8  # characters from one to the other


def _may_act(word: Word) -> bool:
    return word.term in _COMPARING or (
        word.is_content and is_verb(word.term) and not (word.is_capital and not word.opens)
    )


def _may_be_actor(word: Word) -> bool:
    """A word that may do or suffer something: a noun, as far as it can be told."""
    return word.is_content and is_noun(word)


def _is_equated(text: Text, a: int, b: int) -> bool:
    """Whether the one is said to be the other, which may be said either way round."""
    return _EQUALS.search(text.folded[text.words[a].end : text.words[b].start]) is not None


def named_words(statement: Text, quote: Text, near: Nearness) -> set[int]:
    """The words of a statement that are names in it, or are the same as a name of the quote."""
    named_there = names_in(quote)
    same = {
        i
        for i, row in enumerate(near)
        if statement.words[i].is_content
        and any(int(j) in named_there for j in np.flatnonzero(row >= _SURE))
    }
    return same | names_in(statement)


def names_in(text: Text) -> set[int]:
    """The words of a text that are names, or stand in quotation marks."""
    found = {i for first, end in han_names(text) for i in range(first, end)}
    spans = [*firms(text), *dotted(text)]
    for i, word in enumerate(text.words):
        marked = word.start > 0 and text.folded[word.start - 1] in "《“"
        in_firm = any(word.start < end and start < word.end for start, end in spans)
        capital = word.is_capital and not word.opens
        if marked or in_firm or capital or is_latin_name(word) or is_sounded(word):
            found.add(i)
    return {i for i in found if text.words[i].is_content}


def missing_name(statement: Text, quote: Text, near: Nearness) -> float:
    """How far the furthest name of a statement is from any word of the quote, in [0, 1]."""
    worst = 0.0
    best = near.max(axis=1) if near.size else np.zeros(len(statement.words))
    for first, end in han_names(statement):
        held = float(best[first:end].mean())
        if held < _SURE and end == first + 1:  # 新店 is a place, but also a new shop
            held = max(held, share_of_characters(statement.words[first].term, quote))
        worst = max(worst, 1 - held)
    for i, word in enumerate(statement.words):
        if is_latin_name(word):
            worst = max(worst, 1 - float(best[i]))
    for start, end in firms(statement):
        if statement.folded[start:end] not in quote.folded:
            inside = [i for i, w in enumerate(statement.words) if w.start < end and start < w.end]
            worst = max(worst, 1 - float(best[inside].mean()) if inside else 0.0)
    return worst


def name_order_conflict(statement: Text, quote: Text, near: Nearness) -> float:
    """1.0 where two names of a clause stand the other way round in the quote, whatever they do."""
    words = statement.words
    named = named_words(statement, quote, near)
    names = [i for i in sorted(named) if near[i].max(initial=0) >= _SURE]
    for a, b in combinations(names, 2):
        if words[a].clause != words[b].clause or b == a + 1 or _says_nothing(statement, a, b):
            continue
        own = _turned(statement, a, b)
        orders: set[bool | None] = set()
        for i in map(int, np.flatnonzero(near[a] >= _SURE)):
            for j in map(int, np.flatnonzero(near[b] >= _SURE)):
                if i != j and quote.words[i].sentence == quote.words[j].sentence:
                    first, last = min(i, j), max(i, j)
                    silent = _says_nothing(quote, first, last)
                    orders.add(None if silent else (i < j) == (own == _turned(quote, first, last)))
        if orders == {False}:
            return 1.0
    return 0.0


def _says_nothing(text: Text, a: int, b: int) -> bool:
    """Whether the order of two names says nothing: one is a place, or is the other, or is its."""
    words = text.words
    between = text.folded[words[a].end : words[b].start].lower()
    owns = words[a].surface.lower().endswith(("'s", "s'")) or between.startswith("的")
    return owns or _PLACED.search(between) is not None or _is_equated(text, a, b)


def _turned(text: Text, a: int, b: int) -> bool:
    return _TURNS.search(text.folded[text.words[a].end : text.words[b].start].lower()) is not None
