"""``verify`` finds every way to tamper with an index or its sources, and nothing in a clean one."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from small_index import FERRY, quick_build, write_corpus

from index.generation import (
    GENERATIONS,
    MANIFEST,
    STORE,
    Current,
    file_sha256,
    generation_id,
    read_current,
    set_current,
)
from index.verify import verify
from search.oracle import check
from search.search import Searcher
from search.snapshot import open_index

CHROME = "相关文章\n"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and the index of it; to be copied, not touched."""
    root = tmp_path_factory.mktemp("pristine")
    corpus = write_corpus(root / "corpus")
    (corpus / "tail.txt").write_bytes(
        (FERRY.replace("青石", "白沙").replace("\n", "\r\n") + CHROME).encode("gb18030")
    )
    quick_build(root / "index", corpus)
    return root


@pytest.fixture
def work(pristine: Path, tmp_path: Path) -> Path:
    """A copy of the index, with the corpus where it was recorded to be."""
    shutil.copytree(pristine / "index", tmp_path / "index")
    return tmp_path


def folder_of(index: Path) -> Path:
    return index / GENERATIONS / read_current(index).generation


def forge(index: Path, sql: str, *values: Any) -> None:
    """Change the store, and make the manifest and the generation's id agree with it."""
    folder = folder_of(index)
    connection = sqlite3.connect(folder / STORE)
    with connection:
        assert connection.execute(sql, values).rowcount > 0
    connection.close()
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"][STORE] = {
        "sha256": file_sha256(folder / STORE),
        "bytes": (folder / STORE).stat().st_size,
    }
    manifest["generation"] = generation_id(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    folder.rename(folder.with_name(manifest["generation"]))
    set_current(index, Current(manifest["generation"], None))


def test_clean_index_has_no_problem_and_counts_everything(work: Path) -> None:
    report = verify(work / "index")
    assert (report.problems, report.notes) == ((), ())
    assert (report.n_files, report.n_sources, report.n_articles) == (5, 6, 6)
    assert report.n_passages >= 6
    assert report.n_drops == 1
    assert report.n_from_store == 0


def test_byte_flipped_in_any_file_is_found(work: Path) -> None:
    folder = folder_of(work / "index")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert len(files) > 12
    for path in files:
        raw = path.read_bytes()
        if not raw:
            continue
        place = raw.find(b'"bytes": ') + 9 if path.name == MANIFEST else len(raw) // 2
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        assert any(path.name in problem for problem in verify(work / "index").problems), path.name
        path.write_bytes(raw)
    assert verify(work / "index").problems == ()


def test_manifest_that_states_other_figures_is_found(work: Path) -> None:
    path = folder_of(work / "index") / MANIFEST
    manifest = json.loads(path.read_bytes())
    manifest["counts"]["articles"] += 1
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert any("altered" in problem for problem in verify(work / "index").problems)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE passage SET start = start + 1, text = substr(text, 2) WHERE passage_no = 0", "should be"),
        ("UPDATE passage SET start = start + 1, end = end + 1 WHERE passage_no = 1", "is not source[start:end]"),
        ("UPDATE passage SET text = replace(text, '六点', '七点')", "is not source[start:end]"),
        ("UPDATE passage SET passage_id = 'x' || passage_id WHERE passage_no = 2", "should be"),
        ("UPDATE passage SET end = 99999 WHERE passage_no = 0", "characters in Span(start=0, end=99999)"),
        ("DELETE FROM passage WHERE passage_no = 0", "in no passage and no drop, first at 0"),
        ("DELETE FROM dropped", "4 characters in no passage and no drop"),
        ("UPDATE dropped SET start = start - 3", "overlaps another"),
        ("DELETE FROM article WHERE article_no = 0", "manifest: 6 articles, the store holds 5"),
        ("UPDATE source SET text = replace(text, '六点', '七点')", "the stored text is not the file's"),
        ("UPDATE source SET record = 9 WHERE record = 2", "not in the file any more"),
        ("UPDATE evidence SET end = 99999", "evidence of"),
    ],
)  # fmt: skip
def test_forged_store_is_found_though_every_hash_agrees(work: Path, sql: str, said: str) -> None:
    forge(work / "index", sql)
    open_index(work / "index")
    problems = verify(work / "index").problems
    assert any(said in problem for problem in problems), problems


def test_source_file_that_has_changed_is_found(pristine: Path, tmp_path: Path) -> None:
    corpus = shutil.copytree(pristine / "corpus", tmp_path / "corpus")
    quick_build(tmp_path / "index", corpus)
    (corpus / "ferry.txt").write_text(FERRY + "。", encoding="utf-8")
    report = verify(tmp_path / "index")
    assert report.problems == ("ferry.txt: the file has changed since it was indexed; build again",)


def test_source_file_that_is_empty_by_now_is_found(pristine: Path, tmp_path: Path) -> None:
    corpus = shutil.copytree(pristine / "corpus", tmp_path / "corpus")
    quick_build(tmp_path / "index", corpus)
    (corpus / "ferry.txt").write_text("", encoding="utf-8")
    assert verify(tmp_path / "index").problems == (
        "ferry.txt: not read: the file is empty; remove it",
    )


def test_source_that_is_gone_is_a_note_and_checked_against_the_stored_text(
    pristine: Path, tmp_path: Path
) -> None:
    corpus = shutil.copytree(pristine / "corpus", tmp_path / "corpus")
    quick_build(tmp_path / "index", corpus)
    (corpus / "briefs.jsonl").unlink()
    report = verify(tmp_path / "index")
    assert report.problems == ()
    assert report.n_from_store == 2
    (note,) = report.notes
    assert note.startswith("briefs.jsonl: ")
    assert note.endswith(" is gone; checked against the stored text")
    forge(tmp_path / "index", "UPDATE passage SET text = replace(text, '早市', '晚市')")
    assert any("is not source[start:end]" in p for p in verify(tmp_path / "index").problems)


def test_sources_are_found_in_another_folder(pristine: Path, tmp_path: Path) -> None:
    corpus = shutil.copytree(pristine / "corpus", tmp_path / "was")
    quick_build(tmp_path / "index", corpus)
    corpus.rename(tmp_path / "moved")
    assert len(verify(tmp_path / "index").notes) == 5
    report = verify(tmp_path / "index", source=tmp_path / "moved")
    assert (report.problems, report.notes, report.n_from_store) == ((), (), 0)
    (tmp_path / "moved" / "tea.md").write_text("茶", encoding="utf-8")
    assert len(verify(tmp_path / "index", source=tmp_path / "moved").problems) == 1


def test_single_file_given_as_source_is_found_elsewhere(pristine: Path, tmp_path: Path) -> None:
    file = tmp_path / "ferry.txt"
    shutil.copy(pristine / "corpus" / "ferry.txt", file)
    quick_build(tmp_path / "index", file)
    assert verify(tmp_path / "index").problems == ()
    moved = tmp_path / "new"
    moved.mkdir()
    file.rename(moved / "ferry.txt")
    for source in (moved, moved / "ferry.txt"):
        report = verify(tmp_path / "index", source=source)
        assert (report.problems, report.notes) == ((), ())


def test_deep_check_finds_postings_that_are_not_of_their_passages(work: Path) -> None:
    assert check(Searcher(open_index(work / "index"))) == []
    forge(work / "index", "UPDATE passage SET text = replace(text, '货', '茶')")
    problems = check(Searcher(open_index(work / "index")))
    assert problems
    assert "rank_bm25 says" in problems[0]


def test_files_that_are_not_in_the_given_source_are_a_problem(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    quick_build(tmp_path / "i", corpus)
    (tmp_path / "elsewhere").mkdir()
    report = verify(tmp_path / "i", source=tmp_path / "elsewhere")
    assert len(report.problems) == report.n_files > 1
    assert all("is not there" in line for line in report.problems)
    assert verify(tmp_path / "i", source=corpus).problems == ()
