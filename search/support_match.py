"""How near each word of a statement comes to each word of a quote.

``Text, Text ─▶ (n, m) float in [0, 1]``: the same word, a translation of the dictionary or of parallel
text, a name in the other script, a word with a common translation, or near vectors of the embedded
encoder. What the nearness is worth is for ``search.support_model``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.static_encoder import StaticEncoder
from search.support_dictionary import (
    are_synonyms,
    learned,
    learned_chinese,
    meanings,
    shared_translations,
)
from search.support_names import is_name, link_names
from search.support_poles import differ_in_kind, same_in_kind, same_pole
from search.support_text import Text, Word, word_vectors

_UNRELATED, _SAME = 0.3, 0.75  # cosines of words that say nothing of each other, and of synonyms
_NEAR = 0.9  # the most that vectors alone can say
_TRANSLATION, _PART, _WEAK = 0.95, 0.5, 0.6
_SYNONYM = 0.9
_ROOT = 5  # letters that two forms of an English word begin with: apply, application
_COMMON = 0.8  # two words of one language with a translation in common
_MANY_SHARED = 4  # one in so many of an English word's translations is the other's as well
_LIKELY_SHARE, _SURE_SHARE, _ANY_SHARE = (
    0.12,
    0.04,
    0.012,
)  # of a word's occurrences in parallel text

Nearness = NDArray[np.float64]


def match_words(encoder: StaticEncoder, statement: Text, quote: Text) -> Nearness:
    """The nearness (n, m) of the words of a statement to those of a quote."""
    return nearness(*compare_words(encoder, statement, quote))


def nearness(tables: Nearness, cosines: Nearness) -> Nearness:
    """What tables and vectors say of words, (n, m) both, as one number in [0, 1]."""
    near = (cosines - _UNRELATED) / (_SAME - _UNRELATED) * _NEAR
    return np.maximum(tables, np.clip(near, 0, _NEAR))


def compare_words(
    encoder: StaticEncoder, statement: Text, quote: Text
) -> tuple[Nearness, Nearness]:
    """What tables and spelling say of each word and word of the quote, and the cosines, (n, m) both.

    Names have no cosine: vectors put Italy near Greece. Nor have things of one kind: goat and sheep.
    """
    n, m = len(statement.words), len(quote.words)
    tables = np.zeros((n, m))
    if not n or not m:
        return tables, tables
    _, own = word_vectors(encoder, statement.words)
    _, others = word_vectors(encoder, quote.words)
    cosines = (own @ others.T).astype(np.float64)
    cosines[[is_name(word) for word in statement.words]] = 0.0
    cosines[:, [is_name(word) for word in quote.words]] = 0.0
    stems = _stems(statement), _stems(quote)
    for i, word in enumerate(statement.words):
        for j, other in enumerate(quote.words):
            if word.term != other.term and differ_in_kind(word.term, other.term):
                cosines[i, j] = 0.0
            else:
                tables[i, j] = _said(word, other, stems)
    _add_links(tables, statement, quote)
    return tables, cosines


def _stems(text: Text) -> frozenset[str]:
    return frozenset(word.term for word in text.words if not word.is_han)


def _said(word: Word, other: Word, stems: tuple[frozenset[str], frozenset[str]]) -> float:
    """What tables and spelling say of two words."""
    if word.term == other.term:
        return 1.0
    a, b = word.term, other.term
    if are_synonyms(a, b) or same_pole(a, b) or same_in_kind(a, b):
        return _SYNONYM
    if word.is_han and other.is_han:
        return _said_in_chinese(word.term, other.term)
    if word.is_han:
        return _translated(word.term, other.term, stems[1])
    if other.is_han:
        return _translated(other.term, word.term, stems[0])
    return _said_in_english(word.term, other.term)


def _said_in_chinese(a: str, b: str) -> float:
    if len(a) > 1 and len(b) > 1:
        if a in b or b in a:
            return _TRANSLATION
        if meanings(a) & meanings(b):
            return _COMMON
        return _COMMON * len(set(a) & set(b)) / max(len(a), len(b))
    if a in b or b in a:
        return _WEAK
    return 0.0


def _said_in_english(a: str, b: str) -> float:
    if a[:_ROOT] == b[:_ROOT] and min(len(a), len(b)) >= _ROOT:
        return _SYNONYM
    common = learned_chinese(a).keys() & learned_chinese(b).keys()
    least = min(
        (min(learned_chinese(a)[one], learned_chinese(b)[one]) for one in common), default=0.0
    )
    if least >= _LIKELY_SHARE:
        return _COMMON
    shared, fewer = shared_translations(a, b)
    if shared > 1 and shared * _MANY_SHARED >= fewer:
        return _COMMON
    return _PART if shared * _MANY_SHARED >= fewer > 0 else 0.0


def _translated(chinese: str, stem: str, stems: frozenset[str]) -> float:
    """How surely an English stem translates a Chinese word; ``stems``: all of the English text."""
    best = 0.0
    if not meanings(chinese):  # a compound: 长夜 by night
        parts = {
            stem for char in chinese for one in meanings(char) if len(one) == 1 for stem in one
        }
        best = _WEAK if stem in parts else 0.0
    for meaning in meanings(chinese):
        if stem in meaning:
            best = max(best, _TRANSLATION if meaning <= stems else _PART)
    share = max(learned(chinese).get(stem, 0.0), learned_chinese(stem).get(chinese, 0.0))
    if share >= _SURE_SHARE:
        return max(best, _TRANSLATION)
    return max(best, _WEAK if share >= _ANY_SHARE else 0.0)


def _add_links(found: Nearness, statement: Text, quote: Text) -> None:
    """Names that are written in the other script are the same."""
    if statement.has_han:
        for j, start, end in link_names(quote, statement):
            for i, word in enumerate(statement.words):
                if word.is_han and word.start < end and start < word.end:
                    found[i, j] = 1.0
    if quote.has_han:
        for i, start, end in link_names(statement, quote):
            for j, word in enumerate(quote.words):
                if word.is_han and word.start < end and start < word.end:
                    found[i, j] = 1.0


def share_of_characters(word: str, quote: Text) -> float:
    """The share of a Chinese word's characters that the quote has, by themselves or translated."""
    stems = _stems(quote)
    held = [
        char in quote.folded or any(meaning <= stems for meaning in meanings(char)) for char in word
    ]
    return sum(held) / len(held)
