"""One translation of a phrase, and how likely it is meant before anything is known of the question.

``rank in the dictionary, share in parallel text, frequency in the index ─prior_of─▶ Translation``. The
shares were learned from parallel text (``data/translations.tsv``, by ``scripts/train_translations.py``).
Reading the dictionary is left to ``index.lexicon``, the question's say to ``search.translate``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

WEAK_RANK = 1000  # ranks from here on: the phrase is only a part of the gloss
LEARNED_RANK = 5  # of what the dictionary does not have
_FREQUENCY, _SHARE, _RANK = 0.1, 0.2, 0.3  # exponents; chosen on sentences (docs/translation.md)
_FLOOR = 0.01  # share of what parallel text never has
_ROUND = 4

Shares = Mapping[str, Mapping[str, float]]
"""phrase → translation → share of the phrase's occurrences that are translated so, in (0, 1]."""


class Translation(NamedTuple):
    """``language``: of the phrase; ``rank``: from 0, or from :data:`WEAK_RANK`; ``prior``: a logarithm."""

    language: str
    phrase: str
    rank: int
    target: str
    prior: float


def prior_of(rank: int, share: float, frequency: int) -> float:
    """The logarithm of how likely a translation is meant, but for a constant of the phrase.

    Args:
        rank: Its place in the dictionary, from 0.
        share: In parallel text; 0 where it never stands there.
        frequency: Documents of the index that hold it.
    """
    logarithm = (
        _FREQUENCY * math.log1p(frequency)
        + _SHARE * math.log(share + _FLOOR)
        - _RANK * math.log1p(rank)
    )
    return round(logarithm, _ROUND)


def read_shares(lines: Iterable[str]) -> dict[str, dict[str, dict[str, float]]]:
    """Parse ``language TAB phrase TAB target:share|target:share``: language → shares."""
    shares: dict[str, dict[str, dict[str, float]]] = {"en": {}, "zh": {}}
    for line in lines:
        if line and line[0] != "#":
            language, phrase, targets = line.rstrip("\n").split("\t")
            pairs = (target.rsplit(":", 1) for target in targets.split("|"))
            shares[language][phrase] = {target: float(share) for target, share in pairs}
    return shares


@lru_cache(maxsize=1)
def learned_shares() -> dict[str, dict[str, dict[str, float]]]:
    """The shares that come with the package."""
    text = files("index").joinpath("data/translations.tsv").read_text(encoding="utf-8")
    return read_shares(text.splitlines())
