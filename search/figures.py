"""Whether the figures of a statement, and its denials, are told of what the quote tells them of.

``statement, quote ─cut at each figure─▶ segments ─▶ whose words are nearer``. A statement that gives the
right figure of the wrong thing ("A 48,000, B 60,000" told as "A 60,000") has every number and every
word in the quote; what gives it away is that its words lie beside another figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.models import embedded_encoder
from index.numerals import find_numerals

_PAUSE = re.compile(
    r"[。！？!?；;\n]+|[，,：:](?!\d)|\.(?=\s|$)|——|—"
    r"|\b(?:while|but|and|whereas|against|compared with|instead of|than)\b|而(?=同期|且|[^且])|却|但",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^(?:m\d|q\d|c\d|(?:19|20)\d\d|1[5-8]\d0s|#)"
)  # dates and ordinals are no figures
_ELSEWHERE = 0.3  # of a statement's word weight that lies nearer another figure
_HERE = 0.1  # of it that lies nearer its own: then it may be told of that
_ELLIPSIS = re.compile(
    r"[,;] (?:and|but|while|whereas) ([^,;.]{2,40}?) "
    r"(?:can|could|do|does|did|is|are|was|were|will|would|has|have|had)(?:not|n['’]t| not)?(?=[,;.]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of a text that gives one figure, or several in one breath, with what leads to it."""

    text: str  # without the figures
    terms: frozenset[str]


def figures_fit(statement: str, quote: str) -> bool:
    """Whether no figure of a statement stands, in the quote, beside something else.

    A figure that the quote lacks is for ``search.support``. Where there is only one, it fits.
    """
    there = list(_segments(quote))
    return len(there) < 2 or all(_fits(segment, there) for segment in _segments(statement))


def told_of_another(statement: str, quote: str) -> bool:
    """Whether a quote says a thing of one, and of the one in the statement only "but B can".

    What B can or cannot is then the contrary of what the words beside it say.
    """
    folded = statement.lower()
    return any(
        subject.lower().removeprefix("the ") in folded for subject in _ELLIPSIS.findall(quote)
    )


def _fits(segment: _Segment, there: list[_Segment]) -> bool:
    own = [other.text for other in there if segment.terms & other.terms]
    rivals = [other.text for other in there if not segment.terms & other.terms]
    if not own or not rivals:
        return True
    (weights, words), *pieces = embedded_encoder().pieces([segment.text, *own, *rivals])
    if not len(weights):
        return True
    near = np.zeros((len(pieces), len(weights)))  # of each word to each text
    for row, (_, others) in zip(near, pieces, strict=True):
        if len(others):
            row[:] = (words @ others.T).max(axis=1)
    nearer = near[len(own) :].max(axis=0) - near[: len(own)].max(axis=0)
    share = weights / weights.sum()
    elsewhere, here = share @ np.clip(nearer, 0, 1), share @ np.clip(-nearer, 0, 1)
    return bool(elsewhere < _ELSEWHERE or here >= _HERE)


def _segments(text: str) -> Iterator[_Segment]:
    """A text cut after each clause with a figure; what follows the last one goes with it."""
    numerals = [
        (start, end, terms[0])
        for start, end, terms in find_numerals(text)
        if not _DATE.match(terms[0])
    ]
    parts, begin = list[tuple[int, int]](), 0
    for cut in [*(pause.end() for pause in _PAUSE.finditer(text)), len(text)]:
        if any(begin <= start < cut for start, _, _ in numerals):
            parts.append((begin, cut))
            begin = cut
    if parts:
        parts[-1] = (parts[-1][0], len(text))
    for first, last in parts:
        inside = [numeral for numeral in numerals if first <= numeral[0] < last]
        words, at = "", first
        for start, end, _ in inside:
            words += text[at:start] + " "
            at = end
        yield _Segment(words + text[at:last], frozenset(term for _, _, term in inside))
