"""What a server process holds: the open index, opened anew when a build publishes another.

Every request compares the stat of ``CURRENT``, which costs microseconds. A new generation that
cannot be opened is told once in the log, and the old one keeps serving.
"""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock

from api.errors import expected
from api.opening import searcher_of
from index.errors import WenjuError
from index.generation import CURRENT
from search.search import Searcher

_Stamp = tuple[int, int]  # modification time in nanoseconds, inode
_log = logging.getLogger("wenju")


class Serving:
    """The searcher of the generation that serves; safe to share between threads."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self._lock = Lock()
        self._searcher: Searcher | None = None
        self._seen: _Stamp | None = None
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
        if current is not None and self._stamp() == self._seen:
            return current
        with self._lock:
            return self._renewed()

    def _renewed(self) -> Searcher:
        stamp = self._stamp()
        if self._searcher is not None and stamp == self._seen:
            return self._searcher
        try:
            searcher = searcher_of(self.index, before=self._searcher)
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

    def _stamp(self) -> _Stamp | None:
        try:
            stat = (self.index / CURRENT).stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino
