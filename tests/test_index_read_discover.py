"""SOURCEs: what is found under which name, and what is refused in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import UsageError
from index.read.discover import discover, kind_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "新闻"
    root.mkdir()
    (root / "a.txt").write_text("渡口六点开门。", encoding="utf-8")
    return root


@pytest.mark.parametrize("source", ["", "   ", "x" * 5000, "a\0b", "nowhere"])
def test_source_that_is_not_there_is_wrong_usage(source: str) -> None:
    with pytest.raises(UsageError) as error:
        discover([source])
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


def test_file_whose_name_is_not_utf8_is_left_out_and_the_rest_is_found(folder: Path) -> None:
    odd = os.fsencode(folder) + b"/bad\xff\xfename.txt"
    try:
        with Path(os.fsdecode(odd)).open("wb") as stream:
            stream.write("渡口".encode())
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    found = discover([folder])
    assert [file.name for file in found.files] == ["a.txt"]
    assert len(found.warnings) == 1
    assert "its name is not UTF-8; rename it" in found.warnings[0]
    with pytest.raises(UsageError, match="not UTF-8"):
        discover([os.fsdecode(odd)])


def test_one_file_by_several_paths_is_found_once(folder: Path) -> None:
    link = folder.with_name("链接")
    link.symlink_to(folder)
    again = [folder, f"{folder}/.", f"{folder}/../{folder.name}", folder / "a.txt", link]
    assert [file.name for file in discover(again).files] == ["a.txt"]


def test_same_name_under_two_sources_gets_its_source_in_front(folder: Path) -> None:
    other = folder.with_name("旧闻")
    other.mkdir()
    (other / "a.txt").write_text("仓库七点关门。", encoding="utf-8")
    assert [file.name for file in discover([folder, other]).files] == ["a.txt", "旧闻/a.txt"]


def test_linked_folder_is_read_once_under_its_own_name_and_loops_end(tmp_path: Path) -> None:
    (tmp_path / "news" / "deep").mkdir(parents=True)
    (tmp_path / "news" / "deep" / "a.txt").write_text("渡口", encoding="utf-8")
    (tmp_path / "news" / "deep" / "up").symlink_to(tmp_path / "news")
    (tmp_path / "news" / "again").symlink_to(tmp_path / "news" / "deep")
    found = discover([tmp_path / "news"])
    assert [file.name for file in found.files] == ["deep/a.txt"]
    assert len(found.warnings) == 1
    assert found.warnings[0].endswith("and 1 more: link not followed: its folder is read already")


def test_link_to_a_folder_elsewhere_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("渡口", encoding="utf-8")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "one").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "news" / "two").symlink_to(tmp_path / "elsewhere")
    found = discover([tmp_path / "news"])
    assert [file.name for file in found.files] == ["one/a.txt"]
    assert len(found.warnings) == 1


def test_name_with_a_line_break_is_told_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "a\nb.txt").symlink_to(tmp_path / "nowhere")
    (warning,) = discover([tmp_path]).warnings
    assert "a\\nb.txt: not read: the link leads nowhere" in warning
    assert "\n" not in warning


def test_standard_input_is_a_file_named_by_its_kind_and_clashes_with_none(tmp_path: Path) -> None:
    (tmp_path / "stdin.txt").write_text("渡口", encoding="utf-8")
    spooled = tmp_path / "spool"
    spooled.mkdir()
    (spooled / "stdin.txt").write_text("对岸", encoding="utf-8")
    found = discover([tmp_path / "stdin.txt", "-"], stdin=spooled / "stdin.txt")
    assert [(file.name, str(file.root)) for file in found.files] == [
        ("stdin.txt", str(tmp_path / "stdin.txt")), ("-/stdin.txt", "-"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.TXT", "text"), ("a.md", "markdown"), ("a.jsonl", "record"), ("a.jsonl.gz", "record"),
     ("a.pdf", "pdf"), ("a.HTML", "html"), ("a.htm", "html"), ("a.docx", "docx"), ("a.doc", None),
     ("a.txt.gz", None), ("a.gz", None), ("txt", None)],
)  # fmt: skip
def test_kind_is_told_by_the_suffix(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind
