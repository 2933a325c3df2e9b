"""Fit the probability that a question is answered: writes ``search/abstain.json``.

    scripts/fit_abstain.py --benchmarks DIR

DIR holds BEIR folders. A question asked of an index that holds its article is answerable; the same
question with that article's passages taken out of the ranking is not, nor is one of
another set. Every second question is held out, and the figures printed are of those.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.opening import encoder_of, searcher_of
from index.build import build
from index.config import IndexConfig
from index.models import DEFAULT_MODEL
from search.abstain import FEATURES, features
from search.evidence import find_evidence
from search.search import Mode, Searcher, SearchResult

SETS = {  # by language: (set, another set whose questions it cannot answer)
    "zh": (
        ("squad2_zh_dev", "cmrc2018_dev"),
        ("cmrc2018_dev", "drcd_dev"),
        ("xquad_dev_zh2zh", "cmrc2018_dev"),
    ),
    "en": (("xquad_dev_en2zh", ""), ("cmrc2018_dev", "xquad_dev_en2zh")),
}
MODES: tuple[Mode, ...] = ("lexical", "hybrid")
PER_SET = 800  # questions
RIDGE = 1e-3
PRIOR = 0.9
OUT = Path(__file__).parents[1] / "search" / "abstain.json"


@dataclass(frozen=True, slots=True)
class Example:
    """Features of one question asked of one index, and whether it holds the answer."""

    values: list[float]
    answerable: bool
    held_out: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--benchmarks", type=Path, required=True)
    benchmarks = parser.parse_args().benchmarks
    weights: dict[str, dict[str, dict[str, float]]] = {mode: {} for mode in MODES}
    for language, names in SETS.items():
        examples: dict[Mode, list[Example]] = {mode: [] for mode in MODES}
        for name, other in names:
            for mode, found in examples_of(benchmarks / name, benchmarks / other, language):
                examples[mode].append(found)
        for mode in MODES:
            weights[mode][language] = fitted_weights(f"{mode}, {language}", examples[mode])
    OUT.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    print(OUT.read_text(encoding="utf-8"))


def fitted_weights(name: str, examples: list[Example]) -> dict[str, float]:
    """Weights by feature and the bias, and a report on the half that they were not fitted on."""
    x = np.array([example.values for example in examples])
    y = np.array([example.answerable for example in examples], dtype=float)
    held_out = np.array([example.held_out for example in examples])
    fitted = fit(x[~held_out], y[~held_out])
    report(name, x[held_out] @ fitted[1:] + fitted[0], y[held_out])
    bias = float(fitted[0]) + math.log(PRIOR / (1 - PRIOR))
    pairs = zip(FEATURES, fitted[1:], strict=True)
    return {"bias": round(bias, 4)} | {name: round(float(weight), 4) for name, weight in pairs}


def examples_of(folder: Path, other: Path, language: str) -> Iterator[tuple[Mode, Example]]:
    """In each mode ask a set's questions, with and without their articles, and another set's."""
    relevant: dict[str, set[str]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query_id, article_id, _ = line.split("\t")
        relevant.setdefault(query_id, set()).add(article_id)
    with tempfile.TemporaryDirectory() as temporary:
        index = Path(temporary, "index")
        encoder = encoder_of(DEFAULT_MODEL)
        build([folder / "corpus.jsonl"], index, config=IndexConfig(), encoder=encoder, jobs=2)
        searcher = searcher_of(index)
        for number, (question_id, question) in enumerate(sampled(folder / "queries.jsonl")):
            for mode in MODES:
                result = searcher.search(question, k=20, mode=mode)
                if result.query.language != language:
                    continue
                others = without(result, relevant[question_id])
                for one, answerable in ((result, True), (others, False)):
                    yield from example(searcher, mode, one, answerable, number)
        if (other / "queries.jsonl").exists():
            for number, (_, question) in enumerate(sampled(other / "queries.jsonl")):
                for mode in MODES:
                    result = searcher.search(question, mode=mode)
                    yield from example(searcher, mode, result, False, number)


def sampled(path: Path) -> list[tuple[str, str]]:
    """An even sample of (id, text)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[:: max(1, len(lines) // PER_SET)]]
    return [(row["_id"], row["text"]) for row in rows]


def without(result: SearchResult, article_ids: set[str]) -> SearchResult:
    """The ranking as it would be if some articles were not in the index."""
    hits = [hit for hit in result.hits if hit.article.article_id not in article_ids]
    ranked = tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1))
    return replace(result, hits=ranked)


def example(
    searcher: Searcher, mode: Mode, result: SearchResult, answerable: bool, number: int
) -> Iterator[tuple[Mode, Example]]:
    """Features as ``wenju ask`` sees them, of the first ten passages; none without evidence.

    A question's examples are all fitted on or all held out, by its number.
    """
    result = replace(result, hits=result.hits[:10])
    evidence = find_evidence(searcher, result)
    if evidence:
        values = features(result, evidence)
        yield mode, Example([values[name] for name in FEATURES], answerable, number % 2 == 1)


def fit(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression by Newton's method with a small ridge; both classes weigh the same."""
    design = np.column_stack([np.ones(len(x)), x])
    balance = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (balance * (y - p)) - RIDGE * len(y) * weights
        curvature = (design * (balance * p * (1 - p))[:, None]).T @ design
        curvature += RIDGE * len(y) * np.eye(len(weights))
        weights += np.linalg.solve(curvature, gradient)
    return weights


def report(language: str, raw: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Held-out figures: refusals, answers, and how far stated and true rates lie apart."""
    p = 1 / (1 + np.exp(-raw))
    print(f"{language}: {len(y)} held out")
    for threshold in (0.3, 0.4, 0.5, 0.6):
        answered, refused = (p[y == 1] >= threshold).mean(), (p[y == 0] < threshold).mean()
        print(
            f"  at {threshold}: answerable answered {answered:.3f}, unanswerable refused {refused:.3f}"
        )
    order = np.argsort(p)
    for part in np.array_split(order, 5):
        print(f"  stated {p[part].mean():.2f}, true {y[part].mean():.2f} (n {len(part)})")


if __name__ == "__main__":
    main()
