"""Rerank: texts from anywhere, each scored as a passage of the index without a title would be.

``Searcher, question, texts ─rerank─▶ Reranked...``. A term weighs what it weighs in the index, a text is
as long as it is beside the index's average, cosines count above what is usual for its language, and the
lanes are fused by the weights of ``search.search``. So a text that *is* a passage has that passage's
score less what the article's title adds; where the article has its own title or writes names in its own
way, these are in the passage's vector and terms, and not in those of a bare text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.errors import UsageError
from index.language import detect_language
from index.postings import Counts, Ids
from search import lexical
from search.calibrate import language_shift
from search.fuse import Cosines, lane_weights
from search.query import Query
from search.search import Searcher

MAX_TEXTS = 1000
MAX_LENGTH = 8_000  # code points of a text that count; the rest of it is not read

_Values = NDArray[np.float64]
_CHINESE = ("zh", "mixed")


@dataclass(frozen=True, slots=True)
class Reranked:
    """A text by its place among those given, and its score in [0, 1]; 0: it has nothing of the question.

    ``lexical``, ``dense``: as of a :class:`search.search.Hit`.
    """

    index: int
    score: float
    lexical: float
    dense: float | None


class Texts:
    """Texts as documents of a lexical lane whose other documents are the index's passages."""

    def __init__(
        self, texts: Sequence[Sequence[str]], wanted: Set[str], average_length: float
    ) -> None:
        """Count the terms of each text, and the ``wanted`` ones apart."""
        self.lengths = np.array([len(terms) for terms in texts], dtype=np.uint32)
        self.average_length = average_length
        self._held: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, terms in enumerate(texts):
            for term, n in Counter(filter(wanted.__contains__, terms)).items():
                self._held[term].append((number, n))

    @property
    def n_documents(self) -> int:
        """How many texts there are."""
        return len(self.lengths)

    def of(self, term: str) -> tuple[Ids, Counts]:
        """The texts that hold a wanted term, by rising number, and how often each does."""
        held = np.array(self._held.get(term, ()), dtype=np.int64).reshape(-1, 2)
        return held[:, 0].astype(np.uint32), held[:, 1].astype(np.uint16)


def rerank(searcher: Searcher, question: str, texts: Sequence[str]) -> list[Reranked]:
    """The texts by falling score, ties in the order given; the same for a text whatever the others are.

    Raises:
        UsageError: A blank or too long question, no texts, or over ``MAX_TEXTS``.
        LaneMissing: The index was opened without its model.
    """
    if not 1 <= len(texts) <= MAX_TEXTS:
        raise UsageError(f"{len(texts)} texts", where="documents", hint=f"give 1 to {MAX_TEXTS}")
    searcher.check_lanes("hybrid")
    query = searcher.understand(question)
    texts = [text[:MAX_LENGTH] for text in texts]
    by_terms, ceiling = _shares(searcher, query, texts)
    dense, cosines, asked = _cosines(searcher, query, texts)
    weights = lane_weights("hybrid", query.language, ceiling, cosines)
    scores = weights.scores(by_terms, dense, np.zeros(len(texts)))
    if not asked:  # then only what holds a word of the question is found
        scores[by_terms == 0] = 0.0
    return [
        Reranked(
            number,
            float(scores[number]),
            float(by_terms[number]),
            float(dense[number]) if cosines else None,
        )
        for number in np.argsort(-scores, kind="stable").tolist()
    ]


def _shares(searcher: Searcher, query: Query, texts: Sequence[str]) -> tuple[_Values, float]:
    """The share of BM25's ceiling of each text (m,), and the ceiling, by the index's frequencies."""
    snapshot = searcher.snapshot
    config, passages = snapshot.config, snapshot.passages
    terms = [searcher.analyzer.terms(text) for text in texts]
    wanted = {term for group in query.groups for member in group.members for term in member.terms}
    documents = Texts(terms, wanted, passages.average_length)
    in_index = lexical.gather(passages, query.groups)
    in_texts = lexical.gather(documents, query.groups)
    found = [replace(here, idf=there.idf) for here, there in zip(in_texts, in_index, strict=True)]
    scored = lexical.score(documents, found, k1=config.k1, b=config.b)
    return scored.share, scored.ceiling


def _cosines(
    searcher: Searcher, query: Query, texts: Sequence[str]
) -> tuple[_Values, Cosines | None, bool]:
    """The cosine of each text (m,), how the model's lie, and whether it knows the question at all.

    Without vectors in the index: 0 and None.
    """
    vectors, encoder = searcher.snapshot.vectors, searcher.encoder
    if vectors is None or encoder is None:
        return np.zeros(len(texts)), None, False
    question = encoder.encode_queries([query.text])[0]
    lie = Cosines(str(searcher.snapshot.model), vectors.usual(question), vectors.made.spread)
    if not question.any():
        return np.zeros(len(texts)), lie, False
    rows = encoder.encode_passages(texts)
    dense = (rows * question).sum(axis=1, dtype=np.float64)
    languages = searcher.snapshot.passages_by_language
    if len(languages) == 2:
        shift = language_shift(vectors, question, languages)
        chinese, other = (shift[passages[0]] for passages in languages)
        is_chinese = np.array([detect_language(text) in _CHINESE for text in texts])
        dense -= np.where(is_chinese, chinese, other)
    return dense, lie, True
