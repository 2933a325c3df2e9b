"""An answer without a language model: the sentences that carry it, quoted and cited.

``question ─search─▶ Hits ─evidence─▶ Claim... with Citation..., or an abstention``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.language import Language
from index.source import Span
from search.abstain import confidence
from search.cite import Citation, Citer
from search.correction import correct_premise
from search.evidence import Evidence, find_evidence
from search.filters import Filters
from search.gloss import gloss
from search.highlight import answering_spans, sentence_around
from search.one_line import one_line
from search.search import Mode, Searcher, SearchResult

Premise = Literal["ok", "corrected"]
Reason = Literal["timeout", "error", "refused", "unsupported", "language"]
_QUOTED = re.compile(r"^“[^“”]*”$")
THRESHOLD = 0.5  # of the calibrated probability that the articles hold an answer
_NEAR = 0.3  # of the same, from which a sentence that contradicts the question is looked for


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer, on one line, and the markers of what supports it.

    ``gloss``: key terms of the quote in the question's language, made by machine; ``focus``: the part
    of the quote that answers, in offsets of the source.
    """

    text: str
    citations: tuple[int, ...]
    gloss: str | None = None
    focus: Span | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """What a language model had to do with an answer.

    ``used``: its sentences are the answer; ``reason``: why they are not, or not all: None where
    nothing went wrong, and where an abstention stands unasked. ``detail`` is for the log.
    """

    model: str
    used: bool
    reason: Reason | None
    n_dropped: int  # sentences not shown
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or an abstention: then there is no claim and no citation.

    ``generation`` is None where no language model is set.
    """

    result: SearchResult
    answerable: bool
    confidence: float  # calibrated probability of ``answerable``
    premise: Premise | None
    text: str
    language: Language
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    generation: Generation | None = None


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
    corrected = None
    if evidence and result.query.asks and probability >= _NEAR:
        corrected = correct_premise(searcher, result, evidence)
    if corrected:  # what contradicts the question is about the same thing
        probability = max(probability, THRESHOLD)
    if not evidence or probability < THRESHOLD or not result.query.asks:
        return Answer(result, False, probability, None, "", result.query.language, (), ())
    evidence = corrected or evidence
    citer = Citer(searcher.snapshot.store)
    citations = tuple(
        citer.part(item.hit.passage, item.hit.article, item.span, marker=marker)
        for marker, item in enumerate(evidence, start=1)
    )
    claims = tuple(_claims(searcher, result, evidence, citations))
    text = "\n".join(claim_line(claim) for claim in claims)
    first: Language = citations[0].article.language
    premise: Premise = "corrected" if corrected else "ok"
    return Answer(result, True, probability, premise, text, first, claims, citations)


def claim_line(claim: Claim) -> str:
    """A claim with its markers, as a line of an answer's text."""
    return claim.text + " " + "".join(f"[{marker}]" for marker in claim.citations)


def _claims(
    searcher: Searcher,
    result: SearchResult,
    evidence: Sequence[Evidence],
    citations: Sequence[Citation],
) -> Iterator[Claim]:
    """A claim for each quote, with what of it answers and what its terms mean."""
    quotes = [
        (citation.quote, Span(item.focus.start - item.span.start, item.focus.end - item.span.start))
        for item, citation in zip(evidence, citations, strict=True)
    ]
    spans = answering_spans(searcher, result.query, quotes)
    for part, cited in zip(spans, citations, strict=True):
        quote, near = cited.quote, sentence_around(cited.quote, part)
        meant = gloss(searcher, result.query, quote, cited.article.article_no, near)
        focus = Span(cited.span.start + part.start, cited.span.start + part.end)
        yield Claim(_shown(quote), (cited.marker,), meant, focus)


def _shown(quote: str) -> str:
    """A quote in quotation marks, its line breaks closed up; it keeps marks of its own."""
    line = one_line(quote)
    return line if _QUOTED.match(line) else f"“{line}”"
