"""How well the support check tells statements that a quote supports: precision, recall and time.

    python scripts/bench_support.py [--set NAME] [--wrong] [--nli NAME]

Reads ``tests/data/support/held_out_3.jsonl``, of topics that nothing was fitted on and no table written
after; ``--set held_out_2``: what the network is weighed on; ``--set dev``: what the words were fitted on;
``--set kept``: those of ``scripts/reader/questions`` that are kept to measure on, where what follows is told
in other words and what does not in nearly the quote's; ``--set close``: short ones that keep to the
quote's words either way, of news that says *the company* and *it*. A row for each direction
(statement-quote), with the share of each kind of altered statement that is told, then how many would be
shown in the answer of a language model, and the time of a pair when everything is loaded. ``--wrong``
prints the pairs judged wrongly. ``--nli NAME``: with this model of models.lock, fetched before, and for
other bars than ours what they would give.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from reader.written import support_pairs

from api.settings import models_home
from index.errors import WenjuError
from search.receipts import is_sure
from search.support import ENTAILED, Judge, Support, check_support

PAIRS = Path(__file__).resolve().parents[1] / "tests" / "data" / "support"
WRITTEN = Path(__file__).resolve().parent / "reader" / "questions"
SETS = ("held_out_3", "held_out_2", "dev", "kept", "close")
PART = {"kept": "measure", "close": "close"}  # of scripts/reader/questions
DIRECTIONS = ("zh-zh", "zh-en", "en-zh", "en-en")
BARS = (0.5, 0.7, 0.8, ENTAILED, 0.95, 0.99)  # probabilities of entailment
KINDS = ("number", "date", "name", "negation", "role", "relation", "other")


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with what the check says of it, and the milliseconds that took."""

    statement: str
    quote: str
    label: str
    languages: str
    support: Support
    milliseconds: float

    @property
    def is_open(self) -> bool:
        """Whether a probability decides: nothing that is written contradicts."""
        return self.support.why in (None, "content")

    @property
    def is_right(self) -> bool:
        return self.support.supported == (self.label == "supported")


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="held_out_3", choices=SETS, help="the pairs")
    parser.add_argument("--wrong", action="store_true", help="print each pair judged wrongly")
    parser.add_argument("--nli", metavar="NAME", help="a model of models.lock that judges too")
    arguments = parser.parse_args()
    lines = list(lines_of(arguments.set))
    model = opened(arguments.nli) if arguments.nli else None
    check_all(lines[:100])  # loads the dictionaries, the encoder and what they remember of words
    pairs = check_all(lines, model)
    print(f"{'direction':10}{'pairs':>6}{'P':>7}{'R':>7}" + "".join(f"{k:>10}" for k in KINDS))
    for direction in DIRECTIONS:
        print(row(direction, [one for one in pairs if one.languages == direction]))
    print(row("all", pairs))
    shown = [one for one in pairs if is_sure(one.statement, one.quote, one.support)]
    true = sum(one.label == "supported" for one in pairs)
    right = sum(one.label == "supported" for one in shown)
    print(
        f"of a language model's answer shown: {right / true:.3f} of the supported,"
        f" {(len(shown) - right) / (len(pairs) - true):.3f} of the others"
    )
    times = sorted(one.milliseconds for one in pairs)
    print(
        f"ms a pair: median {times[len(times) // 2]:.1f}, 95 % {times[len(times) * 19 // 20]:.1f}"
    )
    for bar in BARS if model else ():
        precision, recall = precision_recall(pairs, bar)
        print(f"entailed from {bar:.2f}: P {precision:.3f}, R {recall:.3f}")
    for one in pairs if arguments.wrong else ():
        if not one.is_right:
            print(f"{one.support.probability:.2f} {one.label} {one.languages} {one.support.why}")
            print(f"    {one.statement}\n    {one.quote}")


def opened(name: str) -> Judge:
    """The model, loaded; a line and the end where it cannot be had."""
    from search.nli import open_nli

    try:
        model = open_nli(name, models_home=models_home())
        model.load()
    except WenjuError as error:
        sys.exit(str(error))
    return model


def lines_of(name: str) -> Iterator[dict[str, str]]:
    """The pairs of a set."""
    if name in PART:
        yield from support_pairs(WRITTEN, PART[name])
    else:
        yield from map(json.loads, (PAIRS / f"{name}.jsonl").read_text("utf-8").splitlines())


def check_all(pairs: Sequence[dict[str, str]], model: Judge | None = None) -> list[Judged]:
    """Every pair, checked."""
    found: list[Judged] = []
    for pair in pairs:
        start = time.perf_counter()
        support = check_support(pair["statement"], [pair["quote"]], judge=model)
        spent = 1000 * (time.perf_counter() - start)
        found.append(
            Judged(
                pair["statement"], pair["quote"], pair["label"], pair["languages"], support, spent
            )
        )
    return found


def precision_recall(pairs: Sequence[Judged], bar: float | None = None) -> tuple[float, float]:
    """Of the pairs that are called supported, and of those that are; 1.0 of none.

    ``bar``: a probability of entailment from which a pair would be; None: as it was called.
    """
    said = [
        one.support.supported if bar is None else one.is_open and one.support.probability >= bar
        for one in pairs
    ]
    n_said = sum(said)
    n_asked = sum(one.label == "supported" for one in pairs)
    n_right = sum(
        called and one.label == "supported" for called, one in zip(said, pairs, strict=True)
    )
    return n_right / n_said if n_said else 1.0, n_right / n_asked if n_asked else 1.0


def row(name: str, pairs: Sequence[Judged]) -> str:
    """One line of the table; a dash where there is no such pair."""
    precision, recall = precision_recall(pairs)
    cells = ""
    for kind in KINDS:
        of_kind = [one.is_right for one in pairs if one.label == kind]
        cells += f"{sum(of_kind) / len(of_kind):10.2f}" if of_kind else f"{'-':>10}"
    return f"{name:10}{len(pairs):6}{precision:7.3f}{recall:7.3f}{cells}"


if __name__ == "__main__":
    main()
