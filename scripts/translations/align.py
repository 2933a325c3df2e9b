"""Learn how words are translated from sentences and their translations.

``[(source words, target words)...] ─expectation maximisation─▶ [Translation(source, target, share,
count)...]``. Every target word of a pair is explained by one of the source words or by none; a word
counts once in a sentence. What is a word is left to ``scripts.translations.words``.

Source: Brown et al., Computational Linguistics 19(2), 1993 (IBM Model 1), smoothed for rare words as
by Moore, ACL 2004.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 6
_SMOOTHING = 0.5  # occurrences that each word is thought to have beside those explained
_NONE = 0  # the source word that explains what no other does

Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Translation:
    """``share``: of the occurrences that ``source`` explains those as ``target``; ``count``: how many."""

    source: str
    target: str
    share: float
    count: float


def align(
    pairs: Sequence[tuple[Words, Words]], *, min_share: float, min_count: float
) -> list[Translation]:
    """The translations that reach both bounds, by source and falling share."""
    sources = _numbered((word for source, _ in pairs for word in source), first=_NONE + 1)
    targets = _numbered(word for _, target in pairs for word in target)
    choices = _choices(pairs, sources, targets)
    shares, counts = _maximise(choices)
    kept = np.flatnonzero(
        (shares >= min_share) & (counts >= min_count) & (choices.source_of != _NONE)
    )
    names, meanings = {i: word for word, i in sources.items()}, list(targets)
    found = [
        Translation(
            names[int(choices.source_of[i])],
            meanings[int(choices.target_of[i])],
            float(shares[i]),
            float(counts[i]),
        )
        for i in kept
    ]
    return sorted(found, key=lambda one: (one.source, -one.share, one.target))


def _numbered(words: Iterable[str], first: int = 0) -> dict[str, int]:
    return {word: i for i, word in enumerate(sorted(set(words)), start=first)}


@dataclass(frozen=True, slots=True)
class _Choices:
    """Every way to explain every target word.

    ``place`` (c,): the occurrence that is explained; ``pair`` (c,): which pair of words does it;
    ``source_of``, ``target_of`` (p,): the words of a pair.
    """

    place: NDArray[np.int32]
    pair: NDArray[np.int32]
    source_of: NDArray[np.int64]
    target_of: NDArray[np.int64]


def _choices(
    pairs: Sequence[tuple[Words, Words]], sources: dict[str, int], targets: dict[str, int]
) -> _Choices:
    keys, places, n_places = [], [], 0
    for source, target in pairs:
        by = np.array([_NONE, *sorted({sources[word] for word in source})], dtype=np.int64)
        of = np.array(sorted({targets[word] for word in target}), dtype=np.int64)
        keys.append((by[None, :] * len(targets) + of[:, None]).ravel())
        places.append(np.repeat(np.arange(n_places, n_places + len(of), dtype=np.int32), len(by)))
        n_places += len(of)
    distinct, pair = np.unique(np.concatenate(keys), return_inverse=True)
    source_of, target_of = np.divmod(distinct, max(1, len(targets)))
    return _Choices(np.concatenate(places), pair.astype(np.int32), source_of, target_of)


def _maximise(choices: _Choices) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(p,) shares and counts after some rounds from equal shares."""
    n_pairs = len(choices.source_of)
    shares, counts = np.ones(n_pairs), np.zeros(n_pairs)
    for _ in range(_ROUNDS):
        belief = shares[choices.pair]
        belief /= np.bincount(choices.place, weights=belief)[choices.place]
        counts = np.bincount(choices.pair, weights=belief, minlength=n_pairs)
        explained = np.bincount(choices.source_of, weights=counts)
        shares = counts / (explained[choices.source_of] + _SMOOTHING)
    return shares, counts
