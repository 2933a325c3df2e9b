"""Time warm searches and answers over an index, one thread.

    .venv/bin/python scripts/bench_search.py QUERIES.jsonl --index DIR [-n 200]

QUERIES has ``text`` in each line. Prints the median and the 95th percentile in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from api.opening import searcher_of
from search.answer import ask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("-n", type=int, default=200, help="how many of the queries")
    arguments = parser.parse_args()
    searcher = searcher_of(arguments.index)
    lines = arguments.queries.read_text(encoding="utf-8").splitlines()[: arguments.n]
    questions = [json.loads(line)["text"] for line in lines]

    def answer(question: str) -> object:
        return ask(searcher, question)

    for name, task in (("search", searcher.search), ("ask", answer)):
        milliseconds = timed(task, questions)
        p50, p95 = np.percentile(milliseconds, [50, 95])
        print(f"{name:7} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   (n {len(milliseconds)})")


def timed(task: Callable[[str], object], questions: list[str]) -> list[float]:
    """Milliseconds of each question, after one that is not counted."""
    task(questions[0])
    milliseconds: list[float] = []
    for question in questions:
        started = time.perf_counter()
        task(question)
        milliseconds.append((time.perf_counter() - started) * 1000)
    return milliseconds


if __name__ == "__main__":
    main()
