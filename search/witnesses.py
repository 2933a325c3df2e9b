"""What other articles say of a claim: who says the same, independently, and who says otherwise.

``a claim's sentence, Candidate... ─of other articles, about the same─▶ support check ─▶ Found``. A witness
is a sentence of another article that supports what the claim says, and no copy of it; whether a figure
contradicts is for ``search.disagreement``. Only passages that were found are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.analyze import Analyzer
from index.numerals import find_numerals
from index.source import Span
from search.asked import what_is_asked
from search.cite import Citation
from search.copies import is_copy, shared
from search.disagreement import DATE, YEAR, figure_kind, may_agree, other_figure, supports
from search.match import is_word
from search.premise_numbers import value_of
from search.same_occasion import Told, may_be_days_apart, may_be_same
from search.search import Searcher, SearchResult
from search.sentences import Candidate
from search.stated_part import with_figure
from search.support_text import Numeral, Text, read_text

_MAX_WITNESSES = 2  # of a claim
_MAX_OTHERS = 2  # figures that contradict it
_MAX_CHECKED = 3  # sentences read closely for either, the best first
# Of the question's words that the claim is about, what a sentence must be; in the other language:
_ABOUT, _ABOUT_ACROSS = 0.6, 0.4
_SAID = 0.5  # of them, what the two sentences themselves must hold to contradict each other
_SURE, _LIKELY = 0.85, 0.7  # probability of support; the less of both, or of a telling figure
_LARGE = 10_000  # a figure from which fewer digits are telling
_VERBATIM = 0.8  # share of runs from which a sentence is the same sentence
_MAX_LENGTH = 300  # code points of a sentence that is compared


@dataclass(frozen=True, slots=True)
class Found:
    """Sentences of other articles, best first: that say the same, and that give another figure."""

    witnesses: tuple[Candidate, ...] = ()
    others: tuple[Candidate, ...] = ()


class _Read:
    """A candidate as it is compared; what costs time is read when it is asked for."""

    def __init__(self, candidate: Candidate, analyzer: Analyzer) -> None:
        self.candidate = candidate
        self.article_no = candidate.hit.article.article_no
        self._analyzer = analyzer

    @cached_property
    def folded(self) -> str:
        """Its text."""
        return self._analyzer.fold_case_kept(self.candidate.text)

    @cached_property
    def terms(self) -> frozenset[str]:
        """What its numbers and dates say."""
        return frozenset(term for _, _, terms in find_numerals(self.folded) for term in terms)

    @cached_property
    def told(self) -> Told:
        """Its words and numbers."""
        published = self.candidate.hit.article.published
        return Told(read_text(self.candidate.text, self._analyzer), published)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a claim says: its sentence, the figures of it that matter, and the words it is about."""

    read: _Read
    figures: tuple[Numeral, ...]
    about: frozenset[int]  # of the question's groups


class Witnesses:
    """Looks through the sentences of one result; what is read of them is kept."""

    def __init__(
        self, searcher: Searcher, result: SearchResult, candidates: Sequence[Candidate]
    ) -> None:
        self._store = searcher.snapshot.store
        self._analyzer = searcher.analyzer
        self._question = result.query.text
        self._asked = what_is_asked(self._question)
        self._weights = [
            weight if is_word(group) else 0.0
            for weight, group in zip(result.weights, result.query.groups, strict=True)
        ]
        self._sentences = [
            _Read(one, self._analyzer) for one in candidates if len(one.text) <= _MAX_LENGTH
        ]
        self._texts: dict[int, str] = {}

    def of(self, cited: Citation, focus: Span) -> Found:
        """What other articles say of what a claim's sentence says.

        Args:
            cited: What the claim quotes.
            focus: The part of it that answers, in offsets of the source.
        """
        at = focus.start - cited.passage.passage.span.start
        number = cited.passage.passage_no
        for one in self._sentences:
            if one.candidate.hit.passage.passage_no == number and (
                one.candidate.span.start <= at < one.candidate.span.end
            ):
                answer = Span(focus.start - cited.span.start, focus.end - cited.span.start)
                return self.beside(one.candidate, answer.of(cited.quote))
        return Found()

    def beside(self, stated: Candidate, answer: str) -> Found:
        """The same of a sentence, and the part of it that answers.

        Where a figure is asked for, those of that part count alone.
        """
        about = self._about(stated)
        beside = [one for one in self._sentences if self._may_speak_of(stated, about, one)]
        if not about or not beside:
            return Found()
        beside.sort(key=lambda one: -round(self._share(about, one.candidate.held), 6))
        read = _Read(stated, self._analyzer)
        claim = _Claim(read, self._figures(read, answer), about)
        if self._asked.is_checkable and not claim.figures:
            return Found()
        witnesses = tuple(self._witnesses(claim, beside))
        said = {one.hit.article.article_no for one in witnesses}
        rest = [one for one in beside if one.article_no not in said]
        return Found(witnesses, tuple(self._others(claim, rest)))

    def _figures(self, read: _Read, answer: str) -> tuple[Numeral, ...]:
        """The numbers of a sentence that matter: where one is asked for, those that answer; else all."""
        if not self._asked.is_checkable:
            return read.told.text.numerals
        folded = self._analyzer.fold_case_kept(answer)
        terms = {found[0] for _, _, found in find_numerals(folded)}
        return tuple(one for one in read.told.text.numerals if one.terms[0] in terms)

    def _about(self, one: Candidate) -> frozenset[int]:
        """The question's words that a sentence is about, with what stands around it."""
        near = one.held | one.before | one.heading | one.topic
        return frozenset(i for i in near if self._weights[i])

    def _share(self, about: frozenset[int], held: frozenset[int]) -> float:
        total = sum(self._weights[i] for i in about)
        return sum(self._weights[i] for i in about & held) / total

    def _may_speak_of(self, stated: Candidate, about: frozenset[int], other: _Read) -> bool:
        """Whether a sentence of another article is about the same words of the question.

        Those that the claim's own sentence leaves to what stands around it must be there: no check of
        the two sentences sees them.
        """
        if not about or other.article_no == stated.hit.article.article_no:
            return False
        theirs = self._about(other.candidate)
        languages = {one.hit.article.language for one in (stated, other.candidate)}
        least = _ABOUT if len(languages) == 1 else _ABOUT_ACROSS
        return about - stated.held <= theirs and self._share(about, theirs) >= least

    def _witnesses(self, claim: _Claim, beside: Sequence[_Read]) -> Iterator[Candidate]:
        """The sentences that say the same, each of an article that copies none before it."""
        known = [claim.read]
        checked = 0
        for one in beside:
            if len(known) > _MAX_WITNESSES or checked == _MAX_CHECKED:
                return
            if not self._may_say_the_same(claim, one):
                continue
            if any(self._is_copy(one.candidate, other.candidate) for other in known):
                continue
            checked += 1
            if self._says_the_same(claim, one):
                known.append(one)
                yield one.candidate

    def _may_say_the_same(self, claim: _Claim, one: _Read) -> bool:
        """Whether a sentence has the figure, where one is asked for, and enough of the words."""
        text = claim.read.told.text
        if self._asked.is_checkable:
            figure = claim.figures[0]
            alike = figure.terms[0] in one.terms and may_agree(text, figure, one.folded)
        else:
            alike = may_agree(text, None, one.folded)
            alike = alike and may_agree(one.told.text, None, claim.read.folded)
        return alike and may_be_same(claim.read.told, one.told)

    def _says_the_same(self, claim: _Claim, one: _Read) -> bool:
        """Whether two sentences support each other; where a figure is asked for, one the other's part."""
        text, other = claim.read.told.text, one.told.text
        if not self._asked.is_checkable:
            each = ((text.folded, other.folded), (other.folded, text.folded))
            return all(supports(a, b, self._question, least=_LIKELY) for a, b in each)
        figure = claim.figures[0]
        there = next((n for n in other.numerals if figure.terms[0] in n.terms), None)
        is_telling = _is_telling(figure, text)
        if there is None or (not is_telling and may_be_days_apart(claim.read.told, one.told)):
            return False
        least = _LIKELY if is_telling else _SURE
        for one_text, n, quote in ((text, figure, other), (other, there, text)):
            statement = with_figure(one_text, n, one_text.folded[n.start : n.end])
            if supports(statement, quote.folded, self._question, least=least):
                return True
        return False

    def _others(self, claim: _Claim, beside: Sequence[_Read]) -> Iterator[Candidate]:
        """The sentences that give another figure, each another one."""
        known: set[str] = set()
        checked = 0
        for one in beside:
            if len(known) == _MAX_OTHERS or checked == _MAX_CHECKED:
                return
            if not self._may_say_otherwise(claim, one):
                continue
            checked += 1
            found = other_figure(
                self._question,
                claim.read.told,
                claim.figures,
                one.told,
                asks_date=self._asked.kind == "date",
            )
            if found is None or found[1].terms[0] in known:
                continue
            if not self._has(claim.read, found[1]) and not self._has(one, found[0]):
                known.add(found[1].terms[0])
                yield one.candidate

    def _may_say_otherwise(self, claim: _Claim, one: _Read) -> bool:
        """Whether a sentence has a number that the claim has not, and enough of a figure's words.

        Both must say themselves what they are about: there are many projects that cost so much.
        """
        if not one.terms - claim.read.terms:
            return False
        if any(self._share(claim.about, read.candidate.held) < _SAID for read in (claim.read, one)):
            return False
        text = claim.read.told.text
        return any(
            figure.terms[0] not in one.terms and may_agree(text, figure, one.folded)
            for figure in claim.figures
        )

    def _has(self, one: _Read, figure: Numeral) -> bool:
        """Whether the article of a sentence gives a figure anywhere: then it may be of something else."""
        text = self._analyzer.fold_case_kept(self._text(one.article_no))
        return any(figure.terms[0] in terms for _, _, terms in find_numerals(text))

    def _is_copy(self, one: Candidate, known: Candidate) -> bool:
        """Whether a sentence, its passage or its article was taken over from another article."""
        if shared(one.text, known.text) >= _VERBATIM:
            return True
        texts = [self._text(each.hit.article.article_no) for each in (one, known)]
        return (
            is_copy(texts[0], texts[1])
            or is_copy(one.hit.passage.passage.text, texts[1])
            or is_copy(known.hit.passage.passage.text, texts[0])
        )

    def _text(self, article_no: int) -> str:
        """What is kept of an article's text."""
        if article_no not in self._texts:
            passages = self._store.passages_of(article_no)
            self._texts[article_no] = "\n".join(row.passage.text for row in passages)
        return self._texts[article_no]


def _is_telling(figure: Numeral, text: Text) -> bool:
    """Whether two reports that share a figure hardly do so by chance: 3363.67, 12.6亿元, 61%, 8.7公里.

    Not so a date, a name (Galaxy S24), a small count, or a round number without a unit.
    """
    kind = figure_kind(figure, text)
    if kind in ("", DATE, YEAR):
        return False
    digits = len(figure.terms[0].rstrip("%").replace(".", "").strip("0"))
    is_large = value_of(figure) >= _LARGE
    is_measured = not kind.startswith("#")
    return digits >= 3 or (digits == 2 and (is_large or is_measured)) or (is_large and is_measured)
