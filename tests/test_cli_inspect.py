"""``wenju inspect`` on the command line: what is printed, and what bad input is told."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples" / "articles").iterdir())
SEEDS = ROOT.parent / "shared" / "corpus"
DIRTY = (
    "怎么把旧手机里的照片导出来\r\n\r\n"
    + "【河口社讯】渡口嘚仓库茬三月搬到叻城北，值\u200b班员把\x1b[31m件數\x07写在黑板上。" * 14
    + "\r\n编辑：石小川\r\n相关文章\r\n"
)


@pytest.fixture
def dirty(tmp_path):
    path = tmp_path / "dirty.txt"
    path.write_bytes(DIRTY.encode())
    return path


def columns(line):
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def written_in(stdout):
    """The source's own characters in what was printed, invisible ones as U+FFFD."""
    rows = re.findall(r"^ *\d* ?(?:│|-) (.*)$", stdout, re.MULTILINE)
    return "".join("".join(re.sub(r"^\[[a-z_ ]+\] ", "", row).split()) for row in rows)


def as_shown(text):
    visible = (c if c.isprintable() or c.isspace() else "\ufffd" for c in text)
    return "".join("".join(visible).split())


def test_every_character_is_printed_once_with_what_became_of_it(real_wenju, dirty):
    done = real_wenju("inspect", dirty)
    assert (done.returncode, done.stderr) == (0, "")
    assert written_in(done.stdout) == as_shown(DIRTY)
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
    assert "    1 - [spam title] 怎么把旧手机里的照片导出来\n" in done.stdout
    assert "    5 - [site chrome] 相关文章\n" in done.stdout
    assert "━━ article 1 of 1\n" in done.stdout
    assert re.search(r"where +dirty\.txt:3-4 \[17:\d+\] · zh · \d passages\n", done.stdout)
    assert re.search(r"editor +石小川 · line 4 \[\d+:\d+\]\n", done.stdout)
    assert re.search(r"publisher +河口社 · line 3 \[18:21\]\n", done.stdout)
    assert "author    not stated\n" in done.stdout
    assert re.search(r"≈ .*嘚→的 ×\d", done.stdout)
    assert "U+200B left out" in done.stdout
    assert "dropped  spam title 13, site chrome 4\n" in done.stdout


@pytest.mark.parametrize("width", [40, 53, 120])
def test_no_line_is_wider_than_asked(wenju, dirty, width):
    done = wenju("inspect", dirty, "--width", str(width))
    assert max(columns(line) for line in done.stdout.split("\n")) <= width
    assert written_in(done.stdout) == as_shown(DIRTY)


def test_colour_is_for_terminals_and_for_who_asks(wenju, dirty):
    plain = wenju("inspect", dirty).stdout
    forced = wenju("inspect", dirty, FORCE_COLOR="1").stdout
    assert "\x1b[36m嘚\x1b[0m" in forced
    assert "\x1b[31m怎么把" in forced
    assert re.sub(r"\x1b\[\d*m", "", forced) == plain
    assert wenju("inspect", dirty, NO_COLOR="1", FORCE_COLOR="1").stdout == plain


def test_boilerplate_is_kept_when_asked(wenju, dirty):
    done = wenju("inspect", dirty, "--keep-boilerplate", "--json")
    (text,) = json.loads(done.stdout)["texts"]
    assert not {"site_chrome", "spam_title"} & {drop["reason"] for drop in text["drops"]}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_can_be_inspected(capsys, monkeypatch, path):
    from api.cli.main import main

    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["inspect", str(path)]) == 0
    printed = capsys.readouterr().out
    assert main(["inspect", str(path), "--keep-boilerplate"]) == 0
    assert written_in(printed) == written_in(capsys.readouterr().out)


def test_every_real_article_can_be_inspected(wenju, check_contract):
    if not SEEDS.is_dir():
        pytest.skip(f"the real articles are not here: {SEEDS}")
    for path in sorted(SEEDS.iterdir()):
        done = wenju("inspect", path)
        assert (done.returncode, done.stderr) == (0, "")
        assert written_in(done.stdout) == as_shown(path.read_bytes().decode())
        check_contract("inspection", json.loads(wenju("inspect", path, "--json").stdout))


def records(n):
    lines = (
        {"_id": f"r{i}", "text": f"渡口的仓库第{i}天傍晚六点关门。" * 4} for i in range(1, n + 1)
    )
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n"


def test_of_a_jsonl_file_twenty_records_are_shown_unless_asked(wenju, tmp_path, check_contract):
    (tmp_path / "r.jsonl").write_text(records(23) + "no json\n", encoding="utf-8")
    done = wenju("inspect", "r.jsonl")
    assert "20 articles in 20 of 23 records" in done.stdout
    assert "3 more records: --record N shows one, --all every one" in done.stdout
    assert "r.jsonl line 24: not JSON" in done.stdout
    assert (done.stdout.count("record in line "), done.stderr) == (20, "")
    whole = json.loads(wenju("inspect", "r.jsonl", "--all", "--json").stdout)
    check_contract("inspection", whole)
    assert [text["record"] for text in whole["texts"]] == list(range(1, 24))
    one = json.loads(wenju("inspect", "r.jsonl", "--record", "22", "--json").stdout)
    assert [text["record"] for text in one["texts"]] == [22]
    assert (one["n_texts"], one["texts"][0]) == (23, whole["texts"][21])


def test_the_page_is_written_and_named(wenju, dirty, tmp_path):
    done = wenju("inspect", dirty, "--html", "out.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\npage: out.html\n")
    assert "│" not in done.stdout
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "\x1b" not in page
    both = wenju("inspect", dirty, "--html", "out.html", "--json")
    assert json.loads(both.stdout)["file"] == "dirty.txt"


@pytest.mark.parametrize("text", [" \n", "\u200b"])
def test_a_text_without_an_article_is_no_failure(wenju, tmp_path, text):
    (tmp_path / "blank.txt").write_text(text, encoding="utf-8")
    done = wenju("inspect", "blank.txt", "--html", "o.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert "warning  no article in it" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "FILE"),
        (("nowhere.txt",), 2, "nowhere.txt: no such file"),
        (("",), 2, "empty"),
        ((".",), 2, "a folder"),
        (("a.rtf",), 2, "cannot read a .rtf file"),
        (("binary.txt",), 1, "no text"),
        (("empty.txt",), 1, "the file is empty"),
        (("bad.jsonl",), 1, "no record in it can be read"),
        (("bad.jsonl", "--record", "1"), 2, "no record in line 1"),
        (("good.jsonl", "--record", "9"), 2, "no record in line 9"),
        (("good.jsonl", "--record", "1", "--all"), 2, "not allowed with"),
        (("good.jsonl", "--article", "2"), 2, "good.jsonl line 1: no article 2"),
        (("good.txt", "--record", "1"), 2, "no records"),
        (("good.txt", "--article", "0"), 2, "0"),
        (("good.txt", "--article", "2"), 2, "good.txt: no article 2"),
        (("good.txt", "--width", "wide"), 2, "wide"),
        (("good.txt", "--html", "."), 2, "cannot write the page"),
        (("good.txt", "--html", "no/such/folder.html"), 2, "cannot write the page"),
        (("good.txt", "--html", ""), 2, "cannot write the page"),
        (("good.txt", "--html", "good.txt"), 2, "FILE itself"),
        (("good.txt", "--html", "/dev/full"), 2, "cannot write the page"),
    ],
)
def test_bad_input_is_one_line(wenju, tmp_path, arguments, code, said):
    good = "渡口的仓库傍晚六点关门。" * 9
    (tmp_path / "good.txt").write_text(good, encoding="utf-8")
    (tmp_path / "good.jsonl").write_text(records(2), encoding="utf-8")
    (tmp_path / "bad.jsonl").write_text("nothing\n", encoding="utf-8")
    (tmp_path / "a.rtf").write_bytes(b"{}")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    done = wenju("inspect", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("wenju: ")
    assert said in line
    assert ";" in line  # how to mend it
    assert (tmp_path / "good.txt").read_text(encoding="utf-8") == good


def test_a_name_that_is_no_text_is_one_line(wenju, dirty, tmp_path):
    shutil.copy(dirty, bytes(tmp_path) + b"/\xff.txt")
    done = wenju("inspect", b"\xff.txt")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not UTF-8" in done.stderr
