"""What a build takes over from the generation before, and what it must not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_index import (
    BRIEFS,
    FERRY,
    TEA,
    assert_same_index,
    generation_bytes,
    quick_build,
    write_corpus,
    write_records,
)

from index.build import fingerprint
from index.config import IndexConfig
from index.errors import IndexDamaged
from index.generation import GENERATIONS, STORE, read_current
from index.parent import Parent
from index.read.discover import FoundFile
from index.read.files import ReadFile, read_file
from index.source import SourceText
from index.store import Store
from index.verify import verify


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


def store_of(index: Path) -> Store:
    return Store(index / GENERATIONS / read_current(index).generation / STORE)


def change(corpus: Path) -> None:
    (corpus / "ferry.txt").write_text(FERRY.replace("六点", "七点"), encoding="utf-8")


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
    names: list[str] = []

    def counted(found: FoundFile, *, max_bytes: int) -> ReadFile:
        names.append(found.name)
        return read_file(found, max_bytes=max_bytes)

    monkeypatch.setattr("index.build.read_file", counted)
    return names


@pytest.mark.usefixtures("later")
def test_source_named_otherwise_records_where_it_is_found_now(corpus: Path, tmp_path: Path) -> None:
    """The same file, first under its folder, then as a SOURCE of its own."""
    age(corpus)
    quick_build(tmp_path / "steps", corpus)
    quick_build(tmp_path / "steps", corpus / "ferry.txt")
    quick_build(tmp_path / "fresh", corpus / "ferry.txt")
    assert_same_index(tmp_path / "steps", tmp_path / "fresh")


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


@pytest.mark.parametrize(
    "name",
    ["passages.sqlite", "lexical/posting_tf.u16", "titles/terms.utf8", "NOTICE", "manifest.json"],
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
