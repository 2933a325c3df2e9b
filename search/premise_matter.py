"""Whether a sentence speaks of the matter that a question speaks of, beside one word of each.

``question, place in it; sentence, place in it ─▶ share``. What the article's title or lead names need not be
in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.static_encoder import StaticEncoder
from search.support_match import Nearness, match_words
from search.support_names import han_names, is_latin_name
from search.support_roles import names_in
from search.support_text import Text, word_vectors

_LITERAL = 0.95
_SAME = 0.8  # nearness from which two words are the same thing
_BEFORE, _BESIDE, _ELSEWHERE = 0.9, 0.4, 0.1  # what a word of another clause counts
_NAME = 0.8
_REFERRED = 0.8
_DISTANCE = 3.0  # words at which a word counts half
# What a word counts that tells little of what is said: a name that the title and the sentence have, a
# name that the sentence alone has, and another word that the title has and the sentence has not.
_NAMED, _NAMED_HERE, _TOPIC = 0.15, 0.6, 0.5
_GOES_ON = re.compile("比|较|同比|环比|仍|也|还|都|并|which|who|has|have|had|will")
_EMPTY = frozenset(
    """
    why what which how who when where last this compani custom buyer firm 理由 原因 去 来 以后 之后 今年 去年
    里 上 中 买家 用户 客户 顾客 消费者 公司 平台 企业
    """.split()
)


@dataclass(frozen=True)
class Pair:
    """A question and one sentence.

    ``before``: the sentence before, where the sentence says *it* or *the two companies* of what that
    names; ``known``: which of the question's words (n,) the title or the lead has; ``literal``: which
    the article has as they are, so that no other word of it stands for them.
    """

    encoder: StaticEncoder
    question: Text
    told: Text
    before: Text | None
    known: NDArray[np.bool_]
    literal: NDArray[np.bool_]

    @cached_property
    def near(self) -> Nearness:
        """The nearness (n, m) of the words, 0 where they are not the same."""
        least = np.where(self.literal, _LITERAL, _SAME)[:, None]
        return np.where(self.full_near < least, 0.0, self.full_near)

    @cached_property
    def full_near(self) -> Nearness:
        """The nearness (n, m) of the words."""
        return match_words(self.encoder, self.question, self.told)

    def share(self, inside: Sequence[int], at: float, place: int, clause: int) -> tuple[float, int]:
        """What share of some words of the question stands around a place of the sentence.

        Args:
            inside: Words of the question.
            at: Where among its words what they are said of stands; near ones count more.
            place: Offset in the sentence of what they are said of.
            clause: The clause of that place.

        Returns:
            The share by weight of those that are not merely of the topic, in [0, 1], and how many
            words stand close.
        """
        reach = np.array([self._reach(j, place, clause) for j in range(len(self.told.words))])
        if not len(reach) or not inside:
            return 0.0, 0
        held = np.maximum((self.near * reach).max(axis=1), _REFERRED * self._named_before)
        weights = self._weights * self._counts(held > 0)
        weights = weights / (1 + np.abs(np.arange(len(weights)) - at) / _DISTANCE)
        total = float(weights[inside].sum())
        share = float(weights[inside] @ held[inside]) / total if total else 0.0
        return share, sum(held[i] >= _SAME for i in inside)

    def _counts(self, held: NDArray[np.bool_]) -> NDArray[np.float64]:
        """What each word of the question counts; ``held``: whether the sentence has it."""
        of_names = np.where(
            self.known, np.where(held, _NAMED, 0.0), np.where(held, _NAMED_HERE, 1.0)
        )
        return np.where(self._named, of_names, np.where(self.known & ~held, _TOPIC, 1.0))

    def matter(self, at: int) -> list[int]:
        """The content words of the question around one of its words."""
        words = self.question.words
        return [
            i
            for i, word in enumerate(words)
            if i != at and word.clause == words[at].clause and self.tells(i)
        ]

    def tells(self, i: int) -> bool:
        """Whether a word of the question says what it is about."""
        word = self.question.words[i]
        return word.is_content and word.term not in _EMPTY and word.term[0] not in "几多"

    @cached_property
    def _named_before(self) -> NDArray[np.float64]:
        """How near the sentence before comes to each word of the question, if it is referred to."""
        if self.before is None or not self.before.words:
            return np.zeros(len(self.question.words))
        near = match_words(self.encoder, self.question, self.before).max(axis=1)
        return np.where(near < _SAME, 0.0, near)

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        return word_vectors(self.encoder, self.question.words)[0].astype(np.float64)

    @cached_property
    def _named(self) -> NDArray[np.bool_]:
        """Which words of the question are names, or single characters, of which names are made."""
        names = names_in(self.question)
        words = self.question.words
        return np.array(
            [i in names or (w.is_han and len(w.term) == 1) for i, w in enumerate(words)]
        )

    def _reach(self, j: int, place: int, clause: int) -> float:
        word = self.told.words[j]
        back = clause - word.clause
        if not back:
            return 1.0
        if back > 0 and (is_latin_name(word) or word.term in self._names):
            return _NAME  # who a sentence is about may stand far from what is said
        if 0 < back <= 2 and self._lacks_subject(place, clause):
            return _BEFORE
        return _BESIDE if abs(back) == 1 else _ELSEWHERE

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(
            word.term for first, end in han_names(self.told) for word in self.told.words[first:end]
        )

    def _lacks_subject(self, place: int, clause: int) -> bool:
        """Whether a clause begins with what is said, and so says it of what stood before."""
        words = [word for word in self.told.words if word.clause == clause and word.end <= place]
        if not any(word.is_content for word in words):
            return True
        return _GOES_ON.match(words[0].surface.lower()) is not None
