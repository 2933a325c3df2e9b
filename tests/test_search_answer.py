"""Answers: every quote is a receipt, an abstention carries none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import bilingual_searcher, no_dictionary
from strategies import bounded, dirty_text
from test_search_search import QUESTIONS

from index.build import build
from index.config import IndexConfig
from index.errors import BlankQuestion
from index.locate import Locator
from search.answer import Answer, ask
from search.evidence import find_evidence, worth_where_told
from search.filters import Filters
from search.payload import answer_payload, search_payload
from search.search import Searcher
from search.snapshot import open_index

ANSWERED = [
    ("青石渡口几点以后不收散装的木箱？", "六点以后"),
    ("松岭茶厂换锅花掉多少万元？", "46万"),
    ("码头的夜灯从几点亮到几点？", "从八点亮到十二点"),
    ("What is the rent of the returns depot by the river?", "4,600"),
    ("周末停了发放的优惠券是怎么回事", "茬周末停叻"),
]


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return bilingual_searcher()


def assert_receipts(searcher: Searcher, answer: Answer) -> None:
    """Each citation is an exact slice of the stored source text, within a returned passage."""
    store = searcher.snapshot.store
    returned = {hit.passage.passage.passage_id for hit in answer.result.hits}
    for marker, citation in enumerate(answer.citations, start=1):
        assert citation.marker == marker
        text = store.source_text(citation.article.source_no)
        assert text[citation.span.start : citation.span.end] == citation.quote
        assert citation.quote.strip() == citation.quote != ""
        passage = citation.passage.passage
        assert passage.span.start <= citation.span.start < citation.span.end <= passage.span.end
        assert passage.passage_id in returned
        if citation.article.record is None:
            before = text[: citation.span.start].replace("\r\n", "\n").replace("\r", "\n")
            assert citation.locator == Locator("line", before.count("\n") + 1)


def assert_consistent(answer: Answer) -> None:
    assert 0 <= answer.confidence <= 1
    if not answer.answerable:
        assert (answer.text, answer.claims, answer.citations, answer.premise) == ("", (), (), None)
        return
    assert answer.confidence >= 0.5
    assert answer.citations
    assert answer.premise == "ok"
    lines = [f"{claim.text} [{claim.citations[0]}]" for claim in answer.claims]
    assert answer.text.split("\n") == lines
    for claim, citation in zip(answer.claims, answer.citations, strict=True):
        shown, quoted = ("".join(part.split()) for part in (claim.text, citation.quote))
        assert shown in (f"“{quoted}”", quoted)
        assert claim.focus is not None
        assert citation.span.start <= claim.focus.start < claim.focus.end <= citation.span.end
    assert [claim.citations for claim in answer.claims] == [(c.marker,) for c in answer.citations]
    spans = [(c.article.source_no, c.span.start, c.span.end) for c in answer.citations]
    for i, one in enumerate(spans):
        for other in spans[:i]:
            assert one[0] != other[0] or one[2] <= other[1] or other[2] <= one[1]


@pytest.mark.parametrize(("question", "held"), ANSWERED)
def test_answer_quotes_the_sentence_that_holds_it(
    searcher: Searcher, question: str, held: str
) -> None:
    answer = ask(searcher, question)
    assert answer.answerable
    assert any(held in citation.quote for citation in answer.citations)
    assert_receipts(searcher, answer)
    assert_consistent(answer)


@bounded
@given(
    st.one_of(
        st.text(max_size=60),
        dirty_text.map(lambda text: text[:600]),  # of the greatest length: test_search_search
        st.sampled_from(QUESTIONS),
    )
)
def test_any_answer_is_made_of_receipts_or_abstains(question: str) -> None:
    try:
        answer = ask(bilingual_searcher(), question)
    except BlankQuestion:
        assert not question.strip()
        return
    assert_receipts(bilingual_searcher(), answer)
    assert_consistent(answer)


@bounded
@given(
    st.lists(
        st.sampled_from(
            [
                "渡口",
                "茶厂",
                "电锅",
                "depot",
                "clerk",
                "六点",
                "回声墙",
                "price",
                "退货",
                "谁",
                "多少",
            ]
        ),
        max_size=7,
    ).map(" ".join)
)
def test_answer_to_words_of_the_corpus_is_made_of_receipts(question: str) -> None:
    if question:
        answer = ask(bilingual_searcher(), question)
        assert_receipts(bilingual_searcher(), answer)
        assert_consistent(answer)


@pytest.mark.parametrize("question", ["😀", "👍🏽👍🏽？", "？！…", "\x07\x07", "——", "§±"])
def test_question_without_a_word_is_an_abstention(searcher: Searcher, question: str) -> None:
    answer = ask(searcher, question)
    assert not answer.answerable
    assert_consistent(answer)


@pytest.mark.parametrize(
    "question", ["火星上的氧气站由谁管理？", "Who won the chess final in Reykjavik?"]
)
def test_question_about_what_is_in_no_article_is_an_abstention(
    searcher: Searcher, question: str
) -> None:
    answer = ask(searcher, question)
    assert not answer.answerable
    assert_consistent(answer)


def test_answer_obeys_filters(searcher: Searcher) -> None:
    answer = ask(searcher, ANSWERED[0][0], filters=Filters(file="tea.md"))
    assert {hit.article.file for hit in answer.result.hits} <= {"tea.md"}
    assert {citation.article.file for citation in answer.citations} <= {"tea.md"}


TWO_THINGS = "青石渡口几点以后不收散装的木箱？松岭茶厂换锅花掉多少万元？"


def test_each_thing_asked_is_searched_for_by_itself(searcher: Searcher) -> None:
    answer = ask(searcher, TWO_THINGS, k=1)
    assert [citation.article.file for citation in answer.citations] == ["ferry.txt", "tea.md"]
    assert "六点以后" in answer.text
    assert "46万" in answer.text
    assert_receipts(searcher, answer)
    assert_consistent(answer)


def test_what_a_part_of_the_question_found_stands_behind_the_best_by_its_rank(
    searcher: Searcher,
) -> None:
    first, second = ask(searcher, TWO_THINGS, k=1).result.hits
    ranked = {hit.passage: hit for hit in searcher.search(TWO_THINGS, k=50).hits}
    assert first == ranked[first.passage]
    assert second == ranked[second.passage]
    assert first.rank == 1 < second.rank


def test_each_thing_asked_is_searched_for_within_the_filters(searcher: Searcher) -> None:
    answer = ask(searcher, TWO_THINGS, k=1, filters=Filters(file="tea.md"))
    assert {citation.article.file for citation in answer.citations} <= {"tea.md"}
    assert {hit.article.file for hit in answer.result.hits} <= {"tea.md"}


def test_quotes_are_whole_sentences_apart_with_shares_and_a_focus(searcher: Searcher) -> None:
    for question in [*QUESTIONS, "渡口几点以后不收木箱？松岭茶厂换锅花掉多少钱？"]:
        quotes = find_evidence(searcher, searcher.search(question))
        for n, quote in enumerate(quotes):
            assert 0 <= quote.coverage <= quote.support <= 1 + 1e-9
            assert quote.span.start <= quote.focus.start < quote.focus.end <= quote.span.end
            assert len(quote.span) <= 200 or quote.span == quote.focus
            for other in quotes[:n]:
                same = other.hit.passage == quote.hit.passage
                assert (
                    not same
                    or other.span.end <= quote.span.start
                    or quote.span.end <= other.span.start
                )


def test_two_things_asked_have_two_quotes_in_the_order_of_the_question(searcher: Searcher) -> None:
    answer = ask(searcher, "松岭茶厂换锅花掉多少万元？青石渡口几点以后不收散装的木箱？")
    assert [citation.article.file for citation in answer.citations] == ["tea.md", "ferry.txt"]
    assert "46万" in answer.claims[0].text
    assert "六点" in answer.claims[1].text


def test_two_things_that_one_quote_answers_have_that_one(searcher: Searcher) -> None:
    answer = ask(searcher, "松岭茶厂换锅花掉多少万元，一年省下多少柴钱？")
    assert len(answer.citations) == 1
    assert "46万" in answer.text
    assert "9万" in answer.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_equal_questions_have_equal_payloads_but_for_the_time(
    searcher: Searcher, question: str
) -> None:
    payloads = []
    for one in (searcher, Searcher(searcher.snapshot)):
        answer = answer_payload(one.snapshot, ask(one, question), explain=True, started=0)
        found = search_payload(one.snapshot, one.search(question), explain=True, started=0)
        payloads.append([{k: v for k, v in p.items() if k != "took_ms"} for p in (answer, found)])
    assert payloads[0] == payloads[1]


def test_passage_text_of_a_payload_is_its_citations_quote(searcher: Searcher) -> None:
    payload = answer_payload(
        searcher.snapshot, ask(searcher, QUESTIONS[0]), explain=False, started=0
    )
    assert payload["passages"]
    for passage in payload["passages"]:
        assert passage["text"] == passage["citation"]["quote"]
        assert passage["explanation"] is None
        locator = passage["citation"]["locator"]
        assert set(locator) in ({"line"}, {"record"})


def test_question_in_the_text_is_not_quoted_as_its_own_answer(tmp_path: Path) -> None:
    text = "石桥渡口的新闻\n\n渡口的夜班船到底吵不吵？住在岸边的石小川说，夜班船一点也不吵。"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with no_dictionary():
        build([tmp_path / "a.txt"], tmp_path / "index", config=IndexConfig())
    answer = ask(Searcher(open_index(tmp_path / "index")), "渡口的夜班船到底吵不吵？")
    assert [citation.quote for citation in answer.citations] == [
        "住在岸边的石小川说，夜班船一点也不吵。"
    ]


def test_wrapped_lines_are_quoted_raw_and_shown_on_one_line(tmp_path: Path) -> None:
    text = "渡口的值班员在仓库门口等了整整一个上午，最后等到\r\n的是一艘装着三百箱茶叶的旧船，船主姓柳，一句话也没\r\n有说就走了。"
    (tmp_path / "a.txt").write_bytes(text.encode())
    with no_dictionary():
        build([tmp_path / "a.txt"], tmp_path / "index", config=IndexConfig())
    answer = ask(Searcher(open_index(tmp_path / "index")), "值班员等到的旧船装着多少箱茶叶？")
    assert answer.citations[0].quote == text
    assert answer.text == f"“{text.replace(chr(13) + chr(10), '')}” [1]"


YEARS = (
    "山雀图书的账本\n2021-03-05  来源：青石日报\n\n"
    "山雀图书去年卖出童书4.6万册，比书店开张的那一年多了一倍。今年书店打算卖出6.1万册，一半在网上卖。"
    "明年店里要添一层楼，卖出的童书预计达到7.8万册。店主说，账本是他每天夜里自己记的。\n"
)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("山雀图书2020年卖出多少册童书？", "4.6万"),
        ("山雀图书2021年打算卖出多少册？", "6.1万"),
        ("山雀图书2022年预计卖出多少册童书？", "7.8万"),
        ("How many children's books does Shanque Books expect to sell in 2022?", "7.8万"),
    ],
)
def test_a_year_is_read_where_an_article_says_it_by_its_own_date(
    tmp_path: Path, question: str, held: str
) -> None:
    (tmp_path / "books.txt").write_text(YEARS, encoding="utf-8")
    build([tmp_path / "books.txt"], tmp_path / "index", config=IndexConfig())
    searcher = Searcher(open_index(tmp_path / "index"))
    answer = ask(searcher, question)
    assert answer.answerable
    (claim,) = answer.claims
    assert claim.focus is not None
    assert held in claim.focus.of(searcher.snapshot.store.source_text(0))


DATES = (
    "松岭茶厂的两次开锅\n\n"
    "松岭茶厂2020年6月办过一场规模空前的开锅大会，来的客商把路都堵了。十一月里茶厂又谈成三笔生意。"
    "大会过后，厂里添了两口锅，工人也多招了九名。\n\n今年9月28日，松岭茶厂办了第二场开锅大会，只请了老客商。\n"
)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("松岭茶厂规模空前的开锅大会是什么时候办的？", "2020年6月"),
        ("松岭茶厂的开锅大会是哪天办的？", "9月28日"),
        ("On what day did the Songling tea factory hold its second conference?", "9月28日"),
    ],
)
def test_where_a_day_is_asked_for_a_sentence_that_tells_a_day_answers(
    tmp_path: Path, question: str, held: str
) -> None:
    (tmp_path / "tea.txt").write_text(DATES, encoding="utf-8")
    build([tmp_path / "tea.txt"], tmp_path / "index", config=IndexConfig())
    answer = ask(Searcher(open_index(tmp_path / "index")), question)
    assert answer.answerable
    assert held in answer.claims[0].text


def test_where_no_day_is_told_the_month_answers(tmp_path: Path) -> None:
    (tmp_path / "tea.txt").write_text(DATES.partition("\n\n今年")[0], encoding="utf-8")
    build([tmp_path / "tea.txt"], tmp_path / "index", config=IndexConfig())
    answer = ask(Searcher(open_index(tmp_path / "index")), "松岭茶厂的开锅大会是哪天办的？")
    assert answer.answerable
    assert "2020年6月" in answer.claims[0].text


@pytest.mark.parametrize(
    ("framed", "bare"),
    [
        ("根据这几篇报道，青石渡口几点以后不收散装的木箱？", "青石渡口几点以后不收散装的木箱？"),
        (
            "According to the articles, what is the rent of the returns depot by the river?",
            "what is the rent of the returns depot by the river?",
        ),
    ],
)
def test_what_only_frames_a_question_changes_nothing(
    searcher: Searcher, framed: str, bare: str
) -> None:
    told, plain = ask(searcher, framed), ask(searcher, bare)
    assert told.answerable
    assert (told.claims, told.confidence) == (plain.claims, plain.confidence)
    payload = answer_payload(searcher.snapshot, told, explain=False, started=0.0)
    assert (payload["question"], payload["rewritten"]) == (framed, bare)


@pytest.mark.parametrize(
    ("likely", "other", "n"), [(0.26, 0.9, 2), (0.24, 0.9, 1), (0.1, 0.2, 1), (0.1, 0.1, 2)]
)
def test_of_several_things_asked_one_that_is_hardly_answered_gets_no_quote(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, likely: float, other: float, n: int
) -> None:
    question = "松岭茶厂有多少名工人？青石渡口几点以后不收散装的木箱？"
    result = searcher.search(question)
    unlikely, answered = find_evidence(searcher, result)
    assert "六点以后" in answered.span.of(answered.hit.passage.passage.text)
    monkeypatch.setattr(
        "search.answer.quote_confidence",
        lambda _, quote: likely if quote.span == unlikely.span else other,
    )
    answer = ask(searcher, question)
    assert len(answer.claims) == n
    assert "六点以后" in answer.claims[-1].text
    assert_consistent(answer)
    assert_receipts(searcher, answer)


@pytest.mark.parametrize("colon", ["：", ":"])
def test_what_a_colon_announces_is_quoted_and_not_the_announcement_alone(
    tmp_path: Path, colon: str
) -> None:
    told = (
        "码头管理处上周公布了今年的三项改动，值班员把它们抄在木牌上，挂在货栈的门口，来往的船工都要停下来看一看"
        "，有人看了两遍还是没有看懂，便去问守夜的老人，老人说改动其实只有三样，都和装货有关"
    )
    (tmp_path / "a.txt").write_text(
        f"{told}{colon}\n\n先称重，后贴标签。\n\n木箱换成铁笼。\n\n夜里不再卸货。\n\n"
        "木牌是去年冬天做的。刷了两遍漆。\n",
        encoding="utf-8",
    )
    with no_dictionary():
        build([tmp_path / "a.txt"], tmp_path / "index", config=IndexConfig())
    searcher = Searcher(open_index(tmp_path / "index"))
    answer = ask(searcher, "码头管理处公布的三项改动是哪些？")
    assert answer.answerable
    assert "木箱换成铁笼" in "".join(citation.quote for citation in answer.citations)
    assert_receipts(searcher, answer)


def test_what_is_announced_has_the_worth_of_its_announcement_unless_it_may_not_answer() -> None:
    values = np.array([1.0, 9.0, 2.0, -np.inf, 8.5, 3.0])
    told = worth_where_told(values, [0, 0, 1, 2, 3, 0])
    assert told.tolist() == [1.0, 6.0, 9.0, -np.inf, 8.5, 3.0]
    alone = worth_where_told(np.array([9.0, -np.inf]), [0, 1])
    assert alone.tolist() == [9.0, -np.inf]
