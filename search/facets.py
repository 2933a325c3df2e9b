"""Facets: by what the best passages of a question can be narrowed down.

``Ranking ─▶ articles of its best passages ─▶ counts by publisher, year, language``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from search.search import Ranking
from search.snapshot import Snapshot

DEPTH = 100  # passages


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to filter by, and how many articles of the best passages have it."""

    value: str
    n_articles: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Values by falling count, then by value; years newest first."""

    publishers: tuple[Facet, ...]
    years: tuple[Facet, ...]
    languages: tuple[Facet, ...]


def count_facets(snapshot: Snapshot, ranking: Ranking, *, depth: int = DEPTH) -> Facets:
    """Count the articles of the ``depth`` best passages, all that tie with the last among them."""
    scores = ranking.scores
    passing = np.flatnonzero(scores > 0)
    if len(passing) > depth:
        cut = np.partition(scores[passing], -depth)[-depth]
        passing = passing[scores[passing] >= cut]
    numbers = np.unique(snapshot.passage_articles[passing]).tolist()
    fields = [snapshot.article_fields[number] for number in numbers]
    years = _counted(published[:4] for _, published, *_ in fields if published)
    return Facets(
        publishers=_counted(publisher for _, _, publisher, *_ in fields if publisher),
        years=tuple(sorted(years, key=lambda facet: facet.value, reverse=True)),
        languages=_counted(name for *_, language, _ in fields for name in _languages(language)),
    )


def _languages(language: str) -> tuple[str, ...]:
    """The language filters that keep an article."""
    if language == "mixed":
        return ("zh", "en")
    return (language,) if language in ("zh", "en") else ()


def _counted(values: Iterable[str]) -> tuple[Facet, ...]:
    counts = Counter(values)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Facet(value, n) for value, n in ordered)
