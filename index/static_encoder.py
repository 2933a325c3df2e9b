"""The embedded encoder: a static vector for each piece of text, summed and brought to length 1.

``text ─fold─▶ ─Unigram tokenizer─▶ piece ids ─▶ sum of weight · int8 row ─▶ (n, d) float32``. Runs
on numpy and ``tokenizers`` alone. The files are those that sentence-transformers reads as
StaticEmbedding + Normalize and model2vec as a StaticModel: ``embeddings`` (t, d) int8, ``weights``
(t,) float32, so that all three give the same vectors. Training is left to ``scripts/encoder``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from index.encode import Vectors
from index.errors import ModelDamaged
from index.fold import default_folder
from index.static_cutter import Cutter, UnknownCutter

TOKENIZER, WEIGHTS = "tokenizer.json", "model.safetensors"
_BATCH = 256  # texts at once; bounds the memory of what the tokenizer gives
_MANY = 500  # texts after which the faster cutter is worth making


class StaticEncoder:
    """Encodes with one table; safe to share between threads."""

    def __init__(self, folder: Path, *, name: str, identity: str) -> None:
        """Load the table of a model folder.

        Raises:
            ModelDamaged: A file is missing or not of this form.
        """
        self.name = name
        self.identity = identity
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._rows = _map_rows(folder / WEIGHTS)
            with safe_open(folder / WEIGHTS, framework="numpy") as tensors:
                self._weights: NDArray[np.float32] = tensors.get_tensor("weights")
        except Exception as error:  # what tokenizers raises has no class of its own
            raise ModelDamaged(
                f"cannot be loaded ({error})", where=str(folder), hint="wenju models verify"
            ) from error
        if self._rows.ndim != 2 or self._weights.shape != self._rows.shape[:1]:
            raise ModelDamaged(
                "embeddings (t, d) and weights (t,) do not fit together", where=str(folder)
            )
        self._fold = default_folder().fold
        self._n_cut = 0  # texts so far
        self._cutter: Cutter | None = None
        self._cutter_tried = False

    @property
    def dimension(self) -> int:
        """Elements of a vector."""
        return int(self._rows.shape[1])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), _BATCH):
            folded = [self._fold(text) for text in texts[first : first + _BATCH]]
            for row, ids in enumerate(self._cut(folded), start=first):
                vectors[row] = self._sum(ids)
        return vectors

    def _cut(self, folded: Sequence[str]) -> list[list[int]]:
        """The rows of texts: by the tokenizer, or its faster double once there have been many."""
        self._n_cut += len(folded)
        if self._n_cut > _MANY and not self._cutter_tried:
            with suppress(UnknownCutter):
                self._cutter = Cutter(self._tokenizer)
            self._cutter_tried = True
        if self._cutter is not None:
            return [self._cutter.ids(text) for text in folded]
        encoded = self._tokenizer.encode_batch_fast(list(folded), add_special_tokens=False)
        return [encoding.ids for encoding in encoded]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions: as passages."""
        return self.encode_passages(texts)

    def pieces(self, texts: Sequence[str]) -> list[tuple[NDArray[np.float32], Vectors]]:
        """What each text is summed from, for matching it piece by piece.

        Returns:
            For each text the weights (t,) and the vectors (t, d), of length 1, of the tokens that
            count: ``weights @ vectors`` is the direction of its vector.
        """
        found: list[tuple[NDArray[np.float32], Vectors]] = []
        for ids in self._cut([self._fold(text) for text in texts]):
            places = np.array(ids, dtype=np.intp)
            places = places[self._weights.take(places) > 0]
            rows = self._rows.take(places, axis=0).astype(np.float32)
            lengths = np.sqrt(np.einsum("td,td->t", rows, rows)) + np.float32(1e-9)
            found.append((self._weights.take(places) * lengths, rows / lengths[:, None]))
        return found

    def _sum(self, ids: list[int]) -> NDArray[np.float32]:
        """weights[ids] @ embeddings[ids], of length 1."""
        places = np.array(ids, dtype=np.intp)
        rows = self._rows.take(places, axis=0).astype(np.float32)
        total: NDArray[np.float32] = self._weights.take(places) @ rows
        length = math.sqrt(float(total @ total))
        return total / np.float32(length) if length else total


def _map_rows(path: Path) -> NDArray[np.int8]:
    """The tensor ``embeddings`` (t, d), mapped: a question reads a few rows of a large table.

    A safetensors file is the length of its header in eight bytes, a header in JSON, and the tensors.
    """
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        tensor = orjson.loads(stream.read(length))["embeddings"]
    if tensor["dtype"] != "I8":
        raise ValueError(f"embeddings of {tensor['dtype']}, not of int8")
    first, _ = tensor["data_offsets"]
    shape = tuple(tensor["shape"])
    rows = np.memmap(path, dtype=np.int8, mode="r", offset=8 + length + first, shape=shape)
    return rows.view(np.ndarray)
