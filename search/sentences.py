"""The sentences of the best passages that may answer a question, with what of it they hold.

``SearchResult ─split─▶ Candidate...`` in the order of the hits. Which of them answers is left to
``search.evidence_model``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.clean import clean
from index.credits import is_credit
from index.sentence import Sentence, split_sentences
from index.source import OffsetMap, Span
from search.asked import Asked
from search.match import Matcher, topics_of
from search.search import Hit, Searcher, SearchResult

_ASKS = re.compile(r"[？?][”’」』\"']*$")  # a question is no answer
_WORDY = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit's passage; ``span`` counts from the passage's start.

    The sets are indices of the question's groups: those that the sentence holds, those of the
    sentences before and after it and of the heading over it, of the whole passage, and of what
    the article's title and lead name.
    """

    hit: Hit
    span: Span
    text: str  # as it is read: on one line, clean
    held: frozenset[int]
    before: frozenset[int]
    after: frozenset[int]
    heading: frozenset[int]
    passage: frozenset[int]
    topic: frozenset[int]


def read_sentences(
    searcher: Searcher, result: SearchResult, asked: Asked
) -> tuple[tuple[Candidate, ...], frozenset[int]]:
    """The sentences of the hits that may be quoted, and the groups that the hits hold anywhere.

    Headings, questions and credits are not quoted.
    """
    topics = topics_of(searcher, result)
    matcher = Matcher(result.query.groups)
    candidates: list[Candidate] = []
    anywhere: set[int] = set()
    for hit in result.hits:
        number = hit.article.article_no
        cleaned = clean(hit.passage.passage.text, fragment=True)
        sentences = split_sentences(cleaned.text)
        shown = [sentence.span.of(cleaned.text) for sentence in sentences]
        held = [frozenset(matcher.held(searcher.terms(text, number))) for text in shown]
        anywhere.update(*held)
        topic = frozenset(topics[number])
        candidates += _of_hit(hit, cleaned.offsets, sentences, shown, held, topic, asked)
    return tuple(candidates), frozenset(anywhere)


def _of_hit(
    hit: Hit,
    offsets: OffsetMap,
    sentences: Sequence[Sentence],
    shown: Sequence[str],
    held: Sequence[frozenset[int]],
    topic: frozenset[int],
    asked: Asked,
) -> Iterator[Candidate]:
    whole: frozenset[int] = frozenset().union(*held)
    nothing: frozenset[int] = frozenset()
    heading = nothing
    for i, sentence in enumerate(sentences):
        if sentence.heading:
            heading = held[i]
            continue
        text = shown[i]
        if not _WORDY.search(text) or _ASKS.search(text):
            continue
        if is_credit(text) and not asked.about_article:
            continue
        yield Candidate(
            hit=hit,
            span=offsets.span(sentence.span),
            text=text,
            held=held[i],
            before=held[i - 1] if i else nothing,
            after=held[i + 1] if i + 1 < len(held) else nothing,
            heading=heading,
            passage=whole,
            topic=topic,
        )
