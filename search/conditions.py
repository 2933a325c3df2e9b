"""Conditions on what is known of an article: what protocols filter by, in one form.

``Comparison, Combined ─holds─▶ bool`` for one article's values. How each protocol writes conditions is
left to its route, which articles of an index they choose to ``search.filters``.

A text is compared whole, or in part; titles, publishers and authors whatever the case or width, ids,
files and addresses as they are. A date is an interval, as long as it is imprecise: ``is`` wants two
dates to overlap, ``before`` and ``after`` all of the one before or after all of the other, ``to`` and
``from`` no more than not after and not before. What an article lacks compares with nothing: only
``empty`` and negated comparisons hold.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from reprlib import repr as brief
from typing import Literal

from index.dates import interval, parse_date
from index.errors import BadFilter

Operator = Literal["is", "contains", "starts", "ends", "empty", "before", "after", "from", "to"]
Values = Mapping[str, str | None]
"""What is known of an article, by the names of ``index.store.ArticleRecord``."""

_interval = lru_cache(maxsize=4096)(interval)

FIELDS = {
    "title": "title",
    "publisher": "publisher",
    "author": "author",
    "date": "published",
    "published": "published",
    "file": "file",
    "filename": "file",
    "language": "language",
    "url": "url",
    "article_url": "url",
    "document_id": "article_id",
    "article_id": "article_id",
    "file_id": "article_id",
}
"""Names that a condition may have for a field of an article."""

_DATE = "published"
_FOLDED = ("title", "publisher", "author")
_ORDERS = ("before", "after", "from", "to")
_OF_DATES = ("is", *_ORDERS)
MAX_SIZE = 1000  # comparisons and their values in one condition
_YEARS = range(1000, 10_000)  # a number that is one of these is a year, another seconds since 1970
_MAX_SECONDS = 253_402_300_799  # the end of the year 9999


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing known of an article, compared; made by :func:`comparison`.

    Holds if ``field`` compares as it says with any of ``values``; ``negated``: if with none.
    """

    field: str
    operator: Operator
    values: frozenset[str] = frozenset()
    negated: bool = False

    def holds(self, article: Values) -> bool:
        """Whether an article is so."""
        return self._compares(article[self.field]) != self.negated

    def _compares(self, held: str | None) -> bool:
        if self.operator == "empty":
            return not (held and held.strip())
        if held is None:
            return False
        if self.field == _DATE and self.operator in _OF_DATES:
            return any(_dates_compare(held, self.operator, value) for value in self.values)
        held = plain(held) if self.field in _FOLDED else held
        if self.operator == "is":
            return held in self.values
        return any(_texts_compare(held, self.operator, value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Combined:
    """Conditions of which ``every`` one must hold, or any."""

    parts: tuple[Condition, ...]
    every: bool

    def holds(self, article: Values) -> bool:
        """Whether an article is so; without parts it is, as nothing is asked."""
        if not self.parts:
            return True
        quantifier = all if self.every else any
        return quantifier(part.holds(article) for part in self.parts)


Condition = Comparison | Combined


def fields_of(condition: Condition) -> set[str]:
    """What must be known of an article to decide a condition."""
    return {one.field for one in _comparisons(condition)}


def check_size(condition: Condition, where: str) -> None:
    """Refuse a condition that would take long to decide. Raises BadFilter."""
    size = sum(1 + len(one.values) for one in _comparisons(condition))
    if size > MAX_SIZE:
        raise BadFilter(
            f"{size:,} comparisons and values, over {MAX_SIZE:,}", where=where, hint="ask for less"
        )


def comparison(
    names: Iterable[str],
    operator: Operator,
    values: Iterable[object],
    *,
    negated: bool = False,
    where: str,
) -> Condition:
    """A comparison of any of some fields; negated, of none of them.

    Args:
        names: Of fields, as in ``FIELDS``.
        values: Texts or whole numbers; of a date ISO 8601 of any precision, or seconds since 1970
            (UTC). ``empty`` takes none.
        where: What to call it in an error.

    Raises:
        BadFilter: No such field, a value of another kind, or an operator that the field has not.
    """
    given = list(values)
    parts = tuple(
        Comparison(field, operator, _checked(field, operator, given, where), negated)
        for field in dict.fromkeys(_field(name, where) for name in names)
    )
    if not parts:
        raise BadFilter("names no field", where=where, hint=_known_fields())
    return parts[0] if len(parts) == 1 else Combined(parts, every=negated)


def _comparisons(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts:
            yield from _comparisons(part)


def _checked(field: str, operator: Operator, given: list[object], where: str) -> frozenset[str]:
    """The values as the field compares with them."""
    if operator in _ORDERS and field != _DATE:
        raise BadFilter("only dates come before or after", where=where, hint="compare date")
    if operator == "empty":
        return frozenset()
    if not given:
        raise BadFilter("has nothing to compare with", where=where, hint="give a value")
    if field == _DATE and operator in _OF_DATES:
        return frozenset(_date(value, where) for value in given)
    texts = [_text(value, where) for value in given]
    return frozenset(map(plain, texts) if field in _FOLDED else texts)


def plain(name: str) -> str:
    """A name for comparing, whatever its case, width or white space."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _field(name: str, where: str) -> str:
    if name not in FIELDS:
        raise BadFilter(f"no field {brief(name)}", where=where, hint=_known_fields())
    return FIELDS[name]


def _known_fields() -> str:
    return f"one of {', '.join(FIELDS)}"


def _text(value: object, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadFilter(f"cannot be compared with {brief(value)}", where=where, hint="give a text")
    return str(value)


def _date(value: object, where: str) -> str:
    """A date in ISO 8601, of whatever precision it has."""
    iso = None
    if isinstance(value, str):
        iso = parse_date(value)
        value = float(value) if iso is None and value.strip().isdecimal() else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        iso = _date_of_number(value)
    if iso is None:
        hint = "write YYYY-MM-DD, YYYY-MM, YYYY or seconds since 1970"
        raise BadFilter(f"not a date: {brief(value)}", where=where, hint=hint)
    return iso


def _date_of_number(number: float) -> str | None:
    if not 0 <= number <= _MAX_SECONDS:
        return None
    if number in _YEARS:
        return f"{number:.0f}"
    return datetime.fromtimestamp(number, UTC).date().isoformat()


def _texts_compare(held: str, operator: Operator, value: str) -> bool:
    if operator == "contains":
        return value in held
    if operator == "starts":
        return held.startswith(value)
    return held.endswith(value)


def _dates_compare(held: str, operator: Operator, value: str) -> bool:
    (begin, end), (first, last) = _interval(held), _interval(value)
    if operator == "before":
        return end < first
    if operator == "after":
        return begin > last
    if operator == "from":
        return end >= first
    if operator == "to":
        return begin <= last
    return end >= first and begin <= last
