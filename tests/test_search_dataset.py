"""BEIR folders: what is read, and what is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import UsageError
from search.dataset import corpus_ids, read_dataset, spaced

QRELS = "query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\tb\t2\nq2\ta\t0\n"
QUERIES: list[dict[str, Any]] = [
    {"_id": "q1", "text": "渡口几点开门？", "metadata": {"type": "date", "twin": "t"}},
    {"_id": "q2", "text": "Who pays the rent?", "type": "who", "lang": "en"},
    {"_id": "q3", "text": "Nobody judged this."},
]


def write(folder: Path, **files: str) -> Path:
    """A whole dataset, with some of its files replaced; None leaves one out."""
    (folder / "qrels").mkdir(parents=True)
    lines = {
        "corpus": '{"_id": "a", "text": "渡口六点开门。"}\n{"_id": "b", "text": "Shops do."}\n',
        "queries": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in QUERIES),
        "qrels": QRELS,
    } | files
    (folder / "corpus.jsonl").write_text(lines["corpus"], encoding="utf-8")
    (folder / "queries.jsonl").write_text(lines["queries"], encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(lines["qrels"], encoding="utf-8")
    return folder


def test_dataset_holds_the_judged_questions_in_their_order(tmp_path: Path) -> None:
    found = read_dataset(write(tmp_path / "渡口"))
    assert found.name == "渡口"
    assert found.article_ids == {"a", "b"}
    assert [(q.question_id, q.language, q.kind, q.twin) for q in found.questions] == [
        ("q1", "zh", "date", "t"),
        ("q2", "en", "who", "q2"),
    ]
    assert found.qrels == {"q1": {"a": 1}, "q2": {"b": 2, "a": 0}}
    assert found.n_unjudged == 1


def test_limit_takes_questions_evenly(tmp_path: Path) -> None:
    assert [q.question_id for q in read_dataset(write(tmp_path / "d"), limit=1).questions] == ["q1"]
    assert spaced(list(range(10)), 4) == [0, 2, 5, 7]
    assert spaced([1, 2], 5) == [1, 2]
    assert spaced([1, 2], None) == [1, 2]


def test_blank_question_is_kept_and_will_count_zero(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "d", queries='{"_id": "q1", "text": " "}\n{"_id": "q2", "text": "x"}\n'
    )
    assert [q.text for q in read_dataset(folder).questions] == ["", "x"]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"queries": ""}, "queries.jsonl: no question in it"),
        ({"queries": '{"_id": "q1"}\n'}, 'line 1: no string "text"'),
        ({"queries": '{"_id": "q1", "text": "x"}\n' * 2}, "line 2: _id 'q1' stands twice"),
        ({"queries": '{"_id": "q1", "text": "x"}\n'}, "1 question ids are not in queries.jsonl"),
        ({"corpus": '{"_id": "a", "text": "x"}\n'}, "1 article ids are not in corpus.jsonl"),
        ({"corpus": "{\n"}, "corpus.jsonl line 1: not JSON"),
        ({"corpus": "[]\n"}, "corpus.jsonl line 1: not a JSON object"),
        ({"corpus": '{"text": "x"}\n'}, "corpus.jsonl line 1: no _id or id"),
        ({"qrels": "query-id\tcorpus-id\tscore\n"}, "test.tsv: no judgement in it"),
        ({"qrels": "q1 a 1\n"}, "test.tsv line 1: not a judgement"),
        ({"qrels": "q1\ta\t1\nq2\tb\t1001\n"}, "test.tsv line 2: the score 1,001 is out of range"),
        ({"qrels": f"q1\ta\t-{10**30}\n"}, "give scores within -1,000 and 1,000"),
        ({"qrels": "q1\ta\t1\nq1\ta\t0\n"}, "line 2: question 'q1' and article 'a' are judged"),
        ({"qrels": "q1\ta\t0\n"}, "no question has a relevant article"),
    ],
)
def test_what_does_not_fit_together_is_told_in_one_line(
    tmp_path: Path, files: dict[str, str], why: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_dataset(write(tmp_path / "d", **files))
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_missing_file_is_named_with_the_layout(tmp_path: Path, missing: str) -> None:
    folder = write(tmp_path / "d")
    (folder / missing).unlink()
    with pytest.raises(UsageError, match=f"no {missing} in it; a dataset is a folder with"):
        read_dataset(folder)


def test_numbers_are_ids_too(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"id": 7, "text": "x"}\n\n{"_id": "8", "text": ""}\n')
    assert corpus_ids(tmp_path / "c.jsonl") == {"7", "8"}


def test_id_may_hold_a_line_separator(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "d",
        queries='{"_id": "q\u2028", "text": "x"}\n',
        qrels="q\u2028\ta\t1\r\n",
    )
    assert read_dataset(folder).qrels == {"q\u2028": {"a": 1}}
