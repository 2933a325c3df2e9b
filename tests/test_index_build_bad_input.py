"""Nothing that is wrong with one source hurts the rest; nothing at all hurts what serves."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from small_index import (
    FERRY,
    TEA,
    quick_build,
    write_corpus,
    write_records,
)

from index.errors import IndexBusy, IndexNotWritable, NoArticles, UsageError
from index.generation import GENERATIONS, STORE, build_lock, read_current
from index.store import Store, StoreWriter
from index.verify import verify


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


def store_of(index: Path) -> Store:
    return Store(index / GENERATIONS / read_current(index).generation / STORE)


def test_bad_files_and_records_are_named_and_the_rest_is_indexed(
    corpus: Path, tmp_path: Path
) -> None:
    (corpus / "empty.txt").touch()
    (corpus / "binary.txt").write_bytes(bytes(400))
    (corpus / "blank.txt").write_text(" \n\n", encoding="utf-8")
    (corpus / "chrome.txt").write_text("相关文章\n阅读原文\n", encoding="utf-8")
    (corpus / "broken.txt").write_bytes(FERRY.encode().replace("值班员".encode(), b"\xff\xfe", 1))
    (corpus / "note.rtf").write_bytes(b"PK")
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
        ".rtf",
        "half.jsonl line 2",
    ):
        assert name in said
    assert report.articles == 5 + 2  # broken.txt and the good record beside the rest
    assert all("\n" not in line for line in [*report.skipped, *report.warnings])
    assert verify(tmp_path / "i").problems == ()


def test_full_disk_is_told_as_one_and_leaves_nothing_half_made(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = quick_build(tmp_path / "i", corpus).generation
    (corpus / "new.txt").write_text(TEA.replace("松岭", "竹岭"), encoding="utf-8")

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(StoreWriter, "close", full)
    with pytest.raises(IndexNotWritable, match=r"disk is full.*free some disk space"):
        quick_build(tmp_path / "i", corpus)
    assert read_current(tmp_path / "i").generation == before
    assert [path.name for path in (tmp_path / "i" / GENERATIONS).iterdir()] == [before]


def test_text_without_an_article_is_in_the_index_as_drops(corpus: Path, tmp_path: Path) -> None:
    """Promise 2 holds for it too, and so for a second build."""
    (corpus / "chrome.txt").write_text("相关文章\n阅读原文\n", encoding="utf-8")
    for _ in range(2):
        quick_build(tmp_path / "i", corpus)
        store = store_of(tmp_path / "i")
        ((number, _, _),) = store.file_sources("chrome.txt")
        assert store.articles_of_source(number) == []
        assert sum(len(drop.span) for drop in store.drops(number)) == 8


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
