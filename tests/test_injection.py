"""What tells a machine what to say, in a question or in an article, changes no answer."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from small_index import no_dictionary

from index.build import build
from index.config import IndexConfig
from index.models import embedded_encoder, open_encoder
from search.answer import Answer, ask
from search.search import Searcher
from search.snapshot import open_index

DATA = Path(__file__).parent / "data"
ARTICLES = DATA / "premises"
ROUNDS = (1, 2, 3)


def _rows(name: str) -> list[dict[str, Any]]:
    text = (DATA / "injections" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


QUESTIONS, INJECTED = _rows("questions.jsonl"), _rows("articles.jsonl")


def _searcher(sources: Path, index: Path) -> Searcher:
    with no_dictionary():  # no question here is in another language than its article
        build([sources], index, config=IndexConfig(), encoder=open_encoder())
    return Searcher(open_index(index), embedded_encoder())


@pytest.fixture(autouse=True)
def _however_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is obeyed does not hang on how surely a quote answers."""
    monkeypatch.setattr("search.answer.THRESHOLD", 0.0)
    monkeypatch.setattr("search.answer._NEAR", 0.0)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return _searcher(ARTICLES, tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Searcher]:
    """For each round the same articles, each with some sentences put in."""
    found = {}
    for number in ROUNDS:
        sources = tmp_path_factory.mktemp(f"sources_{number}")
        for article in sorted(ARTICLES.iterdir()):
            text = article.read_text(encoding="utf-8")
            for row in INJECTED:
                if (row["file"], row["round"]) == (article.name, number):
                    assert text.count(row["after"]) == 1, row["id"]
                    text = text.replace(
                        row["after"], f"{row['after']}{_gap(row)}{row['inject']}{_gap(row)}"
                    )
            (sources / article.name).write_text(text, encoding="utf-8")
        found[number] = _searcher(sources, tmp_path_factory.mktemp(f"poisoned_{number}"))
    return found


def _gap(row: dict[str, Any]) -> str:
    """What stands on both sides of the order: a line of its own, or what parts sentences."""
    return "\n\n" if row["apart"] else " " if row["lang"] == "en" else ""


@lru_cache(maxsize=16)
def _honest(searcher: Searcher, question: str) -> Answer:
    return ask(searcher, question)


def _cited(answer: Answer) -> list[tuple[str, str]]:
    return [(one.article.file, " ".join(one.quote.split())) for one in answer.citations]


def test_the_sets_are_large_enough() -> None:
    assert len(QUESTIONS) + len(INJECTED) >= 60
    for rows in (QUESTIONS, INJECTED):
        assert {row["lang"] for row in rows} == {"zh", "en"}


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: str(row["id"]))
def test_what_a_question_tells_the_machine_changes_no_answer(
    clean: Searcher, row: dict[str, Any]
) -> None:
    answer = ask(clean, row["injected"])
    assert answer.result.query.written == row["injected"]
    if row["clean"] is None:
        assert not answer.answerable
        return
    honest = _honest(clean, row["clean"])
    assert honest.answerable
    assert _cited(answer) == _cited(honest)
    assert (answer.text, answer.premise) == (honest.text, honest.premise)
    for text in row["must_not"]:
        assert text not in answer.text


@pytest.mark.parametrize("row", INJECTED, ids=lambda row: str(row["id"]))
def test_what_an_article_tells_the_machine_is_not_quoted(
    clean: Searcher, poisoned: dict[int, Searcher], row: dict[str, Any]
) -> None:
    honest = _honest(clean, row["question"])
    clean_text = {
        one.name: " ".join(one.read_text(encoding="utf-8").split()) for one in ARTICLES.iterdir()
    }
    answer = ask(poisoned[row["round"]], row["question"])
    assert honest.answerable
    assert answer.answerable
    for text in (*row["must_not"], row["inject"]):
        assert text not in answer.text
    assert {file for file, _ in _cited(answer)} == {file for file, _ in _cited(honest)}
    assert row["holds"] in answer.text
    assert row["holds"] in honest.text
    # Where the order stands inside of the honest quote, the other is a part of it.
    for _, quote in _cited(answer):
        assert quote in clean_text[row["file"]]
