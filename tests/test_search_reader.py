"""The reader that comes with wenju: what it says of pairs, and that what is told does not depend on company."""

from __future__ import annotations

import threading

import pytest

from index.errors import ModelDamaged
from search.reader import Reader, embedded_reader

RIDERS = ("山岚外卖的骑手平均每天挣411元。", "刮风下雨时另有补贴。", "公司明年要在苏州开一家新店。")
TRAINS = ("新线路开通后，两地之间的火车每天开行46趟。", "票价没有变化。")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return embedded_reader()


@pytest.mark.parametrize(
    ("question", "at"),
    [
        ("山岚的骑手一天能赚多少钱？", 0),
        ("山岚外卖打算在哪座城市开新店？", 2),
        ("How much does a Shanlan rider make a day?", 0),
        ("Where will Shanlan open a new shop next year?", 2),
    ],
)
def test_the_sentence_that_answers_is_the_likeliest(reader: Reader, question: str, at: int) -> None:
    (reading,) = reader.read(question, [RIDERS])
    assert len(reading.sentences) == 3
    assert max(range(3), key=reading.sentences.__getitem__) == at


@pytest.mark.parametrize(
    ("answered", "missed"),
    [
        ("山岚的骑手一天能赚多少钱？", "山岚外卖一共有多少名骑手？"),
        ("山岚外卖打算在哪座城市开新店？", "山岚外卖在苏州的新店投资多少？"),
        ("How much does a Shanlan rider make a day?", "How many riders does Shanlan have?"),
    ],
)
def test_a_near_miss_is_less_likely_than_what_is_answered(
    reader: Reader, answered: str, missed: str
) -> None:
    ((yes,), (no,)) = (reader.read(question, [RIDERS]) for question in (answered, missed))
    assert yes.answered > no.answered
    assert max(yes.sentences) > max(no.sentences)


def test_what_is_told_of_a_passage_does_not_depend_on_the_others(reader: Reader) -> None:
    question = "两地之间每天有多少趟火车？"
    together = reader.read(question, [RIDERS, TRAINS, RIDERS])
    fresh = Reader(reader.folder, heads=12)
    alone = [fresh.read(question, [passage])[0] for passage in (RIDERS, TRAINS)]
    assert together == [alone[0], alone[1], alone[0]]
    assert together[1].answered > together[0].answered


def test_more_than_is_read_is_told_as_least_likely(reader: Reader) -> None:
    long = (RIDERS[0], *(f"第{i}家门店在{i}月开业，面积{i}00平方米。" for i in range(1, 60)))
    (reading,) = reader.read("山岚的骑手一天能赚多少钱？", [long])
    assert len(reading.sentences) == 60
    assert reading.sentences[-1] == min(reading.sentences)
    assert reading.sentences[0] == max(reading.sentences)


def test_of_a_long_text_its_end_is_the_question(reader: Reader) -> None:
    told = (
        "我在写一份材料，要讲清楚外卖平台这几年怎样从城市走到县城，也要讲骑手怎样排班、怎样领钱。"
        * 4
    )
    (reading,) = reader.read(told + "山岚外卖打算在哪座城市开新店？", [RIDERS])
    assert max(range(3), key=reading.sentences.__getitem__) == 2


@pytest.mark.parametrize("odd", ["", " ", "\n", "？", "\u200b", "a" * 5000, "\U0001f600" * 40])
def test_odd_texts_are_read(reader: Reader, odd: str) -> None:
    (reading,) = reader.read(odd, [RIDERS])
    assert len(reading.sentences) == 3
    (reading,) = reader.read("山岚的骑手一天能赚多少钱？", [(odd,)])
    assert len(reading.sentences) == 1


def test_nothing_to_read(reader: Reader) -> None:
    assert reader.read("谁？", []) == []
    assert reader.read("谁？", [()])[0].sentences == ()


def test_threads_get_the_same(reader: Reader) -> None:
    questions = [f"山岚外卖{year}年有几家店？" for year in range(2015, 2023)]
    alone = [reader.read(question, [RIDERS])[0] for question in questions]
    fresh = Reader(reader.folder, heads=12)
    found: dict[int, object] = {}
    threads = [
        threading.Thread(
            target=lambda i=i: found.update({i: fresh.read(questions[i], [RIDERS])[0]})
        )  # type: ignore[misc]
        for i in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[i] for i in range(8)] == alone


def test_a_folder_without_weights_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ModelDamaged, match="cannot be loaded"):
        Reader(tmp_path, heads=12)
