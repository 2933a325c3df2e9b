"""Whether a statement says of one what the quote says of another, in another sentence.

``Text, Text, nearness ─▶ share``. What a statement says beside a name, and who is said to have said it, is
looked for where the quote has it. Who does what to whom is for ``search.support_roles``.
"""

from __future__ import annotations

import re

import numpy as np

from search.support_match import Nearness
from search.support_roles import named_words, names_in
from search.support_text import Text

_ANAPHOR = re.compile(
    r"\b(?:he|she|it|they|his|her|its|their"
    r"|the (?:company|firm|group|school|board|bank|club|team|studio|city|app|union))\b"
    "|该|他|她|它|其|公司|学校|集团|董事会|团队|双方|[^工]会",
    re.IGNORECASE,
)
_SPEECH = frozenset(
    """
    说 称 表示 指出 认为 透露 强调 警告 预计 预测 希望 建议 承认 否认 抱怨 坦言 宣布 回应 介绍 解释
    say tell state think believ warn expect predict hope suggest admit deni complain announc argu note explain
    """.split()
)
_BEFORE_SPEECH = 4  # words from who speaks to the verb
_SURE = 0.9  # nearness of the same name


def speaker_conflict(statement: Text, quote: Text, near: Nearness, weights: Nearness) -> float:
    """1.0 where the quote has another name say what the statement has a name say, else 0.0."""
    own, there = _speakers(statement), _speakers(quote)
    if len(set(own.values())) != 1 or not there:
        return 0.0
    (name,) = set(own.values())
    names = named_words(statement, quote, near)
    rest = [i for i, w in enumerate(statement.words) if w.is_content and i not in names]
    if not rest:
        return 0.0
    sentences = np.array([word.sentence for word in quote.words])
    held = {
        sentence: float(weights[rest] @ near[rest][:, sentences == sentence].max(axis=1))
        for sentence in set(sentences.tolist())
    }
    best = max(held, key=lambda sentence: (held[sentence], -sentence))
    same = set(sentences[near[name] >= _SURE].tolist())
    return float(best in there and bool(same) and best not in same)


def _speakers(text: Text) -> dict[int, int]:
    """Sentence → the last word of the name that speaks in it, before a verb of speech."""
    named = names_in(text)
    found: dict[int, int] = {}
    for i, word in enumerate(text.words):
        if word.term in _SPEECH:
            for j in range(i - 1, max(-1, i - 1 - _BEFORE_SPEECH), -1):
                if j in named and text.words[j].sentence == word.sentence:
                    found.setdefault(word.sentence, j)
                    break
    return found


def apart(statement: Text, quote: Text, near: Nearness, weights: Nearness) -> float:
    """How much more of a name's clause the quote says in a sentence of others, in [0, 1].

    1.0 where all that the statement says of a name stands in sentences that name another and say
    no *he* or *the company*, and nothing of it beside the name itself.
    """
    named, named_there = named_words(statement, quote, near), names_in(quote)
    sentences = np.array([word.sentence for word in quote.words])
    worst = 0.0
    for name in named:
        same = set(sentences[near[name] >= _SURE].tolist())
        rest = [
            i
            for i, word in enumerate(statement.words)
            if word.clause == statement.words[name].clause and word.is_content and i not in named
        ]
        if not same or not rest:
            continue
        beside = elsewhere = 0.0
        for sentence in set(sentences.tolist()):
            inside = np.flatnonzero(sentences == sentence)
            held = float(weights[rest] @ near[rest][:, inside].max(axis=1))
            if sentence in same:
                beside = max(beside, held)
            elif named_there & set(inside.tolist()) and not _refers(quote, inside.tolist()):
                elsewhere = max(elsewhere, held)
        total = float(weights[rest].sum()) or 1.0
        worst = max(worst, (elsewhere - beside) / total)
    return worst


def _refers(text: Text, inside: list[int]) -> bool:
    first, last = text.words[inside[0]].start, text.words[inside[-1]].end
    return _ANAPHOR.search(text.folded[first:last]) is not None
