"""Answers and hits as text for a terminal: the same objects that ``--json`` prints.

``payload ─▶ lines``. Control characters of a source are not sent to the terminal; what is quoted
exactly is in the JSON.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator
from typing import Any

Payload = dict[str, Any]
_WIDEST = 100  # columns that are still read with ease
_NEAREST = 3  # passages shown with an abstention
_SNIPPET = 160  # code points of each
_ABSTAINS = {
    "zh": "文章里没有找到这个问题的答案。",
    "en": "The articles do not answer this question.",
}
_NEARBY = {"zh": "最接近的段落：", "en": "Nearest passages:"}
_NOTHING = {"zh": "没有找到相关的段落。", "en": "No passage matches."}


def answer_lines(answer: Payload) -> list[str]:
    """An answer with its sources, or an abstention with the nearest passages."""
    if answer["answerable"]:
        lines = [printable(line) for line in answer["answer"].split("\n")]
        lines.append("")
        for citation in answer["citations"]:
            lines += _source(citation, f"[{citation['marker']}] ")
        return lines
    language = _words(answer)
    lines = [_ABSTAINS[language]]
    nearest = answer["passages"][:_NEAREST]
    if nearest:
        lines += ["", _NEARBY[language]]
    for passage in nearest:
        text = passage["text"]
        cut = " ".join(text[:_SNIPPET].split()) + ("…" if len(text) > _SNIPPET else "")
        lines += [*_source(passage["citation"], " ·  "), *_wrapped(cut, "    ")]
    return lines


def search_lines(result: Payload) -> list[str]:
    """Hits, each with its score, where it stands, and all of its text."""
    lines: list[str] = []
    for hit in result["hits"]:
        rank = f"{hit['rank']:>2}. "
        lines += [f"{rank}{hit['score']:.3f}", *_source(hit["citation"], "    ")]
        lines += [*_wrapped(hit["text"], "    "), ""]
    if not lines:
        lines = [_NOTHING[_words(result)]]
    if n := result["filtered_undated"]:
        lines.append(f"{n} undated articles left out by the date filter")
    return lines if lines[-1] else lines[:-1]


def wrap(text: str, width: int) -> Iterator[str]:
    """Break a text into lines of at most ``width`` columns; wide characters count two.

    Breaks fall at white space and on either side of a wide character, but not before its
    closing punctuation; a longer word is cut.
    """
    for line in text.splitlines():
        current, columns = "", 0
        for piece in _pieces(line):
            size = width_of(piece)
            if columns + size > width and current.strip():
                yield current.rstrip()
                current, columns = "", 0
            while size > width:  # a word of more than a line
                yield piece[:width]
                piece = piece[width:]
                size = width_of(piece)
            if current or not piece.isspace():
                current += piece
                columns += size
        if current.strip():
            yield current.rstrip()


def _source(citation: Payload, label: str) -> list[str]:
    """Two lines: what is cited, and where it stands."""
    published = citation["published"]
    if published and citation["published_inferred"]:
        published = f"~{published}"
    named = [part for part in (citation["title"], citation["publisher"], published) if part]
    locator = citation["locator"] or {}
    line = locator.get("line") or locator.get("record")
    place = f"{citation['file']}{f':{line}' if line else ''}"
    return [
        label + printable(" · ".join(named) or citation["article_id"]),
        " " * width_of(label) + printable(f"{place} [{citation['start']}:{citation['end']}]"),
    ]


def _words(payload: Payload) -> str:
    return "zh" if payload["language"] in ("zh", "mixed") else "en"


def _wrapped(text: str, indent: str) -> list[str]:
    width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns) - len(indent)
    return [indent + line for line in wrap(printable(text, keep="\n"), max(20, width))]


def _pieces(line: str) -> Iterator[str]:
    """Words, runs of white space, and wide characters with the punctuation that follows them."""
    piece = ""
    for char in line:
        closes = char in "，。、；：？！”’）》】」』…,.;:?!)"
        joins = piece and not piece[-1].isspace() and (closes or _narrow(piece[-1], char))
        if piece and not joins and not (piece[-1].isspace() and char.isspace()):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _narrow(before: str, char: str) -> bool:
    return not char.isspace() and width_of(before) == 1 and width_of(char) == 1


def width_of(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.combining(char) else 1
        for char in text
    )


def printable(text: str, keep: str = "") -> str:
    """Without control characters, which a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(
        char
        if char in keep or unicodedata.category(char) != "Cc"
        else " "
        if char.isspace()
        else "\ufffd"
        for char in text.replace("\r\n", "\n")
    )
