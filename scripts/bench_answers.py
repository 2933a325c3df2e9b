"""How well answers without a language model do on questions with known short answers.

    scripts/bench_answers.py SET... [--limit N] [--distractors NEWS.jsonl] [--twins SET] [--chart OUT.svg]

SET is a BEIR folder whose questions have ``answers``. Prints how often the first citation (its first 200
characters) holds one, of all questions and of those answered. With an ``unanswerable.jsonl`` in the
folder also whether refusing goes by the right measure: the area under the risk–coverage curve by
confidence and by the raw score of the first passage, and how stated and true rates agree. TWINS is a set
that has the same questions in the articles' language, told by what follows the first "-" of their
ids: its answers count as well. Questions on articles that trained the reader are left out
(`scripts/reader/split.py`). An answer is right if the question has one and the first citation holds it.

Source of the area: Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation", ICLR 2019.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from charts import Point, svg_of
from reader.split import Split

from api.opening import encoder_of, searcher_of
from index.build import build
from index.config import IndexConfig
from index.models import DEFAULT_MODEL
from search.abstain import confidence
from search.answer import THRESHOLD
from search.evidence import find_evidence
from search.gold import CITATION_LENGTH
from search.search import Searcher

BINS = 5


class Asked(NamedTuple):
    """A question: whether it has an answer, whether the first quote holds it, and how sure we are."""

    answerable: bool
    right: bool
    confidence: float
    score: float  # of the first passage


def main() -> None:
    """Read the command line and print a block for each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--limit", type=int, metavar="N", help="questions a file")
    parser.add_argument("--distractors", type=Path, metavar="FILE")
    parser.add_argument("--twins", type=Path, metavar="SET")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="of the last SET, as SVG")
    arguments = parser.parse_args()
    for folder in arguments.sets:
        asked = list(ask_all(folder, arguments.limit, arguments.distractors, arguments.twins))
        print(f"\n{folder.name}")
        report(asked)
        if arguments.chart:
            title = f"{folder.name}: {len(asked)} questions"
            chart = svg_of(curves(asked), reliability(asked), title=title)
            arguments.chart.write_text(chart, encoding="utf-8")


def ask_all(
    folder: Path, limit: int | None, distractors: Path | None, twins: Path | None
) -> Iterator[Asked]:
    """Ask every question of a set of an index of its articles."""
    other = sampled(twins / "queries.jsonl", None) if twins else ()
    known = {row["_id"].partition("-")[2]: row.get("answers", []) for row in other}
    with tempfile.TemporaryDirectory() as temporary:
        index = Path(temporary, "index")
        sources = [folder / "corpus.jsonl", *([distractors] if distractors else [])]
        build(sources, index, config=IndexConfig(), encoder=encoder_of(DEFAULT_MODEL), jobs=2)
        searcher = searcher_of(index)
        split = Split(folder)
        for name in ("queries.jsonl", "unanswerable.jsonl"):
            for row in sampled(folder / name, limit):
                if split.knows(row["_id"]):
                    continue
                if name == "unanswerable.jsonl":
                    first = searcher.search(row["text"], k=1).hits
                    if split.has(hit.article.article_id for hit in first):
                        continue
                more = known.get(row["_id"].partition("-")[2], [])
                answers = [*row.get("answers", ()), *more] if name == "queries.jsonl" else []
                yield ask_one(searcher, row["text"], answers)


def sampled(path: Path, limit: int | None) -> Iterator[dict[str, Any]]:
    """The questions of a file, evenly sampled; none without the file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in lines[:: max(1, len(lines) // limit) if limit else 1]:
        yield json.loads(line)


def ask_one(searcher: Searcher, question: str, answers: Sequence[str]) -> Asked:
    """Ask, and look for the answers in the first quote."""
    result = searcher.search(question, k=10)
    evidence = find_evidence(searcher, result)
    held = False
    if evidence:
        text = evidence[0].span.of(evidence[0].hit.passage.passage.text)[:CITATION_LENGTH]
        quote = bare(searcher, text)
        held = any(wanted and wanted in quote for wanted in (bare(searcher, a) for a in answers))
    score = result.hits[0].score if result.hits else 0.0
    return Asked(bool(answers), held, confidence(result, evidence), score)


def bare(searcher: Searcher, text: str) -> str:
    """Folded letters and figures alone."""
    return re.sub(r"\W", "", searcher.analyzer.fold(text))


def report(asked: Sequence[Asked]) -> None:
    """Print the figures of one set."""
    with_answer = [one for one in asked if one.answerable]
    answered = [one for one in with_answer if one.confidence >= THRESHOLD]
    share = np.mean([one.right and one.confidence >= THRESHOLD for one in with_answer])
    of_answered = np.mean([one.right for one in answered])
    print(f"first citation holds the answer: {share:.3f} of {len(with_answer)} questions,")
    print(f"  {of_answered:.3f} of the {len(answered)} answered")
    unanswerable = [one for one in asked if not one.answerable]
    if not unanswerable:
        return
    refused = np.mean([one.confidence < THRESHOLD for one in unanswerable])
    print(f"unanswerable questions refused: {refused:.3f} of {len(unanswerable)}")
    for name, points in curves(asked).items():
        area = np.mean([risk for _, risk in points])
        print(f"area under risk-coverage by {name}: {area:.4f}")
    for stated, true in reliability(asked):
        print(f"  stated {stated:.2f}, answerable {true:.2f}")


def curves(asked: Sequence[Asked]) -> dict[str, list[Point]]:
    """By confidence and by the raw score: (coverage, risk) once the n surest are answered, for each n.

    Risk is the share of wrong answers among them; its mean over all n is the area.
    """
    wrong = np.array([not one.right for one in asked])
    counts = np.arange(1, len(asked) + 1)
    found = {}
    for name, by in (
        ("confidence", np.array([one.confidence for one in asked])),
        ("raw score", np.array([one.score for one in asked])),
    ):
        risk: NDArray[np.float64] = np.cumsum(wrong[np.argsort(-by, kind="stable")]) / counts
        found[name] = list(zip((counts / len(asked)).tolist(), risk.tolist(), strict=True))
    return found


def reliability(asked: Sequence[Asked]) -> list[Point]:
    """(mean confidence, share that has an answer) of each fifth, the least sure first."""
    stated = np.array([one.confidence for one in asked])
    true = np.array([one.answerable for one in asked])
    parts = np.array_split(np.argsort(stated, kind="stable"), BINS)
    return [(float(stated[part].mean()), float(true[part].mean())) for part in parts]


if __name__ == "__main__":
    main()
