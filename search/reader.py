"""The reader: a small network that reads a question with a passage.

``question, sentences of a passage ─▶ Reading``: how likely each sentence holds the answer, and whether the
passage answers at all. It comes with wenju and runs on numpy; trained by ``scripts/reader``. What it
says is one feature among others when a quote is chosen; in refusing it weighs most (``abstain.json``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import ModelDamaged
from index.fold import default_folder
from index.model_lock import find_reader
from index.models import checked_folder
from search.transformer import Floats, Transformer, Weights

TOKENIZER, WEIGHTS = "tokenizer.json", "model.safetensors"
_BEGIN, _END = 0, 2  # of a pair, and of each of its texts
_FIRST, _SECOND = 64, 300  # tokens that are read: a question's last, and a passage's first
_LONGEST_PAIR = _FIRST + _SECOND + 3
_LONGEST = 40  # tokens of an answer
_TOGETHER = 2_000  # tokens that pass through the network at once; bounds its memory
_REMEMBERED = 512  # passages
_DIGITS = 2  # of what is told: less than what the others read along with it change
_HAN_END = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f”’」』]$")


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
        try:
            weights = Weights(folder / WEIGHTS)
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._network = Transformer(weights, heads=heads)
            self._span = weights.linear("span")
            self._judge = (weights.linear("judge.0"), weights.linear("judge.2"))
            if self._network.limit < _LONGEST_PAIR:
                raise ValueError(f"reads {self._network.limit} tokens, not {_LONGEST_PAIR}")
        except Exception as error:  # what tokenizers raises has no class of its own
            raise ModelDamaged(
                f"cannot be loaded ({error})", where=str(folder), hint="wenju models verify"
            ) from error
        self._fold = default_folder().fold_case_kept
        self._remembered: Callable[[str, tuple[str, ...]], _Slot]
        self._remembered = lru_cache(maxsize=_REMEMBERED)(_Slot)

    def read(self, question: str, passages: Sequence[Sequence[str]]) -> list[Reading]:
        """What it says of each passage, given as its sentences in order.

        Sentences beyond what is read of a passage get the least figure of those that are.
        """
        slots = [self._remembered(question, tuple(passage)) for passage in passages]
        unread = list({id(slot): slot for slot in slots if slot.reading is None}.values())
        pairs = [self._pair(question, slot.sentences) for slot in unread]
        for slot, reading in zip(unread, self._readings(pairs), strict=True):
            slot.reading = reading
        return [slot.reading for slot in slots if slot.reading is not None]

    def _pair(self, first: str, sentences: Sequence[str]) -> _Pair:
        own = self._tokenizer.encode(self._fold(first)).ids[-_FIRST:]
        text, starts = "", []
        for sentence in sentences:
            starts.append(len(text))
            folded = self._fold(sentence)
            text += folded if _HAN_END.search(folded) else folded + " "
        other = self._tokenizer.encode(text)
        ids = np.array([_BEGIN, *own, _END, *other.ids[:_SECOND], _END], dtype=np.int32)
        places = np.array([a for a, _ in other.offsets[:_SECOND]], dtype=np.intp)
        cuts = np.searchsorted(places, starts) + len(own) + 2
        return _Pair(ids, [*cuts.tolist(), len(own) + 2 + len(places)])

    def _readings(self, pairs: Sequence[_Pair]) -> Iterator[Reading]:
        for batch in _batches(pairs):
            for pair, (states, judged) in zip(batch, self._passed(batch), strict=True):
                places = self._span(states)
                nowhere = float(places[0].sum())
                bests = [
                    _best(places[first:last]) - nowhere if first < last else None
                    for first, last in zip(pair.cuts, pair.cuts[1:], strict=False)
                ]
                least = min((best for best in bests if best is not None), default=-20.0)
                told = tuple(round(least if best is None else best, _DIGITS) for best in bests)
                yield Reading(told, round(float(judged[0]), _DIGITS))

    def _passed(self, batch: Sequence[_Pair]) -> Iterator[tuple[Floats, Floats]]:
        """Of each pair the states of its tokens, and the two figures of the judge."""
        states = self._network.states([pair.ids for pair in batch])
        first, second = self._judge
        at = 0
        for pair in batch:
            own = states[at : at + len(pair.ids)]
            at += len(pair.ids)
            seen = np.concatenate([own[0], own.mean(axis=0)])[None]
            yield own, second(np.tanh(first(seen)))[0]


@dataclass(frozen=True, slots=True)
class _Pair:
    """``ids`` of a pair; ``cuts``: where in it each sentence begins, and the last ends."""

    ids: NDArray[np.int32]
    cuts: list[int]


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


def _batches(pairs: Sequence[_Pair]) -> Iterator[Sequence[_Pair]]:
    """Pairs that pass through the network together."""
    batch: list[_Pair] = []
    for pair in pairs:
        if batch and sum(len(one.ids) for one in batch) + len(pair.ids) > _TOGETHER:
            yield batch
            batch = []
        batch.append(pair)
    if batch:
        yield batch


@lru_cache(maxsize=1)
def embedded_reader() -> Reader:
    """The one that comes with wenju, loaded once.

    Raises:
        ModelMissing: Its files are not here.
        ModelDamaged: They are not what ``models.lock`` says.
    """
    entry = find_reader()
    return Reader(checked_folder(entry, check_hashes=False, models_home=None), heads=entry.heads)
