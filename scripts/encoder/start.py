"""The table before training: each row where the English teacher puts its meaning.

``rows + glosses ─teacher─▶ (t, 384) ─PCA─▶ (t, d), length 1``, and a weight for each row by smooth
inverse frequency. An English word stands at its own vector, a Chinese one at the mean of its
glosses; a word with no gloss at the mean of its parts. Training is left to
``scripts.encoder.train``.

Source of the weights: Arora, Liang and Ma, ICLR 2017.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.encoder.read import Pair
from scripts.encoder.teacher import Matrix, Teacher
from scripts.encoder.vocabulary import Vocabulary, without_accent

SMOOTHING = 3e-4  # a of a / (a + p)
_MAX_GLOSSES = 8
_MAX_GLOSS_CHARACTERS = 80
_REMARK = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_NO_GLOSS = re.compile(
    r"^(cl:|(old |erhua )?variant of|also written|see |used in|surname |taiwan pr)"
)
_LEADING = re.compile(r"^(?:to be |to |be |a |an |the |one's |sth |sb )+")


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` (t, d), length 1 or 0; ``weights`` (t,), how much each counts in a sum."""

    rows: Matrix
    weights: Matrix

    def whole(self) -> Matrix:
        """The rows as they are summed."""
        whole: Matrix = self.rows * self.weights[:, None]
        return whole


def clean_gloss(gloss: str) -> str:
    """A gloss without remarks and leading articles; empty where it explains no meaning."""
    if _NO_GLOSS.match(gloss):
        return ""
    plain = " ".join(_REMARK.sub(" ", gloss).split())
    return _LEADING.sub("", plain)[:_MAX_GLOSS_CHARACTERS].strip()


def glosses_of(pairs: Sequence[Pair], rows: Mapping[str, int]) -> dict[str, list[str]]:
    """The first glosses of every row that has any."""
    found: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        if pair.chinese in rows and len(found[pair.chinese]) < _MAX_GLOSSES:
            gloss = clean_gloss(pair.english)
            if gloss and gloss not in found[pair.chinese]:
                found[pair.chinese].append(gloss)
    return {word: glosses for word, glosses in found.items() if glosses}


def teacher_rows(vocabulary: Vocabulary, lexicon: Sequence[Pair], teacher: Teacher) -> Matrix:
    """(t, width) float32, length 1: every row at its meaning; 0 where nothing is known of it."""
    place = {row: i for i, row in enumerate(vocabulary.rows)}
    glosses = glosses_of(lexicon, place)
    english = [row for row in vocabulary.rows[1:] if row[0] < "\u0300"]
    texts = sorted({*english, *(gloss for of_word in glosses.values() for gloss in of_word)})
    vectors = teacher.encode(texts)
    at = {text: i for i, text in enumerate(texts)}
    rows = np.zeros((len(vocabulary.rows), vectors.shape[1]), dtype=np.float32)
    for word in english:
        rows[place[word]] = vectors[at[without_accent(word) if len(word) == 1 else word]]
    for word, of_word in glosses.items():
        rows[place[word]] = vectors[[at[gloss] for gloss in of_word]].mean(axis=0)
    rows = unit(rows)
    for i, parts in parts_of(vocabulary.rows, {*glosses, *english}, place).items():
        rows[i] = rows[parts].mean(axis=0)
    return unit(rows)


def parts_of(
    rows: Sequence[str], known: set[str], place: Mapping[str, int]
) -> dict[int, list[int]]:
    """For each row that is not known: the fewest known rows that it is made of, greedily."""
    parts: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        if i and row not in known and (found := _cut(row, known)):
            parts[i] = [place[part] for part in found]
    return parts


def _cut(word: str, known: set[str]) -> list[str]:
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            if word[start:end] in known:
                found.append(word[start:end])
                start = end
                break
        else:
            start += 1
    return found


def unit(rows: Matrix) -> Matrix:
    """Rows of length 1; those of length 0 stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled


def principal(rows: Matrix, importance: NDArray[np.float64], dimension: int) -> Matrix:
    """The rows in the axes along which they differ most, centred; signs are fixed.

    Args:
        rows: (t, width).
        importance: (t,) how much each row counts in mean and axes.
        dimension: Axes kept.
    """
    share = (importance / importance.sum()).astype(np.float64)
    centred = rows.astype(np.float64) - share @ rows
    _, axes = np.linalg.eigh((centred * share[:, None]).T @ centred)
    axes = axes[:, ::-1][:, :dimension]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    projected: Matrix = (centred @ axes).astype(np.float32)
    return projected


def sif_weights(probability: NDArray[np.float64], smoothing: float = SMOOTHING) -> Matrix:
    """a / (a + p) for each row; 0 for the unknown row 0."""
    weights: Matrix = (smoothing / (smoothing + probability)).astype(np.float32)
    weights[0] = 0.0
    return weights


def start_table(vocabulary: Vocabulary, meanings: Matrix, dimension: int) -> Table:
    """Meanings (t, width) brought to the dimension, each language centred for itself."""
    weights = sif_weights(vocabulary.probability)
    known = np.linalg.norm(meanings, axis=1) > 0
    han = np.array([row[0] > "\u02ff" for row in vocabulary.rows])
    centred = meanings.copy()
    for language in (known & han, known & ~han):
        if language.any():
            share = weights[language] * np.sqrt(vocabulary.probability[language] + 1e-9)
            centred[language] -= (share / share.sum()).astype(np.float32) @ meanings[language]
    importance = np.where(known, weights * np.sqrt(vocabulary.probability + 1e-9), 0.0)
    rows = unit(principal(centred, importance, dimension))
    rows[~known] = 0.0
    return Table(rows, weights)
