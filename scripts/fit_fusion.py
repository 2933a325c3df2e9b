"""Choose the weights of the lanes: prints a table, writes ``search/fusion.json`` with --write.

    scripts/fit_fusion.py DATASET... [--distractors FILE.jsonl] [--model NAME] [--write]

DATASETs are BEIR folders. Every second question is used to choose and the others to report. For each
language of the questions the weight of the dense lane, beside those of the lexical lane and of titles, is
the one with the best mean MRR@10 over sets, each set once with and once without distractors; of equal
ones (within 0.001) the smallest. The bias is then such that the score of a first passage is, on
average, the chance that its article is relevant.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.opening import encoder_of
from api.settings import cache_home
from index.encode import Encoder
from index.models import DEFAULT_MODEL
from search.dataset import Dataset, read_dataset
from search.fuse import reach_of
from search.pool import pooled_index
from search.search import Searcher
from search.snapshot import open_index

LEXICAL, TITLE = 9.0, 5.0
DENSE = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0)
PER_SET = 500  # questions
EQUAL = 0.001
FUSION = Path(__file__).parents[1] / "search" / "fusion.json"


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates (m,) of one question: each lane's value, its article, whether that is relevant.

    ``lexical`` and ``title`` as they count for this question (``search.fuse.reach_of``).
    """

    lexical: NDArray[np.float64]
    dense: NDArray[np.float64]
    title: NDArray[np.float64]
    articles: NDArray[np.int64]
    relevant: NDArray[np.bool_]

    def raw(self, dense: float) -> NDArray[np.float64]:
        """The raw scores with this dense weight, without the bias."""
        return LEXICAL * self.lexical + dense * self.dense + TITLE * self.title

    def reciprocal_rank(self, raw: NDArray[np.float64]) -> float:
        """1 / rank of the first relevant article, 0 beyond the tenth; articles by best passage."""
        if not self.relevant.any():
            return 0.0
        best = raw[self.relevant].max()
        rank = 1 + len(np.unique(self.articles[(raw > best) & ~self.relevant]))
        return 1 / rank if rank <= 10 else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("datasets", nargs="+", type=Path)
    parser.add_argument("--distractors", type=Path)
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    encoder = encoder_of(arguments.model)
    asked: dict[str, dict[str, list[Candidates]]] = {"zh": {}, "en": {}}
    for folder, distractors in itertools.product(
        arguments.datasets, dict.fromkeys((None, arguments.distractors))
    ):
        dataset = read_dataset(folder, limit=PER_SET)
        name = dataset.name + (" + distractors" if distractors else "")
        by_language = defaultdict(list)
        for language, candidates in candidates_of(dataset, encoder, distractors):
            by_language[language].append(candidates)
        for language, found in by_language.items():
            asked[language][name] = found
    fitted = {}
    for language, sets in asked.items():
        if sets:
            dense = choose(sets)
            report(language, sets, dense)
            bias = round(fit_bias(sets, dense), 2)
            fitted[language] = {"lexical": LEXICAL, "dense": dense, "title": TITLE, "bias": bias}
    print(json.dumps(fitted, indent=2))
    if arguments.write:
        table = json.loads(FUSION.read_text(encoding="utf-8"))
        table["hybrid"][arguments.model] = table["hybrid"].get(arguments.model, {}) | fitted
        FUSION.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


def candidates_of(
    dataset: Dataset, encoder: Encoder, distractors: Path | None
) -> Iterator[tuple[str, Candidates]]:
    """(language of the question, its candidates) of a set."""
    cache = cache_home() / "eval"
    pooled = pooled_index([dataset.corpus], cache, encoder=encoder, distractors=distractors, jobs=2)
    searcher = Searcher(open_index(pooled.path), encoder)
    articles = searcher.snapshot.passage_articles
    ids = searcher.snapshot.store.articles(range(int(articles.max()) + 1))
    numbers = {record.article_id: number for number, record in ids.items()}
    for question in dataset.questions:
        ranking = searcher.rank(question.text)
        k1 = searcher.snapshot.config.k1
        reach = reach_of(sum(e.group.weight * e.idf * (k1 + 1) for e in ranking.found))
        found = np.flatnonzero(ranking.scores)
        relevant = [numbers[i] for i, gain in dataset.qrels[question.question_id].items() if gain]
        yield (
            "zh" if ranking.query.language in ("zh", "mixed") else "en",
            Candidates(
                reach * ranking.lexical[found],
                ranking.dense[found],
                reach * ranking.title[found],
                articles[found].astype(np.int64),
                np.isin(articles[found], relevant),
            ),
        )


def choose(sets: dict[str, list[Candidates]]) -> float:
    """The dense weight with the best mean over sets, on every second question."""
    means = {w: float(np.mean([mrr(found[::2], w) for found in sets.values()])) for w in DENSE}
    best = max(means.values())
    return min(weight for weight, mean in means.items() if mean >= best - EQUAL)


def mrr(questions: list[Candidates], dense: float) -> float:
    """Mean reciprocal rank at 10."""
    return float(np.mean([one.reciprocal_rank(one.raw(dense)) for one in questions]))


def report(language: str, sets: dict[str, list[Candidates]], chosen: float) -> None:
    """MRR@10 of the other questions: a row a set, a column a dense weight."""
    print(f"{language}: dense {chosen}; MRR@10 of questions not chosen on")
    print(f"{'dense weight':34}" + "".join(f"{dense:7.1f}" for dense in DENSE))
    for name, found in sets.items():
        row = [mrr(found[1::2], dense) for dense in DENSE]
        print(f"{name:34}" + "".join(f"{value:7.3f}" for value in row))


def fit_bias(sets: dict[str, list[Candidates]], dense: float) -> float:
    """The bias at which the mean score of first passages is the share of relevant ones."""
    firsts = [
        (raw.max(), bool(one.relevant[raw.argmax()]))
        for found in sets.values()
        for one in found[::2]
        if len(raw := one.raw(dense))
    ]
    raws, relevant = np.array([raw for raw, _ in firsts]), np.mean([found for _, found in firsts])
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-(raws + middle)))).mean() > relevant:
            high = middle
        else:
            low = middle
    return low


if __name__ == "__main__":
    main()
