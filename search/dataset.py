"""Read a benchmark in BEIR's layout: a corpus, questions, and which article answers which.

``folder ─▶ Dataset(corpus.jsonl, Question..., qrels)``. Source: Thakur et al. 2021 (BEIR).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import orjson

from index.errors import BlankQuestion, UsageError
from index.language import detect_language
from index.source import mend_surrogates
from search.evaluate import Qrels
from search.query import check_question

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels/test.tsv"
MAX_GAIN = 1000
_LAYOUT = f"a dataset is a folder with {CORPUS}, {QUERIES} and {QRELS}"
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Question:
    """A question to measure with; ``text`` is empty where there is nothing to ask."""

    question_id: str
    text: str
    language: str
    kind: str = ""  # its type, where the set tells it
    twin: str = ""  # shared by the same question in two languages; else the id


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set's questions with a judged article, in the order of the file."""

    name: str
    corpus: Path
    article_ids: frozenset[str]
    questions: tuple[Question, ...]
    qrels: Qrels  # of these questions, in the same order
    n_unjudged: int  # questions of the file without a relevant article, which are not asked


def read_dataset(folder: Path, *, limit: int | None = None) -> Dataset:
    """Read a folder; with ``limit`` only so many of its questions, evenly spaced.

    Raises:
        UsageError: A file is missing or cannot be read, or ids do not fit together.
    """
    for name in (CORPUS, QUERIES, QRELS):
        if not (folder / name).is_file():
            raise UsageError(f"no {name} in it", where=str(folder), hint=_LAYOUT)
    article_ids = corpus_ids(folder / CORPUS)
    asked = list(_questions(folder / QUERIES))
    if not asked:
        raise UsageError("no question in it", where=str(folder / QUERIES), hint=_LAYOUT)
    judged = _read_qrels(folder / QRELS)
    _check_ids(folder, "question", judged, {question.question_id for question in asked})
    _check_ids(folder, "article", (a for gains in judged.values() for a in gains), article_ids)
    relevant = {q: gains for q, gains in judged.items() if max(gains.values()) > 0}
    questions = [question for question in asked if question.question_id in relevant]
    if not questions:
        raise UsageError("no question has a relevant article", where=str(folder / QRELS))
    n_unjudged = len(asked) - len(questions)
    questions = spaced(questions, limit)
    return Dataset(
        name=folder.resolve().name,
        corpus=folder / CORPUS,
        article_ids=article_ids,
        questions=tuple(questions),
        qrels={q.question_id: relevant[q.question_id] for q in questions},
        n_unjudged=n_unjudged,
    )


def spaced(items: list[_Item], limit: int | None) -> list[_Item]:
    """At most ``limit`` of the items, evenly spaced; all of them without one."""
    if limit is None or limit >= len(items):
        return items
    return [items[i * len(items) // limit] for i in range(limit)]


def corpus_ids(path: Path, *, hint: str = _LAYOUT) -> frozenset[str]:
    """The ids of a JSONL file of articles; ``hint`` says how to mend a line that is none.

    Raises:
        UsageError: The file or one of its lines cannot be read, or an id stands twice.
    """
    found: set[str] = set()
    for where, row in _rows(path, hint):
        article_id = _identity(row, where, hint)
        if article_id in found:
            raise UsageError(f"_id {article_id!r} stands twice", where=where)
        found.add(article_id)
    return frozenset(found)


def _questions(path: Path) -> Iterator[Question]:
    seen: set[str] = set()
    for where, row in _rows(path):
        question_id = _identity(row, where)
        if question_id in seen:
            raise UsageError(f"_id {question_id!r} stands twice", where=where)
        seen.add(question_id)
        if not isinstance(row.get("text"), str):
            raise UsageError('no string "text"', where=where, hint=_LAYOUT)
        try:
            text = check_question(row["text"])
        except BlankQuestion:
            text = ""
        except UsageError as error:
            raise UsageError(error.what, where=where, hint=error.hint) from None
        more = row.get("metadata")
        row = row | more if isinstance(more, dict) else row
        kind, twin = row.get("type"), row.get("twin")
        yield Question(
            question_id,
            text,
            detect_language(text),
            kind=kind if isinstance(kind, str) else "",
            twin=twin if isinstance(twin, str) and twin else question_id,
        )


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Question id → article id → gain, from ``query-id corpus-id score`` by tabs."""
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_bytes(path).decode("utf-8", "replace").split("\n"), start=1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and cells[-1].strip() == "score"):
            continue
        where = f"{path} line {number}"
        question_id, article_id, gain = _judgement(cells, where)
        gains = judged.setdefault(question_id, {})
        if article_id in gains:
            what = f"question {question_id!r} and article {article_id!r} are judged twice"
            raise UsageError(what, where=where, hint="judge each pair once")
        gains[article_id] = gain
    if not judged:
        raise UsageError("no judgement in it", where=str(path), hint=_LAYOUT)
    return judged


def _judgement(cells: list[str], where: str) -> tuple[str, str, int]:
    try:
        question_id, article_id, score = cells
        gain = int(score)
    except ValueError:
        raise UsageError(
            "not a judgement",
            where=where,
            hint="write query-id, corpus-id and a whole score, with tabs between",
        ) from None
    if abs(gain) > MAX_GAIN:
        hint = f"give scores within -{MAX_GAIN:,} and {MAX_GAIN:,}"
        raise UsageError(f"the score {gain:,} is out of range", where=where, hint=hint)
    return question_id, article_id, gain


def _check_ids(folder: Path, what: str, used: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(used) - set(known))
    if unknown:
        file = QUERIES if what == "question" else CORPUS
        raise UsageError(
            f"{len(unknown):,} {what} ids are not in {file} (the first: {unknown[0]!r})",
            where=str(folder / QRELS),
            hint="give the files that belong together",
        )


def _rows(path: Path, hint: str = _LAYOUT) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file and line, object) of each line."""
    for number, line in enumerate(_bytes(path).split(b"\n"), start=1):
        if not line.strip():
            continue
        where = f"{path} line {number}"
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise UsageError(f"not JSON ({error})", where=where, hint=hint) from None
        if not isinstance(row, dict):
            raise UsageError("not a JSON object", where=where, hint=hint)
        yield where, row


def _identity(row: dict[str, Any], where: str, hint: str = _LAYOUT) -> str:
    found = row.get("_id", row.get("id"))
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if not isinstance(found, str) or not found.strip():
        raise UsageError("no _id or id", where=where, hint=hint)
    return mend_surrogates(found)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        what = f"not read: {error.strerror or error}"
        raise UsageError(what, where=str(path), hint="check the path") from error
