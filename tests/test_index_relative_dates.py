"""Dates that are not stated: inferred by a narrow rule, and years said relative to the article's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hash_encoder import HashEncoder
from small_index import write_records

from index.article import read_articles
from index.build import build
from index.config import IndexConfig
from index.relative_dates import infer_date, year_aliases
from index.source import SourceText, Span
from search.search import Searcher
from search.snapshot import open_index

_REST = "渡口的管理处把账本抄了两份，一份给货主，一份留在值班室里，谁都可以来看。" * 2


@pytest.mark.parametrize(
    ("text", "month"),
    [
        (f"2021年6月3日，渡口换了新船。{_REST}", "2021-06"),
        (f"渡口（2021年6月3日）换了新船。去年是2020年。{_REST}", "2021-06"),
        (f"The ferry was renewed on June 3, 2021. {_REST}", "2021-06"),
        (f"2021年6月3日，渡口换了新船。{_REST}到2024年再换一次。", None),  # told from later on
        (f"6月3日，渡口换了新船。{_REST}", None),
        (f"2021年6月，渡口换了新船。{_REST}", None),
        (f"渡口换了新船。{_REST}{_REST}2021年6月3日再议。", None),
        (f"2021年6月3日，渡口换了新船，花了2050.5元，编号2099。{_REST}", None),
    ],
)
def test_a_date_is_inferred_from_a_day_at_the_start_with_no_later_year(
    text: str, month: str | None
) -> None:
    found = infer_date(text, Span(0, len(text)))
    assert (found[0] if found else None) == month
    if found:
        assert "2021" in found[1].of(text)


def test_an_inferred_date_is_marked_and_shows_its_evidence() -> None:
    text = f"2021年6月3日，渡口换了新船，比从前的宽两尺。{_REST}\n\n{_REST}"
    (article,) = read_articles(SourceText("a.txt", text), IndexConfig()).articles
    assert article.published is not None
    assert article.published.value == "2021-06"
    assert article.published_inferred
    assert article.published.evidence == Span(0, 9)


def test_a_stated_date_is_never_replaced() -> None:
    text = f"渡口换船\n2022-01-05 来源：青石日报\n\n2021年6月3日，渡口换了新船。{_REST}"
    (article,) = read_articles(SourceText("a.txt", text), IndexConfig()).articles
    assert article.published is not None
    assert (article.published.value, article.published_inferred) == ("2022-01-05", False)


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("今年换船，去年不换。", "2024-05", {"今年": "2024年", "去年": "2023年"}),
        ("The ferry was renewed last year.", "2024", {"last year": "2023"}),
        ("今年换船。", None, {}),
        ("说明年份，也看目前年景。", "2024", {}),
        ("明年再说。", "2024-12-31", {"明年": "2025年"}),
    ],
)
def test_years_said_relative_to_the_article(
    text: str, published: str | None, expected: dict[str, str]
) -> None:
    assert dict(year_aliases(text, published)) == expected


def test_a_year_is_found_where_the_text_says_last_year_and_the_quote_stays(tmp_path: Path) -> None:
    said = "去年的渡船票价涨到三元，乘客们在码头上议论了半个月，管理处没有让步。"
    write_records(
        tmp_path / "a.jsonl",
        [
            {"_id": "new", "date": "2023-04-01", "text": said},
            {"_id": "old", "date": "2012-04-01", "text": said.replace("三元", "一元")},
        ],
    )
    build([tmp_path / "a.jsonl"], tmp_path / "index", config=IndexConfig(), encoder=HashEncoder())
    searcher = Searcher(open_index(tmp_path / "index"), encoder=HashEncoder())
    for year, article_id in (("2022", "new"), ("2011", "old")):
        best = searcher.search(f"{year}年渡船票价", mode="lexical").hits[0]
        assert best.article.article_id == article_id
        assert best.passage.passage.text.startswith("去年")
