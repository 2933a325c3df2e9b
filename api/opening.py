"""Open what a command or a server works with: an index with its encoder, models by their names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import SUPPORT_MODEL, chat_settings, models_home, support_model
from index.encode import Encoder
from index.errors import ModelMissing, UsageError
from search.opening import open_searcher
from search.search import Mode, Searcher

if TYPE_CHECKING:
    from search.nli import NliModel
    from search.support import Judge

NO_MODEL = "none"


def searcher_of(
    index: Path,
    *,
    mode: Mode = "hybrid",
    before: Searcher | None = None,
    judge: Judge | None = None,
) -> Searcher:
    """A searcher of the generation that serves. Raises as ``search.opening.open_searcher``."""
    return open_searcher(index, encoder_of, mode=mode, before=before, judge=judge)


def support_judge() -> NliModel | None:
    """What judges the sentences that a language model writes, its files checked, not yet loaded.

    None where ``WENJU_SUPPORT_MODEL`` names nothing, or no language model writes.

    Raises:
        UsageError: No such model is in ``models.lock``, or it or what runs it is not here.
        ModelDamaged: Its files are not what the lock says.
    """
    name = support_model()
    if name is None or chat_settings() is None:
        return None
    from search.nli import open_nli

    try:
        return open_nli(name, models_home=models_home())
    except (UsageError, ModelMissing) as error:
        where, what = SUPPORT_MODEL, f"{error.where}: {error.what}"
        raise UsageError(what, where=where, hint=error.hint) from error


def encoder_of(name: str, *, check_hashes: bool = False) -> Encoder:
    """The encoder of an entry of ``models.lock``. Raises as ``index.models.open_encoder``.

    A search trusts names and sizes of the model's files; a build reads them whole.
    """
    from index.models import DEFAULT_MODEL, embedded_encoder, open_encoder

    if name == DEFAULT_MODEL and not check_hashes:
        return embedded_encoder()  # answers ask it as well: once is enough
    return open_encoder(name, check_hashes=check_hashes, models_home=models_home())


def model_to_build(given: str | None, index: Path) -> str | None:
    """The model that a build is for; None for no vectors.

    What is asked for; else what the index was built with, so that a nightly build need not say it;
    else, and in place of an embedded one of an older version, the embedded one.
    """
    from index.errors import BrokenIndex
    from index.generation import read_current, read_manifest
    from index.models import DEFAULT_MODEL, find_entry

    if given == "":
        hint = f"name an entry of models.lock, or {NO_MODEL}"
        raise UsageError("no name", where="--model", hint=hint)
    if given is not None:
        return None if given == NO_MODEL else given
    try:
        held = read_manifest(index, read_current(index).generation)["model"]
        if held is None or not find_entry(held).embedded:
            return None if held is None else str(held)
    except (BrokenIndex, UsageError):
        pass
    return DEFAULT_MODEL
