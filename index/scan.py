"""Which files are as they were when last read: a cache beside the generations.

Only sizes and times are compared, so a file whose times lie within two seconds of the scan that
read it is never trusted: it may have changed again within the clock's step. Losing the cache
costs time, nothing else.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from index.errors import SourceError
from index.read.discover import FoundFile

_FILE = "scan.json"
_CLOCK_STEP_NS = 2_000_000_000

Stamp = tuple[int, int, int, int]  # size in bytes, modified and changed in ns, inode


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it was last read."""

    stamp: Stamp
    read_ns: int  # when that reading began
    sha256: str
    warnings: tuple[str, ...]


@dataclass(slots=True)
class Scan:
    """What is known from before, and what this build has read."""

    index: Path
    before: dict[str, Known]
    now: dict[str, tuple[str, Known]] = field(default_factory=dict)  # by citation name
    refused: set[str] = field(default_factory=set)  # citation names of files not to trust

    @classmethod
    def load(cls, index: Path) -> Scan:
        """Read the cache; an unreadable one counts as empty."""
        try:
            entries = orjson.loads((index / _FILE).read_bytes())
            before = {
                path: Known(tuple(stamp), read_ns, sha256, tuple(warnings))
                for path, (stamp, read_ns, sha256, warnings) in entries.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            before = {}
        return cls(index, before)

    def stamp(self, file: FoundFile) -> tuple[Stamp, int]:
        """The file's stamp, and the time, before it is read.

        Raises:
            SourceError: The file is gone or cannot be looked at.
        """
        try:
            return _stamp(file.path), time.time_ns()
        except OSError as error:
            raise SourceError(
                f"not read: {error.strerror}", where=file.name, hint="check its permissions"
            ) from error

    def size(self, file: FoundFile) -> int:
        """The file's bytes as they are now; 0 if it cannot be looked at."""
        try:
            return file.path.stat().st_size
        except OSError:
            return 0

    def unchanged(self, file: FoundFile) -> Known | None:
        """What is known of a file, if it certainly is as it was."""
        known = self.before.get(str(file.path))
        if known is None:
            return None
        try:
            stamp = _stamp(file.path)
        except OSError:
            return None
        settled = max(stamp[1], stamp[2]) + _CLOCK_STEP_NS < known.read_ns
        readable = os.access(file.path, os.R_OK)
        return known if stamp == known.stamp and settled and readable else None

    def keep(self, file: FoundFile) -> None:
        """Carry over what is known of a file."""
        self.now[file.name] = str(file.path), self.before[str(file.path)]

    def read(
        self, file: FoundFile, taken: tuple[Stamp, int], sha256: str, warnings: list[str]
    ) -> None:
        """Remember a file that was read whole, unless it has changed since its stamp was taken."""
        stamp, read_ns = taken
        try:
            if _stamp(file.path) != stamp:
                return
        except OSError:
            return
        known = Known(stamp, read_ns, sha256, tuple(warnings))
        self.now[file.name] = str(file.path), known

    def forget(self, name: str) -> None:
        """A record of this file was refused: only reading it again can bring it back."""
        self.refused.add(name)

    def save(self) -> None:
        """Write the cache; failing to is no error."""
        entries = {
            path: [known.stamp, known.read_ns, known.sha256, known.warnings]
            for name, (path, known) in sorted(self.now.items())
            if name not in self.refused
        }
        with suppress(OSError):
            temporary = self.index / f".{_FILE}-{os.getpid()}"
            temporary.write_bytes(orjson.dumps(entries))
            temporary.rename(self.index / _FILE)


def _stamp(path: Path) -> Stamp:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
