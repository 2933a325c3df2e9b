"""The reader of statements that comes with wenju: what it says of plain pairs, alone and beside others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.errors import ModelDamaged
from index.model_lock import find_reader
from search.reader import Reader, embedded_reader
from search.statement_reader import STATEMENTS, StatementReader, embedded_statement_reader

QUOTE = "湖畔书店上个月收购了山雀图书，价格是4,600万元。"
IN_ENGLISH = "Lakeside Books bought Shanque Books last month for 46 million yuan."


@pytest.fixture(scope="module")
def reader() -> StatementReader:
    return embedded_statement_reader()


PAIRS = [  # supported, false, quote
    ("湖畔书店买下了山雀图书。", "山雀图书买下了湖畔书店。", QUOTE),
    ("山雀图书被湖畔书店收购。", "湖畔书店被山雀图书收购。", QUOTE),
    ("Lakeside Books bought Shanque Books.", "Shanque Books bought Lakeside Books.", IN_ENGLISH),
    ("Shanque Books was sold last month.", "Lakeside Books was sold last month.", IN_ENGLISH),
    ("湖畔书店买下了山雀图书。", "山雀图书买下了湖畔书店。", IN_ENGLISH),
    ("湖畔书店收购了山雀图书。", "湖畔书店没有收购山雀图书。", QUOTE),
    ("山雀图书卖了4,600万元。", "山雀图书有4,600名员工。", QUOTE),
    ("The firm plans a second shop.", "The firm has opened a second shop.",
     "Lakeside Books wants to open a second shop next year."),
]  # fmt: skip
SAME = [
    (QUOTE, QUOTE), (IN_ENGLISH, IN_ENGLISH), (QUOTE, IN_ENGLISH), (IN_ENGLISH, QUOTE),
    ("公司投资200亿元。", "The company invested 20 billion yuan."),
    ("The factory closed.", "工厂关闭了。"),
    ("湖畔书店买下了山雀图书。", f"山雀图书有三家门店。\n{QUOTE}"),  # each on a line of its own
]  # fmt: skip
FEW = 1  # of either kind that may be read wrongly


def test_what_is_supported_is_likelier_than_what_only_looks_like_it(
    reader: StatementReader,
) -> None:
    likelier = [reader.supports(a, quote) > reader.supports(b, quote) for a, b, quote in PAIRS]
    assert likelier.count(False) <= FEW


def test_what_says_the_same_is_far_likelier_than_what_is_said_of_something_else(
    reader: StatementReader,
) -> None:
    same = [reader.supports(statement, quote) for statement, quote in SAME]
    other = [reader.supports("工厂上个月招了300名工人。", quote) for _, quote in SAME]
    assert min(same) > max(other)
    assert sum(odds < 0 for odds in same) <= 2 * FEW


@pytest.mark.parametrize("odd", ["", " ", "\ud800", "😀" * 300, "a" * 5_000, "\n\n"])
def test_odd_texts_are_read(reader: StatementReader, odd: str) -> None:
    for pair in ((odd, QUOTE), ("湖畔书店买下了山雀图书。", odd)):
        assert -40 < reader.supports(*pair) < 40


def test_a_reader_of_questions_stays_as_it_is(reader: StatementReader) -> None:
    passage = ("湖畔书店上个月收购了山雀图书。", "价格是4,600万元。")
    reader.supports("山雀图书被收购。", QUOTE)
    fresh = Reader(embedded_reader().folder, heads=12)
    assert embedded_reader().read("谁收购了山雀图书？", [passage]) == fresh.read(
        "谁收购了山雀图书？", [passage]
    )


def test_the_lock_holds_its_hash() -> None:
    assert STATEMENTS in {file.path for file in find_reader().files}


@pytest.mark.parametrize("harm", ["cut", "missing"])
def test_a_damaged_file_is_told(tmp_path: Path, harm: str) -> None:
    path = tmp_path / STATEMENTS
    if harm == "cut":
        shutil.copyfile(embedded_reader().folder / STATEMENTS, path)
        path.write_bytes(path.read_bytes()[:5_000])
    with pytest.raises(ModelDamaged, match="cannot be loaded") as told:
        embedded_reader().network.topped(path)
    assert str(path) in str(told.value)
