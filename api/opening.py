"""Open what a command or a server works with: an index with its encoder, a model by its name."""

from __future__ import annotations

from pathlib import Path

from api.settings import models_home
from index.encode import Encoder
from search.opening import open_searcher
from search.search import Mode, Searcher

NO_MODEL = "none"


def searcher_of(index: Path, *, mode: Mode = "hybrid", before: Searcher | None = None) -> Searcher:
    """A searcher of the generation that serves. Raises as ``search.opening.open_searcher``."""
    return open_searcher(index, encoder_of, mode=mode, before=before)


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
    from index.errors import BrokenIndex, UsageError
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
