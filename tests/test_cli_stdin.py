"""Standard input as a SOURCE: told by its beginning, kept, verified, replaced."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from api.cli.stdin import spool, suffix_of
from index.errors import UsageError

RECORD = json.dumps({"_id": "a", "text": "渡口的仓库傍晚六点关门。" * 9}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (b"%PDF-1.7\n", ".pdf"),
        (b"PK\x03\x04rest", ".docx"),
        (gzip.compress(b"{}", mtime=0), ".jsonl.gz"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>", ".html"),
        (b"<html lang=zh>", ".html"),
        (RECORD.encode() + b"\n", ".jsonl"),
        (RECORD.encode()[:40], ".txt"),
        (b"{not json}\n", ".txt"),
        ("渡口".encode(), ".txt"),
        (b"<p>", ".txt"),
    ],
)
def test_kind_is_told_by_the_first_bytes(head: bytes, suffix: str) -> None:
    assert suffix_of(head) == suffix


def test_bytes_are_kept_as_they_came(tmp_path: Path) -> None:
    path = spool(tmp_path, io.BytesIO(b"\xb6\xc9\r\n\xbf\xda"))
    assert (path.name, path.read_bytes()) == ("stdin.txt", b"\xb6\xc9\r\n\xbf\xda")


def test_nothing_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing came"):
        spool(tmp_path, io.BytesIO())


def test_what_came_by_standard_input_is_searched_and_verified(real_wenju, tmp_path) -> None:
    done = real_wenju("build", "-", "--index", "ix", stdin=RECORD)
    assert done.returncode == 0, done.stderr
    found = json.loads(real_wenju("search", "仓库", "--index", "ix", "--json").stdout)
    assert [hit["article_id"] for hit in found["hits"]] == ["a"]
    assert found["hits"][0]["citation"]["file"] == "stdin.jsonl"
    verified = real_wenju("verify", "--index", "ix")
    assert verified.returncode == 0
    assert "came by standard input" in verified.stderr


def test_reason_that_is_none_is_wrong_usage_naming_all(wenju, tmp_path) -> None:
    done = wenju("build", ".", "--keep", "chrome")
    assert (done.returncode, done.stdout) == (2, "")
    assert "site_chrome" in done.stderr
    assert done.stderr.count("\n") == 1


def test_kept_reason_is_in_the_passages(wenju, tmp_path) -> None:
    text = "渡口的仓库傍晚六点关门。" * 9 + "\n相关阅读\n" + "对岸的仓库不关门。" * 9
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    drops = [
        json.loads(wenju("build", "a.txt", "--index", "ix", *keep, "--json").stdout)["drops"]
        for keep in ((), ("--keep", "site chrome"), ("--keep", "caption"))
    ]
    assert drops == [{"site_chrome": 4}, {}, {"site_chrome": 4}]
