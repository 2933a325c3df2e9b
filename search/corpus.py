"""What an index holds, in a few figures: for who comes to it first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.dates import interval


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of an index. ``first`` and ``last`` are days, None where no article has a date."""

    n_articles: int
    n_passages: int
    n_dated: int  # articles
    first: str | None
    last: str | None
    publishers: tuple[tuple[str, int], ...]  # with how many articles, most first, then by name
    built: str  # day


def look_over(
    manifest: Mapping[str, Any], fields: Sequence[tuple[int, str | None, str | None, str, str]]
) -> Corpus:
    """Sum an index up from its manifest and ``Store.article_fields``."""
    dates = [interval(published) for _, published, *_ in fields if published]
    counts = Counter(publisher for _, _, publisher, *_ in fields if publisher)
    return Corpus(
        n_articles=manifest["counts"]["articles"],
        n_passages=manifest["counts"]["passages"],
        n_dated=len(dates),
        first=min((first for first, _ in dates), default=None),
        last=max((last for _, last in dates), default=None),
        publishers=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        built=str(manifest["built_at"])[:10],
    )
