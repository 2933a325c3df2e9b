"""The reader: a small network that reads a question with a passage.

``question, sentences of a passage ─▶ Reading``: how likely each sentence holds the answer, and whether the
passage answers at all. It comes with wenju and runs on numpy; trained by ``scripts/reader``. What it
says is one feature among others when a quote is chosen; in refusing it weighs most (``abstain.json``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.model_lock import find_reader
from index.models import checked_folder
from search.pair_network import Pair, PairNetwork
from search.transformer import Floats

_LONGEST = 40  # tokens of an answer
_REMEMBERED = 512  # passages
_DIGITS = 2  # of what is told: less than what the others read along with it change


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of a question and a passage, all in log odds.

    ``sentences`` (n,): of the likeliest answer in each sentence against "nowhere in this passage";
    ``answered``: of the passage as a whole.
    """

    sentences: tuple[float, ...]
    answered: float


class Reader:
    """One network; safe to share between threads."""

    def __init__(self, folder: Path, *, heads: int) -> None:
        """Load a model folder.

        Raises:
            ModelDamaged: A file is missing or not of this form.
        """
        self.folder = folder
        self.network = PairNetwork(folder, heads=heads)
        self._remembered: Callable[[str, tuple[str, ...]], _Slot]
        self._remembered = lru_cache(maxsize=_REMEMBERED)(_Slot)

    def read(self, question: str, passages: Sequence[Sequence[str]]) -> list[Reading]:
        """What it says of each passage, given as its sentences in order.

        Sentences beyond what is read of a passage get the least figure of those that are.
        """
        slots = [self._remembered(question, tuple(passage)) for passage in passages]
        unread = list({id(slot): slot for slot in slots if slot.reading is None}.values())
        pairs = [self.network.pair(question, slot.sentences) for slot in unread]
        for slot, reading in zip(unread, self._readings(pairs), strict=True):
            slot.reading = reading
        return [slot.reading for slot in slots if slot.reading is not None]

    def _readings(self, pairs: Sequence[Pair]) -> Iterator[Reading]:
        for pair, (states, judged) in zip(pairs, self.network.passed(pairs), strict=True):
            places = self.network.span(states)
            nowhere = float(places[0].sum())
            bests = [
                _best(places[first:last]) - nowhere if first < last else None
                for first, last in zip(pair.cuts, pair.cuts[1:], strict=False)
            ]
            least = min((best for best in bests if best is not None), default=-20.0)
            told = tuple(round(least if best is None else best, _DIGITS) for best in bests)
            yield Reading(told, round(float(judged[0]), _DIGITS))


class _Slot:
    """What is remembered of a question and a passage; empty when made."""

    def __init__(self, question: str, sentences: tuple[str, ...]) -> None:
        self.question = question
        self.sentences = sentences
        self.reading: Reading | None = None


def _best(places: Floats) -> float:
    """The most that a first and a last token, in order and near, have together; places (t, 2)."""
    sums = places[:, 0][:, None] + places[:, 1]
    near = np.tri(len(places), k=_LONGEST - 1, dtype=bool) & np.tri(len(places), dtype=bool).T
    return float(sums[near].max())


@lru_cache(maxsize=1)
def embedded_reader() -> Reader:
    """The one that comes with wenju, loaded once.

    Raises:
        ModelMissing: Its files are not here.
        ModelDamaged: They are not what ``models.lock`` says.
    """
    entry = find_reader()
    return Reader(checked_folder(entry, check_hashes=False, models_home=None), heads=entry.heads)
