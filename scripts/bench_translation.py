"""What each part of the translation lane is worth: recall of the lexical lane without it.

    scripts/bench_translation.py DATASET... [--distractors FILE.jsonl]

DATASETs are BEIR folders. Rows: all of it; all translations of a word alike; without what the question
says of them; without names by their sound. Prints R@1, R@10 and MRR@10 in percent, by article.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from api.opening import encoder_of
from api.settings import cache_home
from index.lexicon import member_terms
from index.models import DEFAULT_MODEL
from index.translation import Translation
from search.config import SearchConfig
from search.dataset import Dataset, read_dataset
from search.finder import Finder
from search.group import Member
from search.pool import pooled_index
from search.search import Searcher
from search.snapshot import open_index
from search.translate import Translator

VARIANTS = ("all", "all translations alike", "without the question", "without sounds")
_K = 10
_NEVER = 1e9  # a temperature at which nothing is likelier than anything else


def main() -> None:
    """Read the command line and print a table a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("datasets", nargs="+", type=Path)
    parser.add_argument("--distractors", type=Path)
    arguments = parser.parse_args()
    for folder in arguments.datasets:
        dataset = read_dataset(folder)
        encoder = encoder_of(DEFAULT_MODEL)
        cache = cache_home() / "eval"
        index = pooled_index(
            [dataset.corpus], cache, encoder=encoder, distractors=arguments.distractors, jobs=2
        )
        for variant in VARIANTS:
            with searcher_without(variant, index.path) as searcher:
                print(f"{dataset.name:20} {variant:24} {figures(dataset, searcher)}", flush=True)


@contextmanager
def searcher_without(variant: str, index: Path) -> Iterator[Searcher]:
    """A searcher without the part that a variant names."""
    with ExitStack() as stack:
        config = SearchConfig()
        if variant == "without the question":
            config = SearchConfig(sense_temperature=_NEVER)
        if variant == "all translations alike":
            stack.enter_context(patch.object(Translator, "_members", _alike))
        if variant == "without sounds":
            stack.enter_context(patch.object(Searcher, "_spell", lambda self, name: []))
        yield Searcher(open_index(index), config=config)


def _alike(
    translator: Translator, found: Sequence[Translation], fits: dict[str, float]
) -> list[Member]:
    """The same translations, by their rank, each counting as the word itself."""
    chosen = found[: translator._config.max_translations]
    return [Member(member_terms(translator._analyzer, one.target)) for one in chosen]


def figures(dataset: Dataset, searcher: Searcher) -> str:
    """R@1, R@10 and MRR@10 in percent."""
    finder = Finder(searcher, _K, "article", "lexical")
    ranks = []
    for question in dataset.questions:
        wanted = {i for i, gain in dataset.qrels[question.question_id].items() if gain}
        found = [article for article, _ in finder.find(question.text)]
        ranks.append(next((r for r, one in enumerate(found, 1) if one in wanted), 0))
    rank = np.array(ranks)
    reciprocal = np.divide(1.0, rank, out=np.zeros(len(rank)), where=rank > 0)
    return (
        f"R@1 {100 * (rank == 1).mean():.1f}  R@10 {100 * (rank > 0).mean():.1f}"
        f"  MRR@10 {100 * reciprocal.mean():.1f}"
    )


if __name__ == "__main__":
    main()
