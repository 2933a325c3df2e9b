"""Reranking: a text that is a passage has that passage's score, whatever stands beside it."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import BRIEFS, MORE, quick_build, write_corpus, write_records

from api.opening import searcher_of
from index.encode import passage_input
from index.errors import BlankQuestion, LaneMissing, UsageError
from index.language import detect_language
from search.rerank import MAX_LENGTH, MAX_TEXTS, rerank
from search.search import Searcher
from search.snapshot import open_index

CHINESE = ("zh", "mixed")


@cache
def opened(index) -> Searcher:
    return searcher_of(index)


@cache
def small() -> Searcher:
    """A searcher without embeddings and without a dictionary."""
    root = Path(mkdtemp(prefix="wenju-tests-"))
    corpus = write_corpus(root / "corpus")
    write_records(corpus / "more.jsonl", MORE)
    quick_build(root / "index", corpus)
    return Searcher(open_index(root / "index"))


def passages_of(searcher):
    """Every passage with its article and its aliases."""
    store = searcher.snapshot.store
    rows = store.passages(range(searcher.snapshot.passages.n_documents))
    articles = store.articles({row.article_no for row in rows.values()})
    return [(row, articles[row.article_no], store.aliases(row.article_no)) for row in rows.values()]


def by_index(ranked):
    return {one.index: one for one in ranked}


def of_one_language(row, article) -> bool:
    """Whether a passage looks by itself to be in the language of its article."""
    return (detect_language(row.passage.text) in CHINESE) == (article.language in CHINESE)


@pytest.mark.parametrize("which", [0, 1])
def test_a_passage_as_a_bare_text_has_its_score_less_what_the_title_adds(library, which):
    searcher, question = opened(library.index), library.questions[which]
    ranking = searcher.rank(question)
    passages = passages_of(searcher)
    ranked = by_index(rerank(searcher, question, [row.passage.text for row, *_ in passages]))
    n_bare = 0
    for place, (row, article, aliases) in enumerate(passages):
        number, one = row.passage_no, ranked[place]
        if aliases:  # of which a bare text knows nothing
            continue
        assert one.lexical == ranking.lexical[number]
        if not article.title_generated or not of_one_language(row, article):
            continue
        n_bare += 1
        assert one.dense == pytest.approx(ranking.dense[number], abs=1e-6)
        explained = ranking.weights.contributions(one.lexical, ranking.dense[number], 0.0)
        assert one.score == pytest.approx(1 / (1 + math.exp(-sum(explained.values()))), abs=2e-6)
        if not ranking.title[number]:
            assert one.score == pytest.approx(ranking.scores[number], abs=2e-6)
    assert n_bare > 10


def test_what_a_title_adds_to_the_vector_is_all_that_differs(examples):
    searcher, question = opened(examples.index), examples.questions[0]
    ranking = searcher.rank(question)
    passages = passages_of(searcher)
    texts = [
        passage_input(article.title, article.title_generated, row.passage.text, aliases)
        for row, article, aliases in passages
    ]
    ranked = by_index(rerank(searcher, question, texts))
    for place, (row, article, _) in enumerate(passages):
        if of_one_language(row, article):
            expected = ranking.dense[row.passage_no]
            assert ranked[place].dense == pytest.approx(expected, abs=1e-6)


def test_without_embeddings_the_score_is_the_share_of_the_words():
    searcher = small()
    question = "渡口 木箱"
    ranking = searcher.rank(question)
    passages = passages_of(searcher)
    ranked = by_index(rerank(searcher, question, [row.passage.text for row, *_ in passages]))
    for place, (row, _, aliases) in enumerate(passages):
        expected = ranking.scores[row.passage_no]
        assert ranked[place].dense is None
        if not ranking.title[row.passage_no] and not aliases:
            assert ranked[place].score == expected
        if not ranking.lexical[row.passage_no]:
            assert ranked[place].score == 0.0


def test_a_word_weighs_what_it_weighs_in_the_index():
    searcher = small()
    indexed = [
        searcher.terms(row.passage.text, row.article_no) for row, *_ in passages_of(searcher)
    ]
    lengths = [len(terms) for terms in indexed]
    n, df = len(indexed), sum("潮水" in terms for terms in indexed)
    text = "潮水退了，潮水又来了。"
    terms = searcher.analyzer.terms(text)
    idf = math.log(1 + (n - df + 0.5) / (df + 0.5))
    k1, b = searcher.snapshot.config.k1, searcher.snapshot.config.b
    norm = k1 * (1 - b + b * len(terms) / (sum(lengths) / n))
    bm25 = idf * 2 * (k1 + 1) / (2 + norm)
    assert 0 < df < n
    assert terms.count("潮水") == 2
    (one,) = rerank(searcher, "潮水", [text])
    assert one.lexical == pytest.approx(bm25 / (idf * (k1 + 1)), rel=1e-12)


texts = st.lists(
    st.one_of(
        st.sampled_from([str(record["text"]) for record in (*BRIEFS, *MORE)]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    ),
    min_size=1,
    max_size=5,
)


@settings(derandomize=True, deadline=None, max_examples=20)
@given(texts, st.sampled_from(["夜里的木箱", "GMV 200亿", "a depot by the river", "？！", "电车"]))
def test_scores_are_ordered_and_hang_on_nothing_but_the_text(given_texts, question):
    searcher = small()
    ranked = rerank(searcher, question, given_texts)
    assert sorted(one.index for one in ranked) == list(range(len(given_texts)))
    order = [(-one.score, one.index) for one in ranked]
    assert order == sorted(order)
    for one in ranked:
        assert 0 <= one.score <= 1
        assert one.score == round(one.score, 6)
        (alone,) = rerank(searcher, question, [given_texts[one.index]])
        assert (alone.score, alone.lexical) == (one.score, one.lexical)
    again = rerank(searcher, question, given_texts[::-1])
    assert [one.score for one in again] == [one.score for one in ranked]


def test_order_and_scores_are_the_same_with_embeddings_whatever_else_is_ranked(seeds):
    searcher, question = opened(seeds.index), seeds.questions[1]
    rows = [row.passage.text for row, *_ in passages_of(searcher)]
    ranked = by_index(rerank(searcher, question, rows))
    again = by_index(rerank(searcher, question, rows[::-1]))
    last = len(rows) - 1
    assert all(again[last - place].score == one.score for place, one in ranked.items())


def test_what_answers_comes_first(seeds):
    searcher = opened(seeds.index)
    given_texts = [
        "今天下了一场大雨。",
        "京东与抖音的年框协议规模为200亿元。",
        "快手的总部在北京。",
    ]
    for question in seeds.questions:
        first, *others = rerank(searcher, question, given_texts)
        assert first.index == 1
        assert first.score > 3 * max(one.score for one in others)


def test_a_question_of_nothing_ranks_nothing(seeds):
    ranked = rerank(opened(seeds.index), "？！……😀", ["京东", "", "abc"])
    assert [(one.index, one.score) for one in ranked] == [(0, 0.0), (1, 0.0), (2, 0.0)]


def test_the_end_of_a_long_text_does_not_count():
    searcher = small()
    filling = "远" * MAX_LENGTH
    long, cut = rerank(searcher, "潮水", [filling + "潮水", filling])
    assert long.score == cut.score == 0.0
    assert rerank(searcher, "潮水", ["潮水" + filling])[0].score > 0


@pytest.mark.parametrize("n", [0, MAX_TEXTS + 1])
def test_none_and_too_many_texts_are_refused(n):
    with pytest.raises(UsageError, match=f"{n} texts"):
        rerank(small(), "潮水", [""] * n)


def test_a_blank_question_and_a_missing_model_are_refused(examples):
    with pytest.raises(BlankQuestion):
        rerank(small(), " \n", ["a"])
    with pytest.raises(LaneMissing):
        rerank(Searcher(open_index(examples.index)), "退货", ["a"])
