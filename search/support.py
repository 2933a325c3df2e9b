"""Does a quote support this statement? The check behind "no citation without support".

``statement, quotes ─read─▶ numbers ─▶ words, contradictions, clauses ─▶ search.statement_model ─▶
Support(supported, why)``. Local, in Chinese and English and across; a number or date that no quote has is
enough to say no, and so are words that say something else; the rest is weighed together with what
a network says that has read both, or left to a :class:`Judge` where there is one. It reads what is
written: it does no sums and knows nothing of the world. How often it errs is what
``scripts/bench_support.py`` prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.models import embedded_encoder
from index.static_encoder import StaticEncoder
from search import statement_model
from search.support_model import (
    VETOES,
    Why,
    features,
    fitted,
    is_contradicted,
    probability,
    reason,
)
from search.support_numbers import number_conflict, without_list_mark
from search.support_text import Text, read_text

ENTAILED = 0.9  # a judge's probability from which a statement counts as supported
CONTRADICTED = 0.5  # and from which the quote says the contrary
_BEFORE_JUDGE = VETOES | {"negation"}  # what makes a no final where a judge decides the rest
WORTH_READING = 0.02  # probability by the words below which no network is asked
BEFORE_READING = frozenset(("set",))  # what is told by words alone: another day, time or side
_SAME = 1.0  # probability where a statement stands in a quote as it is
_NEVER = 0.0  # where something contradicts, or nothing is said
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*")
_PART = re.compile(r"(?<=[。！？!?])|(?<=\.)\s+|\n")
_GOES_ON = re.compile(r"[，；,;.]|\s(?:in|on|at|for|from|since|after|before|because|during|to)\b")
_IF = re.compile(r"\b(?:if|unless|only|provided|not)\b|如果|假如|除非|只要|的话|不")
_TOLERANCE = 1e-3  # of probabilities that were rounded
_MAX_LENGTH = 4_000  # characters of a statement or of all quotes that are read


@dataclass(frozen=True, slots=True)
class Support:
    """What the check found. ``why`` says what speaks most against it; None where it is supported."""

    supported: bool
    probability: float  # in [0, 1]
    why: Why | None

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1 or self.supported == (self.why is not None):
            raise ValueError(f"not a result: {self.probability}, {self.why}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a model says of a quote and a statement: two probabilities, the rest is that of neither."""

    entailment: float
    contradiction: float

    def __post_init__(self) -> None:
        both = self.entailment + self.contradiction
        if min(self.entailment, self.contradiction) < 0 or not both <= 1 + _TOLERANCE:
            raise ValueError(f"not probabilities: {self.entailment}, {self.contradiction}")


class Judge(Protocol):
    """A model that has read more than this check; ``search.nli`` has one."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Verdict]:
        """What it says of each (quotes, statement), in order."""


def check_support(
    statement: str,
    quotes: Sequence[str],
    *,
    question: str = "",
    encoder: StaticEncoder | None = None,
    judge: Judge | None = None,
    by_words: bool = False,
) -> Support:
    """Check a statement, a sentence at best, against the quotes that it cites, taken together.

    Args:
        statement: Chinese or English; a list's ordinal in front is no part of it.
        quotes: In any language of the two; what one lacks another may have.
        question: What was asked: a year that it gives need not be in a quote.
        encoder: None: the embedded one.
        judge: Decides where nothing that is written speaks surely against the statement, and it
            does not stand in the quotes as it is.
        by_words: No network reads the two, what contradicts decides alone: a quarter of the time, and
            true of sentences that are nearly alike.
    """
    (found,) = check_each(
        statement, [quotes], question=question, encoder=encoder, judge=judge, by_words=by_words
    )
    return found


def check_each(
    statement: str,
    sets: Sequence[Sequence[str]],
    *,
    question: str = "",
    encoder: StaticEncoder | None = None,
    judge: Judge | None = None,
    by_words: bool = False,
) -> Iterator[Support]:
    """As :func:`check_support`, of each set of quotes by itself, in order.

    With a judge all are checked before the first is told, as it is asked once; without, each is
    checked when it comes to it.
    """
    statement = statement[:_MAX_LENGTH]
    joined = ["\n".join(quotes)[:_MAX_LENGTH] for quotes in sets]
    encoder = encoder or embedded_encoder()
    by_words = by_words or judge is not None
    local = (_check(statement, quotes, question, encoder, by_words) for quotes in joined)
    if judge is None:
        yield from (found.support for found in local)
        return
    all_found = list(local)
    bare = without_list_mark(statement)
    asked = [(joined[at], bare) for at, found in enumerate(all_found) if found.is_open]
    verdicts = iter(judge.judge(asked) if asked else ())
    for found in all_found:
        yield _judged(next(verdicts)) if found.is_open else found.support


@dataclass(frozen=True, slots=True)
class _Found:
    """What the check says by itself, and whether a judge may say otherwise."""

    support: Support
    is_open: bool


def _check(
    statement: str, quotes: str, question: str, encoder: StaticEncoder, by_words: bool
) -> _Found:
    bare = without_list_mark(statement)
    own = read_text(bare)
    if not (own.words or own.numerals):
        return _settled("content")
    if any(_stands_in(said, quotes) or _begins(said, quotes) for said in (bare, statement)):
        return _Found(Support(True, _SAME, None), is_open=False)
    quote, asked = read_text(quotes), read_text(question)
    if why := number_conflict(own, quote, asked):
        return _settled("date" if why == "date" else "number")
    row = features(encoder, own, quote)
    likely, least = probability(row), fitted().threshold
    if by_words or likely < WORTH_READING or _is_given(own, quote, asked):
        if is_contradicted(row):
            return _settled(reason(row))
    elif is_contradicted(row, by=BEFORE_READING):
        return _settled(reason(row))
    else:
        likely, least = statement_model.probability(row, bare, quotes), statement_model.SUPPORTED
    if likely >= least:
        return _Found(Support(True, likely, None), is_open=True)
    is_open = not is_contradicted(row, by=_BEFORE_JUDGE)
    return _Found(Support(False, likely, reason(row)), is_open=is_open)


def is_settled(statement: str, quotes: str) -> bool:
    """Whether nothing is weighed: a statement stands in the quotes, or has a number that they do not."""
    bare = without_list_mark(statement)
    if any(_stands_in(said, quotes) or _begins(said, quotes) for said in (bare, statement)):
        return True
    return number_conflict(read_text(bare), read_text(quotes), read_text("")) is not None


def _is_given(own: Text, quote: Text, question: Text) -> bool:
    """Whether a statement says a number that only the question gives: a network that reads the quote
    alone would take it for made up."""
    held = {term for numeral in quote.numerals for term in numeral.terms}
    asked = {term for numeral in question.numerals for term in numeral.terms}
    return any(not held & set(n.terms) and asked & set(n.terms) for n in own.numerals)


def _settled(why: Why) -> _Found:
    return _Found(Support(False, _NEVER, why), is_open=False)


def _judged(verdict: Verdict) -> Support:
    if verdict.contradiction >= CONTRADICTED:
        return Support(False, verdict.entailment, "contradiction")
    if verdict.entailment >= ENTAILED:
        return Support(True, verdict.entailment, None)
    return Support(False, verdict.entailment, "content")


def _stands_in(statement: str, quotes: str) -> bool:
    """Whether every sentence of a statement is one of the quotes', but for marks and blanks."""
    own = _bare_sentences(statement)
    return bool(own) and own <= (_bare_sentences(quotes) | {_bare(quotes)})


def _begins(statement: str, quotes: str) -> bool:
    """Whether a statement is how a sentence of the quotes begins, up to a mark or a new part of it."""
    own = statement.strip().rstrip("。.！!")
    for sentence in _PART.split(quotes) if own else ():
        rest = sentence.strip()[len(own) :]
        if sentence.strip().startswith(own) and _GOES_ON.match(rest) and not _IF.search(rest):
            return True
    return False


def _bare_sentences(text: str) -> set[str]:
    return {bare for one in _SENTENCE.findall(text) if (bare := _bare(one))}


def _bare(text: str) -> str:
    """Letters and figures alone; what stands between figures stays: 1.5 is not 15."""
    return re.sub(r"(?<!\d)[^\w%$€£+-]|[^\w%$€£+-](?!\d)", "", text)


__all__ = ["Judge", "Support", "Verdict", "Why", "check_each", "check_support"]
