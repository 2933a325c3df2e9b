"""Kill a build with SIGKILL before each of its steps, and report what a reader then finds.

Run as a program by ``test_index_publish``: ``crash_build.py WORK SCENARIO`` prints one JSON object a
step. A step is any call of this process that makes, renames, removes or syncs something below
the index folder. Each build runs in a forked child of a process with one thread. Nothing is really
synced: a killed process takes nothing with it that the system has taken over.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from small_index import FERRY, TEA, quick_build

from index import build
from index.errors import WenjuError
from index.verify import verify
from search.snapshot import open_index

_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "sqlite3.connect"}


def prepare(work: Path, scenario: str) -> tuple[Path, Path]:
    """The folder to build, and where an older index lies that was built from other folders."""
    base = work / "base"
    for name, hour in (("oldest", "七"), ("old", "八"), ("new", "六")):
        (work / name).mkdir(parents=True)
        (work / name / "tea.txt").write_text(TEA, encoding="utf-8")
        (work / name / "ferry.txt").write_text(FERRY.replace("六点", f"{hour}点"), encoding="utf-8")
        if scenario == "update" and name != "new":  # two generations: publishing also prunes one
            quick_build(base, work / name)
    return work / "new", base


def kill_before(step: int, index: Path) -> None:
    """From now on count the steps, and die by SIGKILL before this one (from 1)."""
    n = 0

    def count(event: str) -> None:
        nonlocal n
        n += 1
        if n == step:
            (index.parent / "died_at").write_text(event, encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)

    def on_event(event: str, args: tuple[Any, ...]) -> None:
        path = os.fsdecode(args[0]) if args and isinstance(args[0], str | bytes | Path) else ""
        writes = (
            event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        )
        inside = path.startswith(str(index)) or event in ("os.remove", "os.rmdir")
        if inside and (event in _CHANGES or writes):
            count(f"{event} {Path(path).name}")

    os.fsync = lambda fd: count("fsync")
    sys.addaudithook(on_event)


def run_build(corpus: Path, index: Path, step: int) -> bool:
    """Build in a child that dies before a step; whether it got to the end."""
    pid = os.fork()
    if pid == 0:
        try:
            kill_before(step, index)
            quick_build(index, corpus)
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFEXITED(status)


def seen(index: Path) -> dict[str, Any]:
    """What a reader finds: a generation with its passages read, or the class of the error."""
    try:
        snapshot = open_index(index)
        passages = snapshot.store.passages(range(snapshot.passages.n_documents))
        report = verify(index)
        found = {"generation": snapshot.generation, "passages": len(passages)}
        return found | {"problems": report.problems, "notes": report.notes}
    except WenjuError as error:
        return {"error": type(error).__name__}


def main() -> None:
    """Scenarios: ``update`` of an index with two generations, ``first`` build of one."""
    with patch("os.fsync", lambda fd: None), patch("index.build._versions", cache(build._versions)):
        kill_at_every_step(Path(sys.argv[1]), sys.argv[2])


def kill_at_every_step(work: Path, scenario: str) -> None:
    """One build a step, killed before it; then what is left, and what the next build makes of it."""
    corpus, base = prepare(work, scenario)
    index = work / "index"
    done, step = False, 0
    while not done:
        step += 1
        shutil.rmtree(index, ignore_errors=True)
        if base.exists():
            shutil.copytree(base, index)
        done = run_build(corpus, index, step)
        died_at = work / "died_at"
        event = died_at.read_text(encoding="utf-8") if died_at.exists() else "-"
        found = {"step": step, "event": event, "done": done, "after": seen(index)}
        quick_build(index, corpus)
        left = sorted(path.name for path in [*index.iterdir(), *(index / "generations").iterdir()])
        print(json.dumps(found | {"next": seen(index), "left": left}), flush=True)


if __name__ == "__main__":
    main()
