"""What a person sees of an answer in a front end, and whether it leads to the quotes.

``Reader (name, models, ask) ─look─▶ Facts``. ``tests/readers.py`` has the readers of chat front ends; a
reader of another protocol needs the same three to be a row of ``scripts/front_ends.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Protocol

import httpx
from markdown_it import MarkdownIt
from markdown_it.token import Token

TIMEOUT = 30.0  # seconds


@dataclass(frozen=True)
class Source:
    """Something to open; the quote where the front end shows one without opening it."""

    label: str
    url: str
    quote: str | None = None


@dataclass(frozen=True)
class Shown:
    """What a person sees of one answer.

    ``text``: without Markdown's marks; ``links``: in the text, in order; ``cards``: beside it;
    ``n_pieces``: the pieces that the text came in; 0 where nothing is streamed.
    """

    text: str
    links: tuple[Source, ...] = ()
    cards: tuple[Source, ...] = ()
    n_pieces: int = 0

    @property
    def citations(self) -> tuple[Source, ...]:
        """What the front end shows as sources: its cards, else the numbered links in the text."""
        return self.cards or tuple(link for link in self.links if is_mark(link.label))


class Reader(Protocol):
    """A front end that is set to our server."""

    name: str

    def models(self) -> list[str]:
        """The ids that it lists."""

    def ask(self, question: str) -> Shown:
        """What it shows for a question."""


def is_mark(label: str) -> bool:
    """Whether a link is the mark of a citation: a number, in whatever digits."""
    return bool(re.fullmatch(r"[\[(]?[\d¹²³⁰⁴-⁹]+[\])]?", label))


def rendered(markdown: str) -> tuple[str, tuple[Source, ...]]:
    """A text as CommonMark shows it, a line for a block, and the links in it."""
    shown: list[str] = []
    links: list[Source] = []
    for block in MarkdownIt("commonmark", {"html": True}).parse(markdown):
        if block.type != "inline":
            continue
        start: int | None = None
        line = ""
        for token in block.children or []:
            if token.type == "link_open":
                start, url = len(line), str(token.attrs["href"])
            elif token.type == "link_close" and start is not None:
                links.append(Source(line[start:], url))
            line += _text_of(token)
        shown.append(line)
    return "\n".join(shown), tuple(links)


def _text_of(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "image":
        return f"![{token.content}]"
    return token.content


class _Marked(HTMLParser):
    """What a page marks."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.text = False, ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside = self.inside or tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data if self.inside else ""


def quote_at(url: str, key: str | None = None) -> str:
    """What the page at an address marks, opened as a browser does."""
    with httpx.Client(timeout=TIMEOUT, auth=("reader", key) if key else None) as client:
        reply = client.get(url, headers={"accept": "text/html"})
    reply.raise_for_status()
    page = _Marked()
    page.feed(reply.text)
    return page.text


@dataclass(frozen=True)
class Facts:
    """What was seen in one front end: of an answer, and of a question without one.

    ``n_quotes``: quotes of the answer by ``/ask``; ``n_shown``: those that are marked on a page that
    one of its citations opens; ``n_astray``: citations that open on anything else; ``n_at_hand``:
    quotes that are shown without opening a page; ``torn``: an address is left in the text;
    ``abstains``: the text says that there is no answer, in the question's language, without citing.
    """

    models: tuple[str, ...]
    n_pieces: int
    n_quotes: int
    n_shown: int
    n_astray: int
    n_at_hand: int
    n_cards: int
    torn: bool
    abstains: bool


def look(reader: Reader, server: str, question: str, unanswerable: str, *, key: str = "") -> Facts:
    """Put two questions in a front end, and open whatever it cites."""
    quotes = _quotes(server, question, key)
    shown, nothing = reader.ask(question), reader.ask(unanswerable)
    marked = [quote_at(source.url, key) for source in shown.citations]
    return Facts(
        models=tuple(reader.models()),
        n_pieces=shown.n_pieces,
        n_quotes=len(quotes),
        n_shown=len(quotes & set(marked)),
        n_astray=sum(quote not in quotes for quote in marked),
        n_at_hand=len(quotes & {source.quote for source in shown.citations}),
        n_cards=len(shown.cards),
        torn="://" in shown.text,
        abstains=not nothing.citations and says_nothing(nothing.text, unanswerable),
    )


def says_nothing(text: str, question: str) -> bool:
    """Whether a text says, in the question's language, that there is no answer."""
    english = question.isascii()
    return ("hold no answer" if english else "没有这个问题的答案") in text


def _quotes(server: str, question: str, key: str) -> set[str]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    body = {"question": question}
    reply = httpx.post(f"{server}/ask", json=body, headers=headers, timeout=TIMEOUT)
    return {citation["quote"] for citation in reply.raise_for_status().json()["citations"]}
