"""How well sentences are cut: precision, recall and F1 of boundaries in paragraphs marked by hand.

    python scripts/bench_sentences.py [--wrong] [FILE ...]

Without a FILE, all of tests/data/sentences but held_out.txt, whose README says how they are marked. A
boundary is where it stands among the characters that are not white space; the end of a paragraph is
not counted. ``--wrong`` prints each boundary that was missed (‹›) or too much (»«).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from index.sentence import split_sentences
from scripts.dirty.score import Score

SENTENCES = Path(__file__).resolve().parents[1] / "tests" / "data" / "sentences"
BOUNDARY, LOST, BREAK = "‖", "¦", "⏎"


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph and its boundaries, as counts of the characters before them that are no space."""

    text: str
    asked: frozenset[int]
    allowed: frozenset[int]


def main() -> None:
    """Read the command line and print a row a file, then all together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--wrong", action="store_true", help="print each wrong boundary")
    arguments = parser.parse_args()
    chosen = [path for path in sorted(SENTENCES.glob("*.txt")) if path.stem != "held_out"]
    print(f"{'kind':14}{'asked':>6}{'said':>6}{'P':>8}{'R':>8}{'F1':>8}")
    total = Score()
    for path in arguments.files or chosen:
        paragraphs = list(read_marked(path))
        score = sum((measure(marked) for marked in paragraphs), Score())
        total += score
        print(row(path.stem, score))
        if arguments.wrong:
            print(*(f"    {line}" for one in paragraphs for line in wrong(one)), sep="\n")
    print(row("all", total))


def row(name: str, score: Score) -> str:
    """One line of the table."""
    return (
        f"{name:14}{score.n_asked:6}{score.n_said:6}"
        f"{score.precision:8.3f}{score.recall:8.3f}{score.f1:8.3f}"
    )


def read_marked(path: Path) -> Iterator[Marked]:
    """The paragraphs of a file; lines that begin with ``# `` are remarks."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("# "):
            yield parse_marked(line)


def parse_marked(line: str) -> Marked:
    """A paragraph without its marks, a line break in place of each ⏎."""
    text: list[str] = []
    places: dict[str, set[int]] = {BOUNDARY: set(), LOST: set()}
    n_seen = 0
    for char in line:
        if char == BREAK:
            text.append("\n")
            places[BOUNDARY].add(n_seen)
        elif char in places:
            places[char].add(n_seen)
        else:
            text.append(char)
            n_seen += not char.isspace()
    asked = frozenset(places[BOUNDARY]) - {n_seen}
    return Marked("".join(text), asked, frozenset(places[LOST]) - asked)


def boundaries(text: str) -> set[int]:
    """Where ``split_sentences`` cuts, as in ``Marked``."""
    lengths = [len("".join(one.span.of(text).split())) for one in split_sentences(text)]
    return {sum(lengths[:i]) for i in range(1, len(lengths))}


def measure(marked: Marked) -> Score:
    """What is right of a paragraph's boundaries; a cut at a lost mark counts neither way."""
    said = boundaries(marked.text) - marked.allowed
    return Score(len(said & marked.asked), len(said), len(marked.asked))


def wrong(marked: Marked) -> list[str]:
    """The surroundings of every boundary that is missed or too much."""
    said = boundaries(marked.text) - marked.allowed
    dense = "".join(marked.text.split())
    missed = [f"missed   {_around(dense, at, '‹›')}" for at in sorted(marked.asked - said)]
    return missed + [f"too much {_around(dense, at, '»«')}" for at in sorted(said - marked.asked)]


def _around(text: str, at: int, sign: str, *, width: int = 14) -> str:
    return f"{text[max(0, at - width) : at]}{sign}{text[at : at + width]}"


def scores(paragraphs: Sequence[Marked]) -> Score:
    """All paragraphs together, for tests."""
    return sum((measure(marked) for marked in paragraphs), Score())


if __name__ == "__main__":
    main()
