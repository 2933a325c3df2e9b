"""One table over every dev set: each lane and the fused ranking, among news and without, and sentences.

    scripts/dev_table.py DATA --distractors NEWS.jsonl [--pairs FILE.tsv ...] [--limit N]

DATA holds BEIR folders; FILE is parallel text (Chinese TAB English), whose sentences are sought among all
those of the other language by the vectors of the embedded encoder alone. The rest is ``wenju eval``, run
twice; its cache makes a second run quick. Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from index.models import embedded_encoder
from scripts.encoder.measure import ranks, sentence_tasks
from scripts.encoder.read import read_pairs

LANES = {"lexical": "BM25", "dense": "dense", "rrf": "RRF", "hybrid": "fused"}
_WENJU = "from api.cli.main import main; main()"
COMPARE = ("--compare", "lexical", "hybrid")


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--distractors", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, action="append", default=[])
    parser.add_argument("--limit", type=int, help="questions a set")
    arguments = parser.parse_args()
    folders = sorted(path.parent for path in arguments.data.glob("*/corpus.jsonl"))
    limit = ["--limit", str(arguments.limit)] if arguments.limit else []
    for name, given in (("with", ["--distractors", str(arguments.distractors)]), ("without", [])):
        print(f"\n{name} distractors, nDCG@10 / R@10\n")
        print("\n".join(_table(_evaluated(folders, [*given, *limit]))), flush=True)
    print("\nsentence to sentence, dense, R@1\n")
    for path in arguments.pairs:
        for line in _sentences(path):
            print(line)


def _evaluated(folders: Sequence[Path], given: Sequence[str]) -> dict[str, Any]:
    command = [sys.executable, "-c", _WENJU, "eval", *map(str, folders), "--json", *COMPARE]
    root = Path(__file__).parents[1]
    done = subprocess.run([*command, *given], cwd=root, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _table(found: dict[str, Any]) -> Iterator[str]:
    yield "| set | " + " | ".join(LANES.values()) + " | fused − BM25, nDCG@10 |"
    yield "|" + "---|" * (len(LANES) + 2)
    gains = {
        one["set"]: one["difference"] for one in found["comparisons"] if one["measure"] == "nDCG@10"
    }
    for one in found["sets"]:
        measures = {row["lane"]: row["measures"] for row in one["rows"]}
        cells = [
            f"{measures[lane]['nDCG@10']['mean']:.3f} / {measures[lane]['R@10']['mean']:.3f}"
            for lane in LANES
        ]
        gain = gains.get(one["name"])
        last = f"{gain['mean']:+.4f} [{gain['low']:+.4f}, {gain['high']:+.4f}]" if gain else ""
        yield f"| {one['name']} | " + " | ".join(cells) + f" | {last} |"


def _sentences(path: Path) -> Iterator[str]:
    encoder = embedded_encoder()
    for task in sentence_tasks(path.name.partition(".")[0], read_pairs(path)):
        questions = encoder.encode_passages(task.questions)
        passages = encoder.encode_passages(task.passages)
        first = ranks(questions, passages, task.relevant) <= 1
        yield f"{task.name}: {float(first.mean()):.3f} of {len(first):,}"


if __name__ == "__main__":
    main()
