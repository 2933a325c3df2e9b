"""An encoder without training: 16 numbers from hashed character pairs; the seam of vector tests."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence

import numpy as np

from index.encode import Vectors


class HashEncoder:
    """Texts with common pairs of characters lie near each other; a text of one character has none."""

    def __init__(self, name: str = "hash-16", dimension: int = 16, salt: str = "") -> None:
        self.name = name
        self.dimension = dimension
        self.identity = hashlib.sha256(f"{name}/{dimension}/{salt}".encode()).hexdigest()
        self.encoded: list[str] = []  # every passage it was asked for

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        return self._vectors(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in itertools.pairwise(text):
                digest = hashlib.blake2b("".join(pair).encode("utf-8", "replace")).digest()
                row += np.frombuffer(digest[: self.dimension], dtype=np.int8) / np.float32(128)
            length = np.linalg.norm(row)
            if length:
                row /= length
        return rows
