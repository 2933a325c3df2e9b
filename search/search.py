"""Search: from a question to ranked passages, each with its citation and explanation.

``Snapshot, question ─understand─▶ ─lexical lane─▶ ─fuse─▶ Hit...``. Answers are left to
``search.answer``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from index.analyze import Analyzer, default_analyzer
from index.errors import IndexDamaged, LaneMissing, UsageError
from index.store import ArticleRecord, PassageRecord
from search import lexical
from search.config import SearchConfig
from search.filters import Allowed, Filters, apply_filters
from search.lexical import GroupPostings
from search.query import Query, understand
from search.snapshot import Snapshot
from search.translate import Translator

Mode = Literal["hybrid", "lexical", "dense"]
MODES: tuple[str, ...] = get_args(Mode)
MAX_K = 1000
_SAMPLE_STEP = 16


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a score came about: contributions sum to ``raw``, ``score = logistic(raw)``."""

    contributions: dict[str, float]
    raw: float
    link: Literal["logistic"] = "logistic"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage at its rank, from 1."""

    rank: int
    score: float
    passage: PassageRecord
    article: ArticleRecord
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits by falling score, ties by passage id."""

    query: Query
    mode: Mode
    hits: tuple[Hit, ...]
    weights: tuple[float, ...]  # weight · idf of each group of the query
    lexical_coverage: float  # best share of the question's terms in one returned passage, [0, 1]
    n_undated: int  # articles that a date filter left out for want of a date


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every passage with a score, best first, ties by passage id, as it is read.

    ``scores``, ``lexical``, ``title`` (n_passages,) by passage number; a score of 0 is no match.
    """

    query: Query
    scores: NDArray[np.float64]
    lexical: NDArray[np.float64]
    title: NDArray[np.float64]
    found: tuple[GroupPostings, ...]
    n_undated: int


class Searcher:
    """Searches one snapshot; safe to share between threads."""

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        config: SearchConfig | None = None,
        analyzer: Analyzer | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.config = config or SearchConfig()
        self.analyzer = analyzer or default_analyzer()
        self._translator = Translator(
            self.analyzer,
            snapshot.store.translations,
            limit=self.config.max_translations,
            english=snapshot.has_english,
        )

    def understand(self, question: str) -> Query:
        """The question as groups of terms."""
        return understand(
            question, analyzer=self.analyzer, translator=self._translator, config=self.config
        )

    def search(
        self,
        question: str,
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        filters: Filters | None = None,
    ) -> SearchResult:
        """The k best passages.

        Raises:
            UsageError: A blank or too long question, k out of range, an unknown mode.
            LaneMissing: The index was built without what ``mode`` needs.
        """
        if not 1 <= k <= MAX_K:
            raise UsageError(f"{k} is out of range", where="k", hint=f"give 1 to {MAX_K}")
        ranking = self.rank(question, mode=mode, filters=filters)
        best = self._best(ranking, k)
        coverage = max(lexical.coverage(ranking.found, best), default=0.0)
        hits = tuple(self._hits(ranking, best))
        weights = tuple(entry.group.weight * entry.idf for entry in ranking.found)
        return SearchResult(ranking.query, mode, hits, weights, coverage, ranking.n_undated)

    def rank(
        self, question: str, *, mode: Mode = "hybrid", filters: Filters | None = None
    ) -> Ranking:
        """Score every passage. Raises as :meth:`search`."""
        if mode not in MODES:
            raise UsageError(
                f"unknown mode {mode!r}", where="mode", hint=f"one of {', '.join(MODES)}"
            )
        query = self.understand(question)
        if mode == "dense" and self.snapshot.model is None:
            raise LaneMissing(
                "this index has no embeddings",
                where=str(self.snapshot.index),
                hint="ask with mode lexical or hybrid",
            )
        try:
            return self._score(query, apply_filters(self.snapshot, filters or Filters()))
        except IndexError as error:  # a posting that points at no passage
            raise IndexDamaged(
                f"its postings are damaged ({error})",
                where=str(self.snapshot.index),
                hint="build the index again",
            ) from error

    def _score(self, query: Query, allowed: Allowed) -> Ranking:
        snapshot, config = self.snapshot, self.config
        k1, b = snapshot.config.k1, snapshot.config.b
        found = tuple(lexical.gather(snapshot.passages, query.groups))
        body = lexical.score(snapshot.passages, found, k1=k1, b=b)
        in_titles = lexical.gather(snapshot.titles, query.groups)
        titles = lexical.score(snapshot.titles, in_titles, k1=k1, b=0.0)
        share = body.share
        matched = share > 0
        if titles.bm25.any():
            title = titles.share[snapshot.passage_articles]
            matched |= title > 0
        else:
            title = np.zeros(len(share))
        if allowed.passages is not None:
            matched &= allowed.passages
        numbers = np.flatnonzero(matched)
        raw = (
            config.lexical_weight * share[numbers]
            + config.title_weight * title[numbers]
            + config.bias
        )
        scores = np.zeros(len(share))
        scores[numbers] = np.round(_logistic(raw), 6)
        return Ranking(query, scores, share, title, found, allowed.n_undated)

    def _best(self, ranking: Ranking, k: int) -> list[int]:
        """The numbers of the k best passages, ties at the cut decided by passage id."""
        scores = ranking.scores
        numbers = np.flatnonzero(scores >= _threshold(scores, k)).tolist()
        ids = self.snapshot.store.passage_ids(numbers)
        return sorted(numbers, key=lambda number: (-scores[number], ids[number]))[:k]

    def _hits(self, ranking: Ranking, numbers: list[int]) -> Iterator[Hit]:
        passages = self.snapshot.store.passages(numbers)
        articles = self.snapshot.store.articles({row.article_no for row in passages.values()})
        for rank, number in enumerate(numbers, start=1):
            row = passages[number]
            explanation = self._explain(ranking, number)
            score = float(ranking.scores[number])
            yield Hit(rank, score, row, articles[row.article_no], explanation)

    def _explain(self, ranking: Ranking, number: int) -> Explanation:
        config = self.config
        contributions = {
            "lexical": float(config.lexical_weight * ranking.lexical[number]),
            "dense": 0.0,
            "title": float(config.title_weight * ranking.title[number]),
            "bias": config.bias,
        }
        return Explanation(contributions, sum(contributions.values()))


def _threshold(scores: NDArray[np.float64], k: int) -> float:
    """A score that at least k matches reach, and few more; above 0, which is no match.

    The k best of a sample bound those of the whole from below, so only what passes them has
    to be sorted out.
    """
    sample = scores[::_SAMPLE_STEP]
    floor = float(np.partition(sample, -k)[-k]) if len(sample) > k else 0.0
    passing = scores[scores >= floor] if floor > 0 else scores[scores > 0]
    if len(passing) > k:
        return float(np.partition(passing, -k)[-k])
    return float(passing.min()) if len(passing) else 1.0


def _logistic(raw: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-raw))
    return result
