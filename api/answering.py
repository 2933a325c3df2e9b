"""One question that is answered over HTTP, claim by claim, whichever protocol it came by.

``question, history ─▶ Answering ─▶ Cited... ─▶ Answer``. How claims are written down is for the routes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.source import Span
from search.answer import Answer, Claim, ask
from search.chat_model import ChatModel
from search.cite import Citation
from search.filters import Filters
from search.follow_up import Turn, rewrite
from search.generate import Writing, Written
from search.one_line import part_of_claim
from search.search import Searcher

_log = logging.getLogger("wenju")


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim of an answer, and its citations in the order of its markers."""

    claim: Claim
    citations: tuple[Citation, ...]

    @property
    def part(self) -> Span | None:
        """The part of the claim's text that answers; None where none is to be pointed out."""
        if self.claim.focus is None:
            return None
        at, cited = self.claim.focus, self.citations[0]
        focus = Span(at.start - cited.span.start, at.end - cited.span.start)
        return part_of_claim(self.claim.text, cited.quote, focus)


class Answering:
    """A question that has been searched and answered in quotes; a language model may write on.

    ``quoted`` is that answer; where no model is set, it is the answer.
    """

    def __init__(
        self,
        searcher: Searcher,
        question: str,
        *,
        history: Sequence[Turn] = (),
        chat: ChatModel | None = None,
        k: int = 10,
        filters: Filters | None = None,
    ) -> None:
        """Search, and find what answers.

        Raises:
            UsageError: As :func:`search.answer.ask`.
        """
        self.started = time.perf_counter()
        self.asked = question
        self.snapshot = searcher.snapshot
        self.quoted = ask(searcher, rewrite(question, history), k=k, filters=filters)
        self._writing = Writing(searcher, self.quoted, chat, history=history) if chat else None

    @property
    def is_settled(self) -> bool:
        """Whether ``quoted`` is the answer: no language model writes."""
        return self._writing is None

    def __iter__(self) -> Iterator[Cited | Answer]:
        """Its claims as they are made, none taken back, then the answer that they are."""
        return steps(self.quoted, self._writing)

    def whole(self) -> Answer:
        """Answer to the end."""
        *_, answer = self
        assert isinstance(answer, Answer)
        return answer

    def close(self) -> None:
        """End it, from any thread: nobody wants the answer any more."""
        if self._writing is not None:
            self._writing.close()


def steps(quoted: Answer, writing: Writing | None) -> Iterator[Cited | Answer]:
    """The claims of an answer as they are made, none taken back, then the answer that they are.

    ``writing``: a language model's, which quotes the same passages; None: the quotes are the answer.
    """
    answer = quoted
    for step in writing or ():
        if isinstance(step, Written):
            yield Cited(step.claim, step.citations)
        else:
            answer = step
    _tell(answer)
    if not (answer.generation and answer.generation.used):
        yield from cited_claims(answer)
    yield answer


def cited_claims(answer: Answer) -> Iterator[Cited]:
    """The claims of an answer with what they cite."""
    for claim in answer.claims:
        yield Cited(claim, tuple(answer.citations[marker - 1] for marker in claim.citations))


def _tell(answer: Answer) -> None:
    """Log what went wrong with a language model."""
    generation = answer.generation
    if generation and generation.detail:
        _log.warning("wenju: the language model: %s: %s", generation.reason, generation.detail)
