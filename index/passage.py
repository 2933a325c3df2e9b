"""Passages: runs of whole sentences of 200 to 350 characters, each an exact source slice.

``blocks of clean text ─▶ Span... in the source``. Which blocks an article has is left to
``index.segment``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from index.config import IndexConfig
from index.sentence import Sentence, split_sentences
from index.source import CleanText, OffsetMap, Span, strip_span


@dataclass(frozen=True, slots=True)
class Passage:
    """A range of one source text and its exact characters: ``source[start:end] == text``."""

    passage_id: str
    span: Span
    text: str

    def __post_init__(self) -> None:
        if len(self.text) != len(self.span):
            raise ValueError(
                f"passage {self.passage_id}: {len(self.text)} characters in {self.span}"
            )


def make_passage(article_id: str, span: Span, text: str) -> Passage:
    """A passage with the contract's id: ``article_id-`` and 8 hex over (start, end, quote)."""
    key = f"{span.start}\0{span.end}\0{text}".encode()
    return Passage(f"{article_id}-{hashlib.sha256(key).hexdigest()[:8]}", span, text)


def split_block(clean: CleanText, source: str, block: Span, config: IndexConfig) -> list[Span]:
    """Cut one kept range of a clean text into passage spans of the source text.

    The spans are in order and apart, and hold every character of the block's source range
    that is not white space, invisible characters included.
    """
    bounds = _source_bounds(clean.offsets, block)
    runs = _gather(split_sentences(clean.text, block), clean.offsets, config)
    starts = [bounds.start, *(clean.offsets.start(run[0].span.start) for run in runs[1:])]
    spans: list[Span] = []
    for start, end in zip(starts, [*starts[1:], bounds.end], strict=True):
        while (span := strip_span(source, start, end)) and len(span) > config.passage_max:
            cut = span.start + config.passage_max
            spans.append(strip_span(source, span.start, cut) or span)
            start = cut
        if span:
            spans.append(span)
    return spans


def _source_bounds(offsets: OffsetMap, block: Span) -> Span:
    """The source range of a block with the characters that cleaning left out at its ends."""
    start = offsets.start(block.start - 1) + 1 if block.start else 0
    return Span(start, offsets.start(block.end))


def _gather(
    sentences: Sequence[Sentence], offsets: OffsetMap, config: IndexConfig
) -> list[list[Sentence]]:
    """Group sentences into passages by length in the source, never ending on a heading."""
    runs: list[list[Sentence]] = [[]]
    for sentence in sentences:
        run = runs[-1]
        length = _length(run, offsets)
        joined = _length([*run, sentence], offsets)
        if run and (
            joined > config.passage_max
            or (
                length >= config.passage_target
                and (sentence.opens or joined > length + length // 4)
            )
            or (length >= config.passage_min and sentence.heading and not run[-1].heading)
        ):
            carried: list[Sentence] = []
            while len(run) > 1 and run[-1].heading:
                carried.insert(0, run.pop())
            if _length([*carried, sentence], offsets) > config.passage_max:
                run.extend(carried)
                carried = []
            runs.append([*carried, sentence])
        else:
            run.append(sentence)
    if len(runs) > 1 and _length(runs[-1], offsets) < config.passage_min:
        if _length([*runs[-2], *runs[-1]], offsets) <= config.passage_max:
            tail = runs.pop()
            runs[-1].extend(tail)
        else:
            _rebalance(runs[-2], runs[-1], offsets)
    return [run for run in runs if run]


def _rebalance(run: list[Sentence], tail: list[Sentence], offsets: OffsetMap) -> None:
    """Move sentences to a short tail while that makes the two more alike."""
    while len(run) > 1 and not run[-1].heading:
        moved = [run[-1], *tail]
        if _length(moved, offsets) > _length(run[:-1], offsets):
            return
        tail.insert(0, run.pop())


def _length(run: Sequence[Sentence], offsets: OffsetMap) -> int:
    if not run:
        return 0
    return offsets.start(run[-1].span.end - 1) + 1 - offsets.start(run[0].span.start)
