"""A build: equal input gives equal bytes, whatever was there before."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hash_encoder import HashEncoder
from small_index import (
    BRIEFS,
    FERRY,
    MORE,
    TEA,
    assert_same_index,
    no_dictionary,
    quick_build,
    write_corpus,
    write_larger_corpus,
    write_records,
)

from index.build import build
from index.config import IndexConfig
from index.generation import GENERATIONS, STORE, read_current
from index.meter import Meter
from index.store import Store
from index.verify import verify


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


def store_of(index: Path) -> Store:
    return Store(index / GENERATIONS / read_current(index).generation / STORE)


def test_two_builds_are_byte_equal_and_one_generation(tmp_path: Path) -> None:
    """With the dictionary, in two folders; what is compiled of it: ``test_index_lexicon``."""
    corpus = write_larger_corpus(tmp_path / "corpus")
    first = build([corpus], tmp_path / "a", config=IndexConfig())
    second = build([corpus], tmp_path / "b", config=IndexConfig())
    assert first.generation == second.generation
    assert_same_index(tmp_path / "a", tmp_path / "b")
    assert (first.files, first.articles, first.parent) == (5, 5 + len(MORE), None)


def test_building_again_publishes_the_same_generation_and_reuses_all(
    corpus: Path, tmp_path: Path
) -> None:
    first = quick_build(tmp_path / "i", corpus)
    again = quick_build(tmp_path / "i", corpus)
    assert (again.generation, again.reused) == (first.generation, first.articles)
    assert read_current(tmp_path / "i").previous is None


def test_build_a_then_a_and_b_equals_building_both_at_once(tmp_path: Path) -> None:
    a, b = write_corpus(tmp_path / "a"), tmp_path / "b"
    b.mkdir()
    (b / "later.txt").write_text(FERRY.replace("青石", "白沙"), encoding="utf-8")
    (b / "tea.md").write_text(TEA, encoding="utf-8")  # the same name and text as in a
    quick_build(tmp_path / "steps", a)
    report = quick_build(tmp_path / "steps", a, b)
    quick_build(tmp_path / "fresh", a, b)
    assert report.reused == 5
    assert_same_index(tmp_path / "steps", tmp_path / "fresh")


def change(corpus: Path) -> None:
    (corpus / "ferry.txt").write_text(FERRY.replace("六点", "七点"), encoding="utf-8")


def add_file(corpus: Path) -> None:
    (corpus / "a_first.txt").write_text(FERRY.replace("青石", "白沙"), encoding="utf-8")


def rename_file(corpus: Path) -> None:
    (corpus / "ferry.txt").rename(corpus / "zz.txt")


def swap_files(corpus: Path) -> None:
    (corpus / "ferry.txt").rename(corpus / "x")
    (corpus / "depot.txt").rename(corpus / "ferry.txt")
    (corpus / "x").rename(corpus / "depot.txt")


def change_record(corpus: Path) -> None:
    write_records(corpus / "briefs.jsonl", [BRIEFS[1], BRIEFS[0] | {"title": "夜灯"}])


@pytest.mark.parametrize(
    "edit",
    [change, add_file, rename_file, swap_files, change_record, lambda c: (c / "tea.md").unlink(), lambda c: (c / "tea.md").rename(c / "tea.txt")],
    ids=["change", "add", "rename", "swap", "record", "delete", "other kind"],
)  # fmt: skip
def test_incremental_build_equals_a_fresh_one(
    corpus: Path, tmp_path: Path, edit: Callable[[Path], None]
) -> None:
    quick_build(tmp_path / "steps", corpus)
    edit(corpus)
    report = quick_build(tmp_path / "steps", corpus)
    quick_build(tmp_path / "fresh", corpus)
    assert 0 < report.reused < 5 or edit is add_file
    assert_same_index(tmp_path / "steps", tmp_path / "fresh")
    assert verify(tmp_path / "steps").problems == ()


def test_two_worker_processes_give_the_bytes_of_one(corpus: Path, tmp_path: Path) -> None:
    quick_build(tmp_path / "one", corpus)
    quick_build(tmp_path / "two", corpus, jobs=2)
    assert_same_index(tmp_path / "one", tmp_path / "two")


def test_add_keeps_files_of_other_sources_and_renews_the_given_ones(tmp_path: Path) -> None:
    a, b = write_corpus(tmp_path / "a"), tmp_path / "b"
    b.mkdir()
    (b / "later.txt").write_text(FERRY.replace("青石", "白沙"), encoding="utf-8")
    quick_build(tmp_path / "steps", a)
    quick_build(tmp_path / "steps", b, add=True)
    quick_build(tmp_path / "fresh", a, b)
    assert_same_index(tmp_path / "steps", tmp_path / "fresh")
    quick_build(tmp_path / "steps", b)
    assert [file.name for file in store_of(tmp_path / "steps").files()] == ["later.txt"]


def test_added_file_of_a_name_that_is_taken_gets_its_source_in_front(tmp_path: Path) -> None:
    a, b = write_corpus(tmp_path / "a"), tmp_path / "b"
    b.mkdir()
    (b / "ferry.txt").write_text(FERRY.replace("青石", "白沙"), encoding="utf-8")
    quick_build(tmp_path / "steps", a)
    quick_build(tmp_path / "steps", b, add=True)
    quick_build(tmp_path / "fresh", a, b)
    assert_same_index(tmp_path / "steps", tmp_path / "fresh")
    assert "b/ferry.txt" in [file.name for file in store_of(tmp_path / "steps").files()]


def test_add_forgets_what_is_gone_from_the_given_source(tmp_path: Path) -> None:
    a, b = write_corpus(tmp_path / "a"), tmp_path / "b"
    b.mkdir()
    (b / "later.txt").write_text(FERRY.replace("青石", "白沙"), encoding="utf-8")
    quick_build(tmp_path / "steps", a, b)
    (b / "later.txt").rename(b / "renamed.txt")
    quick_build(tmp_path / "steps", b, add=True)
    quick_build(tmp_path / "fresh", a, b)
    assert_same_index(tmp_path / "steps", tmp_path / "fresh")


def test_two_generations_are_kept(corpus: Path, tmp_path: Path) -> None:
    ids = [quick_build(tmp_path / "i", corpus).generation]
    for hour in "七八九":
        (corpus / "ferry.txt").write_text(FERRY.replace("六点", f"{hour}点"), encoding="utf-8")
        ids.append(quick_build(tmp_path / "i", corpus).generation)
    assert len(set(ids)) == 4
    kept = {path.name for path in (tmp_path / "i" / GENERATIONS).iterdir()}
    assert kept == set(ids[-2:])
    assert read_current(tmp_path / "i").previous == ids[-2]


def test_add_without_an_index_makes_one(corpus: Path, tmp_path: Path) -> None:
    assert quick_build(tmp_path / "i", corpus, add=True).articles == 5


def test_progress_rises_to_the_bytes_of_all_files(corpus: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with no_dictionary():
        build([corpus], tmp_path / "i", config=IndexConfig(), progress=lambda *at: seen.append(at))
    total = sum(path.stat().st_size for path in corpus.rglob("*") if path.is_file())
    assert seen[0] == (0, total)
    assert seen[-1] == (total, total)
    assert seen == sorted(seen)
    assert len({done for done, _ in seen}) >= 4


def test_progress_with_an_encoder_is_steady_and_stages_are_named(tmp_path: Path) -> None:
    text = "第{}班渡船准点离岸，货主在岸边等着点数，船工把木箱一件一件搬上来，贴好标签再走。"
    records = [{"_id": f"r{n}", "text": text.format(n) * 6} for n in range(400)]
    write_records(tmp_path / "records.jsonl", records)
    seen: list[float] = []
    stages: list[str] = []
    with no_dictionary():
        build(
            [tmp_path / "records.jsonl"],
            tmp_path / "i",
            config=IndexConfig(),
            encoder=HashEncoder(),
            progress=lambda done, total: seen.append(done / total),
            stage=stages.append,
        )
    assert stages == ["reading and encoding", "encoding", "writing", "publishing"]
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 1)
    assert max(after - before for before, after in itertools.pairwise(seen)) < 0.12


def test_a_long_text_is_counted_in_parts_while_it_is_encoded() -> None:
    """Half of 1,000 bytes when they are read, the rest by their 10 passages."""
    seen: list[int] = []
    meter = Meter(lambda done, total: seen.append(done), 1200, encodes=True)
    meter.read(1000, 10)
    meter.encode(4)
    meter.encode(9)
    meter.read(1200, 2)
    meter.encode(12)
    assert seen == [500, 700, 950, 1050, 1200]


def test_store_is_one_whole_database_without_a_journal(corpus: Path, tmp_path: Path) -> None:
    report = quick_build(tmp_path / "i", corpus)
    folder = tmp_path / "i" / GENERATIONS / report.generation
    assert [p.name for p in folder.glob("passages.sqlite*")] == ["passages.sqlite"]
    with sqlite3.connect(folder / STORE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
