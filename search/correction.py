"""The quote that corrects a question which takes something wrong for granted.

``SearchResult, Evidence... ─▶ Evidence..., the correction first, or None``. Whether a sentence contradicts is
for ``search.premise``; here are the sentences that it is shown: the best of the articles that answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search.asked import what_is_asked
from search.evidence import Evidence
from search.premise import Told, find_contradiction, takes_for_granted
from search.search import Searcher, SearchResult
from search.sentences import Candidate, read_sentences

_MAX_SENTENCES = 12  # shown to the check
_LEAD = 160  # code points of an article's beginning that say what it is about


def correct_premise(
    searcher: Searcher, result: SearchResult, evidence: Sequence[Evidence]
) -> tuple[Evidence, ...] | None:
    """The evidence with the sentence that corrects the question's premise first; None if it holds.

    A quote that has the sentence begins with it then; another sentence of the same articles is a
    quote of its own, before the others.
    """
    question = result.query.text
    if not evidence or not takes_for_granted(question):
        return None
    candidates, _ = read_sentences(searcher, result, what_is_asked(question))
    best = _best(result, candidates, {item.hit.article.article_no for item in evidence})
    found = find_contradiction(question, _told(searcher, candidates, best))
    return None if found is None else _first(candidates[best[found]], evidence)


def _best(result: SearchResult, candidates: Sequence[Candidate], articles: set[int]) -> list[int]:
    """The indices of the sentences of some articles that hold most of the question, best first."""
    weights = result.weights

    def held(i: int) -> float:
        one = candidates[i]
        return sum(weights[g] for g in one.held) + sum(weights[g] for g in one.held | one.topic)

    own = [i for i, one in enumerate(candidates) if one.hit.article.article_no in articles]
    return sorted(own, key=lambda i: (-round(held(i), 6), i))[:_MAX_SENTENCES]


def _told(searcher: Searcher, candidates: Sequence[Candidate], best: Sequence[int]) -> list[Told]:
    """The sentences as the check reads them, each with what its article says of itself."""
    told = []
    for i in best:
        one = candidates[i]
        article = one.hit.article
        passages = dict.fromkeys(
            other.hit.passage.passage.text
            for other in candidates
            if other.hit.article.article_no == article.article_no
        )
        lead = searcher.snapshot.store.lead(article.article_no)[:_LEAD]
        known = "\n".join((article.title or "", article.published or "", lead, *passages))
        before = candidates[i - 1].text if i and candidates[i - 1].hit is one.hit else ""
        told.append(Told(one.text, f"{article.title}\n{lead}", known, before))
    return told


def _first(correction: Candidate, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    span, others, own = correction.span, list[Evidence](), None
    for item in evidence:
        if item.hit.rank != correction.hit.rank or not _overlap(item, correction):
            others.append(item)
        elif item.span.start <= span.start and span.end <= item.span.end:
            own = replace(item, span=type(span)(span.start, item.span.end), focus=span)
    if own is None:
        own = replace(evidence[0], hit=correction.hit, span=span, focus=span, held=correction.held)
    return (own, *others)


def _overlap(item: Evidence, correction: Candidate) -> bool:
    return item.span.start < correction.span.end and correction.span.start < item.span.end
