"""The exact quote of a passage that supports what was written, if there is one.

``Hit... ─▶ runs of whole sentences ─near the statement─▶ check_each ─▶ Receipt``. A quote is as long
as one in any other answer may be. What was put in quotation marks, and every address, must stand
in the quote as it is; the rest is for ``search.support``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.clean import clean
from index.encode import Vectors
from index.fold import default_folder
from index.language import HAN
from index.models import embedded_encoder
from index.numerals import find_numerals
from index.sentence import split_sentences
from index.source import Span
from search.figures import figures_fit, told_of_another
from search.instructions import addresses_machine
from search.one_line import one_line
from search.planned import told_as_done
from search.search import Hit
from search.support import Judge, Support, check_each

_WORDY = re.compile(r"\w")
_NEAR = 4  # sentences that are checked for one statement
_LED = 2  # of them that are checked with those before them, too
_NUMBERS = 0.5  # what sharing all its numbers is worth beside a cosine
_SURE = 0.8  # probability of support from which a sentence is shown: rather one lost than one false
_CONTRADICTS = ("negation", "role", "contradiction")
_CONTRARY = 0.5  # probability of support below which what speaks against it is believed
_QUOTED = re.compile(
    r"“([^“”]{2,})”|\"([^\"]{2,})\"|「([^「」]{2,})」|『([^『』]{2,})』|‘([^‘’]{6,})’"
)
_ADDRESS = re.compile(r"[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b|\S+@\S+")
_HAN_CHAR = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A quote from a hit's passage; ``span`` counts from the passage's start."""

    hit: Hit
    span: Span

    @property
    def quote(self) -> str:
        """The exact characters."""
        return self.span.of(self.hit.passage.passage.text)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of whole sentences: the last one is meant to state it, those before say of whom."""

    number: int  # of the passage
    receipt: Receipt
    first: int  # index of its first sentence among all
    last: int
    text: str  # on one line
    stated: str  # of it the sentence, or sentences, that are meant to state it


class ReceiptFinder:
    """Finds receipts in the passages that a model was given."""

    def __init__(
        self,
        hits: Mapping[int, Hit],
        question: str,
        *,
        length: int,
        judge: Judge | None = None,
    ) -> None:
        """Read the passages.

        Args:
            hits: By the number that the model knows each by.
            question: What was asked.
            length: Code points of a quote of several sentences.
            judge: As of :func:`search.support.check_support`.
        """
        self._question = question
        self._judge = judge
        self._runs: list[_Run] = []
        n = 0
        for number, hit in hits.items():
            for spans in _blocks(hit.passage.passage.text):
                self._runs += _runs(number, hit, spans, n, length)
                n += len(spans)
        self._singles = [run for run in self._runs if run.first == run.last]
        self._single_of = {run.last: at for at, run in enumerate(self._singles)}
        self._numerals = [_numerals(run.text) for run in self._singles]
        self._vectors: Vectors = embedded_encoder().encode_passages(
            [run.text for run in self._singles]
        )

    def find(self, statement: str, cited: Collection[int]) -> tuple[Receipt, ...]:
        """What supports a statement; empty: nothing does.

        Where the sentence nearest to it says the contrary, nothing does, whatever else is there.

        Args:
            statement: One sentence.
            cited: The passages it cites; with none, all are looked through.

        Returns:
            One receipt; where no one alone is enough, one of each of several passages cited which
            support it together.
        """
        near = self._near(statement, cited)
        best: tuple[float, Receipt] | None = None
        checked = self._check(statement, [[run] for run in near])
        for place, (run, found) in enumerate(zip(near, checked, strict=False)):
            if place == 0 and found is not None and _is_contrary(found):
                return ()
            if (
                found is not None
                and found.supported
                and (best is None or found.probability > best[0])
            ):
                best = found.probability, run.receipt
            if best is not None and best[0] == 1:
                break
        if best is not None:
            return (best[1],)
        together = list({run.number: run for run in reversed(near)}.values())[::-1]
        if len(cited) > 1 and len(together) > 1:
            (found,) = self._check(statement, [together])
            if found is not None and found.supported:
                return tuple(run.receipt for run in together)
        return ()

    def _near(self, statement: str, cited: Collection[int]) -> list[_Run]:
        """The sentences most like a statement, best first, then each with what leads to it, then the
        first two together if they stand together: a statement may tell what is in both."""
        likeness = self._likeness(statement)
        at = [i for i, run in enumerate(self._singles) if not cited or run.number in cited]
        nearest = sorted(at, key=lambda i: (-likeness[i], i))[:_NEAR]
        led = [
            run
            for i in nearest[:_LED]
            for run in self._runs
            if run.first < run.last == self._singles[i].last
            and all(
                likeness[self._single_of[other]] <= likeness[i]
                for other in range(run.first, run.last)
            )
        ]
        ends = sorted(self._singles[i].last for i in nearest[:_LED])
        both = [
            replace(run, stated=run.text)
            for run in self._runs
            if [run.first, run.last] == ends and run.last == run.first + 1
        ]
        return [self._singles[i] for i in nearest] + led + both

    def _likeness(self, statement: str) -> list[float]:
        """Of each sentence to a statement: the cosine, and the share of its numbers held."""
        if not self._singles:
            return []
        own = _numerals(statement)
        (vector,) = embedded_encoder().encode_queries([statement])
        cosines = self._vectors @ vector
        return [
            round(float(cosine) + (_NUMBERS * len(own & held) / len(own) if own else 0.0), 6)
            for cosine, held in zip(cosines, self._numerals, strict=True)
        ]

    def _check(self, statement: str, sets: Sequence[Sequence[_Run]]) -> Iterator[Support | None]:
        """What the check says of each set of quotes; None where they do not do, whatever it says."""
        texts = [[run.text for run in runs] for runs in sets]
        fits = [holds_literals(statement, quotes) for quotes in texts]
        fitting = [quotes for quotes, fit in zip(texts, fits, strict=True) if fit]
        found = check_each(statement, fitting, question=self._question, judge=self._judge)
        for runs, fit in zip(sets, fits, strict=True):
            yield self._if_sure(statement, runs, next(found)) if fit else None

    def _if_sure(self, statement: str, runs: Sequence[_Run], found: Support) -> Support | None:
        """What was found; None for a yes that is not sure enough to be shown."""
        stated = "\n".join(run.stated for run in runs)
        if found.supported and not is_sure(statement, stated, found):
            return None
        return found


def _is_contrary(found: Support) -> bool:
    """Whether a sentence says the contrary of a statement."""
    return found.why in _CONTRADICTS and found.probability < _CONTRARY


def is_sure(statement: str, stated: str, found: Support) -> bool:
    """Whether what was found of a statement and the sentences that are to state it may be shown."""
    return (
        found.supported
        and found.probability >= _SURE
        and not told_of_another(statement, stated)
        and figures_fit(statement, stated)
        and not told_as_done(statement, stated)
    )


def holds_literals(statement: str, quotes: Sequence[str]) -> bool:
    """Whether what a statement gives word for word stands so in the quotes.

    That is what it puts in quotation marks, unless the quotes are in another script and it must be
    a translation, and web and mail addresses.
    """
    joined = _bare("\n".join(quotes))
    if any(_bare(address) not in joined for address in _ADDRESS.findall(statement)):
        return False
    is_chinese = bool(_HAN_CHAR.search(joined))
    return all(
        _bare(said) in joined or bool(_HAN_CHAR.search(said)) != is_chinese
        for groups in _QUOTED.findall(statement)
        if (said := "".join(groups))
    )


def _blocks(text: str) -> Iterator[list[Span]]:
    """The sentences of a passage that state something, those together between which nothing is.

    Headings do not, nor does what tells a reader what to do or say.
    """
    cleaned = clean(text, fragment=True)
    block: list[Span] = []
    for sentence in split_sentences(cleaned.text):
        shown = sentence.span.of(cleaned.text)
        if _WORDY.search(shown) and not sentence.heading and not addresses_machine(shown):
            block.append(cleaned.offsets.span(sentence.span))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _runs(
    number: int, hit: Hit, spans: Sequence[Span], n_before: int, length: int
) -> Iterator[_Run]:
    """Every run of sentences of a block within a length."""
    text = hit.passage.passage.text
    for first, begin in enumerate(spans):
        for last in range(first, len(spans)):
            span = Span(begin.start, spans[last].end)
            if last > first and len(span) > length:
                break
            shown, stated = one_line(span.of(text)), one_line(spans[last].of(text))
            yield _Run(number, Receipt(hit, span), n_before + first, n_before + last, shown, stated)


def _numerals(text: str) -> frozenset[str]:
    return frozenset(terms[0] for _, _, terms in find_numerals(text))


def _bare(text: str) -> str:
    """Letters and figures alone, look-alikes and case folded."""
    return re.sub(r"\W", "", default_folder().fold(text)).lower()
