"""Fit what makes a sentence carry an answer: writes ``search/evidence.json``.

    scripts/fit_evidence.py --benchmarks DIR --written SET [--per-set N] [--own N]

DIR holds BEIR folders whose questions have ``answers``; SET is another, of our own questions on the news
(`scripts/reader/written.py`). A sentence that holds one of them is right;
the weights are those of a softmax over all sentences of a question's first ten passages: of what is known
before reading (`--unread 2000`), then of that and what the reader says. Every fourth question is held
out; the sets of docs/measured.md (CMRC, XQuAD, the gold file) are not used, nor questions on articles
that the reader was trained on.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from reader.split import Split

from api.opening import encoder_of, searcher_of
from index.build import build
from index.config import IndexConfig
from index.models import DEFAULT_MODEL
from search.aspects import Aspect
from search.evidence import Sentences
from search.evidence_model import FEATURES, READ_FEATURES
from search.search import Searcher

SETS = ("drcd_dev", "squad2_zh_dev")
OUT = Path(__file__).parents[1] / "search" / "evidence.json"
LEAST_SPREAD = 0.01  # of a feature: below, it says nothing in these sets
STEPS, RATE, DECAY = 600, 0.05, 1e-3


class Example(NamedTuple):
    """The sentences of one question: features (n, f), and which hold the answer (n,)."""

    rows: NDArray[np.float64]
    right: NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--benchmarks", type=Path, required=True, metavar="DIR")
    parser.add_argument("--written", type=Path, required=True, metavar="SET")
    parser.add_argument("--per-set", type=int, default=110, metavar="N")
    parser.add_argument("--own", type=int, default=220, metavar="N", help="questions of SET")
    parser.add_argument(
        "--unread", type=int, metavar="N", help="fit those too, on N questions a set"
    )
    arguments = parser.parse_args()
    folders = [arguments.benchmarks / name for name in SETS]
    chosen: dict[str, dict[str, float]] = json.loads(OUT.read_text(encoding="utf-8"))
    if arguments.unread:
        sets = [list(examples_of(folder, arguments.unread, n_read=0)) for folder in folders]
        chosen["unread"] = unread_weights(sets)
        OUT.write_text(json.dumps(chosen, indent=2) + "\n", encoding="utf-8")
    before = np.array([chosen["unread"][name] for name in FEATURES])
    fitted: list[Example] = []
    held_out: dict[str, list[Example]] = {}
    for folder, limit in [
        *((one, arguments.per_set) for one in folders),
        (arguments.written, arguments.own),
    ]:
        examples = [with_worth(one, before) for one in examples_of(folder, limit)]
        held_out[folder.name] = examples[::4]
        fitted += [example for i, example in enumerate(examples) if i % 4]
    share, *of_reading = fit(fitted).tolist()
    chosen["read"] = {name: round(share * w, 4) for name, w in chosen["unread"].items()}
    chosen["read"] |= {
        name: round(w, 4)
        for name, w in zip(READ_FEATURES[len(FEATURES) :], of_reading, strict=True)
    }
    for name, examples in held_out.items():
        report(f"{name}, unread", examples, np.array([1.0, 0.0, 0.0]))
        report(f"{name}, read", examples, np.array([share, *of_reading]))
    OUT.write_text(json.dumps(chosen, indent=2) + "\n", encoding="utf-8")
    print(OUT.read_text(encoding="utf-8"))


def unread_weights(sets: list[list[Example]]) -> dict[str, float]:
    """Weights of what is known before reading; a report on what is held out."""
    training = [one for examples in sets for i, one in enumerate(examples) if i % 4]
    weights = fit([Example(one.rows[:, : len(FEATURES)], one.right) for one in training])
    # No heading stands over these sets' paragraphs: it counts as the sentence before.
    weights[FEATURES.index("heading")] = weights[FEATURES.index("before")]
    for name, examples in zip(SETS, sets, strict=True):
        report(f"{name}, unread", examples[::4], weights)
    return {n: round(float(w), 4) for n, w in zip(FEATURES, weights, strict=True)}


def with_worth(example: Example, before: NDArray[np.float64]) -> Example:
    """An example with three features: the worth before reading, and what the reader says."""
    n = len(before)
    rows = np.column_stack([example.rows[:, :n] @ before, example.rows[:, n:]])
    return Example(rows, example.right)


def report(name: str, examples: list[Example], weights: NDArray[np.float64]) -> None:
    """How often the sentence that is worth most holds the answer."""
    n = len(weights)
    best = np.mean([one.right[(one.rows[:, :n] @ weights).argmax()] for one in examples])
    print(f"{name}: best sentence right {best:.3f} of {len(examples)} held out", flush=True)


def examples_of(folder: Path, limit: int, *, n_read: int | None = None) -> Iterator[Example]:
    """Questions of a set, evenly sampled, that a sentence of their passages answers."""
    text = (folder / "queries.jsonl").read_text(encoding="utf-8")
    split = Split(folder)
    rows = [row for row in map(json.loads, text.splitlines()) if not split.knows(row["_id"])]
    with tempfile.TemporaryDirectory() as temporary:
        index = Path(temporary, "index")
        encoder = encoder_of(DEFAULT_MODEL)
        build([folder / "corpus.jsonl"], index, config=IndexConfig(), encoder=encoder, jobs=2)
        searcher = searcher_of(index)
        if n_read is not None:
            searcher.config = replace(searcher.config, n_read=n_read)
        for row in rows[:: max(1, len(rows) // limit)]:
            example = example_of(searcher, row["text"], row.get("answers", ()))
            if example is not None:
                yield example


def example_of(searcher: Searcher, question: str, answers: list[str]) -> Example | None:
    """Features and labels; None where no sentence holds an answer."""
    found = Sentences(searcher, searcher.search(question, k=10))
    wanted = [bare(searcher, answer) for answer in answers]
    texts = [bare(searcher, candidate.text) for candidate in found.candidates]
    right = np.array([any(a and a in text for a in wanted) for text in texts], dtype=bool)
    return Example(found.features_for(Aspect(question)), right) if right.any() else None


def bare(searcher: Searcher, text: str) -> str:
    """Folded letters and figures alone."""
    return re.sub(r"\W", "", searcher.analyzer.fold(text))


def fit(examples: list[Example]) -> NDArray[np.float64]:
    """Weights (f,) of the likeliest softmax over each question's sentences, by Adam."""
    rows = np.concatenate([example.rows for example in examples])
    right = np.concatenate([example.right for example in examples])
    sizes = np.array([len(example.right) for example in examples])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(examples)), sizes)
    spread = rows.std(axis=0)
    scale = np.where(spread > LEAST_SPREAD, 1 / np.maximum(spread, LEAST_SPREAD), 0.0)
    x = rows * scale
    weights, mean, square = (np.zeros(x.shape[1]) for _ in range(3))
    for step in range(1, STEPS + 1):
        z = x @ weights
        z -= np.maximum.reduceat(z, starts)[owner]
        e = np.exp(z)
        p = e / np.add.reduceat(e, starts)[owner]
        of_right = np.where(right, e, 0.0)
        wanted = of_right / np.add.reduceat(of_right, starts)[owner]
        gradient = x.T @ (p - wanted) / len(examples) + DECAY * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        unbiased = mean / (1 - 0.9**step)
        weights -= RATE * unbiased / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights * scale


if __name__ == "__main__":
    main()
