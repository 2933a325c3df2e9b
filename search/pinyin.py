"""Write a name that is spelled in pinyin in such Chinese strings as an index really holds.

``Fenxiang ─▶ fen xiang ─a character a syllable─▶ 芬香, 分享``. Tones are not spelled, so several strings may
be meant: a name comes before a string that no dictionary has, and that before an ordinary word. The
readings are those of CC-CEDICT, read when first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product

from search.support_dictionary import (
    characters_by_reading,
    is_in_dictionary,
    is_listed_name,
    is_surname,
)
from search.syllables import may_be_pinyin
from search.transliterate import Holds, Transliteration, letters_of

MIN_SYLLABLES, MAX_SYLLABLES = 2, 4
_GAP = re.compile(r"[\s-]+")
_LONGEST = 6  # letters of a syllable: zhuang, chuang
_WIDTH = 60  # strings kept from syllable to syllable
_NAME, _NEW, _ORDINARY = 1.0, 0.8, 0.3  # weights of the three kinds

_LEAST = 0.002  # share of a character's pairs that a new name's must be: others are accidents
_SOFTER = 0.25  # power of that share

Following = Callable[[str], dict[str, int]]
"""What stands after a character in the index, and in how many passages."""


def pinyin_candidates(
    word: str, following: Following, occurs: Holds, *, limit: int = 4
) -> list[Transliteration]:
    """The strings of the index that a name may be the pinyin of.

    Args:
        word: A name of two to four syllables, in one word or several (Ma Fujie); nothing is found
            for any other. One of two words and two syllables begins with a family name.
        following: Asked for every character that may begin or go on.
        occurs: Whether one passage holds a string.
        limit: The most candidates.

    Returns:
        Candidates by falling weight, ties by text.
    """
    found: dict[str, float] = {}
    words = tuple(letters_of(one) for one in _GAP.split(word.strip()))
    for syllables in _readings_of(words):
        found.update(_spelled(syllables, following, occurs))
    weigh = _weight_of_name if len(words) > 1 else _weight
    weighed = sorted(
        (-weight, text) for text, share in found.items() if (weight := weigh(text, share))
    )
    return [Transliteration(text, round(-weight, 6)) for weight, text in weighed[:limit]]


def _weight(text: str, share: float) -> float:
    if is_listed_name(text):
        return _NAME
    if is_in_dictionary(text):
        return float(_ORDINARY * share**_SOFTER)
    return float(_NEW * share**_SOFTER) if share >= _LEAST else 0.0


def _weight_of_name(text: str, share: float) -> float:
    """The same of a string for several words with capitals, so a name if it is one at all.

    Of two characters the first must be a family name. Three stand together by accident only now and
    then, most often where two are a word (以风景为例).
    """
    if len(text) == 2:
        return _weight(text, share) if is_surname(text[0]) else 0.0
    if is_listed_name(text):
        return _NAME
    is_worded = any(is_in_dictionary(text[i : i + 2]) for i in range(len(text) - 1))
    return _ORDINARY if is_worded or not is_surname(text[0]) else _NEW


@lru_cache(maxsize=256)
def _readings_of(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Every way to read words as syllables: jinguo is jin guo or jing uo."""
    if len(words) > MAX_SYLLABLES or not all(map(may_be_pinyin, words)):
        return ()
    # A syllable without a consonant is set off by an apostrophe unless it is the first of a word.
    cuts = (
        [cut for cut in _cuts(word, MAX_SYLLABLES) if not any(s[0] in "aeo" for s in cut[1:])]
        for word in words
    )
    readings = (tuple(syllable for cut in one for syllable in cut) for one in product(*cuts))
    return tuple(one for one in readings if MIN_SYLLABLES <= len(one) <= MAX_SYLLABLES)


def _cuts(letters: str, n: int) -> Iterator[tuple[str, ...]]:
    if not letters:
        yield ()
    elif n:
        for length in range(1, min(_LONGEST, len(letters)) + 1):
            if letters[:length] in characters_by_reading():
                yield from ((letters[:length], *rest) for rest in _cuts(letters[length:], n - 1))


def _spelled(
    syllables: tuple[str, ...], following: Following, occurs: Holds
) -> Iterator[tuple[str, float]]:
    """Strings that the index holds, with how firmly their characters belong together.

    That is the least share that a pair has of all pairs that begin with its first character.
    """
    by_reading = characters_by_reading()
    reached = dict.fromkeys(by_reading[syllables[0]], 1.0)
    for syllable in syllables[1:]:
        longer: dict[str, float] = {}
        for text, share in reached.items():
            pairs = following(text[-1])
            total = sum(pairs.values())
            for char in by_reading[syllable]:
                if char in pairs:
                    longer[text + char] = min(share, pairs[char] / total)
        best = sorted(longer.items(), key=lambda item: (-item[1], item[0]))[:_WIDTH]
        reached = dict(best)
    yield from ((text, share) for text, share in reached.items() if len(text) == 2 or occurs(text))
