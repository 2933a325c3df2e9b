"""What kind of thing a question asks for, and which sentences hold it."""

from __future__ import annotations

import pytest

from search.asked import what_is_asked


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("渡口是哪天关的？", "day"),
        ("渡口几月几号关门？", "day"),
        ("渡口哪年哪天换的新船？", "day"),
        ("On what date did the ferry close?", "day"),
        ("On which day did it open?", "day"),
        ("渡口是哪个月关的？", "month"),
        ("In which month did the ferry close?", "month"),
        ("渡口哪年换的新船？", None),
        ("渡口什么时候换的新船？", None),
        ("When did the ferry close?", None),
        ("渡口一天过几条船？", None),
        ("渡口修缮要多久？", "length"),
        ("从渡口到茶厂要几分钟？", "length"),
        ("How many working days does it take?", "length"),
        ("How long is the bridge?", None),
        ("渡口有多少年轻人来？", None),
        ("茶厂一天卖几个月饼？", None),
        ("渡口用了多少天然气？", None),
        ("渡口的旅客占多少？", "share"),
        ("What share of the tickets was sold?", "share"),
    ],
)
def test_unit_that_is_asked_for(question: str, unit: str | None) -> None:
    assert what_is_asked(question).unit == unit


@pytest.mark.parametrize(
    ("sentence", "tells_day", "tells_month"),
    [
        ("渡口今年9月28日关门。", True, True),
        ("渡口八月一日关门。", True, True),
        ("渡口28日关门。", True, True),
        ("渡口上周三关门。", True, True),
        ("The ferry closed on September 28, 2020.", True, True),
        ("The ferry closed on Friday.", True, True),
        ("渡口2020年10月关门。", False, True),
        ("渡口上个月关门。", False, True),
        ("The ferry closed in May 2021.", False, True),
        ("渡口2020年关门。", False, False),
        ("渡口有618条船。", False, False),
    ],
)
def test_a_sentence_tells_the_day_or_the_month(
    sentence: str, tells_day: bool, tells_month: bool
) -> None:
    assert what_is_asked("渡口哪天关门？").is_exact(sentence) == tells_day
    assert what_is_asked("渡口哪个月关门？").is_exact(sentence) == tells_month
    assert what_is_asked("渡口什么时候关门？").is_exact(sentence)


@pytest.mark.parametrize(
    ("sentence", "tells_length", "tells_share"),
    [
        ("从渡口走过去是12分钟。", True, False),
        ("修了三个多月。", True, False),
        ("It took half an hour.", True, True),
        ("渡口2020年修过。", False, False),
        ("渡口运了九千人。", False, False),
        ("旅客里有37.3%是镇上的人。", False, True),
        ("三成的旅客买了月票。", False, True),
        ("A third of them came by bus.", False, True),
    ],
)
def test_a_sentence_tells_a_length_of_time_or_a_share(
    sentence: str, tells_length: bool, tells_share: bool
) -> None:
    assert what_is_asked("渡口修缮要多久？").is_exact(sentence) == tells_length
    assert what_is_asked("渡口的旅客占比是多少？").is_exact(sentence) == tells_share


def test_a_length_of_time_is_a_number_however_it_is_written() -> None:
    assert what_is_asked("协议有几年？").fits("双方续签了为期三年的协议。")
    assert not what_is_asked("协议有几年？").fits("双方续签了三类协议。")


def test_a_date_of_the_question_itself_tells_nothing() -> None:
    asked = what_is_asked("9月28日关门的渡口哪天再开？")
    assert not asked.is_exact("渡口9月28日关门。")
    assert asked.is_exact("渡口9月28日关门，10月3日再开。")
