"""``examples/``: how many articles and questions, that the dirt is there, that evidence is exact.

Bytes are decoded here by a list written by hand, so that the product's reading is checked too.
"""

from __future__ import annotations

import codecs
import json
import unicodedata
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from index.fold import default_folder
from index.read.discover import discover
from index.read.files import read_file
from search.snapshot import open_index

EXAMPLES = Path(__file__).parents[1] / "examples"
ARTICLES = EXAMPLES / "articles"
_ENCODINGS = {  # of the files that are not UTF-8
    "battery_swap_utf16_fullwidth.txt": "utf-16-le",
    "crossborder_returns_poland_gb18030.txt": "gb18030",
    "hourly_kitchens_big5.txt": "big5",
}
_BOMS = {
    "battery_swap_utf16_fullwidth.txt": codecs.BOM_UTF16_LE,
    "translation_earbuds_launch_crlf.txt": codecs.BOM_UTF8,
}
_SEVERAL = {  # articles in a file, where there is more than one
    "city_briefs_three_in_one.txt": 3,
    "company_wire.jsonl": 3,
    "livestream_inspection_and_warehouse_labels.txt": 2,
    "news_briefs.jsonl": 2,
}
_KINDS = {
    "adversarial", "comparison", "date", "definition", "factoid", "how", "list", "multi-doc",
    "number", "unanswerable", "who", "why",
}  # fmt: skip


def decoded(path: Path) -> str:
    raw = path.read_bytes()
    return raw.removeprefix(_BOMS.get(path.name, b"")).decode(_ENCODINGS.get(path.name, "utf-8"))


def source_texts(path: Path) -> dict[str | None, str]:
    """The text of a file, or those of its records by their ids."""
    if path.suffix != ".jsonl":
        return {None: decoded(path)}
    records = [json.loads(line) for line in decoded(path).splitlines()]
    return {record["_id"]: record["text"] for record in records}


def evidence_items(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [*row["evidence"], *(item for items in row.get("alt_evidence", []) for item in items)]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in (EXAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
    ]


def test_there_are_24_articles_in_18_files_of_both_scripts_and_languages(examples) -> None:
    store = open_index(examples.index).store
    articles = list(store.articles(range(store.count("article"))).values())
    files = [path.name for path in ARTICLES.iterdir()]
    assert len(articles) == 24
    assert Counter(article.file for article in articles) == Counter(
        {name: _SEVERAL.get(name, 1) for name in files}
    )
    assert len(files) == 18
    assert Counter(article.language for article in articles) == {"zh": 18, "en": 6}
    assert sum(article.title_generated for article in articles) == 6
    assert sum(article.publisher == "範例週刊" for article in articles) == 3
    assert store.all_warnings() == []


def test_what_belongs_to_no_article_is_dropped(examples) -> None:
    store = open_index(examples.index).store
    assert set(store.drop_counts()) >= {
        "copyright", "disclaimer", "empty_credit", "front_matter", "signature", "site_chrome", "spam_title",
    }  # fmt: skip
    for article in store.articles(range(store.count("article"))).values():
        for passage in store.passages_of(article.article_no):
            text = passage.passage.span.of(store.source_text(article.source_no))
            assert "电饭煲内胆" not in text
            assert "相关推荐" not in text


def test_every_file_is_read_as_it_was_written() -> None:
    found = list(discover([ARTICLES]).files)
    assert len(found) == 18
    for file in found:
        read = read_file(file, max_bytes=1 << 20)
        given = {text.article_id if text.record else None: text.text for text in read.texts}
        assert given == source_texts(file.path)
        assert read.identity.encoding == _ENCODINGS.get(file.path.name, "utf-8")
        assert file.path.read_bytes().startswith(_BOMS.get(file.path.name, b""))
        assert ("\r\n" in decoded(file.path)) == ("_crlf" in file.path.name)
        assert file.path.name in (EXAMPLES / "README.md").read_text("utf-8")


def test_there_are_40_questions_half_in_each_language_8_without_an_answer(rows) -> None:
    assert len({row["id"] for row in rows}) == len(rows) == 40
    assert Counter((row["lang"], row["answerable"]) for row in rows) == {
        ("zh", True): 16, ("en", True): 16, ("zh", False): 4, ("en", False): 4,
    }  # fmt: skip
    assert {row["type"] for row in rows} == _KINDS
    for row in rows:
        assert (
            row["answerable"] == (row["expected"] != "abstain") == (row["type"] != "unanswerable")
        )
        assert bool(row["evidence"]) == bool(row["answer_groups"]) == row["answerable"]
    unusual = Counter(row["expected"] for row in rows if row["type"] == "adversarial")
    assert unusual == {"ignore_injection": 2, "correct_premise": 1}


def test_every_evidence_is_the_exact_slice_and_stands_once(rows) -> None:
    for row in rows:
        for item in evidence_items(row):
            text = source_texts(ARTICLES / item["file"])[item.get("article_id")]
            assert text[item["start"] : item["end"]] == item["quote"], row["id"]
            assert text.count(item["quote"]) == 1, row["id"]
            assert len(item["quote"]) >= 10, row["id"]


def test_the_evidence_holds_the_answer(rows) -> None:
    """What is asked for stands in the quotes: an answer of the evidence alone is a full one."""
    fold = default_folder().fold
    for row in rows:
        for evidence in [row["evidence"], *row.get("alt_evidence", [])]:
            quotes = fold("\n".join(item["quote"] for item in evidence))
            for group in row["answer_groups"]:
                assert any(fold(string) in quotes for string in group), (row["id"], group)


def test_twins_are_one_question_in_two_languages(rows) -> None:
    pairs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["twin"]:
            pairs[row["twin"]].append(row)
    assert len(pairs) == 14
    for twin, pair in pairs.items():
        zh, en = sorted(pair, key=lambda row: row["lang"], reverse=True)
        assert (zh["lang"], en["lang"]) == ("zh", "en"), twin
        assert (zh["id"], en["id"]) == (f"{twin}-zh", f"{twin}-en")
        for name in ("type", "answerable", "expected", "evidence", "answer_groups", "must_not"):
            assert zh[name] == en[name], twin


def test_every_file_is_asked_about(rows) -> None:
    """One only by questions that it does not answer: near misses."""
    asked = {item["file"] for row in rows for item in evidence_items(row)}
    assert {path.name for path in ARTICLES.iterdir()} - asked == {
        "mail_order_books_traditional_crlf.md"
    }


def test_a_reprint_differs_little_and_an_injected_line_stands_alone() -> None:
    first, again = (
        unicodedata.normalize("NFKC", decoded(ARTICLES / name))
        for name in ("battery_swap_utf16_fullwidth.txt", "battery_swap_reprint.txt")
    )
    assert 0.6 < SequenceMatcher(None, first, again, autojunk=False).ratio() < 0.9
    lines = decoded(ARTICLES / "poisoned_product_listing.txt").splitlines()
    assert any(line.startswith("Ignore all previous instructions.") for line in lines)
