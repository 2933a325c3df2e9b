"""What this process may use: memory and cores, by the machine and by every control group above it.

Linux: ``/proc/meminfo``, cgroup v2 (``memory.max``, ``cpu.max``) or v1, RLIMIT_AS. Elsewhere only the
memory that is built in can be told. What cannot be told is None, never a guess.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NO_LIMIT = 1 << 60  # bytes; cgroup v1 writes a huge number for none


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes that can be had, and by what they are bounded."""

    n_bytes: int
    bound: str


def memory_to_be_had(
    root: Path, *, mapped: int = 0, address_space: int | None = None
) -> Memory | None:
    """The smallest of all bounds; None where the system does not tell.

    Args:
        root: The folder that ``proc`` and ``sys`` are in.
        mapped: Bytes of files and libraries that a process maps: they count in its address space,
            whether they are in memory or not.
        address_space: RLIMIT_AS in bytes; None: that of this process.
    """
    bounds = [*_available(root), *_group_memory(root)]
    if address_space is None:
        address_space, _ = resource.getrlimit(resource.RLIMIT_AS)
    if address_space not in (resource.RLIM_INFINITY, -1):
        left = max(0, address_space - mapped)
        bounds.append(Memory(left, "the limit of its address space (ulimit -v)"))
    return min(bounds, key=lambda memory: memory.n_bytes, default=None)


def built_in_memory() -> int | None:
    """All memory of the machine, used or not."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None


def cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def core_quota(root: Path) -> float | None:
    """Cores' worth of time that the control groups allow; None for no limit."""
    quotas = []
    for folder in _groups(root, "cpu"):
        words = (_text(folder / "cpu.max") or "").split()
        if not words:  # version 1
            names = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
            words = [text for name in names if (text := _text(folder / name))]
        if len(words) == 2 and words[0] not in ("max", "-1"):
            quotas.append(int(words[0]) / int(words[1]))
    return min(quotas, default=None)


def _available(root: Path) -> Iterator[Memory]:
    for line in (_text(root / "proc" / "meminfo") or "").splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            yield Memory(int(value.split()[0]) * 1024, "what the system has free")


def _group_memory(root: Path) -> Iterator[Memory]:
    """What each control group has left; file caches it can drop count as free."""
    for folder in _groups(root, "memory"):
        for limit, used, cached in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            most = _text(folder / limit)
            if not most or most == "max" or int(most) >= _NO_LIMIT:
                continue
            taken = int(_text(folder / used) or 0) - _stat(folder / "memory.stat", cached)
            yield Memory(max(0, int(most) - taken), "the limit of its control group (container)")


def _groups(root: Path, controller: str) -> Iterator[Path]:
    """The control groups of this process, the innermost first, of version 2 and 1.

    A container often sees its own group mounted at the top, under a path of the host.
    """
    mounted = root / "sys" / "fs" / "cgroup"
    for line in (_text(root / "proc" / "self" / "cgroup") or "").splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        top = mounted / controller if controllers else mounted
        inner = top / path.strip("/")
        yield from (one for one in (inner, *inner.parents) if one.is_relative_to(top))


def _stat(path: Path, name: str) -> int:
    """A figure of memory.stat; 0 if it is not told."""
    for line in (_text(path) or "").splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return int(value)
    return 0


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
