"""An answer without a language model: the sentences that carry it, quoted and cited.

``question ─search─▶ Hits ─evidence─▶ Claim... with Citation..., or an abstention``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.language import Language
from search.abstain import confidence
from search.cite import Citation, Citer
from search.evidence import find_evidence
from search.filters import Filters
from search.one_line import one_line
from search.search import Mode, Searcher, SearchResult

Premise = Literal["ok", "corrected"]
_QUOTED = re.compile(r"^“[^“”]*”$")
_THRESHOLD = 0.5  # of the calibrated probability that the articles hold an answer


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer, on one line, and the markers of what supports it."""

    text: str
    citations: tuple[int, ...]
    gloss: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or an abstention: then there is no claim and no citation."""

    result: SearchResult
    answerable: bool
    confidence: float  # calibrated probability of ``answerable``
    premise: Premise | None
    text: str
    language: Language
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]


def ask(
    searcher: Searcher,
    question: str,
    *,
    k: int = 10,
    mode: Mode = "hybrid",
    filters: Filters | None = None,
) -> Answer:
    """Answer a question from the passages of an index.

    Raises:
        UsageError: As :meth:`search.search.Searcher.search`.
    """
    return answer_from(searcher, searcher.search(question, k=k, mode=mode, filters=filters))


def answer_from(searcher: Searcher, result: SearchResult) -> Answer:
    """Answer from passages that were found already."""
    evidence = find_evidence(searcher, result)
    probability = confidence(result, evidence)
    if not evidence or probability < _THRESHOLD:
        return Answer(result, False, probability, None, "", result.query.language, (), ())
    citer = Citer(searcher.snapshot.store)
    citations = tuple(
        citer.part(item.hit.passage, item.hit.article, item.span, marker=marker)
        for marker, item in enumerate(evidence, start=1)
    )
    claims = tuple(Claim(_shown(c.quote), (c.marker,)) for c in citations)
    text = "\n".join(f"{claim.text} [{claim.citations[0]}]" for claim in claims)
    first: Language = citations[0].article.language
    return Answer(result, True, probability, "ok", text, first, claims, citations)


def _shown(quote: str) -> str:
    """A quote in quotation marks, its line breaks closed up; it keeps marks of its own."""
    line = one_line(quote)
    return line if _QUOTED.match(line) else f"“{line}”"
