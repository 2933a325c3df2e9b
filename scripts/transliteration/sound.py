"""How alike the letters of a name and the reading of a character sound, before anything is learned.

``letters, reading ─▶ cost``: an edit distance in which sounds of one family are near each other and
vowels are cheap. Only a start for ``scripts.transliteration.learn``, which finds the truth by itself.
"""

from __future__ import annotations

from functools import lru_cache

_FAMILIES = ("bpfvwm", "dt", "gkcqhx", "jzsxcqt", "lr", "mn", "uvwy", "iyj")
"""Consonants of one family are taken for each other, in English or in pinyin; some are in several."""
_VOWELS = frozenset("aeiouyw")
_ALIKE, _VOWEL, _STRANGE = 0.25, 0.35, 1.0
_DROPPED_ENDINGS = frozenset("rnghe")  # written in one of the two only: -er, -ng, -h, silent e


@lru_cache(maxsize=1 << 18)
def sound_cost(letters: str, reading: str) -> float:
    """What it costs to turn letters into a toneless pinyin reading; 0 where they are the same."""
    above = [0.0]
    for sound in reading:
        above.append(above[-1] + _dropped(sound))
    for letter in letters:
        row = [above[0] + _dropped(letter)]
        for j, sound in enumerate(reading):
            row.append(
                min(
                    above[j] + _replaced(letter, sound),
                    above[j + 1] + _dropped(letter),
                    row[j] + _dropped(sound),
                )
            )
        above = row
    return above[-1]


def _replaced(letter: str, sound: str) -> float:
    if letter == sound:
        return 0.0
    if letter in _VOWELS and sound in _VOWELS:
        return _VOWEL
    alike = any(letter in family and sound in family for family in _FAMILIES)
    return _ALIKE if alike else _STRANGE


def _dropped(letter: str) -> float:
    return _VOWEL if letter in _VOWELS or letter in _DROPPED_ENDINGS else _STRANGE
