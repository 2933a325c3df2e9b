"""An answer that a language model writes, of which only what is supported is shown.

``quoted Answer, ChatModel ─prompt─▶ Reply ─reply─▶ Sentence... ─receipts─▶ Claim..., Citation... ─▶ Answer``.
Each sentence is checked as soon as it is written, against exact quotes that our own code takes from
the passages; the model quotes nothing. With nothing left to show, the quoted answer stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.source import Span
from search.answer import Answer, Claim, Generation, Reason, claim_line
from search.chat_model import ChatError, ChatModel, Reply
from search.cite import Citation, Citer
from search.follow_up import Turn
from search.prompt import AnswerLanguage, Prompt, make_prompt
from search.receipts import Receipt, ReceiptFinder
from search.reply import SentenceReader, read_sentence
from search.search import Searcher

_WORDY = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that is shown, and what supports it."""

    claim: Claim
    citations: tuple[Citation, ...]  # of the claim, in the order of its markers


class Writing:
    """An answer as it is written: each sentence that is shown, and at the end the whole.

    The sentences are the answer's claims, unless nothing could be shown; then there are none.
    """

    def __init__(
        self,
        searcher: Searcher,
        quoted: Answer,
        model: ChatModel,
        *,
        history: Sequence[Turn] = (),
    ) -> None:
        """Prepare; nothing is asked of the model before the first step.

        Args:
            searcher: That found the passages.
            quoted: The answer in quotes; an abstention stands, and the model is not asked.
            model: That writes.
            history: What was said before, oldest first.
        """
        self._searcher = searcher
        self._quoted = quoted
        self._model = model
        self._history = history
        self._reply: Reply | None = None
        self._closed = False

    def __iter__(self) -> Iterator[Written | Answer]:
        if not self._quoted.answerable:
            yield self._fallen_back(None)
            return
        prompt = self._prompt()
        draft = Draft(self._searcher, self._quoted, prompt)
        failure: ChatError | None = None
        reply = self._reply = self._model.ask(prompt.messages)
        if self._closed:
            reply.close()
        try:
            for raw in _sentences(reply):
                if written := draft.add(raw):
                    yield written
        except ChatError as error:
            failure = error
        finally:
            reply.close()
        reason = failure.failure if failure else None
        detail = failure.detail if failure else ""
        if draft.claims:
            generation = Generation(self._model.name, True, reason, draft.n_dropped, detail)
            yield draft.answer(generation)
        else:
            yield self._fallen_back(reason or draft.why_nothing(), draft.n_dropped, detail)

    def close(self) -> None:
        """End it, from any thread: nobody wants the answer any more."""
        self._closed = True
        if self._reply is not None:
            self._reply.close()

    def last(self) -> Answer:
        """Write it to the end; the whole answer."""
        *_, answer = self
        assert isinstance(answer, Answer)
        return answer

    def _prompt(self) -> Prompt:
        result = self._quoted.result
        return make_prompt(
            result.query.text,
            result.hits,
            answer_language(self._quoted),
            length=self._model.prompt_length,
            history=self._history,
        )

    def _fallen_back(self, reason: Reason | None, n_dropped: int = 0, detail: str = "") -> Answer:
        generation = Generation(self._model.name, False, reason, n_dropped, detail)
        return replace(self._quoted, generation=generation)


class Draft:
    """What is accepted of a reply so far."""

    def __init__(self, searcher: Searcher, quoted: Answer, prompt: Prompt) -> None:
        self.claims: list[Claim] = []
        self.n_dropped = 0  # sentences
        self._quoted = quoted
        self._language: AnswerLanguage = answer_language(quoted)
        self._hits = prompt.hits
        self._finder = ReceiptFinder(
            prompt.hits,
            quoted.result.query.text,
            length=searcher.config.quote_length,
            judge=searcher.judge,
        )
        self._citer = Citer(searcher.snapshot.store)
        self._citations: dict[tuple[str, Span], Citation] = {}
        self._refused = False
        self._n_foreign = 0

    def add(self, raw: str) -> Written | None:
        """Judge a sentence; None if it is not shown."""
        sentence = read_sentence(raw, self._hits)
        if not _WORDY.search(sentence.text) or sentence.text in {c.text for c in self.claims}:
            return None
        if sentence.refuses:
            self._refused = True
            self.n_dropped += 1
            return None
        if not sentence.is_in(self._language):
            self._n_foreign += 1
            self.n_dropped += 1
            return None
        receipts = self._finder.find(sentence.text, sentence.cited)
        if not receipts:
            self.n_dropped += 1
            return None
        cited = tuple(self._cited(receipt) for receipt in receipts)
        claim = Claim(sentence.text, tuple(citation.marker for citation in cited))
        self.claims.append(claim)
        return Written(claim, cited)

    def why_nothing(self) -> Reason:
        """Why there is no claim though the reply came."""
        if self._refused or not self.n_dropped:
            return "refused"
        return "language" if self._n_foreign == self.n_dropped else "unsupported"

    def answer(self, generation: Generation) -> Answer:
        """What was accepted, as an answer."""
        return replace(
            self._quoted,
            text="\n".join(claim_line(claim) for claim in self.claims),
            language=self._language,
            claims=tuple(self.claims),
            citations=tuple(self._citations.values()),
            generation=generation,
        )

    def _cited(self, receipt: Receipt) -> Citation:
        """A citation, numbered in the order in which they are first needed."""
        hit, span = receipt.hit, receipt.span
        key = hit.passage.passage.passage_id, span
        known = self._citations.get(key)
        if known is None:
            marker = len(self._citations) + 1
            known = self._citer.part(hit.passage, hit.article, span, marker=marker)
            self._citations[key] = known
        return known


def answer_language(quoted: Answer) -> AnswerLanguage:
    """The language that the question asks to be answered in."""
    return "zh" if quoted.result.query.language in ("zh", "mixed") else "en"


def _sentences(reply: Reply) -> Iterator[str]:
    """The sentences of a reply as they are completed. Raises ChatError; then the last is left out."""
    reader = SentenceReader()
    for piece in reply:
        yield from reader.feed(piece)
    yield from reader.rest(cut_off=reply.cut_off)
