"""What frames a question: left out where the articles are meant anyway, kept where they are asked of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.frames import unframed


@pytest.mark.parametrize(
    ("framed", "asked"),
    [
        ("几篇报道里，船票各多少钱？", "船票各多少钱？"),
        ("几篇报道里船票各多少钱？", "船票各多少钱？"),
        ("根据这些文章，渡口几点关门？", "渡口几点关门？"),
        ("根据文章内容，渡口几点关门？", "渡口几点关门？"),
        ("请问在这几篇文章中，谁是渡口的主任？", "谁是渡口的主任？"),
        ("综合三篇报道来看,茶厂花了多少钱", "茶厂花了多少钱"),
        ("茶厂换锅花了多少？上述报道中，电费省了几成？", "茶厂换锅花了多少？电费省了几成？"),
        ("据报道，渡口几点关门？", "渡口几点关门？"),
        ("从这些文章来看，渡口几点关门？", "渡口几点关门？"),
        ("根據報導，渡口幾點關門？", "渡口幾點關門？"),
        ("在這些報道裡，渡口幾點關門？", "渡口幾點關門？"),
        ("Across the articles, what fares are given?", "what fares are given?"),
        ("According to the reports, when does the ferry stop?", "when does the ferry stop?"),
        ("in these news articles, who runs the depot?", "who runs the depot?"),
        ("Who runs the depot, according to the coverage?", "Who runs the depot?"),
        ("Based on all of the articles provided, who runs it?", "who runs it?"),
    ],
)
def test_what_only_says_that_the_articles_are_meant_is_left_out(framed: str, asked: str) -> None:
    assert unframed(framed) == asked


@pytest.mark.parametrize(
    "question",
    [
        "这篇文章是谁写的？",
        "文章的标题是什么？",
        "哪家报纸的报道最早？",
        "报道里提到的船长叫什么？",
        "新闻中心在哪里？",
        "这篇报道中心思想是什么",
        "记者在报道中受伤了吗？",
        "谁根据报道改编了电影？",
        "数据报道了什么？",
        "按照报道组的说法，票价是多少？",
        "根据报道的要求，谁要道歉？",
        "渡口的材料中含有什么？",
        "根据这篇报道中的说法，票价是多少？",
        "根据报道中国队赢了几场？",
        "几篇报道中国队都赢了？",
        "这篇文章里的作者是谁？",
        "Who wrote the article?",
        "What does the report by the harbour office say?",
        "According to the report by the harbour office, how many boats sank?",
        "How many articles are there?",
        "In reports of 2019, what was the fare?",
        "几篇报道里？",
        "according to the articles?",
    ],
)
def test_what_is_asked_of_the_articles_stays(question: str) -> None:
    assert unframed(question) == question


@given(st.text(max_size=60))
def test_what_is_left_is_part_of_the_question(question: str) -> None:
    rest = unframed(question)
    kept = iter(question)
    assert all(char in kept for char in rest)
