"""Evidence: the sentences of the best passages that carry the answer, each an exact part of one.

``Hits ─split─▶ sentences ─score─▶ Evidence...`` in order of need. A sentence is worth the share of the
question's terms that it holds itself, with those that its article's title and lead, its neighbours
and its passage name counted in part, and by holding the kind of thing asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.clean import clean
from index.credits import is_credit
from index.sentence import split_sentences
from index.source import Span
from search.asked import Asked, what_is_asked
from search.config import SearchConfig
from search.group import Group
from search.search import Hit, Searcher, SearchResult

_LEAD = 160  # code points of an article's beginning that name what it is about
_WORD_WEIGHT = 0.5  # groups from this weight on are words, not the net of bigrams under them
_ASKS = re.compile(r"[？?][”’」』\"']*$")  # a question is no answer
_WORDY = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a hit's passage; ``span`` counts from the passage's start.

    ``coverage``: share of the question's term weight that it holds; ``support``: the same share
    with what the text around it names, counted in part; ``fits``: it holds the kind of thing
    asked for. Shares are in [0, 1].
    """

    hit: Hit
    span: Span
    coverage: float
    support: float
    fits: bool
    score: float
    held: frozenset[int]  # indices of the groups that the sentence holds


def find_evidence(searcher: Searcher, result: SearchResult) -> tuple[Evidence, ...]:
    """The sentences to quote, best first, each adding something to those before it.

    Where a number, sum or date is asked for, the first holds one; if none does, nothing in the
    passages can be the answer, and nothing is quoted. Nor is anything where the word that the
    question turns on is in no passage.
    """
    config = searcher.config
    candidates = rank_sentences(searcher, result)
    chosen: list[Evidence] = []
    if not candidates or heaviest_lack(searcher, result) >= config.max_lack:
        return ()
    asked = what_is_asked(result.query.text)
    weights = result.weights
    total = sum(weights) or 1.0
    best = candidates[0]
    if asked.is_checkable:
        floor = config.fit_score * best.score
        fitting = [item for item in candidates if item.fits and item.score >= floor]
        if not fitting:
            return ()
        best = fitting[0]
    chosen.append(best)
    held = set(best.held)
    while len(chosen) < config.max_evidence:
        gains = [
            (sum(weights[i] for i in item.held - held) / total, item)
            for item in candidates
            if item not in chosen and not _overlaps(item, chosen)
        ]
        needed = config.several_gain if asked.several else config.second_gain
        gains = [
            (gain, item)
            for gain, item in gains
            if gain >= needed
            and item.score >= config.second_score * best.score
            and item.hit.score >= config.second_passage * best.hit.score
        ]
        if not gains:
            break
        _, item = max(
            gains, key=lambda pair: (round(pair[0] + pair[1].score, 6), -pair[1].hit.rank)
        )
        chosen.append(item)
        held |= item.held
    return tuple(chosen)


def heaviest_lack(searcher: Searcher, result: SearchResult) -> float:
    """The heaviest word of the question that no hit holds, as a share of all its words' weight.

    Bigrams are left out. 1 for a question whose only word is in no hit, 0 where all are found.
    """
    groups = result.query.groups
    matcher = _Matcher(groups)
    words = [i for i, group in enumerate(groups) if group.weight >= _WORD_WEIGHT]
    weights = result.weights
    total = sum(weights[i] for i in words)
    held: set[int] = set()
    for hit in result.hits:
        held |= matcher.held(searcher.terms(hit.passage.passage.text, hit.article.article_no))
        held |= matcher.held(searcher.analyzer.terms(hit.article.title))
    return max((weights[i] / total for i in words if i not in held), default=0.0) if total else 1.0


def rank_sentences(searcher: Searcher, result: SearchResult) -> list[Evidence]:
    """Every sentence of the first passages that holds something of the question, best first."""
    weights = result.weights
    if not weights or not sum(weights):
        return []
    asked = what_is_asked(result.query.text)
    matcher = _Matcher(result.query.groups)
    result = replace(result, hits=result.hits[: searcher.config.evidence_passages])
    topics = _topics(searcher, result)
    candidates = [
        item
        for hit in result.hits
        for item in _sentences(
            hit,
            topics[hit.article.article_no],
            matcher,
            weights,
            asked,
            searcher.terms,
            searcher.config,
            result.query.language,
        )
    ]
    candidates.sort(key=lambda item: (-round(item.score, 6), item.hit.rank, item.span.start))
    return candidates


def _sentences(
    hit: Hit,
    topic: set[int],
    matcher: _Matcher,
    weights: Sequence[float],
    asked: Asked,
    terms: Callable[[str, int], list[str]],
    config: SearchConfig,
    language: str,
) -> list[Evidence]:
    """Score the sentences of one passage; ``topic``: groups that its article is about."""
    cleaned = clean(hit.passage.passage.text, fragment=True)
    sentences = split_sentences(cleaned.text)
    shown = [sentence.span.of(cleaned.text) for sentence in sentences]
    held = [matcher.held(terms(text, hit.article.article_no)) for text in shown]
    whole: set[int] = set().union(*held)
    named = sorted(whole | topic)
    total = sum(weights)
    found: list[Evidence] = []
    for i, sentence in enumerate(sentences):
        if sentence.heading or not held[i] or not _WORDY.search(shown[i]):
            continue
        if _ASKS.search(shown[i]):
            continue
        if is_credit(shown[i]) and not asked.about_article:
            continue
        beside = set().union(*held[max(0, i - 1) : i + 2])
        support = sum(weights[g] * _reach(g, held[i], topic, beside, whole, config) for g in named)
        support /= total
        fits = asked.fits(shown[i])
        score = (
            support
            + config.passage_weight * hit.score
            + (config.fit_weight if fits else 0.0)
            + (config.language_weight if hit.article.language == language else 0.0)
        )
        span = cleaned.offsets.span(sentence.span)
        coverage = _share(held[i], weights, total)
        found.append(Evidence(hit, span, coverage, support, fits, score, frozenset(held[i])))
    return found


def _reach(
    group: int,
    held: set[int],
    topic: set[int],
    beside: set[int],
    whole: set[int],
    config: SearchConfig,
) -> float:
    """How far a sentence may count on a group: its own, or one that the text around it names."""
    if group in held:
        return 1.0
    if group in topic:
        return config.topic_reach
    if group in beside:
        return config.beside_reach
    return config.passage_reach if group in whole else 0.0


def _topics(searcher: Searcher, result: SearchResult) -> dict[int, set[int]]:
    """For each article of the hits the groups that its title or its lead names."""
    topics: dict[int, set[int]] = {}
    matcher = _Matcher(result.query.groups)
    for hit in result.hits:
        number = hit.article.article_no
        if number not in topics:
            lead = searcher.snapshot.store.lead(number)[:_LEAD]
            terms = searcher.terms(f"{hit.article.title}\n{lead}", number)
            topics[number] = matcher.held(terms)
    return topics


class _Matcher:
    """Finds the groups that a text holds, by the first term of each of their members."""

    def __init__(self, groups: tuple[Group, ...]) -> None:
        self._members: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for i, group in enumerate(groups):
            for member in group.members:
                self._members[member.terms[0]].append((i, member.terms))

    def held(self, terms: list[str]) -> set[int]:
        """The indices of the groups of which a member has all its terms among these."""
        present = set(terms)
        return {
            i
            for term in present & self._members.keys()
            for i, member in self._members[term]
            if all(other in present for other in member)
        }


def _share(held: set[int], weights: Sequence[float], total: float) -> float:
    return sum(weights[i] for i in held) / total


def _overlaps(item: Evidence, chosen: list[Evidence]) -> bool:
    passage_id = item.hit.passage.passage.passage_id
    return any(
        passage_id == other.hit.passage.passage.passage_id
        and item.span.start < other.span.end
        and other.span.start < item.span.end
        for other in chosen
    )
