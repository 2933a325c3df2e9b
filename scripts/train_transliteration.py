"""Learn how names are written in Chinese by their sound, and write index/data/transliteration.tsv.

    python scripts/train_transliteration.py [--out FILE] [LIST ...]

A LIST holds ``Chinese TAB English`` lines, packed or not, beside CC-CEDICT and index/data/names.tsv. The same
lists give the same bytes. First a tenth of the names is held out and measured, then all are learned
from: a minute on one core. The product itself never imports this.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from scripts.transliteration.learn import LearnConfig, SoundGuess, learn, written_by_sound
from scripts.transliteration.measure import is_held_out, measure
from scripts.transliteration.read import NamePair, Readings, read_pairs, read_readings
from scripts.transliteration.table import format_table
from search.transliterate import read_table

TABLE = Path(__file__).resolve().parents[1] / "index" / "data" / "transliteration.tsv"


def main() -> None:
    """Read the command line, measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lists", type=Path, nargs="*", metavar="LIST")
    parser.add_argument("--out", type=Path, default=TABLE)
    parser.add_argument("--no-measure", action="store_true", help="do not hold names out first")
    arguments = parser.parse_args()
    pairs, readings = read_pairs(arguments.lists), read_readings()
    if not arguments.no_measure:
        print(report(pairs, readings))
    text = make_table(pairs, readings, [path.name.partition(".")[0] for path in arguments.lists])
    arguments.out.write_text(text, encoding="utf-8")
    print(f"{arguments.out}: {len(text.encode()):,} bytes")


def make_table(pairs: list[NamePair], readings: Readings, sources: list[str]) -> str:
    """What is learned from all pairs, as the text of the file."""
    learned = learn(pairs, readings, LearnConfig())
    return format_table(learned, SoundGuess(readings), sources)


def report(pairs: list[NamePair], readings: Readings) -> str:
    """How well names are written that were not learned from."""
    config = LearnConfig()
    learned = learn([pair for pair in pairs if not is_held_out(pair)], readings, config)
    table = read_table(format_table(learned, SoundGuess(readings)).splitlines())
    held_out = written_by_sound(filter(is_held_out, pairs), learned, readings, config)
    found = measure(table, held_out)
    return (
        f"{found.n_names} names held out: exact at rank 1 {found.top_1:.1%}, "
        f"among 10 {found.top_10:.1%}, mean rank {found.mean_rank:.1f} (31: not among 30)"
    )


if __name__ == "__main__":
    main()
