"""An encoder that runs a sentence-transformers model of ``models.lock``, from local files only.

``text ─fold, case kept─▶ ─prefix─▶ sentence-transformers ─length 1─▶ (n, d) float32``. The pooling,
the limit and the dimension that the lock names are checked against what was loaded. Whether the
files are the pinned ones is left to ``index.model_files``, getting them to ``index.fetch_model``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encode import Vectors
from index.errors import ModelDamaged, ModelMismatch, ModelMissing
from index.fold import default_folder
from index.model_files import code_in
from index.model_lock import EncoderEntry

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

INSTALL = "scripts/quickstart --models installs what it needs"
_MODULES = {"Transformer", "Pooling", "Dense", "Normalize"}
_BATCH = 32  # texts at once through the network
_CHUNK = 1024  # texts sorted by length together, before another thread has its turn


class TransformerEncoder:
    """Encodes with one network; safe to share between threads, which then take turns.

    Computes in float32 on every device, so that a vector does not depend on the batch it was in by
    more than float16 can show.
    """

    def __init__(self, entry: EncoderEntry, folder: Path, *, device: str = "cpu") -> None:
        """Load the network of a model's folder; nothing outside the folder is read.

        Args:
            device: As torch names it: "cpu", "cuda", "mps".

        Raises:
            ModelMissing: sentence-transformers or torch is not installed.
            ModelDamaged: The folder asks for code of its own, or cannot be loaded.
            ModelMismatch: Pooling, limit or dimension are not what the lock says.
        """
        if problems := code_in(folder):
            raise ModelDamaged(problems[0], where=str(folder), hint="use a model without code")
        self._entry = entry
        self._lock = threading.Lock()
        self._model = _load(entry, folder, device)
        _check(entry, self._model, folder)
        if entry.max_tokens:
            self._model.max_seq_length = entry.max_tokens
        self._fold = default_folder().fold_case_kept

    @property
    def name(self) -> str:
        """The entry of ``models.lock``."""
        return self._entry.name

    @property
    def identity(self) -> str:
        """Hex over all that decides the vectors."""
        return self._entry.identity

    @property
    def dimension(self) -> int:
        """Elements of a vector."""
        return self._entry.dimension

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages, (n, d)."""
        return self._encode(texts, self._entry.passage_prefix)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, (n, d), each with the prefix that the model wants."""
        return self._encode(texts, self._entry.query_prefix)

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), _CHUNK):
            chunk = [prefix + self._fold(text) for text in texts[first : first + _CHUNK]]
            with self._lock:
                # sorted by length inside; prompt="" turns a default prompt of the folder off
                found = self._model.encode(
                    chunk,
                    prompt="",
                    batch_size=_BATCH,
                    show_progress_bar=False,
                    convert_to_numpy=True,
                )
            vectors[first : first + len(chunk)] = _unit(np.asarray(found, dtype=np.float32))
        return vectors


def _load(entry: EncoderEntry, folder: Path, device: str) -> SentenceTransformer:
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelMissing(
            f"cannot be run: {error.name or error} is not installed", where=entry.name, hint=INSTALL
        ) from error
    with quiet():
        try:
            return SentenceTransformer(
                str(folder.resolve()),
                device=device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"dtype": torch.float32, "use_safetensors": has_safetensors(folder)},
            )
        except Exception as error:  # each library under it raises its own classes
            reason = " ".join(str(error).split())[:300] or type(error).__name__
            raise ModelDamaged(
                f"cannot be loaded ({reason})",
                where=str(folder),
                hint=f"wenju models verify {entry.name}",
            ) from error


def _check(entry: EncoderEntry, model: SentenceTransformer, folder: Path) -> None:
    """Hold what was loaded to the entry.

    Raises:
        ModelMismatch: See :class:`TransformerEncoder`.
    """
    modules = [(type(module).__name__, module) for module in model]
    unknown = [kind for kind, _ in modules if kind not in _MODULES]
    pooling = [module.pooling_mode for kind, module in modules if kind == "Pooling"]
    limit = model.max_seq_length
    wrong = ""
    if unknown:
        wrong = f"has a module that wenju does not run: {unknown[0]}"
    elif pooling != [entry.pooling]:
        found = " and ".join(map(str, pooling)) or "nothing"
        wrong = f"pools by {found}, models.lock says {entry.pooling}"
    elif limit is not None and (not entry.max_tokens or limit < entry.max_tokens):
        wrong = f"reads {limit} tokens, models.lock says {entry.max_tokens or 'all'}"
    elif (dimension := model.get_embedding_dimension()) != entry.dimension:
        wrong = f"gives {dimension} elements, models.lock says {entry.dimension}"
    if wrong:
        raise ModelMismatch(wrong, where=str(folder), hint="mend the entry in models.lock")


def has_safetensors(folder: Path) -> bool:
    """Whether a model's weights are there as safetensors; if not, they are pickled."""
    names = ("model.safetensors", "model-*.safetensors")
    return any(any(folder.glob(name)) for name in names)


def _unit(vectors: Vectors) -> Vectors:
    """Each row brought to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


@contextmanager
def quiet() -> Iterator[None]:
    """Without transformers' bar and its report of tensors that an encoder has no use for."""
    from transformers.utils import logging

    level, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bar:
            logging.enable_progress_bar()
