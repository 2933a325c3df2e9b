"""Search: no question raises; scores are bounded, ordered, explained; equal questions agree."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_index import bilingual_searcher
from strategies import bounded, dirty_text

from index.errors import BlankQuestion, LaneMissing, QuestionTooLong, UsageError
from search.query import check_question
from search.search import MAX_K, Hit, Searcher, SearchResult

QUESTIONS = [
    "青石渡口几点以后不收散装的木箱？",
    "松岭茶厂换电锅花了多少钱",
    "When does the depot close?",
    "渡口的回声墙有多高",
    "渡口 渡口 渡口",
    "电车什么时候停驶，摆渡又是哪天停航的？",
    "gmv 200亿",
    "how much did the tea factory pay for electric pots",
]
surrogates = st.text(
    st.characters(codec=None, categories=["Cs", "Lo", "Nd", "Cc", "So", "Zs"]), max_size=40
)
any_question = st.one_of(st.text(max_size=120), dirty_text, surrogates, st.sampled_from(QUESTIONS))


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return bilingual_searcher()


def shown(result: SearchResult) -> list[tuple[int, float, str]]:
    return [(hit.rank, hit.score, hit.passage.passage.passage_id) for hit in result.hits]


def assert_well_formed(result: SearchResult, k: int) -> None:
    assert len(result.hits) <= k
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))
    assert all(0 <= hit.score <= 1 for hit in result.hits)
    assert 0 <= result.lexical_coverage <= 1
    keys = [(-hit.score, hit.passage.passage.passage_id) for hit in result.hits]
    assert keys == sorted(keys)
    for hit in result.hits:
        assert_explained(hit)


def assert_explained(hit: Hit) -> None:
    contributions = hit.explanation.contributions
    assert set(contributions) == {"lexical", "dense", "title", "bias"}
    assert sum(contributions.values()) == pytest.approx(hit.explanation.raw, abs=1e-6)
    assert 1 / (1 + math.exp(-hit.explanation.raw)) == pytest.approx(hit.score, abs=1e-6)
    assert round(hit.score, 6) == hit.score


@bounded
@given(any_question, st.sampled_from([1, 3, 10, 1000]))
@example("?!。，…", 3)
@example("😀👍🏽", 3)
@example("\x00\x01\x1b", 3)
@example("\ud800\udfff", 3)
@example("İ" * 50, 3)
def test_any_question_gives_well_formed_hits_or_is_blank(question: str, k: int) -> None:
    try:
        result = bilingual_searcher().search(question, k=k)
    except BlankQuestion:
        assert not question.strip()
        return
    assert_well_formed(result, k)


@pytest.mark.parametrize(
    "piece", ["渡", "渡口仓库，", "a", "word ", "1", "200亿", "😀", "為叻", "？", "a-", "(“"]
)
def test_question_of_the_greatest_length_is_answered_and_a_longer_one_refused(
    searcher: Searcher, piece: str
) -> None:
    question = (piece * 20_000)[:20_000]
    assert_well_formed(searcher.search(question), 10)
    with pytest.raises(QuestionTooLong, match="20,001 characters"):
        searcher.search(question + piece[0])


@pytest.mark.parametrize("question", ["", " ", "\n\t　\u00a0", "\x1c"])
def test_blank_question_is_refused(searcher: Searcher, question: str) -> None:
    with pytest.raises(BlankQuestion):
        searcher.search(question)


def test_lone_surrogates_of_a_question_are_mended() -> None:
    assert check_question("渡\ud800口") == "渡\ufffd口"


@pytest.mark.parametrize("k", [0, -1, MAX_K + 1])
def test_number_of_hits_out_of_range_is_refused(searcher: Searcher, k: int) -> None:
    with pytest.raises(UsageError, match=f"k: {k} is out of range"):
        searcher.search("渡口", k=k)


def test_unknown_mode_is_refused_and_dense_needs_embeddings(searcher: Searcher) -> None:
    with pytest.raises(UsageError, match="unknown mode"):
        searcher.search("渡口", mode="fuzzy")  # type: ignore[arg-type]
    with pytest.raises(LaneMissing):
        searcher.search("渡口", mode="dense")
    assert shown(searcher.search("渡口", mode="lexical")) == shown(searcher.search("渡口"))


def test_ties_go_by_passage_id_also_where_they_are_cut(searcher: Searcher) -> None:
    """Twelve equal records: any k gives the first of the same order."""
    everything = shown(searcher.search("回声墙有多高", k=50))
    scores = [score for _, score, _ in everything[:12]]
    assert len(set(scores)) == 1
    ids = [passage_id for _, _, passage_id in everything[:12]]
    assert ids == sorted(ids)
    for k in range(1, 13):
        assert [row[2] for row in shown(searcher.search("回声墙有多高", k=k))] == ids[:k]


@pytest.mark.parametrize("question", QUESTIONS)
def test_more_hits_begin_with_the_fewer(searcher: Searcher, question: str) -> None:
    deepest = shown(searcher.search(question, k=50))
    for shallow, deep in pairwise((1, 2, 5, 10)):
        assert shown(searcher.search(question, k=shallow)) == deepest[:shallow]
        assert shown(searcher.search(question, k=deep)) == deepest[:deep]


@pytest.mark.parametrize("question", QUESTIONS)
def test_same_question_twice_gives_the_same_hits(searcher: Searcher, question: str) -> None:
    assert searcher.search(question) == searcher.search(question)
    again = Searcher(searcher.snapshot)
    assert again.search(question) == searcher.search(question)


def test_threads_find_what_one_finds(searcher: Searcher) -> None:
    alone = [searcher.search(question) for question in QUESTIONS]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            assert list(pool.map(searcher.search, QUESTIONS)) == alone


def test_question_of_words_that_are_nowhere_finds_nothing(searcher: Searcher) -> None:
    result = searcher.search("zyxwv qqqq")
    assert (result.hits, result.lexical_coverage) == ((), 0.0)


def test_asking_twice_within_a_question_doubles_the_weight_and_adds_no_group(
    searcher: Searcher,
) -> None:
    once = {g.surface: g.weight for g in searcher.understand("渡口").groups}
    twice = {g.surface: g.weight for g in searcher.understand("渡口，渡口").groups}
    assert twice == {surface: 2 * weight for surface, weight in once.items()}
