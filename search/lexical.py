"""The lexical lane: BM25 over groups of terms, from raw term frequencies.

A group counts as one term (Pirkola): tf summed over its members, df of their union, before
saturation, so that ten translations of a word do not count ten times. A member of weight w counts w
of an occurrence (Darwish and Oard); a document counts for df as much as it holds of the group, one
at most. With all weights 1 that is Pirkola's.

    score(p) = sum over groups g of weight_g · idf_g · tf (k1 + 1) / (tf + k1 (1 - b + b len_p / avg))
    idf_g    = ln(1 + (N - df_g + 0.5) / (df_g + 0.5))

tf of a member of several terms is the least of theirs. Sources: Robertson and Zaragoza 2009 (BM25);
Pirkola, SIGIR 1998 (structured queries); Darwish and Oard, SIGIR 2003 (probabilistic ones). Oracle:
rank_bm25.BM25Okapi with this idf.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.postings import Counts, Ids
from search.group import Group

Scores = NDArray[np.float64]


class Documents(Protocol):
    """Documents by the terms that they hold: ``index.postings``, or texts from elsewhere."""

    lengths: NDArray[np.uint32]

    @property
    def n_documents(self) -> int:
        """How many there are."""

    @property
    def average_length(self) -> float:
        """Mean number of terms of a document."""

    def of(self, term: str) -> tuple[Ids, Counts]:
        """Those that hold a term, by rising id, and how often each does."""


@dataclass(frozen=True, slots=True)
class GroupPostings:
    """The documents that hold a group, rising, with summed tf, and the group's idf."""

    group: Group
    ids: NDArray[np.uint32]
    tf: NDArray[np.float64]
    idf: float


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """BM25 of every document for one query.

    ``bm25`` (n,): the score; ``ceiling``: what it stays below for any document.
    """

    bm25: Scores
    ceiling: float

    @property
    def share(self) -> Scores:
        """bm25 as a share of its ceiling, in [0, 1)."""
        return self.bm25 / self.ceiling if self.ceiling else self.bm25


def idf(n_documents: int, df: float) -> float:
    """Inverse document frequency of a term in ``df`` of ``n_documents``; never negative."""
    return math.log(1 + (n_documents - df + 0.5) / (df + 0.5))


def gather(postings: Documents, groups: Sequence[Group]) -> list[GroupPostings]:
    """Look every group up."""
    return [_gather(postings, group) for group in groups]


def _gather(postings: Documents, group: Group) -> GroupPostings:
    lists = [(*_member(postings, member.terms), member.weight) for member in group.members]
    lists = [entry for entry in lists if len(entry[0])]
    if not lists:
        nothing = np.empty(0, np.uint32), np.empty(0)
        return GroupPostings(group, *nothing, idf(postings.n_documents, 0))
    if len(lists) == 1 and lists[0][2] == 1.0:
        ids, tf, _ = lists[0]
        return GroupPostings(group, ids, tf, idf(postings.n_documents, len(ids)))
    ids, where = np.unique(np.concatenate([ids for ids, _, _ in lists]), return_inverse=True)
    counted = np.concatenate([tf * weight for _, tf, weight in lists])
    held = np.concatenate([np.full(len(tf), weight) for _, tf, weight in lists])
    df = float(np.minimum(np.bincount(where, weights=held), 1.0).sum())
    tf = np.bincount(where, weights=counted).astype(np.float64)
    return GroupPostings(group, ids, tf, idf(postings.n_documents, df))


def _member(
    postings: Documents, member: tuple[str, ...]
) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    ids, tf = postings.of(member[0])
    least = tf.astype(np.float64)
    for term in member[1:]:
        if not len(ids):
            break
        others, other_tf = postings.of(term)
        ids, mine, theirs = np.intersect1d(ids, others, assume_unique=True, return_indices=True)
        least = np.minimum(least[mine], other_tf[theirs])
    return ids, least


def score(
    postings: Documents, found: Sequence[GroupPostings], *, k1: float, b: float
) -> LexicalScores:
    """BM25 of every document."""
    bm25 = np.zeros(postings.n_documents)
    average = postings.average_length or 1.0
    ceiling = 0.0
    for entry in found:
        weight = entry.group.weight * entry.idf
        ceiling += weight * (k1 + 1)
        if not len(entry.ids):
            continue
        norm = k1 * (1 - b + b * postings.lengths[entry.ids] / average)
        bm25[entry.ids] += weight * entry.tf * (k1 + 1) / (entry.tf + norm)
    return LexicalScores(bm25, ceiling)


def coverage(found: Sequence[GroupPostings], documents: Sequence[int]) -> list[float]:
    """For some documents, the share of the groups' weight · idf that each holds, in [0, 1]."""
    wanted = np.asarray(documents, dtype=np.uint32)
    held = np.zeros(len(wanted))
    total = 0.0
    for entry in found:
        weight = entry.group.weight * entry.idf
        total += weight
        if len(entry.ids):
            places = np.minimum(np.searchsorted(entry.ids, wanted), len(entry.ids) - 1)
            held[entry.ids[places] == wanted] += weight
    return np.minimum(held / total, 1.0).tolist() if total else held.tolist()
