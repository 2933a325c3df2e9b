"""How far a passage is about what the rest of a question is about.

``whole question, quotes for what it asked before, Hit... ─▶ log odds (n,)``, 0 or less. Behind
青石渡口的木箱怎么收费 the question 搬运归谁管？ says no more of what, and a passage that holds 搬运 and
nothing else of the question tells of another matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from search.match import Matcher, is_word, topics_of
from search.query import Query
from search.search import Hit, Searcher, SearchResult

_ENOUGH = (
    0.5  # of the words of the rest that the quotes before hold, from which it is the same matter
)


class Matter:
    """What one question is about, for the things that it asks."""

    def __init__(self, searcher: Searcher, result: SearchResult) -> None:
        self._searcher = searcher
        self._result = result
        self._matcher = Matcher(result.query.groups)

    def log_odds(
        self, part: Query, before: Sequence[Hit], hits: Sequence[Hit]
    ) -> NDArray[np.float64]:
        """The log odds (n,) by which n hits are less likely to answer a part of the question.

        ``part``: what is asked; ``before``: where the quotes for what was asked before stand, at least
        one. 0 where a hit holds enough of the words that those hold; where it holds none, what a
        sentence that answers another question outright still overcomes.
        """
        config = self._searcher.config
        own = {member.terms for group in part.groups for member in group.members}
        rest = {
            i
            for i, group in enumerate(self._result.query.groups)
            if is_word(group) and not any(member.terms in own for member in group.members)
        }
        held = self._held([*before, *hits])
        n_rest = [len(held[hit.passage.passage_no] & rest) for hit in (*before, *hits)]
        enough = _ENOUGH * max(n_rest[: len(before)])
        shares = np.minimum(1.0, np.array(n_rest[len(before) :]) / enough) if enough else 1.0
        least = np.exp(-config.max_other_matter / config.other_matter)
        odds: NDArray[np.float64] = config.other_matter * np.log(np.maximum(shares, least))
        return np.broadcast_to(odds, (len(hits),))

    def _held(self, hits: Iterable[Hit]) -> dict[int, set[int]]:
        """For each passage the question's groups that it holds, or its article's title or lead."""
        distinct = {hit.passage.passage_no: hit for hit in hits}
        named = topics_of(self._searcher, replace(self._result, hits=tuple(distinct.values())))
        return {
            number: named[hit.article.article_no]
            | self._matcher.held(
                self._searcher.terms(hit.passage.passage.text, hit.article.article_no)
            )
            for number, hit in distinct.items()
        }
