"""What a check finds: a fact in one plain sentence, and the command that mends what is amiss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about this machine.

    ``mend`` is a line for a shell, empty where there is nothing to do or no command does it.
    """

    name: str
    state: State
    found: str
    mend: str = ""

    def __post_init__(self) -> None:
        if not self.name or not self.found or "\n" in self.found + self.mend:
            raise ValueError("a finding has a name, and says one line")
        if self.state == "ok" and self.mend:
            raise ValueError("what is well needs no mending")


def ok(name: str, found: str) -> Finding:
    """All is well, or a note."""
    return Finding(name, "ok", found)


def warning(name: str, found: str, mend: str = "") -> Finding:
    """Something is amiss, but wenju runs."""
    return Finding(name, "warning", found, mend)


def problem(name: str, found: str, mend: str = "") -> Finding:
    """Something that wenju is for will fail."""
    return Finding(name, "problem", found, mend)


def size(n_bytes: float) -> str:
    """A number of bytes as people say it: 25 MB, 1.3 GB."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n_bytes >= factor:
            amount = n_bytes / factor
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:,.0f} {unit}"
    return f"{n_bytes:.0f} bytes"


def counted(n: int, noun: str) -> str:
    """``1 package``, ``3 packages``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
