"""Temporary indexes to measure in: sources and distractors, built once and kept in a cache.

``sources, distractors, encoder ─key─▶ CACHE/KEY ─build if new─▶ PooledIndex``. A key names all that
decides the index: the bytes of the files, the model, our code. Entries long unused are removed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.build import build, fingerprint
from index.config import IndexConfig
from index.encode import Encoder
from index.errors import BrokenIndex, UsageError
from index.generation import Current, file_sha256, prune, read_current, set_current
from index.read.discover import discover
from search.snapshot import open_index

MAX_BYTES = 6 << 30  # of the whole cache
MAX_DAYS = 30  # without use
_USED = "used"  # touched at each use
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PooledIndex:
    """An index of the cache, and what its build left out if it was built now."""

    path: Path
    seconds: float  # of building; 0: it was there
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CacheSize:
    """What the cache holds after pruning."""

    entries: int
    size: int  # bytes
    removed: int  # entries


def pooled_index(
    sources: Sequence[Path],
    cache: Path,
    *,
    encoder: Encoder | None = None,
    distractors: Path | None = None,
    config: IndexConfig | None = None,
    jobs: int = 1,
    progress: Progress = lambda done, total: None,
) -> PooledIndex:
    """The index of these sources and distractors; built if the cache lacks it.

    An entry of the same distractors and model is taken as a start, so that only what is new is
    read and encoded.

    Raises:
        UsageError: A source does not exist.
        IndexNotWritable: The cache cannot be written.
    """
    config = config or IndexConfig()
    key = _key(sources, encoder, distractors, config)
    entry = cache / key
    if not _is_whole(entry):
        started = time.perf_counter()
        with suppress(OSError):  # only a shorter way
            _start_from_relative(entry)
        pool = [*sources, distractors] if distractors else list(sources)
        report = build(pool, entry, config=config, encoder=encoder, jobs=jobs, progress=progress)
        set_current(entry, Current(report.generation, None))
        prune(entry)
        _touch(entry)
        return PooledIndex(entry, time.perf_counter() - started, report.skipped)
    _touch(entry)
    return PooledIndex(entry, 0.0, ())


def prune_cache(cache: Path, *, keep: Iterable[Path], max_bytes: int = MAX_BYTES) -> CacheSize:
    """Remove entries long unused, and the longest unused while the cache is too large.

    Args:
        cache: The cache folder.
        keep: Entries that are in use.
        max_bytes: What all entries may take together; those of ``keep`` stay in any case.
    """
    kept = {path.resolve() for path in keep}
    entries = (
        [path for path in cache.iterdir() if (path / _USED).exists()] if cache.exists() else []
    )
    ages = {path: time.time() - (path / _USED).stat().st_mtime for path in entries}
    total, left, seen = 0, 0, set[int]()
    for path in sorted(entries, key=lambda path: (path.resolve() not in kept, ages[path])):
        size = _size(path, seen)
        spare = path.resolve() not in kept
        if spare and (total + size > max_bytes or ages[path] > MAX_DAYS * 86_400):
            shutil.rmtree(path, ignore_errors=True)
            continue
        total += size
        left += 1
    return CacheSize(left, total, len(entries) - left)


def _key(
    sources: Sequence[Path], encoder: Encoder | None, distractors: Path | None, config: IndexConfig
) -> str:
    """``<distractors, model>-<code, figures>-<sources>``; relatives share the first part."""
    model = encoder.identity if encoder else "none"
    pool = file_sha256(distractors) if distractors else "none"
    files = [f"{found.name} {file_sha256(found.path)}" for found in discover(sources).files]
    figures = repr(sorted(config.as_dict().items()))
    parts = ((model, pool), (fingerprint(), figures), files)
    return "-".join(hashlib.sha256("\n".join(part).encode()).hexdigest()[:12] for part in parts)


def _is_whole(entry: Path) -> bool:
    try:
        open_index(entry)
    except BrokenIndex:
        return False
    return (entry / _USED).exists()


def _start_from_relative(entry: Path) -> None:
    """Link the newest index of the same distractors and model, of this code if there is one."""
    pool, code, _ = entry.name.split("-")
    relatives = [p for p in entry.parent.glob(f"{pool}-*") if p != entry and (p / _USED).exists()]
    if not relatives or entry.exists():
        return
    chosen = max(relatives, key=lambda p: (f"-{code}-" in p.name, (p / _USED).stat().st_mtime))
    generation = read_current(chosen).generation
    folder = chosen / "generations" / generation
    shutil.copytree(folder, entry / "generations" / generation, copy_function=os.link)
    shutil.copyfile(chosen / "scan.json", entry / "scan.json")
    set_current(entry, Current(generation, None))


def _touch(entry: Path) -> None:
    with suppress(OSError):
        (entry / _USED).touch()


def _size(entry: Path, seen: set[int]) -> int:
    """Bytes of an entry's files that are in none of those seen."""
    size = 0
    for path in entry.rglob("*"):
        with suppress(OSError):
            status = path.lstat()
            if path.is_file() and status.st_ino not in seen:
                seen.add(status.st_ino)
                size += status.st_size
    return size


def check_distractors(article_ids: Iterable[str], distractors: Path, ids: Iterable[str]) -> None:
    """Refuse distractors that would take the place of an article.

    Raises:
        UsageError: An id stands in both.
    """
    shared = sorted(set(article_ids) & set(ids))
    if shared:
        raise UsageError(
            f"{len(shared):,} of its ids are those of articles (the first: {shared[0]!r})",
            where=str(distractors),
            hint="give the distractors ids of their own",
        )
