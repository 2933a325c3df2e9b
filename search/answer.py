"""An answer without a language model: the sentences that carry it, quoted and cited.

``question ─search─▶ Hits ─evidence─▶ Claim... with Citation..., or an abstention``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.language import Language
from index.source import Span
from search.abstain import confidence, quote_confidence
from search.cite import Citation, Citer
from search.correction import correct_premise
from search.evidence import Evidence, Sentences, find_evidence
from search.filters import Filters
from search.gloss import gloss
from search.highlight import answering_spans, sentence_around
from search.one_line import one_line
from search.search import Mode, Searcher, SearchResult
from search.sentences import Candidate
from search.witnesses import Witnesses

Premise = Literal["ok", "corrected"]
Reason = Literal["timeout", "error", "refused", "unsupported", "language"]
_QUOTED = re.compile(r"^“[^“”]*”$")
THRESHOLD = 0.5  # of the calibrated probability that the articles hold an answer
_UNLIKELY = (
    0.25  # of the same, of a quote for one of several things asked, below which it is not shown
)
_NEAR = 0.02  # of the same, from which a sentence that contradicts the question is looked for


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer, on one line, and the markers of what supports it.

    The first is what it quotes, the others are witnesses: other articles that say the same. ``gloss``:
    key terms of the quote in the question's language, made by machine; ``focus``: the part of the
    quote that answers, in offsets of the source; ``disagrees_with``: the markers of what gives
    another figure for the same thing.
    """

    text: str
    citations: tuple[int, ...]
    gloss: str | None = None
    focus: Span | None = None
    disagrees_with: tuple[int, ...] = ()


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


def _likely(result: SearchResult, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The quotes of a question of several parts, without those that most likely answer none.

    The likeliest stays, however unlikely it is.
    """
    likely = [quote_confidence(result, quote) for quote in evidence]
    least = min(_UNLIKELY, max(likely, default=0.0))
    return tuple(quote for quote, one in zip(evidence, likely, strict=True) if one >= least)


def answer_from(searcher: Searcher, result: SearchResult) -> Answer:
    """Answer from passages that were found already."""
    sentences = Sentences(searcher, result)
    evidence = find_evidence(searcher, result, sentences)
    probability = confidence(result, evidence)
    corrected = None
    if evidence and result.query.asks and probability >= _NEAR:
        corrected = correct_premise(searcher, result, evidence)
    if corrected:  # what contradicts the question is about the same thing
        probability = max(probability, THRESHOLD)
    if not evidence or probability < THRESHOLD or not result.query.asks:
        return Answer(result, False, probability, None, "", result.query.language, (), ())
    evidence = corrected or _likely(result, evidence)
    quoted_from = (item.hit.passage.passage_no for item in evidence)
    result = searcher.with_passages(result, quoted_from)  # a part of the question found others
    citer = Citer(searcher.snapshot.store)
    quoted = [
        citer.part(item.hit.passage, item.hit.article, item.span, marker=marker)
        for marker, item in enumerate(evidence, start=1)
    ]
    focuses = [item.focus for item in evidence]
    draft = _Draft(searcher, result, citer, quoted)
    draft.add_sources(
        tuple(_claims(searcher, result, quoted, focuses)),
        Witnesses(searcher, result, sentences.candidates),
    )
    claims, citations = tuple(draft.claims), tuple(draft.citations)
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
    citations: Sequence[Citation],
    sentences: Sequence[Span],
) -> Iterator[Claim]:
    """A claim for each quote, with what of it answers and what its terms mean.

    ``sentences``: the best of each quote, in its passage.
    """
    quotes = []
    for cited, best in zip(citations, sentences, strict=True):
        start = cited.passage.passage.span.start - cited.span.start
        quotes.append((cited.quote, Span(start + best.start, start + best.end)))
    spans = answering_spans(searcher, result.query, quotes)
    for part, cited in zip(spans, citations, strict=True):
        quote, near = cited.quote, sentence_around(cited.quote, part)
        meant = gloss(searcher, result.query, quote, cited.article.article_no, near)
        focus = Span(cited.span.start + part.start, cited.span.start + part.end)
        yield Claim(_shown(quote), (cited.marker,), meant, focus)


class _Draft:
    """The claims and citations of an answer, to which those of other articles are added.

    Markers of what is added follow those of the answer's own quotes.
    """

    def __init__(
        self, searcher: Searcher, result: SearchResult, citer: Citer, quoted: Sequence[Citation]
    ) -> None:
        self._searcher = searcher
        self._result = result
        self._citer = citer
        self.claims: list[Claim] = []
        self.citations = list(quoted)

    def add_sources(self, quoted: Sequence[Claim], witnesses: Witnesses) -> None:
        """Each claim with its witnesses, and behind it what contradicts it.

        Where a quote of the answer itself contradicts one before it, it says so in its place.
        """
        denies: dict[int, tuple[int, ...]] = {}  # marker of a quote → of what it contradicts
        for claim in quoted:
            own = self.citations[claim.citations[0] - 1]
            found = witnesses.of(own, claim.focus or own.span)
            witnessed = dict.fromkeys([own.marker, *map(self._marker, found.witnesses)])
            claim = replace(claim, citations=tuple(witnessed))
            self.claims.append(replace(claim, disagrees_with=denies.get(own.marker, ())))
            for other in found.others:
                n_before, marker = len(self.citations), self._marker(other)
                if marker > n_before:
                    self._add_other(other, claim.citations)
                elif marker > own.marker:
                    denies[marker] = denies.get(marker, ()) + claim.citations

    def _add_other(self, other: Candidate, against: tuple[int, ...]) -> None:
        """A claim that quotes what contradicts others; its citation is the last."""
        (said,) = _claims(self._searcher, self._result, self.citations[-1:], [other.span])
        self.claims.append(replace(said, disagrees_with=against))

    def _marker(self, one: Candidate) -> int:
        """The marker of the citation that has a sentence, or of a new one."""
        row = one.hit.passage
        start = row.passage.span.start
        span = Span(start + one.span.start, start + one.span.end)
        for known in self.citations:
            if (
                known.passage.passage_no == row.passage_no
                and known.span.start <= span.start
                and (span.end <= known.span.end)
            ):
                return known.marker
        marker = len(self.citations) + 1
        self.citations.append(self._citer.part(row, one.hit.article, one.span, marker=marker))
        return marker


def _shown(quote: str) -> str:
    """A quote in quotation marks, its line breaks closed up; it keeps marks of its own."""
    line = one_line(quote)
    return line if _QUOTED.match(line) else f"“{line}”"
