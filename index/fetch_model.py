"""Get a model's files, from the hub, a mirror of it or a folder, checked before they are in place.

``entry ─▶ staging folder ─hash, hold to the pins─▶ fetched.json ─one rename─▶ models_home/NAME``. The
staging folder stays when a fetch is cut off, and the next one goes on from there. Only the files
that a model is loaded from are taken, never code. Asking the network is left to ``index.hub``.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import ModelDamaged, ModelError, UsageError
from index.hub import HUB, Offer, asking_hub, download, list_offers
from index.model_files import (
    FETCHED,
    check_model,
    code_in,
    files_in,
    hash_file,
    missing_files,
    model_folder,
    needed_files,
    read_record,
)
from index.model_lock import ModelEntry, ModelFile

Say = Callable[[str], None]
"""Takes one line a file that is being got."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch did. ``unproven``: files that nothing but this record pins."""

    name: str
    folder: Path
    n_bytes: int
    already: bool
    unproven: tuple[str, ...] = ()


def fetch_from_hub(
    entry: ModelEntry,
    models_home: Path,
    *,
    endpoint: str = HUB,
    bars: bool = False,
    say: Say = print,
) -> Fetched:
    """Get a model by its revision from a hub.

    Args:
        endpoint: The hub or a mirror of it, a web address.
        bars: Show a progress bar a file on stderr.

    Raises:
        UsageError: The model comes with wenju.
        ModelMissing: The hub cannot be reached, or has not what is pinned.
        ModelDamaged: A file is not what the lock or the hub's metadata says; nothing was put in place.
        ModelError: Another fetch of it is running, or the folder cannot be written.
    """
    if done := _already(entry, models_home):
        return done
    with _staging(entry, models_home) as staging:
        files: dict[str, ModelFile] = {}
        unproven = []
        with asking_hub(entry, endpoint):
            for offer in list_offers(entry, endpoint):
                size = f" ({offer.n_bytes / 1e6:,.1f} MB)" if offer.n_bytes else ""
                say(f"{offer.path}{size}")
                download(entry, offer, staging / offer.path, endpoint=endpoint, bars=bars)
                files[offer.path] = _held_to_pins(entry, offer, staging / offer.path)
                if not (offer.sha256 or offer.blob_id or _pinned(entry, offer.path)):
                    unproven.append(offer.path)
        return _publish(entry, staging, models_home, files, unproven, source=endpoint)


def fetch_from_folder(
    entry: ModelEntry, source: Path, models_home: Path, *, say: Say = print
) -> Fetched:
    """Copy a model from a folder: a clone of its repository, or another machine's models folder.

    Files with a hash in the lock are held to it, the others to the ``fetched.json`` of the folder
    if that is of the same revision; what neither covers is told as ``unproven``.

    Raises:
        UsageError: The model comes with wenju, or the folder is none.
        ModelDamaged: A file is missing or not what is pinned; nothing was put in place.
        ModelError: As :func:`fetch_from_hub`.
    """
    if not source.is_dir():
        raise UsageError("no such folder", where=str(source), hint="check --from")
    if done := _already(entry, models_home):
        return done
    record = read_record(source) or {}
    same = record.get("revision") == entry.revision and isinstance(record.get("files"), dict)
    recorded = record["files"] if same else {}
    names = list(files_in(source))
    wanted = [file.path for file in entry.files] if entry.pin == "files" else needed_files(names)
    if missing := missing_files(entry.kind, names) or sorted(set(wanted) - set(names)):
        raise ModelDamaged(f"{missing[0]} is missing", where=str(source), hint="copy all its files")
    with _staging(entry, models_home) as staging:
        files: dict[str, ModelFile] = {}
        unproven = []
        for name in wanted:
            say(name)
            (staging / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, staging / name)
            known = recorded.get(name)
            sha256 = str(known.get("sha256", "")) if isinstance(known, dict) else ""
            offer = Offer(name, None, sha256, "")
            files[name] = _held_to_pins(entry, offer, staging / name)
            if not (sha256 or _pinned(entry, name)):
                unproven.append(name)
        return _publish(entry, staging, models_home, files, unproven, source="a folder")


def _already(entry: ModelEntry, models_home: Path) -> Fetched | None:
    """The model, if all its files are here and as pinned."""
    if entry.embedded:
        raise UsageError("comes with wenju", where=entry.name, hint="there is nothing to fetch")
    folder = model_folder(entry, models_home)
    if folder is None or check_model(entry, folder, hashes=True):
        return None
    size = sum((folder / name).stat().st_size for name in files_in(folder))
    return Fetched(entry.name, folder, size, already=True)


@contextmanager
def _staging(entry: ModelEntry, models_home: Path) -> Iterator[Path]:
    """The folder that files are got into, for one fetch at a time; it stays if the fetch fails."""
    staging = models_home / f".fetch-{entry.name}-{entry.revision[:12]}"
    try:
        staging.mkdir(parents=True, exist_ok=True)
        with (models_home / f".{entry.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ModelError(
                    "another fetch of it is running", where=entry.name, hint="wait for it"
                ) from None
            yield staging
    except OSError as error:
        full = "; the disk is full" if error.errno == errno.ENOSPC else ""
        raise ModelError(
            f"cannot be written ({error.strerror or error}{full})",
            where=str(models_home),
            hint="mend it, or set WENJU_MODELS to another folder",
        ) from error


def _held_to_pins(entry: ModelEntry, offer: Offer, path: Path) -> ModelFile:
    """The facts of a file that is what the lock and the hub say; one that is not is removed."""
    found = ModelFile(offer.path, hash_file(path), path.stat().st_size)
    pinned = _pinned(entry, offer.path)
    wrong = ""
    if pinned and found.sha256 != pinned.sha256:
        wrong = "is not what models.lock pins"
    elif offer.sha256 and found.sha256 != offer.sha256:
        wrong = "is not what it was recorded to be"
    elif offer.blob_id and _blob_id(path) != offer.blob_id:
        wrong = "is not what the hub says it is"
    if wrong:
        path.unlink()
        raise ModelDamaged(
            f"{offer.path} {wrong} (sha256 {found.sha256})",
            where=entry.name,
            hint="nothing was put in place; fetch it again, or from another mirror",
        )
    return found


def _publish(
    entry: ModelEntry,
    staging: Path,
    models_home: Path,
    files: dict[str, ModelFile],
    unproven: list[str],
    *,
    source: str,
) -> Fetched:
    """Write the record, check the whole, and put it in place by one rename."""
    record = {
        "name": entry.name,
        "repository": entry.repository,
        "revision": entry.revision,
        "from": source,
        "files": {
            name: {"bytes": file.n_bytes, "sha256": file.sha256} for name, file in files.items()
        },
    }
    for stray in set(files_in(staging)) - files.keys():
        (staging / stray).unlink()
    (staging / FETCHED).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if problems := code_in(staging) or check_model(entry, staging, hashes=False):
        shutil.rmtree(staging)
        raise ModelDamaged(problems[0], where=entry.name, hint="nothing was put in place")
    target = models_home / entry.name
    if target.exists():
        old = models_home / f".old-{entry.name}"
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        staging.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        staging.rename(target)
    size = sum(file.n_bytes or 0 for file in files.values())
    return Fetched(entry.name, target, size, already=False, unproven=tuple(unproven))


def _pinned(entry: ModelEntry, path: str) -> ModelFile | None:
    return next((file for file in entry.files if file.path == path), None)


def _blob_id(path: Path) -> str:
    """Git's id of a file's content."""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
