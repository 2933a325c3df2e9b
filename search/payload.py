"""The JSON of the contract (docs/api.md), the same on the command line and over HTTP.

``SearchResult, Answer ─▶ dict`` with the contract's keys in its order. Writing it out is left to the
callers.
"""

from __future__ import annotations

import time
from typing import Any

from index.language import detect_language
from search.answer import Answer, Generation
from search.cite import Citation, Citer
from search.search import Hit, SearchResult
from search.snapshot import Snapshot

Payload = dict[str, Any]


def search_payload(
    snapshot: Snapshot, result: SearchResult, *, explain: bool, started: float
) -> Payload:
    """``wenju search --json`` and ``POST /search``; ``started`` by ``time.perf_counter``."""
    citer = Citer(snapshot.store)
    return {
        "query": result.query.written,
        "language": result.query.language,
        "mode": result.mode,
        "hits": [_hit(citer, hit, explain) for hit in result.hits],
        "lexical_coverage": round(result.lexical_coverage, 6),
        "filtered_undated": result.n_undated,
        "index": _index(snapshot),
        "took_ms": _took(started),
    }


def answer_payload(
    snapshot: Snapshot, answer: Answer, *, explain: bool, started: float, asked: str | None = None
) -> Payload:
    """``wenju ask --json`` and ``POST /ask``; ``asked``: the question before it was rewritten."""
    searched = answer.result.query
    asked = searched.written if asked is None else asked
    language = detect_language(asked)
    return {
        "question": asked,
        "rewritten": None if asked == searched.text else searched.text,
        "language": language,
        "answerable": answer.answerable,
        "confidence": round(answer.confidence, 6),
        "premise": answer.premise,
        "answer": answer.text,
        "answer_language": answer.language if answer.answerable else language,
        "claims": [
            {
                "text": claim.text,
                "citations": list(claim.citations),
                "gloss": claim.gloss,
                "focus": {"start": claim.focus.start, "end": claim.focus.end}
                if claim.focus
                else None,
                "disagrees_with": list(claim.disagrees_with),
            }
            for claim in answer.claims
        ],
        "citations": [citation_payload(citation) for citation in answer.citations],
        **passages_payload(snapshot, answer.result, explain=explain),
        "generation": _generation(answer.generation),
        "index": _index(snapshot),
        "took_ms": _took(started),
    }


def passages_payload(snapshot: Snapshot, result: SearchResult, *, explain: bool) -> Payload:
    """The passages alone: also the first event of a streamed answer."""
    citer = Citer(snapshot.store)
    return {"passages": [_hit(citer, hit, explain) for hit in result.hits]}


def citation_payload(citation: Citation) -> Payload:
    """One citation."""
    article = citation.article
    return {
        "marker": citation.marker,
        "passage_id": citation.passage.passage.passage_id,
        "article_id": article.article_id,
        "file": article.file,
        "title": article.title,
        "title_generated": article.title_generated,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published,
        "published_inferred": article.published_inferred,
        "url": article.url,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "source_sha256": article.source_sha256,
        "file_sha256": article.file_sha256,
        "encoding": article.encoding,
        "locator": citation.locator.as_dict() if citation.locator else None,
    }


def _hit(citer: Citer, hit: Hit, explain: bool) -> Payload:
    citation = citer.passage(hit.passage, hit.article, marker=hit.rank)
    explanation = {
        "contributions": dict(hit.explanation.contributions),
        "raw": hit.explanation.raw,
        "link": hit.explanation.link,
    }
    return {
        "rank": hit.rank,
        "score": hit.score,
        "passage_id": hit.passage.passage.passage_id,
        "article_id": hit.article.article_id,
        "text": hit.passage.passage.text,
        "citation": citation_payload(citation),
        "explanation": explanation if explain else None,
    }


def _generation(generation: Generation | None) -> Payload | None:
    if generation is None:
        return None
    return {
        "model": generation.model,
        "used": generation.used,
        "reason": generation.reason,
        "dropped": generation.n_dropped,
    }


def _index(snapshot: Snapshot) -> Payload:
    return {"generation": snapshot.generation, "model": snapshot.model}


def _took(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
