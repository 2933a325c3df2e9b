"""The Responses API: a search and a message, as one object or as the events that build it.

``Answering ─▶ events, or one response``. The first item of the output is the search in our articles, a
``file_search_call``; the second the message, whose annotations cite each quote as a file and as a web
address. Nothing is kept: a response cannot be fetched again or continued by its id.
Sources: OpenAI's API reference; ``openai.types.responses``.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from api.answering import Answering
from api.chat_completion import Message, Style, n_tokens, parts_of, titles_of
from api.links import address_of, label_of
from api.markdown import Mark, Part
from api.model import MODEL
from api.server_events import event
from search.cite import Citer
from search.search import Hit

Object = dict[str, Any]
RESULTS = "file_search_call.results"
"""What ``include`` names to be given the passages that were found."""


_MAX_VALUE = 512
"""Characters of an attribute, by the protocol."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a response answers.

    ``text``: all that was sent, which is counted; ``results``: whether the passages found are wanted.
    """

    text: str
    results: bool = False


@dataclass(slots=True)
class Draft:
    """A response in the making."""

    asked: Asked
    response_id: str = field(default_factory=lambda: _new("resp"))
    created: int = field(default_factory=lambda: int(time.time()))
    message: Message = field(default_factory=Message)
    output: list[Object] = field(default_factory=list)
    sequence: Iterator[int] = field(default_factory=count)

    def response(self, status: str) -> Object:
        """The response as far as it is."""
        done = status == "completed"
        return {
            "id": self.response_id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "background": False,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "max_output_tokens": None,
            "metadata": {},
            "model": MODEL,
            "output": self.output if done else [],
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "store": False,
            "temperature": None,
            "text": {"format": {"type": "text"}},
            "tool_choice": "auto",
            "tools": [],
            "top_p": None,
            "truncation": "disabled",
            "usage": self._usage() if done else None,
        }

    def event(self, kind: str, **fields: Any) -> bytes:
        """The next event."""
        name = f"response.{kind}"
        return event(name, {"type": name, "sequence_number": next(self.sequence), **fields})

    def _usage(self) -> Object:
        n_input, n_output = n_tokens(self.asked.text), n_tokens(self.message.text)
        return {
            "input_tokens": n_input,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": n_output,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": n_input + n_output,
        }


def whole_response(answering: Answering | str, style: Style, asked: Asked) -> Object:
    """The whole response at once; a text in place of an answer is the message."""
    draft = Draft(asked)
    for _ in response_events(answering, style, asked, draft):
        pass
    return draft.response("completed")


def response_events(
    answering: Answering | str, style: Style, asked: Asked, draft: Draft | None = None
) -> Iterator[bytes]:
    """The same as server-sent events, each part as soon as it is made."""
    draft = draft or Draft(asked)
    yield draft.event("created", response=draft.response("in_progress"))
    yield draft.event("in_progress", response=draft.response("in_progress"))
    if isinstance(answering, Answering):
        yield from _search_events(draft, answering, style)
        parts: Iterator[Part] = (p for p in parts_of(answering, style) if isinstance(p, Part))
    else:
        parts = iter([Part(answering)])
    yield from _message_events(draft, parts)
    yield draft.event("completed", response=draft.response("completed"))


def _search_events(draft: Draft, answering: Answering, style: Style) -> Iterator[bytes]:
    at, result = len(draft.output), answering.quoted.result
    item: Object = {
        "type": "file_search_call",
        "id": _new("fs"),
        "status": "in_progress",
        "queries": [result.query.text],
        "results": None,
    }
    place = {"output_index": at, "item_id": item["id"]}
    yield draft.event("output_item.added", output_index=at, item=item)
    for state in ("in_progress", "searching", "completed"):
        yield draft.event(f"file_search_call.{state}", **place)
    citer = Citer(answering.snapshot.store)
    found = [_result(citer, hit, style.origin) for hit in result.hits]
    done = item | {"status": "completed", "results": found if draft.asked.results else None}
    draft.output.append(done)
    yield draft.event("output_item.done", output_index=at, item=done)


def _message_events(draft: Draft, parts: Iterator[Part]) -> Iterator[bytes]:
    at, item_id, message = len(draft.output), _new("msg"), draft.message
    item: Object = {"type": "message", "id": item_id, "role": "assistant", "status": "in_progress"}
    place: Object = {"output_index": at, "item_id": item_id, "content_index": 0}
    yield draft.event("output_item.added", output_index=at, item=item | {"content": []})
    yield draft.event("content_part.added", part=_content("", []), **place)
    noted: list[Object] = []
    files: list[str] = []
    for part in parts:
        n_marks = len(message.marks)
        yield draft.event("output_text.delta", delta=message.add(part), logprobs=[], **place)
        titles = titles_of(mark.citation for mark in message.marks)
        for annotation in _annotations(message.marks[n_marks:], files, titles):
            index = len(noted)
            noted.append(annotation)
            yield draft.event(
                "output_text.annotation.added",
                annotation=annotation,
                annotation_index=index,
                **place,
            )
    content = _content(message.text, noted)
    yield draft.event("output_text.done", text=message.text, logprobs=[], **place)
    yield draft.event("content_part.done", part=content, **place)
    done = item | {"status": "completed", "content": [content]}
    draft.output.append(done)
    yield draft.event("output_item.done", output_index=at, item=done)


def _content(text: str, noted: list[Object]) -> Object:
    return {"type": "output_text", "text": text, "annotations": noted, "logprobs": []}


def _annotations(marks: list[Mark], files: list[str], titles: dict[int, str]) -> Iterator[Object]:
    """Each mark as a citation of its file and of its address; ``files`` are those cited before."""
    for mark in marks:
        article = mark.citation.article
        if article.article_id not in files:
            files.append(article.article_id)
        yield {
            "type": "file_citation",
            "file_id": article.article_id,
            "filename": article.file,
            "index": files.index(article.article_id),
        }
        yield {
            "type": "url_citation",
            "url": mark.address,
            "title": titles[mark.citation.marker],
            "start_index": mark.start,
            "end_index": mark.end,
        }


def _result(citer: Citer, hit: Hit, origin: str) -> Object:
    citation = citer.passage(hit.passage, hit.article, marker=hit.rank)
    article = hit.article
    attributes = {
        "passage_id": citation.passage.passage.passage_id,
        "start": citation.span.start,
        "end": citation.span.end,
        "title": label_of(citation),
        "url": address_of(origin, citation),
        "publisher": article.publisher,
        "date": article.published,
    }
    return {
        "file_id": article.article_id,
        "filename": article.file,
        "score": hit.score,
        "text": citation.quote,
        "attributes": {
            name: value[:_MAX_VALUE] if isinstance(value, str) else value
            for name, value in attributes.items()
            if value is not None
        },
    }


def _new(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex}"
