"""Gold files: questions with evidence, and how retrieval and answers score on them.

The format and the rules are those of docs/gold.md: an evidence item is found by a span of its file that
covers at least half of it; only the first 10 passages of 400 characters, or the first 5 citations of
200, count; a fully found alternative counts 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.fold import default_folder
from index.source import mend_surrogates
from search.answer import Answer
from search.query import check_question
from search.search import Hit

MAX_PASSAGES, PASSAGE_LENGTH = 10, 400
MAX_CITATIONS, CITATION_LENGTH = 5, 200
_EXPECTED = ("answer", "abstain", "correct_premise", "ignore_injection")
_LANGUAGES = ("zh", "en")
_HINT = "see docs/gold.md"


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a file's source text; ``article_id`` tells the records of a JSONL file apart."""

    file: str
    start: int
    end: int
    article_id: str | None = None

    def shared(self, other: Place) -> int:
        """How many characters two places have in common."""
        if self.file != other.file:
            return 0
        if self.article_id and other.article_id and self.article_id != other.article_id:
            return 0
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, what is expected of it, and where the answer stands."""

    question_id: str
    twin: str
    language: str
    text: str
    kind: str
    expected: str  # answer, abstain, correct_premise or ignore_injection
    evidence: tuple[Place, ...]
    alternatives: tuple[tuple[Place, ...], ...] = ()
    answer_groups: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = field(default=())
    quotes: tuple[str, ...] = field(default=())  # the text of each evidence item


def read_gold(path: Path) -> list[GoldQuestion]:
    """Read a gold file.

    Raises:
        UsageError: It cannot be read, or one of its lines is no question; the line is named.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"not readable: {error}", where=str(path)) from error
    questions: dict[str, GoldQuestion] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
            if question.question_id in questions:
                raise ValueError(f"id {question.question_id!r} stands twice")
        except (ValueError, RecursionError, UsageError) as error:
            why = error.what if isinstance(error, UsageError) else error
            raise UsageError(
                f"not a gold question ({why})", where=f"{path} line {number}", hint=_HINT
            ) from error
        questions[question.question_id] = question
    return list(questions.values())


def _question(row: Any) -> GoldQuestion:
    """Raises ValueError, or UsageError for a question that cannot be asked."""
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    question_id = _identity(row.get("id"), "id")
    evidence = _items(row.get("evidence"), "evidence")
    return GoldQuestion(
        question_id=question_id,
        twin=_identity(row.get("twin") or question_id, "twin"),
        language=_one_of(row, "lang", _LANGUAGES),
        text=check_question(_string(row.get("question"), "question")),
        kind=_string(row.get("type") or "", "type"),
        expected=_one_of(row, "expected", _EXPECTED),
        evidence=_places(evidence, "evidence"),
        alternatives=_alternatives(row.get("alt_evidence") or []),
        answer_groups=_groups(row.get("answer_groups") or []),
        must_not=_strings(row.get("must_not") or [], "must_not"),
        quotes=tuple(_string(item.get("quote") or "", "quote") for item in evidence),
    )


def _string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a string")
    return mend_surrogates(value)


def _identity(value: Any, name: str) -> str:
    """A name; a whole number is one too, as it is for an article."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not _string(value, name).strip():
        raise ValueError(f"{name} is empty")
    return mend_surrogates(value)


def _one_of(row: dict[str, Any], name: str, known: tuple[str, ...]) -> str:
    if row.get(name) not in known:
        raise ValueError(f"{name} is none of {', '.join(known)}")
    return str(row[name])


def _strings(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{name} is not a list")
    found = tuple(_string(item, f"an item of {name}") for item in value)
    if not all(found):
        raise ValueError(f"an item of {name} is empty")
    return found


def _groups(value: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        raise ValueError("answer_groups is not a list")
    return tuple(_strings(group, "a group of answer_groups") for group in value)


def _items(value: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError(f"{name} is not a list of objects")
    return value


def _alternatives(value: Any) -> tuple[tuple[Place, ...], ...]:
    """Several lists, or one that is not wrapped in another."""
    if not isinstance(value, list):
        raise ValueError("alt_evidence is not a list")
    lists = [value] if value and isinstance(value[0], dict) else value
    return tuple(_places(_items(items, "alt_evidence"), "alt_evidence") for items in lists)


def _places(items: list[dict[str, Any]], name: str) -> tuple[Place, ...]:
    return tuple(_place(item, name) for item in items)


def _place(item: dict[str, Any], name: str) -> Place:
    start, end, article_id = item.get("start"), item.get("end"), item.get("article_id")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise ValueError(f"{name}: start and end are not whole numbers with 0 <= start < end")
    return Place(
        _string(item.get("file"), f"file of {name}"),
        start,
        end,
        None if article_id is None else _identity(article_id, f"article_id of {name}"),
    )


def hit_place(hit: Hit) -> Place:
    """Where a passage stands, cut to what counts."""
    span = hit.passage.passage.span
    end = min(span.end, span.start + PASSAGE_LENGTH)
    return Place(hit.article.file, span.start, end, hit.article.article_id)


def cited_places(answer: Answer) -> list[Place]:
    """Where the first citations of an answer stand, cut to what counts."""
    return [
        Place(
            citation.article.file,
            citation.span.start,
            min(citation.span.end, citation.span.start + CITATION_LENGTH),
            citation.article.article_id,
        )
        for citation in answer.citations[:MAX_CITATIONS]
    ]


def evidence_score(question: GoldQuestion, places: Sequence[Place]) -> float:
    """The share of the evidence items found; 1 if an alternative is found whole."""
    if any(_share_found(items, places) == 1 for items in question.alternatives):
        return 1.0
    return _share_found(question.evidence, places)


def _share_found(items: Sequence[Place], places: Sequence[Place]) -> float:
    if not items:
        return 0.0
    found = sum(
        any(2 * item.shared(place) >= item.end - item.start for place in places) for item in items
    )
    return found / len(items)


def is_right(question: GoldQuestion, citation: Place) -> bool:
    """Whether at least half of the citation, or of an evidence item, lies in the other."""
    items = [*question.evidence, *(item for items in question.alternatives for item in items)]
    return any(
        2 * item.shared(citation) >= min(item.end - item.start, citation.end - citation.start)
        for item in items
    )


def answer_holds(question: GoldQuestion, text: str) -> bool:
    """Whether every answer group has a string in the text; numbers with digit boundaries."""
    folded = default_folder().fold(text)
    return all(
        any(_contains(folded, default_folder().fold(string)) for string in group)
        for group in question.answer_groups
    )


def must_not_held(question: GoldQuestion, text: str) -> bool:
    """Whether the text has none of the strings that it must not have, matched as answer groups."""
    folded = default_folder().fold(text)
    return not any(_contains(folded, default_folder().fold(s)) for s in question.must_not)


def _contains(text: str, string: str) -> bool:
    before = r"(?<!\d)(?<!\d[.,])" if string[:1].isdigit() else ""
    after = r"(?![\d]|[.,]\d)" if string[-1:].isdigit() else ""
    return bool(re.search(f"{before}{re.escape(string)}{after}", text))
