"""How the words of each clause of a statement lie in a quote: together as in it, or scattered.

``Text, Text, nearness ─▶ features``. A statement that swaps who did what has all its words in the quote, but
those of one clause stand in several there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.support_match import Nearness
from search.support_poles import sets
from search.support_text import Numeral, Text

CLAUSE_FEATURES = (
    "least",  # coverage of the clause that the quote has least of
    "scatter",  # the most that a clause loses if only two clauses in a row of the quote count
    "split",  # the same of single clauses
    "spread",  # how far apart neighbouring words are in the quote
    "turned",  # the share of neighbouring words that stand the other way round
    "time",  # times such as last year, of which the quote names none
    "scope",  # words such as only, all, also that the quote lacks
    "numbers",  # numerals of the statement
    "length",  # logarithm of its words of content
    "remains",  # share of the quote's words, in the clauses used, that the statement leaves out
    "bound",  # share of a number's clause that the quote has nearer to another number
)
_SURE = 0.6  # nearness of a word that is taken to be found
_FAR = 12  # words from which two are far apart
_TIMES = frozenset(("year", "month", "week", "day", "season", "hours"))
_SCOPE = re.compile(
    r"也|还|只|仅|唯一|所有|全部|一律|首次|第一|最|再次|已经|\b(?:also|only|all|every|first|again|already|most|never|always|both)\b",
    re.IGNORECASE,
)
_SAME_SCOPE = {
    "也": "also", "还": "also", "只": "only", "仅": "only", "唯一": "only", "所有": "all",
    "全部": "all", "一律": "all", "every": "all", "both": "all", "首次": "first", "第一": "first",
    "再次": "again", "已经": "already", "最": "most",
}  # fmt: skip


def clause_row(statement: Text, quote: Text, near: Nearness, weights: Nearness) -> list[float]:
    """The features of ``CLAUSE_FEATURES``.

    Args:
        near: Of the words of the statement to those of the quote (n, m).
        weights: Of the statement's words (n,).
    """
    content = [i for i, word in enumerate(statement.words) if word.is_content]
    if not content or not near.size:
        return [0.0, 1.0, 1.0, 1.0, *[0.0] * (len(CLAUSE_FEATURES) - 4)]
    least, scatter, split = 1.0, 0.0, 0.0
    for inside in _clauses(statement, content):
        own = weights[inside] / (float(weights[inside].sum()) or 1.0)
        whole = float(own @ near[inside].max(axis=1))
        least = min(least, whole)
        scatter = max(scatter, whole - _best_part(own, near[inside], quote, 2))
        split = max(split, whole - _best_part(own, near[inside], quote, 1))
    spread, turned = _neighbours(statement, content, near)
    return [
        least, scatter, split, spread, turned, _times(statement, quote),
        float(len(_scopes(statement) - _scopes(quote))), float(len(statement.numerals)),
        float(np.log(len(content))), _remains(content, near, quote),
        bound(statement, quote, near, weights),
    ]  # fmt: skip


def _clauses(text: Text, content: list[int]) -> Iterator[list[int]]:
    for clause in dict.fromkeys(text.words[i].clause for i in content):
        yield [i for i in content if text.words[i].clause == clause]


def _best_part(own: Nearness, near: Nearness, quote: Text, width: int) -> float:
    """The most of a clause that ``width`` clauses in a row of the quote hold."""
    places = np.array([word.clause for word in quote.words])
    return max(
        float(own @ near[:, (places >= at) & (places < at + width)].max(axis=1))
        for at in set(places.tolist())
    )


def _neighbours(statement: Text, content: list[int], near: Nearness) -> tuple[float, float]:
    """How far apart, and how often the other way round, two words in a row are in the quote."""
    gaps: list[float] = []
    turned: list[float] = []
    for a, b in pairwise(content):
        if statement.words[a].clause != statement.words[b].clause:
            continue
        first, last = np.flatnonzero(near[a] >= _SURE), np.flatnonzero(near[b] >= _SURE)
        if len(first) and len(last):
            steps: NDArray[np.int64] = (last[None, :] - first[:, None]).ravel()
            step = int(steps[np.argmin(np.abs(steps) + (steps < 0) * 0.5)])
            gaps.append(min(abs(step), _FAR) / _FAR)
            turned.append(float(step < 0))
    return (float(np.mean(gaps)), float(np.mean(turned))) if gaps else (0.5, 0.0)


def _times(statement: Text, quote: Text) -> float:
    return float(len(_named_times(statement) - _named_times(quote)))


def _named_times(text: Text) -> set[str]:
    known = sets()
    found = {known[w.term][0] for w in text.words if w.term in known}
    lower = text.folded.lower()
    found |= {
        kind for word, (kind, _) in known.items() if "_" in word and word.replace("_", " ") in lower
    }
    return found & _TIMES


def _scopes(text: Text) -> set[str]:
    words = {match.lower() for match in _SCOPE.findall(text.folded)}
    return {_SAME_SCOPE.get(word, word) for word in words}


def _remains(content: list[int], near: Nearness, quote: Text) -> float:
    """What the statement leaves out of the clauses that hold most of its words."""
    best = near[content].argmax(axis=1)
    used = {
        quote.words[int(j)].clause
        for j, i in zip(best, content, strict=True)
        if near[i, j] >= _SURE
    }
    inside = [j for j, w in enumerate(quote.words) if w.clause in used and w.is_content]
    if not inside:
        return 1.0
    return float((near[content][:, inside].max(axis=0) < _SURE).mean())


def bound(statement: Text, quote: Text, near: Nearness, weights: Nearness) -> float:
    """The largest share of a number's clause that the quote has nearer to another of its numbers.

    Counts what stands in another clause of the quote than the number, beside one that the
    statement does not give it.
    """
    worst = 0.0
    for numeral in statement.numerals:
        places = [one for one in quote.numerals if numeral.terms[0] in one.terms]
        others = [
            one for one in quote.numerals
            if one not in places and (one.terms[0][-1] == "%") == (numeral.terms[0][-1] == "%")
        ]  # fmt: skip
        inside = [
            i
            for i, word in enumerate(statement.words)
            if word.clause == numeral.clause and word.is_content
        ]
        if not places or not others or not inside:
            continue
        lost = sum(float(weights[i]) for i in inside if _is_nearer(near[i], quote, places, others))
        worst = max(worst, lost / (float(weights[inside].sum()) or 1.0))
    return worst


def _is_nearer(row: Nearness, quote: Text, places: list[Numeral], others: list[Numeral]) -> bool:
    """Whether all that a word may be stands nearer to other numbers, in clauses without its own."""
    found = [quote.words[int(j)] for j in np.flatnonzero(row >= _SURE)]
    return bool(found) and all(
        not any(one.clause == word.clause for one in places)
        and min(abs(one.start - word.start) for one in others)
        < min(abs(one.start - word.start) for one in places)
        for word in found
    )
