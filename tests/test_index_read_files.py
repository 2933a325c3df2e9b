"""Files and records: what is read, what is refused with file and line, and under which name."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bounded

from index.errors import SourceError, UsageError, WenjuError
from index.read.discover import FoundFile, discover
from index.read.files import ReadFile, read_file
from index.read.jsonl import parse_record
from index.source import SourceText

BIG = 1 << 20


def parse(record: Any, *, max_bytes: int = BIG) -> SourceText:
    line = record if isinstance(record, bytes | str) else json.dumps(record)
    return parse_record(line, file="a.jsonl", record=7, max_bytes=max_bytes)


def opened(path: Path, content: bytes, *, max_bytes: int = BIG) -> ReadFile:
    path.write_bytes(content)
    return read_file(FoundFile(path.name, path, "", path), max_bytes=max_bytes)


def test_record_gives_its_text_and_what_it_states() -> None:
    source = parse(
        {
            "id": "r",
            "text": "渡口\r\n",
            "title": " 题 ",
            "date": 2024,
            "author": ["甲", "乙"],
            "url": "",
        }
    )
    assert (source.text, source.article_id, source.record) == ("渡口\r\n", "r", 7)
    given_ = source.given
    assert (given_.title, given_.date, given_.author, given_.url) == ("题", "2024", "甲, 乙", None)


def test_underscore_id_goes_before_id_and_a_number_is_an_id() -> None:
    assert parse({"_id": "a", "id": "b", "text": ""}).article_id == "a"
    assert parse({"id": 12, "text": ""}).article_id == "12"


def test_lone_surrogates_in_a_record_become_replacement_characters() -> None:
    source = parse(
        '{"_id": "r\\ud800", "text": "渡\\ud83d口\\ude00\\ud83d\\ude00", "title": "\\udfff题"}'
    )
    assert source.article_id == "r\ufffd"
    assert source.text == "渡\ufffd口\ufffd😀"
    assert source.given.title == "\ufffd题"


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (b"{", "not JSON"),
        (b'{"_id": "a", "text": "\xff"}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ([1], "not a JSON object"),
        ({"text": "渡口"}, "no _id or id"),
        ({"_id": " ", "text": "渡口"}, "no _id or id"),
        ({"_id": True, "text": "渡口"}, "no _id or id"),
        ('{"_id": NaN, "text": "渡口"}', "no _id or id"),
        ({"_id": "a"}, 'no string "text"'),
        ({"_id": "a", "text": 3}, 'no string "text"'),
    ],
)
def test_bad_record_is_refused_naming_its_line(record: Any, why: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(record)
    assert str(caught.value).startswith("a.jsonl line 7: ")
    assert why in str(caught.value)


def test_record_over_the_limit_is_refused() -> None:
    with pytest.raises(SourceError, match="record is over 1 MiB"):
        parse({"_id": "a", "text": "x" * BIG})


@bounded
@given(st.one_of(st.binary(max_size=80), st.text(max_size=80)))
def test_any_line_is_a_record_or_a_source_error(line: bytes | str) -> None:
    try:
        source = parse(line)
    except SourceError:
        return
    assert source.article_id
    source.text.encode("utf-8")


def test_bad_lines_are_warnings_and_the_rest_is_read_with_its_line_numbers(tmp_path: Path) -> None:
    lines = [
        b'\xef\xbb\xbf{"_id": "a", "text": "1"}',
        b"",
        b"{",
        b'{"_id": "b", "text": "2"}\r',
        b"[]",
    ]
    found = opened(tmp_path / "a.jsonl", b"\n".join(lines))
    assert [(s.record, s.article_id, s.text) for s in found.texts] == [(1, "a", "1"), (4, "b", "2")]
    assert [warning.split(":")[0] for warning in found.warnings] == [
        "a.jsonl line 3",
        "a.jsonl line 5",
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_jsonl_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    content = (
        '{"_id": "甲", "text": "青石渡口的仓库照常开门"}\n{"_id": "乙", "text": "值班员照常点数"}\n'
    )
    found = opened(tmp_path / "a.jsonl", content.encode(encoding))
    assert [s.article_id for s in found.texts] == ["甲", "乙"]


def test_identity_is_over_the_bytes_on_disk(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + "渡口".encode()
    identity = opened(tmp_path / "a.txt", raw).identity
    assert (identity.sha256, identity.size) == (hashlib.sha256(raw).hexdigest(), len(raw))
    assert (identity.name, identity.encoding) == ("a.txt", "utf-8")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.jsonl", b"", "the file is empty"),
        ("a.txt", bytes(300), "the bytes are no text"),
        ("a.md", b"x" * (BIG + 1), "over the 1 MiB of one article"),
    ],
)
def test_file_that_is_no_article_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(SourceError) as caught:
        opened(tmp_path / name, content)
    assert str(caught.value).startswith(f"{name}: not read: ")
    assert why in str(caught.value)


def test_file_that_is_gone_is_a_source_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(SourceError, match=r"a\.txt: not read: "):
        read_file(FoundFile("a.txt", path, "", path), max_bytes=BIG)


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("渡口", encoding="utf-8")


def test_folder_is_walked_in_order_of_posix_paths_and_names_are_relative(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/z.md", "a.txt", "a-b.txt", "渡口.JSONL")
    found = discover([tmp_path])
    assert [f.name for f in found.files] == ["a-b.txt", "a.txt", "a/z.md", "b.txt", "渡口.JSONL"]
    assert found.warnings == ()


def test_what_is_left_out_is_counted_by_kind(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.exe", "c.exe", "README", ".hidden.txt", ".git/x.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    found = discover([tmp_path])
    assert [f.name for f in found.files] == ["a.txt"]
    assert any(
        w.endswith("link.txt: not read: the link leads nowhere; remove it") for w in found.warnings
    )
    assert any(
        "5 left out" in w and ".exe ×2" in w and "hidden folders ×1" in w for w in found.warnings
    )


def test_clashing_names_get_their_source_in_front(tmp_path: Path) -> None:
    for folder in ("x/news", "y/news", "z"):
        make(tmp_path / folder, "a.txt")
    found = discover([tmp_path / "z", tmp_path / "x/news", tmp_path / "y/news"])
    assert [f.name for f in found.files] == ["a.txt", "news/a.txt", "news~2/a.txt"]


def test_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt")
    found = discover([tmp_path, tmp_path / "in", tmp_path / "in" / "a.txt"])
    assert [f.name for f in found.files] == ["in/a.txt"]


def test_source_that_is_a_file_is_named_by_its_name(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt")
    assert [f.name for f in discover([tmp_path / "in" / "a.txt"]).files] == ["a.txt"]


@pytest.mark.parametrize("name", ["nowhere", "a.exe"])
def test_source_that_cannot_be_read_is_a_usage_error(tmp_path: Path, name: str) -> None:
    make(tmp_path, "a.exe")
    with pytest.raises(UsageError) as caught:
        discover([tmp_path / name])
    assert isinstance(caught.value, WenjuError)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("given", "article_id"),
    [('"_id": null, "id": "b"', "b"), ('"_id": 7', "7"), ('"id": 1.5', "1.5")],
)
def test_id_may_be_a_number_and_null_is_none(given: str, article_id: str) -> None:
    record = parse_record(f'{{{given}, "text": "渡口"}}', file="a.jsonl", record=1, max_bytes=999)
    assert record.article_id == article_id


@pytest.mark.parametrize("number", ["9" * 400, "9" * 4000, "NaN", "1e999"])
def test_id_that_is_no_sensible_number_is_refused_or_text(number: str) -> None:
    line = f'{{"_id": {number}, "text": "渡口"}}'
    try:
        record = parse_record(line, file="a.jsonl", record=3, max_bytes=9999)
    except SourceError as error:
        assert str(error).startswith("a.jsonl line 3: ")  # noqa: PT017
    else:
        assert record.article_id == number


def test_jsonl_of_blank_lines_gets_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n \n\n", encoding="utf-8")
    opened = read_file(discover([tmp_path]).files[0], max_bytes=999)
    assert list(opened.texts) == []
    assert opened.warnings == ["a.jsonl: no article in it: every line is blank"]


def test_gzip_jsonl_is_read_as_the_file_inside_and_hashed_as_it_lies(tmp_path: Path) -> None:
    lines = b"".join(json.dumps({"_id": i, "text": "渡口" * i}).encode() + b"\n" for i in (1, 2))
    packed = gzip.compress(lines)
    found = opened(tmp_path / "a.jsonl.gz", packed)
    assert [(text.record, text.text) for text in found.texts] == [(1, "渡口"), (2, "渡口渡口")]
    assert found.identity.sha256 == hashlib.sha256(packed).hexdigest()
    assert found.warnings == []


@pytest.mark.parametrize("damage", ["cut", "no gzip", "spoilt"])
def test_damaged_gzip_is_one_line_and_what_came_before_is_read(tmp_path: Path, damage: str) -> None:
    rnd = random.Random(5)
    lines = b"".join(
        json.dumps({"_id": i, "text": "".join(rnd.choices("渡口仓库船工", k=300))}).encode() + b"\n"
        for i in range(60)
    )
    packed = gzip.compress(lines)
    content = {
        "cut": packed[: len(packed) // 2],
        "no gzip": lines,
        "spoilt": packed[: len(packed) // 2] + bytes(99) + packed[len(packed) // 2 + 99 :],
    }[damage]
    found = opened(tmp_path / "a.jsonl.gz", content)
    n_read = len(list(found.texts))
    assert n_read < 60
    assert (n_read > 0) == (damage != "no gzip")
    (warning,) = found.warnings[-1:]
    assert warning.startswith("a.jsonl.gz: it cannot be read past line ")
    assert "\n" not in warning


@pytest.mark.parametrize("packed", [False, True])
def test_line_that_no_memory_should_hold_is_refused_by_number(tmp_path: Path, packed: bool) -> None:
    records = [
        {"_id": "a", "text": "1"},
        {"_id": "b", "text": "x" * 5000},
        {"_id": "c", "text": "3"},
    ]
    content = b"".join(json.dumps(one).encode() + b"\n" for one in records)
    name = "a.jsonl.gz" if packed else "a.jsonl"
    found = opened(tmp_path / name, gzip.compress(content) if packed else content, max_bytes=1000)
    assert [text.article_id for text in found.texts] == ["a", "c"]
    assert len(found.warnings) == 1
    assert f"{name} line 2: record is over" in found.warnings[0]


def test_file_that_changes_while_it_is_read_is_refused_or_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "a.txt"
    real = Path.read_bytes

    def grows(path: Path) -> bytes:
        content = real(path)
        with path.open("ab") as file:
            file.write("又一行".encode())
        return content

    text.write_text("渡口", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", grows)
    with pytest.raises(SourceError, match="changed while it was being read"):
        read_file(FoundFile("a.txt", text, "", text), max_bytes=BIG)
    found = opened(tmp_path / "b.jsonl", b'{"_id": 1, "text": "a"}\n{"_id": 2, "text": "b"}\n')
    texts = found.texts
    assert next(texts).text == "a"
    (tmp_path / "b.jsonl").write_bytes(b"")
    list(texts)
    assert any("changed while it was being read" in warning for warning in found.warnings)
