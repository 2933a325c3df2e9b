"""Count which Han characters usually stand side by side, and write index/data/neighbours.tsv.

    python scripts/count_neighbours.py [--out FILE] NEWS.jsonl ...

Each line of a NEWS file is a JSON object with ``text``. Only pairs that a row of lookalikes.tsv can
ask about are kept: those of a standard character that are usual, and those of a variant that are its
own. jieba's word list adds words that news has not. Statistics only, no sentence. A minute on one core.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import jieba
import orjson

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from opencc import OpenCC

from index.fold import compose
from index.language import HAN
from index.lookalike import Lookalike, read_lookalikes
from index.neighbours import NUMBER

DATA = Path(__file__).resolve().parents[1] / "index" / "data"
_TWO = re.compile(f"[{HAN}]{{2}}|[{HAN}]{NUMBER}|{NUMBER}[{HAN}]")
_DIGIT = re.compile("[0-9]")
MIN_USUAL = 40  # occurrences that make a pair usual
NUMBER_SHARE = 0.03  # of a character's occurrences: beside a number, chance alone makes 40
MIN_OWN = 3  # occurrences of a variant's pair that are no slip any more
MIN_WORD = 3  # jieba's frequency of a word that makes its pairs usual


def main() -> None:
    """Read the command line, count, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("news", type=Path, nargs="+", metavar="NEWS")
    parser.add_argument("--out", type=Path, default=DATA / "neighbours.tsv")
    arguments = parser.parse_args()
    lookalikes = read_lookalikes((DATA / "lookalikes.tsv").read_text("utf-8"))
    counts = count_pairs(read_texts(arguments.news))
    table = format_table(kept_pairs(counts, read_words(), lookalikes))
    arguments.out.write_text(table, encoding="utf-8")
    print(f"{arguments.out}: {len(table.encode()):,} bytes")


def read_texts(paths: Iterable[Path]) -> Iterator[str]:
    """The texts in Simplified, look-alikes as they are written, every digit as one."""
    simplified = OpenCC("t2s").convert
    for path in paths:
        with path.open("rb") as lines:
            for line in lines:
                yield _DIGIT.sub(NUMBER, simplified(compose(orjson.loads(line)["text"])))


def read_words() -> Iterator[tuple[str, int]]:
    """jieba's words with their frequencies."""
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines():
        columns = line.split(" ")
        yield columns[0], int(columns[1])


def count_pairs(texts: Iterable[str]) -> Counter[str]:
    """How often two characters stand side by side."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(map("".join, pairwise(text)))
    return counts


def kept_pairs(
    counts: Counter[str], words: Iterable[tuple[str, int]], lookalikes: dict[str, Lookalike]
) -> set[str]:
    """Pairs of Han, or of one and a number, that folding can ask about and that may matter."""
    asking = [entry for entry in lookalikes.values() if not entry.sure or len(entry.standards) > 1]
    variants = {entry.variant for entry in asking if not entry.sure}
    standards = {standard for entry in asking for standard in entry.standards}
    kept = {
        pair
        for pair, n in counts.items()
        if (n >= MIN_USUAL and not standards.isdisjoint(pair))
        or (n >= MIN_OWN and not variants.isdisjoint(pair))
    }
    kept -= _by_chance(kept, counts, variants)
    for word, frequency in words:
        for pair in map("".join, pairwise(word)):
            is_usual = frequency >= MIN_WORD and not standards.isdisjoint(pair)
            if is_usual or not variants.isdisjoint(pair):
                kept.add(pair)
    return {pair for pair in kept if _TWO.fullmatch(pair)}


def _by_chance(pairs: set[str], counts: Counter[str], variants: set[str]) -> set[str]:
    """Pairs with a number that tell nothing: a number stands beside nearly every character."""
    n_of: Counter[str] = Counter()
    for pair, n in counts.items():
        n_of[pair[0]] += n
    with_number = {pair: pair.replace(NUMBER, "") for pair in pairs if NUMBER in pair}
    return {
        pair
        for pair, char in with_number.items()
        if char in variants or counts[pair] < NUMBER_SHARE * n_of[char]
    }


def format_table(pairs: set[str]) -> str:
    """``character TAB followers`` lines in code point order."""
    followers: dict[str, list[str]] = {}
    for pair in sorted(pairs):
        followers.setdefault(pair[0], []).append(pair[1])
    head = "# Han characters and what usually follows them. Made by scripts/count_neighbours.py.\n"
    return head + "".join(f"{first}\t{''.join(seconds)}\n" for first, seconds in followers.items())


if __name__ == "__main__":
    main()
