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
        ("渡口、茶厂、码头分别在哪？", ["渡口、茶厂、码头分别在哪？"]),
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
        ("Tea and salt: what do they cost?", ["Tea and salt: what do they cost?"]),
        ("渡口票价", ["渡口票价"]),
        ("谁？谁？谁？谁？谁？谁？", ["谁？谁？谁？谁？谁？谁？"]),  # a text, not a question
    ],
)
def test_aspects(question: str, parts: list[str]) -> None:
    assert list(aspects(question)) == parts


@given(dirty_text)
def test_nothing_but_marks_is_lost_and_there_is_always_one(question: str) -> None:
    found = aspects(question)
    assert found
    letters = [char for char in "".join(found) if char.isalnum()]
    wanted = [char for char in question if char.isalnum()]
    dropped = len(wanted) - len(letters)
    # What joins two English questions (and, or, but) is none of either.
    assert 0 <= dropped <= 3 * (len(found) - 1)
