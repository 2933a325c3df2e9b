"""What a question takes for granted, and the sentence of an article that says otherwise.

``question ─presupposes─▶ acts, numbers, dates, roles; Told... ─▶ the sentence that contradicts, or None``.
Rules, and narrow ones: an honest question that is called wrong is worse than a false one that is not. Only
what *why, how many, when* ask is looked at; *is it true that* takes nothing for granted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from index.models import embedded_encoder
from index.static_encoder import StaticEncoder
from search.premise_acts import acts_asked, acts_told, excludes, is_only_meant
from search.premise_matter import Pair
from search.premise_numbers import contradicts_number
from search.premise_roles import contradicts_part, contradicts_role, has_parts, names_office
from search.support_match import match_words
from search.support_polarity import Mark
from search.support_text import Text, read_text

_MAX_QUESTION = 400  # characters; a longer text is not read
_OPPOSITE = 0.5  # share of the matter around an act that the contradicting sentence has
_SAME = 0.6  # of that share, what the same act may have elsewhere
_MAX_PARTS = 3
_KNOWN = 0.85  # nearness of a word of the title or lead
_ASKS_OPEN = re.compile(
    r"谁|哪|什么|多少|几|怎|如何|为什么|为何|何时|为啥|多[大高长久远快]|誰|什麼|幾|為什麼|為何"
    r"|\b(?:who|whom|whose|what|which|when|where|why|how)\b",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(
    r"吗|嗎|(?<![什怎多那这])么[?？]|是否|是不是|有没有|会不会|能不能|对不对|是真的|还是(?!要|会|没|不)|如果|假如|要是|倘若|是真是假"
    r"|\b(?:whether|if|true that|or not)\b"
    r"|^\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"[“\"]?(?:(?:it|they|he|she|this|that|both|these)\b"
    r"|(?:instead,? |but |and |then )?the (?:two|company|firm|group)\b"
    r"|(?:但|而|不过)?(?:它|他|她|其|该|双方|两家|这[家座项个])|公司)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that may be quoted, with the title and lead of its article, and all that it says."""

    text: str
    topic: str
    article: str
    before: str = ""  # the sentence before


def presupposes(question: str) -> bool:
    """Whether a question takes something for granted: it asks for more than yes or no."""
    return (
        len(question) <= _MAX_QUESTION
        and _ASKS_OPEN.search(question) is not None
        and _ASKS_WHETHER.search(question) is None
    )


def takes_for_granted(question: str) -> bool:
    """Whether a question says anything that :func:`find_contradiction` can check."""
    if not presupposes(question):
        return False
    text = read_text(question)
    return bool(acts_asked(text) or text.numerals or names_office(text.folded) or has_parts(text))


def find_contradiction(
    question: str, told: Sequence[Told], *, encoder: StaticEncoder | None = None
) -> int | None:
    """The index of the sentence that contradicts what a question takes for granted; None if none.

    Args:
        told: Sentences of the articles that answer, best first.
        encoder: None: the embedded one.
    """
    if not told or not presupposes(question):
        return None
    check = _Check(encoder or embedded_encoder(), read_text(question), told)
    for find in (check.other_act, check.other_number, check.other_role, check.other_part):
        found = find()
        if found is not None:
            return found
    return None


class _Check:
    """One question against some sentences; what is read is kept."""

    def __init__(self, encoder: StaticEncoder, question: Text, told: Sequence[Told]) -> None:
        self._encoder = encoder
        self._question = question
        self._told = told
        self._pairs: dict[int, Pair] = {}
        self._texts: dict[int, Text] = {}
        self._known: dict[str, NDArray[np.bool_]] = {}

    def other_act(self) -> int | None:
        """The sentence that tells of an act which excludes one that is asked, of the same matter."""
        found = [best for asked in acts_asked(self._question) if (best := self._denied(asked))]
        return -max(found)[1] if found else None

    def _denied(self, asked: Mark) -> tuple[float, int] | None:
        """How much of an act's matter the sentence has that denies it, and minus its index."""
        all_told = [(i, told) for i in range(len(self._told)) for told in acts_told(self._read(i))]
        denials = [(i, told) for i, told in all_told if excludes(asked, told)]
        if not denials:  # most often; what is left asks the dictionaries
            return None
        best = max((self._matter(self._pair(i), asked, told), -i) for i, told in denials)
        best = max(best, (0.0, 0))
        most = 0.0
        for i, told in all_told:
            is_same = (told.dimension, told.value) == (asked.dimension, asked.value)
            if is_same and not excludes(asked, told):
                if i == -best[1] and is_only_meant(self._read(i), told.at):
                    continue
                most = max(most, self._matter(self._pair(i), asked, told))
        return best if best[0] >= _OPPOSITE and most <= _SAME * best[0] else None

    def _matter(self, pair: Pair, asked: Mark, told: Mark) -> float:
        word = pair.told.words[told.at]
        share, close = pair.share(pair.matter(asked.at), asked.at, word.start, word.clause)
        return share if close else 0.0

    def other_number(self) -> int | None:
        """The sentence that has another number of the same things than the question."""
        articles: dict[str, Text] = {}
        for i, one in enumerate(self._told if self._question.numerals else ()):
            if one.article not in articles:
                articles[one.article] = read_text(one.article)
            pair = partial(self._pair, i)
            if contradicts_number(self._question, articles[one.article], pair, self._read(i)):
                return i
        return None

    def other_role(self) -> int | None:
        """The sentence that gives an office to another name than the question."""
        for i, one in enumerate(self._told):
            if contradicts_role(self._question.folded, one.text, one.article):
                return i
        return None

    def other_part(self) -> int | None:
        """The sentence that has an act done the other way round; of the three best alone."""
        if has_parts(self._question):
            for i in range(min(_MAX_PARTS, len(self._told))):
                if contradicts_part(self._pair(i)):
                    return i
        return None

    def _read(self, i: int) -> Text:
        if i not in self._texts:
            self._texts[i] = read_text(self._told[i].text)
        return self._texts[i]

    def _pair(self, i: int) -> Pair:
        if i not in self._pairs:
            one = self._told[i]
            if one.topic not in self._known:
                near = match_words(self._encoder, self._question, read_text(one.topic))
                best = near.max(axis=1) if near.size else np.zeros(len(self._question.words))
                self._known[one.topic] = best >= _KNOWN
            refers = _REFERS.match(one.text) is not None
            self._pairs[i] = Pair(
                self._encoder,
                self._question,
                self._read(i),
                read_text(one.before) if refers else None,
                self._known[one.topic],
                np.array([w.is_han and w.term in one.article for w in self._question.words]),
            )
        return self._pairs[i]
