"""The features of sentences, by hand, and the alignment by words against plain sums."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from small_index import bilingual_searcher

from index.models import embedded_encoder
from search.alignment import align
from search.asked import what_is_asked
from search.aspects import Aspect
from search.evidence import Sentences
from search.evidence_model import FEATURES, READ_FEATURES, features, worth, worth_unread
from search.reading import part_to_read

QUESTION = "青石渡口几点以后不收散装的木箱？"


def test_pieces_of_a_text_add_up_to_its_vector() -> None:
    encoder = embedded_encoder()
    for text in (QUESTION, "The depot closes at six.", "渡口 ferry 6 点"):
        ((weights, vectors),) = encoder.pieces([text])
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        total = weights @ vectors
        assert np.allclose(
            total / np.linalg.norm(total), encoder.encode_queries([text])[0], atol=1e-5
        )


def test_alignment_finds_the_nearest_word_and_the_neighbours() -> None:
    encoder = embedded_encoder()
    texts = ["官方答复说不予置评。", "茶叶今年涨价三成。", "The ferry leaves at six."]
    found = align(
        encoder, "官方怎么回应", "官方怎么回应", encoder.pieces(texts), [False, True, False]
    )
    assert found.shape == (3, 6)
    # Without 怎么, which no answer says.
    assert found[0, 4] > found[0, 0]
    assert found[0, 0] > found[1, 0]
    assert found[0, 2] > found[1, 2]
    # The tea follows the answer in its passage, the ferry follows nothing.
    assert found[1, 3] > found[1, 2]
    assert found[2, 3] == pytest.approx(found[2, 2], abs=1e-6)
    same = align(encoder, "渡口", "渡口", encoder.pieces(["渡口"]), [False])
    assert np.allclose(same, 1, atol=1e-5)


def test_alignment_with_nothing_known_is_nothing() -> None:
    encoder = embedded_encoder()
    assert not align(encoder, "？！", "？！", encoder.pieces(["渡口"]), [False]).any()
    assert align(encoder, "渡口", "渡口", encoder.pieces([]), []).shape == (0, 6)
    assert not align(encoder, "渡口", "渡口", encoder.pieces(["…"]), [False]).any()


def test_features_are_shares_that_do_not_count_a_word_twice() -> None:
    searcher = bilingual_searcher()
    result = searcher.search(QUESTION)
    rows = Sentences(searcher, result).features_for(Aspect(QUESTION))
    assert rows.shape[1] == len(READ_FEATURES)
    shares = rows[:, [FEATURES.index(name) for name in ("own", "topic", "passage")]]
    assert (shares >= 0).all()
    assert (shares.sum(axis=1) <= 1 + 1e-9).all()
    kinds = rows[:, FEATURES.index("fits") : FEATURES.index("lacks_checked") + 1]
    assert set(np.unique(kinds)) <= {0.0, 1.0}


def test_the_sentence_that_answers_is_worth_most() -> None:
    searcher = bilingual_searcher()
    for question, answer in (
        (QUESTION, "六点以后"),
        ("How many parcels do two clerks sort a day?", "300"),
    ):
        sentences = Sentences(searcher, searcher.search(question))
        values = worth(sentences.features_for(Aspect(question)))
        assert answer in sentences.candidates[int(values.argmax())].text


def test_no_sentences_have_no_features() -> None:
    rows = features([], what_is_asked("几点？"), np.zeros((0, 6)), [1.0], [True])
    assert worth_unread(rows).shape == (0,)


def test_there_is_a_weight_for_each_feature_and_no_other() -> None:
    weights = json.loads(files("search").joinpath("evidence.json").read_text("utf-8"))
    assert list(weights) == ["unread", "read"]
    assert list(weights["unread"]) == list(FEATURES)
    assert list(weights["read"]) == list(READ_FEATURES)


def test_only_the_likeliest_passages_are_read_and_the_others_count_as_least() -> None:
    searcher = bilingual_searcher()
    searcher.config = replace(searcher.config, n_read=1)
    sentences = Sentences(searcher, searcher.search(QUESTION))
    rows = sentences.features_for(Aspect(QUESTION))
    unread = worth_unread(rows[:, : len(FEATURES)])
    best = sentences.candidates[int(unread.argmax())]
    for row, candidate in zip(rows, sentences.candidates, strict=True):
        if candidate.hit is not best.hit:
            assert row[-2:].tolist() == [-2.0, -1.0]
    read = [row for row, one in zip(rows, sentences.candidates, strict=True) if one.hit is best.hit]
    assert max(row[-2] for row in read) > -2.0
    assert "六点以后" in best.text


def test_a_passage_is_read_around_its_best_sentence() -> None:
    searcher = bilingual_searcher()
    (one, *_) = Sentences(searcher, searcher.search(QUESTION)).candidates
    texts = ["甲" * 60, "乙" * 60, "丙" * 60, "丁" * 60]
    row = [replace(one, text=text) for text in texts]
    worths = np.array([0.0, 2.0, 3.0, 1.0])
    assert part_to_read(range(4), row, worths) == [1, 2]
    assert part_to_read(range(4), row, worths[::-1]) == [1, 2]
    assert part_to_read(range(4), [replace(one, text="x" * 20)] * 4, worths) == [0, 1, 2, 3]
    assert part_to_read(range(1), [replace(one, text="戊" * 500)], worths[:1]) == [0]
