"""The index: there, whole, of this format, with its sources; and nobody half-way through a build."""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

from api.doctor.finding import Finding, counted, ok, problem, size, warning
from api.doctor.index_facts import IndexFacts, facts_if_any, read_facts, rebuild
from api.doctor.machine import Machine
from index.errors import IndexDamaged, IndexMissing, WenjuError
from index.generation import GENERATIONS, check_files, read_manifest

_FREE_FOR_FIRST = 200_000_000  # bytes free that a first build of some thousand articles may take


def check_index(machine: Machine) -> Iterator[Finding]:
    """Whether there is an index that opens."""
    try:
        facts = read_facts(machine)
    except IndexMissing as error:
        yield _missing(machine, error)
        return
    except WenjuError as error:
        yield problem("index", f"{machine.index}: {error.what}.", rebuild(machine))
        return
    yield ok("index", _described(facts))
    yield _whole(machine, facts)
    yield _before(facts)


def check_sources(machine: Machine) -> Iterator[Finding]:
    """Whether the files and folders that were indexed are still where they were."""
    facts = facts_if_any(machine)
    if facts is None:
        return
    sources = [Path(source) for source in facts.manifest["sources"]]
    gone = [str(path) for path in sources if not path.exists()]
    if gone:
        yield warning(
            "sources",
            f"{len(gone)} of {len(sources)} not where they were indexed: {', '.join(gone)}."
            " Questions are answered all the same; a new build needs them.",
            machine.install.build(machine.index if machine.index_named else None),
        )
    else:
        yield ok("sources", f"Still there: {', '.join(map(str, sources))}.")


def check_builds(machine: Machine) -> Iterator[Finding]:
    """Whether a build is running, or one that died has left something behind."""
    if not (machine.index / GENERATIONS).is_dir():
        return
    left_over = [path for path in (machine.index / GENERATIONS).glob(".partial-*") if path.is_dir()]
    if _lock_held(machine.index / "lock"):
        yield warning("builds", "One is running now; the index serves as before until it ends.")
    elif left_over:
        total = size(sum(_bytes_below(path) for path in left_over))
        yield warning(
            "builds",
            f"One died and left {total} in {machine.index / GENERATIONS}; the next clears it away.",
            rebuild(machine),
        )
    else:
        yield ok("builds", "None is running, none has left anything behind.")


def check_disk(machine: Machine) -> Iterator[Finding]:
    """Whether a new build fits beside the generations that are kept while it runs."""
    facts = facts_if_any(machine)
    free = shutil.disk_usage(nearest_folder(machine.index)).free
    needed = 2 * facts.n_bytes if facts else _FREE_FOR_FIRST
    why = "a new build may take (two generations)" if facts else "a first build may take"
    says = f"{size(free)} free, {size(needed)} are what {why}"
    if free >= needed:
        yield ok("disk space", f"{says}.")
    else:
        look = f"df -h {shlex.quote(str(nearest_folder(machine.index)))}"
        yield warning("disk space", f"Only {says}: a build may fail, the index serves on.", look)


def nearest_folder(path: Path) -> Path:
    """The path itself, or the nearest of those above it that exists."""
    path = path.absolute()
    return next(one for one in (path, *path.parents) if one.exists())


def _missing(machine: Machine, error: IndexMissing) -> Finding:
    """Not built yet is no fault, unless somebody said that it is there."""
    checkout = machine.install.checkout
    if checkout is not None and machine.index.absolute() == checkout / "examples" / "index":
        mend = machine.install.script("quickstart")
        return warning("index", "That of the examples is not built yet.", mend)
    if not machine.index_named and not machine.index.exists():
        return warning("index", "Not yet: build one of a folder of articles.", rebuild(machine))
    return problem("index", f"{machine.index}: {error.what}.", rebuild(machine))


def _described(facts: IndexFacts) -> str:
    counts = facts.manifest["counts"]
    built = str(facts.manifest.get("built_at", "?")).replace("T", " ").replace("+00:00", " UTC")
    made = f"vectors by {facts.model}" if facts.model else "no vectors (words only)"
    return (
        f"{facts.index}: {counted(counts['articles'], 'article')},"
        f" {counted(counts['passages'], 'passage')}, {made}, built {built},"
        f" generation {facts.current.generation}, format {facts.manifest['format']}."
    )


def _whole(machine: Machine, facts: IndexFacts) -> Finding:
    """Names and sizes of all files, and that they open."""
    from search.snapshot import open_index

    wrong = check_files(facts.folder, facts.manifest, hashes=False)
    if not wrong:
        try:
            open_index(machine.index)
        except IndexDamaged as error:
            wrong = [error.what]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        return problem("files", f"{wrong[0]}{more}, in {facts.folder}.", rebuild(machine))
    n, total = len(facts.manifest["files"]), size(facts.n_bytes)
    return ok("files", f"{counted(n, 'file')}, {total}: sizes as recorded (wenju verify hashes).")


def _before(facts: IndexFacts) -> Finding:
    """Whether there is a generation to go back to."""
    before = facts.current.previous
    if before is None:
        return ok("generation before", "None: this is the first.")
    try:
        manifest = read_manifest(facts.index, before)
        wrong = check_files(facts.index / GENERATIONS / before, manifest, hashes=False)
    except WenjuError as error:
        wrong = [error.what]
    if wrong:
        return ok("generation before", f"{before} is not whole ({wrong[0]}): no going back to it.")
    return ok("generation before", f"{before} is kept and whole: one can go back to it.")


def _lock_held(lock: Path) -> bool:
    """Whether a build holds the lock. Ours is shared, and gone within microseconds."""
    try:
        descriptor = os.open(lock, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
