"""Words that exclude each other: pairs of poles, such as up and down, and sets, such as weekdays.

``support_poles.tsv, support_sets.tsv ─▶ word → its dimensions``. What they mean for a statement is for
``search.support_polarity``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from search.support_dictionary import base_stem


@lru_cache(maxsize=1)
def poles() -> dict[str, tuple[tuple[str, int], ...]]:
    """Han word or English base stem → its dimensions and signs."""
    found: dict[str, set[tuple[str, int]]] = {}
    for dimension, *sides in _rows("support_poles.tsv"):
        for sign, side in zip((1, -1, 0), sides, strict=False):
            for word in side.split():
                found.setdefault(_term(word), set()).add((dimension, sign))
    return {word: tuple(sorted(signs)) for word, signs in found.items()}


@lru_cache(maxsize=1)
def sets() -> dict[str, tuple[str, str]]:
    """Han word, English base stem, or two joined by ``_`` → set and member."""
    return {
        _term(word): (kind, member)
        for kind, member, words in _rows("support_sets.tsv")
        for word in words.split()
    }


@lru_cache(maxsize=1)
def kinds() -> dict[str, tuple[tuple[str, int], ...]]:
    """Han word or base stem → the kinds of ``support_kinds.tsv`` and its number in each."""
    found: dict[str, dict[str, int]] = {}
    for kind, *concepts in _rows("support_kinds.tsv"):
        for number, concept in enumerate(concepts):
            for word in concept.split():
                found.setdefault(_term(word), {})[kind] = number
    return {word: tuple(places.items()) for word, places in found.items()}


@lru_cache(maxsize=50_000)
def places_of(term: str) -> tuple[tuple[str, int], ...]:
    """The kinds of a word; a Han word that is not known has those of its last two characters."""
    found = kinds().get(term, ())
    return found or (kinds().get(term[-2:], ()) if len(term) > 2 and not term.isascii() else ())


def differ_in_kind(a: str, b: str) -> bool:
    """Whether two words are of one kind, and not the same there: goat and sheep, 铜 and 金."""
    own, others = dict(places_of(a)), dict(places_of(b))
    shared = own.keys() & others.keys()
    return bool(shared) and all(own[kind] != others[kind] for kind in shared)


def same_in_kind(a: str, b: str) -> bool:
    """Whether two words are one thing of a kind: 奶酪 and cheese."""
    return not set(places_of(a)).isdisjoint(places_of(b))


def _rows(name: str) -> Iterator[list[str]]:
    text = files("search").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _term(word: str) -> str:
    return word if "_" in word or not word.isascii() else base_stem(word)


def same_pole(a: str, b: str) -> bool:
    """Whether two words are of one pole of a dimension."""
    return not set(poles().get(a, ())).isdisjoint(poles().get(b, ()))
