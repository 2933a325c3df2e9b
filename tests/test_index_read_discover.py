"""SOURCEs: what is found under which name, and what is refused in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import UsageError
from index.read.discover import discover


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
