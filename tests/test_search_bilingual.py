"""A question finds the passage in the other language, the other script and the other spelling."""

from __future__ import annotations

import pytest
from small_index import bilingual_searcher

from search.search import Searcher, SearchResult


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return bilingual_searcher()


def first(result: SearchResult) -> str:
    """The file of the best hit, or the id of its record."""
    article = result.hits[0].article
    return article.article_id if article.record else article.file


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("How much did the tea factory pay for electric pots?", "tea.md"),
        ("tea factory electricity bill", "tea.md"),
        ("What time does the morning market open?", "b-2"),
        ("Who pays the electricity of the night lights at the wharf?", "b-1"),
        ("coupon members customer service", "look"),
        ("tram drivers", "trad"),
    ],
)
def test_english_question_finds_the_chinese_passage(
    searcher: Searcher, question: str, where: str
) -> None:
    assert first(searcher.search(question)) == where


@pytest.mark.parametrize(
    "question", ["退货仓库几点关门", "包裹几天能退回来", "两名职员每天分拣多少包裹"]
)
def test_chinese_question_finds_the_english_passage(searcher: Searcher, question: str) -> None:
    assert first(searcher.search(question)) == "depot.txt"


SAME = [
    ("优惠券的发放在周末停了吗", "优惠劵嘚发放茬周末停叻吗", "look"),
    ("电车公司为什么停驶", "電車公司為什麼停駛", "trad"),
    ("集市的GMV是200亿元", "集市的ＧＭＶ是２００億元", "wide"),
    ("青石渡口的装货办法", "青石渡ロ的裝貨辦法", "ferry.txt"),
    ("会员们有意见", "会员们\u200b囿意见\ufeff", "look"),
]


@pytest.mark.parametrize(("standard", "variant", "where"), SAME)
def test_variant_and_standard_question_find_the_same_with_the_same_scores(
    searcher: Searcher, standard: str, variant: str, where: str
) -> None:
    found, other = searcher.search(standard), searcher.search(variant)
    assert first(found) == first(other) == where
    assert [(h.score, h.passage) for h in found.hits] == [(h.score, h.passage) for h in other.hits]


def test_hit_shows_the_sources_own_characters(searcher: Searcher) -> None:
    assert "优惠劵嘚发放茬周末停叻" in searcher.search("优惠券停发").hits[0].passage.passage.text


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("20 billion", "wide"),
        ("20,000,000,000", "wide"),
        ("二百亿元", "wide"),
        ("460,000 yuan", "tea.md"),
        ("460 thousand", "tea.md"),
        ("September 16, 2019", "date"),
        ("2019-09-16", "date"),
        ("16 Sept 2019", "date"),
        ("15.7 percent", "date"),
        ("4600欧元", "depot.txt"),
        ("三百个包裹", "depot.txt"),
        ("2024年5月3日", "ferry.txt"),
        ("3 May 2024", "ferry.txt"),
    ],
)
def test_number_or_date_finds_its_other_spelling(
    searcher: Searcher, question: str, where: str
) -> None:
    assert first(searcher.search(question)) == where


def test_ten_translations_of_a_word_count_as_one_word(searcher: Searcher) -> None:
    """Each English word is one group, however many ways it can be put."""
    groups = searcher.understand("tea factory").groups
    surfaces = [group.surface for group in groups]
    assert len(surfaces) == len(set(surfaces)) <= 2
    assert max(len(group.members) for group in groups) > 1
    assert max(len(group.members) for group in groups) <= 1 + searcher.config.max_translations
