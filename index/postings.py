"""Inverted lists in memory-mapped arrays: which documents hold a term, and how often.

``(terms of each document) ─PostingsWriter─▶ files ─Postings─▶ (ids, tf) of a term``. A document is
a passage, or an article where titles are indexed. Scores are left to ``search.lexical``: a
translated term is scored from raw tf, so no finished score may be stored.

Files in the folder: ``terms.utf8`` (all terms, sorted bytewise, without separators),
``term_ends.i64`` (t,), ``posting_ends.i64`` (t,), ``posting_ids.u32`` (p,) rising within a term,
``posting_tf.u16`` (p,), ``lengths.u32`` (n,) terms of each document (types: ``index.arrays``).
"""

from __future__ import annotations

import mmap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import map_array, write_array

Ids = NDArray[np.uint32]
Counts = NDArray[np.uint16]

_TERMS, _TERM_ENDS, _POSTING_ENDS = "terms.utf8", "term_ends.i64", "posting_ends.i64"
_IDS, _TF, _LENGTHS = "posting_ids.u32", "posting_tf.u16", "lengths.u32"
_MAX_TF = 2**16 - 1


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Terms of a batch of documents, as compact as it travels between processes.

    ``terms``: the distinct terms; ``ends`` (n,): where each document's slice of ``term_ids`` and
    ``tf`` ends; ``term_ids`` index into ``terms``.
    """

    terms: list[str]
    ends: NDArray[np.int64]
    term_ids: Ids
    tf: Counts

    @classmethod
    def count(cls, documents: Iterable[Sequence[str]]) -> TermCounts:
        """Count the terms of each document."""
        vocabulary: dict[str, int] = {}
        ends: list[int] = []
        term_ids: list[int] = []
        tf: list[int] = []
        for terms in documents:
            for term, n in Counter(terms).items():
                term_ids.append(vocabulary.setdefault(term, len(vocabulary)))
                tf.append(min(n, _MAX_TF))
            ends.append(len(term_ids))
        return cls(
            list(vocabulary),
            np.asarray(ends, dtype=np.int64),
            np.asarray(term_ids, dtype=np.uint32),
            np.asarray(tf, dtype=np.uint16),
        )

    def slice(self, first: int, last: int) -> TermCounts:
        """The documents [first, last), over the same list of terms."""
        low = int(self.ends[first - 1]) if first else 0
        high = int(self.ends[last - 1]) if last else 0
        return TermCounts(
            self.terms, self.ends[first:last] - low, self.term_ids[low:high], self.tf[low:high]
        )


class PostingsWriter:
    """Collects documents in order and writes the files; equal input gives equal bytes."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._term_ids: list[Ids] = []
        self._tf: list[Counts] = []
        self._n_terms: list[NDArray[np.int64]] = []
        self.n_documents = 0

    def add(self, counts: TermCounts) -> None:
        """Append the documents of a batch."""
        vocabulary = self._vocabulary
        used = np.unique(counts.term_ids)
        globally = np.zeros(len(counts.terms), dtype=np.uint32)
        for i in used.tolist():
            globally[i] = vocabulary.setdefault(counts.terms[i], len(vocabulary))
        self._term_ids.append(globally[counts.term_ids])
        self._tf.append(counts.tf)
        self._n_terms.append(np.diff(counts.ends, prepend=0))
        self.n_documents += len(counts.ends)

    def frequencies(self) -> dict[str, int]:
        """Every distinct term added so far, with the documents that hold it."""
        terms = _concatenate(self._term_ids, np.uint32)
        counts = np.bincount(terms, minlength=len(self._vocabulary))
        return dict(zip(self._vocabulary, counts.tolist(), strict=True))

    def write(self, folder: Path) -> None:
        """Write all files into a new folder."""
        folder.mkdir(parents=True)
        encoded = [term.encode("utf-8") for term in self._vocabulary]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        rank = np.empty(len(order), dtype=np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        with (folder / _TERMS).open("wb") as stream:
            stream.writelines(encoded[i] for i in order)
        term_ends = np.cumsum([len(encoded[i]) for i in order], dtype=np.int64)
        write_array(folder / _TERM_ENDS, term_ends)

        n_terms = _concatenate(self._n_terms, np.int64)
        terms = rank[_concatenate(self._term_ids, np.uint32)]
        tf = _concatenate(self._tf, np.uint16)
        documents = np.repeat(np.arange(self.n_documents, dtype=np.uint32), n_terms)
        by_term = np.argsort(terms, kind="stable")
        write_array(folder / _IDS, documents[by_term])
        write_array(folder / _TF, tf[by_term])
        write_array(
            folder / _POSTING_ENDS,
            np.cumsum(np.bincount(terms, minlength=len(order)), dtype=np.int64),
        )
        lengths = np.bincount(documents, weights=tf, minlength=self.n_documents)
        write_array(folder / _LENGTHS, lengths.astype(np.uint32))


def _concatenate(arrays: list[Any], dtype: type) -> Any:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=dtype)


class Postings:
    """Read side: opens in milliseconds, holds no term as a Python string, safe in threads."""

    def __init__(self, folder: Path) -> None:
        self._term_ends = map_array(folder / _TERM_ENDS)
        self._ends = self._term_ends.data  # gives an element in a third of the time
        self._posting_ends = map_array(folder / _POSTING_ENDS)
        self._ids = map_array(folder / _IDS)
        self._tf = map_array(folder / _TF)
        self.lengths: NDArray[np.uint32] = map_array(folder / _LENGTHS)
        with (folder / _TERMS).open("rb") as stream:
            size = (folder / _TERMS).stat().st_size
            self._terms = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if size else b""

    @property
    def n_documents(self) -> int:
        """How many documents were added, those without a term included."""
        return len(self.lengths)

    @property
    def n_terms(self) -> int:
        """How many distinct terms there are."""
        return len(self._term_ends)

    @property
    def n_postings(self) -> int:
        """How many (term, document) pairs there are."""
        return len(self._ids)

    @property
    def average_length(self) -> float:
        """Mean number of terms of a document; 0 for no documents."""
        return float(self.lengths.mean(dtype=np.float64)) if len(self.lengths) else 0.0

    def term_at(self, i: int) -> str:
        """The i-th term in byte order."""
        return self._term(i).decode("utf-8")

    def find(self, term: str) -> int | None:
        """The place of a term in byte order; None if no document holds it."""
        wanted = term.encode("utf-8", "replace")
        i = self._first_from(wanted)
        return i if i < self.n_terms and self._term(i) == wanted else None

    def _first_from(self, wanted: bytes) -> int:
        """The place of the first term that is not before ``wanted``; n_terms if all are."""
        ends, terms = self._ends, self._terms
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            if terms[ends[middle - 1] if middle else 0 : ends[middle]] < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def _term(self, i: int) -> bytes:
        return self._terms[self._ends[i - 1] if i else 0 : self._ends[i]]

    def following(self, char: str) -> dict[str, int]:
        """What stands after a character in terms of two: character → how many documents."""
        first = self._first_from(char.encode("utf-8", "replace"))
        last = self._first_from(chr(ord(char) + 1).encode("utf-8", "replace"))
        ends = self._posting_ends[max(0, first - 1) : last].tolist()
        if not first:
            ends = [0, *ends]
        found: dict[str, int] = {}
        for i, (start, end) in enumerate(pairwise(ends), start=first):
            term = self._term(i).decode("utf-8")
            if len(term) == 2:  # a pair
                found[term[1]] = end - start
        return found

    def of(self, term: str) -> tuple[Ids, Counts]:
        """Documents that hold a term, by rising id, and how often each does."""
        i = self.find(term)
        if i is None:
            return np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.uint16)
        start, end = int(self._posting_ends[i - 1]) if i else 0, int(self._posting_ends[i])
        return self._ids[start:end], self._tf[start:end]

    def by_document(self) -> TermCounts:
        """The inverse: the terms of each document, for reuse in the next build."""
        n_per_term = np.diff(self._posting_ends, prepend=0)
        terms = np.repeat(np.arange(self.n_terms, dtype=np.uint32), n_per_term)
        by_id = np.argsort(self._ids, kind="stable")
        ends = np.cumsum(np.bincount(self._ids, minlength=self.n_documents), dtype=np.int64)
        return TermCounts(
            [self.term_at(i) for i in range(self.n_terms)], ends, terms[by_id], self._tf[by_id]
        )
