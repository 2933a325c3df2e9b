"""The part of a quote that answers: what was asked for, and never outside its citation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import bilingual_searcher
from strategies import bounded, dirty_text

from api.opening import searcher_of
from index.errors import BlankQuestion
from index.source import Span
from search.answer import ask
from search.highlight import answering_span, sentence_around
from search.one_line import one_line, part_of_claim, span_on_one_line
from search.payload import answer_payload
from search.search import Searcher

ASKED = [
    ("How many neighbourhood pick-up points has Xiqiao Grocer shut down?", "1,260"),
    ("溪桥买菜一共撤掉了多少个小区提货点？", "1,260个"),
    ("How much did Qingzhen Parcel invest in the sorting hub at Fenze?", "20亿元"),
    ("How many employees does the first phase hire?", "1,100人"),
    ("汾泽枢纽第一阶段雇用多少人？", "1,100人"),
    ("青砧速运的汾泽枢纽哪天启用？", "8月8日"),
    ("When did the first regular flight take off from the passenger pier?", "5月20日"),
    ("How many noise complaints were there in the first two months?", "63"),
    ("无人机送餐一共开出几条航线？", "9条"),
    ("谁在现场表示投资20亿元？", "訾怀瑾"),
    ("谁说差价由公司和园区各补一半？", "厉千帆"),
    ("How much does a drone delivery cost compared with a rider?", "12.8元"),
]
ALONE = [
    ("哪一年成立的？", "公司5月搬家，早在2016年成立。", "2016年"),
    ("小程序哪年哪天上线的？", "2018年1月17日商城开张，紧接着6月11日小程序上线。", "6月11日"),
    ("公司是哪天成立的？", "公司2016年成立，到5月3日才有招牌。", "5月3日"),
    ("公司几月成立的？", "2016年公司成立于5月。", "5月"),
    ("退货率占比多少？", "42家商家的退货率占比是15%。", "15%"),
    ("要多久才能到？", "包裹有3件，要走9天。", "9天"),
    ("How long did the parcel take?", "The 3 parcels took nine days.", "nine days"),
    ("Who runs the depot?", "The depot is run by Ann Lee.", "Ann Lee"),
    ("退款多少钱？", "他等了30分钟，拿回４６万元。", "４６万元"),
    ("为什么关门？", "因为没有客人，所以关门。", "因为没有客人，所以关门。"),
    ("订单有多大？", "今年618,订单达到200亿元。", "200亿元"),
    ("什么时候开会？", "他们周三开会。", "周三"),
]


@pytest.fixture(autouse=True)
def _however_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a quote means does not hang on how surely it answers."""
    monkeypatch.setattr("search.answer.THRESHOLD", 0.0)


@pytest.fixture(scope="module")
def searcher(examples) -> Searcher:
    return searcher_of(examples.index)


@pytest.mark.parametrize(("question", "expected"), ASKED)
def test_the_source_holds_what_was_asked_for_at_the_focus(searcher, question, expected) -> None:
    answer = ask(searcher, question)
    assert answer.answerable
    payload = answer_payload(searcher.snapshot, answer, explain=False, started=0.0)
    found = []
    for claim, shown in zip(answer.claims, payload["claims"], strict=True):
        citation = answer.citations[claim.citations[0] - 1]
        start, end = shown["focus"]["start"], shown["focus"]["end"]
        assert citation.span.start <= start < end <= citation.span.end
        source = searcher.snapshot.store.source_text(citation.article.source_no)
        found.append(source[start:end])
    assert expected in found


@pytest.mark.parametrize(("question", "quote", "expected"), ALONE)
def test_the_expression_of_the_kind_asked_for_is_taken(question, quote, expected) -> None:
    searcher = bilingual_searcher()
    query = searcher.understand(question)
    span = answering_span(searcher, query, quote, Span(0, len(quote)), [question])
    assert span.of(quote) == expected


def test_the_best_sentence_goes_before_the_others_unless_only_they_count_what_is_asked() -> None:
    searcher = bilingual_searcher()
    quote = "来了40人。花了3天。"
    second = Span(6, len(quote))
    for question, expected in (("来了多少人？", "40人"), ("一共多少？", "3天")):
        query = searcher.understand(question)
        assert answering_span(searcher, query, quote, second, [question]).of(quote) == expected


@pytest.mark.parametrize(
    ("part", "sentence"),
    [("40人", "来了40人。"), ("3.5 days", "It took 3.5 days."), ("来了40人。", "来了40人。"), ("末", "最后一句末")],
)  # fmt: skip
def test_the_sentence_around_a_part_is_whole(part: str, sentence: str) -> None:
    quote = "来了40人。It took 3.5 days.\n最后一句末"
    start = quote.index(part)
    assert sentence_around(quote, Span(start, start + len(part))).of(quote).strip() == sentence


def test_a_claim_points_out_a_part_and_never_the_whole() -> None:
    quote = "第一行\n有46万元。"
    assert part_of_claim("“第一行有46万元。”", quote, Span(5, 9)) == Span(5, 9)
    assert part_of_claim("“第一行有46万元。”", quote, Span(0, len(quote))) is None
    assert part_of_claim("“第一行有46万元。”", quote, None) is None
    assert part_of_claim("It cost 460,000 yuan.", quote, Span(5, 9)) is None


@bounded
@given(dirty_text, st.data())
def test_a_part_is_the_same_text_once_all_is_on_one_line(text: str, data: st.DataObject) -> None:
    places = [i for i, char in enumerate(text) if not char.isspace()]
    if not places:
        return
    start = data.draw(st.sampled_from(places))
    end = data.draw(st.sampled_from([i + 1 for i in places if i >= start]))
    part = span_on_one_line(text, Span(start, end))
    assert part.of(one_line(text)) == one_line(text[start:end])


@bounded
@given(st.text(max_size=40) | st.sampled_from(["多少钱？", "谁？", "when", "how many"]), dirty_text)
def test_no_text_raises_and_the_part_stays_within_the_quote(question: str, quote: str) -> None:
    searcher = bilingual_searcher()
    try:
        query = searcher.understand(question)
    except BlankQuestion:
        return
    if quote:
        span = answering_span(searcher, query, quote, Span(0, len(quote)), [question])
        assert 0 <= span.start < span.end <= len(quote)
