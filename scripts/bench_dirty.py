"""How well dirty text is indexed: corpora synthesised from the project's own articles, with their truth.

    python scripts/bench_dirty.py [--seeds 20] [--first-seed 1] [--wrong KIND] [--no-search]

Each seed glues every article of scripts/dirty/clean.py into files as sites print them, and spoils
them: look-alikes, lost marks, broken lines, translated names. Prints boundaries (articles that do not
begin their file), metadata, folding, exact offsets, and how often a question finds its article, clean
and dirty. ``--wrong`` prints each error whose kind begins so, ``all`` all of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from index.fold import default_folder
from index.models import embedded_encoder
from scripts.dirty.clean import CleanCorpus, read_clean
from scripts.dirty.corpus import DirtyFile, make_corpus
from scripts.dirty.known_item import Found, ask_clean, ask_dirty, index_clean, index_dirty
from scripts.dirty.measure import Measured, measure_file
from scripts.dirty.measure_folding import (
    KINDS,
    UNASKED,
    folding_score,
    measure_decoys,
    measure_folding,
)
from scripts.dirty.page import FIELDS
from scripts.dirty.score import Score


def main() -> None:
    """Read the command line, measure every seed and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20, help="how many")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument(
        "--wrong", metavar="KIND", help="boundary, a field, folding, offsets or all"
    )
    parser.add_argument("--no-search", action="store_true", help="no index, no questions")
    arguments = parser.parse_args()
    corpus = read_clean()
    total, found = Measured(), []
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
    with tempfile.TemporaryDirectory(prefix="wenju-dirty-") as folder:
        for seed in seeds:
            files = make_corpus(corpus.articles, seed)
            total += measure_corpus(files, f"{seed}/")
            if not arguments.no_search:
                found.append(ask_seed(corpus, files, Path(folder) / str(seed)))
        clean = None if arguments.no_search else ask_the_clean(corpus, Path(folder) / "clean")
    measure_decoys(default_folder().fold, total)
    print_scores(total)
    if clean:
        print_found(clean, found)
    for one in total.wrong if arguments.wrong else ():
        if arguments.wrong == "all" or one.kind.startswith(arguments.wrong):
            print(f"    {one}")


def measure_corpus(files: list[DirtyFile], prefix: str = "") -> Measured:
    """All that can be measured without an index; ``prefix`` goes before a file's name in errors."""
    fold = default_folder().fold
    total = Measured()
    for file in files:
        measured = measure_file(file)
        measure_folding(file, fold, measured)
        total += measured
    total.wrong = [replace(one, file=prefix + one.file) for one in total.wrong]
    return total


def ask_seed(corpus: CleanCorpus, files: list[DirtyFile], folder: Path) -> Found:
    """Index the files of a seed and ask every question."""
    return ask_dirty(index_dirty(files, folder, embedded_encoder()), files, corpus.questions)


def ask_the_clean(corpus: CleanCorpus, folder: Path) -> Found:
    """Index the clean articles and ask every question."""
    return ask_clean(index_clean(corpus, folder, embedded_encoder()), corpus.questions)


def print_scores(total: Measured) -> None:
    """A row for each thing measured."""
    print(f"{'':22}{'asked':>6}{'said':>6}{'P':>8}{'R':>8}{'F1':>8}")
    rows = {"boundaries": total.all_of(("boundaries",)), "metadata": total.all_of(FIELDS)}
    rows |= {f"  {name}": total.all_of((name,)) for name in FIELDS}
    rows["folding"] = folding_score(total)
    rows |= {f"  {name.partition(':')[2]}": total.all_of((name,)) for name in (*KINDS, UNASKED)}
    rows["decoys kept"] = total.all_of(("decoys",))
    rows["offsets of passages"] = total.all_of(("offsets",))
    for name, score in rows.items():
        print(row(name, score))


def print_found(clean: Found, dirty: list[Found]) -> None:
    """Known items: each seed beside the clean corpus."""
    n = len(dirty)
    recall = sum(found.recall_at_1 for found in dirty) / n
    mrr = sum(found.mrr for found in dirty) / n
    print(row("offsets of quotes", sum((found.quotes for found in dirty), Score())))
    print(f"\nknown items, {len(clean.ranks)} questions    clean   dirty (mean, least)   lost")
    least = min(found.recall_at_1 for found in dirty)
    lost = clean.recall_at_1 - recall
    print(f"Recall@1{clean.recall_at_1:27.3f}{recall:8.3f} {least:8.3f}{lost:14.3f}")
    least = min(found.mrr for found in dirty)
    print(f"MRR@10{clean.mrr:29.3f}{mrr:8.3f} {least:8.3f}{clean.mrr - mrr:14.3f}")


def row(name: str, score: Score) -> str:
    """One line of the table."""
    return (
        f"{name:22}{score.n_asked:6}{score.n_said:6}"
        f"{score.precision:8.3f}{score.recall:8.3f}{score.f1:8.3f}"
    )


if __name__ == "__main__":
    main()
