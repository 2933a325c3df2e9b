"""Bad input on the command line: one clear line, the right exit code, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from api.cli.main import main

ARTICLE = "仓库在三月搬到了城北。" * 30


def complaint(done):
    """The one line on stderr of a command that printed nothing else."""
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("wenju: ")
    return line


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "COMMAND"),
        (["frobnicate"], 2, "frobnicate"),
        (["eval", "nowhere"], 2, "nowhere"),
        (["ask"], 2, "QUESTION"),
        (["ask", ""], 2, "empty"),
        (["ask", " ", "\u3000"], 2, "empty"),
        (["ask", "x" * 20_001], 2, "20,001"),
        (["search", ""], 2, "empty"),
        (["search", "x", "-k", "0"], 2, "0 is out of range"),
        (["search", "x", "-k", "100000"], 2, "100000 is out of range"),
        (["search", "x", "-k", "ten"], 2, "ten"),
        (["search", "x", "--mode", "magic"], 2, "magic"),
        (["search", "x", "--date-from", "soon"], 2, "soon"),
        (["search", "x", "--date-from", "2024", "--date-to", "2023"], 2, "later than date_to"),
        (["search", "x", "--lang", "fr"], 2, "fr"),
        (["search", "x", "--jsn"], 2, "--jsn"),
        (["ask", "x", "--mode", "lexical"], 2, "--mode"),
        (["build"], 2, "SOURCE"),
        (["build", "nowhere"], 2, "no such file"),
        (["build", ".", "--model", "gpt-9"], 2, "gpt-9"),
        (["build", ".", "--model", ""], 2, "no name"),
        (["models", "fetch", "bge-m3", "--mirror", "http://[::1"], 2, "not a web address"),
        (["build", ".", "--model", "bge-m3"], 1, "wenju models fetch bge-m3"),
        (["build", ".", "--jobs", "0"], 2, "0"),
        (["run", "--queries", "nowhere.jsonl", "--out", "r"], 2, "No such file"),
        (["run", "--queries", "q"], 2, "--out"),
        (["serve", "--port", "70000"], 2, "70000"),
        (["serve", "--public-url", "example.org"], 2, "example.org"),
    ],
)
def test_wrong_usage_is_one_line(examples, wenju, arguments, code, said):
    done = wenju(*arguments, WENJU_INDEX=str(examples.index))
    assert done.returncode == code
    line = complaint(done)
    assert said in line
    assert ";" in line  # how to mend it


def test_an_index_without_embeddings_has_no_dense_mode(examples, wenju):
    done = wenju("build", *examples.small, "--index", "ix", "--model", "none")
    assert done.returncode == 0
    assert "encoded" not in done.stdout
    done = wenju("search", "x", "--mode", "dense", "--index", "ix")
    assert done.returncode == 1
    assert "no embeddings" in complaint(done)
    assert wenju("build", *examples.small, "--index", "ix").returncode == 0
    done = wenju("search", "x", "--mode", "dense", "--index", "ix")  # a build keeps what it had
    assert "no embeddings" in complaint(done)


@pytest.mark.parametrize("question", ["😀😀", "？！。", "---", "\u200b\u0007", "a" * 20_000])
def test_an_odd_question_is_an_abstention(examples, wenju, question):
    done = wenju("ask", "--index", examples.index, "--json", "--", question)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["answerable"], answer["citations"]) == (False, [])


def test_bytes_that_are_no_text_do_not_fail(examples, wenju):
    done = wenju("ask", b"\xff\xfe \xe9\x80\x80\xe8\xb4\xa7", "--index", examples.index, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["question"] == "\ufffd\ufffd 退货"
    done = wenju(
        "search", "退货", "--file", b"\xff", "--publisher", b"\xfe", "--index", examples.index
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_question_in_utf8_is_read_in_a_locale_that_is_not(examples, wenju):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = wenju("ask", examples.questions[0], "--index", examples.index, "--json", **plain)
    assert json.loads(done.stdout)["question"] == examples.questions[0]
    done = wenju("ask", examples.questions[0], "--index", examples.index, **plain)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u6eaa" in done.stdout  # what the terminal cannot show is escaped


def make_missing(index, examples):
    pass


def make_empty(index, examples):
    index.mkdir()


def make_half_written(index, examples):
    shutil.copytree(examples.index, index)
    (index / "CURRENT").unlink()


def make_without_manifest(index, examples):
    shutil.copytree(examples.index, index)
    next(index.glob("generations/*/manifest.json")).unlink()


def make_cut_short(index, examples):
    shutil.copytree(examples.index, index)
    store = next(index.glob("generations/*/passages.sqlite"))
    store.write_bytes(store.read_bytes()[:-1])


def make_other_version(index, examples):
    shutil.copytree(examples.index, index)
    path = next(index.glob("generations/*/manifest.json"))
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 99}), "utf-8")


def make_nonsense(index, examples):
    index.mkdir()
    (index / "CURRENT").write_bytes(b"\xff\x00")


def make_file(index, examples):
    index.write_text("not a folder")


@pytest.mark.parametrize("command", ["ask", "search", "run", "verify", "serve"])
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_missing, "no index here"),
        (make_empty, "no finished index here"),
        (make_half_written, "no finished index here"),
        (make_without_manifest, "half-written"),
        (make_cut_short, "bytes"),
        (make_other_version, "format 99"),
        (make_nonsense, "CURRENT"),
        (make_file, "no finished index"),
    ],
)
def test_a_broken_index_is_one_line(examples, tmp_path, monkeypatch, capsys, command, make, said):
    """In process: forty starts of the command would take long; the next test has real ones."""
    monkeypatch.delenv("WENJU_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)
    index = tmp_path / "ix"
    make(index, examples)
    (tmp_path / "q.jsonl").write_text('{"_id": "1", "text": "x"}')
    arguments = {
        "run": ["--queries", "q.jsonl", "--out", "r"],
        "verify": [],
        "serve": ["--port", "0"],
    }.get(command, ["x"])
    assert main([command, *arguments, "--index", str(index)]) == 1
    captured = capsys.readouterr()
    if command != "verify":
        assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("wenju: ")
    assert said in line
    assert "build" in line
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("make", [make_missing, make_other_version])
def test_a_broken_index_is_one_line_for_real(examples, real_wenju, tmp_path, make):
    make(tmp_path / "ix", examples)
    done = real_wenju("ask", "x", "--index", "ix")
    assert done.returncode == 1
    complaint(done)


def test_an_index_damaged_inside_is_one_line(examples, wenju, tmp_path):
    shutil.copytree(examples.index, tmp_path / "ix")
    (store,) = tmp_path.glob("ix/generations/*/passages.sqlite")
    raw = store.read_bytes()
    store.write_bytes(raw[:8192] + b"\xff" * (len(raw) - 8192))
    done = wenju("ask", "退货", "--index", "ix")
    assert done.returncode == 1
    assert "again" in complaint(done)


def test_an_index_folder_that_cannot_be_made_is_one_line(examples, wenju, tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = wenju("build", examples.sources, "--index", "file/ix")
    assert done.returncode == 1
    assert "cannot write" in complaint(done)


def test_bad_files_are_told_one_by_one_and_the_rest_is_indexed(wenju, tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "good.txt").write_text(ARTICLE, "utf-8")
    (folder / "empty.txt").touch()
    (folder / "blank.txt").write_text(" \n\n", "utf-8")
    (folder / "binary.md").write_bytes(bytes(range(256)) * 40)
    (folder / "cut.txt").write_bytes(ARTICLE.encode()[:-1])
    (folder / "picture.png").write_bytes(b"\x89PNG")
    with (folder / "large.txt").open("wb") as stream:
        stream.truncate(200 * 2**20)
    records = [
        {"_id": "1", "text": ARTICLE},
        {"_id": "1", "text": ARTICLE + "又搬了。"},
        {"_id": "2"},
    ]
    lines = [*map(json.dumps, records), "{"]
    (folder / "records.jsonl").write_text("\n".join(lines), "utf-8")
    os.mkfifo(folder / "pipe.txt")
    done = wenju("build", folder, "--index", "ix", "--json")
    assert done.returncode == 0
    told = done.stderr.splitlines()
    assert all(line.startswith("wenju: ") for line in told)
    for name, said in {
        "empty.txt": "empty",
        "blank.txt": "no article",
        "binary.md": "no text",
        "cut.txt": "not valid utf-8",
        "png": "not a kind that is read",
        "large.txt": "200 MiB",
        "records.jsonl line 2": "already that of records.jsonl line 1",
        "records.jsonl line 3": "text",
        "records.jsonl line 4": "not JSON",
        "pipe.txt": "not a regular file",
    }.items():
        (line,) = (line for line in told if name in line.split("; ")[0] and said in line)
        assert line.count("\n") == 0
    assert len(told) == 10
    report = json.loads(done.stdout)
    assert (report["articles"], len(report["skipped"]) + len(report["warnings"])) == (3, 10)
    assert wenju("verify", "--index", "ix").returncode == 0


def test_a_source_of_an_unknown_kind_is_wrong_usage(wenju, tmp_path):
    (tmp_path / "a.doc").write_bytes(b"PK")
    done = wenju("build", "a.doc")
    assert done.returncode == 2
    assert ".doc " in complaint(done)


def test_nothing_to_index_fails_and_the_index_before_keeps_serving(examples, wenju, tmp_path):
    (tmp_path / "nothing").mkdir()
    assert wenju("build", examples.small[0], "--index", "ix").returncode == 0
    before = (tmp_path / "ix" / "CURRENT").read_bytes()
    done = wenju("build", "nothing", "--index", "ix")
    assert done.returncode == 1
    assert "no article" in complaint(done)
    assert (tmp_path / "ix" / "CURRENT").read_bytes() == before
    assert wenju("ask", examples.questions[0], "--index", "ix").returncode == 0


def test_a_second_build_beside_a_running_one_is_one_line(examples, wenju, tmp_path):
    import fcntl

    (tmp_path / "ix").mkdir()
    with (tmp_path / "ix" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = wenju("build", examples.sources, "--index", "ix")
    assert done.returncode == 1
    assert "another build" in complaint(done)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("how", [[], ["--json"]])
def test_an_output_that_cannot_be_written_is_one_line(
    examples, wenju_command, clean_environment, how
):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [wenju_command, "search", "退货", "--index", examples.index, *how],
            stdout=full, stderr=subprocess.PIPE, env=clean_environment, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(b"wenju: stdout: cannot write")


def test_a_reader_that_stops_is_no_error(examples, wenju_command, clean_environment):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [wenju_command, "search", "退货", "--index", examples.index],
        stdout=write, stderr=subprocess.PIPE, env=clean_environment, timeout=60, check=False,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupt_is_one_line(examples, capsys, monkeypatch):
    monkeypatch.setattr(
        "search.search.Searcher.search", lambda *a, **k: os.kill(os.getpid(), signal.SIGINT)
    )
    # A shell that starts the tests in the background has them ignore interrupts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert main(["search", "x", "--index", str(examples.index)]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err == "wenju: interrupted\n"


def test_a_fault_of_ours_is_one_line_and_a_traceback_on_request(examples, capsys, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("odd\nthing")

    monkeypatch.setattr("search.search.Searcher.search", broken)
    monkeypatch.delenv("WENJU_DEBUG", raising=False)
    assert main(["search", "x", "--index", str(examples.index)]) == 1
    assert capsys.readouterr().err == (
        "wenju: unexpected RuntimeError: odd\\nthing; set WENJU_DEBUG=1 for the traceback\n"
    )
    monkeypatch.setenv("WENJU_DEBUG", "1")
    assert main(["search", "x", "--index", str(examples.index)]) == 1
    assert "Traceback" in capsys.readouterr().err
