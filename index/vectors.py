"""The vectors of all passages: written at build, searched with FAISS.

``texts ─VectorsWriter─▶ files ─VectorIndex─▶ nearest passages, scores of given ones``. A score is the
inner product of two vectors of length 1: their cosine, in [-1, 1].

Files in the folder: ``rows.f32`` (n, d), ``keys.i64`` (n,) a hash of the text that each row stands for,
by which the next build takes rows over, and for a large index ``nearest.faiss``. Kinds: ``flat`` compares
with every row; ``ivf_sq8`` (above ``MAX_FLAT`` rows) with those of the nearest lists at a byte an
element, and what it finds is scored again from the rows.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import map_array, write_array
from index.encode import Encoder, Vectors
from index.fold import folding_fingerprint

Ids = NDArray[np.int64]
Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]

MAX_FLAT = 100_000  # rows; above it comparing with every row costs more than the rest of a search
MIN_RECALL = 0.95  # of the ten nearest, that an inverted file must find
_ROWS, _KEYS, _NEAREST = "rows.f32", "keys.i64", "nearest.faiss"
_FLUSH = 1024  # texts that are encoded together, by falling length
_STEP = 32  # of them between two calls of progress
_SAMPLE = 256  # rows asked for when recall is measured
_TEN = 10
_EQUAL = 1e-6  # scores that differ by less are the same, summed in another order
_MIN_SPREAD = 0.05
_BACKGROUND = 64  # passages that a question is compared with to tell what is usual
_MIN_PROBE, _MAX_PROBE = 8, 1024  # lists looked at, in doubling steps
_PER_LIST = 40  # training rows of each list, FAISS's own advice
_BLOCK = 8192  # rows scored at once; bounds memory
_NARROW = 20_000  # filtered rows up to which each of them is scored
_COARSE = 200  # at least so many of the coarse kind are scored again


@dataclass(frozen=True, slots=True)
class VectorsMade:
    """What the manifest says of the vectors."""

    identity: str  # of the encoder
    folding: str  # of how texts were folded before
    dimension: int
    kind: str  # flat or ivf_sq8
    n_probe: int  # lists looked at; 0 for flat
    recall_at_10: float  # against comparing with every row, over sampled rows
    spread: float  # standard deviation of the cosine of two passages, over sampled ones

    def as_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def text_key(text: str) -> int:
    """64 bits over a text, signed."""
    digest = hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def read_keys(folder: Path) -> NDArray[np.int64]:
    """The key of each row's text (n,)."""
    keys: NDArray[np.int64] = map_array(folder / _KEYS)
    return keys


class KnownVectors:
    """The rows of the generation before, found by the text they stand for."""

    def __init__(self, folder: Path, dimension: int) -> None:
        keys = read_keys(folder)
        self._rows = map_array(folder / _ROWS).reshape(-1, dimension)
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]

    def find(self, keys: NDArray[np.int64]) -> tuple[Mask, Vectors]:
        """Which keys are known (m,), and the rows of those that are, in order."""
        if not len(self._keys):
            return np.zeros(len(keys), dtype=bool), self._rows[:0]
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = self._keys[places] == keys
        return known, self._rows[self._order[places[known]]]


class VectorsWriter:
    """Encodes texts, writes the files in the order given; known texts are not encoded again."""

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        known: KnownVectors | None = None,
        progress: Callable[[int], None] = lambda n: None,
    ) -> None:
        """Begin the files in ``folder``, which is made.

        Args:
            progress: Called with how many of the texts given have their vectors.
        """
        folder.mkdir()
        self._folder = folder
        self._encoder = encoder
        self._known = known
        self._progress = progress
        self._n_written = 0
        self._waiting: list[str] = []
        self._keys: list[NDArray[np.int64]] = []
        (folder / _ROWS).touch()
        self.n_encoded = 0

    def add(self, texts: Sequence[str]) -> None:
        """Add the next passages."""
        self._waiting.extend(texts)
        while len(self._waiting) >= _FLUSH:
            self._flush(self._waiting[:_FLUSH])
            del self._waiting[:_FLUSH]

    def _flush(self, texts: Sequence[str]) -> None:
        keys = np.fromiter(map(text_key, texts), dtype=np.int64, count=len(texts))
        rows = np.empty((len(texts), self._encoder.dimension), dtype="<f4")
        missing = np.ones(len(texts), dtype=bool)
        if self._known is not None:
            known, found = self._known.find(keys)
            rows[known] = found
            missing = ~known
        if missing.any():
            new = [texts[i] for i in np.flatnonzero(missing).tolist()]
            rows[missing] = self._encoded(new, self._n_written + len(texts) - len(new))
            self.n_encoded += len(new)
        with (self._folder / _ROWS).open("ab") as stream:
            rows.tofile(stream)
        self._keys.append(keys)
        self._n_written += len(texts)
        self._progress(self._n_written)

    def _encoded(self, texts: Sequence[str], n_before: int) -> Vectors:
        """The vectors of texts; those of like length are encoded together, as networks pad them."""
        rows = np.empty((len(texts), self._encoder.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        for first in range(0, len(order), _STEP):
            step = order[first : first + _STEP]
            rows[step] = self._encoder.encode_passages([texts[i] for i in step])
            self._progress(n_before + first + len(step))
        return rows

    def encode_waiting(self) -> None:
        """Encode what is left of the texts given; more may follow."""
        if self._waiting:
            self._flush(self._waiting)
            self._waiting = []

    def finish(self) -> VectorsMade:
        """Write what is left, and the inverted file if there are many."""
        self.encode_waiting()
        keys = np.concatenate(self._keys) if self._keys else np.empty(0, dtype=np.int64)
        write_array(self._folder / _KEYS, keys)
        made = VectorsMade(
            identity=self._encoder.identity,
            folding=folding_fingerprint(),
            dimension=self._encoder.dimension,
            kind="flat",
            n_probe=0,
            recall_at_10=1.0,
            spread=_MIN_SPREAD,
        )
        if len(keys) > MAX_FLAT:
            rows = map_array(self._folder / _ROWS).reshape(len(keys), -1)
            _write_inverted(self._folder / _NEAREST, rows, keys)
            made = replace(made, kind="ivf_sq8", n_probe=_MIN_PROBE)
        return _measured(self._folder, made)


def _write_inverted(path: Path, rows: Vectors, keys: NDArray[np.int64]) -> None:
    """Train on rows chosen by their hash, with a fixed seed and one thread: equal bytes each time."""
    faiss = _faiss()
    n, dimension = rows.shape
    n_lists = max(1, round(2 * math.sqrt(n)))
    quantizer = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, n_lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.seed, index.cp.spherical, index.cp.niter = 1, True, 10
    index.train(np.ascontiguousarray(rows[np.sort(_sample(keys, n_lists * _PER_LIST))]))
    for first in range(0, n, _BLOCK):
        index.add(np.ascontiguousarray(rows[first : first + _BLOCK]))
    faiss.write_index(index, str(path))


def _sample(keys: NDArray[np.int64], size: int) -> Ids:
    """Numbers of up to ``size`` rows, chosen by the hash of their text."""
    mixed = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return np.argsort(mixed, kind="stable")[:size]


def _measured(folder: Path, made: VectorsMade) -> VectorsMade:
    """The same with the recall that it has; an inverted file gets the fewest lists that suffice."""
    keys = read_keys(folder)
    rows = map_array(folder / _ROWS).reshape(len(keys), made.dimension)
    queries = rows[_sample(keys, _SAMPLE)]
    made = replace(made, spread=spread_of(keys, rows))
    least = _tenth_scores(rows, queries)
    while True:
        index = VectorIndex(folder, made)
        found = [
            int((index.nearest(query, _TEN)[1] >= score - _EQUAL).sum())
            for query, score in zip(queries, least, strict=True)
        ]
        wanted = len(found) * min(_TEN, len(rows))
        made = replace(made, recall_at_10=round(sum(found) / wanted, 4) if wanted else 1.0)
        if made.kind == "flat" or made.recall_at_10 >= MIN_RECALL or made.n_probe >= _MAX_PROBE:
            return made
        made = replace(made, n_probe=2 * made.n_probe)


def spread_of(keys: NDArray[np.int64], rows: Vectors) -> float:
    """The standard deviation of the cosines of sampled passages, to 4 decimals.

    At least ``_MIN_SPREAD``: articles that are all alike say nothing of the model.
    """
    sampled = rows[_sample(keys, _SAMPLE)]
    pairs = (sampled @ sampled.T)[np.triu_indices(len(sampled), k=1)].astype(np.float64)
    return max(round(float(pairs.std()), 4) if len(pairs) else 0.0, _MIN_SPREAD)


def _tenth_scores(rows: Vectors, queries: Vectors) -> Scores:
    """The score (s,) that the ten nearest rows of each query reach, by comparing with every row."""
    best = np.full((len(queries), _TEN), -2.0)
    for first in range(0, len(rows), _BLOCK):
        scores = queries @ rows[first : first + _BLOCK].T
        best = np.partition(np.hstack([best, scores]), -_TEN, axis=1)[:, -_TEN:]
    least: Scores = best.min(axis=1)
    return least


class VectorIndex:
    """The vectors of one generation; safe to share between threads.

    ``rows`` (n, d) float32, memory-mapped.
    """

    def __init__(self, folder: Path, made: VectorsMade) -> None:
        """Open the files.

        Raises:
            OSError, ValueError: A file is missing or of another size.
        """
        self.made = made
        self.rows: Vectors = map_array(folder / _ROWS).reshape(-1, made.dimension)
        self._inverted: Any = None
        if made.kind != "flat":
            faiss = _faiss()
            try:
                self._inverted = faiss.read_index(str(folder / _NEAREST), faiss.IO_FLAG_MMAP_IFC)
            except RuntimeError as error:
                reason = str(error).strip().splitlines()[-1]
                raise ValueError(f"{_NEAREST}: not an index of FAISS ({reason})") from error
            if self._inverted.ntotal != len(self.rows):
                raise ValueError(f"{_NEAREST} holds {self._inverted.ntotal} of {len(self.rows)}")

    def nearest(
        self, query: Vectors, depth: int, allowed: Mask | None = None
    ) -> tuple[Ids, Scores]:
        """Numbers of the nearest passages and their scores, best first, ties by number.

        Args:
            query: (d,) of length 1.
            depth: The most to return.
            allowed: (n,) passages that may be returned; None for all.
        """
        depth = min(depth, len(self.rows) if allowed is None else int(allowed.sum()))
        if depth == 0:
            return np.empty(0, dtype=np.int64), np.empty(0)
        if allowed is not None and allowed.sum() <= _NARROW:
            ids = np.flatnonzero(allowed)
        elif self._inverted is None:
            ids = _flat(self.rows, query, depth, allowed)
        else:
            ids = self._from_lists(query, max(depth, _COARSE), allowed)
        scores = self.scores(query, ids)
        order = np.lexsort((ids, -scores))[:depth]
        return ids[order], scores[order]

    def usual(self, query: Vectors) -> float:
        """The mean score of passages that are evenly spaced over the index; 0 without any."""
        step = -(-len(self.rows) // _BACKGROUND) or 1
        ids = np.arange(0, len(self.rows), step)
        return float(self.scores(query, ids).mean()) if len(ids) else 0.0

    def scores(self, query: Vectors, ids: NDArray[Any]) -> Scores:
        """The scores of some passages (m,); the same for a passage whatever else is asked."""
        scores = np.empty(len(ids))
        for first in range(0, len(ids), _BLOCK):
            rows = self.rows[ids[first : first + _BLOCK]]
            # Not a matrix product: that sums in another order by a row's place in the block.
            scores[first : first + _BLOCK] = (rows * query).sum(axis=1, dtype=np.float64)
        return scores

    def _from_lists(self, query: Vectors, depth: int, allowed: Mask | None) -> Ids:
        faiss, chosen = _faiss(), None
        if allowed is not None:
            chosen = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        parameters = faiss.SearchParametersIVF(sel=chosen, nprobe=self.made.n_probe)
        _, ids = self._inverted.search(query[None], min(depth, len(self.rows)), params=parameters)
        found: Ids = ids[0][ids[0] >= 0]
        return found


def _flat(rows: Vectors, query: Vectors, depth: int, allowed: Mask | None) -> Ids:
    if allowed is not None:  # FAISS compares with all rows or with a copy of some
        scores = np.where(allowed, rows @ query, -np.inf)
        return np.argpartition(scores, -depth)[-depth:]
    faiss = _faiss()
    _, ids = faiss.knn(query[None], rows, depth, metric=faiss.METRIC_INNER_PRODUCT)
    found: Ids = ids[0]
    return found


def _faiss() -> Any:
    """FAISS with one thread: imported late, as it costs as much as the rest of a question."""
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss
