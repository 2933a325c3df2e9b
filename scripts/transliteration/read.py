"""Read what may be transliterations: names and capitalised glosses, part by part.

``names.tsv + CC-CEDICT + lists of "Chinese TAB English" ─▶ NamePair(letters, chinese)...``. Most of
them are translations still; which ones are written by sound is left to
``scripts.transliteration.learn``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.fold import default_folder
from index.language import HAN
from index.lexicon import dictionary_path
from index.names import read_names
from scripts.encoder.read import read_lines
from search.transliterate import letters_of

_ENTRY = re.compile(r"^(\S+) (\S+) \[([^\]]*)\] /(.*)/\s*$")
_PARTS_CHINESE = re.compile(r"[·•・‧\-－ ]+")
_PARTS_ENGLISH = re.compile(r"[\s\-‐–·]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_ALL_HAN = re.compile(f"[{HAN}]+")
_GLOSS_END = re.compile(r"[,;(（:]|\b(?:state|province|city|capital)\b")
_PHONETIC_KINDS = frozenset({"person", "place", "company", "brand", "organisation", "platform"})
_MAX_LETTERS, _MAX_CHARACTERS = 16, 8
_MIN_LETTERS = 2
_GENERIC = frozenset("语话人县区市镇乡岛河湖族派教省国队")  # last: a word for the kind, not a sound


@dataclass(frozen=True, slots=True, order=True)
class NamePair:
    """One part of a name: letters a-z, and the Han characters that may write its sound."""

    letters: str
    chinese: str


Readings = dict[str, tuple[str, ...]]
"""The toneless pinyin readings of each character."""


def read_readings(dictionary: Path | None = None) -> Readings:
    """Every reading that CC-CEDICT gives a character, sorted."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, simplified, pinyin, _ in _entries(dictionary or dictionary_path()):
        syllables = pinyin.lower().replace("u:", "u").split()
        if len(syllables) == len(simplified):
            for char, syllable in zip(simplified, syllables, strict=True):
                plain = syllable.rstrip("12345")
                if plain.isalpha():
                    found[char].add(plain)
    return {char: tuple(sorted(found[char])) for char in sorted(found)}


def read_pairs(lists: Sequence[Path], dictionary: Path | None = None) -> list[NamePair]:
    """Every part of every capitalised name, distinct and sorted."""
    raw = [*_of_names(), *_of_dictionary(dictionary or dictionary_path())]
    for path in lists:
        raw.extend(_of_list(path))
    return sorted({pair for chinese, english in raw for pair in split_name(chinese, english)})


def split_name(chinese: str, english: str) -> Iterator[NamePair]:
    """The parts of a name, where both sides have as many; nothing where a part is no name."""
    left = [part for part in _PARTS_CHINESE.split(chinese) if part]
    right = [part for part in _PARTS_ENGLISH.split(english) if part]
    if len(left) != len(right):
        right = ["".join(right)] if len(left) == 1 and len(right) == 2 else []
    for han, word in zip(left, right, strict=False):
        letters = letters_of(word)
        if not (_ALL_HAN.fullmatch(han) and word[:1].isupper() and not word.isupper()):
            continue
        if len(han) > 2 and han[-1] in _GENERIC:
            continue
        if len(han) <= _MAX_CHARACTERS and _MIN_LETTERS <= len(letters) <= _MAX_LETTERS:
            yield NamePair(letters, han)


def _of_names() -> Iterator[tuple[str, str]]:
    fold = default_folder().fold
    for name in read_names():
        if name.kind in _PHONETIC_KINDS:
            for chinese in name.chinese:
                yield from ((fold(chinese), english) for english in name.english)


def _of_dictionary(dictionary: Path) -> Iterator[tuple[str, str]]:
    for _, simplified, _, definition in _entries(dictionary):
        for gloss in _BRACKETS.sub(" ", definition).split("/"):
            english = _GLOSS_END.split(gloss, maxsplit=1)[0].strip()
            if english[:1].isupper():
                yield simplified, english


def _of_list(path: Path) -> Iterator[tuple[str, str]]:
    fold = default_folder().fold
    for line in read_lines(path):
        chinese, _, gloss = line.partition("\t")
        english = _GLOSS_END.split(_BRACKETS.sub(" ", gloss), maxsplit=1)[0].strip()
        if english[:1].isupper():
            yield fold(chinese), english


def _entries(dictionary: Path) -> Iterable[tuple[str, str, str, str]]:
    with dictionary.open(encoding="utf-8") as stream:
        for line in stream:
            match = _ENTRY.match(line)
            if match:
                yield match.group(1), match.group(2), match.group(3), match.group(4)
