"""Fit what makes a quote support a statement: writes ``search/support.json``.

    scripts/fit_support.py [--wrong] [--dry]

Reads ``tests/data/support/dev.jsonl``; the pairs held out are for ``scripts/bench_support.py``. The model of
words learns those of supported statements against words of other topics, set beside the same quotes;
the trees learn the pairs, with probabilities of words by models that did not see their topic.
The threshold is chosen on topics left out in turn. ``--wrong`` prints the pairs judged wrongly there.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from boosting import Growth, Model, boost, likelihood, stored, write_json

from index.models import embedded_encoder
from search.support_match import compare_words
from search.support_model import FEATURES, pair_row
from search.support_numbers import number_conflict, without_list_mark
from search.support_text import Text, read_text
from search.support_words import WORD_FEATURES, Aligned, align, summary, word_row, word_rows

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "tests" / "data" / "support" / "dev.jsonl"
OUT = ROOT / "search" / "support.json"
DECAY, STEPS, FOLDS = 1.0, 30, 8
PRECISION = 0.95  # asked of the topics left out
N_STRANGE, N_TRIED = (
    6,
    4,
)  # words of other topics beside a statement; of how many the nearest is taken
SURE = 0.9  # a strange word that tables know to be the quote's is none
# What a feature says is known beforehand.
SIGNS = {
    "sum": 1, "first": 1, "second_least": 1, "third_least": 1, "least_noun": 1, "mean": 1, "told": 1,
    "unlikely": -1, "absent": -1, "coverage": 1, "focus": 1, "noun": -1, "far": -1, "cosine": 1,
    "name": -1, "pole": -1, "negation": -1, "set": -1, "role": -1, "order": -1, "apart": -1,
    "least": 1, "scatter": -1, "split": -1, "spread": -1, "turned": -1, "time": -1, "scope": -1,
    "bound": -1,
}  # fmt: skip


@dataclass
class Pair:
    """A pair of the file, its words against the quote, and strange words against it."""

    topic: str
    right: bool
    line: dict[str, str]
    aligned: Aligned
    rest: list[float]  # the features without those of the words' model
    words: NDArray[np.float64]  # (k, f)
    strange: list[NDArray[np.float64]] = field(default_factory=list)  # (f,) each


def main() -> None:
    """Fit, choose the threshold on topics left out, and write all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    pairs, n_lost = read_pairs(PAIRS)
    add_strange_words(pairs)
    fold = folds([pair.topic for pair in pairs])
    right = np.array([pair.right for pair in pairs])
    models = [
        fit_words([p for p, f in zip(pairs, fold, strict=True) if f != i]) for i in range(FOLDS)
    ]
    rows = np.array(
        [
            [*summary(pair.words, models[f], pair.aligned), *pair.rest]
            for pair, f in zip(pairs, fold, strict=True)
        ]
    )
    likely = left_out(rows, right, fold)
    threshold = choose(likely, right)
    said = likely >= threshold
    print(
        f"left out: precision {right[said].mean():.3f}"
        f" recall {(said & right).sum() / (right.sum() + n_lost):.3f} at {threshold:.3f}"
    )
    for i in np.flatnonzero(said != right) if arguments.wrong else ():
        line = pairs[i].line
        print(f"{likely[i]:.2f}", line["label"], line["statement"], "|", line["quote"])
    if not arguments.dry:
        write(fit_words(pairs), boost(rows, right, signs(), Growth()), threshold)


def read_pairs(path: Path) -> tuple[list[Pair], int]:
    """The pairs that no number decides, and how many supported ones a number decides wrongly."""
    pairs: list[Pair] = []
    n_lost = 0
    encoder = embedded_encoder()
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        own, quote = read_text(without_list_mark(line["statement"])), read_text(line["quote"])
        right = line["label"] == "supported"
        if number_conflict(own, quote, read_text("")):
            n_lost += right
            continue
        aligned = align(encoder, own, quote)
        rest = pair_row(encoder, aligned)
        pairs.append(Pair(line["topic"], right, line, aligned, rest, word_rows(aligned)))
    return pairs, n_lost


def add_strange_words(pairs: list[Pair]) -> None:
    """Set words of other topics beside the quotes of supported statements, half of them near ones."""
    rng = random.Random(0)
    pool: dict[str, list[tuple[str, Pair, int]]] = {"zh": [], "en": []}
    for pair in pairs:
        language = pair.line["languages"][:2]
        pool[language].extend((pair.topic, pair, i) for i in pair.aligned.content)
    for pair in pairs:
        for n in range(N_STRANGE if pair.right else 0):
            tried = [
                strange_row(pair.aligned, other.aligned, i)
                for topic, other, i in rng.choices(
                    pool[pair.line["languages"][:2]], k=N_TRIED if n % 2 else 1
                )
                if topic != pair.topic
            ]
            column = WORD_FEATURES.index("cosine")
            known = WORD_FEATURES.index("table")
            left = [row for row in tried if row[known] < SURE]
            if left:
                pair.strange.append(max(left, key=lambda row: float(row[column])))


def strange_row(pair: Aligned, other: Aligned, at: int) -> NDArray[np.float64]:
    """The features (f,) of a word of another statement, were it in this one."""
    word = other.statement.words[at]
    alone = Text(word.surface, (word,), ())
    tables, cosines = compare_words(embedded_encoder(), alone, pair.quote)
    own = other.vectors[at]
    place = at % max(1, len(pair.weights))
    around = other.weights[at] * own
    if len(pair.weights):
        around = around + pair.weights[place] * pair.vectors[place]
    vectors = (float(other.weights[at]), own, around)
    return word_row(word, tables[0], cosines[0], vectors, pair)


def folds(topics: list[str]) -> NDArray[np.int64]:
    """The fold (n,) of each pair; a topic is in one."""
    order = {topic: i % FOLDS for i, topic in enumerate(dict.fromkeys(topics))}
    return np.array([order[topic] for topic in topics])


def fit_words(pairs: list[Pair]) -> NDArray[np.float64]:
    """Weights (f,) of the words' model: logistic regression by Newton's method."""
    held = [row for pair in pairs if pair.right for row in pair.words]
    strange = [row for pair in pairs for row in pair.strange]
    x = np.array(held + strange)
    right = np.arange(len(x)) < len(held)
    weights = np.zeros(x.shape[1])
    penalty = DECAY * np.eye(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - right) + penalty @ weights
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, gradient)
    return weights


def signs() -> NDArray[np.int64]:
    """The sign (f,) of each feature, 0 where nothing is known beforehand."""
    return np.array([SIGNS.get(name, 0) for name in FEATURES])


def left_out(
    rows: NDArray[np.float64], right: NDArray[np.bool_], fold: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The probability (n,) of each pair by trees grown without its topic."""
    likely = np.zeros(len(rows))
    for i in range(FOLDS):
        model = boost(rows[fold != i], right[fold != i], signs(), Growth())
        likely[fold == i] = likelihood(model, rows[fold == i])
    return likely


def choose(likely: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The threshold that finds most with the precision asked for, or else the most precise."""
    steps = np.arange(0.2, 0.98, 0.005)
    precision = [right[likely >= step].mean() if (likely >= step).any() else 0 for step in steps]
    enough = np.flatnonzero(np.array(precision) >= PRECISION)
    return float(steps[enough[0]] if len(enough) else steps[int(np.argmax(precision))])


def write(words: NDArray[np.float64], model: Model, threshold: float) -> None:
    """Store the words' weights, the trees and the threshold."""
    head = {
        "threshold": round(threshold, 4),
        "words": {name: round(float(w), 4) for name, w in zip(WORD_FEATURES, words, strict=True)},
        "start": round(model.start, 4),
    }
    write_json(OUT, head, stored(model, FEATURES))


if __name__ == "__main__":
    main()
