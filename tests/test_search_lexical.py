"""BM25 by hand, groups by hand (Pirkola), and against rank-bm25 over the examples."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bounded

from index.analyze import default_analyzer
from index.article import read_articles
from index.config import IndexConfig
from index.postings import Postings, PostingsWriter, TermCounts
from index.read.discover import discover
from index.read.files import read_file
from search.group import Group, Member
from search.lexical import coverage, gather, idf, score
from search.oracle import oracle

EXAMPLES = Path(__file__).parents[1] / "examples" / "articles"
FOUR = [["渡口", "渡口", "仓库"], ["仓库"], ["渡口", "茶", "茶", "茶"], ["茶", "煤"]]


def group(surface: str, *members: tuple[str, ...], weight: float = 1.0) -> Group:
    return Group(surface, tuple(map(Member, members)), weight)


def postings_of(documents: list[list[str]], folder: Path) -> Postings:
    writer = PostingsWriter()
    writer.add(TermCounts.count(documents))
    writer.write(folder)
    return Postings(folder)


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Postings:
    return postings_of(FOUR, tmp_path_factory.mktemp("four") / "p")


def bm25(postings: Postings, *groups: Group, k1: float = 1.2, b: float = 0.75) -> list[float]:
    found: list[float] = score(postings, gather(postings, groups), k1=k1, b=b).bm25.tolist()
    return found


def test_bm25_of_one_term_by_hand(four: Postings) -> None:
    """k1 = 1.2, b = 0.75. Lengths 3, 1, 4, 2: N = 4, avg = 10 / 4 = 2.5.

    渡口 is in passages 0 (tf 2) and 2 (tf 1): df = 2.
    idf = ln(1 + (4 - 2 + 0.5) / (2 + 0.5)) = ln(1 + 1) = ln 2.
    passage 0: norm = 1.2 (0.25 + 0.75 · 3 / 2.5) = 1.2 · 1.15 = 1.38;
               ln 2 · 2 · 2.2 / (2 + 1.38) = ln 2 · 4.4 / 3.38.
    passage 2: norm = 1.2 (0.25 + 0.75 · 4 / 2.5) = 1.2 · 1.45 = 1.74;
               ln 2 · 1 · 2.2 / (1 + 1.74) = ln 2 · 2.2 / 2.74.
    """
    expected = [math.log(2) * 4.4 / 3.38, 0.0, math.log(2) * 2.2 / 2.74, 0.0]
    assert bm25(four, group("渡口", ("渡口",))) == pytest.approx(expected, rel=1e-12)


def test_bm25_of_two_terms_is_their_sum_by_hand(four: Postings) -> None:
    """渡口 as above, and 煤: df = 1, idf = ln(1 + 3.5 / 1.5) = ln(10 / 3).

    Passage 3 (length 2): norm = 1.2 (0.25 + 0.75 · 2 / 2.5) = 1.2 · 0.85 = 1.02;
    ln(10/3) · 2.2 / 2.02. With weight 0.5 half of it.
    """
    found = bm25(four, group("渡口", ("渡口",)), group("煤", ("煤",), weight=0.5))
    assert found[3] == pytest.approx(0.5 * math.log(10 / 3) * 2.2 / 2.02, rel=1e-12)
    assert found[0] == pytest.approx(math.log(2) * 4.4 / 3.38, rel=1e-12)


def test_group_of_two_synonyms_sums_tf_and_takes_df_of_the_union_by_hand(four: Postings) -> None:
    """仓库 or 茶: passage 0 (仓库 1), 1 (仓库 1), 2 (茶 3), 3 (茶 1). df of the union = 4.

    idf = ln(1 + 0.5 / 4.5) = ln(10 / 9), not the sum of two idfs.
    passage 2: tf = 3, norm 1.74: ln(10/9) · 3 · 2.2 / 4.74.
    passage 1: tf = 1, norm = 1.2 (0.25 + 0.75 · 1 / 2.5) = 1.2 · 0.55 = 0.66: ln(10/9) · 2.2 / 1.66.
    """
    found = bm25(four, group("store", ("仓库",), ("茶",)))
    unit = math.log(10 / 9)
    expected = [unit * 2.2 / 2.38, unit * 2.2 / 1.66, unit * 6.6 / 4.74, unit * 2.2 / 2.02]
    assert found == pytest.approx(expected, rel=1e-12)


def test_tf_of_a_group_is_summed_before_saturation_by_hand(four: Postings) -> None:
    """渡口 or 仓库: passage 0 holds 2 + 1 = 3; df = 3 (passages 0, 1, 2).

    idf = ln(1 + 1.5 / 3.5) = ln(10 / 7). Passage 0: ln(10/7) · 3 · 2.2 / (3 + 1.38), less than
    the sum of the two saturated on their own.
    """
    found = bm25(four, group("wharf", ("渡口",), ("仓库",)))
    assert found[0] == pytest.approx(math.log(10 / 7) * 6.6 / 4.38, rel=1e-12)


def test_member_of_less_weight_counts_for_less_of_tf_and_df_by_hand(four: Postings) -> None:
    """渡口, or 茶 at a quarter: passage 0 holds 渡口 2, 2 渡口 1 and 茶 3, 3 茶 1.

    df = 1 + min(1, 1 + 1/4) + 1/4 = 2.25: idf = ln(1 + 2.25 / 2.75) = ln(20 / 11).
    tf of passage 2 = 1 + 3/4 = 1.75, norm 1.74; of passage 3 = 1/4, norm 1.02.
    """
    both = Group("wharf", (Member(("渡口",)), Member(("茶",), 0.25)))
    unit = math.log(20 / 11)
    expected = [unit * 4.4 / 3.38, 0.0, unit * 1.75 * 2.2 / 3.49, unit * 0.25 * 2.2 / 1.27]
    assert bm25(four, both) == pytest.approx(expected, rel=1e-12)


def test_member_of_two_terms_takes_the_least_tf_by_hand(four: Postings) -> None:
    """(渡口 and 仓库) stands in passage 0 only: min(2, 1) = 1. df = 1: idf = ln(10 / 3).

    With 煤 as the second member: passages 0 and 3, df = 2, idf = ln 2.
    """
    both = group("渡口仓库", ("渡口", "仓库"))
    assert bm25(four, both) == pytest.approx([math.log(10 / 3) * 2.2 / 2.38, 0, 0, 0], rel=1e-12)
    either = group("x", ("渡口", "仓库"), ("煤",))
    expected = [math.log(2) * 2.2 / 2.38, 0, 0, math.log(2) * 2.2 / 2.02]
    assert bm25(four, either) == pytest.approx(expected, rel=1e-12)


def test_member_with_a_term_that_is_nowhere_counts_nowhere(four: Postings) -> None:
    assert bm25(four, group("x", ("渡口", "无"), ("无",))) == [0.0] * 4


def test_coverage_is_the_share_of_weight_times_idf_by_hand(four: Postings) -> None:
    """渡口 (ln 2) and 煤 (ln 10/3), 无 nowhere: idf = ln(1 + 4.5 / 0.5) = ln 10."""
    groups = [group(t, (t,)) for t in ("渡口", "煤", "无")]
    found = score(four, gather(four, groups), k1=1.2, b=0.75)
    total = math.log(2) + math.log(10 / 3) + math.log(10)
    assert coverage(gather(four, groups), range(4)) == pytest.approx(
        [math.log(2) / total, 0, math.log(2) / total, math.log(10 / 3) / total], rel=1e-12
    )
    assert found.ceiling == pytest.approx(2.2 * total, rel=1e-12)


def test_idf_is_never_negative_and_falls_with_df() -> None:
    values = [idf(10, df) for df in range(11)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0


@bounded
@given(
    st.lists(st.lists(st.sampled_from("abcde"), max_size=8), min_size=1, max_size=8),
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4),
    st.sampled_from([(0.9, 0.4), (1.2, 0.75), (0.0, 0.0), (2.0, 1.0)]),
)
def test_share_and_coverage_stay_within_nought_and_one(
    documents: list[list[str]], query: list[str], figures: tuple[float, float]
) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        postings = postings_of(documents, Path(folder, "p"))
        groups = [group(t, (t,)) for t in query]
        gathered = gather(postings, groups)
        found = score(postings, gathered, k1=figures[0], b=figures[1])
        assert np.all((found.share >= 0) & (found.share <= 1))
        shares = coverage(gathered, range(len(documents)))
        assert all(0 <= share <= 1 for share in shares)


@pytest.fixture(scope="module")
def example_documents() -> list[list[str]]:
    passages = [
        passage.text
        for file in discover([EXAMPLES]).files
        for source in read_file(file, max_bytes=1 << 26).texts
        for article in read_articles(source, IndexConfig()).articles
        for passage in article.passages
    ]
    return [default_analyzer().terms(text) for text in passages]


@pytest.mark.parametrize(("k1", "b"), [(0.9, 0.4), (1.5, 0.75)])
def test_bm25_equals_rank_bm25_over_the_examples(
    example_documents: list[list[str]], tmp_path: Path, k1: float, b: float
) -> None:
    """Every passage asks with each tenth of its terms, repeats left out: over 200 queries."""
    postings = postings_of(example_documents, tmp_path / "p")
    reference = oracle(example_documents, k1=k1, b=b)
    n = 0
    for document in example_documents:
        terms = list(dict.fromkeys(document))
        for first in range(5):
            query = [*terms[first::10], "nowhere"]
            found = bm25(postings, *(group(t, (t,)) for t in query), k1=k1, b=b)
            np.testing.assert_allclose(found, reference.get_scores(query), rtol=1e-5, atol=1e-12)
            n += 1
    assert n >= 200
