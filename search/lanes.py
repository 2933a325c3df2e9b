"""Ask the questions of a set, lane by lane: what the measures are taken of.

``index, questions ─rank─▶ lexical, dense, hybrid; lexical + dense ─rrf─▶ rrf``. With several jobs
each worker process opens the index and the model for itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from index.encode import Encoder
from search.dataset import Question
from search.finder import Finder
from search.opening import OpenEncoder, open_searcher
from search.rrf import reciprocal_rank_fusion
from search.search import MODES, Mode, Searcher
from search.snapshot import open_index

LANES = ("lexical", "dense", "rrf", "hybrid")
Ranked = dict[str, list[str]]
"""Lane → article ids of one question, best first."""
Progress = Callable[[int, int], None]
_BATCH = 16  # questions that a worker gets at once


def lanes_of(searcher: Searcher) -> tuple[str, ...]:
    """The lanes that an index can be asked in."""
    return LANES if searcher.snapshot.vectors is not None else LANES[:1]


class LaneRanker:
    """Ranks articles for one question after another in every lane of an index."""

    def __init__(self, searcher: Searcher, *, k: int) -> None:
        self.lanes = lanes_of(searcher)
        self._k = k
        modes: list[Mode] = [mode for mode in MODES if mode in self.lanes]  # type: ignore[misc]
        self._finders = {mode: Finder(searcher, k=k, unit="article", mode=mode) for mode in modes}

    def rank(self, text: str) -> Ranked:
        """The k best articles in each lane; none for a blank question."""
        found: Ranked = {
            mode: [article_id for article_id, _ in finder.find(text)] if text else []
            for mode, finder in self._finders.items()
        }
        if "rrf" in self.lanes:
            both = (found["lexical"], found["dense"])
            found["rrf"] = reciprocal_rank_fusion(both, cutoff=self._k)
        return {lane: found[lane] for lane in self.lanes}


def rank_questions(
    index: Path,
    encoder: Encoder | None,
    questions: Sequence[Question],
    *,
    k: int,
    jobs: int = 1,
    open_encoder: OpenEncoder | None = None,
    progress: Progress = lambda done, total: None,
) -> dict[str, Ranked]:
    """Question id → lane → article ids.

    Args:
        index: The index folder.
        encoder: Made its vectors.
        questions: What to ask.
        k: Articles a lane.
        jobs: Worker processes; 1 works in this one.
        open_encoder: How workers open the encoder; without it there are none.
        progress: Called with (questions done, questions in all).
    """
    found: list[Ranked] = []
    ranked: Iterator[Ranked]
    progress(0, len(questions))
    texts = [question.text for question in questions]
    if jobs <= 1 or (encoder is not None and open_encoder is None):
        ranker = LaneRanker(Searcher(open_index(index), encoder=encoder), k=k)
        ranked = map(ranker.rank, texts)
    else:
        ranked = _ranked_by_workers(index, open_encoder, texts, k, jobs)
    for one in ranked:
        found.append(one)
        progress(len(found), len(questions))
    return {q.question_id: one for q, one in zip(questions, found, strict=True)}


def _ranked_by_workers(
    index: Path, open_encoder: OpenEncoder | None, texts: list[str], k: int, jobs: int
) -> Iterator[Ranked]:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),  # a forked child of OpenMP can hang
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),  # this process ends them in order
    ) as pool:
        task = partial(_rank_batch, index, open_encoder, k)
        try:
            for batch in pool.map(task, _batches(texts)):
                yield from batch
        finally:
            pool.shutdown(cancel_futures=True)


def _rank_batch(
    index: Path, open_encoder: OpenEncoder | None, k: int, texts: list[str]
) -> list[Ranked]:
    """The task of a worker process."""
    return list(map(_ranker(index, open_encoder, k).rank, texts))


@lru_cache(maxsize=1)
def _ranker(index: Path, open_encoder: OpenEncoder | None, k: int) -> LaneRanker:
    if open_encoder is None:
        return LaneRanker(Searcher(open_index(index)), k=k)
    return LaneRanker(open_searcher(index, open_encoder), k=k)


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while batch := list(islice(rest, _BATCH)):
        yield batch
