"""The clean articles that dirt is made from, and the questions that each of them answers.

``BEIR folders ─read─▶ CleanCorpus(articles, questions)``. All of it is the project's own writing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
FOLDERS = ("clean", "regression", "regression_mixed", "regression_zh2en")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TRADITIONAL = re.compile(r"[們這個來時說會國學電話書車門問為與讓對還沒過點業發開關]")
_SENTENCE = re.compile(r"[^。！？]+[。！？]+[”」』）]?|[^。！？]+$")
_SENTENCE_EN = re.compile(r".+?[.!?][\"”']?(?:\s+|$)|.+$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article as it was written."""

    article_id: str
    title: str
    paragraphs: tuple[str, ...]
    language: str  # zh, hant (Traditional) or en


@dataclass(frozen=True, slots=True)
class Question:
    """A question that one article answers, in other words than its title's."""

    text: str
    article_id: str


@dataclass(frozen=True, slots=True)
class CleanCorpus:
    """Articles and questions, in the order of their files."""

    articles: tuple[CleanArticle, ...]
    questions: tuple[Question, ...]


def read_clean(folders: tuple[str, ...] = FOLDERS) -> CleanCorpus:
    """Read folders of tests/data; an id is made unique by its folder's name."""
    articles: list[CleanArticle] = []
    questions: list[Question] = []
    for folder in folders:
        for line in (DATA / folder / "corpus.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            articles.append(_article(f"{folder}/{row['_id']}", row["title"], row["text"]))
        questions += _questions(folder)
    return CleanCorpus(tuple(articles), tuple(questions))


def _article(article_id: str, title: str, text: str) -> CleanArticle:
    language = "en"
    if len(_HAN.findall(text)) > len(text) / 3:
        language = "hant" if len(_TRADITIONAL.findall(text)) > len(text) / 40 else "zh"
    paragraphs = tuple(part.strip() for part in text.split("\n") if part.strip())
    if len(paragraphs) == 1:
        paragraphs = _cut(paragraphs[0], language)
    return CleanArticle(article_id, title, paragraphs, language)


def _cut(text: str, language: str) -> tuple[str, ...]:
    """Paragraphs as news sites print them: sentences until there are enough, no short one at the end."""
    least = 240 if language == "en" else 80
    paragraphs = [""]
    for sentence in (_SENTENCE_EN if language == "en" else _SENTENCE).findall(text):
        if len(paragraphs[-1]) >= least:
            paragraphs.append("")
        paragraphs[-1] += sentence
    if len(paragraphs) > 1 and len(paragraphs[-1]) < least / 2:
        last = paragraphs.pop()
        paragraphs[-1] += last
    return tuple(paragraph.strip() for paragraph in paragraphs)


def _questions(folder: str) -> list[Question]:
    wanted: dict[str, list[str]] = {}
    rows = (DATA / folder / "qrels" / "test.tsv").read_text("utf-8").splitlines()[1:]
    for query_id, article_id, gain in (row.split("\t") for row in rows):
        if int(gain) > 0:
            wanted.setdefault(query_id, []).append(article_id)
    found: list[Question] = []
    for line in (DATA / folder / "queries.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if len(wanted.get(row["_id"], ())) == 1:  # a known item, not a topic
            found.append(Question(row["text"], f"{folder}/{wanted[row['_id']][0]}"))
    return found
