"""Names across scripts: which Latin words and Han characters write the same name.

``English Text, Chinese Text ─▶ (Latin word, first, end of the Han characters)...``. By pinyin (Lin Xiaofeng,
林晓峰) and by sound (Ferrer, 费雷尔; ``search.transliterate``); names that the dictionary has are
matched as words by ``search.support_match``. Also which words of a text are names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from index.language import HAN
from search.support_dictionary import (
    base_stem,
    is_known_name,
    is_ordinary,
    is_pinyin,
    is_surname,
    is_verb,
    meanings,
    readings,
)
from search.support_text import Text, Word
from search.transliterate import SILENT, SoundTable, Transliterator, default_table

_MAX_JOINED = 3  # Latin words that are one Chinese name: Lin Xiaofeng, Ou Yang Xiu
_MIN_LETTERS = 4  # of a name that is found by its sound
_LEAST_SOUND = 0.02  # probability: the candidates are few here, as one text must hold them
_LEAST_SOUND_OF_WORD = 0.3  # the same of a name that is a word as well: Reed, Star
_NOT_A_LETTER = re.compile(r"[^a-z]")
_HAN_RUN = re.compile(f"[{HAN}]+")
_NOUN_ENDING = re.compile(r"(?:ers?|ors?|ions?|ments?|ness|ists?|ees?|[^s]s)$")
_COMPARED = frozenset(
    "further other another rather former latter lower higher longer larger smaller faster slower better"
    " cheaper stronger weaker later earlier older younger fewer bigger".split()
)
_SOUNDS = {
    letter: group[0]
    for group in ("bp", "dt", "gkcq", "fvwh", "sz", "j", "lr", "mn")
    for letter in group
}
_MIN_CONSONANTS = 3
_MAX_SOUNDS = 6  # characters
_ALIKE = 0.72  # of two skeletons
_FIRM = re.compile(
    f"(?:^|[^{HAN}]|[的是和与由被向为在对将把])([{HAN}]{{2,3}}?)"
    "(?:集团|公司|大学|银行|航空|汽车|科技|电力|能源|航运|物流|资本|娱乐|电信|医院|博物馆|队(?!伍))"
)
_DOTTED = re.compile(f"[{HAN}]{{1,4}}(?:·[{HAN}]{{2,4}})+")
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july"
    " august september october november december".split()
)

Link = tuple[int, int, int]
"""Index of a Latin word; first and end offset of the Han characters in the folded text."""


class _UnitsHeld(dict[str, tuple[tuple[str, float], ...]]):
    """The units of a table of sounds whose characters a text has: far fewer spellings to follow."""

    def __init__(self, table: SoundTable, text: str) -> None:
        self._units, self._held = table.units, frozenset(text) | {SILENT}

    def get(self, letters, default=()):  # type: ignore[no-untyped-def]
        """The units of some letters."""
        return tuple(unit for unit in self._units.get(letters, ()) if unit[0] in self._held)


_sounds = lru_cache(maxsize=1)(default_table)


@lru_cache(maxsize=64)
def _transliterator(chinese: str) -> Transliterator:
    return Transliterator(replace(_sounds(), units=_UnitsHeld(_sounds(), chinese)))


def link_names(english: Text, chinese: Text) -> list[Link]:
    """Latin words that are written by pinyin or by sound in the Chinese text."""
    links: list[Link] = []
    linked: set[int] = set()
    for group in _capital_groups(english.words):
        for at, place in _spelled(group, english.words, chinese.folded):
            links.append((at, *place))
            linked.add(at)
    for i, word in enumerate(english.words):
        if i not in linked and word.is_capital and len(word.surface) >= _MIN_LETTERS:
            places = list(_sounded(word, chinese.folded))
            links.extend((i, *place) for place in places or _alike(word, chinese))
    return links


def is_latin_name(word: Word) -> bool:
    """A Latin word with a capital that is no word of the dictionary written small, or a code."""
    surface = word.surface
    if word.is_han or surface.lower().split("'")[0] in _CALENDAR:
        return False
    if any(char.isdigit() for char in surface):
        return True
    if not (word.is_capital and word.is_content):
        return False
    if surface[1:2].isupper():
        return True
    return not (is_ordinary(word.term) or (word.opens and _is_plural(surface.lower())))


def _is_plural(lower: str) -> bool:
    """Whether a word is the plural of one of the dictionary, which its stem does not show: buses."""
    return any(
        lower.endswith(end) and is_ordinary(base_stem(lower[: -len(end)])) for end in ("es", "s")
    )


def is_noun(word: Word) -> bool:
    """Whether a word is likely a noun: what no translation takes for a verb, or its ending says."""
    if word.is_han:
        return not is_verb(word.term)
    if word.is_capital and not word.opens:
        return True
    lower = word.surface.lower()
    if lower in _COMPARED:
        return False
    return _NOUN_ENDING.search(lower) is not None or not is_verb(word.term)


def is_name(word: Word) -> bool:
    """Whether a word is a name that only the same name, in either script, can stand for."""
    return is_latin_name(word) or (word.is_han and len(word.term) > 1 and is_known_name(word.term))


def is_sounded(word: Word) -> bool:
    """Whether a Han word of three characters or more is in no dictionary: mostly a foreign name."""
    return word.is_han and (
        is_known_name(word.term) or (len(word.term) > 2 and not meanings(word.term))
    )


def han_names(text: Text) -> Iterator[tuple[int, int]]:
    """The first and the end word of each Chinese name: known, or single characters with a surname."""
    words = text.words
    i = 0
    while i < len(words):
        end = i + 1
        if words[i].is_han and len(words[i].term) == 1 and words[i].is_content:
            while end < len(words) and end < i + 3 and _goes_on(words[end - 1], words[end]):
                end += 1
        if end > i + 1 and is_surname(words[i].term):
            yield i, end
        elif len(words[i].term) > 1 and words[i].is_han and is_known_name(words[i].term):
            yield i, i + 1
            end = i + 1
        else:
            end = i + 1
        i = end


def firms(text: Text) -> Iterator[tuple[int, int]]:
    """The offsets of what stands before 集团, 大学 and the like at the start of a name."""
    for match in _FIRM.finditer(text.folded):
        yield match.span(1)


def dotted(text: Text) -> Iterator[tuple[int, int]]:
    """The offsets of foreign names with a dot: 汉娜·林德奎斯特, as far as it can be told."""
    for match in _DOTTED.finditer(text.folded):
        yield match.span()


def _goes_on(before: Word, word: Word) -> bool:
    return (
        word.is_han and len(word.term) == 1 and word.is_content and word.start == before.end
    )  # fmt: skip


def _capital_groups(words: tuple[Word, ...]) -> Iterator[tuple[int, ...]]:
    """Up to three neighbouring Latin words with capitals, longer groups first."""
    for n in range(_MAX_JOINED, 0, -1):
        for first in range(len(words) - n + 1):
            group = words[first : first + n]
            if all(word.is_capital and not word.is_han for word in group):
                yield tuple(range(first, first + n))


def _spelled(
    group: tuple[int, ...], words: tuple[Word, ...], chinese: str
) -> Iterator[tuple[int, tuple[int, int]]]:
    """Where the words of a group stand in pinyin; one that is one character is a family name."""
    letters = [_NOT_A_LETTER.sub("", _bare(words[i].surface)) for i in group]
    if not all(letters):
        return
    for start in range(len(chinese)):
        places: list[tuple[int, int]] = []
        at = start
        for word in letters:
            end = _read_on(word, chinese, at)
            if end is None:
                break
            places.append((at, end))
            at = end
        else:
            if at - start > 1 or (len(group) == 1 and _is_family_name(chinese, start)):
                yield from zip(group, places, strict=True)


def _bare(surface: str) -> str:
    lower = surface.lower().replace("’", "'")
    return lower.removesuffix("'s").removesuffix("s'")


def _is_family_name(chinese: str, at: int) -> bool:
    return is_surname(chinese[at])


def _read_on(letters: str, chinese: str, at: int) -> int | None:
    """The end of the characters from ``at`` on that are read as the letters; None if they are not."""
    if not letters:
        return at
    if at >= len(chinese) or not _HAN_RUN.match(chinese[at]):
        return None
    for reading in readings(chinese[at]):
        if letters.startswith(reading):
            end = _read_on(letters[len(reading) :], chinese, at + 1)
            if end is not None:
                return end
    return None


def _sounded(word: Word, chinese: str) -> Iterator[tuple[int, int]]:
    """Where a name stands as it sounds."""

    def holds(text: str) -> bool:
        return text in chinese

    least = _LEAST_SOUND if is_latin_name(word) else _LEAST_SOUND_OF_WORD
    found = _transliterator(chinese).candidates(
        _bare(word.surface), holds, limit=1, occurs=holds, least=least
    )
    for one in found:
        start = chinese.find(one.text)
        while start >= 0:
            yield start, start + len(one.text)
            start = chinese.find(one.text, start + 1)


def _alike(word: Word, chinese: Text) -> Iterator[tuple[int, int]]:
    """Where characters that are no words are read much like a name, by its consonants."""
    letters = _NOT_A_LETTER.sub("", _bare(word.surface))
    own = _skeleton(letters)
    if len(own) < _MIN_CONSONANTS or not is_latin_name(word) or is_pinyin(letters):
        return
    best, place = _ALIKE, None
    for start, end in _strange_runs(chinese):
        spelled = "".join(min(readings(char), default="") for char in chinese.folded[start:end])
        ratio = SequenceMatcher(None, own, _skeleton(spelled)).ratio()
        if ratio > best:
            best, place = ratio, (start, end)
    if place:
        yield place


def _strange_runs(text: Text) -> Iterator[tuple[int, int]]:
    """Every part, of two to six characters, of a run of words that have no translation.

    A single character is taken for one, as names are cut into them.
    """
    run = [-1, -1]
    for word in text.words:
        if not (word.is_han and _is_strange(word.term)):
            continue
        if word.start != run[1]:
            yield from _parts(*run)
            run[0] = word.start
        run[1] = word.end
    yield from _parts(*run)


def _parts(start: int, end: int) -> Iterator[tuple[int, int]]:
    for n in range(min(_MAX_SOUNDS, end - start), 1, -1):
        yield from ((at, at + n) for at in range(start, end - n + 1))


def _is_strange(term: str) -> bool:
    return len(term) == 1 or not meanings(term) or (len(term) == 2 and is_known_name(term))


def _skeleton(letters: str) -> str:
    """The consonants of a name in classes that Chinese tells apart: *Keller* and keile are kl."""
    classes = (_SOUNDS.get(letter, "") for letter in letters.replace("x", "s").replace("zh", "j"))
    found = "".join(classes)
    return re.sub(r"(.)\1+", r"\1", found)
