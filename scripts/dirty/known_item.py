"""Whether a question still finds its article when the corpus is dirty.

``CleanCorpus, DirtyFile... ─build, search─▶ Found``. Both corpora are indexed as wenju does it, with
the embedded model; the clean one as records, so that nothing of it has to be found out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.build import build
from index.config import IndexConfig
from index.encode import Encoder
from scripts.dirty.clean import CleanCorpus, Question
from scripts.dirty.corpus import DirtyFile, write_corpus
from scripts.dirty.score import Score
from search.answer import answer_from
from search.opening import open_searcher
from search.search import Hit, Searcher

_K = 10


@dataclass(frozen=True, slots=True)
class Found:
    """The rank of each question's article, 0 where it is not among the first ten; quotes that fit."""

    ranks: tuple[int, ...]
    quotes: Score

    @property
    def recall_at_1(self) -> float:
        return sum(rank == 1 for rank in self.ranks) / len(self.ranks)

    @property
    def mrr(self) -> float:
        """MRR@10."""
        return sum(1 / rank for rank in self.ranks if rank) / len(self.ranks)


def index_clean(corpus: CleanCorpus, folder: Path, encoder: Encoder | None) -> Searcher:
    """An index of the clean articles as records."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (
        {"_id": one.article_id, "title": one.title, "text": "\n".join(one.paragraphs)}
        for one in corpus.articles
    )
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "clean.jsonl").write_text(text, encoding="utf-8", newline="")
    return _index(folder / "clean.jsonl", folder / "index", encoder)


def index_dirty(files: Sequence[DirtyFile], folder: Path, encoder: Encoder | None) -> Searcher:
    """An index of the dirty files."""
    write_corpus(files, folder / "files")
    return _index(folder / "files", folder / "index", encoder)


def _index(source: Path, index: Path, encoder: Encoder | None) -> Searcher:
    build([source], index, config=IndexConfig(), encoder=encoder)

    def held(name: str) -> Encoder:
        if encoder is None:
            raise ValueError(f"an index without vectors names {name}")
        return encoder

    return open_searcher(index, held)


def ask_clean(searcher: Searcher, questions: Sequence[Question]) -> Found:
    """Ask the index of the clean articles."""
    ranks = [
        _rank([hit.article.article_id for hit in _hits(searcher, one)], one.article_id)
        for one in questions
    ]
    return Found(tuple(ranks), Score())


def ask_dirty(
    searcher: Searcher, files: Sequence[DirtyFile], questions: Sequence[Question]
) -> Found:
    """Ask the index of the dirty files; a hit is in the article that most of its passage is of."""
    by_name = {file.name: file for file in files}
    ranks: list[int] = []
    quotes = Score()
    for question in questions:
        result = searcher.search(question.text, k=_K)
        articles = [_article_of(hit, by_name) for hit in result.hits]
        ranks.append(_rank(articles, question.article_id))
        for cited in answer_from(searcher, result).citations:
            text = by_name[cited.article.file].text
            quotes += Score(int(cited.span.of(text) == cited.quote), 1, 1)
    return Found(tuple(ranks), quotes)


def _hits(searcher: Searcher, question: Question) -> tuple[Hit, ...]:
    return searcher.search(question.text, k=_K).hits


def _rank(articles: Sequence[str], wanted: str) -> int:
    """Of an article among those of the passages, each counted where it comes first."""
    distinct = list(dict.fromkeys(articles))
    return distinct.index(wanted) + 1 if wanted in distinct else 0


def _article_of(hit: Hit, files: dict[str, DirtyFile]) -> str:
    file, span = files[hit.article.file], hit.passage.passage.span
    best = max(
        file.of("article"),
        key=lambda mark: min(mark.end, span.end) - max(mark.start, span.start),
    )
    return file.articles[best.article].article_id
