"""The k best articles or passages of a question, by id: what runs and measures are made of.

``question ─rank─▶ candidates ─▶ (id, score)...``. Hits with text and citation are left to
``Searcher.search``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from search.search import DEPTH, Mode, Ranking, Searcher

Unit = Literal["article", "passage"]


@dataclass(slots=True)
class Finder:
    """Finds the k best units of a question; article ids are looked up once."""

    searcher: Searcher
    k: int
    unit: Unit
    mode: Mode
    _article_ids: dict[int, str] = field(default_factory=dict)

    def find(self, text: str) -> list[tuple[str, float]]:
        """(id, score) of the k best, ties by passage id; an article stands at its best passage.

        Raises:
            UsageError, LaneMissing: As :meth:`search.search.Searcher.rank`.
        """
        ranking = self._rank(text)
        numbers = self._candidates(ranking)
        rows = self.searcher.snapshot.store.passages(numbers.tolist())
        ordered = sorted(
            rows.values(),
            key=lambda row: (-ranking.scores[row.passage_no], row.passage.passage_id),
        )
        if self.unit == "passage":
            return [
                (row.passage.passage_id, float(ranking.scores[row.passage_no]))
                for row in ordered[: self.k]
            ]
        best: dict[int, float] = {}
        for row in ordered:
            best.setdefault(row.article_no, float(ranking.scores[row.passage_no]))
        chosen = list(best.items())[: self.k]
        self._look_up([number for number, _ in chosen])
        return [(self._article_ids[number], score) for number, score in chosen]

    def _rank(self, text: str) -> Ranking:
        """A ranking deep enough for k units, if there are so many."""
        depth, n_before = DEPTH, -1
        while True:
            ranking = self.searcher.rank(text, mode=self.mode, depth=depth)
            matched = np.flatnonzero(ranking.scores)
            if self.unit == "article":
                n_units = len(np.unique(self.searcher.snapshot.passage_articles[matched]))
            else:
                n_units = len(matched)
            if n_units >= self.k or len(matched) < depth or len(matched) == n_before:
                return ranking
            depth, n_before = 4 * depth, len(matched)

    def _candidates(self, ranking: Ranking) -> NDArray[np.intp]:
        """Numbers of all passages that may be among the k best units, ties at the cut included.

        For articles only their best passages count, so that one with many good passages does
        not crowd out the others.
        """
        scores = ranking.scores
        matched = np.flatnonzero(scores)
        if self.unit == "article":
            articles = self.searcher.snapshot.passage_articles[matched]
            best = np.zeros(int(articles.max()) + 1 if len(articles) else 0)
            np.maximum.at(best, articles, scores[matched])
            matched = matched[scores[matched] == best[articles]]
            units = best[best > 0]
        else:
            units = scores[matched]
        if len(units) > self.k:
            cut = np.partition(units, len(units) - self.k)[len(units) - self.k]
            matched = matched[scores[matched] >= cut]
        return matched

    def _look_up(self, article_nos: list[int]) -> None:
        missing = [number for number in article_nos if number not in self._article_ids]
        for number, article in self.searcher.snapshot.store.articles(missing).items():
            self._article_ids[number] = article.article_id
