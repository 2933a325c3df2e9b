"""``wenju eval``: what it prints, saves and writes, what it refuses, and its cache."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from conftest import Library, Wenju
from hash_encoder import HashEncoder
from small_index import BRIEFS, no_dictionary, quick_build, write_corpus, write_records

from api.cli.main import make_parser
from index.errors import IndexNotWritable, ModelDamaged, UsageError
from search.compare import check_pairs, compare
from search.evaluation import Request, evaluate, unique_names
from search.lanes import LANES
from search.pool import _held, prune_cache
from search.snapshot import open_index

QUERIES = [
    {"_id": "q1", "text": "夜灯从几点亮到几点？", "metadata": {"type": "time", "twin": "t1"}},
    {"_id": "q2", "text": "When do the lamps burn at the pier?", "metadata": {"type": "time", "twin": "t1"}},
    {"_id": "q3", "text": "渡船为什么加开一班？", "metadata": {"type": "why"}},
    {"_id": "q4", "text": "zyxwv", "metadata": {"type": "why"}},
]  # fmt: skip
QRELS = "query-id\tcorpus-id\tscore\nq1\tb-1\t1\nq2\tb-1\t1\nq3\tb-2\t1\nq4\tb-2\t1\n"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles and four questions; one of them finds nothing."""
    folder = tmp_path_factory.mktemp("sets") / "码头"
    (folder / "qrels").mkdir(parents=True)
    write_records(folder / "corpus.jsonl", BRIEFS)
    write_records(folder / "queries.jsonl", QUERIES)
    (folder / "qrels" / "test.tsv").write_text(QRELS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def distractors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("more") / "more.jsonl"
    write_records(path, [{"_id": f"news-{n}", "text": f"第{n}号货栈今天点货。"} for n in range(5)])
    return path


def measured(
    cache: Path, *datasets: Path, models: tuple[str | None, ...] | None = (None,), **more: Any
) -> dict[str, Any]:
    """What the command measures, in this process, with encoders that need no training."""
    told: list[str] = more.pop("told", [])
    options = {"index": Path("none"), "distractors": None, "jobs": 1} | more
    request = Request(datasets, models=models, default_model="none", cache=cache, **options)
    with no_dictionary():
        return evaluate(
            request,
            open_encoder=HashEncoder,
            tell=told.append,
            progress=lambda what, done, total: None,
        )


@pytest.fixture(scope="module")
def payload(tiny: Path, cache: Path) -> dict[str, Any]:
    """The tiny set in every lane."""
    return measured(cache, tiny, models=("hash-16",))


def test_every_lane_has_its_row_and_a_value_a_question(payload: dict[str, Any]) -> None:
    (found,) = payload["sets"]
    assert [row["label"] for row in found["rows"]] == ["lexical", "dense", "rrf", "hybrid"]
    assert found["question_ids"] == ["q1", "q2", "q3", "q4"]
    for row in found["rows"]:
        assert set(row["values"]) == set(row["measures"]) == set(row["groups"]["types"]["why"])
        assert {len(values) for values in row["values"].values()} == {4}
        for measure in row["measures"].values():
            assert 0 <= measure["low"] <= measure["mean"] <= measure["high"] <= 1


def test_question_without_a_result_counts_zero(payload: dict[str, Any]) -> None:
    lexical = payload["sets"][0]["rows"][0]
    assert lexical["values"]["nDCG@10"][3] == 0
    assert lexical["measures"]["nDCG@10"]["n"] == 4
    assert lexical["ranks"][3] == 0


def test_twins_are_one_cluster(payload: dict[str, Any]) -> None:
    assert payload["sets"][0]["twins"] == ["t1", "t1", "q3", "q4"]


def test_missed_question_says_what_it_should_have_found(payload: dict[str, Any]) -> None:
    for miss in payload["sets"][0]["misses"]:
        assert miss["ranks"]["hybrid"] is None
        assert miss["expected"][0]["source"] in ("b-1", "b-2")
    assert all(rank > 0 for rank in payload["sets"][0]["rows"][1]["ranks"][:3])


def test_two_models_share_the_lexical_row_and_name_the_others(tiny: Path, cache: Path) -> None:
    found = measured(cache, tiny, models=("hash-16", "hash-b"))
    labels = [row["label"] for row in found["sets"][0]["rows"]]
    assert labels == [
        "lexical", "hash-16:dense", "hash-16:rrf", "hash-16:hybrid",
        "hash-b:dense", "hash-b:rrf", "hash-b:hybrid",
    ]  # fmt: skip
    assert compare(found, "lexical", "hash-b:dense")[0]["b"] == "hash-b:dense"


def test_index_is_built_once_and_shared_by_sets_of_the_same_articles(
    tiny: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    (other / "qrels").mkdir(parents=True)
    for name in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"):
        (other / name).write_bytes((tiny / name).read_bytes())
    told: list[str] = []
    first = measured(tmp_path / "cache", tiny, other, told=told)
    assert [found["seconds_built"] > 0 for found in first["sets"]] == [True, False]
    assert any("1 indexes kept" in line for line in told)
    again = measured(tmp_path / "cache", tiny)
    assert again["sets"][0]["seconds_built"] == 0
    assert again["sets"][0]["rows"] == first["sets"][0]["rows"]
    assert len(first["macro"]) == 1


def test_distractors_join_the_pool_and_start_from_a_relative(
    tiny: Path, tmp_path: Path, distractors: Path
) -> None:
    cache = tmp_path / "cache"
    found = measured(cache, tiny, distractors=distractors, models=("hash-16",))
    assert (found["sets"][0]["n_articles"], found["sets"][0]["n_distractors"]) == (2, 5)
    assert found["sets"][0]["n_passages"] == 7
    other = tmp_path / "other"
    (other / "qrels").mkdir(parents=True)
    write_records(other / "corpus.jsonl", BRIEFS[:1])
    write_records(other / "queries.jsonl", QUERIES[:1])
    (other / "qrels" / "test.tsv").write_text("q1\tb-1\t1\n", encoding="utf-8")
    alone = measured(tmp_path / "fresh", other, distractors=distractors, models=("hash-16",))
    beside = measured(cache, other, distractors=distractors, models=("hash-16",))
    assert beside["sets"][0]["rows"] == alone["sets"][0]["rows"]
    assert len([path for path in cache.iterdir() if path.is_dir()]) == 2


def test_distractors_that_take_an_articles_id_are_refused(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="2 of its ids are those of articles"):
        measured(tmp_path / "cache", tiny, distractors=tiny / "corpus.jsonl")


def test_old_entries_are_pruned_but_not_those_in_use(tmp_path: Path) -> None:
    for name in ("old", "new", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "used").touch()
        (tmp_path / name / "file").write_bytes(b"x" * 100)
    left = prune_cache(tmp_path, keep=[tmp_path / "mine"], max_bytes=100)
    assert (left.entries, left.size, left.removed) == (1, 100, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


UNFINISHED = "-".join(["0" * 12] * 3)


def test_unfinished_entry_is_pruned_unless_it_is_being_built(tmp_path: Path) -> None:
    (tmp_path / UNFINISHED).mkdir()
    (tmp_path / UNFINISHED / "half").write_bytes(b"x")
    (tmp_path / "notes of mine").mkdir()
    with _held(tmp_path / UNFINISHED):
        assert prune_cache(tmp_path, keep=[]).removed == 0
    assert (tmp_path / UNFINISHED / "half").exists()
    assert prune_cache(tmp_path, keep=[]).removed == 1
    assert [path.name for path in tmp_path.iterdir()] == ["notes of mine"]


def test_entry_that_another_process_removes_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "gone" / "used").touch()
    seen = Path.exists

    def exists_then_goes(path: Path, **more: Any) -> bool:
        found = seen(path, **more)
        if path.name == "used":
            path.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(Path, "exists", exists_then_goes)
    (tmp_path / UNFINISHED).mkdir()
    assert prune_cache(tmp_path, keep=[]).size == 0


def test_processes_that_need_the_same_new_index_wait_for_the_one_that_builds(
    tiny: Path, tmp_path: Path, wenju_command: Path, clean_environment: dict[str, str]
) -> None:
    given: list[str | Path] = [tiny, "--model", "none", "--cache", tmp_path / "c", "--json"]
    runs = [
        subprocess.Popen(
            [wenju_command, "eval", *given],
            env=clean_environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    ended = [(*run.communicate(timeout=120), run.returncode) for run in runs]
    assert [code for *_, code in ended] == [0, 0, 0], ended
    built = [json.loads(out)["sets"][0]["seconds_built"] > 0 for out, *_ in ended]
    assert sum(built) == 1


def test_cache_that_cannot_be_written_names_its_own_option(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for cache in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(IndexNotWritable, match="choose a folder with --cache"):
            measured(cache, tiny)


def test_model_whose_vectors_are_kept_is_read_whole(tiny: Path, tmp_path: Path) -> None:
    def damaged(name: str) -> HashEncoder:
        raise ModelDamaged("its files are not what models.lock says", where=name)

    request = Request(
        (tiny,), tmp_path, models=("hash-16",), default_model="none",
        distractors=None, cache=tmp_path / "cache", jobs=1,
    )  # fmt: skip
    with pytest.raises(ModelDamaged):
        evaluate(
            request,
            open_encoder=HashEncoder,
            open_to_build=damaged,
            tell=lambda line: None,
            progress=lambda what, done, total: None,
        )
    assert not (tmp_path / "cache").exists()


def test_command_reads_the_files_of_a_model_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(request: Request, **given: Any) -> None:
        raise UsageError(str(given["open_to_build"].keywords))

    monkeypatch.setattr("search.evaluation.evaluate", stop)
    args = make_parser().parse_args(["eval", ".", "--model", "x"])
    with pytest.raises(UsageError, match=r"\{'check_hashes': True\}"):
        args.run(args)


def test_workers_rank_as_this_process_does(tiny: Path, cache: Path) -> None:
    alone, by_two = (measured(cache, tiny, jobs=jobs)["sets"][0]["rows"] for jobs in (1, 2))
    assert alone == by_two


def test_datasets_of_one_name_are_told_apart() -> None:
    assert unique_names([Path("/a/dev"), Path("/b/dev"), Path("/c/x")]) == ["a/dev", "b/dev", "x"]
    with pytest.raises(UsageError, match="named twice"):
        unique_names([Path("/a/dev"), Path("/a/dev")])
    three = [Path("/A/x/test"), Path("/B/x/test"), Path("/B/y/test")]
    assert unique_names(three) == ["A/x/test", "B/x/test", "y/test"]
    assert unique_names([Path("/t"), Path("/a/t")]) == ["/t", "a/t"]


@pytest.mark.parametrize(
    "saved",
    [
        {"sets": [{"name": "s", "rows": [{"label": "lexical"}]}]},
        {"sets": [{"name": "s", "question_ids": ["q1"], "twins": None, "rows": [
            {"label": "lexical", "values": {"R@10": [1, 0]}, "weights": {}}]}]},
        {"sets": [{"name": "s", "question_ids": ["q1"], "twins": None, "rows": [
            {"label": "lexical", "values": {"R@10": ["x"]}, "weights": {}}]}]},
        {"sets": [{"name": "s", "question_ids": ["q1"], "twins": [], "rows": []}]},
        {"sets": {}},
        {"sets": []},
        [],
    ],
)  # fmt: skip
def test_file_of_another_shape_is_not_compared(tmp_path: Path, saved: object) -> None:
    path = tmp_path / "saved.json"
    path.write_text(json.dumps(saved), encoding="utf-8")
    with pytest.raises(UsageError, match="not a result of wenju eval"):
        compare({"sets": []}, str(path), str(path))


@pytest.mark.parametrize(
    ("pair", "models", "answers", "why"),
    [
        (("lexical", "answers"), (), True, "no measure in common"),
        (("answers", "answers"), (), False, "'answers' is no row of this run"),
        (("lexical", "dense"), (None,), True, "'dense' is no row of this run"),
        (("lexical", "none:dense"), (None, "m"), True, "'none:dense' is no row of this run"),
        (("lexical", "dense"), ("m", "n"), True, "'dense' is no row of this run"),
        (("lexical", "m:hybrid"), ("m",), False, ""),
        (("m:dense", "n:rrf"), ("m", "n"), False, ""),
        (("answers", "m:answers"), (None, "m"), True, ""),
    ],
)
def test_pairs_are_checked_before_measuring(
    pair: tuple[str, str], models: tuple[str | None, ...], answers: bool, why: str
) -> None:
    with pytest.raises(UsageError, match=why) if why else nullcontext():
        check_pairs([pair], models, answers=answers)


@pytest.fixture(scope="module")
def outside(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Arguments of the real command for the tiny set, with a cache of its own."""
    cache = tmp_path_factory.mktemp("outside")
    return ("eval", str(tiny), "--model", "none", "--cache", str(cache))


def test_command_prints_one_object_and_writes_a_report(
    wenju: Wenju, outside: tuple[str, ...], tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    args = ("--compare", "lexical", "lexical", "--html", str(report))
    done = wenju(*outside, *args, "--json")
    assert done.returncode == 0, done.stderr
    payload = json.loads(done.stdout)
    assert payload["sets"][0]["rows"][0]["label"] == "lexical"
    assert [c["difference"]["mean"] for c in payload["comparisons"]] == [0] * 5
    page = report.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "<svg" in page
    assert "码头" in page
    assert "zyxwv" in page
    assert not any(text in page for text in ("http:", "https:", "//", "<script", "@import", "url("))
    (tmp_path / "before.json").write_text(done.stdout, encoding="utf-8")
    done = wenju(*outside, "--compare", "before.json", "lexical", "--misses", "1")
    assert done.returncode == 0, done.stderr
    assert (
        "lexical − before.json:lexical = +0.000 [+0.000, +0.000], 0 won, 0 lost, 4 tied of 4"
        in (done.stdout)
    )
    assert "1 missed of 4" in done.stdout or "2 missed of 4" in done.stdout


def test_table_aligns(wenju: Wenju, outside: tuple[str, ...]) -> None:
    lines = wenju(*outside, "--groups").stdout.splitlines()
    head = next(line for line in lines if "nDCG@10" in line)
    rows = [line for line in lines if line.startswith("  lexical")]
    assert len(rows) == 5  # the set, two languages, two types
    for name in ("nDCG@10", "R@1 ", "R@10", "RR@10"):
        assert all(row[head.index(name)] in "01" for row in rows)


def test_gold_file_is_asked_of_the_index(wenju: Wenju, examples: Library) -> None:
    gold = Path(__file__).parents[1] / "examples" / "questions.jsonl"
    done = wenju("eval", gold, "--index", examples.index, "--limit", "8", "--json")
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)["sets"]
    lanes = LANES if open_index(examples.index).model else LANES[:1]
    assert [row["label"] for row in found["rows"]] == [*lanes, "answers"]
    assert set(found["rows"][0]["measures"]) == {"evidence@10"}
    assert [rank is None for rank in found["rows"][0]["ranks"]] == [
        value is None for value in found["rows"][0]["values"]["evidence@10"]
    ]
    assert list(found["rows"][-1]["measures"]) == [
        "answered", "citations evidence", "citations right", "answer groups", "must_not held", "refused",
    ]  # fmt: skip


def test_what_cannot_be_compared_is_told_after_the_results(
    wenju: Wenju, examples: Library, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    row = {"id": "a", "lang": "zh", "question": "谁？", "expected": "abstain", "evidence": []}
    write_records(gold, [row])
    done = wenju("eval", gold, "--index", examples.index, "--compare", "lexical", "lexical")
    assert done.returncode == 2
    assert "refused" in done.stdout
    assert done.stderr.count("\n") == 1
    assert "no set, question and measure of lexical is in lexical too" in done.stderr


def test_report_that_cannot_be_written_in_the_end_does_not_lose_the_results(
    wenju: Wenju, outside: tuple[str, ...]
) -> None:
    done = wenju(*outside, "--html", "/dev/full")
    assert done.returncode == 2
    assert "nDCG@10" in done.stdout
    assert "report:" not in done.stdout
    assert "/dev/full: cannot write the report" in done.stderr


def test_gold_file_is_asked_among_distractors(tmp_path: Path, distractors: Path) -> None:
    corpus, told = write_corpus(tmp_path / "corpus"), list[str]()
    quick_build(tmp_path / "index", corpus)
    quote = "电费由三家货栈平摊"
    start = BRIEFS[0]["text"].index(quote)
    place = {"file": "briefs.jsonl", "article_id": "b-1", "quote": quote, "start": start}
    question = {
        "id": "g1", "lang": "zh", "question": "码头夜灯的电费谁出？", "type": "who", "expected": "answer",
        "evidence": [place | {"end": start + len(quote)}],
    }  # fmt: skip
    write_records(tmp_path / "gold.jsonl", [question])
    more: dict[str, Any] = {"index": tmp_path / "index", "told": told}
    gold = tmp_path / "gold.jsonl"
    alone = measured(tmp_path / "cache", gold, models=None, **more)["sets"][0]
    assert any("lexical lane alone" in line for line in told)
    among = measured(tmp_path / "cache", gold, distractors=distractors, **more)["sets"][0]
    assert [found["n_distractors"] for found in (alone, among)] == [0, 5]
    assert [found["rows"][0]["values"]["evidence@10"] for found in (alone, among)] == [[1], [1]]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("no-such-folder",), "no-such-folder: no such folder or file; check the path"),
        ((".",), "no corpus.jsonl in it; a dataset is a folder with"),
        (("SET", "--compare", "lexical", "lexicla"), "'lexicla' is no row of this run and no file"),
        (("SET", "-k", "5"), "-k: 5 is too few"),
        (("SET", "--html", "."), "not a file that can be written"),
        (("SET", "--html", "/proc/x.html"), "/proc/x.html: not a file that can be written"),
        (("SET", "--compare", "lexical", "answers"), "'answers' is no row of this run"),
        (("SET", "--model", ""), "--model: no model is named; give a name of"),
        (("SET", "--distractors", "SET/x.txt"), "x.txt: not a file of distractors; give a .jsonl"),
        (("SET", "--distractors", "SET/bad.jsonl"), "bad.jsonl line 1: not JSON"),
        (("SET", "--model", "no-such-model"), "no-such-model"),
        (("SET", "--distractors", "none.jsonl"), "none.jsonl: not read"),
        (("SET", "SET"), "named twice"),
        (("SET/corpus.jsonl",), "corpus.jsonl line 1: not a gold question"),
    ],
)
def test_bad_input_is_one_line_and_exit_two(
    wenju: Wenju, tiny: Path, tmp_path: Path, args: tuple[str, ...], why: str
) -> None:
    (tiny / "bad.jsonl").write_text("{\n")
    given = [arg.replace("SET", str(tiny)) for arg in args]
    done = wenju("eval", *given, "--cache", str(tmp_path / "cache"))
    assert done.returncode == 2, done.stderr
    assert why in done.stderr
    assert done.stderr.count("\n") == 1
    assert "corpus.jsonl, queries.jsonl" not in done.stderr or args == (".",)
    assert done.stdout == ""


def test_measuring_library_is_not_imported_by_asking() -> None:
    code = "import sys, api.cli.main, search.answer, search.evaluate; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"ir_measures", "pytrec_eval", "jinja2"} & set(run.stdout.split())
