"""Gold files: questions with evidence, and how retrieval and answers score on them.

The format and the rules are those of docs/gold.md: an evidence item is found by a span of its file that
covers at least half of it; only the first 10 passages of 400 characters, or the first 5 citations of
200, count; a fully found alternative counts 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.fold import default_folder
from search.answer import Answer
from search.search import Hit

MAX_PASSAGES, PASSAGE_LENGTH = 10, 400
MAX_CITATIONS, CITATION_LENGTH = 5, 200


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
        UsageError: It cannot be read; the line is named.
    """
    questions: list[GoldQuestion] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"not readable: {error}", where=str(path)) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"not a gold question ({error!r})",
                where=f"{path} line {number}",
                hint="see docs/gold.md",
            ) from error
    return questions


def _question(row: dict[str, Any]) -> GoldQuestion:
    alternatives = row.get("alt_evidence") or []
    if alternatives and isinstance(alternatives[0], dict):  # one list, not wrapped in another
        alternatives = [alternatives]
    return GoldQuestion(
        question_id=row["id"],
        twin=row.get("twin") or row["id"],
        language=row["lang"],
        text=row["question"],
        kind=row.get("type", ""),
        expected=row["expected"],
        evidence=_places(row["evidence"]),
        alternatives=tuple(_places(items) for items in alternatives),
        answer_groups=tuple(tuple(group) for group in row.get("answer_groups") or []),
        must_not=tuple(row.get("must_not") or []),
        quotes=tuple(str(item.get("quote", "")) for item in row["evidence"]),
    )


def _places(items: Iterable[dict[str, Any]]) -> tuple[Place, ...]:
    return tuple(Place(i["file"], i["start"], i["end"], i.get("article_id")) for i in items)


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


def _contains(text: str, string: str) -> bool:
    before = r"(?<!\d)(?<!\d[.,])" if string[:1].isdigit() else ""
    after = r"(?![\d]|[.,]\d)" if string[-1:].isdigit() else ""
    return bool(re.search(f"{before}{re.escape(string)}{after}", text))
