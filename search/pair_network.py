"""A network that reads two texts as one: what the reader's two tasks share.

``first, sentences of the second ─fold, tokenize─▶ Pair ─Transformer─▶ states (t, h), judged (2,)``. The first
is a question or a statement, the second a passage or quotes; trained by ``scripts/reader``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import ModelDamaged
from index.fold import default_folder
from search.transformer import Floats, Linear, Transformer, Weights

TOKENIZER, WEIGHTS = "tokenizer.json", "model.safetensors"
_BEGIN, _END = 0, 2  # of a pair, and of each of its texts
_FIRST, _SECOND = 64, 300  # tokens that are read: the first text's last, the second's first
_LONGEST_PAIR = _FIRST + _SECOND + 3
_TOGETHER = 2_000  # tokens that pass through the network at once; bounds its memory
_HAN_END = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f”’」』]$")


@dataclass(frozen=True, slots=True)
class Pair:
    """``ids`` of a pair; ``cuts``: where in it each sentence of the second text begins, and the last ends."""

    ids: NDArray[np.int32]
    cuts: list[int]


class PairNetwork:
    """Layers and what judges above them; safe to share between threads."""

    def __init__(self, folder: Path, *, heads: int) -> None:
        """Load a model folder.

        Raises:
            ModelDamaged: A file is missing or not of this form.
        """
        try:
            weights = Weights(folder / WEIGHTS)
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._layers = Transformer(weights, heads=heads)
            self.span = weights.linear("span")
            self._judge = _judge_of(weights)
            if self._layers.limit < _LONGEST_PAIR:
                raise ValueError(f"reads {self._layers.limit} tokens, not {_LONGEST_PAIR}")
        except Exception as error:  # what tokenizers raises has no class of its own
            raise damaged(folder, error) from error
        self._fold = default_folder().fold_case_kept

    def pair(self, first: str, sentences: Sequence[str]) -> Pair:
        """Two texts as the network reads them, the second given as its sentences in order."""
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
        return Pair(ids, [*cuts.tolist(), len(own) + 2 + len(places)])

    def passed(self, pairs: Sequence[Pair]) -> Iterator[tuple[Floats, Floats]]:
        """Of each pair, in order, the states of its tokens (t, h), and what is judged (2,)."""
        for batch in _batches(pairs):
            states = self._layers.states([pair.ids for pair in batch])
            first, second = self._judge
            at = 0
            for pair in batch:
                own = states[at : at + len(pair.ids)]
                at += len(pair.ids)
                seen = np.concatenate([own[0], own.mean(axis=0)])[None]
                yield own, second(np.tanh(first(seen)))[0]

    def topped(self, path: Path) -> PairNetwork:
        """This network with the upper layers and the judge of a file; what is below is shared.

        Raises:
            ModelDamaged: The file is missing or not of this form.
        """
        other = object.__new__(PairNetwork)
        try:
            weights = Weights(path)
            other._layers = self._layers.topped(weights)
            other._judge = _judge_of(weights)
        except Exception as error:
            raise damaged(path, error) from error
        other._tokenizer, other._fold, other.span = self._tokenizer, self._fold, self.span
        return other


def damaged(path: Path, error: Exception) -> ModelDamaged:
    """What a model's file that cannot be read is told with."""
    return ModelDamaged(f"cannot be loaded ({error})", where=str(path), hint="wenju models verify")


def _judge_of(weights: Weights) -> tuple[Linear, Linear]:
    return weights.linear("judge.0"), weights.linear("judge.2")


def _batches(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    """Pairs that pass through the network together."""
    batch: list[Pair] = []
    for pair in pairs:
        if batch and sum(len(one.ids) for one in batch) + len(pair.ids) > _TOGETHER:
            yield batch
            batch = []
        batch.append(pair)
    if batch:
        yield batch
