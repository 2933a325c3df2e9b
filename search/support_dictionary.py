"""What CC-CEDICT and the tables of names and translations say of single words, for the support check.

``Chinese word ─▶ the English stems of each meaning; character ─▶ its readings``. The dictionary is kept
as its lines, and a line is read when its word is asked for: a start costs a third of a second, a
word microseconds. ``index.lexicon`` compiles the same dictionary for an index; no index is needed here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from index.analyze import default_analyzer
from index.language import HAN
from index.lexicon import dictionary_path
from index.names import Name, read_names
from index.translation import learned_shares
from search.irregular import BASE_STEMS
from search.stopwords import ENGLISH

Meaning = frozenset[str]
"""The base stems of one translation, without function words."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_NOT_A_MEANING = re.compile(rf"[{HAN}]|^(?:CL:|variant of|old variant|surname |abbr)")
_WORD = re.compile(r"[^\W\d_]+")
_READING = re.compile(r"\[([^\]]*)\]")
_ONE_WORD = re.compile(r"[/;] ?(?:to |a |an |the )?([a-z]+)(?: \([^()/]*\))?(?=[/;])")
_TO = re.compile(r"[/;] ?to ([a-z]+)(?=[/;])")
_COMPLEMENTS = frozenset("下往到出入给走掉完成回上去来起开")
_PERSON = 3  # characters of most names of persons
_MAX_MEANING = 4  # stems; a longer gloss explains, it does not translate
_PLACE_WORDS = frozenset(
    "city province prefectur level county district capit subprovinci region".split()
)
_MAX_CACHED = 50_000


@lru_cache(maxsize=1)
def _lines() -> dict[str, str]:
    """Simplified word → the rest of each of its lines, from the reading on, in one text."""
    found: dict[str, str] = {}
    with dictionary_path().open(encoding="utf-8") as stream:
        for line in stream:
            if line[0] != "#":
                parts = line.split(" ", 2)
                if len(parts) == 3:
                    found[parts[1]] = found.get(parts[1], "") + parts[2]
    return found


def _lines_of(word: str) -> list[str]:
    """The rest of each line of a simplified word; none if the dictionary lacks it."""
    return _lines().get(word, "").splitlines()


@lru_cache(maxsize=1)
def _names() -> dict[str, Name]:
    """Every Chinese form of the names table."""
    return {form: name for name in read_names() for form in name.chinese}


@lru_cache(maxsize=_MAX_CACHED)
def meanings(word: str) -> frozenset[Meaning]:
    """The translations of a Chinese word; none if the dictionary lacks it."""
    glosses: list[str] = list(_names()[word].english) if word in _names() else []
    for line in _lines_of(word):
        for sense in line.split("/")[1:-1]:
            if not _NOT_A_MEANING.search(sense):
                glosses.extend(_BRACKETS.sub(" ", sense).split(";"))
    found = {stems_of(gloss) for gloss in glosses}
    return frozenset(stems for stems in found if 0 < len(stems) <= _MAX_MEANING)


@lru_cache(maxsize=_MAX_CACHED)
def stems_of(english: str) -> Meaning:
    """The base stems of the words of a phrase that say something."""
    stem = default_analyzer().stem
    stems = (stem(word) for word in _WORD.findall(english.lower()))
    bases = {BASE_STEMS.get(one, one) for one in stems if one not in ENGLISH}
    return frozenset(bases if bases <= _PLACE_WORDS else bases - _PLACE_WORDS)


@lru_cache(maxsize=_MAX_CACHED)
def learned(word: str) -> dict[str, float]:
    """English base stems that a Chinese word was translated by in parallel text, with their shares."""
    found: dict[str, float] = {}
    for phrase, share in learned_shares()["zh"].get(word, {}).items():
        stems = stems_of(phrase)
        if len(stems) == 1:
            (stem,) = stems
            found[stem] = max(share, found.get(stem, 0.0))
    return found


def learned_chinese(stem: str) -> dict[str, float]:
    """Chinese words that an English stem was translated by in parallel text, with their shares."""
    return learned_shares()["en"].get(stem, {})


@lru_cache(maxsize=1)
def _chinese_of() -> dict[str, frozenset[str]]:
    """Base stem → the Chinese words that have it as a whole translation."""
    translated: dict[str, set[str]] = {}
    for word, lines in _lines().items():
        for english in _ONE_WORD.findall(lines):
            translated.setdefault(english, set()).add(word)
    found: dict[str, set[str]] = {}
    for english, words in translated.items():
        found.setdefault(base_stem(english), set()).update(words)
    return {one: frozenset(words) for one, words in found.items()}


@lru_cache(maxsize=_MAX_CACHED)
def shared_translations(a: str, b: str) -> tuple[int, int]:
    """Chinese words that two English stems translate, and those of the one that has fewer."""
    own, others = _chinese_of().get(a, frozenset()), _chinese_of().get(b, frozenset())
    return len(own & others), min(len(own), len(others))


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    """The keys of :func:`_chinese_of`, in half of its time: of English nearly every question needs them."""
    return frozenset(map(base_stem, set(_ONE_WORD.findall("".join(_lines().values())))))


def is_ordinary(stem: str) -> bool:
    """Whether an English base stem is a word, written small, of the dictionary."""
    return stem in _ordinary()


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    """The base stems that stand alone behind *to* in some translation."""
    found = {verb for lines in _lines().values() for verb in _TO.findall(lines)}
    return frozenset(base_stem(verb) for verb in found)


@lru_cache(maxsize=_MAX_CACHED)
def is_verb(term: str) -> bool:
    """Whether a Han word's first translation is a verb, or an English stem may be one."""
    if term.isascii():
        return term in _verbs()
    lines = _lines_of(term)
    if not lines and len(term) == 2 and term[1] in _COMPLEMENTS:  # 买下 by 买
        lines = _lines_of(term[0])
    return any(line.split("/")[1].startswith("to ") for line in lines)


@lru_cache(maxsize=_MAX_CACHED)
def readings(char: str) -> frozenset[str]:
    """The readings of a character in pinyin, without tones: 行 is xing and hang."""
    found: set[str] = set()
    for line in _lines_of(char):
        match = _READING.match(line)
        if match:
            found.add(match[1].lower().rstrip("12345").replace("u:", "v"))
    return frozenset(found | {"lu" for one in found if one == "lv"})


@lru_cache(maxsize=1)
def characters_by_reading() -> dict[str, tuple[str, ...]]:
    """Reading in pinyin, without tone → the simplified characters that have it, sorted."""
    found: dict[str, list[str]] = {}
    for char in sorted(word for word in _lines() if len(word) == 1):
        for one in readings(char):
            found.setdefault(one, []).append(char)
    return {reading: tuple(chars) for reading, chars in found.items()}


def is_in_dictionary(word: str) -> bool:
    """Whether CC-CEDICT has a Chinese word."""
    return word in _lines()


@lru_cache(maxsize=_MAX_CACHED)
def is_pinyin(letters: str) -> bool:
    """Whether letters can be read as syllables of pinyin."""
    return not letters or any(
        letters[:n] in characters_by_reading() and is_pinyin(letters[n:])
        for n in range(1, min(6, len(letters)) + 1)
    )


@lru_cache(maxsize=_MAX_CACHED)
def is_known_name(word: str) -> bool:
    """Whether a Chinese word is a name: a listed one, or a person's."""
    if word in _names() or word in _lines():
        return is_listed_name(word)
    return len(word) == _PERSON and is_surname(word[0])  # 林晓峰, whom the segmenter knows


def is_listed_name(word: str) -> bool:
    """Whether a Chinese word is a name of our table, or is read as one in the dictionary."""
    if word in _names():
        return _names()[word].kind != "term"
    lines = _lines_of(word)
    return len(word) > 1 and bool(lines) and lines[0][1:2].isupper()


@lru_cache(maxsize=_MAX_CACHED)
def is_surname(char: str) -> bool:
    """Whether a character is a family name."""
    return any("/surname " in line for line in _lines_of(char))


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, frozenset[int]]:
    """Han word or base stem → the groups of ``support_synonyms.tsv`` that hold it."""
    found: dict[str, set[int]] = {}
    text = files("search").joinpath("support_synonyms.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        for word in () if line.startswith("#") else line.split():
            found.setdefault(base_stem(word) if word.isascii() else word, set()).add(number)
    return {word: frozenset(groups) for word, groups in found.items()}


def are_synonyms(a: str, b: str) -> bool:
    """Whether two Han words or base stems stand in one group."""
    known = _synonyms()
    return not known.get(a, frozenset()).isdisjoint(known.get(b, frozenset()))


def base_stem(word: str) -> str:
    """The stem of an English word's base form: *bought* has that of *buy*."""
    stem = default_analyzer().stem(word.lower())
    return BASE_STEMS.get(stem, stem)
