"""Vectors on disk: nearest passages against brute force, rows taken over, equal bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hash_encoder import HashEncoder
from numpy.testing import assert_allclose, assert_array_equal

from index.vectors import KnownVectors, VectorIndex, VectorsMade, VectorsWriter, text_key

N, D = 3_000, 32


class Rows:
    """An encoder that looks a vector up by its number; 40 clouds of points."""

    name = identity = "rows"
    dimension = D

    def __init__(self) -> None:
        random = np.random.default_rng(7)
        centres = random.normal(size=(40, D))
        rows = centres[random.integers(0, 40, N)] + 0.6 * random.normal(size=(N, D))
        self.rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def encode_passages(self, texts: list[str]) -> np.ndarray:
        return self.rows[[int(text) for text in texts]]

    encode_queries = encode_passages


@pytest.fixture(params=["flat", "ivf_sq8"])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    most = N if request.param == "flat" else 100
    with patch("index.vectors.MAX_FLAT", most), patch("index.vectors._NARROW", 50):
        yield request.param


def made_in(folder: Path) -> tuple[VectorIndex, VectorsMade]:
    writer = VectorsWriter(folder, Rows())
    writer.add([str(number) for number in range(N)])
    made = writer.finish()
    return VectorIndex(folder, made), made


def brute_force(rows: np.ndarray, query: np.ndarray, k: int, allowed: np.ndarray) -> list[int]:
    scores = rows.astype(np.float64) @ query.astype(np.float64)
    return [i for i in np.argsort(-scores, kind="stable").tolist() if allowed[i]][:k]


def test_the_nearest_are_those_of_brute_force(tmp_path: Path, kind: str) -> None:
    index, made = made_in(tmp_path / "vectors")
    assert made.kind == kind
    everything = np.ones(N, dtype=bool)
    found = 0
    for number in range(0, N, 60):
        ids, scores = index.nearest(index.rows[number], 10)
        expected = brute_force(index.rows, index.rows[number], 10, everything)
        found += len(set(ids.tolist()) & set(expected))
        assert ids[0] == number
        assert_allclose(scores, index.rows[ids] @ index.rows[number], atol=1e-6)
    assert found / (10 * (N // 60)) >= (1.0 if kind == "flat" else 0.95)
    assert made.recall_at_10 >= (1.0 if kind == "flat" else 0.95)


def test_only_allowed_passages_are_found(tmp_path: Path, kind: str) -> None:
    index, _ = made_in(tmp_path / "vectors")
    for share in (0.0, 0.001, 0.01, 0.5):
        allowed = np.random.default_rng(3).random(N) < share
        ids, _ = index.nearest(index.rows[5], 20, allowed)
        assert allowed[ids].all()
        assert len(ids) == min(20, int(allowed.sum()))
        expected = brute_force(index.rows, index.rows[5], 20, allowed)
        assert len(set(ids.tolist()) & set(expected)) >= 0.8 * len(expected)


def test_a_passage_has_the_same_score_in_any_company(tmp_path: Path, kind: str) -> None:
    index, _ = made_in(tmp_path / "vectors")
    query = index.rows[11]
    together = index.scores(query, np.arange(N))
    alone = np.concatenate([index.scores(query, np.array([i])) for i in range(0, N, 17)])
    assert_array_equal(together[::17], alone)
    ids, scores = index.nearest(query, 50)
    assert_array_equal(scores, together[ids])


def test_two_builds_give_equal_bytes(tmp_path: Path, kind: str) -> None:
    for name in ("one", "two"):
        made_in(tmp_path / name)
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_known_texts_are_not_encoded_again(tmp_path: Path) -> None:
    texts = [f"第{number}号渡轮" for number in range(50)]
    first = VectorsWriter(tmp_path / "first", HashEncoder())
    first.add(texts)
    first.finish()
    encoder = HashEncoder()
    again = [*texts[10:20], "新的一段", *texts[30:5:-1], texts[0]]
    second = VectorsWriter(tmp_path / "second", encoder, KnownVectors(tmp_path / "first", 16))
    second.add(again[:7])
    second.add(again[7:])
    made = second.finish()
    assert encoder.encoded == ["新的一段"]
    assert second.n_encoded == 1
    rows = VectorIndex(tmp_path / "second", made).rows
    assert_array_equal(rows, HashEncoder().encode_passages(again))


def test_texts_are_encoded_in_order_across_batches(tmp_path: Path) -> None:
    texts = [f"{number} 号" for number in range(25)]
    with patch("index.vectors._FLUSH", 4):
        writer = VectorsWriter(tmp_path / "vectors", HashEncoder())
        for first in range(0, 25, 3):
            writer.add(texts[first : first + 3])
        made = writer.finish()
    rows = VectorIndex(tmp_path / "vectors", made).rows
    assert_array_equal(rows, HashEncoder().encode_passages(texts))


def test_nothing_is_near_in_an_empty_index(tmp_path: Path) -> None:
    made = VectorsWriter(tmp_path / "vectors", HashEncoder()).finish()
    ids, scores = VectorIndex(tmp_path / "vectors", made).nearest(np.ones(16, np.float32), 5)
    assert len(ids) == len(scores) == 0


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    _, made = made_in(tmp_path / "vectors")
    rows = tmp_path / "vectors" / "rows.f32"
    rows.write_bytes(rows.read_bytes()[:-4])
    with pytest.raises(ValueError, match="reshape"):
        VectorIndex(tmp_path / "vectors", made)


def test_keys_are_signed_64_bit_and_differ() -> None:
    keys = {text_key(text) for text in ("", "a", "京东", "京東", "\ud800")}
    assert len(keys) == 5
    assert all(-(2**63) <= key < 2**63 for key in keys)
