"""Hold names out, and see whether what is learned without them writes them as they are written.

``NamePair... ─hash of the letters─▶ learned from | held out; SoundTable, held out ─▶ Exactness``. Nothing
is asked of an index here: any two characters may stand side by side.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scripts.transliteration.read import NamePair
from search.transliterate import MAX_LETTERS, MIN_LETTERS, SoundTable, Transliterator

_SHARES = 10  # one of them is held out
_DEPTH = 30  # spellings looked through; a name that is not among them counts as the one after


@dataclass(frozen=True, slots=True)
class Exactness:
    """How often a name is written exactly as it should be. ``mean_rank`` is from 1."""

    n_names: int
    top_1: float
    top_10: float
    mean_rank: float


def is_held_out(pair: NamePair) -> bool:
    """By the letters, so that all ways to write a name are on one side."""
    return hashlib.sha256(pair.letters.encode()).digest()[0] % _SHARES == 0


def measure(table: SoundTable, pairs: Iterable[NamePair]) -> Exactness:
    """Write each name of these pairs; any of its forms is right."""
    forms: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        if MIN_LETTERS <= len(pair.letters) <= MAX_LETTERS and len(pair.chinese) > 1:
            forms[pair.letters].add(pair.chinese)
    transliterator = Transliterator(table)
    ranks = [_rank(transliterator, letters, forms[letters]) for letters in sorted(forms)]
    return Exactness(
        len(ranks), _share(ranks, 1), _share(ranks, 10), sum(ranks) / (len(ranks) or 1)
    )


def _rank(transliterator: Transliterator, letters: str, forms: set[str]) -> int:
    found = transliterator.spellings(letters, lambda _: True, width=_DEPTH)
    return next((i for i, spelling in enumerate(found, 1) if spelling.text in forms), _DEPTH + 1)


def _share(ranks: Sequence[int], cutoff: int) -> float:
    return sum(rank <= cutoff for rank in ranks) / (len(ranks) or 1)
