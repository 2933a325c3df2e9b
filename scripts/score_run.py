"""Score a TREC run: nDCG@10, Recall@10 and MRR@10, a query without a result counting 0.

    .venv/bin/python scripts/score_run.py QRELS RUN

QRELS is BEIR's (a header, then query-id, corpus-id, score by tabs). Measures as in Järvelin and
Kekäläinen 2002 (gain / log2(rank + 1)).
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from pathlib import Path

CUTOFF = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("qrels", type=Path)
    parser.add_argument("run", type=Path)
    arguments = parser.parse_args()
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    for line in arguments.qrels.read_text(encoding="utf-8").splitlines()[1:]:
        query_id, article_id, gain = line.split("\t")
        qrels[query_id][article_id] = int(gain)
    ranked: dict[str, list[str]] = defaultdict(list)
    for line in arguments.run.read_text(encoding="utf-8").splitlines():
        query_id, _, article_id, *_ = line.split()
        ranked[query_id].append(article_id)
    scores = [score(gains, ranked[query_id][:CUTOFF]) for query_id, gains in qrels.items()]
    for name, values in zip(
        ("nDCG@10", "Recall@10", "MRR@10"), zip(*scores, strict=True), strict=True
    ):
        print(f"{name:10} {sum(values) / len(values):.4f}  (n {len(values)})")


def score(gains: dict[str, int], articles: list[str]) -> tuple[float, float, float]:
    """nDCG, recall and reciprocal rank of one query's first articles."""
    found = [gains.get(article, 0) for article in articles]
    ideal = dcg(sorted(gains.values(), reverse=True)[:CUTOFF])
    relevant = sum(gain > 0 for gain in gains.values())
    first = next((rank for rank, gain in enumerate(found, start=1) if gain > 0), None)
    recall = sum(gain > 0 for gain in found) / relevant if relevant else 0.0
    return dcg(found) / ideal if ideal else 0.0, recall, 1 / first if first else 0.0


def dcg(gains: list[int]) -> float:
    """Discounted cumulative gain of gains in rank order."""
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


if __name__ == "__main__":
    main()
