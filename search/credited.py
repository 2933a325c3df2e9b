"""The credit lines of the article that a question asks about: who wrote, edited or published it.

``SearchResult ─the best hit's article─▶ the passages where it states its credits``. A credit line says
nothing of what its article is about, so that a question's words find the article and not the line.
"""

from __future__ import annotations

from dataclasses import replace

from search.asked_byline import matter_of
from search.match import Matcher, groups_of
from search.search import Searcher, SearchResult

_FIELDS = ("author", "reporter", "editor", "publisher")
_LEAST = 0.4  # of the weight of the words that say which article is meant


def credited(searcher: Searcher, result: SearchResult) -> SearchResult:
    """A result with the passages that state the credits of its best hit's article in place of its hits.

    None, where that article's passages found do not hold most of what says which one is meant.
    """
    if not result.hits or not _is_meant(searcher, result):
        return replace(result, hits=())
    store, number = searcher.snapshot.store, result.hits[0].article.article_no
    stated = store.evidence(number)
    spans = [stated[field] for field in _FIELDS if field in stated]
    rows = store.passages_of(number)
    passages = {rows[0].passage_no, rows[-1].passage_no}  # a credit may stand there unrecognised
    for row in rows:
        own = row.passage.span
        if any(own.start <= span.start and span.end <= own.end for span in spans):
            passages.add(row.passage_no)
    hits = searcher.with_passages(result, passages).hits
    return replace(result, hits=tuple(one for one in hits if one.passage.passage_no in passages))


def _is_meant(searcher: Searcher, result: SearchResult) -> bool:
    """Whether the best hit's article is the one that the question means; not, if it does not say which."""
    article = result.hits[0].article
    own = [hit for hit in result.hits if hit.article.article_no == article.article_no]
    text = "\n".join([article.title, *(hit.passage.passage.text for hit in own)])
    held = Matcher(result.query.groups).held(searcher.terms(text, article.article_no))
    meant = groups_of(searcher, result, matter_of(result.query.text))
    weights = result.weights
    total = sum(weights[i] for i in meant)
    return total > 0 and sum(weights[i] for i in meant & held) >= _LEAST * total
