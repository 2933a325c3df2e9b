"""The real corpus beside the repository, against the gold bounds; skipped where it is absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.article import Article, Articles, read_articles
from index.config import IndexConfig
from index.fold import default_folder
from index.read.decode import decode
from index.source import SourceText

SHARED = Path(__file__).parents[2] / "shared"
pytestmark = pytest.mark.skipif(
    not (SHARED / "gold" / "articles.json").is_file(),
    reason="../shared (corpus and gold) is not here",
)
_NEAR = 5  # characters that a bound may be off


@pytest.fixture(scope="module")
def gold() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(
        (SHARED / "gold" / "articles.json").read_text("utf-8")
    )
    return loaded


@pytest.fixture(scope="module")
def seeds() -> dict[str, tuple[str, Articles]]:
    found: dict[str, tuple[str, Articles]] = {}
    for path in sorted((SHARED / "corpus").glob("*.txt")):
        decoded = decode(path.read_bytes())
        assert decoded is not None
        source = SourceText(path.name, decoded.text)
        found[path.name] = decoded.text, read_articles(source, IndexConfig())
    return found


def pairs(
    gold: list[dict[str, Any]], seeds: dict[str, tuple[str, Articles]]
) -> list[tuple[dict[str, Any], str, Article]]:
    """(gold, file's text, our article) in the order of the gold."""
    return [
        (entry, seeds[entry["file"]][0], seeds[entry["file"]][1].articles[entry["article"] - 1])
        for entry in gold
    ]


def test_five_files_hold_the_seven_gold_articles_within_five_characters(
    gold: list[dict[str, Any]], seeds: dict[str, tuple[str, Articles]]
) -> None:
    assert sum(len(found.articles) for _, found in seeds.values()) == len(gold) == 7
    for entry, _, article in pairs(gold, seeds):
        assert abs(article.span.start - entry["start"]) <= _NEAR, entry["file"]
        assert abs(article.span.end - entry["end"]) <= _NEAR, entry["file"]


def test_titles_in_the_text_are_exact_and_others_are_marked_as_generated(
    gold: list[dict[str, Any]], seeds: dict[str, tuple[str, Articles]]
) -> None:
    for entry, text, article in pairs(gold, seeds):
        assert article.title_generated == (entry["title"] is None)
        if entry["title"] is not None:
            assert article.title.evidence is not None
            assert article.title.value == entry["title"] == article.title.evidence.of(text)


def test_no_spam_title_is_a_title_or_in_a_passage(seeds: dict[str, tuple[str, Articles]]) -> None:
    for name in ("003_234241b9d5f22c4d.txt", "004_5df7bb63ffa95491.txt"):
        text, found = seeds[name]
        spam = [drop.span for drop in found.drops if drop.reason == "spam_title"]
        assert [span.start for span in spam] == [0]
        assert all(spam[0].of(text) not in article.title.value for article in found.articles)
        assert all(spam[0].end <= p.span.start for a in found.articles for p in a.passages)


def test_stated_metadata_is_exact(
    gold: list[dict[str, Any]], seeds: dict[str, tuple[str, Articles]]
) -> None:
    """Gold names are ``name (remark)``; a publisher may be named in several ways, one is enough."""
    for entry, _, article in pairs(gold, seeds):
        for name in ("author", "editor"):
            expected = entry[name] and entry[name].split(" (")[0]
            found = getattr(article, name)
            if expected and name == "author" and entry["file"].startswith("004"):
                expected = "Lin平"  # as the text has it; the gold translates it back
            assert (found and found.value) == expected, (entry["file"], name)
        assert (article.published and article.published.value) == entry["date_stated"]
        if article.publisher is not None:
            assert any(
                part in entry["publisher"]
                for part in (article.publisher.value, article.publisher.value.split("(")[0])
            )


def test_every_evidence_span_spells_its_value(seeds: dict[str, tuple[str, Articles]]) -> None:
    n = 0
    for text, found in seeds.values():
        for article in found.articles:
            for name in ("title", "publisher", "author", "editor", "published"):
                stated = getattr(article, name)
                if stated and stated.evidence:
                    assert stated.evidence.of(text) == stated.value
                    n += 1
    assert n >= 13


def test_every_seed_character_is_in_one_passage_or_one_drop(
    seeds: dict[str, tuple[str, Articles]],
) -> None:
    for text, found in seeds.values():
        seen = bytearray(len(text))
        for span in [
            *(p.span for a in found.articles for p in a.passages),
            *(drop.span for drop in found.drops),
        ]:
            assert not any(seen[span.start : span.end])
            seen[span.start : span.end] = b"\x01" * len(span)
        assert all(done or char.isspace() for done, char in zip(seen, text, strict=True))


def test_gold_evidence_is_cut_by_few_passages(seeds: dict[str, tuple[str, Articles]]) -> None:
    """At least nine in ten gold quotes lie in one passage by half or more, as the gold counts."""
    items: list[tuple[str, int, int]] = []
    for line in (SHARED / "gold" / "dev.jsonl").read_text("utf-8").splitlines():
        items.extend((e["file"], e["start"], e["end"]) for e in json.loads(line)["evidence"])
    assert items
    held = 0
    for file, start, end in items:
        spans = [p.span for a in seeds[file][1].articles for p in a.passages]
        held += any(min(s.end, end) - max(s.start, start) >= (end - start) / 2 for s in spans)
    assert held >= 0.9 * len(items)


def test_every_variant_character_of_the_seeds_folds_to_the_gold_standard_form() -> None:
    detail = json.loads((SHARED / "gold" / "variants_detail.json").read_text("utf-8"))
    text = (SHARED / "corpus" / "003_234241b9d5f22c4d.txt").read_text("utf-8")
    variants = {char for char in text if char in detail["map"]}
    assert len(variants) >= 49
    # the two forms of the whole text, in which each variant has its own context
    standard = "".join(detail["map"].get(char, char) for char in text)
    assert default_folder().fold(text) == default_folder().fold(standard)
