"""What became of articles that no kept generation holds: a list beside the generations.

``pruned store, kept stores ─remember─▶ retired.jsonl ─Retired.file_of─▶ file of an old id``. An
article of a text file loses its id with every edit of it, so without this list an old link could
not even say which file it meant. It is a cache and no part of a generation: losing it, or a line
of it, turns a 410 into a 404 and nothing else.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from threading import Lock

import orjson

RETIRED = "retired.jsonl"  # a line an article, the newest last: ["<article_id>","<file>"]
MAX_LINES = 200_000
MAX_BYTES = 32 << 20  # ids may be long; with both bounds a reader knows what it lets itself in for
_GONE_SQL = (
    "SELECT article_id, file FROM main.article AS gone JOIN main.source USING (source_no)"
    " JOIN main.file USING (file_no) WHERE {unless} ORDER BY article_no DESC LIMIT ?"
)
_KEPT_SQL = "NOT EXISTS (SELECT 1 FROM {kept}.article AS a WHERE a.article_id = gone.article_id)"

_Stamp = tuple[int, int, int]  # modified in ns, size in bytes, inode


def remember(index: Path, gone: Path, kept: Sequence[Path]) -> None:
    """Add the articles of a store about to be removed that no kept store has.

    Call it before the removal: a build that dies in between does it again, and a line that is
    there already moves to the end. The list is replaced by one rename, so a reader sees the old
    or the new one. What cannot be read or written is left: a cache stops no build.

    Args:
        index: The index folder.
        gone: The store (``passages.sqlite``) of the generation to be removed.
        kept: The stores of the generations that stay.
    """
    with suppress(OSError, sqlite3.Error):
        retired = _only_in(gone, kept)
        if retired:
            known = _load(index / RETIRED)
            _write(index, {id_: known[id_] for id_ in known if id_ not in retired} | retired)


class Retired:
    """Looks up retired articles; reads the list when first asked, and again when it changed."""

    def __init__(self, index: Path) -> None:
        self._path = index / RETIRED
        self._lock = Lock()
        self._seen: _Stamp | None = None
        self._files: dict[str, str] = {}

    def file_of(self, article_id: str) -> str | None:
        """The file that a retired article stood in; None for an id that is not known."""
        stamp = self._stamp()
        with self._lock:
            if stamp != self._seen:
                self._files = _load(self._path)
                self._seen = stamp
            return self._files.get(article_id)

    def _stamp(self) -> _Stamp | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _only_in(gone: Path, kept: Sequence[Path]) -> dict[str, str]:
    """The files of the articles in one store and in none of the others, by id, in order."""
    with closing(sqlite3.connect(_uri(gone), uri=True)) as connection:
        names = [f"kept{n}" for n in range(len(kept))]
        for name, store in zip(names, kept, strict=True):
            connection.execute(f"ATTACH ? AS {name}", (_uri(store),))
        unless = " AND ".join(_KEPT_SQL.format(kept=name) for name in names) or "TRUE"
        found = connection.execute(_GONE_SQL.format(unless=unless), (MAX_LINES,)).fetchall()
        return dict(reversed(found))


def _uri(store: Path) -> str:
    return f"{store.absolute().as_uri()}?mode=ro&immutable=1"


def _write(index: Path, files: dict[str, str]) -> None:
    temporary = index / f".{RETIRED}-{os.getpid()}"
    try:
        temporary.write_bytes(b"".join(reversed(list(_newest(files)))))
        temporary.rename(index / RETIRED)
    finally:
        temporary.unlink(missing_ok=True)


def _newest(files: dict[str, str]) -> Iterator[bytes]:
    """The lines, newest first, as far as the bounds allow."""
    size = 0
    for _, article in zip(range(MAX_LINES), reversed(files.items()), strict=False):
        line = orjson.dumps(article) + b"\n"
        size += len(line)
        if size > MAX_BYTES:
            return
        yield line


def _load(path: Path) -> dict[str, str]:
    """The list, oldest first; lines that are not ours are passed over."""
    try:
        if path.stat().st_size > MAX_BYTES:  # not written by us
            return {}
        lines = path.read_bytes().splitlines()
    except OSError:
        return {}
    return dict(article for line in lines if (article := _article(line)))


def _article(line: bytes) -> tuple[str, str] | None:
    try:
        article_id, file = orjson.loads(line)
    except (ValueError, TypeError):
        return None
    return (article_id, file) if isinstance(article_id, str) and isinstance(file, str) else None
