"""Runs: scores fall strictly, ids are one word, an article counts once by its best passage."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import bilingual_searcher
from strategies import many

from index.errors import UsageError
from search.run import RunQuery, read_queries, run_lines, write_run
from search.search import Searcher

found = st.lists(st.floats(0, 1), max_size=30).map(
    lambda scores: [(f"d-{i}", s) for i, s in enumerate(sorted(scores, reverse=True))]
)


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return bilingual_searcher()


@many
@given(found)
def test_scores_of_a_run_fall_strictly_and_ranks_count_from_one(
    ranked: list[tuple[str, float]],
) -> None:
    rows = [line.split() for line in run_lines("q", ranked)]
    assert [row[3] for row in rows] == [str(rank) for rank in range(1, len(rows) + 1)]
    assert all(float(a[4]) > float(b[4]) for a, b in pairwise(rows))
    assert [row[2] for row in rows] == [document_id for document_id, _ in ranked]


def test_ties_are_moved_by_a_ten_millionth_by_hand() -> None:
    lines = list(run_lines("q 1", [("a", 0.5), ("b\tc", 0.5), ("d", 0.5), ("e", 0.4)]))
    assert lines == [
        "q%201 Q0 a 1 0.5000000 wenju\n",
        "q%201 Q0 b%09c 2 0.4999999 wenju\n",
        "q%201 Q0 d 3 0.4999998 wenju\n",
        "q%201 Q0 e 4 0.4000000 wenju\n",
    ]


def run(searcher: Searcher, out: Path, text: str, **options: object) -> list[list[str]]:
    write_run(searcher, [RunQuery("q", text, "q line 1")], out, **options)  # type: ignore[arg-type]
    return [line.split() for line in out.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("k", [1, 3, 5, 12, 100])
def test_articles_are_filled_to_k_by_searching_deeper(
    searcher: Searcher, tmp_path: Path, k: int
) -> None:
    """Every article once, at its best passage; the oracle reads all hits of a plain search."""
    text = "渡口的仓库和茶厂的电锅，渡船与回声墙"
    best: dict[str, float] = {}
    for hit in searcher.search(text, k=1000).hits:
        best.setdefault(hit.article.article_id, hit.score)
    rows = run(searcher, tmp_path / "out", text, k=k)
    assert [row[2] for row in rows] == list(best)[:k]
    assert [float(row[4]) for row in rows] == pytest.approx(list(best.values())[:k], abs=1e-5)


def test_passages_of_a_run_are_the_hits_of_a_search(searcher: Searcher, tmp_path: Path) -> None:
    rows = run(searcher, tmp_path / "out", "回声墙有多高", k=7, unit="passage")
    hits = searcher.search("回声墙有多高", k=7).hits
    assert [row[2] for row in rows] == [hit.passage.passage.passage_id for hit in hits]


def test_query_without_a_result_has_no_line(searcher: Searcher, tmp_path: Path) -> None:
    assert run(searcher, tmp_path / "out", "zyxwv") == []
    assert run(searcher, tmp_path / "out", "") == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no query in it"),
        (b"{\n", "line 1: not JSON"),
        (
            b'{"_id": "a", "text": "x"}\n{"_id": "a", "text": "y"}',
            "line 2: _id 'a' is already that of",
        ),
        (b'{"text": "x"}', "line 1: no _id or id"),
        (b'{"_id": "a"}', 'line 1: no string "text"'),
    ],
)
def test_query_file_that_cannot_be_read_is_refused_naming_the_line(
    tmp_path: Path, content: bytes, why: str
) -> None:
    (tmp_path / "q.jsonl").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_queries(tmp_path / "q.jsonl")
    assert why in str(caught.value)


def test_run_that_cannot_be_written_leaves_what_was_there(
    searcher: Searcher, tmp_path: Path
) -> None:
    with pytest.raises(UsageError):
        run(searcher, tmp_path, "渡口")
    with pytest.raises(UsageError):
        run(searcher, tmp_path / "none" / "out", "渡口")
    assert list(tmp_path.iterdir()) == []
