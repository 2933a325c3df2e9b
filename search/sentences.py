"""The sentences of the best passages that may answer a question, with what of it they hold.

``SearchResult ─split─▶ Candidate...`` in the order of the hits. Which of them answers is left to
``search.evidence_model``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.clean import clean
from index.credits import find_credits
from index.sentence import Sentence, split_sentences
from index.source import OffsetMap, Span
from search.asked import Asked
from search.instructions import addresses_machine
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
    roles: frozenset[str] = frozenset()  # of those who made the article that it names


def read_sentences(
    searcher: Searcher, result: SearchResult, asked: Asked
) -> tuple[tuple[Candidate, ...], frozenset[int]]:
    """The sentences of the hits that may be quoted, and the groups that the hits hold anywhere.

    Headings, questions and credits are not quoted. What tells a machine what to say is as good as
    not there, but no quote reaches over it: what follows it has a hit of its own, equal to the other.
    """
    topics = topics_of(searcher, result)
    matcher = Matcher(result.query.groups)
    candidates: list[Candidate] = []
    anywhere: set[int] = set()
    for hit in result.hits:
        number = hit.article.article_no
        cleaned = clean(hit.passage.passage.text, fragment=True)
        sentences, breaks = _for_readers(split_sentences(cleaned.text), cleaned.text)
        shown = [sentence.span.of(cleaned.text) for sentence in sentences]
        held = [frozenset(matcher.held(searcher.terms(text, number))) for text in shown]
        anywhere.update(*held)
        topic = frozenset(topics[number])
        found = _of_hit(hit, cleaned.offsets, sentences, shown, held, topic, asked)
        candidates += _apart(found, [cleaned.offsets.span(one.span).start for one in breaks])
    return tuple(candidates), frozenset(anywhere)


def _for_readers(sentences: Sequence[Sentence], text: str) -> tuple[list[Sentence], list[Sentence]]:
    """The sentences that are for readers, and those that tell a machine what to say."""
    told = [one for one in sentences if addresses_machine(one.span.of(text))]
    return [one for one in sentences if one not in told], told


def _apart(candidates: Iterable[Candidate], breaks: Sequence[int]) -> Iterator[Candidate]:
    """Candidates of one hit, those behind each break with a hit that is another object."""
    hits: dict[int, Hit] = {}
    for one in candidates:
        n = sum(at < one.span.start for at in breaks)
        hit = hits.setdefault(n, replace(one.hit) if n else one.hit)
        yield one if hit is one.hit else replace(one, hit=hit)


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
        stated = find_credits(text)
        if stated and not asked.about_article:
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
            roles=frozenset(one.role for one in stated if one.span is not None),
        )
