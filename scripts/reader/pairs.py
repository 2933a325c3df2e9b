"""Read the files of training pairs into token numbers.

A file of passages has lines `{"p": text, "title": ..., "qs": [{"q", "a": [start, end] or null, "k"}]}`; a
file of statements has lines `{"s": statement, "q": quote, "y": 0 or 1, "k", "d"}`. A pair becomes
`<s> first </s> second </s>`; where the answer stands becomes the first and last of its tokens.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from reader.typos import mistyped
from tokenizers import Encoding, Tokenizer

BEGIN, PAD, END = 0, 1, 2
FIRST = 64  # tokens of a question or statement that are read
SECOND = 300  # of a passage or quote
QUESTION, STATEMENT = 0, 1
CHUNK = 20_000  # pairs that are cut at once
_SENTENCE_END = re.compile(r"[。！？!?\n]+[”’」』]?|\.\s+(?=[A-Z\"“])")


@dataclass(slots=True)
class Pair:
    """One pair. `label`: answered or supported; `start`, `end`: characters of the answer, or -1."""

    first: str
    second: str
    task: int
    label: int
    start: int
    end: int
    kind: str
    source: str


@dataclass(slots=True)
class Coded:
    """Pairs as numbers: `ids` of each, and (n, 4) of task, label, first and last token of the answer."""

    ids: list[np.ndarray]
    labels: np.ndarray
    kinds: list[str]
    sources: list[str]

    def __len__(self) -> int:
        return len(self.ids)


def questions_of(
    path: Path, source: str, rng: random.Random, *, slips: float = 0.0, room: int = 0
) -> Iterator[Pair]:
    """The pairs of a file of passages; half of them with the article's title before the passage.

    `slips`: the share of the questions that are mistyped; `room`: bytes of a passage that are read, the
    sentence that answers this question or another of the passage with those around it; 0: all of it.
    """
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        answers = [asked["a"] for asked in row["qs"] if asked["a"]]
        for asked in row["qs"]:
            text, title = row["p"], row.get("title", "")
            shift = 0
            if room and answers:
                first, last = part_around(text, asked["a"] or rng.choice(answers), room, rng)
                text, shift = text[first:last], -first
            if title and rng.random() < 0.5:
                text, shift = f"{title}\n{text}", shift + len(title) + 1
            start, end = asked["a"] or (-1 - shift, -1 - shift)
            kind = row.get("set", "") + asked["k"]
            question = mistyped(asked["q"], rng) if rng.random() < slips else asked["q"]
            yield Pair(question, text, QUESTION, int(asked["a"] is not None), start + shift,
                       end + shift, kind, source)  # fmt: skip


def part_around(
    text: str, place: tuple[int, int], room: int, rng: random.Random
) -> tuple[int, int]:
    """First and last character of whole sentences around a place, as many as there is room for."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    cuts = sorted({0, len(text), *ends})
    low = max(i for i, cut in enumerate(cuts) if cut <= place[0])
    high = min(i for i, cut in enumerate(cuts) if cut >= place[1])
    while True:
        wider = [(low - 1, high)] * (low > 0) + [(low, high + 1)] * (high < len(cuts) - 1)
        fitting = [(a, b) for a, b in wider if len(text[cuts[a] : cuts[b]].encode()) <= room]
        if not fitting:
            return cuts[low], cuts[high]
        low, high = rng.choice(fitting)


def statements_of(path: Path, source: str) -> Iterator[Pair]:
    """The pairs of a file of statements."""
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        kind = f"{row['d']}:{row['k']}"
        yield Pair(row["s"], row["q"], STATEMENT, int(row["y"]), -1, -1, kind, source)


def coded(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> Coded:
    """The pairs as numbers; an answer that the cut passage does not reach counts as not there."""
    ids, labels = [], np.zeros((len(pairs), 4), dtype=np.int64)
    for at in range(0, len(pairs), CHUNK):
        some = pairs[at : at + CHUNK]
        firsts = tokenizer.encode_batch_fast([pair.first for pair in some])
        seconds = tokenizer.encode_batch([pair.second for pair in some])
        for i, (pair, first, second) in enumerate(
            zip(some, firsts, seconds, strict=True), start=at
        ):
            own = first.ids[-FIRST:]  # its end, as `search.reader` reads it
            ids.append(np.array([BEGIN, *own, END, *second.ids[:SECOND], END], dtype=np.int32))
            begin, last = place(pair, second, len(own) + 2)
            answered = pair.label if pair.task == STATEMENT else int(begin > 0)
            labels[i] = pair.task, answered, begin, last
    return Coded(ids, labels, [pair.kind for pair in pairs], [pair.source for pair in pairs])


def place(pair: Pair, second: Encoding, shift: int) -> tuple[int, int]:
    """First and last token of the answer, counted in the pair; (0, 0) where there is none."""
    if not pair.label or pair.start < 0:
        return 0, 0
    inside = [second.char_to_token(at) for at in range(pair.start, pair.end)]
    tokens = [token for token in inside if token is not None and token < SECOND]
    return (tokens[0] + shift, tokens[-1] + shift) if tokens else (0, 0)


def padded(ids: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(pairs, tokens) of numbers, and of 1 where there is a token."""
    width = max(len(row) for row in ids)
    width = -(-width // 8) * 8
    out = np.full((len(ids), width), PAD, dtype=np.int64)
    mask = np.zeros((len(ids), width), dtype=np.int64)
    for row, one, marks in zip(ids, out, mask, strict=True):
        one[: len(row)] = row
        marks[: len(row)] = 1
    return out, mask
