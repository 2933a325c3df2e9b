"""Measure retrieval and answers on a gold file, by language.

.venv/bin/python scripts/measure_gold.py GOLD.jsonl --index DIR [--misses]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from search.answer import ask
from search.gold import (
    answer_holds,
    cited_places,
    evidence_score,
    found_places,
    is_right,
    read_gold,
)
from search.search import Searcher
from search.snapshot import open_index


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    arguments = parser.parse_args()
    searcher = Searcher(open_index(arguments.index))
    means: dict[tuple[str, str], list[float]] = defaultdict(list)
    for question in read_gold(arguments.gold):
        answer = ask(searcher, question.text)

        def add(measure: str, value: float, language: str = question.language) -> None:
            means[measure, language].append(value)

        if question.expected == "abstain":
            add("unanswerable: refused", not answer.answerable)
            continue
        retrieved = evidence_score(question, found_places(answer.result))
        add("evidence in the first 10 passages", retrieved)
        add("answerable: answered", answer.answerable)
        places = cited_places(answer)
        add("evidence in the citations", evidence_score(question, places))
        add("answer groups held", answer_holds(question, answer.text))
        for place in places:
            add("citations that are right", is_right(question, place))
        if arguments.misses and retrieved < 1:
            print(f"{retrieved:.2f} {question.question_id}: {question.text}")
    for (measure, language), values in sorted(means.items()):
        print(f"{measure:36} {language}  {sum(values) / len(values):.3f}  (n {len(values)})")


if __name__ == "__main__":
    main()
