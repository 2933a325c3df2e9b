"""What a server process holds: the open index, opened anew when a build publishes another.

Every request compares the stat of ``CURRENT``, which costs microseconds. A new generation that
cannot be opened is told once in the log, and the old one keeps serving. Beside it lie, opened when
an id is first missed, the articles of the generation before and the list of what was retired.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from api.errors import expected
from api.opening import searcher_of, support_judge
from index.errors import BrokenIndex, WenjuError
from index.generation import CURRENT, read_current
from index.retired import Retired
from search.search import Searcher
from search.snapshot import Archive, open_archive

_Stamp = tuple[int, int]  # modification time in nanoseconds, inode
_log = logging.getLogger("wenju")


@dataclass(frozen=True, slots=True)
class Library:
    """Where one request looks up ids: what serves, what served before, what was before that."""

    current: Archive
    previous: Callable[[], Archive | None]  # opens it when first asked
    retired_file: Callable[[str], str | None]  # the file that a retired article stood in


class Serving:
    """The searcher of the generation that serves; safe to share between threads."""

    def __init__(self, index: Path) -> None:
        """Open it; an index that cannot be opened is told, and looked for again.

        Raises:
            UsageError, ModelError: What judges written sentences is set and cannot be had.
        """
        self.index = index
        self._lock = Lock()
        self._judge = support_judge()
        if self._judge is not None:
            self._judge.load()
        self._searcher: Searcher | None = None
        self._seen: _Stamp | None = None
        self._previous = _Previous(index)
        self._retired = Retired(index)
        try:
            self.searcher()
        except WenjuError as error:
            _log.warning("wenju: %s", error)

    def searcher(self) -> Searcher:
        """The searcher to use for one request.

        Raises:
            BrokenIndex, ModelError: There is none, and none was open before.
        """
        current = self._searcher
        if current is not None and _stamp(self.index) == self._seen:
            return current
        with self._lock:
            return self._renewed()

    def library(self) -> Library:
        """Where to look up ids for one request. Raises as :meth:`searcher`."""
        archive = self.searcher().snapshot.archive
        return Library(archive, self._previous.archive, self._retired.file_of)

    def _renewed(self) -> Searcher:
        stamp = _stamp(self.index)
        if self._searcher is not None and stamp == self._seen:
            return self._searcher
        try:
            searcher = searcher_of(self.index, before=self._searcher, judge=self._judge)
        except Exception as error:
            known = expected(error)
            if known is None:
                raise
            if self._searcher is None:
                raise known from error
            if stamp != self._seen:
                _log.warning("wenju: still serving the generation before; %s", known)
        else:
            self._searcher = searcher
        self._seen = stamp
        return self._searcher


class _Previous:
    """The generation before the one that serves, by CURRENT; looked at again when that changes."""

    def __init__(self, index: Path) -> None:
        self._index = index
        self._lock = Lock()
        self._seen: _Stamp | None = None
        self._archive: Archive | None = None

    def archive(self) -> Archive | None:
        """It, if there is one and it can be opened; why it cannot is told once in the log."""
        with self._lock:
            stamp = _stamp(self._index)
            if stamp != self._seen:
                self._archive = self._opened()
                self._seen = stamp
            return self._archive

    def _opened(self) -> Archive | None:
        named: str | None = None
        while True:  # a build may prune it between the two lines; then CURRENT names another
            before = named
            try:
                named = read_current(self._index).previous
                return open_archive(self._index, named) if named else None
            except BrokenIndex as error:
                if named == before:
                    _log.warning("wenju: the generation before is not kept; %s", error)
                    return None


def _stamp(index: Path) -> _Stamp | None:
    try:
        stat = (index / CURRENT).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino
