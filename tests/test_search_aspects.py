"""What a question asks, one thing at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import dirty_text

from search.aspects import aspects


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("渡口几点关门？", ["渡口几点关门？"]),
        ("渡口几点关门？票价又是多少？", ["渡口几点关门", "票价又是多少"]),
        ("渡口哪年起步、哪年哪天换的新船？", ["渡口哪年起步", "哪年哪天换的新船"]),
        ("渡口、茶厂、码头分别在哪？", ["渡口在哪？", "茶厂在哪？", "码头在哪？"]),
        ("渡口、茶厂和码头在哪？", ["渡口、茶厂和码头在哪？"]),  # a list, not a comparison
        ("茶厂2019年产量多大？2020年呢？", ["茶厂2019年产量多大", "茶厂2020年产量多大"]),
        (
            "茶厂和盐场各有多少工人？码头呢？",
            ["茶厂有多少工人", "盐场有多少工人", "各有多少工人 码头呢"],
        ),
        (
            "How do Linden and Ashby differ in price?",
            ["Linden price?", "Ashby price?"],
        ),
        (
            "茶厂和盐场跟码头的关系一样吗？",
            ["茶厂跟码头的关系是什么？", "盐场跟码头的关系是什么？"],
        ),
        ("茶厂和盐场到渡口各要几分钟？", ["茶厂到渡口要几分钟？", "盐场到渡口要几分钟？"]),
        (
            "What is the difference between Linden and Ashby?",
            ["What is Linden ?", "What is Ashby?"],
        ),
        ("茶厂和盐场的价格有什么不同？", ["茶厂的价格是什么？", "盐场的价格是什么？"]),
        (
            "茶厂和盐场在不同城市的工人各有多少？",
            ["茶厂在不同城市的工人有多少？", "盐场在不同城市的工人有多少？"],
        ),
        (
            "Linden and Ashby both sell tea; how do they differ?",
            ["Linden sell tea; they ?", "Ashby sell tea; they ?"],
        ),
        ("按管理处的说法，渡口几点关门，票价多少？", ["按管理处的说法 渡口几点关门", "票价多少"]),
        ("渡口的票價是多少？誰在管？", ["渡口的票價是多少", "誰在管"]),
        ("When does the ferry close?", ["When does the ferry close?"]),
        (
            "When does the ferry close, and how much is a ticket?",
            ["When does the ferry close", "how much is a ticket"],
        ),
        (
            "Who runs the ferry and in which year did it start?",
            ["Who runs the ferry", "in which year did it start"],
        ),
        (
            "When the ferry closed, which firms did the town ask for help?",
            ["When the ferry closed, which firms did the town ask for help?"],
        ),
        (
            "Who runs the ferry, and when storms come, who is told?",
            ["Who runs the ferry", "when storms come, who is told"],
        ),
        (
            "When and where was the ferry built, and who paid?",
            ["When and where was the ferry built", "who paid"],
        ),
        (
            "When in May does the ferry close, and why?",
            ["When in May does the ferry close", "why?"],
        ),
        ("When and where?", ["When and where?"]),
        ("Tea and salt: what do they cost?", ["Tea and salt: what do they cost?"]),
        ("渡口票价", ["渡口票价"]),
        ("谁？谁？谁？谁？谁？谁？", ["谁？谁？谁？谁？谁？谁？"]),  # a text, not a question
    ],
)
def test_aspects(question: str, parts: list[str]) -> None:
    assert [aspect.text for aspect in aspects(question)] == parts


def test_of_a_long_text_only_what_ends_with_a_question_mark_is_asked() -> None:
    told = "我听说谁都想知道什么时候开船，也不知道怎么买票，更不清楚哪里上船、哪个码头近。" * 8
    (asked,) = aspects(told + "我只想问一件事，渡口几点关门？")
    assert asked.text == "我只想问一件事，渡口几点关门？"


def test_what_is_asked_of_several_names_is_asked_of_each_without_the_others() -> None:
    tea, salt = aspects("茶厂和盐场各有多少工人？")
    assert (tea.name, tea.others) == ("茶厂", ("盐场",))
    assert (salt.name, salt.others) == ("盐场", ("茶厂",))


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("渡口几点关门？", [""]),
        ("茶厂的产量是多少？盐场呢？", ["", "盐场的产量是多少？"]),
        ("茶厂的产量是多少？盐场和码头呢？", ["", "盐场的产量是多少？", "码头的产量是多少？"]),
        ("茶厂和盐场各有多少工人？码头呢？", ["", "", "码头各有多少工人？"]),
        ("创办茶厂的那位先生是谁？什么职务？", ["", "创办茶厂的那位先生是谁？什么职务？"]),
        (
            "When did Tidewright open the ferry, and how much did it cost?",
            ["", "When did Tidewright open the ferry, and how much did it cost?"],
        ),
        ("Who bought the ferry and for how much?", ["", "Who bought the ferry and for how much?"]),
    ],
)
def test_what_leans_on_the_part_before_is_told_as_it_would_be_asked_alone(
    question: str, alone: list[str]
) -> None:
    assert [aspect.alone for aspect in aspects(question)] == alone


@given(dirty_text)
def test_there_is_always_something_asked_and_it_is_made_of_the_question(question: str) -> None:
    found = aspects(question)
    assert 0 < len(found) <= 5
    for aspect in found:
        assert set(aspect.text) <= set(question) | {" "}
        assert aspect.name is None or aspect.name in question
        assert not set(aspect.others) & {aspect.name}
