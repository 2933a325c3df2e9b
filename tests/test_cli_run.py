"""``wenju run``: the TREC run."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from api.opening import searcher_of
from index.build import build
from index.config import IndexConfig
from search.run import read_queries, run_lines, write_run
from search.search import Searcher
from search.snapshot import open_index


def rows(text: str) -> list[tuple[str, str, str, int, float, str]]:
    found = []
    for line in text.splitlines():
        query_id, q0, document_id, rank, score, tag = line.split(" ")
        found.append((query_id, q0, document_id, int(rank), float(score), tag))
    return found


@pytest.fixture(scope="module")
def searcher(examples):
    return searcher_of(examples.index)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """One article of many good passages, and 30 of one equal passage each."""
    folder = tmp_path_factory.mktemp("crowded")
    long = "".join(f"第{i}节说仓库的退货和仓库。{'城北的夏天很热。' * 20}\n\n" for i in range(60))
    records = [{"_id": "long", "text": long}]
    records += [{"_id": f"short {i}", "text": "仓库在城北，夏天搬走了。"} for i in range(30)]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    build([folder], folder / "index", config=IndexConfig())
    return Searcher(open_index(folder / "index"))


def test_a_run_by_the_command(examples, real_wenju, tmp_path):
    queries = [
        {"_id": "a b\u3000c", "text": examples.questions[0]},
        {"id": 7, "text": examples.questions[1]},
        {"_id": "nothing", "text": "😀"},
        {"_id": "blank", "text": " "},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    (tmp_path / "r.trec").write_text("old")
    done = real_wenju(
        "run", "--queries", "q.jsonl", "--out", "r.trec", "--index", examples.index, "-k", "5"
    )
    assert done.returncode == 0
    assert done.stderr == "wenju: q.jsonl line 4: the query is blank; it has no line in the run\n"
    assert "4 queries, 2 without a result, 10 lines" in done.stdout
    found = rows((tmp_path / "r.trec").read_text("utf-8"))
    assert {row[0] for row in found} == {"a%20b%E3%80%80c", "7"}
    for query_id in ("a%20b%E3%80%80c", "7"):
        of_query = [row for row in found if row[0] == query_id]
        assert [row[3] for row in of_query] == [1, 2, 3, 4, 5]
        assert len({row[2] for row in of_query}) == 5
        assert all(one[4] > two[4] for one, two in pairwise(of_query))
        assert {(row[1], row[5]) for row in of_query} == {("Q0", "wenju")}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q.jsonl", "r.trec"]


def test_passages_rank_as_search_ranks_them(searcher, examples, tmp_path):
    for question in examples.questions:
        (tmp_path / "q.jsonl").write_text(json.dumps({"_id": "q", "text": question}), "utf-8")
        queries = read_queries(tmp_path / "q.jsonl")
        write_run(searcher, queries, tmp_path / "r", k=20, unit="passage")
        hits = searcher.search(question, k=20).hits
        found = rows((tmp_path / "r").read_text("utf-8"))
        assert [row[2] for row in found] == [hit.passage.passage.passage_id for hit in hits]
        assert [row[4] for row in found] == pytest.approx([hit.score for hit in hits], abs=1e-5)


def test_articles_rank_by_their_best_passage(searcher, examples, tmp_path):
    for question in examples.questions:
        (tmp_path / "q.jsonl").write_text(json.dumps({"_id": "q", "text": question}), "utf-8")
        write_run(searcher, read_queries(tmp_path / "q.jsonl"), tmp_path / "r", k=4)
        hits = searcher.search(question, k=1000).hits
        best = list(dict.fromkeys(hit.article.article_id for hit in hits))
        assert [row[2] for row in rows((tmp_path / "r").read_text("utf-8"))] == best[:4]


def test_many_good_passages_do_not_crowd_out_other_articles(crowded, tmp_path):
    (tmp_path / "q.jsonl").write_text('{"_id": "q", "text": "仓库退货"}', "utf-8")
    write_run(crowded, read_queries(tmp_path / "q.jsonl"), tmp_path / "r", k=20)
    found = rows((tmp_path / "r").read_text("utf-8"))
    assert len(found) == len({row[2] for row in found}) == 20
    assert all(" " not in row[2] for row in found)
    hits = crowded.search("仓库退货", k=1000).hits
    best = list(dict.fromkeys(hit.article.article_id for hit in hits))
    assert [row[2].replace("%20", " ") for row in found] == best[:20]
    assert all(one[4] > two[4] for one, two in pairwise(found))


def test_ties_are_moved_by_a_ten_millionth():
    found = [("a", 0.5), ("b", 0.5), ("c", 0.5), ("d", 0.4999999), ("e", 0.25)]
    scores = [line.split()[4] for line in run_lines("q", found)]
    assert scores == ["0.5000000", "0.4999999", "0.4999998", "0.4999997", "0.2500000"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"text": "a"}', "no _id or id"),
        ('{"_id": "", "text": "a"}', "no _id or id"),
        ('{"_id": null, "text": "a"}', "no _id or id"),
        ('{"_id": "2"}', "text"),
        ('{"_id": "2", "text": 3}', "text"),
        ('{"_id": "1", "text": "again"}', "line 1"),
        (json.dumps({"_id": "2", "text": "a" * 20_001}), "20,001"),
    ],
)
def test_a_bad_query_line_is_named_and_nothing_is_written(examples, wenju, tmp_path, line, said):
    (tmp_path / "q.jsonl").write_text('{"_id": "1", "text": "退货"}\n\n' + line + "\n", "utf-8")
    done = wenju("run", "--queries", "q.jsonl", "--out", "r", "--index", examples.index)
    assert done.returncode == 2
    (told,) = done.stderr.splitlines()
    assert told.startswith("wenju: q.jsonl line 3: ")
    assert said in told
    assert [path.name for path in tmp_path.iterdir()] == ["q.jsonl"]


@pytest.mark.parametrize("out", ["nowhere/r", "."])
def test_a_run_that_cannot_be_written_is_one_line(examples, wenju, tmp_path, out):
    (tmp_path / "q.jsonl").write_text('{"_id": "1", "text": "退货"}')
    done = wenju("run", "--queries", "q.jsonl", "--out", out, "--index", examples.index)
    assert done.returncode == 2
    (told,) = done.stderr.splitlines()
    assert told.startswith(f"wenju: {out}: ")


def test_a_file_without_queries_is_wrong_usage(examples, wenju, tmp_path):
    (tmp_path / "q.jsonl").write_text("\n")
    done = wenju("run", "--queries", "q.jsonl", "--out", "r", "--index", examples.index)
    assert done.returncode == 2
    assert "no query" in done.stderr
