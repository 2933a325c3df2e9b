"""The dense lane and its fusion: true scores of both lanes, exact explanations, filters, mismatches."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hash_encoder import HashEncoder
from numpy.testing import assert_allclose
from small_index import no_dictionary, write_corpus

from index.build import BuildReport, build
from index.config import IndexConfig
from index.encode import passage_input
from index.errors import IndexDamaged, LaneMissing, ModelMismatch
from search.calibrate import language_shift
from search.filters import Filters
from search.finder import Finder
from search.fuse import Cosines, LaneWeights, lane_weights
from search.opening import open_searcher
from search.oracle import check_dense
from search.search import MODES, Searcher
from search.snapshot import open_index

QUESTIONS = ("渡口的夜班船几点开", "When does the depot close?", "松岭茶厂 电锅", "茶")


def built(root: Path, encoder: HashEncoder | None) -> BuildReport:
    with no_dictionary():
        return build([root / "corpus"], root / "index", config=IndexConfig(), encoder=encoder)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    root = tmp_path_factory.mktemp("dense")
    write_corpus(root / "corpus")
    built(root, HashEncoder())
    return Searcher(open_index(root / "index"), HashEncoder())


def cosine(searcher: Searcher, question: str, number: int) -> float:
    row = searcher.snapshot.store.passages([number])[number]
    article = searcher.snapshot.store.articles({row.article_no})[row.article_no]
    aliases = searcher.snapshot.store.aliases(row.article_no)
    text = passage_input(article.title, article.title_generated, row.passage.text, aliases)
    one, other = HashEncoder().encode_passages([question, text]).astype(float)
    return float(one @ other)


@pytest.mark.parametrize("question", QUESTIONS[:3])
def test_dense_values_are_the_cosines_of_question_and_passage(
    searcher: Searcher, question: str
) -> None:
    ranking = searcher.rank(question, mode="dense")
    numbers = np.flatnonzero(ranking.scores)
    assert len(numbers) == searcher.snapshot.passages.n_documents
    vectors, encoder = searcher.snapshot.vectors, searcher.encoder
    assert vectors is not None
    assert encoder is not None
    encoded = encoder.encode_queries([question])[0]
    shift = language_shift(vectors, encoded, searcher.snapshot.passages_by_language)
    expected = [cosine(searcher, question, number) - shift[number] for number in numbers.tolist()]
    assert_allclose(ranking.dense[numbers], expected, atol=1e-6)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_score_is_explained(searcher: Searcher, question: str, mode: str) -> None:
    for hit in searcher.search(question, mode=mode, k=50).hits:
        explained = hit.explanation
        assert set(explained.contributions) == {"lexical", "dense", "title", "bias"}
        assert math.isclose(sum(explained.contributions.values()), explained.raw, abs_tol=1e-6)
        assert math.isclose(1 / (1 + math.exp(-explained.raw)), hit.score, abs_tol=1e-6)
        assert 0 <= hit.score <= 1
        silent = {"lexical": ["dense"], "dense": ["lexical", "title"], "hybrid": []}[mode]
        assert all(explained.contributions[lane] == 0 for lane in silent)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_candidate_of_one_lane_has_the_others_true_value_too(
    searcher: Searcher, question: str
) -> None:
    lexical = searcher.rank(question, mode="lexical")
    dense = searcher.rank(question, mode="dense")
    shallow = searcher.rank(question, depth=2)
    candidates = np.flatnonzero(shallow.scores)
    assert 0 < len(candidates) < searcher.snapshot.passages.n_documents
    assert_allclose(shallow.lexical[candidates], lexical.lexical[candidates])
    assert_allclose(shallow.dense[candidates], dense.dense[candidates])
    deep = searcher.rank(question)
    assert_allclose(shallow.scores[candidates], deep.scores[candidates], atol=0)


def test_filters_hold_in_the_dense_lane(searcher: Searcher) -> None:
    for mode in MODES:
        hits = searcher.search("depot", mode=mode, k=50, filters=Filters(language="en")).hits
        assert hits
        assert {hit.article.language for hit in hits} <= {"en", "mixed"}


def test_a_text_the_encoder_knows_nothing_of_has_no_dense_candidates(searcher: Searcher) -> None:
    assert searcher.search("!", mode="dense").hits == ()
    assert searcher.search("¤", mode="hybrid").hits == ()


def test_lexical_mode_ranks_as_an_index_without_vectors(searcher: Searcher, tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus")
    built(tmp_path, None)
    plain = Searcher(open_index(tmp_path / "index"))
    for question in QUESTIONS:
        for mode in ("lexical", "hybrid"):
            expected = [
                (h.passage.passage.passage_id, h.score)
                for h in plain.search(question, mode=mode).hits
            ]
            found = searcher.search(question, mode="lexical").hits
            assert [(h.passage.passage.passage_id, h.score) for h in found] == expected


def test_an_index_without_vectors_has_no_dense_mode(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus")
    built(tmp_path, None)
    with pytest.raises(LaneMissing, match="no embeddings"):
        Searcher(open_index(tmp_path / "index")).search("茶", mode="dense")


def test_another_encoder_than_the_builds_is_refused(searcher: Searcher) -> None:
    index = searcher.snapshot.index
    with pytest.raises(ModelMismatch, match="hash-16"):
        Searcher(open_index(index), HashEncoder(salt="other weights"))
    with pytest.raises(ModelMismatch):
        open_searcher(index, lambda name: HashEncoder(name, salt="other weights"))


def test_a_damaged_inverted_file_is_a_damaged_index(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus")
    with patch("index.vectors.MAX_FLAT", 2):
        built(tmp_path, HashEncoder())
    (path,) = tmp_path.glob("index/generations/*/vectors/nearest.faiss")
    path.write_bytes(b"\xff" * path.stat().st_size)
    with pytest.raises(IndexDamaged, match=r"nearest\.faiss"):
        open_index(tmp_path / "index")


def test_opening_for_the_lexical_lane_needs_no_encoder(searcher: Searcher) -> None:
    def fail(name: str) -> HashEncoder:
        raise AssertionError(f"{name} was loaded")

    index = searcher.snapshot.index
    lexical = open_searcher(index, fail, mode="lexical")
    assert lexical.search("茶", mode="lexical").hits
    with pytest.raises(LaneMissing, match="without hash-16"):
        lexical.search("茶")
    assert open_searcher(index, fail, before=searcher).encoder is searcher.encoder


def test_a_rebuild_with_another_model_replaces_the_vectors_only(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus")
    first = built(tmp_path, HashEncoder())
    assert (first.model, first.encoded) == ("hash-16", first.passages)
    again = built(tmp_path, HashEncoder())
    assert (again.generation, again.encoded) == (first.generation, 0)
    other = built(tmp_path, HashEncoder("hash-8", 8))
    assert other.generation != first.generation
    assert (other.reused, other.encoded) == (first.articles, first.passages)
    none = built(tmp_path, None)
    assert (none.model, none.encoded) == (None, 0)
    assert open_index(tmp_path / "index").vectors is None


def test_unchanged_passages_of_a_changed_file_keep_their_vectors(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    built(tmp_path, HashEncoder())
    with (corpus / "briefs.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"_id": "late", "text": "渡口新添了一块告示牌。"}) + "\n")
    encoder = HashEncoder()
    assert built(tmp_path, encoder).encoded == 1
    assert encoder.encoded == ["渡口新添了一块告示牌。"]


def test_build_in_two_steps_gives_the_bytes_of_one(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "one" / "corpus")
    built(tmp_path / "one", HashEncoder())
    folder = tmp_path / "two"
    with no_dictionary():
        for sources in ([corpus / "tea.md"], [corpus]):
            build(sources, folder / "index", config=IndexConfig(), encoder=HashEncoder())
    at_once = (tmp_path / "one").glob("index/generations/*/vectors/*")
    current = (folder / "index" / "CURRENT").read_text().split("\n")[0]
    found = (folder / "index" / "generations" / current / "vectors").iterdir()
    expected = {p.name: p.read_bytes() for p in at_once}
    assert {p.name: p.read_bytes() for p in found} == expected
    assert "rows.f32" in expected


def test_weights_go_by_model_and_language() -> None:
    def row(lexical: float, dense: float, title: float, bias: float) -> dict[str, float]:
        return {"lexical": lexical, "dense": dense, "title": title, "bias": bias}

    table = {
        "typical_ceiling": 50.0,
        "lexical": row(1, 0, 1, 0),
        "dense": {"any": {"zh": row(0, 1, 0, 0), "en": row(0, 2, 0, -1)}},
        "hybrid": {
            "any": {"zh": row(1, 2, 3, 4), "en": row(5, 6, 7, 8)},
            "known": {"zh": row(9, 10, 11, 12), "en": row(13, 14, 15, 16)},
        },
    }
    known, new = Cosines("known", 0.5, 0.1), Cosines("new", 0.5, 0.25)
    with patch("search.fuse._table", lambda: table):
        assert lane_weights("hybrid", "zh", 200.0, None) == LaneWeights(1, 0, 1, 0)
        assert lane_weights("lexical", "zh", 200.0, known) == LaneWeights(1, 0, 1, 0)
        assert lane_weights("hybrid", "en", 12.5, known) == LaneWeights(6.5, 14, 7.5, 16)
        assert lane_weights("hybrid", "en", 0.0, known) == LaneWeights(0, 14, 0, 16)
        # (cosine - 0.5) / 0.25, two times, is 8 cosine - 4
        assert lane_weights("hybrid", "mixed", 50.0, new) == LaneWeights(1, 8, 3, 0)
        assert lane_weights("hybrid", "other", 200.0, new) == LaneWeights(10, 24, 14, -4)
        assert lane_weights("dense", "en", 200.0, new) == LaneWeights(0, 8, 0, -5)


def test_articles_that_are_all_alike_are_found_by_a_model_without_weights(tmp_path: Path) -> None:
    notice = "Notice of closing price. The closing price of share {} was {} and its volume {} lots."
    (tmp_path / "corpus").mkdir()
    for n in range(12):
        text = notice.format(600030 + n, 11 + n, 300 + n)
        (tmp_path / "corpus" / f"{n}.txt").write_text(text, encoding="utf-8")
    build([tmp_path / "corpus"], tmp_path / "index", config=IndexConfig(), encoder=HashEncoder())
    searcher = Searcher(open_index(tmp_path / "index"), HashEncoder())
    for question in ("closing price of share 600037", "600037", "volume lots"):
        for mode in MODES:
            hits = searcher.search(question, mode=mode, k=12).hits
            assert len(hits) == 12 or mode == "lexical"
            assert all(0 < hit.score < 1 for hit in hits)
            if mode != "dense" and "600037" in question:
                best = max(hits, key=lambda hit: hit.lexical)
                assert best.article.file == "7.txt"


def test_a_candidate_never_scores_0() -> None:
    weights = LaneWeights(lexical=0.0, dense=100.0, title=0.0, bias=-50.0)
    scores = weights.scores(np.array([0.0, 0.0]), np.array([-1.0, 0.5]), np.array([0.0, 0.0]))
    assert scores.tolist() == [1e-6, 0.5]


def test_fused_score_is_the_logistic_of_the_weighted_sum() -> None:
    weights = LaneWeights(lexical=2.0, dense=1.0, title=0.5, bias=-1.0)
    values = np.array([0.5]), np.array([0.25]), np.array([1.0])  # 1 + 0.25 + 0.5 - 1 = 0.75
    assert weights.scores(*values).tolist() == [0.679179]


def test_a_run_looks_deeper_until_it_has_k_articles(tmp_path: Path) -> None:
    long = "".join(f"第{i}节说仓库的退货和仓库。{'城北的夏天很热。' * 40}\n\n" for i in range(30))
    records = [{"_id": "long", "text": long}]
    records += [{"_id": f"short {i}", "text": f"城南的{i}号店。"} for i in range(12)]
    (tmp_path / "corpus").mkdir()
    lines = "\n".join(json.dumps(record) for record in records)
    (tmp_path / "corpus" / "a.jsonl").write_text(lines, encoding="utf-8")
    built(tmp_path, HashEncoder())
    searcher = Searcher(open_index(tmp_path / "index"), HashEncoder())
    with patch("search.finder.DEPTH", 4):
        for k in (5, 13, 100):
            found = Finder(searcher, k=k, unit="article", mode="hybrid").find("仓库的退货")
            assert len(found) == min(k, 13)
            assert found[0][0] == "long"


def test_deep_verification_finds_an_inverted_file_that_misses(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus")
    built(tmp_path, HashEncoder())
    searcher = Searcher(open_index(tmp_path / "index"), HashEncoder())
    assert check_dense(searcher) == []
    nothing = (np.empty(0, dtype=np.int64), np.empty(0))
    with patch.object(type(searcher.snapshot.vectors), "nearest", lambda *args: nothing):
        (problem,) = check_dense(searcher)
    assert "0 of" in problem
    with pytest.raises(ValueError, match="encoder"):
        check_dense(Searcher(open_index(tmp_path / "index")))
