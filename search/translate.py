"""Translate the words of a question by the dictionary compiled into the index.

``Word... ─▶ Phrase(words, targets)...``: the longest phrases that the dictionary knows, from left to
right; each target weighed by how likely it is meant: its prior (``index.translation``) and how well
it goes with the whole question, by the embedded encoder's cosine. Targets go through the passages'
own analyzer, so their terms are those of the index. A name that nothing knows is written by its sound
(``search.transliterate``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.analyze import Analyzer
from index.encode import Encoder
from index.lexicon import LOOKUP_STOP, member_terms
from index.translation import WEAK_RANK, Translation
from search.config import SearchConfig
from search.group import Member
from search.irregular import BASE_STEMS
from search.syllables import may_be_pinyin
from search.transliterate import Transliteration, letters_of

_MAX_PHRASE = 5  # words
_MAX_SPELLED = (
    64  # different names of a question that are sought by their sound: each takes milliseconds
)

_MAX_SPELLED_WORDS = 3  # of a name: Li Cheng Dong

Lookup = Callable[[str, str], list[Translation]]
"""(language, phrase) → its translations, best first."""
Spell = Callable[[str], list[Transliteration]]
"""A name → the strings of the index that it may be written as."""


@dataclass(frozen=True, slots=True)
class Word:
    """A Latin word or number of a question, as the analyzer gives it."""

    term: str
    start: int
    end: int
    parts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # every form of a number, the whole one first
    written: str = ""  # as it stands in the question


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are translated together. ``weak``: by glosses that hold more than them."""

    words: tuple[Word, ...]
    targets: tuple[Member, ...]
    weak: bool = False


class Translator:
    """Looks phrases up and weighs what it finds; stateless beside its arguments."""

    def __init__(
        self,
        analyzer: Analyzer,
        lookup: Lookup,
        *,
        config: SearchConfig,
        english: bool,
        senses: Callable[[], Encoder],
        spell: Spell,
    ) -> None:
        """Make a translator.

        Args:
            analyzer: Made the terms of the index.
            lookup: Its translations.
            config: How they are weighed.
            english: Whether the index has English articles.
            senses: Gives the encoder that says which translation goes with a question; asked only
                where there is a choice.
            spell: Writes a name that has no translation by its sound.
        """
        self._analyzer = analyzer
        self._lookup = lookup
        self._config = config
        self._english = english
        self._senses = senses
        self._spell = spell

    def to_english(self, question: str, words: Sequence[str]) -> dict[str, tuple[Member, ...]]:
        """The members that stand for Chinese words in English articles."""
        if not self._english:
            return {}
        found = {word: self._lookup("zh", word) for word in words}
        return dict(zip(found, self._weighed(question, list(found.values())), strict=True))

    def to_chinese(self, question: str, words: Sequence[Word]) -> list[Phrase]:
        """Cover all words by phrases in order; an unknown word is a phrase without targets."""
        covered: list[tuple[tuple[Word, ...], list[Translation]]] = []
        spelled: dict[str, tuple[Member, ...]] = {}
        i = 0
        while i < len(words):
            part, found = self._longest(words, i)
            if len(part) == 1 and (name := self._spelled_together(words, i, spelled)):
                part, found = name, []
            covered.append((part, found))
            i += len(part)
        members = self._weighed(question, [found for _, found in covered])
        return [
            self._phrase(part, found, targets, spelled)
            for (part, found), targets in zip(covered, members, strict=True)
        ]

    def _phrase(
        self,
        part: tuple[Word, ...],
        found: Sequence[Translation],
        targets: tuple[Member, ...],
        spelled: dict[str, tuple[Member, ...]],
    ) -> Phrase:
        """The phrase; a name that has no translation of its own, by its sound as well.

        ``spelled``: names of this question whose sound was sought before; only so many are.
        """
        weak = bool(found) and not _strong(found)
        word = part[0]
        if _strong(found) or word.numbers or (weak and not word.written[:1].isupper()):
            return Phrase(part, targets, weak)
        sounds = self._sounds(" ".join(one.written for one in part), spelled)
        return Phrase(part, (*sounds, *targets), weak and not sounds)

    def _spelled_together(
        self, words: Sequence[Word], first: int, spelled: dict[str, tuple[Member, ...]]
    ) -> tuple[Word, ...]:
        """The words from one on that are one Chinese name in pinyin, as the index has it: Ma Fujie."""
        for end in range(min(len(words), first + _MAX_SPELLED_WORDS), first + 1, -1):
            part = tuple(words[first:end])
            if (
                all(word.written[:1].isupper() for word in part)
                and all(may_be_pinyin(letters_of(word.written)) for word in part)
                and all(one.end + 1 == other.start for one, other in pairwise(part))
                and not any(word.written.lower() in LOOKUP_STOP for word in part)
                and self._sounds(" ".join(word.written for word in part), spelled)
            ):
                return part
        return ()

    def _sounds(self, name: str, spelled: dict[str, tuple[Member, ...]]) -> tuple[Member, ...]:
        """What a name is written as in the index, by its sound."""
        if name not in spelled:
            if len(spelled) >= _MAX_SPELLED:
                return ()
            spelled[name] = tuple(
                Member(member_terms(self._analyzer, one.text), round(one.probability, 6))
                for one in self._spell(name)
            )
        return spelled[name]

    def _longest(
        self, words: Sequence[Word], first: int
    ) -> tuple[tuple[Word, ...], list[Translation]]:
        """The longest phrase from a word on that has translations, or the word with what it has."""
        for end in range(min(len(words), first + _MAX_PHRASE), first, -1):
            part = tuple(words[first:end])
            if len(part) > 1 and (part[0].term in LOOKUP_STOP or part[-1].term in LOOKUP_STOP):
                continue
            key = " ".join(word.term for word in part if word.term not in LOOKUP_STOP)
            found = self._lookup("en", key) if key else []
            if len(part) == 1 and not _strong(found):
                found = self._by_other_forms(part[0]) or found
            if strong := _strong(found):
                return part, strong
            if len(part) == 1:
                return part, found
        raise AssertionError("a word is a phrase of one")

    def _by_other_forms(self, word: Word) -> list[Translation]:
        """What an irregular form's base, or a compound's parts, are translated by."""
        base = self._lookup("en", BASE_STEMS[word.term]) if word.term in BASE_STEMS else []
        return base or (self._lookup("en", " ".join(word.parts)) if word.parts else [])

    def _weighed(
        self, question: str, choices: Sequence[Sequence[Translation]]
    ) -> list[tuple[Member, ...]]:
        """For each choice of translations its members, the likeliest with weight 1, the others less."""
        fits = self._fits(question, {one.target for found in choices for one in found})
        return [tuple(self._members(found, fits)) for found in choices]

    def _fits(self, question: str, targets: set[str]) -> dict[str, float]:
        """The cosine of each translation and the question; none where there is no choice."""
        ordered = sorted(targets)
        if len(ordered) < 2:
            return dict.fromkeys(ordered, 0.0)
        vectors = self._senses().encode_queries([question, *ordered])
        # Not a matrix product: that sums in another order by the place of a row.
        cosines = (vectors[1:] * vectors[0]).sum(axis=1)
        return dict(zip(ordered, cosines.tolist(), strict=True))

    def _members(self, found: Sequence[Translation], fits: dict[str, float]) -> list[Member]:
        config = self._config
        raw = [one.prior + fits[one.target] / config.sense_temperature for one in found]
        best = max(raw, default=0.0)
        weighed = sorted(
            (-math.exp(value - best), one.target) for value, one in zip(raw, found, strict=True)
        )
        return [
            Member(member_terms(self._analyzer, target), round(-weight, 6))
            for weight, target in weighed[: config.max_translations]
            if -weight >= config.least_translation
        ]


def _strong(found: Sequence[Translation]) -> list[Translation]:
    return [one for one in found if one.rank < WEAK_RANK]
