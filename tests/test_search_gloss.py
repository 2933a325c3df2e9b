"""Glosses: what a reader of the other language is told of a quote, and that nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import bilingual_searcher
from strategies import bounded, dirty_text

from api.opening import searcher_of
from index.analyze import default_analyzer
from index.errors import BlankQuestion
from index.source import Span
from search.answer import ask
from search.dictionary_names import dictionary_name
from search.gloss import EQUALS, JOIN, MAX_ITEMS, gloss
from search.places import find_places
from search.search import Searcher
from search.written import written

# Questions over examples/articles, a quote of them, and what a reader has to be told of it.
EXPECTED = [
    (
        "How many neighbourhood pick-up points has Xiqiao Grocer shut down?",
        "截至4月20日，公司已经关闭叻1,260个社区自提点，占原囿网点嘚七成以上，腾出来的人手和冷柜被转移到新开的“小湔置仓”里。",
        ("4月20日 = 20 April", "社区 = community", "自提点 = pickup point", "七成 = 70%",
         "湔置仓 = front warehouse"),
    ),
    (
        "When did the first regular flight take off from the passenger pier?",
        "5月20日，第一架常态化航班从客运码头起飞，沿着海岸线送出了一箱荔枝，从那天起每天都有固定的班次。",
        ("5月20日 = 20 May", "航班 = flight", "码头 = pier", "固定 = regular"),
    ),
    (
        "How many routes are there?",
        "到8月27日，公司一共开出9条航线，设置了14个降落柜，送出4.7万单，没有发生人员受伤的事故。",
        ("8月27日 = 27 August", "4.7万单 = 47,000 orders"),
    ),
    (
        "How many noise complaints were there in the first two months?",
        "新区热线在头两个月里收到63条噪声投诉，多数来自航线下方的老小区。",
        ("两个月 = 2 months", "噪声 = noise", "投诉 = complaints"),
    ),
    (
        "How much does a drone delivery cost compared with a rider?",
        "无人机送一单的综合成本是12.8元，骑手是6.5元，差价目前由公司和园区各补一半。",
        ("无人机 = drone", "骑手 = rider", "成本 = cost", "12.8元 = CNY 12.8", "6.5元 = CNY 6.5"),
    ),
    (
        "How much was invested in the sorting hub?",
        "枢纽占地430亩，装有六层交叉带分拣机，日处理能力480万件，第一阶段雇用1,100人。",
        ("枢纽 = hub", "480万 = 4.8 million", "1,100人 = 1,100 people"),
    ),
    (
        "How much does the warehouse in Poland cost for each return?",
        "一件退货在波兹南走完流程的成本是3.1欧元，运回国内则要7.4欧元。",
        ("退货 = return", "波兹南 = Poznan", "成本 = cost", "3.1欧元 = EUR 3.1", "7.4欧元 = EUR 7.4"),
    ),
    (
        "How many robots are in the warehouse?",
        "机器人上线以前，一名拣货员一小时能处理95件商品，现在是240件；仓库的一线员工从410人减到265人",
        ("机器人 = robots", "仓库 = warehouse", "410人 = 410 people", "265人 = 265 people"),
    ),
]  # fmt: skip
# Quotes by themselves: names, other scripts, other languages.
ALONE = [
    (
        "Who signed the framework deal with Douyin?",
        "京东與抖音的２００亿元年框协议已经落地，上半年完成1.05万亿元。",
        ("京东 = JD.com", "抖音 = Douyin", "２００亿元 = CNY 20 billion",
         "上半年 = first half of the year", "1.05万亿元 = CNY 1.05 trillion"),
    ),
    (
        "Was the host fined?",
        "2021年6月18日，杭州的主播被罚款3000万美元，周三上午三成商家和1600万人受影响。",
        ("2021年6月18日 = 18 June 2021", "杭州 = Hangzhou", "3000万美元 = USD 30 million",
         "周三 = Wednesday", "三成 = 30%", "1600万人 = 16 million people"),
    ),
    ("Wie viele Menschen arbeiten dort?", "公司在深圳有三千名员工。", ("深圳 = Shenzhen",)),
    (
        "京东和抖音的协议有多大？",
        "JD.com and Douyin signed a deal worth 20 billion yuan on 18 June 2021.",
        ("JD.com = 京东", "Douyin = 抖音", "20 billion yuan = 200亿元", "18 June 2021 = 2021年6月18日"),
    ),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _however_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a quote means does not hang on how surely it answers."""
    monkeypatch.setattr("search.answer.THRESHOLD", 0.0)


@pytest.fixture(scope="module")
def searcher(examples) -> Searcher:
    return searcher_of(examples.index)


@pytest.mark.parametrize(("question", "quote", "expected"), EXPECTED)
def test_an_english_reader_is_told_the_key_terms(examples, searcher, question, quote, expected):
    rows = searcher.snapshot.store.passages(range(len(searcher.snapshot.passage_articles)))
    held = {row.article_no for row in rows.values() if quote in row.passage.text}
    assert len(held) == 1
    found = gloss(searcher, searcher.understand(question), quote, *held)
    assert found is not None
    assert set(expected) <= set(found.split(JOIN))


@pytest.mark.parametrize(("question", "quote", "expected"), ALONE)
def test_names_and_figures_of_any_quote(searcher, question, quote, expected) -> None:
    found = gloss(searcher, searcher.understand(question), quote, 0)
    assert found is not None
    items = found.split(JOIN)
    assert set(expected) <= set(items)
    places = [quote.index(item.split(EQUALS)[0]) for item in items]
    assert places == sorted(places)


def assert_not_invented(found: str | None, quote: str) -> None:
    if found is None:
        return
    items = found.split(JOIN)
    lefts = [item.split(EQUALS)[0] for item in items]
    assert 0 < len(items) <= MAX_ITEMS
    assert len(set(lefts)) == len(lefts)
    for left, item in zip(lefts, items, strict=True):
        assert left in quote
        assert item.split(EQUALS)[1].strip()
        assert "\n" not in item


@pytest.mark.parametrize("question", [question for question, _, _ in EXPECTED])
def test_each_left_side_stands_in_the_quote_as_it_is_written(searcher, question) -> None:
    answer = ask(searcher, question)
    assert any(claim.gloss for claim in answer.claims)
    for claim in answer.claims:
        assert_not_invented(claim.gloss, answer.citations[claim.citations[0] - 1].quote)
    again = ask(searcher, question)
    assert [claim.gloss for claim in again.claims] == [claim.gloss for claim in answer.claims]


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("京东和抖音的协议有多大？", "京东与抖音的200亿元年框协议。"),
        ("How large is the deal?", "The deal is worth 20 billion yuan."),
        ("How large is the deal?", "，。！"),
    ],
)
def test_there_is_no_gloss_within_one_language(searcher, question, quote) -> None:
    assert gloss(searcher, searcher.understand(question), quote, 0) is None


def test_the_best_sentence_goes_first_where_there_is_too_much(searcher) -> None:
    crowd = "".join(f"{n}月{n}日。" for n in range(1, 12))
    quote = crowd + "三成商家退了200亿元。"
    query = searcher.understand("How much was returned?")
    last = Span(len(crowd), len(quote))
    without = gloss(searcher, query, quote, 0)
    found = gloss(searcher, query, quote, 0, last)
    assert without is not None
    assert "200亿元" not in without
    assert found is not None
    assert found.split(JOIN)[-1] == "200亿元 = CNY 20 billion"
    assert "三成 = 30%" in found


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("鹿特丹", "Rotterdam"), ("台湾", "Taiwan"), ("长江", "Yangtze River"), ("深圳", "Shenzhen"),
        ("和平", None), ("三星", None), ("公司", None), ("渡口", None), ("龢", None), ("\U00020000", None),
    ],
)  # fmt: skip
def test_only_what_can_be_nothing_but_a_name_is_one(word: str, name: str | None) -> None:
    assert dictionary_name(word) == name


def test_a_word_is_not_found_inside_another_one(searcher) -> None:
    groups = searcher.understand("京东").groups
    found = {
        text: [text[one.start : one.end] for one in find_places(searcher.analyzer, text, groups)]
        for text in ("北京东路", "京东说")
    }
    assert "京东" not in found["北京东路"]
    assert found["京东说"] == ["京东"]


@bounded
@given(dirty_text)
def test_what_is_written_is_told_of_every_folded_place(text: str) -> None:
    analyzer = default_analyzer()
    text = text[:400]  # as long as a passage
    found = written(text, analyzer)
    at = 0
    for i in range(len(found.folded)):
        span = found.span(i, i + 1)
        if span is not None:
            assert at <= span.start < span.end <= len(text)
            at = span.start
    assert found.span(0, 0) is None


@bounded
@given(st.text(max_size=40) | st.sampled_from(["Who?", "谁？", "how many parcels"]), dirty_text)
def test_no_text_raises_and_nothing_is_invented(question: str, quote: str) -> None:
    searcher = bilingual_searcher()
    try:
        query = searcher.understand(question)
    except BlankQuestion:
        return
    assert_not_invented(gloss(searcher, query, quote, 0), quote)
