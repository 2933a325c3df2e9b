"""A judge of whether one text follows from another: an NLI cross-encoder, from local files only.

``name ─find_nli─▶ entry ─checked_folder─▶ NliModel ─(quote, statement)...─▶ Verdict...``. The network is
loaded when it is first needed. What a verdict does to a statement is left to ``search.support``.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelDamaged, ModelMismatch, ModelMissing
from index.fold import default_folder
from index.model_files import code_in
from index.model_lock import NliEntry, find_nli
from index.models import checked_folder
from index.source import mend_surrogates
from index.transformer_encoder import INSTALL, has_safetensors, quiet
from search.support import Verdict

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_PACKAGES = ("torch", "sentence_transformers")
_BATCH = 16  # pairs at once through the network
_DIGITS = 4  # of a probability


class NliModel:
    """One network; safe to share between threads, which then take turns.

    Computes in float32, so that what it says of a pair depends on the others that are asked with it
    by less than the digits that are told.
    """

    def __init__(self, entry: NliEntry, folder: Path, *, device: str = "cpu") -> None:
        """Prepare; the network is loaded by :meth:`load`, or when the first pair is judged.

        Args:
            folder: With the files of the entry, checked.
            device: As torch names it: "cpu", "cuda", "mps".

        Raises:
            ModelMissing: sentence-transformers or torch is not installed.
            ModelDamaged: The folder asks for code of its own.
        """
        for package in _PACKAGES:
            if importlib.util.find_spec(package) is None:
                raise ModelMissing(
                    f"cannot be run: {package} is not installed", where=entry.name, hint=INSTALL
                )
        if problems := code_in(folder):
            raise ModelDamaged(problems[0], where=str(folder), hint="use a model without code")
        self._entry = entry
        self._folder = folder
        self._device = device
        self._lock = threading.Lock()
        self._model: CrossEncoder | None = None
        self._fold = default_folder().fold_case_kept

    @property
    def name(self) -> str:
        """The entry of ``models.lock``."""
        return self._entry.name

    def load(self) -> None:
        """Load the network now, which takes seconds; nothing outside its folder is read.

        Raises:
            ModelDamaged: It cannot be loaded.
            ModelMismatch: Its labels, modules or limit are not what the lock says.
        """
        with self._lock:
            self._loaded()

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Verdict]:
        """What it says of each (quote, statement), in order.

        A pair that is longer than the network reads is not cut, as the rest might say otherwise:
        nothing is said of it. Raises as :meth:`load`.
        """
        with self._lock:
            model = self._loaded()
            folded = [(self._read(quote), self._read(statement)) for quote, statement in pairs]
            fits = [self._fits(model, *pair) for pair in folded]
            fitting = [pair for pair, fit in zip(folded, fits, strict=True) if fit]
            logits = iter(
                model.predict(fitting, prompt="", batch_size=_BATCH, show_progress_bar=False)
            )
            return [self._verdict(next(logits)) if fit else Verdict(0.0, 0.0) for fit in fits]

    def _read(self, text: str) -> str:
        """A text as the network gets it."""
        return self._fold(mend_surrogates(text))

    def _fits(self, model: CrossEncoder, quote: str, statement: str) -> bool:
        """Whether a pair is read whole."""
        tokens = model.tokenizer(quote, statement, truncation=False, verbose=False)["input_ids"]
        return len(tokens) <= self._entry.max_tokens

    def _verdict(self, logits: NDArray[Any]) -> Verdict:
        powers = np.exp(logits.astype(np.float64) - logits.max())
        shares = dict(zip(self._entry.labels, (powers / powers.sum()).tolist(), strict=True))
        return Verdict(
            round(shares["entailment"], _DIGITS), round(shares["contradiction"], _DIGITS)
        )

    def _loaded(self) -> CrossEncoder:
        if self._model is None:
            model = _load(self._entry, self._folder, self._device)
            _check(self._entry, model, self._folder)
            self._model = model
        return self._model


def open_nli(name: str, *, models_home: Path | None = None, lock: Path | None = None) -> NliModel:
    """The NLI model of a name, its files hashed, its network not yet loaded.

    Args:
        models_home: The folder of fetched models.
        lock: None: the one that comes with wenju.

    Raises:
        UsageError: No entry of such a model has this name.
        ModelMissing: Its files, or the packages that run it, are not here.
        ModelDamaged: Its files are not what the lock says.
    """
    entry = find_nli(name, lock)
    return NliModel(entry, checked_folder(entry, check_hashes=True, models_home=models_home))


def _load(entry: NliEntry, folder: Path, device: str) -> CrossEncoder:
    import torch
    from sentence_transformers import CrossEncoder

    with quiet():
        try:
            return CrossEncoder(
                str(folder.resolve()),
                device=device,
                local_files_only=True,
                trust_remote_code=False,
                activation_fn=torch.nn.Identity(),
                model_kwargs={"dtype": torch.float32, "use_safetensors": has_safetensors(folder)},
            )
        except Exception as error:  # each library under it raises its own classes
            reason = " ".join(str(error).split())[:300] or type(error).__name__
            raise ModelDamaged(
                f"cannot be loaded ({reason})",
                where=str(folder),
                hint=f"wenju models verify {entry.name}",
            ) from error


def _check(entry: NliEntry, model: CrossEncoder, folder: Path) -> None:
    """Hold what was loaded to the entry.

    Raises:
        ModelMismatch: See :meth:`NliModel.load`.
    """
    modules = [type(module).__name__ for module in model]
    named = _labels(model.config.id2label)
    limit = model.max_seq_length
    wrong = ""
    if modules != ["Transformer"]:
        wrong = f"has modules that wenju does not run: {', '.join(modules)}"
    elif model.num_labels != len(entry.labels):
        wrong = f"has {model.num_labels} outputs, models.lock says {len(entry.labels)}"
    elif named and named != entry.labels:
        wrong = f"calls its outputs {', '.join(named)}, models.lock {', '.join(entry.labels)}"
    elif limit is not None and limit < entry.max_tokens:
        wrong = f"reads {limit} tokens, models.lock says {entry.max_tokens}"
    if wrong:
        raise ModelMismatch(wrong, where=str(folder), hint="mend the entry in models.lock")


def _labels(names: dict[int, str]) -> tuple[str, ...]:
    """What a folder calls the outputs, in their order; empty where it only counts them."""
    found = tuple(names[at].lower() for at in sorted(names))
    return () if all(name.startswith("label_") for name in found) else found
