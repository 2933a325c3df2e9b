"""The ask page ``GET /``: a question box, and under it the answer with all that proves it.

``address ─▶ AskForm ─▶ AskedAnswer ─▶ HTML, part by part``. The same parts fill the page of a browser
without scripts and, one by one, that of a browser with them, so that both show the same.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from api.answering import Cited, steps
from api.errors import error_payload
from api.pages import Pages, View
from index.dates import parse_date
from index.errors import BadFilter, WenjuError
from index.source import Span
from search.answer import Answer, answer_from
from search.chat_model import ChatModel
from search.cite import Citation, Citer
from search.corpus import Corpus
from search.facets import Facets, count_facets
from search.filters import Filters
from search.generate import Writing
from search.search import Hit, Searcher
from search.snapshot import Snapshot

N_PASSAGES = 10
_N_OPEN = 3  # of them shown at once
_SURE = 0.85  # of the confidence below which an answer is called unsure
_BLANK_LINES = re.compile(r"\n\s*\n")
_FILTERS = ("date_from", "date_to", "publisher", "language", "file")
_PLACE = "<!--parts-->"
_N_PUBLISHERS = 12  # named on the page before a question
_N_SUGGESTED = 200  # publishers that the form suggests


@dataclass(frozen=True, slots=True)
class AskForm:
    """What the address bar asks for; blank fields are None."""

    q: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    publisher: str | None = None
    language: str | None = None
    file: str | None = None

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> AskForm:
        """From the parameters of an address."""
        names = ("q", *_FILTERS)
        return cls(**{name: parameters.get(name, "").strip() or None for name in names})

    def filters(self) -> Filters:
        """The filters. Raises BadFilter."""
        return Filters(**{name: getattr(self, name) for name in _FILTERS})

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return any(getattr(self, name) for name in _FILTERS)

    def narrowed(self, **filters: str) -> dict[str, str | None]:
        """The parameters of this question with filters changed."""
        return asdict(self) | filters

    def unfiltered(self) -> dict[str, str | None]:
        """The parameters of this question without its filters."""
        return {"q": self.q}


class AskPage:
    """Writes the ask page."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def frame(self, view: View, form: AskForm, corpus: Corpus | None) -> tuple[str, str]:
        """The page before and after the parts of an answer."""
        whole = self._pages.render(
            "ask.html",
            view,
            form=form,
            corpus=corpus,
            suggested=corpus.publishers[:_N_SUGGESTED] if corpus else (),
            place=_PLACE,
        )
        before, _, after = whole.partition(_PLACE)
        return before, after

    def welcome(self, view: View, corpus: Corpus) -> str:
        """What stands in the place of an answer before there is a question."""
        publishers = corpus.publishers[:_N_PUBLISHERS]
        return self._pages.render("ask/welcome.html", view, publishers=publishers)

    def error(self, view: View, form: AskForm, error: WenjuError | None) -> str:
        """What stands in the place of an answer that cannot be given; None: a fault of ours."""
        words = view.words
        if error is None:
            return self._pages.render(
                "ask/error.html",
                view,
                title=words["error"],
                message=words["error_broken"],
                english=False,
            )
        stated = error_payload(error)["error"]
        code = stated["code"]
        kind = "error_index" if code.startswith(("index_", "model")) else f"error_{code}"
        message = _filter_message(view, form, error)
        return self._pages.render(
            "ask/error.html",
            view,
            title=words[kind if kind in words else "error"],
            message=message or " — ".join(filter(None, (stated["message"], stated["hint"]))),
            english=message is None,
        )


class AskedAnswer:
    """The answer to a question on the page: its parts in the order of the page."""

    def __init__(
        self,
        pages: Pages,
        view: View,
        searcher: Searcher,
        form: AskForm,
        chat: ChatModel | None = None,
    ) -> None:
        """Search, and answer in quotes; ``chat`` writes once the parts are asked for.

        Raises:
            UsageError: As :meth:`search.search.Searcher.search`.
        """
        self._started = time.perf_counter()
        self._pages, self._view, self._searcher, self._form = pages, view, searcher, form
        self._ranking = searcher.rank(form.q or "", filters=form.filters())
        self._quoted = answer_from(searcher, searcher.top(self._ranking, N_PASSAGES))
        self._writing = Writing(searcher, self._quoted, chat) if chat else None

    def close(self) -> None:
        """End it, from any thread: nobody reads it any more."""
        if self._writing:
            self._writing.close()

    def __iter__(self) -> Iterator[str]:
        answer = self._quoted
        if answer.answerable:
            yield self._render("answer", answer, unsure=answer.confidence < _SURE)
            for step in steps(answer, self._writing):
                if isinstance(step, Cited):
                    yield self._render(
                        "claim", answer, claim=step.claim, citations=step.citations, part=step.part
                    )
                else:
                    answer = step
            yield self._render("written", answer)
            yield self._render("citations", answer)
        else:
            yield self._render("abstention", answer)
        shown = shown_passages(self._searcher.snapshot, answer)
        yield self._render("passages", answer, shown=shown[:_N_OPEN], more=shown[_N_OPEN:])
        facets = count_facets(self._searcher.snapshot, self._ranking)
        if _narrows(facets):
            yield self._render("facets", answer, facets=facets)
        yield self._render(
            "foot",
            answer,
            n_citations=len(answer.citations),
            index_built=str(self._searcher.snapshot.manifest["built_at"])[:10],
            took=round((time.perf_counter() - self._started) * 1000, 1),
        )

    def _render(self, template: str, answer: Answer, **values: Any) -> str:
        return self._pages.render(
            f"ask/{template}.html",
            self._view,
            form=self._form,
            answer=answer,
            result=answer.result,
            **values,
        )


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage found, and its text in runs: each with the marker of the citation it is part of."""

    hit: Hit
    citation: Citation
    runs: tuple[tuple[str, int | None], ...]


def shown_passages(snapshot: Snapshot, answer: Answer) -> list[ShownPassage]:
    """The passages of an answer, the cited parts marked."""
    citer = Citer(snapshot.store)
    shown = []
    for hit in answer.result.hits:
        citation = citer.passage(hit.passage, hit.article, marker=hit.rank)
        number = hit.passage.passage_no
        cited = [c for c in answer.citations if c.passage.passage_no == number]
        shown.append(ShownPassage(hit, citation, tuple(marked_runs(citation, cited))))
    return shown


def marked_runs(passage: Citation, cited: list[Citation]) -> Iterator[tuple[str, int | None]]:
    """Cut a passage's text at the ends of what is cited of it; where two overlap the first counts.

    Blank lines are left out: a list of passages is read at a glance.
    """
    spans = sorted((c.span, c.marker) for c in cited)
    cuts = {0, len(passage.quote)}
    cuts |= {offset - passage.span.start for s, _ in spans for offset in (s.start, s.end)}
    for start, end in pairwise(sorted(cuts)):
        at = Span(start + passage.span.start, end + passage.span.start)
        marker = next((m for s, m in spans if s.start <= at.start and at.end <= s.end), None)
        yield _BLANK_LINES.sub("\n", passage.quote[start:end]), marker


def _filter_message(view: View, form: AskForm, error: WenjuError) -> str | None:
    """What is wrong with a filter, by the name that the form gives it; None for anything else."""
    name = error.where
    if not isinstance(error, BadFilter) or name not in _FILTERS:
        return None
    words, value = view.words, getattr(form, name)
    if name == "language":
        return words["filter_language"].format(label=words[name], value=value)
    if parse_date(value) is None:
        return words["filter_date"].format(label=words[name], value=value)
    return words["filter_reversed"].format(label=words[name], other=words["date_to"])


def _narrows(facets: Facets) -> bool:
    """Whether there is a choice between two values of anything."""
    return any(len(values) > 1 for values in (facets.publishers, facets.years, facets.languages))
