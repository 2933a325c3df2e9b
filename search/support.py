"""Does a quote support this statement? The check behind "no citation without support".

``statement, quotes ─read─▶ numbers ─▶ words, contradictions, clauses ─▶ Support(supported, why)``. Local, in
Chinese and English and across; a number or date that no quote has is enough to say no, the rest is
weighed together. It reads what is written: it does no sums and knows nothing of the
world. How often it errs is what ``scripts/bench_support.py`` prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.models import embedded_encoder
from index.static_encoder import StaticEncoder
from search.support_model import Why, features, fitted, is_contradicted, probability, reason
from search.support_numbers import number_conflict, without_list_mark
from search.support_text import read_text

_SAME = 1.0  # probability where a statement stands in a quote as it is
_NEVER = 0.0  # where something contradicts, or nothing is said
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*")
_PART = re.compile(r"(?<=[。！？!?])|(?<=\.)\s+|\n")
_GOES_ON = re.compile(r"[，；,;.]|\s(?:in|on|at|for|from|since|after|before|because|during|to)\b")
_IF = re.compile(r"\b(?:if|unless|only|provided|not)\b|如果|假如|除非|只要|的话|不")
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


def check_support(
    statement: str,
    quotes: Sequence[str],
    *,
    question: str = "",
    encoder: StaticEncoder | None = None,
    entails: Callable[[str, str], float] | None = None,
) -> Support:
    """Check a statement, a sentence at best, against the quotes that it cites, taken together.

    Args:
        statement: Chinese or English; a list's ordinal in front is no part of it.
        quotes: In any language of the two; what one lacks another may have.
        question: What was asked: a year that it gives need not be in a quote.
        encoder: None: the embedded one.
        entails: Quotes, statement → the probability that the one entails the other, of a model of
            one's own. It is asked where the check would say yes, and the lower of the two counts.
    """
    statement = without_list_mark(statement)[:_MAX_LENGTH]
    joined = "\n".join(quotes)[:_MAX_LENGTH]
    own = read_text(statement)
    if not (own.words or own.numerals):
        return Support(False, _NEVER, "content")
    if _stands_in(statement, joined) or _begins(statement, joined):
        return Support(True, _SAME, None)
    quote = read_text(joined)
    if why := number_conflict(own, quote, read_text(question)):
        return Support(False, _NEVER, "date" if why == "date" else "number")
    row = features(encoder or embedded_encoder(), own, quote)
    if is_contradicted(row):
        return Support(False, _NEVER, reason(row))
    likely = probability(row)
    if entails is not None and likely >= fitted().threshold:
        likely = min(likely, max(0.0, entails(joined, statement)))
    if likely >= fitted().threshold:
        return Support(True, likely, None)
    return Support(False, likely, reason(row))


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


__all__ = ["Support", "Why", "check_support"]
