"""Search: from a question to ranked passages, each with its citation and explanation.

``Snapshot, question ─understand─▶ ─lexical lane, dense lane─▶ candidates ─fuse─▶ Hit...``. Answers are
left to ``search.answer``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from index.analyze import Analyzer, default_analyzer
from index.encode import Encoder, Vectors
from index.errors import IndexDamaged, LaneMissing, ModelMismatch, UsageError
from index.models import DEFAULT_MODEL, embedded_encoder
from index.store import ArticleRecord, PassageRecord
from search import lexical
from search.calibrate import language_shift
from search.config import SearchConfig
from search.filters import Filters, apply_filters
from search.fuse import Cosines, LaneWeights, lane_weights
from search.lexical import GroupPostings
from search.query import Query, understand
from search.snapshot import Snapshot
from search.translate import Translator
from search.transliterate import Transliteration, Transliterator, chain_in
from search.unmatched import unmatched_words

if TYPE_CHECKING:
    from search.support import Judge

Mode = Literal["hybrid", "lexical", "dense"]
MODES: tuple[str, ...] = get_args(Mode)
MAX_K = 1000
DEPTH = 1000  # candidates of each lane, at least MAX_K
_SAMPLE_STEP = 16
_SPELLED = 512  # names whose spellings are kept: one takes 20 ms, each lane asks for it again
_TIES = 8  # times the depth that ties at the cut may fill


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a score came about: contributions sum to ``raw``, ``score = logistic(raw)``."""

    contributions: dict[str, float]
    raw: float
    link: Literal["logistic"] = "logistic"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage at its rank, from 1.

    ``lexical``: what it has of BM25's ceiling, in [0, 1]; ``dense``: its cosine, as it compares across
    the languages of the index (``search.calibrate``), None where the dense lane was not asked.
    """

    rank: int
    score: float
    lexical: float
    dense: float | None
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
    filters: Filters
    unmatched: tuple[str, ...]  # words of the question that no passage of the index holds


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every candidate with its score, best first, ties by passage id, as it is read.

    ``scores``, ``lexical``, ``dense``, ``title`` (n_passages,) by passage number; a score of 0 is no
    candidate, and only candidates have a ``dense``.
    """

    query: Query
    mode: Mode
    weights: LaneWeights
    scores: NDArray[np.float64]
    lexical: NDArray[np.float64]
    dense: NDArray[np.float64]
    title: NDArray[np.float64]
    has_dense: bool  # whether the dense lane was asked
    found: tuple[GroupPostings, ...]
    n_undated: int
    filters: Filters


class Searcher:
    """Searches one snapshot; safe to share between threads."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder | None = None,
        *,
        config: SearchConfig | None = None,
        analyzer: Analyzer | None = None,
        senses: Encoder | None = None,
        judge: Judge | None = None,
    ) -> None:
        """Make a searcher.

        Args:
            snapshot: What to search.
            encoder: Made its vectors; without it only the lexical lane can be asked.
            config: Figures of the search.
            analyzer: Made its terms.
            senses: Says which translations of a word go with a question; None: the embedded one.
            judge: Says whether a quote supports what a language model writes; None: our own check.

        Raises:
            ModelMismatch: Another encoder made the vectors.
        """
        made = snapshot.vectors.made if snapshot.vectors else None
        if encoder is not None and made is not None and made.identity != encoder.identity:
            raise ModelMismatch(
                f"the index was built with {snapshot.model}, of other files or settings than"
                f" {encoder.name} here",
                where=str(snapshot.index),
                hint="build it again with the model that is here",
            )
        self.snapshot = snapshot
        self._vectors = snapshot.vectors if encoder else None
        self.encoder = encoder
        self.judge = judge
        self.config = config or SearchConfig()
        self.analyzer = analyzer or default_analyzer()
        self._transliterator = Transliterator()
        self._translator = Translator(
            self.analyzer,
            snapshot.store.translations,
            config=self.config,
            english=snapshot.has_english,
            senses=lambda: senses or self._embedded(),
            spell=lru_cache(_SPELLED)(self._spell),
        )

    def terms(self, text: str, article_no: int) -> list[str]:
        """The terms of a text of an article, with the names that this article writes in its own way."""
        return self.analyzer.terms(text, self.snapshot.store.aliases(article_no))

    def _embedded(self) -> Encoder:
        """The encoder that comes with wenju: the index's own, or another that is loaded now."""
        is_own = self.encoder is not None and self.encoder.name == DEFAULT_MODEL
        return self.encoder if self.encoder is not None and is_own else embedded_encoder()

    def _spell(self, name: str) -> list[Transliteration]:
        """The strings of the passages that a name may be written as, by pinyin or by its sound."""
        from search.pinyin import (
            pinyin_candidates,
        )  # the dictionary's readings: a third of a second

        passages = self.snapshot.passages
        occurs = chain_in(passages)
        spelled = pinyin_candidates(name, passages.following, occurs)
        known = {one.text for one in spelled}
        sounded = self._transliterator.candidates(
            name, lambda term: passages.find(term) is not None, occurs=occurs
        )
        return [*spelled, *(one for one in sounded if one.text not in known)]

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
        check_k(k)
        return self.top(self.rank(question, mode=mode, filters=filters), k)

    def top(self, ranking: Ranking, k: int) -> SearchResult:
        """The k best passages of a ranking.

        Raises:
            UsageError: k out of range.
        """
        check_k(k)
        best = self._best(ranking, k)
        found = ranking.found
        return SearchResult(
            query=ranking.query,
            mode=ranking.mode,
            hits=tuple(self._hits(ranking, best)),
            weights=tuple(entry.group.weight * entry.idf for entry in found),
            lexical_coverage=max(lexical.coverage(found, best), default=0.0),
            n_undated=ranking.n_undated,
            filters=ranking.filters,
            unmatched=unmatched_words(ranking.query, found),
        )

    def with_passages(self, result: SearchResult, numbers: Iterable[int]) -> SearchResult:
        """A result with the passages of these numbers behind its own, by their rank in its question."""
        known = {hit.passage.passage_no for hit in result.hits}
        if not (missing := sorted(set(numbers) - known)):
            return result
        query = result.query
        ranking = self._score(query, result.mode, result.filters, DEPTH)
        scores = ranking.scores
        ids = self.snapshot.store.passage_ids(missing)
        missing.sort(key=lambda number: (-scores[number], ids[number]))
        ranks = [int((scores > scores[number]).sum()) + 1 for number in missing]
        least = len(result.hits)
        further = []
        for hit, rank in zip(self._hits(ranking, missing), ranks, strict=True):
            least = max(least + 1, rank)
            further.append(replace(hit, rank=least))
        return replace(result, hits=(*result.hits, *further))

    def rank(
        self,
        question: str,
        *,
        mode: Mode = "hybrid",
        filters: Filters | None = None,
        depth: int = DEPTH,
    ) -> Ranking:
        """Score the candidates: the ``depth`` best of each lane. Raises as :meth:`search`."""
        if mode not in MODES:
            raise UsageError(
                f"unknown mode {mode!r}", where="mode", hint=f"one of {', '.join(MODES)}"
            )
        query = self.understand(question)
        self.check_lanes(mode)
        try:
            return self._score(query, mode, filters or Filters(), depth)
        except IndexError as error:  # a posting that points at no passage
            raise IndexDamaged(
                f"its postings are damaged ({error})",
                where=str(self.snapshot.index),
                hint="build the index again",
            ) from error

    def check_lanes(self, mode: Mode) -> None:
        """Refuse a mode that the index has no data for. Raises LaneMissing."""
        where = str(self.snapshot.index)
        if mode == "dense" and self.snapshot.vectors is None:
            raise LaneMissing(
                "this index has no embeddings", where=where, hint="ask with mode lexical or hybrid"
            )
        if mode != "lexical" and self.snapshot.vectors is not None and self.encoder is None:
            raise LaneMissing(
                f"opened without {self.snapshot.model}", where=where, hint="ask with mode lexical"
            )

    def _score(self, query: Query, mode: Mode, filters: Filters, depth: int) -> Ranking:
        allowed = apply_filters(self.snapshot, filters)
        vectors = None if mode == "lexical" else self._vectors
        cosines, encoded = None, None
        if vectors is not None:
            encoded = self._encode(query.text)
            usual = vectors.usual(encoded)
            shift = language_shift(vectors, encoded, self.snapshot.passages_by_language)
            cosines = Cosines(str(self.snapshot.model), usual, vectors.made.spread)
        body, title, found, ceiling = self._lexical(query)
        weights = lane_weights(mode, query.language, ceiling, cosines)
        scores, dense = np.zeros(len(body)), np.zeros(len(body))
        by_terms = weights.lexical * body + weights.title * title
        if allowed.passages is not None:
            by_terms[~allowed.passages] = 0.0
        if vectors is None or encoded is None:
            numbers = np.flatnonzero(by_terms)
        else:
            numbers = _deepest(by_terms, depth)
            if encoded.any():
                near, dense[near] = vectors.nearest(encoded, depth, allowed.passages)
                others = np.setdiff1d(numbers, near, assume_unique=True)
                dense[others] = vectors.scores(encoded, others)
                numbers = np.union1d(near, others)
                dense[numbers] -= shift[numbers]
        scores[numbers] = weights.scores(body[numbers], dense[numbers], title[numbers])
        return Ranking(
            query=query,
            mode=mode,
            weights=weights,
            scores=scores,
            lexical=body,
            dense=dense,
            title=title,
            has_dense=vectors is not None,
            found=found,
            n_undated=allowed.n_undated,
            filters=filters,
        )

    def _lexical(
        self, query: Query
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[GroupPostings, ...], float]:
        """The share of BM25's ceiling of each passage's text and of its title; postings, ceiling."""
        snapshot = self.snapshot
        k1, b = snapshot.config.k1, snapshot.config.b
        found = tuple(lexical.gather(snapshot.passages, query.groups))
        body = lexical.score(snapshot.passages, found, k1=k1, b=b)
        in_titles = lexical.gather(snapshot.titles, query.groups)
        titles = lexical.score(snapshot.titles, in_titles, k1=k1, b=0.0)
        if titles.bm25.any():
            return body.share, titles.share[snapshot.passage_articles], found, body.ceiling
        return body.share, np.zeros(len(body.share)), found, body.ceiling

    def _encode(self, text: str) -> Vectors:
        """The vector of a question (d,); 0 where the encoder knows nothing of it."""
        assert self.encoder is not None
        vector: Vectors = self.encoder.encode_queries([text])[0]
        return vector

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
            yield Hit(
                rank=rank,
                score=score,
                lexical=float(ranking.lexical[number]),
                dense=float(ranking.dense[number]) if ranking.has_dense else None,
                passage=row,
                article=articles[row.article_no],
                explanation=explanation,
            )

    def _explain(self, ranking: Ranking, number: int) -> Explanation:
        contributions = ranking.weights.contributions(
            float(ranking.lexical[number]),
            float(ranking.dense[number]),
            float(ranking.title[number]),
        )
        return Explanation(contributions, sum(contributions.values()))


def check_k(k: int) -> None:
    """Refuse a number of passages that cannot be returned. Raises UsageError."""
    if not 1 <= k <= MAX_K:
        raise UsageError(f"{k} is out of range", where="k", hint=f"give 1 to {MAX_K}")


def _deepest(values: NDArray[np.float64], depth: int) -> NDArray[np.intp]:
    """The numbers of the ``depth`` highest values above 0, more where some tie, rising."""
    cut = _threshold(values, depth)
    above, ties = np.flatnonzero(values > cut), np.flatnonzero(values == cut)
    return np.union1d(above, ties[: _TIES * depth])


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
