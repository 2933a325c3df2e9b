"""Chat completions: an answer in the shapes that OpenAI's clients and chat front ends read.

``Answering ─▶ chunks, or one completion``. The order of a stream is what all front ends can read: the
role, the content with links at every claim, one last choice that carries all annotations and the reason
why it ends, the usage where it was asked for, and ``[DONE]``. Open WebUI, which drops the quotes of
annotations, is sent each source as an event of its own instead; others would stumble over it.
Sources: OpenAI's API reference; the sources of Open WebUI, LobeChat and Cherry Studio.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.answering import Answering, Cited
from api.json_bytes import json_bytes
from api.links import address_of, label_of
from api.markdown import (
    BETWEEN,
    Mark,
    Part,
    abstention_part,
    claim_part,
    lead_of,
    shifted,
    sources_part,
)
from api.model import MODEL
from index.language import HAN
from search.answer import Answer
from search.cite import Citation

DONE = b"data: [DONE]\n\n"
Object = dict[str, Any]
_HAN_CHAR = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Head:
    """What all chunks of one completion have in common."""

    completion_id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def object(self, kind: str, choices: list[Object]) -> Object:
        """A chunk or a completion."""
        return {
            "id": self.completion_id,
            "object": kind,
            "created": self.created,
            "model": MODEL,
            "choices": choices,
        }


@dataclass(frozen=True, slots=True)
class Style:
    """How one client shows an answer.

    ``origin``: what its links begin with. ``bare``: it makes a link of every ``[1]`` and lists the
    sources itself. ``events``: it takes sources as events, with the quote, and no annotations beside.
    """

    origin: str
    bare: bool = False
    events: bool = False


@dataclass(slots=True)
class Message:
    """A message as it is written: its text so far, and its marks in it."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def add(self, part: Part) -> str:
        """Add a paragraph; what that adds to the text."""
        before = BETWEEN if self.text else ""
        self.marks += shifted(part, len(self.text) + len(before))
        self.text += before + part.text
        return before + part.text


def parts_of(answering: Answering, style: Style) -> Iterator[Part | Answer]:
    """The paragraphs of an answer as they are made, then the answer."""
    language = answering.quoted.result.query.language
    for step in answering:
        if isinstance(step, Cited):
            lead = lead_of(answering.quoted, step)
            yield claim_part(step, style.origin, language, lead=lead, bare=style.bare)
            continue
        if not step.answerable:
            yield abstention_part(answering.snapshot, step, style.origin)
        elif not style.bare:
            yield sources_part(step.citations, style.origin, language)
        yield step


def completion(answering: Answering, style: Style, asked: str) -> Object:
    """The whole answer at once."""
    message = Message()
    for part in parts_of(answering, style):
        if isinstance(part, Part):
            message.add(part)
    return said(message, asked)


def said(message: Message, asked: str) -> Object:
    """A completion with a text that is known."""
    choice = {
        "index": 0,
        "message": {
            "role": "assistant",
            "content": message.text,
            "refusal": None,
            "annotations": url_citations(message.marks),
        },
        "logprobs": None,
        "finish_reason": "stop",
    }
    return {**Head().object("chat.completion", [choice]), "usage": usage(asked, message.text)}


def chunks(
    answering: Answering, style: Style, asked: str, *, include_usage: bool
) -> Iterator[bytes]:
    """The answer as server-sent events, each part as soon as it is made."""
    head, message = Head(), Message()
    yield _chunk(head, {"role": "assistant", "content": ""})
    if style.events and answering.is_settled:
        yield from source_events(answering.quoted.citations, style.origin)
    for part in parts_of(answering, style):
        if isinstance(part, Part):
            yield _chunk(head, {"content": message.add(part)})
        elif style.events and not answering.is_settled:
            yield from source_events(part.citations, style.origin)
    if style.events:
        message.marks.clear()
    yield from _ending(head, message, asked, include_usage)


def said_chunks(message: Message, asked: str, *, include_usage: bool) -> Iterator[bytes]:
    """The same of a text that is known."""
    head = Head()
    yield _chunk(head, {"role": "assistant", "content": ""})
    yield _chunk(head, {"content": message.text})
    yield from _ending(head, message, asked, include_usage)


def _ending(head: Head, message: Message, asked: str, include_usage: bool) -> Iterator[bytes]:
    noted = url_citations(message.marks)
    yield _chunk(head, {"annotations": noted} if noted else {}, finish_reason="stop")
    if include_usage:
        last = head.object("chat.completion.chunk", [])
        yield data({**last, "usage": usage(asked, message.text)})
    yield DONE


def _chunk(head: Head, delta: Object, finish_reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    return data(head.object("chat.completion.chunk", [choice]))


def data(value: object) -> bytes:
    """One unnamed server-sent event."""
    return b"data: " + json_bytes(value) + b"\n\n"


def url_citations(marks: Sequence[Mark]) -> list[Object]:
    """``url_citation`` annotations; their indices are of the link in the text, in code points."""
    titles = titles_of(mark.citation for mark in marks)
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "url": mark.address,
                "title": titles[mark.citation.marker],
                "start_index": mark.start,
                "end_index": mark.end,
            },
        }
        for mark in marks
    ]


def source_events(citations: Sequence[Citation], origin: str) -> Iterator[bytes]:
    """A source of Open WebUI for each citation, with the real quote in it."""
    titles = titles_of(citations)
    for citation in citations:
        address, label = address_of(origin, citation), titles[citation.marker]
        source = {
            "source": {"name": label, "id": f"{citation.marker}", "url": address},
            "document": [citation.quote],
            "metadata": [{"source": address, "name": label, "url": address}],
        }
        yield data({"event": {"type": "source", "data": source}})


def titles_of(citations: Iterable[Citation]) -> dict[int, str]:
    """What each citation is called, by its marker; a later quote of one article by another name.

    Open WebUI takes sources of the same name for one, and then has no name for a later number.
    """
    titles: dict[int, str] = {}
    for citation in citations:
        label, marker = label_of(citation), citation.marker
        if marker not in titles:
            titles[marker] = f"{label} ({marker})" if label in titles.values() else label
    return titles


def usage(asked: str, answered: str) -> Object:
    """Tokens as counted here: a Chinese character or another word each."""
    prompt, completion_tokens = n_tokens(asked), n_tokens(answered)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt + completion_tokens,
    }


def n_tokens(text: str) -> int:
    """Chinese characters and other words."""
    rest, n_han = _HAN_CHAR.subn(" ", text)
    return n_han + len(rest.split())
