"""The list of retired articles: what a build notes before it prunes, and what a reader finds."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from small_index import FERRY, TEA, generation_bytes, quick_build, write_corpus, write_records

from index import retired
from index.generation import GENERATIONS, STORE, read_current, set_current
from index.retired import RETIRED, Retired, remember
from index.store import Store

ODD_IDS = ["a/b c?d#e é&\"'<", '["x","y"]', "换\n行", "tab\t\u2028", "😀\\", "%2F"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def index(tmp_path: Path, corpus: Path) -> Path:
    quick_build(tmp_path / "index", corpus)
    return tmp_path / "index"


def article_ids(index: Path, file: str) -> list[str]:
    """The ids of a file's articles in the generation that serves."""
    store = Store(index / GENERATIONS / read_current(index).generation / STORE)
    return [
        article.article_id
        for source_no, _, _ in store.file_sources(file)
        for article in store.articles_of_source(source_no)
    ]


def edit(corpus: Path, hour: int) -> None:
    (corpus / "ferry.txt").write_text(FERRY.replace("六点", f"{hour}点"), encoding="utf-8")


def lines(index: Path) -> list[tuple[str, str]]:
    return [tuple(json.loads(line)) for line in (index / RETIRED).read_bytes().splitlines()]


def test_an_article_is_noted_when_the_last_generation_with_it_is_pruned(
    index: Path, corpus: Path
) -> None:
    (first,) = article_ids(index, "ferry.txt")
    edit(corpus, 7)
    quick_build(index, corpus)
    (second,) = article_ids(index, "ferry.txt")
    assert not (index / RETIRED).exists()  # the generation before still has it
    edit(corpus, 8)
    quick_build(index, corpus)
    assert lines(index) == [(first, "ferry.txt")]
    edit(corpus, 9)
    quick_build(index, corpus)
    assert lines(index) == [(first, "ferry.txt"), (second, "ferry.txt")]
    assert Retired(index).file_of(second) == "ferry.txt"
    assert Retired(index).file_of("never") is None


def test_an_article_that_is_retired_again_moves_to_the_end_of_the_list(
    index: Path, corpus: Path
) -> None:
    for hour in (7, 8, 9):
        edit(corpus, hour)
        quick_build(index, corpus)
    first, second = (article_id for article_id, _ in lines(index))
    for n in range(3):  # the first text comes back, and goes again
        (corpus / "ferry.txt").write_text(FERRY, encoding="utf-8", newline="") if not n else edit(
            corpus, 10 + n
        )
        quick_build(index, corpus)
    ids = [article_id for article_id, _ in lines(index)]
    assert ids[0] == second
    assert ids[-1] == first
    assert len(set(ids)) == len(ids)


def test_the_list_is_no_part_of_a_generation(index: Path, corpus: Path, tmp_path: Path) -> None:
    for hour in (7, 8):
        edit(corpus, hour)
        quick_build(index, corpus)
    quick_build(tmp_path / "fresh", corpus)
    assert (index / RETIRED).exists()
    assert generation_bytes(index) == generation_bytes(tmp_path / "fresh")
    assert read_current(index).generation == read_current(tmp_path / "fresh").generation


def test_ids_with_odd_characters_are_kept_whole(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "tea.txt").write_text(TEA, encoding="utf-8")
    records = [{"_id": odd, "text": "码头的夜灯从八点亮到十二点。" * 3} for odd in ODD_IDS]
    write_records(corpus / "odd.jsonl", records)
    quick_build(index, corpus)
    assert article_ids(index, "odd.jsonl") == ODD_IDS
    (corpus / "odd.jsonl").unlink()
    quick_build(index, corpus)
    (corpus / "tea.txt").write_text(TEA + "又及：秋茶下月开锅。\n", encoding="utf-8")
    quick_build(index, corpus)
    looked_up = Retired(index)
    assert [looked_up.file_of(odd) for odd in ODD_IDS] == ["odd.jsonl"] * len(ODD_IDS)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n\n", b"null\n", b"[1,2]\n", b'["one"]\n', b'["a","b","c"]\n', b"{}\n", b"3\n",
        b"\xff\xfe\x00", b'["half', b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_damaged_is_passed_over_and_written_anew(
    index: Path, corpus: Path, content: bytes
) -> None:
    whole = b'["known","a.txt"]\n'
    (index / RETIRED).write_bytes(whole + content)
    looked_up = Retired(index)
    assert looked_up.file_of("known") == "a.txt"
    assert looked_up.file_of("one") is None
    (first,) = article_ids(index, "ferry.txt")
    for hour in (7, 8):
        edit(corpus, hour)
        quick_build(index, corpus)
    assert lines(index) == [("known", "a.txt"), (first, "ferry.txt")]


def test_a_list_that_cannot_be_read_or_written_stops_no_build(index: Path, corpus: Path) -> None:
    (index / RETIRED).mkdir()
    assert Retired(index).file_of("a") is None
    for hour in (7, 8):
        edit(corpus, hour)
        quick_build(index, corpus)
    assert len(list((index / GENERATIONS).iterdir())) == 2


def test_a_reader_sees_what_a_build_has_added_since(index: Path, corpus: Path) -> None:
    (first,) = article_ids(index, "ferry.txt")
    looked_up = Retired(index)
    assert looked_up.file_of(first) is None
    for hour in (7, 8):
        edit(corpus, hour)
        quick_build(index, corpus)
    assert looked_up.file_of(first) == "ferry.txt"
    (index / RETIRED).unlink()
    assert looked_up.file_of(first) is None


def test_the_newest_lines_are_kept_within_the_bounds(
    index: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retired, "MAX_LINES", 2)
    for hour in (7, 8, 9, 10, 11):
        edit(corpus, hour)
        quick_build(index, corpus)
    two = lines(index)
    assert len(two) == 2
    assert two[-1][0] not in article_ids(index, "ferry.txt")
    edit(corpus, 12)
    quick_build(index, corpus)
    assert lines(index)[0] == two[1]
    monkeypatch.setattr(retired, "MAX_BYTES", len((index / RETIRED).read_bytes()) - 1)
    assert Retired(index).file_of(two[1][0]) is None  # larger than any that we write
    edit(corpus, 13)
    quick_build(index, corpus)
    assert len(lines(index)) == 1


def test_a_kept_store_that_is_damaged_is_no_harm(index: Path, corpus: Path) -> None:
    edit(corpus, 7)
    quick_build(index, corpus)
    store = index / GENERATIONS / read_current(index).generation / STORE
    store.write_bytes(b"not a database")
    remember(index, store, [])
    remember(index, index / "missing", [store])
    assert not (index / RETIRED).exists()


def test_a_build_killed_before_it_prunes_is_made_good_by_the_next(
    index: Path, corpus: Path
) -> None:
    (first,) = article_ids(index, "ferry.txt")
    edit(corpus, 7)
    quick_build(index, corpus)
    edit(corpus, 8)
    pid = os.fork()
    if pid == 0:  # dies as it is about to put the list in its place
        retired._write = lambda *args: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
        try:
            quick_build(index, corpus)
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status)
    assert len(list((index / GENERATIONS).iterdir())) == 3  # published, not yet pruned
    assert not (index / RETIRED).exists()
    edit(corpus, 9)
    quick_build(index, corpus)
    assert (first, "ferry.txt") in lines(index)
    assert len(list((index / GENERATIONS).iterdir())) == 2


def test_going_back_a_generation_keeps_its_articles_found(index: Path, corpus: Path) -> None:
    (first,) = article_ids(index, "ferry.txt")
    edit(corpus, 7)
    quick_build(index, corpus)
    (second,) = article_ids(index, "ferry.txt")
    current = read_current(index)
    assert current.previous is not None
    set_current(index, type(current)(current.previous, None))
    edit(corpus, 8)
    quick_build(index, corpus)
    assert lines(index) == [(second, "ferry.txt")]
    assert Retired(index).file_of(first) is None
