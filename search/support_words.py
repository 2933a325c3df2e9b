"""How likely each word of a statement is said by a quote: a logistic model over how it is aligned.

``tables, cosines, vectors ─▶ rows (k, f) ─weights─▶ probabilities (k,)``, of the k words of content.
Fitted by ``scripts/fit_support.py`` on the words of supported statements against words of other topics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.static_encoder import StaticEncoder
from search.support_dictionary import is_ordinary, meanings
from search.support_match import Nearness, compare_words
from search.support_names import is_name, is_noun
from search.support_text import Text, Word, word_vectors

WORD_FEATURES = (
    "bias",
    "table",  # what tables and spelling say of the nearest word
    "sure",  # that is certain
    "likely",  # that is something
    "cosine",  # of the nearest word
    "near",  # how much that is above a half
    "second",  # of the second nearest
    "window",  # of the nearest two or three words together
    "context",  # the same of the word with its neighbours
    "noun",
    "name",
    "capital",
    "across",  # the quote is in the other language
    "weight",  # logarithm of how much the word tells
    "single",  # one Chinese character
    "known",  # the dictionary has it
    "noun_cosine",
    "table_across",
)
SUMMARY_FEATURES = (
    "sum",  # of the logarithms of the words' probabilities
    "first",  # the least of them
    "second_least",
    "third_least",
    "least_noun",
    "mean",
    "told",  # the mean by how much each word tells
    "unlikely",  # words that are rather not said
    "absent",  # words that are hardly said
)
_LEAST, _MOST = 0.01, 0.995  # probabilities beyond these are no surer
_UNLIKELY, _ABSENT = 0.5, 0.25
_WIDTHS = (1, 2, 3)  # words of a window
_RARE = 0.05  # added to a weight before its logarithm


@dataclass(frozen=True, slots=True)
class Aligned:
    """A statement beside a quote: the words of content, and what is known of each pair of words."""

    statement: Text
    quote: Text
    tables: Nearness  # (n, m)
    cosines: Nearness  # (n, m)
    weights: NDArray[np.float64]  # (n,)
    vectors: NDArray[np.float64]  # (n, d)
    windows: NDArray[np.float64]  # (w, d), of length 1

    @property
    def content(self) -> list[int]:
        """The words that say something."""
        return [i for i, word in enumerate(self.statement.words) if word.is_content]

    @property
    def is_across(self) -> bool:
        """Whether the two are in different languages."""
        return self.statement.has_han != self.quote.has_han


def align(encoder: StaticEncoder, statement: Text, quote: Text) -> Aligned:
    """Compare every word of a statement with every word of a quote."""
    weights, vectors = word_vectors(encoder, statement.words)
    tables, cosines = compare_words(encoder, statement, quote)
    return Aligned(
        statement,
        quote,
        tables,
        cosines,
        weights.astype(np.float64),
        vectors.astype(np.float64),
        _windows(encoder, quote),
    )


def _windows(encoder: StaticEncoder, quote: Text) -> NDArray[np.float64]:
    """The vectors (w, d) of one to three neighbouring words of a sentence."""
    weights, vectors = word_vectors(encoder, quote.words)
    weighted = (weights[:, None] * vectors).astype(np.float64)
    sentences = [word.sentence for word in quote.words]
    sums = [
        weighted[a : a + width].sum(axis=0)
        for width in _WIDTHS
        for a in range(len(sentences) - width + 1)
        if sentences[a] == sentences[a + width - 1]
    ]
    if not sums:
        return np.zeros((0, encoder.dimension))
    found = np.array(sums)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.where(lengths > 0, found / np.maximum(lengths, 1e-9), 0.0)


def word_rows(pair: Aligned) -> NDArray[np.float64]:
    """The features (k, f) of the words of content."""
    rows = [
        word_row(pair.statement.words[i], pair.tables[i], pair.cosines[i], _vectors(pair, i), pair)
        for i in pair.content
    ]
    return np.array(rows) if rows else np.zeros((0, len(WORD_FEATURES)))


def _vectors(pair: Aligned, at: int) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The weight of a word, its vector, and that of it with its neighbours in the sentence."""
    words = pair.statement.words
    around = [
        i
        for i in (at - 1, at, at + 1)
        if 0 <= i < len(words) and words[i].sentence == words[at].sentence
    ]
    total = pair.weights[around] @ pair.vectors[around]
    return float(pair.weights[at]), pair.vectors[at], total


def word_row(
    word: Word,
    tables: Nearness,
    cosines: Nearness,
    vectors: tuple[float, NDArray[np.float64], NDArray[np.float64]],
    pair: Aligned,
) -> NDArray[np.float64]:
    """The features (f,) of one word, which need not be of the statement.

    Args:
        tables, cosines: Of the word with each of the quote (m,).
        vectors: Its weight, its vector (d,), and the sum of it and its neighbours (d,).
    """
    weight, own, around = vectors
    table = float(tables.max(initial=0.0))
    best, second = np.sort(np.append(cosines, (0.0, 0.0)))[[-1, -2]]
    name, noun = is_name(word), is_noun(word)
    length = float(np.linalg.norm(around)) or 1.0
    window = context = 0.0
    if not name and len(pair.windows):
        window = float((pair.windows @ own).max())
        context = float((pair.windows @ around).max()) / length
    known = bool(meanings(word.term)) if word.is_han else is_ordinary(word.term)
    return np.array(
        [
            1.0, table, table >= 0.9, 0.5 <= table < 0.9, best, max(0.0, best - 0.5), second,
            window, context, noun, name, word.is_capital and not word.opens, pair.is_across,
            np.log(weight + _RARE), word.is_han and len(word.term) == 1, known, best * noun,
            table * pair.is_across,
        ],
        dtype=np.float64,
    )  # fmt: skip


def summary(rows: NDArray[np.float64], weights: NDArray[np.float64], pair: Aligned) -> list[float]:
    """What the words of a statement say together, ``SUMMARY_FEATURES``.

    Args:
        rows: Of the words of content (k, f).
        weights: The model's (f,).
    """
    if not len(rows):
        return [0.0] * len(SUMMARY_FEATURES)
    likely = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
    logs = np.log(np.clip(likely, _LEAST, _MOST))
    ordered = [*np.sort(logs)[:3].tolist(), 0.0, 0.0][:3]
    nouns = rows[:, WORD_FEATURES.index("noun")] > 0
    tells = pair.weights[pair.content]
    return [
        float(logs.sum()), *ordered, float(logs[nouns].min(initial=0.0)), float(logs.mean()),
        float(logs @ tells) / (float(tells.sum()) or 1.0), float((likely < _UNLIKELY).sum()),
        float((likely < _ABSENT).sum()),
    ]  # fmt: skip
