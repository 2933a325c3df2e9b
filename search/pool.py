"""Temporary indexes to measure in: sources and distractors, built once and kept in a cache.

``sources, distractors, encoder ─key─▶ CACHE/KEY ─build if new─▶ PooledIndex``. A key names all that
decides the index: the bytes of the files, the model, our code. Entries long unused are removed.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import math
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.build import build, fingerprint
from index.config import IndexConfig
from index.encode import Encoder
from index.errors import BrokenIndex, IndexNotWritable, UsageError
from index.generation import Current, file_sha256, prune, read_current, set_current
from index.read.discover import discover
from search.dataset import corpus_ids
from search.snapshot import open_index

MAX_BYTES = 6 << 30  # of the whole cache
MAX_DAYS = 30  # without use
_USED = "used"  # touched at each use; an entry without it was never finished
_KEY = re.compile(r"[0-9a-f]{12}(-[0-9a-f]{12}){2}")
_FULL = (errno.ENOSPC, errno.EDQUOT)
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
    read and encoded. Where another process builds the same one, its end is waited for.

    Raises:
        UsageError: A source does not exist.
        IndexNotWritable: The cache cannot be written.
    """
    config = config or IndexConfig()
    key = _key(sources, encoder, distractors, config)
    entry = cache / key
    if not _is_whole(entry):
        pool = [*sources, distractors] if distractors else list(sources)
        with _cache_errors(cache), _held(entry):
            if not _is_whole(entry):  # still, now that nobody else builds it
                return _built(pool, entry, config, encoder, jobs, progress)
    _touch(entry)
    return PooledIndex(entry, 0.0, ())


def _built(
    pool: Sequence[Path],
    entry: Path,
    config: IndexConfig,
    encoder: Encoder | None,
    jobs: int,
    progress: Progress,
) -> PooledIndex:
    started = time.perf_counter()
    with suppress(OSError, BrokenIndex):  # only a shorter way
        _start_from_relative(entry)
    report = build(pool, entry, config=config, encoder=encoder, jobs=jobs, progress=progress)
    set_current(entry, Current(report.generation, None))
    prune(entry)
    _touch(entry)
    return PooledIndex(entry, time.perf_counter() - started, report.skipped)


@contextmanager
def _cache_errors(cache: Path) -> Iterator[None]:
    """Name the option that chooses the cache, which is not that of an index."""
    try:
        yield
    except IndexNotWritable as error:
        hint = error.hint.replace("--index", "--cache")
        raise IndexNotWritable(error.what, where=error.where, hint=hint) from error


@contextmanager
def _held(entry: Path) -> Iterator[None]:
    """Hold the lock file beside an entry, once whoever holds it is done.

    Raises:
        IndexNotWritable: It cannot be made.
    """
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        descriptor = _lock(entry)
    except OSError as error:
        full = error.errno in _FULL
        raise IndexNotWritable(
            f"cannot write the cache: {error.strerror or error}",
            where=str(entry.parent),
            hint="free some disk space" if full else "choose a folder with --cache",
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)


def _lock(entry: Path, *, wait: bool = True) -> int:
    """A descriptor that holds the lock file; one that was removed meanwhile does not count."""
    path = _lock_file(entry)
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            with suppress(FileNotFoundError):
                if path.stat().st_ino == os.fstat(descriptor).st_ino:
                    return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _lock_file(entry: Path) -> Path:
    return entry.with_name(f".{entry.name}.lock")


def prune_cache(cache: Path, *, keep: Iterable[Path], max_bytes: int = MAX_BYTES) -> CacheSize:
    """Remove entries never finished or long unused, and the longest unused while it is too large.

    An entry that another process builds now stays. What else lies in the folder is not touched.

    Args:
        cache: The cache folder.
        keep: Entries that are in use.
        max_bytes: What all entries may take together; those of ``keep`` stay in any case.
    """
    kept = {path.resolve() for path in keep}
    ages = _ages(cache)
    total, left, removed, seen = 0, 0, 0, set[int]()
    for path in sorted(ages, key=lambda path: (path.resolve() not in kept, ages[path])):
        size = _size(path, seen)
        spare = path.resolve() not in kept
        if spare and (total + size > max_bytes or ages[path] > MAX_DAYS * 86_400):
            removed += _removed(path)
            continue
        total += size
        left += ages[path] < math.inf
    return CacheSize(left, total, removed)


def _ages(cache: Path) -> dict[Path, float]:
    """Seconds since each entry's use; infinite for one that was never finished."""
    ages: dict[Path, float] = {}
    for path in cache.iterdir() if cache.is_dir() else ():
        try:
            ages[path] = time.time() - (path / _USED).stat().st_mtime
        except OSError:  # of another kind, unfinished, or just removed by another process
            if _KEY.fullmatch(path.name) and path.is_dir():
                ages[path] = math.inf
    return ages


def _removed(entry: Path) -> bool:
    """Remove an entry, unless another process builds it."""
    try:
        descriptor = _lock(entry, wait=False)
    except OSError:
        return False
    try:
        shutil.rmtree(entry, ignore_errors=True)
        _lock_file(entry).unlink(missing_ok=True)
    finally:
        os.close(descriptor)
    return not entry.exists()


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
    for folder, _, names in os.walk(entry):
        for name in names:
            with suppress(OSError):
                status = Path(folder, name).lstat()
                if stat.S_ISREG(status.st_mode) and status.st_ino not in seen:
                    seen.add(status.st_ino)
                    size += status.st_size
    return size


def distractor_ids(path: Path) -> frozenset[str]:
    """The ids of a file of distractors.

    Raises:
        UsageError: It is no JSONL file, or cannot be read.
    """
    hint = "give a .jsonl file, an object with _id and text a line"
    if not path.name.lower().endswith(".jsonl"):
        raise UsageError("not a file of distractors", where=str(path), hint=hint)
    return corpus_ids(path, hint=hint)


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
