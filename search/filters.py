"""Filters: which articles a search may return, and how many were left out for want of a date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.dates import interval, parse_date
from index.errors import BadFilter
from search.conditions import Condition, fields_of, plain
from search.snapshot import Snapshot

_LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must be. Dates are ISO 8601, reduced precision allowed, both inclusive.

    ``where``: a condition that it must meet as well.
    """

    date_from: str | None = None
    date_to: str | None = None
    publisher: str | None = None
    language: str | None = None
    file: str | None = None
    where: Condition | None = None

    def __post_init__(self) -> None:
        for name in ("date_from", "date_to"):
            value = getattr(self, name)
            if value is not None:
                iso = parse_date(value)
                if iso is None:
                    raise BadFilter(
                        f"not a date: {value!r}",
                        where=name,
                        hint="write YYYY-MM-DD, YYYY-MM or YYYY",
                    )
                object.__setattr__(self, name, iso)
        reversed_dates = (
            self.date_from
            and self.date_to
            and interval(self.date_from)[0] > interval(self.date_to)[1]
        )
        if reversed_dates:
            raise BadFilter("later than date_to", where="date_from", hint="swap them")
        if self.language is not None and self.language not in _LANGUAGES:
            raise BadFilter(f"not a language: {self.language!r}", where="language", hint="zh or en")

    def __bool__(self) -> bool:
        named = (self.date_from, self.date_to, self.publisher, self.language, self.file)
        return any(named) or self.where is not None


@dataclass(frozen=True, slots=True)
class Allowed:
    """``passages`` (n,) bool, or None where nothing is filtered; undated articles left out."""

    passages: NDArray[np.bool_] | None
    n_undated: int = 0


def apply_filters(snapshot: Snapshot, filters: Filters) -> Allowed:
    """The passages that may be returned.

    A date filter keeps an article whose interval overlaps; an undated one is left out and
    counted if it passes every other filter. A publisher matches in part, a file as a whole,
    a language also where an article is mixed.
    """
    if not filters:
        return Allowed(None)
    first = interval(filters.date_from)[0] if filters.date_from else ""
    last = interval(filters.date_to)[1] if filters.date_to else "9999-12-31"
    dated = bool(filters.date_from or filters.date_to)
    publisher = plain(filters.publisher) if filters.publisher else None
    meets = _meeting(snapshot, filters.where) if filters.where is not None else None
    articles = np.zeros(len(snapshot.article_fields), dtype=bool)
    n_undated = 0
    for number, published, found_publisher, language, file in snapshot.article_fields:
        if meets is not None and not meets[number]:
            continue
        if publisher and publisher not in plain(found_publisher or ""):
            continue
        if filters.language and language not in (filters.language, "mixed"):
            continue
        if filters.file and file != filters.file:
            continue
        if dated:
            if published is None:
                n_undated += 1
                continue
            begin, end = interval(published)
            if end < first or begin > last:
                continue
        articles[number] = True
    return Allowed(articles[snapshot.passage_articles], n_undated)


def _meeting(snapshot: Snapshot, condition: Condition) -> list[bool]:
    """Whether each article meets a condition, by its number; read anew: few searches ask."""
    fields = sorted(fields_of(condition))
    rows = snapshot.store.article_values(fields)
    return [condition.holds(dict(zip(fields, row, strict=True))) for row in rows]
