"""Fit how the words and the network are weighed in the support check: writes ``search/statements.json``.

    scripts/fit_statements.py [--dry]

Reads what neither was trained on: the statements of ``scripts/reader/questions`` that are to fit on,
``tests/data/support/held_out_2.jsonl``, and half of what ``reader.stated`` makes of the former: quotes
beside themselves and their translation, and true statements beside what is near them and does not
say them. Prints how often topics left out in turn are told, without what was made.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from boosting import Growth, Model, boost, likelihood, stored, write_json
from fit_support import SIGNS
from reader.stated import elsewhere, plain
from reader.written import topics_of

from index.models import embedded_encoder
from search import support_model
from search.statement_model import FEATURES, features, joined
from search.support import BEFORE_READING, WORTH_READING, is_settled
from search.support_numbers import without_list_mark
from search.support_text import read_text
from search.support_trees import logistic

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "tests" / "data" / "support" / "held_out_2.jsonl"
WRITTEN = ROOT / "scripts" / "reader" / "questions"
OUT = ROOT / "search" / "statements.json"
GROWTH = Growth(n_trees=200, rate=0.06, least=20)
N_MODELS = 3  # of other seeds, whose mean is taken
FOLDS = 8
BARS = (0.5, 0.6, 0.7, 0.8, 0.9)  # probabilities that are printed
MORE = {"words": 1, "read": 1}  # what is known of these beforehand, as ``fit_support.SIGNS``


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair; ``made``: by rule, of one that was written."""

    statement: str
    quote: str
    right: bool
    topic: str
    made: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dry", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    read = [(pair, row) for pair in all_pairs() if (row := row_of(pair)) is not None]
    pairs, rows = [pair for pair, _ in read], np.array([row for _, row in read])
    right = np.array([pair.right for pair in pairs])
    topics = {topic: i % FOLDS for i, topic in enumerate(dict.fromkeys(p.topic for p in pairs))}
    fold = np.array([topics[pair.topic] for pair in pairs])
    written = np.array([not pair.made for pair in pairs])
    likely = np.zeros(len(rows))
    for i in range(FOLDS):
        model = boost(rows[fold != i], right[fold != i], signs(), GROWTH)
        told = likelihood(model, rows[fold == i])
        odds = np.log(told / (1 - told))
        likely[fold == i] = [
            logistic(joined(r, o)) for r, o in zip(rows[fold == i], odds, strict=True)
        ]
    for bar in BARS:
        said = written & (likely >= bar)
        print(
            f"{len(rows)} pairs, left out, from {bar}: precision {right[said].mean():.3f},"
            f" recall {right[said].sum() / right[written].sum():.3f}"
        )
    if not arguments.dry:
        models = [boost(rows, right, signs(), GROWTH, seed=seed) for seed in range(N_MODELS)]
        start = sum(model.start for model in models) / N_MODELS
        trees = [
            tree._replace(leaves=tree.leaves / N_MODELS) for model in models for tree in model.trees
        ]
        write_json(OUT, {"start": round(start, 4)}, stored(Model(start, trees), FEATURES))


def all_pairs() -> Iterator[Weighed]:
    """The pairs, those that were made under the topic of what they were made of."""
    own = [row for part, row in topics_of(WRITTEN) if part == "fit"]
    topic_of = {str(row["s"]): str(row["t"]) for row in own}
    for row in own:
        yield Weighed(str(row["s"]), str(row["q"]), bool(row["y"]), str(row["t"]))
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        right = pair["label"] == "supported"
        yield Weighed(pair["statement"], pair["quote"], right, pair["topic"])
    for row in own:
        topic_of[str(row["q"])] = str(row["t"])
    rng = random.Random(11)
    for made in islice(chain(plain(own, rng), elsewhere(own, rng)), 0, None, 2):
        topic = topic_of.get(made.first) or topic_of[made.second]
        yield Weighed(made.first, made.second, bool(made.label), topic, made=True)


def row_of(pair: Weighed) -> NDArray[np.float64] | None:
    """What support is read from; None where the check is settled before the network is asked."""
    if is_settled(pair.statement, pair.quote):
        return None
    statement = without_list_mark(pair.statement)
    words = support_model.features(embedded_encoder(), read_text(statement), read_text(pair.quote))
    if support_model.is_contradicted(words, by=BEFORE_READING):
        return None
    if support_model.probability(words) < WORTH_READING:
        return None
    return features(words, statement, pair.quote)


def signs() -> NDArray[np.int64]:
    """The sign (f,) of each feature, 0 where nothing is known beforehand."""
    known = {**SIGNS, **MORE}
    return np.array([known.get(name, 0) for name in FEATURES])


if __name__ == "__main__":
    main()
