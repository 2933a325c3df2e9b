"""Generations: immutable folders, published by one rename, two of them kept.

::

    wenju-index/
    ├── CURRENT                 "<generation>\\n<the one before or nothing>\\n", replaced by rename
    ├── lock                    held by a build; readers never look at it
    ├── scan.json               sizes and times of the files as last read: a cache, may be lost
    ├── retired.jsonl           articles that no generation here holds any more: a cache too
    └── generations/<id>/       manifest.json (written last), passages.sqlite, lexical/, titles/,
                                vectors/ (unless built without a model), NOTICE

The id is 16 hex of SHA-256 over the manifest without the fields that tell two equal builds apart,
so an unchanged corpus is the same generation.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from index.config import FORMAT_VERSION, IndexConfig
from index.errors import (
    BrokenIndex,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexNotWritable,
    IndexVersionMismatch,
)
from index.retired import RETIRED, remember

MANIFEST = "manifest.json"
CURRENT = "CURRENT"
GENERATIONS = "generations"
STORE, LEXICAL, TITLES, VECTORS = "passages.sqlite", "lexical", "titles", "vectors"
PASSAGE_ARTICLES = "passage_articles.u32"  # (n_passages,), the article of each passage
_PARTIAL = ".partial-"
_VOLATILE = ("built_at", "seconds", "parent", "generation")
_READ = {"generation", "fingerprint", "sources", "counts", "languages", "model", "vectors"}
_HASH_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Current:
    """What CURRENT says: the generation that serves and the one before it."""

    generation: str
    previous: str | None


def read_current(index: Path) -> Current:
    """Read CURRENT.

    Raises:
        IndexMissing: There is no index at this place, or no build of it has finished.
        IndexDamaged: CURRENT is not what a build writes.
    """
    try:
        lines = (index / CURRENT).read_text(encoding="ascii").split("\n")
    except (FileNotFoundError, NotADirectoryError):
        what = "no index here" if not index.exists() else "no finished index here"
        hint = f"make one: wenju build SOURCE --index {index}"
        raise IndexMissing(what, where=str(index), hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(
            f"CURRENT not readable ({error})", where=str(index), hint=_REBUILD
        ) from None
    names = [line for line in lines if line]
    if not names or len(names) > 2 or any("/" in name or name.startswith(".") for name in names):
        raise IndexDamaged("CURRENT names no generation", where=str(index), hint=_REBUILD)
    return Current(names[0], names[1] if len(names) == 2 else None)


_REBUILD = "build the index again; wenju doctor says how"


def read_manifest(index: Path, generation: str) -> dict[str, Any]:
    """The manifest of a generation, its format and shape checked.

    Raises:
        IndexDamaged: It is missing, not JSON or not whole.
        IndexVersionMismatch: It was written in another format version.
    """
    path = index / GENERATIONS / generation / MANIFEST
    try:
        manifest = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        raise IndexDamaged(
            "the generation is half-written or gone", where=str(path.parent), hint=_REBUILD
        ) from None
    version = manifest.get("format") if isinstance(manifest, dict) else None
    if version != FORMAT_VERSION:
        raise IndexVersionMismatch(
            f"index format {version}, this wenju reads {FORMAT_VERSION}",
            where=str(index),
            hint=_REBUILD,
        )
    try:
        IndexConfig.from_dict(manifest["config"])
        whole = all({"sha256", "bytes"} <= file.keys() for file in manifest["files"].values())
    except (AttributeError, KeyError, TypeError, ValueError):
        whole = False
    if not whole or not manifest.keys() >= _READ:
        raise IndexDamaged("its manifest is not whole", where=str(path.parent), hint=_REBUILD)
    return dict(manifest)


def check_files(folder: Path, manifest: dict[str, Any], *, hashes: bool) -> list[str]:
    """What is wrong with a generation's files: missing, of another size or content."""
    wrong: list[str] = []
    for name, stated in sorted(manifest["files"].items()):
        path = folder / name
        if not path.is_file():
            wrong.append(f"{name}: missing")
        elif path.stat().st_size != stated["bytes"]:
            wrong.append(
                f"{name}: {path.stat().st_size} bytes, the manifest says {stated['bytes']}"
            )
        elif hashes and file_sha256(path) != stated["sha256"]:
            wrong.append(f"{name}: its SHA-256 is not the manifest's")
    return wrong


def file_sha256(path: Path) -> str:
    """SHA-256 over a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_HASH_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def build_lock(index: Path) -> Iterator[None]:
    """Hold the index for one build; a lock of a build that died is free again.

    Raises:
        IndexBusy: Another build holds it.
        IndexNotWritable: The folder cannot be made or written.
    """
    with writing(index):
        (index / GENERATIONS).mkdir(parents=True, exist_ok=True)
        descriptor = os.open(index / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusy(
                "another build is writing this index", where=str(index), hint="wait for it to end"
            ) from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Turn what the file system refuses into one clear error.

    Raises:
        IndexNotWritable: No permission, a read-only or full disk, or a file in the way.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise IndexNotWritable(
            f"cannot write the index: {error}", where=str(index), hint="free some disk space"
        ) from error
    except OSError as error:
        hints = {errno.ENOSPC: "free some disk space", errno.EDQUOT: "free some disk space"}
        raise IndexNotWritable(
            f"cannot write the index: {error.strerror or error}",
            where=str(index),
            hint=hints.get(error.errno or 0, "choose a folder that can be written with --index"),
        ) from error


def new_partial(index: Path) -> Path:
    """An empty folder for a build to fill; left-overs of builds that died are removed."""
    generations = index / GENERATIONS
    for left_over in generations.glob(f"{_PARTIAL}*"):
        shutil.rmtree(left_over, ignore_errors=True)
    for name in (CURRENT, RETIRED, "scan.json"):
        for unfinished in index.glob(f".{name}-*"):
            unfinished.unlink(missing_ok=True)
    partial = generations / f"{_PARTIAL}{os.getpid()}"
    partial.mkdir()
    return partial


def publish(index: Path, partial: Path, manifest: dict[str, Any]) -> str:
    """Make a filled folder the generation that serves; its id.

    Order: hash and sync every file, write the manifest, sync, rename the folder, sync, rename
    CURRENT, sync, prune. A crash before the rename of CURRENT leaves the old one serving.
    """
    files = sorted(path for path in partial.rglob("*") if path.is_file())
    manifest["files"] = {
        path.relative_to(partial).as_posix(): {
            "sha256": file_sha256(path),
            "bytes": path.stat().st_size,
        }
        for path in files
    }
    for path in [*files, *(path for path in partial.rglob("*") if path.is_dir())]:
        _sync(path)
    generation = generation_id(manifest)
    manifest["generation"] = generation
    _write_synced(partial / MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    _sync(partial)
    folder = index / GENERATIONS / generation
    if _is_whole(folder):
        shutil.rmtree(partial)
    else:
        if folder.exists():  # a damaged one: out of the way first
            damaged = folder.with_name(f"{_PARTIAL}damaged-{os.getpid()}")
            folder.rename(damaged)
        partial.rename(folder)
    _sync(index / GENERATIONS)
    try:
        current: Current | None = read_current(index)
    except BrokenIndex:
        current = None
    if current is None or current.generation != generation:
        set_current(index, Current(generation, current.generation if current else None))
    prune(index)
    return generation


def set_current(index: Path, current: Current) -> None:
    """Swap CURRENT by one rename."""
    text = f"{current.generation}\n{current.previous or ''}\n"
    temporary = index / f".{CURRENT}-{os.getpid()}"
    _write_synced(temporary, text.encode("ascii"))
    temporary.rename(index / CURRENT)
    _sync(index)


def prune(index: Path) -> None:
    """Remove every generation but the one that serves and the one before.

    Articles that go with it are noted first, so that links to them can say so.
    """
    current = read_current(index)
    kept = [index / GENERATIONS / name for name in (current.generation, current.previous) if name]
    stores = [folder / STORE for folder in kept if (folder / STORE).exists()]
    for folder in sorted(set((index / GENERATIONS).iterdir()) - set(kept)):
        if not folder.name.startswith("."):  # a folder that was never published
            remember(index, folder / STORE, stores)
        shutil.rmtree(folder, ignore_errors=True)


def generation_id(manifest: dict[str, Any]) -> str:
    """The id of a generation: 16 hex over its manifest without what may differ."""
    lasting = {key: value for key, value in manifest.items() if key not in _VOLATILE}
    return hashlib.sha256(orjson.dumps(lasting, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _is_whole(folder: Path) -> bool:
    try:
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
        return not check_files(folder, manifest, hashes=True)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
