"""What a program can do here over the Model Context Protocol: search, fetch, ask.

``Desk, arguments ─Tool.run─▶ Reply``. ``search`` and ``fetch`` have the shape that ChatGPT asks of a
connector; without an address of its own a result would never be cited there, so each has one. Who calls,
and what an error looks like on the wire, is left to ``api.mcp_server``.
Source: OpenAI's guide to building MCP servers for ChatGPT.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from pydantic import BaseModel

from api.answering import Answering
from api.article import FoundArticle, FoundPassage, article_text, find_article, find_passage
from api.chat_completion import Style, parts_of
from api.json_bytes import json_bytes
from api.leaving import in_thread
from api.links import address_of, label_of, quote_address
from api.markdown import Part, joined
from api.mcp_shapes import (
    AskArguments,
    Document,
    FetchArguments,
    LinkedAnswer,
    SearchArguments,
    SearchResults,
)
from api.state import Library
from index.errors import PassageGone, UnknownId
from search.answer import Answer
from search.chat_model import ChatModel
from search.cite import Citer
from search.payload import Payload, answer_payload
from search.search import Searcher


@dataclass(frozen=True, slots=True)
class Desk:
    """What one call works with. ``origin`` is what links begin with, ``chat`` a language model, if any."""

    searcher: Searcher
    library: Library
    origin: str
    chat: ChatModel | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One result, twice: for programs, and as the text that a model reads."""

    structured: Payload
    text: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what it is called, what it takes, what it gives, what it does."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    run: Callable[[Desk, Any], Awaitable[Reply]]


async def search(desk: Desk, given: SearchArguments) -> Reply:
    """The ten best passages. Raises as ``Searcher.search``."""
    return await in_thread(lambda: _search(desk, given.query))


def _search(desk: Desk, query: str) -> Reply:
    citer = Citer(desk.searcher.snapshot.store)
    hits = desk.searcher.search(query, k=10).hits
    found = [citer.passage(hit.passage, hit.article, marker=hit.rank) for hit in hits]
    return _as_json(
        {
            "results": [
                {
                    "id": citation.passage.passage.passage_id,
                    "title": label_of(citation),
                    "url": address_of(desk.origin, citation),
                }
                for citation in found
            ]
        }
    )


async def fetch(desk: Desk, given: FetchArguments) -> Reply:
    """A passage or an article by its id. Raises UnknownId, PassageGone."""
    return await in_thread(lambda: _fetch(desk, given.id))


def _fetch(desk: Desk, wanted: str) -> Reply:
    found = _found(desk.library, wanted)
    article = found.article
    if isinstance(found, FoundPassage):
        kind, span = "passage", found.span
        text = span.of(found.archive.store.source_text(article.source_no))
        url = quote_address(desk.origin, wanted, span)
    else:
        kind, span = "article", article.span
        text = article_text(found.archive, article)
        url = f"{desk.origin}/articles/{quote(wanted, safe='')}"
    place = {
        "kind": kind,
        "article_id": article.article_id,
        "file": article.file,
        "start": span.start,
        "end": span.end,
        "publisher": article.publisher,
        "published": article.published,
        "current": found.is_current,
    }
    title = " ".join(article.title.split()) or article.file
    return _as_json({"id": wanted, "title": title, "text": text, "url": url, "metadata": place})


def _found(library: Library, wanted: str) -> FoundPassage | FoundArticle:
    """What has an id. Of what is gone it is said what can be fetched in its place."""
    error: UnknownId
    try:
        return find_passage(library, wanted, start=None, end=None)
    except UnknownId as no_passage:
        error = no_passage
    try:
        return find_article(library, wanted)
    except PassageGone as no_article:
        error = no_article
    except UnknownId:
        pass
    if isinstance(error, PassageGone):
        instead = f"fetch {error.article_id} for what is there now" if error.article_id else ""
        raise UnknownId(error.what, where=wanted, hint=instead or "search again")
    hint = "take an id that search has returned"
    raise UnknownId("no passage or article has this id", where=wanted, hint=hint)


async def ask(desk: Desk, given: AskArguments) -> Reply:
    """A cited answer, or that there is none. Raises as ``search.answer.ask``.

    Whoever calls it off ends the request to a language model with it.
    """
    answering = await in_thread(
        lambda: Answering(desk.searcher, given.question, chat=desk.chat, filters=given.filters())
    )
    try:
        return await to_thread.run_sync(
            lambda: _answered(answering, desk.origin), abandon_on_cancel=True
        )
    finally:
        answering.close()


def _answered(answering: Answering, origin: str) -> Reply:
    parts: list[Part] = []
    for step in parts_of(answering, Style(origin)):
        if isinstance(step, Answer):
            answer = step
        else:
            parts.append(step)
    payload = answer_payload(
        answering.snapshot, answer, explain=False, started=answering.started, asked=answering.asked
    )
    for citation, written in zip(answer.citations, payload["citations"], strict=True):
        written["link"] = address_of(origin, citation)
    return Reply(payload, joined(parts).text)


def _as_json(structured: Payload) -> Reply:
    return Reply(structured, json_bytes(structured).decode())


TOOLS = (
    Tool(
        "search",
        "Search the articles",
        "Find passages in this collection of Chinese and English articles, best first, at most ten. The"
        " query may be in either language and finds articles of both. Each result has an id, a title"
        " and a link; call fetch with the id to read the passage. To have a question answered with"
        " exact quotes at once, call ask instead.",
        SearchArguments,
        SearchResults,
        search,
    ),
    Tool(
        "fetch",
        "Read a passage or an article",
        "Get the text of a passage by the id that search returned, exactly as the article has it. The"
        " metadata names the file, the place in it, publisher and date, and the article_id: call fetch"
        " with that to read the whole article. Quote the text as it is and cite its url.",
        FetchArguments,
        Document,
        fetch,
    ),
    Tool(
        "ask",
        "Answer from the articles",
        "Answer a question from these articles and nothing else. Gives a short answer in exact quotes,"
        " each with a numbered link to the place where it stands, or says that the articles hold no"
        " answer: then do not answer from them. Read the quote: one that is only about something near"
        " is no answer either. It keeps the language of its article; translate it for the reader and"
        " keep its link. Write a question that can be understood by itself, about one thing; dates,"
        " publisher and file narrow down which articles count.",
        AskArguments,
        LinkedAnswer,
        ask,
    ),
)
"""All there are, in the order in which they are listed."""
