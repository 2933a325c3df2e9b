"""Distractors: exact passages of the news, the same ones for the same seed."""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path

import pytest
from small_index import BRIEFS, DEPOT, FERRY, TEA

from scripts import cut_distractors

TEXTS = {"f": FERRY, "t": TEA, "d": DEPOT, "b": BRIEFS[0]["text"] * 9}


@pytest.fixture
def news(tmp_path: Path) -> Path:
    lines = "".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in TEXTS.items())
    path = tmp_path / "news.jsonl.xz"
    path.write_bytes(lzma.compress(lines.encode()))
    return path


def cut(news: Path, monkeypatch: pytest.MonkeyPatch, *args: str) -> list[dict[str, str]]:
    out = news.with_name("out.jsonl")
    monkeypatch.setattr(sys, "argv", ["cut_distractors.py", str(news), str(out), *args])
    cut_distractors.main()
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_distractors_are_exact_passages_and_the_seed_decides_which(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = cut(news, monkeypatch, "--n", "3", "--seed", "1")
    assert len(found) == 3
    assert all(any(row["text"] in text for text in TEXTS.values()) for row in found)
    assert all(row["_id"].startswith("news-") for row in found)
    assert cut(news, monkeypatch, "--n", "3", "--seed", "1") == found
    orders = {
        tuple(row["_id"] for row in cut(news, monkeypatch, "--seed", str(s))) for s in range(5)
    }
    assert len(orders) > 1


def test_what_stands_in_a_corpus_is_left_out(
    news: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps({"_id": "x", "text": TEA}) + "\n", encoding="utf-8")
    everything = cut(news, monkeypatch)
    left = cut(news, monkeypatch, "--without", str(corpus))
    assert 0 < len(left) < len(everything)
    assert not any(row["_id"].startswith("news-t-") for row in left)
