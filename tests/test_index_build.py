"""A build: equal input gives equal bytes, whatever was there before; nothing that is wrong with
one source hurts the rest."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from small_index import (
    BRIEFS,
    FERRY,
    TEA,
    assert_same_index,
    generation_bytes,
    no_dictionary,
    quick_build,
    write_corpus,
    write_records,
)

from index.build import build, fingerprint
from index.config import IndexConfig
from index.errors import IndexBusy, IndexDamaged, IndexNotWritable, NoArticles, UsageError
from index.generation import GENERATIONS, STORE, build_lock, read_current
from index.parent import Parent
from index.source import SourceText
from index.store import Store
from index.verify import verify


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


def store_of(index: Path) -> Store:
    return Store(index / GENERATIONS / read_current(index).generation / STORE)


def test_two_builds_are_byte_equal_and_one_generation(corpus: Path, tmp_path: Path) -> None:
    """With the dictionary, in two folders."""
    first = build([corpus], tmp_path / "a", config=IndexConfig())
    second = build([corpus], tmp_path / "b", config=IndexConfig())
    assert first.generation == second.generation
    assert_same_index(tmp_path / "a", tmp_path / "b")
    assert (first.files, first.articles, first.parent) == (4, 5, None)


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


@pytest.mark.usefixtures("later")
def test_source_named_otherwise_records_where_it_is_found_now(corpus: Path, tmp_path: Path) -> None:
    """The same file, first under its folder, then as a SOURCE of its own."""
    age(corpus)
    quick_build(tmp_path / "steps", corpus)
    quick_build(tmp_path / "steps", corpus / "ferry.txt")
    quick_build(tmp_path / "fresh", corpus / "ferry.txt")
    assert_same_index(tmp_path / "steps", tmp_path / "fresh")


def age(folder: Path) -> None:
    """Make the times of all files old, so that the scan cache may trust them.

    The time of change cannot be set: the cache's own notion of now is moved instead.
    """
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (1_600_000_000, 1_600_000_000))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file seems to have been read an hour after it changed."""
    import time

    real = time.time_ns
    monkeypatch.setattr("index.scan.time.time_ns", lambda: real() + 3600 * 10**9)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that builds read."""
    import index.build

    names: list[str] = []
    real = index.build.read_file

    def counted(found, *, max_bytes):  # type: ignore[no-untyped-def]
        names.append(found.name)
        return real(found, max_bytes=max_bytes)

    monkeypatch.setattr("index.build.read_file", counted)
    return names


@pytest.mark.usefixtures("later")
def test_unchanged_file_is_not_read_again(corpus: Path, tmp_path: Path, reads: list[str]) -> None:
    age(corpus)
    quick_build(tmp_path / "i", corpus)
    assert sorted(reads) == ["briefs.jsonl", "depot.txt", "ferry.txt", "tea.md"]
    reads.clear()
    change(corpus)
    report = quick_build(tmp_path / "i", corpus)
    assert reads == ["ferry.txt"]
    assert report.reused == 4
    quick_build(tmp_path / "fresh", corpus)
    assert_same_index(tmp_path / "i", tmp_path / "fresh")


def test_file_changed_within_the_clocks_step_is_read_again(
    corpus: Path, tmp_path: Path, reads: list[str]
) -> None:
    quick_build(tmp_path / "i", corpus)
    reads.clear()
    quick_build(tmp_path / "i", corpus)
    assert len(reads) == 4


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("content", [None, b"", b"[1]", b'{"/x": 3}', b"\xff"])
def test_lost_or_spoilt_scan_cache_costs_reading_and_nothing_else(
    corpus: Path, tmp_path: Path, reads: list[str], content: bytes | None
) -> None:
    age(corpus)
    first = quick_build(tmp_path / "i", corpus)
    cache = tmp_path / "i" / "scan.json"
    cache.unlink()
    if content is not None:
        cache.write_bytes(content)
    reads.clear()
    again = quick_build(tmp_path / "i", corpus)
    assert (again.generation, again.reused, len(reads)) == (first.generation, 5, 4)


@pytest.mark.usefixtures("later")
def test_same_name_and_bytes_in_another_source_is_recorded_where_it_lies(tmp_path: Path) -> None:
    a, b = write_corpus(tmp_path / "a"), write_corpus(tmp_path / "b")
    for folder in (a, b):
        age(folder)
    quick_build(tmp_path / "steps", a, b)
    quick_build(tmp_path / "steps", b)
    quick_build(tmp_path / "fresh", b)
    assert_same_index(tmp_path / "steps", tmp_path / "fresh")


@pytest.mark.usefixtures("later")
def test_second_article_with_an_id_is_refused_by_line_and_returns_when_the_first_goes(
    corpus: Path, tmp_path: Path
) -> None:
    write_records(
        corpus / "more.jsonl",
        [{"_id": "m", "text": TEA}, BRIEFS[0] | {"text": "另一件事，另一个码头，没有灯。"}],
    )
    age(corpus)
    report = quick_build(tmp_path / "i", corpus)
    assert report.skipped == (
        "more.jsonl line 2: not read: _id 'b-1' is already that of briefs.jsonl line 1; give it another",
    )
    assert report.articles == 6
    (corpus / "briefs.jsonl").unlink()
    again = quick_build(tmp_path / "i", corpus)
    assert again.skipped == ()
    row = store_of(tmp_path / "i").article("b-1")
    assert row is not None
    assert row.file == "more.jsonl"
    quick_build(tmp_path / "fresh", corpus)
    assert_same_index(tmp_path / "i", tmp_path / "fresh")


def test_bad_files_and_records_are_named_and_the_rest_is_indexed(
    corpus: Path, tmp_path: Path
) -> None:
    (corpus / "empty.txt").touch()
    (corpus / "binary.txt").write_bytes(bytes(400))
    (corpus / "blank.txt").write_text(" \n\n", encoding="utf-8")
    (corpus / "chrome.txt").write_text("相关文章\n阅读原文\n", encoding="utf-8")
    (corpus / "broken.txt").write_bytes(FERRY.encode().replace("值班员".encode(), b"\xff\xfe", 1))
    (corpus / "note.docx").write_bytes(b"PK")
    write_records(corpus / "half.jsonl", [{"_id": "h", "text": TEA}])
    with (corpus / "half.jsonl").open("ab") as stream:
        stream.write(b'{"_id": "cut", "te')
    report = quick_build(tmp_path / "i", corpus)
    said = "\n".join([*report.skipped, *report.warnings])
    for name in (
        "empty.txt",
        "binary.txt",
        "blank.txt",
        "chrome.txt",
        "broken.txt",
        ".docx",
        "half.jsonl line 2",
    ):
        assert name in said
    assert report.articles == 5 + 2  # broken.txt and the good record beside the rest
    assert all("\n" not in line for line in [*report.skipped, *report.warnings])
    assert verify(tmp_path / "i").problems == ()


def test_text_without_an_article_is_in_the_index_as_drops(corpus: Path, tmp_path: Path) -> None:
    """Promise 2 holds for it too, and so for a second build."""
    (corpus / "chrome.txt").write_text("相关文章\n阅读原文\n", encoding="utf-8")
    for _ in range(2):
        quick_build(tmp_path / "i", corpus)
        store = store_of(tmp_path / "i")
        ((number, _, _),) = store.file_sources("chrome.txt")
        assert store.articles_of_source(number) == []
        assert sum(len(drop.span) for drop in store.drops(number)) == 8


def test_result_of_another_config_or_other_code_is_not_taken_over(
    corpus: Path, tmp_path: Path
) -> None:
    quick_build(tmp_path / "i", corpus)
    other = IndexConfig(passage_target=200)
    assert quick_build(tmp_path / "i", corpus, config=other).reused == 0
    assert quick_build(tmp_path / "i", corpus, config=other).reused == 5
    parent = Parent.open(tmp_path / "i", other, "another code")
    assert parent is not None
    assert parent.file("ferry.txt") is None
    assert parent.take(SourceText("ferry.txt", FERRY)) is None
    same = Parent.open(tmp_path / "i", other, fingerprint())
    assert same is not None
    assert same.take(SourceText("ferry.txt", FERRY)) is not None


def test_added_to_by_other_code_its_stored_texts_are_worked_on_again(
    corpus: Path, tmp_path: Path
) -> None:
    """Files that are gone by now: what was stored of them is split by the new figures."""
    other = IndexConfig(passage_target=200, passage_min=100)
    b = tmp_path / "b"
    b.mkdir()
    (b / "later.txt").write_text(FERRY.replace("青石", "白沙"), encoding="utf-8")
    quick_build(tmp_path / "fresh", corpus, b, config=other)
    quick_build(tmp_path / "i", corpus)
    for path in corpus.iterdir():
        path.unlink()
    report = quick_build(tmp_path / "i", b, add=True, config=other)
    assert report.reused == 0
    assert generation_bytes(tmp_path / "i") == generation_bytes(tmp_path / "fresh")


def test_two_generations_are_kept(corpus: Path, tmp_path: Path) -> None:
    ids = [quick_build(tmp_path / "i", corpus).generation]
    for hour in "七八九":
        (corpus / "ferry.txt").write_text(FERRY.replace("六点", f"{hour}点"), encoding="utf-8")
        ids.append(quick_build(tmp_path / "i", corpus).generation)
    assert len(set(ids)) == 4
    kept = {path.name for path in (tmp_path / "i" / GENERATIONS).iterdir()}
    assert kept == set(ids[-2:])
    assert read_current(tmp_path / "i").previous == ids[-2]


def test_nothing_left_to_index_is_an_error_and_the_old_generation_serves(
    corpus: Path, tmp_path: Path
) -> None:
    first = quick_build(tmp_path / "i", corpus)
    for path in corpus.iterdir():
        path.unlink()
    with pytest.raises(NoArticles, match="no article to index"):
        quick_build(tmp_path / "i", corpus)
    assert read_current(tmp_path / "i").generation == first.generation
    assert [p.name for p in (tmp_path / "i" / GENERATIONS).iterdir()] == [first.generation]


def test_source_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        quick_build(tmp_path / "i", tmp_path / "nowhere")
    assert not (tmp_path / "i").exists()


def test_second_build_at_once_is_refused(corpus: Path, tmp_path: Path) -> None:
    with build_lock(tmp_path / "i"), pytest.raises(IndexBusy):
        quick_build(tmp_path / "i", corpus)
    quick_build(tmp_path / "i", corpus)


def test_index_that_is_a_file_cannot_be_written(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "i").write_text("", encoding="utf-8")
    with pytest.raises(IndexNotWritable):
        quick_build(tmp_path / "i", corpus)


@pytest.mark.parametrize(
    "name",
    ["passages.sqlite", "lexical/posting_tf.npy", "titles/terms.utf8", "NOTICE", "manifest.json"],
)
def test_damaged_generation_is_healed_by_building_again(
    corpus: Path, tmp_path: Path, name: str
) -> None:
    """A byte flipped, the size as before: nothing of it may be taken over."""
    first = quick_build(tmp_path / "i", corpus)
    path = tmp_path / "i" / GENERATIONS / first.generation / name
    raw = bytearray(path.read_bytes())
    place = raw.rfind("值班员".encode()) if name == "passages.sqlite" else len(raw) // 2
    raw[place] ^= 1
    path.write_bytes(raw)
    again = quick_build(tmp_path / "i", corpus)
    assert again.generation == first.generation
    assert verify(tmp_path / "i").problems == ()


def test_adding_to_a_damaged_index_is_refused(corpus: Path, tmp_path: Path) -> None:
    first = quick_build(tmp_path / "i", corpus)
    (tmp_path / "i" / GENERATIONS / first.generation / STORE).unlink()
    with pytest.raises(IndexDamaged):
        quick_build(tmp_path / "i", corpus, add=True)


def test_add_without_an_index_makes_one(corpus: Path, tmp_path: Path) -> None:
    assert quick_build(tmp_path / "i", corpus, add=True).articles == 5


def test_progress_rises_to_the_number_of_files(corpus: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with no_dictionary():
        build([corpus], tmp_path / "i", config=IndexConfig(), progress=lambda *at: seen.append(at))
    assert seen[0] == (0, 4)
    assert seen[-1] == (4, 4)
    assert seen == sorted(seen)


def test_store_is_one_whole_database_without_a_journal(corpus: Path, tmp_path: Path) -> None:
    report = quick_build(tmp_path / "i", corpus)
    folder = tmp_path / "i" / GENERATIONS / report.generation
    assert [p.name for p in folder.glob("passages.sqlite*")] == ["passages.sqlite"]
    with sqlite3.connect(folder / STORE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
