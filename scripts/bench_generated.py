"""What of a language model's sentences is shown, over an index of the example articles.

    .venv/bin/python scripts/bench_generated.py --index DIR [--wrong]

Each table of ``tests/data/generated`` has honest sentences and lies by their question; a model that is
made up writes those of a question as its answer. ``honest`` and ``lies`` were seen while the rules
were made, ``unseen`` was measured several times, ``later`` was written last, by others, who had the articles
alone. A row for each: of the honest sentences and of the lies how many are shown, how many
questions were declined (nothing is written then), and the milliseconds a sentence. ``--wrong`` prints what
was judged wrongly.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from api.opening import searcher_of
from search.answer import Answer, ask
from search.chat_model import Message
from search.generate import Writing
from search.search import Searcher

DATA = Path(__file__).resolve().parents[1] / "tests" / "data" / "generated"
TABLES = ("honest", "lies", "unseen", "later")


@dataclass(frozen=True, slots=True)
class Said:
    """A model that always writes the same, and its own reply."""

    text: str
    name: str = "made up"
    prompt_length: int = 6_000
    cut_off: bool = False

    def ask(self, messages: Sequence[Message]) -> Said:
        return self

    def __iter__(self) -> Iterator[str]:
        yield self.text

    def close(self) -> None:
        """Nothing is left to be ended."""


@dataclass(slots=True)
class Counts:
    """``shown``, ``total``: by whether they are honest."""

    shown: dict[bool, int]
    total: dict[bool, int]
    declined: int = 0
    seconds: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, required=True, help="of examples/articles")
    parser.add_argument("--wrong", action="store_true", help="print what was judged wrongly")
    arguments = parser.parse_args()
    searcher = searcher_of(arguments.index)
    print(f"{'table':8}{'honest shown':>16}{'lies shown':>16}{'declined':>10}{'ms':>8}")
    for table in TABLES:
        print(row(table, counted(searcher, rows_of(table), arguments.wrong)), flush=True)


def rows_of(table: str) -> dict[str, list[tuple[str, bool]]]:
    """The sentences of each question, and whether they are honest."""
    rows: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for line in (DATA / f"{table}.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        rows[one["question"]].append((one["statement"], one.get("label", table) == "honest"))
    return dict(rows)


def counted(searcher: Searcher, rows: dict[str, list[tuple[str, bool]]], wrong: bool) -> Counts:
    """What is shown of the rows."""
    counts = Counts({True: 0, False: 0}, {True: 0, False: 0})
    for question, said in rows.items():
        quoted = ask(searcher, question)
        counts.declined += not quoted.answerable
        started = time.perf_counter()
        *_, answer = Writing(searcher, quoted, Said(" ".join(text for text, _ in said)))
        counts.seconds += time.perf_counter() - started
        shown = shown_of(answer)
        for text, is_honest in said:
            counts.total[is_honest] += 1
            counts.shown[is_honest] += text in shown
            if wrong and (text in shown) != is_honest:
                print(f"  {'lost' if is_honest else 'shown'}: {text}")
    return counts


def shown_of(answer: object) -> set[str]:
    """The sentences of an answer that was written, none of one in quotes."""
    if not isinstance(answer, Answer) or answer.generation is None or not answer.generation.used:
        return set()
    return {claim.text for claim in answer.claims}


def row(table: str, counts: Counts) -> str:
    cells = "".join(
        f"{counts.shown[honest]} of {counts.total[honest]}".rjust(16) for honest in (True, False)
    )
    milliseconds = 1000 * counts.seconds / max(1, sum(counts.total.values()))
    return f"{table:8}{cells}{counts.declined:10}{milliseconds:8.0f}"


if __name__ == "__main__":
    main()
