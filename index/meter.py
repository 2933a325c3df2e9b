"""How far a build is: bytes whose text is read, and bytes whose passages have their vectors."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all)."""


@dataclass(slots=True)
class Meter:
    """Counts bytes that are done, for ``progress``: read, and then encoded if ``encodes``."""

    progress: Progress
    total: int
    encodes: bool
    n_read: int = 0  # bytes
    n_passages: int = 0  # in them
    n_shown: int = 0
    waiting: deque[tuple[int, int]] = field(default_factory=deque)
    """(passages, bytes) read up to the end of a source text, where vectors are missing."""
    whole: tuple[int, int] = (0, 0)  # the same, up to which none is
    n_encoded: int = 0  # bytes

    def read(self, n_bytes: int, n_passages: int) -> None:
        """So many bytes are read by now; so many passages more."""
        self.n_read = n_bytes
        self.n_passages += n_passages
        if self.encodes:
            self.waiting.append((self.n_passages, n_bytes))
        self._show()

    def encode(self, n: int) -> None:
        """So many passages have their vectors by now."""
        while self.waiting and self.waiting[0][0] <= n:
            self.whole = self.waiting.popleft()
        before, self.n_encoded = self.whole
        if self.waiting:  # some of a long text
            after, end = self.waiting[0]
            self.n_encoded += (end - self.n_encoded) * (n - before) // (after - before)
        self._show()

    def _show(self) -> None:
        done = (self.n_read + self.n_encoded) // 2 if self.encodes else self.n_read
        self.n_shown = max(self.n_shown, min(done, self.total))
        self.progress(self.n_shown, self.total)
