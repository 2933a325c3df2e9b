"""How often passages that answer have the words that a question's answer must stand with, and others do not.

    scripts/reader/check_asked.py PAIRS

PAIRS is what `scripts/reader/written.py` writes. Of the questions that ask for a sum by an act of its own
(`search.asked_act`) or for the holder of an office (`search.asked_office`) prints how many of those that
the passage answers keep it, and how many near misses would be refused by this alone; and the questions
that are taken to ask who made an article (`search.asked_byline`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the script runs from the checkout

from search.asked import plain, what_is_asked
from search.asked_byline import roles_asked
from search.asked_office import office_asked
from search.aspects import aspects

_FILES = ("written_train", "written_measure", "wording_train", "wording_measure")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    folder = parser.parse_args().pairs
    counts: Counter[tuple[str, bool, bool]] = Counter()
    seen: set[tuple[str, str]] = set()
    bylines: list[str] = []
    for name in _FILES:
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            passage = row["p"]
            for asked in row.get("qs", ()):
                question, is_answered = asked["q"], bool(asked.get("a"))
                if (question, passage) in seen:
                    continue
                seen.add((question, passage))
                office = office_asked(question)
                for kind, words in (
                    ("act", what_is_asked(question).told_with),
                    ("office", office and office.words),
                ):
                    if words is not None:
                        counts[kind, is_answered, words.search(passage) is not None] += 1
    questions = list(dict.fromkeys(question for question, _ in seen))
    for question in questions:
        whole = plain(question)
        if any(roles_asked(plain(aspect.text), whole) for aspect in aspects(question)):
            bylines.append(question)
    for kind in ("act", "office"):
        kept, lost = counts[kind, True, True], counts[kind, True, False]
        passed, refused = counts[kind, False, True], counts[kind, False, False]
        print(
            f"{kind}: kept {kept} of {kept + lost}; near misses refused {refused} of {passed + refused}"
        )
    print(f"byline: {len(bylines)} of {len(questions)} questions", *sorted(bylines), sep="\n  ")


if __name__ == "__main__":
    main()
