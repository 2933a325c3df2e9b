"""Batch retrieval: a file of queries to a TREC run.

``queries.jsonl ─▶ RunQuery... ─rank─▶ best articles or passages ─▶ "qid Q0 docid rank score tag"``.
Measures are left to ``search.evaluate``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import orjson

from index.errors import BlankQuestion, UsageError
from index.source import mend_surrogates
from search.finder import Finder, Unit
from search.query import check_question
from search.search import Mode, Searcher

TAG = "wenju"
_STEPS = 10_000_000  # scores are written in steps of 1e-7


@dataclass(frozen=True, slots=True)
class RunQuery:
    """One line of a query file; ``text`` is empty where there is nothing to ask."""

    query_id: str
    text: str
    where: str  # file and line, for messages


@dataclass(frozen=True, slots=True)
class RunReport:
    """What was written."""

    n_queries: int
    n_empty: int  # queries without a result, which have no line
    n_lines: int
    warnings: tuple[str, ...]
    seconds: float


def read_queries(path: Path) -> list[RunQuery]:
    """Read a JSONL file of ``_id`` (or ``id``) and ``text``.

    Raises:
        UsageError: The file or one of its lines cannot be read, or an id stands twice.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"not read: {error.strerror or error}", where=str(path), hint="check the path"
        ) from error
    queries: dict[str, RunQuery] = {}
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        query = _parse(line, where=f"{path} line {number}")
        if query.query_id in queries:
            first = queries[query.query_id].where
            raise UsageError(
                f"_id {query.query_id!r} is already that of {first}",
                where=query.where,
                hint="give it another",
            )
        queries[query.query_id] = query
    if not queries:
        raise UsageError("no query in it", where=str(path), hint=_SHAPE)
    return list(queries.values())


_SHAPE = 'write {"_id": …, "text": …} on each line'


def _parse(line: bytes, *, where: str) -> RunQuery:
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise UsageError(f"not JSON ({error})", where=where, hint=_SHAPE) from None
    if not isinstance(data, dict):
        raise UsageError("not a JSON object", where=where, hint=_SHAPE)
    query_id, text = data.get("_id", data.get("id")), data.get("text")
    if isinstance(query_id, int) and not isinstance(query_id, bool):
        query_id = str(query_id)
    if not isinstance(query_id, str) or not query_id:
        raise UsageError("no _id or id", where=where, hint=_SHAPE)
    if not isinstance(text, str):
        raise UsageError('no string "text"', where=where, hint=_SHAPE)
    try:
        text = check_question(text)
    except BlankQuestion:
        text = ""
    except UsageError as error:
        raise UsageError(error.what, where=where, hint=error.hint) from None
    return RunQuery(mend_surrogates(query_id), text, where)


def write_run(
    searcher: Searcher,
    queries: Sequence[RunQuery],
    out: Path,
    *,
    k: int = 100,
    unit: Unit = "article",
    mode: Mode = "hybrid",
) -> RunReport:
    """Search every query and write the run, all of it or nothing.

    Ranks count from 1, scores fall strictly, a query without a result has no line.

    Raises:
        UsageError: ``out`` cannot be written.
        LaneMissing: The index was built without what ``mode`` needs.
    """
    started = time.perf_counter()
    finder = Finder(searcher, k=k, unit=unit, mode=mode)
    warnings: list[str] = []
    n_lines = n_empty = 0
    with _replacing(out) as stream:
        for query in queries:
            found = finder.find(query.text) if query.text else []
            if not query.text:
                warnings.append(f"{query.where}: the query is blank; it has no line in the run")
            n_empty += not found
            n_lines += len(found)
            stream.writelines(run_lines(query.query_id, found))
    seconds = time.perf_counter() - started
    return RunReport(len(queries), n_empty, n_lines, tuple(warnings), seconds)


def run_lines(query_id: str, found: Sequence[tuple[str, float]]) -> Iterator[str]:
    """The lines of one query; a score not below the one before is moved by 1e-7 under it."""
    steps = None
    for rank, (document_id, score) in enumerate(found, start=1):
        wanted = round(score * _STEPS)
        steps = wanted if steps is None else min(wanted, steps - 1)
        score_text = f"{steps / _STEPS:.7f}"
        yield f"{_word(query_id)} Q0 {_word(document_id)} {rank} {score_text} {TAG}\n"


def _word(text: str) -> str:
    """An id as one word of a run: its white space percent-encoded."""
    if not any(char.isspace() for char in text):
        return text
    return "".join(quote(char) if char.isspace() else char for char in text)


@contextmanager
def _replacing(out: Path) -> Iterator[IO[str]]:
    """A file to write that takes the place of ``out`` when all went well."""
    target = Path(os.path.realpath(out))
    device = out.is_absolute() and out.parts[1] in ("dev", "proc")  # nothing to put in its place
    if target.is_dir():
        raise UsageError("it is a folder", where=str(out), hint="name a file with --out")
    written = target if device else target.with_name(f".{target.name}-{os.getpid()}")
    try:
        with written.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        if not device:
            written.replace(target)
    except OSError as error:
        raise UsageError(
            f"cannot write the run: {error.strerror or error}", where=str(out), hint="check --out"
        ) from error
    finally:
        if not device:
            written.unlink(missing_ok=True)
