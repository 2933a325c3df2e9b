"""Readers of chat front ends: what each takes from a stream, and what it makes of it.

``question ─ask─▶ Shown``. Each is written from how that front end reads a stream: what it keeps, what it
throws away, what it does to the text before it renders it. Several make a mark of their own of ``[1]``
wherever it stands; of a link that is written so they leave the address behind in the text.
Sources: the front ends' own, by name in each class.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import httpx
from shown import TIMEOUT, Shown, Source, rendered

Chunk = dict[str, Any]


class ChatReader:
    """A front end that is given the address of a chat completions API, and streams."""

    name: ClassVar[str] = ""
    path: ClassVar[str] = "/v1"
    route: ClassVar[str] = "/chat/completions"
    asks_by: ClassVar[str] = "messages"
    headers: ClassVar[dict[str, str]] = {}
    options: ClassVar[dict[str, Any]] = {}

    def __init__(self, server: str, key: str = "none") -> None:
        """``server``: the address of the server; ``key``: what it wants to be shown."""
        self.client = httpx.Client(
            base_url=server + self.path,
            headers={"Authorization": f"Bearer {key}"} | self.headers,
            timeout=TIMEOUT,
        )

    def models(self) -> list[str]:
        """The ids under ``/models``."""
        reply = self.client.get("/models").raise_for_status()
        return [model["id"] for model in reply.json()["data"]]

    def ask(self, question: str) -> Shown:
        """Ask in a new chat."""
        body = {
            "model": "wenju",
            self.asks_by: [{"role": "user", "content": question}],
            "stream": True,
        } | self.options
        with self.client.stream("POST", self.route, json=body) as reply:
            reply.raise_for_status()
            return self.read(_chunks(reply.iter_lines()))

    def read(self, chunks: Iterable[Chunk]) -> Shown:
        """What is shown of a stream."""
        raise NotImplementedError

    def close(self) -> None:
        """Let the connection go."""
        self.client.close()


def _chunks(lines: Iterable[str]) -> Iterator[Chunk]:
    for line in lines:
        if line.startswith("data: ") and line != "data: [DONE]":
            yield json.loads(line.removeprefix("data: "))


class OpenWebUI(ChatReader):
    """Open WebUI: sources by events and annotations, ``[1]`` in the text a button for the source.

    Sources: utils/middleware.py, marked/citation-extension.ts, Citations.svelte,
    ContentRenderer.svelte of version 0.12.
    """

    name = "Open WebUI"
    path = "/openwebui/v1"
    takes_events: ClassVar[bool] = True
    _BUTTON = re.compile(r"(?<!\\)(?:\[\d+(?:#[^,\]\s]+)?(?:,\s*\d+(?:#[^,\]\s]+)?)*\])+")

    def read(self, chunks: Iterable[Chunk]) -> Shown:
        """Events are passed on unless the connection is a browser's own; annotations lose the quote."""
        pieces: list[str] = []
        sources: list[Chunk] = []
        for chunk in chunks:
            if "event" in chunk and self.takes_events and chunk["event"]["type"] == "source":
                sources.append(chunk["event"]["data"])
            if not chunk.get("choices"):
                continue
            delta = chunk["choices"][0].get("delta", {})
            sources += [self._source(n["url_citation"]) for n in delta.get("annotations") or []]
            if delta.get("content"):
                pieces.append(delta["content"])
        return self._shown(pieces, sources)

    def _shown(self, pieces: list[str], sources: list[Chunk]) -> Shown:
        names = self._names(sources)
        text = self._BUTTON.sub(lambda found: self._buttons(found[0], names), "".join(pieces))
        return Shown(*rendered(text), cards=tuple(self._cards(sources)), n_pieces=len(pieces))

    @staticmethod
    def _source(noted: Chunk) -> Chunk:
        """A source of an annotation: without its quote."""
        about = {"source": noted["url"], "name": noted["title"]}
        return {"source": about, "document": [noted["title"]], "metadata": [about]}

    @staticmethod
    def _names(sources: list[Chunk]) -> list[str]:
        """What buttons are called, by their number: each name once."""
        return list(dict.fromkeys(about["name"] for s in sources for about in s["metadata"]))

    @staticmethod
    def _buttons(marks: str, names: list[str]) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", marks)]
        return " ".join(f"⟦{names[n - 1] if n <= len(names) else '?'}⟧" for n in numbers)

    @staticmethod
    def _cards(sources: list[Chunk]) -> Iterator[Source]:
        """A card an address; its first document is what the card shows first."""
        cards: dict[str, Source] = {}
        for source in sources:
            for document, about in zip(source["document"], source["metadata"], strict=True):
                quote = document if document != about["name"] else None
                cards.setdefault(about["source"], Source(about["name"], about["source"], quote))
        yield from cards.values()


class OpenWebUIByHeader(OpenWebUI):
    """The same at the common address, set to forward who its user is."""

    name = "Open WebUI, by its headers"
    path = "/v1"
    headers: ClassVar[dict[str, str]] = {"X-OpenWebUI-User-Name": "reader"}


class OpenWebUIPlain(OpenWebUI):
    """The same at the common address, which cannot know it."""

    name = "Open WebUI, at /v1"
    path = "/v1"


class OpenWebUIDirect(OpenWebUI):
    """The same called from the browser: it drops events."""

    name = "Open WebUI, direct connection"
    headers: ClassVar[dict[str, str]] = {"Origin": "http://localhost:3000"}
    takes_events = False


class OpenWebUIResponses(OpenWebUI):
    """The same set to the Responses API: annotations of each message that is done."""

    name = "Open WebUI, Responses"
    route = "/responses"
    asks_by = "input"

    def read(self, chunks: Iterable[Chunk]) -> Shown:
        """Addresses count, files do not."""
        pieces: list[str] = []
        sources: list[Chunk] = []
        for chunk in chunks:
            if chunk["type"] == "response.output_text.delta":
                pieces.append(chunk["delta"])
            if chunk["type"] == "response.output_item.done":
                noted = [
                    n for part in chunk["item"].get("content", []) for n in part["annotations"]
                ]
                sources += [self._source(note) for note in noted if note["type"] == "url_citation"]
        return self._shown(pieces, sources)


class LobeChat(ChatReader):
    """LobeChat: citations only where a chunk ends the choice and has no content.

    Sources: model-runtime streams/openai/openai.ts; lobe-ui's transformCitations.
    """

    name = "LobeChat"
    options: ClassVar[dict[str, Any]] = {"stream_options": {"include_usage": True}}

    def read(self, chunks: Iterable[Chunk]) -> Shown:
        """Whatever of a chunk is understood first is all that is taken from it."""
        pieces: list[str] = []
        cards: list[Source] = []
        for chunk in chunks:
            if not chunk.get("choices"):
                continue
            choice = chunk["choices"][0]
            delta = choice.get("delta") or {}
            noted = delta.get("annotations")
            if delta.get("content"):
                pieces.append(delta["content"])
            elif choice.get("finish_reason") and noted:
                cards = [_card(annotation) for annotation in noted]
        text = "".join(pieces)
        if cards:
            marks = "|".join(str(n + 1) for n in range(len(cards)))
            text = re.sub(rf"\[({marks})\]", r"[#citation-\1](citation-\1)", text)
            text = text.replace("][", "] [")
        return Shown(*rendered(text), cards=tuple(cards), n_pieces=len(pieces))


class CherryStudio(ChatReader):
    """Cherry Studio: the first annotations that come, once; ``[n]`` in the text becomes their link.

    Sources: OpenAIApiClient.ts, utils/citation.ts.
    """

    name = "Cherry Studio"
    options: ClassVar[dict[str, Any]] = {"stream_options": {"include_usage": True}}

    def read(self, chunks: Iterable[Chunk]) -> Shown:
        """Annotations count where the first is of an address; later ones are not looked at."""
        pieces: list[str] = []
        cards: list[Source] = []
        for chunk in chunks:
            for choice in chunk.get("choices") or []:
                delta = choice.get("delta") or {}
                noted = delta.get("annotations") or chunk.get("annotations")
                if not cards and noted and noted[0]["type"] == "url_citation":
                    cards = [_card(annotation) for annotation in noted]
                if delta.get("content"):
                    pieces.append(delta["content"])

        def link(found: re.Match[str]) -> str:
            number = int(found[1])
            at_hand = 1 <= number <= len(cards)
            return f"[<sup>{number}</sup>]({cards[number - 1].url})" if at_hand else found[0]

        text = re.sub(r"\[<sup>(\d+)</sup>\]\([^)]*\)", r"[\1]", "".join(pieces))
        text = re.sub(r"\[(\d+)\]", link, text)
        return Shown(*rendered(text), cards=tuple(cards), n_pieces=len(pieces))


class LibreChat(ChatReader):
    """LibreChat: the text alone, by LangChain, which passes over chunks without choices."""

    name = "LibreChat"
    options: ClassVar[dict[str, Any]] = {"stream_options": {"include_usage": True}}

    def read(self, chunks: Iterable[Chunk]) -> Shown:
        """Annotations are not kept."""
        pieces = [
            chunk["choices"][0]["delta"]["content"]
            for chunk in chunks
            if chunk.get("choices") and chunk["choices"][0]["delta"].get("content")
        ]
        return Shown(*rendered("".join(pieces)), n_pieces=len(pieces))


class NextChat(LibreChat):
    """NextChat: the same, by its own reader. Its list of models shows only those that are named."""

    name = "NextChat"
    options: ClassVar[dict[str, Any]] = {"temperature": 0.5, "presence_penalty": 0, "top_p": 1}


class PlainCode(ChatReader):
    """What people write: ``chunk.choices[0].delta.content``, of every chunk there is."""

    name = "Code with OpenAI's SDK"

    def read(self, chunks: Iterable[Chunk]) -> Shown:
        """A chunk without choices is an IndexError or a KeyError."""
        pieces: list[str] = []
        cards: list[Source] = []
        for chunk in chunks:
            delta = chunk["choices"][0]["delta"]
            pieces.append(delta.get("content") or "")
            cards += [_card(annotation) for annotation in delta.get("annotations", [])]
        return Shown(*rendered("".join(pieces)), tuple(cards), sum(map(bool, pieces)))


def _card(annotation: Chunk) -> Source:
    noted = annotation["url_citation"]
    return Source(noted["title"], noted["url"])


CHAT_READERS: tuple[type[ChatReader], ...] = (
    OpenWebUI,
    OpenWebUIByHeader,
    OpenWebUIPlain,
    OpenWebUIDirect,
    OpenWebUIResponses,
    LobeChat,
    CherryStudio,
    LibreChat,
    NextChat,
    PlainCode,
)
