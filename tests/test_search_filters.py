"""Filters never leak: random filters against one plain rule an article."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import quick_build, write_records
from strategies import many

from index.errors import BadFilter
from search.filters import Filters
from search.search import Searcher
from search.snapshot import open_index

DATES = [None, "2022", "2024", "2024-02", "2024-05", "2024-05-03", "2024-12-31"]
PUBLISHERS = [None, "青石日报", "青石晚报", "Ｈarbour Post"]
TEXTS = {
    "zh": "渡口的货栈照常开门，值班员照常点数，没有人提起昨天的事。",
    "en": "The depot opens as usual and the clerk counts the crates in the morning.",
    "mixed": "The label of the depot 渡口货栈值班员点数木箱 says that it is to be kept dry.",
}


@dataclass(frozen=True)
class Made:
    """An article as it was written."""

    article_id: str
    date: str | None
    publisher: str | None
    language: str
    file: str


@cache
def library() -> tuple[Searcher, tuple[Made, ...]]:
    root = Path(mkdtemp(prefix="wenju-tests-"))
    made: list[Made] = []
    for n, (date, publisher, language) in enumerate(product(DATES, PUBLISHERS, TEXTS)):
        made.append(Made(f"m-{n}", date, publisher, language, f"{'abc'[n % 3]}.jsonl"))
    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        records = [
            {"_id": m.article_id, "text": TEXTS[m.language]}
            | {key: value for key, value in (("date", m.date), ("publisher", m.publisher)) if value}
            for m in made
            if m.file == name
        ]
        write_records(root / name, records)
    quick_build(root / "index", *(root / name for name in ("a.jsonl", "b.jsonl", "c.jsonl")))
    return Searcher(open_index(root / "index")), tuple(made)


def days(date: str) -> tuple[str, str]:
    """First and last day, by the calendar."""
    year, *rest = date.split("-")
    if len(rest) == 2:
        return date, date
    if len(rest) == 1:
        return f"{date}-01", f"{date}-{calendar.monthrange(int(year), int(rest[0]))[1]:02}"
    return f"{year}-01-01", f"{year}-12-31"


def passes_but_for_date(made: Made, filters: Filters) -> bool:
    publisher = (made.publisher or "").replace("Ｈ", "H").lower()
    return (
        (not filters.publisher or filters.publisher.replace("Ｈ", "H").lower().strip() in publisher)
        and (not filters.language or made.language in (filters.language, "mixed"))
        and (not filters.file or made.file == filters.file)
    )


def in_time(made: Made, filters: Filters) -> bool:
    if not (filters.date_from or filters.date_to):
        return True
    if made.date is None:
        return False
    begin, end = days(made.date)
    after = filters.date_from is None or end >= days(filters.date_from)[0]
    return after and (filters.date_to is None or begin <= days(filters.date_to)[1])


dates = st.sampled_from(
    [
        None,
        "2022",
        "2023",
        "2024",
        "2024-02",
        "2024-03",
        "2024-05-02",
        "2024-05-03",
        "2024-05-04",
        "2025",
    ]
)


@many
@given(
    dates,
    dates,
    st.sampled_from([None, "青石", "青石日报", "harbour", "Ｈarbour post", "日报 ", "nobody"]),
    st.sampled_from([None, "zh", "en"]),
    st.sampled_from([None, "a.jsonl", "b.jsonl", "none.jsonl", "A.jsonl"]),
)
def test_filters_return_exactly_the_articles_that_pass(
    first: str | None,
    last: str | None,
    publisher: str | None,
    language: str | None,
    file: str | None,
) -> None:
    searcher, made = library()
    try:
        filters = Filters(first, last, publisher, language, file)
    except BadFilter:
        assert first is not None
        assert last is not None
        assert days(first)[0] > days(last)[1]
        return
    result = searcher.search("渡口 depot", k=1000, filters=filters)
    others = [m for m in made if passes_but_for_date(m, filters)]
    assert {hit.article.article_id for hit in result.hits} == {
        m.article_id for m in others if in_time(m, filters)
    }
    dated = bool(filters.date_from or filters.date_to)
    assert result.n_undated == (sum(m.date is None for m in others) if dated else 0)


def test_every_article_is_found_without_a_filter() -> None:
    searcher, made = library()
    result = searcher.search("渡口 depot", k=1000)
    assert len(result.hits) == len(made) == 84
    assert {hit.article.language for hit in result.hits} == {"zh", "en", "mixed"}
    assert result.n_undated == 0


def test_filter_changes_no_score() -> None:
    searcher, _ = library()
    scores = {
        h.passage.passage_no: h.score for h in searcher.search("渡口 depot 货栈", k=1000).hits
    }
    for hit in searcher.search("渡口 depot 货栈", k=1000, filters=Filters(language="en")).hits:
        assert hit.score == scores[hit.passage.passage_no]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"date_from": "昨天"}, "date_from"),
        ({"date_to": "2024-02-30"}, "date_to"),
        ({"date_from": ""}, "date_from"),
        ({"date_from": "2024-06", "date_to": "2024-05"}, "date_from"),
        ({"language": "fr"}, "language"),
        ({"language": "ZH"}, "language"),
    ],
)
def test_filter_that_cannot_be_read_is_refused_by_name(fields: dict[str, str], where: str) -> None:
    with pytest.raises(BadFilter) as caught:
        Filters(**fields)
    assert str(caught.value).startswith(f"{where}: ")


def test_filter_dates_are_read_as_articles_state_them() -> None:
    assert Filters(date_from="2024年5月3日", date_to="20240504").date_from == "2024-05-03"
    assert not Filters()
    assert Filters(file="a")
