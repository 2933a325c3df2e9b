"""Publishing is atomic: killed at any step, a build leaves the old generation or the new, whole."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_index import FERRY, quick_build, write_corpus

from index.errors import IndexDamaged, IndexMissing, IndexVersionMismatch
from index.generation import (
    CURRENT,
    GENERATIONS,
    MANIFEST,
    Current,
    new_partial,
    prune,
    read_current,
    set_current,
)
from index.verify import verify
from search.answer import ask
from search.payload import answer_payload
from search.search import Searcher
from search.snapshot import open_index

CRASH = Path(__file__).parent / "crash_build.py"
QUESTION = "青石渡口几点以后不收散装的木箱？"


def steps(work: Path, scenario: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(CRASH), str(work), scenario],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_update_killed_before_any_step_leaves_the_old_or_the_new_generation_whole(
    tmp_path: Path,
) -> None:
    found = steps(tmp_path, "update")
    assert len(found) > 50
    assert [step["done"] for step in found] == [False] * (len(found) - 1) + [True]
    served = [step["after"].get("generation") for step in found]
    old, new = served[0], served[-1]
    assert old != new
    switch = served.index(new)
    assert served == [old] * switch + [new] * (len(found) - switch)
    assert found[switch - 1]["event"].startswith("os.rename .CURRENT-")
    for step in found:
        for when in ("after", "next"):
            assert step[when]["passages"] == 2, step
            assert step[when]["problems"] == step[when]["notes"] == [], step
        assert step["next"]["generation"] == new
        kept = {"CURRENT", "lock", "scan.json", "generations", old, new}
        kept |= {"retired.jsonl"} & set(step["left"])  # from the step on that prunes
        assert set(step["left"]) == kept, step


def test_first_build_killed_before_any_step_leaves_no_index_or_a_whole_one(tmp_path: Path) -> None:
    found = steps(tmp_path, "first")
    new = found[-1]["after"]["generation"]
    assert len(found) > 40
    for step in found:
        whole = step["after"].get("generation") == new and step["after"]["problems"] == []
        assert whole or step["after"] == {"error": "IndexMissing"}, step
        assert step["next"]["generation"] == new
        assert step["next"]["problems"] == []


@pytest.fixture
def built(tmp_path: Path) -> Path:
    quick_build(tmp_path / "index", write_corpus(tmp_path / "corpus"))
    return tmp_path / "index"


def rebuilt(index: Path, times: int) -> None:
    """Publish so many other generations."""
    for n in range(times):
        text = FERRY.replace("六点", f"{n + 7}点")
        (index.parent / "corpus" / "ferry.txt").write_text(text, encoding="utf-8")
        quick_build(index, index.parent / "corpus")


def answered(searcher: Searcher) -> dict[str, Any]:
    payload = answer_payload(searcher.snapshot, ask(searcher, QUESTION), explain=True, started=0)
    return {key: value for key, value in payload.items() if key != "took_ms"}


def test_open_snapshot_answers_as_before_while_builds_publish_and_prune(built: Path) -> None:
    searcher = Searcher(open_index(built))
    before = answered(searcher)
    assert before["citations"]
    rebuilt(built, 3)
    assert not (built / GENERATIONS / searcher.snapshot.generation).exists()
    assert answered(searcher) == before
    assert answered(Searcher(open_index(built))) != before


def test_open_snapshot_answers_in_a_new_thread_after_its_folder_is_pruned(built: Path) -> None:
    searcher = Searcher(open_index(built))
    before = answered(searcher)
    rebuilt(built, 2)
    found: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: found.append(answered(searcher)))
    thread.start()
    thread.join()
    assert found == [before]


def test_reader_that_opens_again_and_again_during_builds_always_finds_a_whole_index(
    built: Path,
) -> None:
    stop = threading.Event()
    seen: list[str] = []
    wrong: list[Exception] = []

    def read() -> None:
        while not stop.is_set():
            try:
                seen.append(open_index(built).generation)
            except Exception as error:
                wrong.append(error)
                return

    thread = threading.Thread(target=read)
    thread.start()
    try:
        rebuilt(built, 6)
    finally:
        stop.set()
        thread.join()
    assert wrong == []
    assert len(set(seen)) > 1


def damage(index: Path) -> Iterator[tuple[str, type[Exception]]]:
    """Each way to spoil an index, one at a time, and what opening it says."""
    folder = index / GENERATIONS / read_current(index).generation
    manifest = json.loads((folder / MANIFEST).read_bytes())
    whole = (folder / MANIFEST).read_bytes()
    for name, content, error in [
        ("half a manifest", whole[: len(whole) // 2], IndexDamaged),
        ("no JSON object", b"[]", IndexVersionMismatch),
        ("other version", json.dumps(manifest | {"format": 99}).encode(), IndexVersionMismatch),
        ("no files", json.dumps({k: v for k, v in manifest.items() if k != "files"}).encode(), IndexDamaged),
        ("odd files", json.dumps(manifest | {"files": [1]}).encode(), IndexDamaged),
        ("no config", json.dumps({k: v for k, v in manifest.items() if k != "config"}).encode(), IndexDamaged),
    ]:  # fmt: skip
        (folder / MANIFEST).write_bytes(content)
        yield name, error
    (folder / MANIFEST).write_bytes(whole)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            content = path.read_bytes()
            path.write_bytes(content[:-1])
            yield f"{path.name} cut short", IndexDamaged
            path.unlink()
            yield f"{path.name} missing", IndexDamaged
            path.write_bytes(content)
    (folder / MANIFEST).unlink()
    yield "no manifest", IndexDamaged
    for text in ("", "\n", "../x\n", ".partial-1\n", "a\nb\nc\n", "\xff"):
        (index / CURRENT).write_bytes(text.encode("latin-1"))
        yield f"CURRENT {text!r}", IndexDamaged
    (index / CURRENT).unlink()
    yield "no CURRENT", IndexMissing


def test_spoilt_index_is_one_clear_error_for_a_reader_and_mended_by_a_build(built: Path) -> None:
    n = 0
    for what, error in damage(built):
        n += 1
        with pytest.raises(error) as caught:
            open_index(built)
        assert "\n" not in str(caught.value), what
        assert str(built) in str(caught.value), what
        try:
            problems = verify(built).problems
        except error:
            problems = ("it cannot be opened",)
        assert problems, what
    assert n > 30
    quick_build(built, built.parent / "corpus")
    assert verify(built).problems == ()


def test_current_names_the_generation_and_the_one_before(tmp_path: Path) -> None:
    set_current(tmp_path, Current("a", None))
    assert read_current(tmp_path) == Current("a", None)
    set_current(tmp_path, Current("b", "a"))
    assert (tmp_path / CURRENT).read_text() == "b\na\n"
    assert read_current(tmp_path) == Current("b", "a")
    assert [path.name for path in tmp_path.iterdir()] == [CURRENT]


def test_left_overs_of_dead_builds_are_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / GENERATIONS / ".partial-1" / "lexical").mkdir(parents=True)
    (tmp_path / ".CURRENT-1").touch()
    partial = new_partial(tmp_path)
    assert list((tmp_path / GENERATIONS).iterdir()) == [partial]
    assert [path.name for path in tmp_path.iterdir()] == [GENERATIONS]


def test_prune_keeps_the_two_that_current_names(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / GENERATIONS / name).mkdir(parents=True)
    set_current(tmp_path, Current("c", "a"))
    prune(tmp_path)
    assert {path.name for path in (tmp_path / GENERATIONS).iterdir()} == {"a", "c"}
