"""Evidence: the quotes of the best passages that carry the answer, each an exact part of one.

``question ─aspects─▶ what is asked; Hits ─sentences─▶ Candidate... ─evidence_model─▶ worth
─▶ Evidence...``, one for each thing asked, in the order in which they are asked. A quote is the run of
whole sentences that most likely holds the answer, as long as a citation may be; what a sentence
leaves out (who, when) stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.aliases import Alias
from index.fold import default_folder
from index.models import embedded_encoder
from index.source import Span
from search.alignment import Pieces, align
from search.asked import plain, what_is_asked
from search.asked_byline import roles_asked
from search.asked_office import office_asked
from search.aspects import Aspect, aspects
from search.compared import compares
from search.credited import credited
from search.evidence_model import features, holds_kind, worth, worth_unread
from search.match import Matcher, groups_of, is_word, lacks, lacks_name, names_of
from search.matter import Matter
from search.one_line import one_line
from search.reading import readings
from search.search import Hit, Searcher, SearchResult
from search.sentences import Candidate, read_sentences

_BEGINNING = 100  # code points of an article that are read with its credit line
_MAX_ANNOUNCED = 5  # sentences after a colon
_ANNOUNCING = 3.0  # log odds that a sentence which ends with one is worth less
_MAX_LEAD = 5.0  # in log odds; where there is nothing elsewhere


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote from a hit's passage; spans count from the passage's start.

    ``focus``: the sentence in it that carries most; ``coverage``: the share of the question's term
    weight that the quote holds; ``support``: the same with what the article's title and lead and the
    rest of the passage name; ``fits``: it holds the kind of thing asked for; ``worth``: of the
    focus, comparable within one question; ``lead``: by how much that is more than the best sentence
    elsewhere; ``gap``: by how much the best of its sentences that holds the kind asked for is worth
    less than the best sentence of all, 0 where no kind can be checked; ``read``, ``answered``: what
    the reader says of the quote's best sentence and of its passage (``search.reading``).
    """

    hit: Hit
    span: Span
    focus: Span
    coverage: float
    support: float
    fits: bool
    worth: float
    held: frozenset[int]  # indices of the groups that the quote holds
    gap: float
    lead: float
    read: float
    answered: float


def find_evidence(
    searcher: Searcher, result: SearchResult, sentences: Sentences | None = None
) -> tuple[Evidence, ...]:
    """The quotes that answer, none that overlap; ``sentences``: of the result, if they are read.

    Of several things asked each is searched for by itself as well; one that a quote before holds too
    has none of its own, and what is not about the matter of the others hardly answers one. Where a
    number, sum or date is asked for, a quote holds one; if none does, nothing in the passages can be
    the answer. Nor is anything quoted where the word that the question turns on, or most of its words,
    or a name of several words, are in no passage, or where a word is in none, what is asked for stands
    far from the sentence that answers best, and the reader sees no answer in it.
    """
    config = searcher.config
    if not sum(result.weights):
        return ()
    whole = sentences or Sentences(searcher, result)
    absent = lacks(searcher, result, whole.held)
    lack = max(absent, default=0.0)
    if lack >= config.max_lack or sum(absent) >= config.max_lacks:
        return ()
    if lacks_name(searcher, result, whole.held):
        return ()
    chosen: list[Evidence] = []
    matter = Matter(searcher, result)
    for aspect in aspects(result.query.text):
        own, aspect = _by_itself(searcher, whole, aspect, chosen)
        best, known = own.best_for(aspect, chosen, matter)
        if best is None or (lack >= config.unsure_lack and _is_unsure(best, config.unsure_gap)):
            continue
        if known < best.worth - config.aspect_margin and not _overlaps(best, chosen):
            chosen.append(best)
    return tuple(chosen[: config.max_evidence])


def _by_itself(
    searcher: Searcher, whole: Sentences, aspect: Aspect, chosen: Sequence[Evidence]
) -> tuple[Sentences, Aspect]:
    """One of several things asked, with the sentences that are found where it is asked by itself.

    Those of the whole question stand behind them, and those of what is quoted for others. Who made an
    article is told by its credit lines alone.
    """
    result, text = whole.result, aspect.alone or aspect.text
    if roles := roles_asked(plain(aspect.text), plain(result.query.text)):
        return Sentences(searcher, credited(searcher, result), roles), aspect
    own = result
    if text != result.query.text and text.strip():
        alone = searcher.search(
            text, k=max(1, len(result.hits)), mode=result.mode, filters=result.filters
        )
        if sum(alone.weights):
            own, aspect = alone, replace(aspect, text=text, alone="")
    hits = {hit.passage.passage_no: hit for hit in own.hits}
    for hit in (*result.hits, *(quote.hit for quote in chosen)):
        hits.setdefault(hit.passage.passage_no, replace(hit, rank=len(hits) + 1))
    if own is result and len(hits) == len(result.hits):
        return whole, aspect
    return Sentences(searcher, replace(own, hits=tuple(hits.values()))), aspect


class Sentences:
    """The sentences of one result, and what is found of them for each thing that is asked."""

    def __init__(
        self, searcher: Searcher, result: SearchResult, roles: frozenset[str] = frozenset()
    ) -> None:
        """``roles``: those of which a sentence is to name one, if any."""
        self._searcher = searcher
        self.result = result
        self._matcher = Matcher([group for group in result.query.groups if is_word(group)])
        # ``held``: the groups that the passages hold anywhere, in what is not quoted too.
        found, self.held = read_sentences(searcher, result, what_is_asked(result.query.text))
        self.candidates = tuple(one for one in found if not roles or roles & one.roles)
        self._follows = [False] + [one.hit is other.hit for one, other in pairwise(self.candidates)]
        # Of each sentence how far before it, in its passage, one ends with a colon; 0: none near.
        self._announced = [0] * len(self.candidates)
        for i, follows in enumerate(self._follows):
            if follows and self.candidates[i - 1].text.rstrip().endswith((":", "：")):
                self._announced[i] = 1
            elif follows and 0 < self._announced[i - 1] < _MAX_ANNOUNCED:
                self._announced[i] = self._announced[i - 1] + 1
        self._pieces: Pieces = embedded_encoder().pieces(
            [candidate.text for candidate in self.candidates]
        )

    def features_for(
        self, aspect: Aspect, odds: NDArray[np.float64] | float = 0.0
    ) -> NDArray[np.float64]:
        """The features (n, f + 2) of every sentence for one thing asked.

        ``odds``: log odds (n,) of each besides, for choosing what is read.
        """
        question = self.result.query.text
        is_part = aspect.text != question and not aspect.name
        rows = features(
            self.candidates,
            what_is_asked(aspect.text),
            align(
                embedded_encoder(),
                aspect.text,
                f"{aspect.text} {question}" if is_part else aspect.text,
                self._pieces,
                self._follows,
            ),
            self._weights_for(aspect),
            [is_word(group) for group in self.result.query.groups],
        )
        first = np.where(self.about(aspect.name), worth_unread(rows) + odds, -np.inf)
        return np.hstack([rows, self._readings_for(aspect, first)])

    def _readings_for(self, aspect: Aspect, first: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the reader says of every sentence for one thing asked, (n, 2); (n,) worth before."""
        asked = aspect.alone or aspect.text
        return readings(
            asked,
            self.candidates,
            first,
            self._searcher.config.n_read,
            self._aliases_meant,
            self._about,
        )

    def _about(self, one: Candidate) -> str:
        """What is read before a credit line, which does not say what its article is about."""
        if not one.roles:
            return ""
        lead = self._searcher.snapshot.store.lead(one.hit.article.article_no)[:_BEGINNING]
        return f"{one.hit.article.title}\n{one_line(lead)}\n"

    def _aliases_meant(self, article_no: int) -> tuple[Alias, ...]:
        """What an article writes in its own way and the question otherwise: 今年 where it asks of 2020."""
        question = self.result.query.text.lower()
        return tuple(
            alias
            for alias in self._searcher.snapshot.store.aliases(article_no)
            if alias.written.lower() not in question
            and self._matcher.held(self._searcher.analyzer.terms(alias.name))
        )

    def best_for(
        self, aspect: Aspect, chosen: Sequence[Evidence], matter: Matter
    ) -> tuple[Evidence | None, float]:
        """The quote that answers one thing asked best, and what the quotes chosen before are worth."""
        odds = self._same_matter(aspect, chosen, matter)
        rows = self.features_for(aspect, odds)
        may_answer = self.about(aspect.name) & self._names_holder(aspect)
        may_answer &= self._about_names(aspect)
        values = np.where(may_answer, worth(rows) + odds, -np.inf)
        values = worth_where_told(values, self._announced)
        is_checkable = what_is_asked(aspect.text).is_checkable
        best = self.best_quote(values, holds_kind(rows), is_checkable=is_checkable)
        known = max((values[i] for i in self._inside(chosen)), default=-np.inf)
        return best and self._judged(best, values, rows), known

    def _about_names(self, aspect: Aspect) -> NDArray[np.bool_]:
        """Which sentences (n,) stand where the rarest of the names of several words that are asked of does.

        In their passage, or over it: the article's title or lead. What compares is about each name.
        """
        names = []
        if not aspect.name and not compares(aspect.text):
            names = names_of(self._searcher, self.result, aspect.text)
        if not names:
            return np.ones(len(self.candidates), dtype=bool)
        weights = self.result.weights
        rarest = max(names, key=lambda own: max(weights[i] for i in own))
        near = (one.passage | one.topic for one in self.candidates)
        return np.array([bool(rarest & groups) for groups in near], dtype=bool)

    def _names_holder(self, aspect: Aspect) -> NDArray[np.bool_]:
        """Which sentences (n,) may name the holder of an office that is asked for; all, if none is."""
        office = office_asked(aspect.alone or aspect.text)
        n = len(self.candidates)
        if office is None:
            return np.ones(n, dtype=bool)
        body = office.body
        own = groups_of(self._searcher, self.result, body)

        def is_body(name: str) -> bool:
            return (
                name in body
                or body in name
                or bool(own & groups_of(self._searcher, self.result, name))
            )

        texts = [default_folder().fold_case_kept(one.text) for one in self.candidates]
        told = []
        for i, text in enumerate(texts):
            beside = [texts[i - 1]] if self._follows[i] else []
            if i + 1 < n and self._follows[i + 1]:
                beside.append(texts[i + 1])
            told.append(office.is_told(text, beside, is_body))
        return np.array(told, dtype=bool)

    def _same_matter(
        self, aspect: Aspect, chosen: Sequence[Evidence], matter: Matter
    ) -> NDArray[np.float64]:
        """The log odds (n,) of the sentences for being about the matter of what was asked before.

        What is asked of several names is a matter of each.
        """
        if not chosen or aspect.name:
            return np.zeros(len(self.candidates))
        hits = list({id(one.hit): one.hit for one in self.candidates}.values())
        found = matter.log_odds(self.result.query, [quote.hit for quote in chosen], hits)
        by_hit = dict(zip(map(id, hits), found.tolist(), strict=True))
        return np.array([by_hit[id(one.hit)] for one in self.candidates], dtype=float)

    def _judged(
        self, quote: Evidence, values: NDArray[np.float64], rows: NDArray[np.float64]
    ) -> Evidence:
        """A quote with what says whether it answers."""
        inside = set(self._inside([quote]))
        inside |= {i - self._announced[i] for i in inside}
        elsewhere = (value for i, value in enumerate(values) if i not in inside)
        read = rows[sorted(inside), -2:].max(axis=0)
        return replace(
            quote,
            lead=min(_MAX_LEAD, quote.worth - max(elsewhere, default=-np.inf)),
            read=float(read[0]),
            answered=float(read[1]),
        )

    def about(self, name: str | None) -> NDArray[np.bool_]:
        """Which sentences (n,) are about a name: it stands in them, before them or over them.

        All of them, where there is no name.
        """
        if name is None:
            return np.ones(len(self.candidates), dtype=bool)
        own = groups_of(self._searcher, self.result, name)
        near = (one.held | one.before | one.heading | one.topic for one in self.candidates)
        return np.array([bool(own & groups) for groups in near], dtype=bool)

    def _weights_for(self, aspect: Aspect) -> Sequence[float]:
        """The weights of the question's groups: those of other things asked count in part."""
        weights, query = self.result.weights, self.result.query
        if aspect.text == query.text:
            return weights
        own = {member.terms for group in self._searcher.understand(aspect.text).groups
               for member in group.members}  # fmt: skip
        reach = 0.0 if aspect.name else self._searcher.config.aspect_reach
        return [
            weight if any(member.terms in own for member in group.members) else reach * weight
            for weight, group in zip(weights, query.groups, strict=True)
        ]

    def best_quote(
        self, values: NDArray[np.float64], fits: NDArray[np.bool_], *, is_checkable: bool
    ) -> Evidence | None:
        """The run of sentences that most likely holds the answer; None if none can.

        A sentence beside the best one is quoted along where it adds more than its length costs.
        """
        config = self._searcher.config
        runs = [
            (
                round(
                    float(np.logaddexp.reduce(values[first : last + 1]))
                    - config.quote_cost * self._length(first, last),
                    6,
                ),
                -first,
                -last,
            )
            for first, last in self._runs(config.quote_length)
            if values[first : last + 1].max() > -np.inf
            and not self._only_announces(last, values)
            and (fits[first : last + 1].any() or not is_checkable)
        ]
        if not runs:
            return None
        _, first, last = max(runs)
        run = slice(-first, 1 - last)
        gap = float(values.max() - values[run][fits[run]].max()) if is_checkable else 0.0
        return self._evidence(run, values, bool(fits[run].any()), gap)

    def _only_announces(self, last: int, values: NDArray[np.float64]) -> bool:
        """Whether a run that ends with this sentence leaves out what it announces."""
        after = last + 1
        return after < len(values) and self._announced[after] == 1 and values[after] > -np.inf

    def _length(self, first: int, last: int) -> int:
        return self.candidates[last].span.end - self.candidates[first].span.start

    def _runs(self, length: int) -> Iterator[tuple[int, int]]:
        """First and last of every run of sentences of one passage within a length in the source."""
        for first in range(len(self.candidates)):
            yield first, first
            last = first + 1
            while (
                last < len(self.candidates)
                and self._follows[last]
                and self._length(first, last) <= length
            ):
                yield first, last
                last += 1

    def _evidence(
        self, where: slice, values: NDArray[np.float64], fits: bool, gap: float
    ) -> Evidence:
        run = self.candidates[where]
        focus = where.start + int(values[where].argmax())
        held = frozenset[int]().union(*(candidate.held for candidate in run))
        return Evidence(
            hit=run[0].hit,
            span=Span(run[0].span.start, run[-1].span.end),
            focus=self.candidates[focus].span,
            coverage=self._share(held),
            support=self._share(held | run[0].topic | run[0].passage),
            fits=fits,
            worth=float(values[focus]),
            held=held,
            gap=gap,
            lead=0.0,
            read=0.0,
            answered=0.0,
        )

    def _share(self, groups: frozenset[int]) -> float:
        weights = self.result.weights
        return sum(weights[group] for group in groups) / sum(weights)

    def _inside(self, chosen: Sequence[Evidence]) -> Iterator[int]:
        """The indices of the sentences that quotes hold."""
        for i, candidate in enumerate(self.candidates):
            if any(_holds(quote, candidate) for quote in chosen):
                yield i


def worth_where_told(values: NDArray[np.float64], announced: Sequence[int]) -> NDArray[np.float64]:
    """The worth (n,) of sentences, where what is announced has that of what announces it.

    Each less than the one before, and the announcement, which tells nothing, least. What may not
    answer (-inf) still may not. ``announced``: how far before each its announcement stands, or 0.
    """
    told = values.copy()
    for i, place in enumerate(announced):
        if place and values[i] > -np.inf:
            told[i] = max(told[i], values[i - place] - (place - 1))
            told[i - 1] -= _ANNOUNCING if place == 1 else 0.0
    return told


def _is_unsure(best: Evidence, gap: float) -> bool:
    """Whether what is asked for stands far from the sentence that answers best, and the reader sees none."""
    return best.gap >= gap and best.read < 0


def _holds(quote: Evidence, candidate: Candidate) -> bool:
    span = candidate.span
    return (
        _is_same_passage(quote.hit, candidate.hit)
        and quote.span.start <= span.start
        and span.end <= quote.span.end
    )


def _overlaps(quote: Evidence, chosen: Sequence[Evidence]) -> bool:
    return any(
        _is_same_passage(quote.hit, other.hit)
        and quote.span.start < other.span.end
        and other.span.start < quote.span.end
        for other in chosen
    )


def _is_same_passage(one: Hit, other: Hit) -> bool:
    return one.passage.passage_no == other.passage.passage_no
