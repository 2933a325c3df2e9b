"""Conversations as front ends send them: the question, what was said before, nothing of its dress."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import half
from test_api_markdown import bare, marked_up
from test_api_reference import cited

from api.answering import Cited
from api.conversation import ChatMessage, read_conversation, said
from api.markdown import claim_part, joined, sources_part
from index.errors import BlankQuestion
from index.source import Span
from search.answer import Claim

ORIGIN = "http://[::1]:8000"


def message(role: str, content: Any) -> ChatMessage:
    return ChatMessage.model_validate({"role": role, "content": content})


@half
@given(st.lists(marked_up.filter(str.strip), min_size=1, max_size=3), st.booleans())
def test_of_our_own_answer_the_words_are_left(texts: list[str], own: bool) -> None:
    """``own``: as Open WebUI gets it, which lists the sources itself."""
    citations = [cited(text) for text in texts]
    claims = [Claim(text, (1,), "渡口 = ferry", Span(6, 7)) for text in texts]
    parts = [
        claim_part(Cited(claim, (citation,)), ORIGIN, "en", bare=own)
        for claim, citation in zip(claims, citations, strict=True)
    ]
    if not own:
        parts.append(sources_part(citations, ORIGIN, "en"))
    left = said(message("assistant", joined(parts).text))
    expected = "".join(f"{bare(text)}*gloss(machine-made):渡口=ferry*" for text in texts)
    assert bare(left).replace("\ufffd", "") == expected.replace("\ufffd", "")


def test_what_a_person_writes_is_left_as_it_is() -> None:
    text = "see [1](http://a) **b** \\[c] <think>d</think>\n\nSources:\n\n1. [e"
    assert said(message("user", text)) == text


def test_what_a_model_thought_is_left_out() -> None:
    text = '<think>why</think>A<details type="reasoning">x</details>B<think>and <thinking>'
    assert said(message("assistant", text)) == "AB<think>and <thinking>"


def test_the_last_question_is_asked_and_the_rest_is_history() -> None:
    found = read_conversation(
        [
            message("system", "be brief"),
            message("user", "一"),
            message("assistant", None),
            message("assistant", "二 [¹](http://a/p/x?s=1&e=2#q)"),
            message("tool", "三"),
            message("function", "四"),
            message(
                "user", [{"type": "image_url"}, {"type": "text", "text": "五"}, {"text": "六"}]
            ),
            message("user", " \n"),
            message("assistant", "七"),
            message("developer", "八"),
        ]
    )
    assert found.question == "五\n六"
    assert [(turn.role, turn.content) for turn in found.history] == [
        ("user", "一"),
        ("assistant", "二"),
    ]
    assert (found.instructions, found.afterwards) == (("be brief",), ("八",))


@pytest.mark.parametrize("messages", [[], [message("system", "x")], [message("user", " ")]])
def test_without_a_question_it_is_told_what_to_send(messages: list[ChatMessage]) -> None:
    with pytest.raises(BlankQuestion, match="role user"):
        read_conversation(messages)


@pytest.mark.parametrize(
    "hostile",
    [
        "<think " * 100_000,
        "<details" * 100_000 + "</think>",
        " [1](" * 100_000,
        "[¹](x" * 100_000,
        " [" + "1" * 400_000,
        "\n\nSources:\n\n1. [" * 30_000,
        "\\" * 500_000,
    ],
)
def test_no_earlier_answer_takes_long(hostile: str) -> None:
    """What grows with the square of a message's length would take minutes here."""
    assert len(said(message("assistant", hostile))) <= len(hostile)
