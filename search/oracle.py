"""Hold both lanes to independent implementations, on samples of an index.

``Searcher ─▶ problems``. Used by ``wenju verify --deep`` and by the tests. The lexical lane is held to
rank-bm25: groups of one single-term member are what it can score; Pirkola groups are held by
hand-worked tests. The dense lane is held to the encoder itself and to comparing with every row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encode import passage_input
from search import lexical
from search.group import Group, Member
from search.search import Searcher

_SAMPLES = 25
_MAX_PASSAGES = 20_000  # rank_bm25 holds every term as a string: a sample of a larger index
_TOLERANCE = 1e-5
_SAMPLED_ROWS = 200
_NEIGHBOURS = 50  # rows whose neighbours are looked for
_LEAST_RECALL = 0.85  # of so few: under what a build reaches, so that chance is no problem
_SAME_VECTOR = 2e-3  # an element, on another machine or in another batch


def oracle(documents: Sequence[Sequence[str]], *, k1: float, b: float) -> Any:
    """A ``rank_bm25.BM25Okapi`` over the documents, with our idf instead of its own."""
    from rank_bm25 import BM25Okapi

    class Oracle(BM25Okapi):  # type: ignore[misc]
        def _calc_idf(self, nd: dict[str, int]) -> None:
            for term, df in nd.items():
                self.idf[term] = lexical.idf(self.corpus_size, df)

    return Oracle([list(document) for document in documents], k1=k1, b=b)


def check_dense(searcher: Searcher) -> list[str]:
    """Encode sampled passages again, and look for their neighbours; a line for each that differs.

    Raises:
        ValueError: The searcher has no encoder.
    """
    vectors, encoder = searcher.snapshot.vectors, searcher.encoder
    if vectors is None or encoder is None:
        raise ValueError("an index with vectors, and its encoder")
    store = searcher.snapshot.store
    numbers = list(range(0, len(vectors.rows), max(1, len(vectors.rows) // _SAMPLED_ROWS)))
    rows = store.passages(numbers)
    articles = store.articles({row.article_no for row in rows.values()})
    texts = []
    for number in numbers:
        article = articles[rows[number].article_no]
        text, aliases = rows[number].passage.text, store.aliases(article.article_no)
        texts.append(passage_input(article.title, article.title_generated, text, aliases))
    again = encoder.encode_passages(texts)
    problems = [
        f"vector of {rows[number].passage.passage_id}: {encoder.name} gives another one now"
        for number, row in zip(numbers, again, strict=True)
        if not np.allclose(row, vectors.rows[number], atol=_SAME_VECTOR)
    ]
    found = wanted = 0
    for number in numbers[:_NEIGHBOURS]:
        scores = vectors.rows @ vectors.rows[number]
        tenth = np.sort(scores)[-10:][0]
        found += int((vectors.nearest(vectors.rows[number], 10)[1] >= tenth - 1e-6).sum())
        wanted += min(10, len(scores))
    if found < _LEAST_RECALL * wanted:
        problems.append(f"nearest vectors: {found} of {wanted} found; build the index again")
    return problems


def check(searcher: Searcher) -> list[str]:
    """Score sampled terms in sampled passages by both; one line for each that differs.

    The passages are read back from the store and analyzed again, so a posting that does not
    belong to its passage shows too. Of a larger index an even sample of passages is checked,
    with the whole index's document frequencies.
    """
    snapshot = searcher.snapshot
    postings = snapshot.passages
    step = -(-postings.n_documents // _MAX_PASSAGES)
    sampled = list(range(0, postings.n_documents, max(1, step)))
    rows = snapshot.store.passages(sampled)
    documents = [searcher.terms(rows[i].passage.text, rows[i].article_no) for i in sampled]
    k1, b = snapshot.config.k1, snapshot.config.b
    reference = oracle(documents, k1=k1, b=b)
    if step > 1:
        reference.avgdl = postings.average_length
    problems: list[str] = []
    for query in _sampled_queries(documents):
        groups = [Group(term, (Member((term,)),)) for term in query]
        found = lexical.gather(postings, groups)
        if step > 1:
            reference.idf.update((entry.group.surface, entry.idf) for entry in found)
        ours = lexical.score(postings, found, k1=k1, b=b).bm25[sampled]
        theirs: NDArray[np.float64] = reference.get_scores(list(query))
        if not np.allclose(ours, theirs, rtol=_TOLERANCE, atol=1e-9):
            worst = int(np.argmax(np.abs(ours - theirs)))
            passage_id = rows[sampled[worst]].passage.passage_id
            problems.append(
                f"BM25 of {' '.join(query)!r} in {passage_id}: {ours[worst]:.6f},"
                f" rank_bm25 says {theirs[worst]:.6f}"
            )
    return problems


def _sampled_queries(documents: list[list[str]]) -> list[tuple[str, ...]]:
    """A few terms of evenly spaced passages, the same ones every time."""
    step = max(1, len(documents) // _SAMPLES)
    queries: list[tuple[str, ...]] = []
    for document in documents[::step]:
        terms = sorted(set(document))
        if terms:
            queries.append(tuple(terms[:: max(1, len(terms) // 5)][:5]))
    return queries
