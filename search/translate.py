"""Translate the words of a question by the dictionary compiled into the index.

``Word... ─▶ Phrase(words, targets)...``: the longest phrases that the dictionary knows, from left to
right. Targets go through the passages' own analyzer, so their terms are those of the index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.analyze import Analyzer
from index.lexicon import LOOKUP_STOP, WEAK_RANK, member_terms
from search.irregular import BASE_STEMS

_MAX_PHRASE = 5  # words

Lookup = Callable[[str, str], list[tuple[int, str]]]
"""(language, phrase) → (rank, target) best first."""


@dataclass(frozen=True, slots=True)
class Word:
    """A Latin word or number of a question, as the analyzer gives it."""

    term: str
    start: int
    end: int
    parts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # every form of a number, the whole one first


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are translated together. ``weak``: by glosses that hold more than them."""

    words: tuple[Word, ...]
    targets: tuple[tuple[str, ...], ...]
    weak: bool = False


class Translator:
    """Looks phrases up; stateless beside its arguments."""

    def __init__(self, analyzer: Analyzer, lookup: Lookup, *, limit: int, english: bool) -> None:
        """``limit``: the most targets of a phrase; ``english``: the index has English articles."""
        self._analyzer = analyzer
        self._lookup = lookup
        self._limit = limit
        self._english = english

    def to_english(self, word: str) -> list[tuple[str, ...]]:
        """The members that stand for a Chinese word in English articles."""
        if not self._english:
            return []
        return self._members([target for _, target in self._lookup("zh", word)])

    def to_chinese(self, words: Sequence[Word]) -> list[Phrase]:
        """Cover all words by phrases in order; an unknown word is a phrase without targets."""
        phrases: list[Phrase] = []
        i = 0
        while i < len(words):
            phrase = self._longest(words, i)
            phrases.append(phrase)
            i += len(phrase.words)
        return phrases

    def _longest(self, words: Sequence[Word], first: int) -> Phrase:
        for end in range(min(len(words), first + _MAX_PHRASE), first, -1):
            part = tuple(words[first:end])
            if len(part) > 1 and (part[0].term in LOOKUP_STOP or part[-1].term in LOOKUP_STOP):
                continue
            key = " ".join(word.term for word in part if word.term not in LOOKUP_STOP)
            found = self._lookup("en", key) if key else []
            if len(part) == 1 and not any(rank < WEAK_RANK for rank, _ in found):
                found = self._by_other_forms(part[0]) or found
            strong = [target for rank, target in found if rank < WEAK_RANK]
            if strong or (found and len(part) == 1):
                targets = strong or [target for _, target in found]
                return Phrase(part, tuple(self._members(targets)), weak=not strong)
        return Phrase((words[first],), ())

    def _by_other_forms(self, word: Word) -> list[tuple[int, str]]:
        """What an irregular form's base, or a compound's parts, are translated by."""
        base = self._lookup("en", BASE_STEMS[word.term]) if word.term in BASE_STEMS else []
        return base or (self._lookup("en", " ".join(word.parts)) if word.parts else [])

    def _members(self, targets: list[str]) -> list[tuple[str, ...]]:
        return [member_terms(self._analyzer, target) for target in targets[: self._limit]]
