"""Answers and hits as text for a terminal: the same objects that ``--json`` prints.

``payload ─▶ lines for a Screen``. A pipe gets plain lines, an answer's quote unwrapped; a terminal
colours, and no line wider than it is. Control characters of a source are not sent to the terminal;
what is quoted exactly is in the JSON.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from api.cli.style import Role, Screen, line_spans, width_of, wrap
from index.locate import Locator, file_place
from index.source import Span
from search.one_line import one_line, part_of_claim

__all__ = ["answer_lines", "printable", "search_lines", "width_of", "wrap"]

Payload = dict[str, Any]
Mark = tuple[int, int, Role]
"""(start, end, role) of a part of a text."""

PIPE = Screen()
_WIDEST = 100  # columns that are still read with ease
_LEAST = 20
_NEAREST = 3  # passages shown with an abstention
_SNIPPET = 160  # code points of each
_SUREST = 0.99  # nothing is certain, however it is rounded
_MARKERS = re.compile(r"(?: ?\[\d+\])+$")
_OBEYED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # turn lines round
_WORDS = {
    "zh": {
        "abstains": "文章里没有找到这个问题的答案。",
        "nearby": "最接近的段落：",
        "nothing": "没有找到相关的段落。",
        "undated": "日期筛选略去了 {} 篇没有日期的文章",
        "inferred": "{}（推断）",
        "confidence": "置信度 {:.2f}",
        "corrected": "前提有误，文中说的是：",
        "disagrees": "另一来源说法不同：",
        "gloss": "词义（机器生成）：{}",
        "written": "由 {} 撰写，每一句都经过核对",
        "dropped": "；略去 {} 句没有依据的话",
        "broke_off": "；没有写完",
        "quoted": "以上是原文：{} {}",
        "timeout": "没有按时答完",
        "error": "没有答成",
        "refused": "没有作答",
        "unsupported": "写的话都没有依据",
        "language": "用的不是提问的语言",
    },
    "en": {
        "abstains": "The articles do not answer this question.",
        "nearby": "Nearest passages:",
        "nothing": "No passage matches.",
        "undated": "undated articles left out by the date filter: {}",
        "inferred": "{} (inferred)",
        "confidence": "confidence {:.2f}",
        "corrected": "The premise does not hold; the article says:",
        "disagrees": "Another source says otherwise:",
        "gloss": "gloss (machine-made): {}",
        "written": "written by {}, each sentence checked",
        "dropped": "; sentences without support left out: {}",
        "broke_off": "; it broke off",
        "quoted": "quotes alone: {} {}",
        "timeout": "did not answer in time",
        "error": "failed",
        "refused": "did not answer",
        "unsupported": "wrote nothing that is supported",
        "language": "answered in another language",
    },
}


def answer_lines(answer: Payload, *, undated: int = 0, screen: Screen = PIPE) -> list[str]:
    """An answer with its sources, or an abstention with the nearest passages.

    ``undated``: articles that a date filter left out, which the payload does not say.
    """
    words = _words(answer)
    if answer["answerable"]:
        lines = [*_premise(answer, words, screen), *_claims(answer, words, screen), ""]
        for citation in answer["citations"]:
            lines += _source(citation, f"[{citation['marker']}] ", words, screen, title=None)
    else:
        lines = _abstention(answer, words, screen)
    if undated:
        lines += ["", *_block(words["undated"].format(undated), screen, role="warning")]
    lines += _generation(answer.get("generation"), words, screen)
    if screen.width is not None:
        lines += [
            "",
            *_foot(answer, words["confidence"].format(min(answer["confidence"], _SUREST)), screen),
        ]
    return lines


def search_lines(result: Payload, *, screen: Screen = PIPE) -> list[str]:
    """Hits, each with its score, where it stands, and all of its text."""
    words, lines = _words(result), list[str]()
    for hit in result["hits"]:
        rank, score = f"{hit['rank']:>2}. ", f"{hit['score']:.3f}"
        lines.append(screen.style("marker", rank) + score)
        lines += _source(hit["citation"], "    ", words, screen, title="title")
        lines += [*_passage(hit["text"], screen), ""]
    if not lines:
        lines = [*_block(words["nothing"], screen), ""]
    if n := result["filtered_undated"]:
        lines += [*_block(words["undated"].format(n), screen, role="warning"), ""]
    if screen.width is not None:
        return lines + _foot(result, result["mode"], screen)
    return lines[:-1]


def printable(text: str, keep: str = "") -> str:
    """Without control characters, which a terminal would obey, and those that reverse a line."""
    if text.isprintable():
        return text
    return "".join(
        char if char in keep or not _is_control(char) else " " if char.isspace() else "\ufffd"
        for char in text.replace("\r\n", "\n")
    )


def _premise(answer: Payload, words: dict[str, str], screen: Screen) -> list[str]:
    """A line that says so, where the question takes for granted what the first quote denies."""
    if answer["premise"] != "corrected":
        return []
    return _block(words["corrected"], screen, role="warning")


def _claims(answer: Payload, words: dict[str, str], screen: Screen) -> Iterator[str]:
    """The lines of the answer, each with the gloss of its quote; one that contradicts others says so."""
    cited = {citation["marker"]: citation for citation in answer["citations"]}
    for line, claim in zip_longest(answer["answer"].split("\n"), answer.get("claims", ())):
        if claim and claim.get("disagrees_with"):
            yield from _block(words["disagrees"], screen, role="warning")
        yield from _claim(line, _answering(claim, cited) if claim else None, screen)
        if claim and claim["gloss"]:
            said = printable(words["gloss"].format(claim["gloss"]))
            yield from _block(said, screen, label="  ", indent="  ", role="quiet")


def _answering(claim: Payload, cited: dict[int, Payload]) -> Span | None:
    """Which part of a claim answers; None where none is to be pointed out."""
    if claim["focus"] is None:
        return None
    citation = cited[claim["citations"][0]]
    start, end = (claim["focus"][name] - citation["start"] for name in ("start", "end"))
    return part_of_claim(claim["text"], citation["quote"], Span(start, end))


def _claim(line: str, part: Span | None, screen: Screen) -> list[str]:
    """A line of the answer: the quote stands out, more so what answers, and the markers after it."""
    text = printable(line)
    found = _MARKERS.search(text)
    cut = found.start() if found else len(text)
    start, end = (part.start, part.end) if part else (cut, cut)
    marks: list[Mark] = [(0, start, "quote"), (start, end, "focus"), (end, cut, "quote")]
    return _block(text, screen, [*marks, (cut, len(text), "marker")], indent="  ")


def _abstention(answer: Payload, words: dict[str, str], screen: Screen) -> list[str]:
    lines = _block(words["abstains"], screen, role="warning")
    nearest = answer["passages"][:_NEAREST]
    if nearest:
        lines += ["", *_block(words["nearby"], screen)]
    for passage in nearest:
        text = passage["text"]
        cut = one_line(text[:_SNIPPET]) + ("…" if len(text) > _SNIPPET else "")
        lines += _source(passage["citation"], " ·  ", words, screen, title="title")
        lines += _passage(cut, screen)
    return lines


def _generation(generation: Payload | None, words: dict[str, str], screen: Screen) -> list[str]:
    """What a language model had to do with the answer; nothing where it was not asked."""
    if generation is None or not (generation["used"] or generation["reason"]):
        return []
    model, reason = printable(generation["model"]), generation["reason"]
    if not generation["used"]:
        return ["", *_block(words["quoted"].format(model, words[reason]), screen, role="warning")]
    said = words["written"].format(model)
    if generation["dropped"]:
        said += words["dropped"].format(generation["dropped"])
    if reason:
        said += words["broke_off"]
    return ["", *_block(said, screen, role="quiet")]


def _source(
    citation: Payload, label: str, words: dict[str, str], screen: Screen, *, title: Role | None
) -> list[str]:
    """What is cited, and where it stands: two lines, if the screen is wide enough."""
    published = citation["published"]
    if published and citation["published_inferred"]:
        published = f"~{published}"
        published = words["inferred"].format(published) if screen.width else published
    named = [part for part in (citation["title"], citation["publisher"], published) if part]
    what = printable(" · ".join(named) or citation["article_id"])
    end = len(printable(named[0])) if citation["title"] else 0
    marks: list[Mark] = [(0, end, title)] if title else []
    locator = [Locator(kind, number) for kind, number in (citation["locator"] or {}).items()]
    place = file_place(citation["file"], next(iter(locator), None))
    where = printable(f"{place} [{citation['start']}:{citation['end']}]")
    indent = " " * width_of(label)
    lines = _block(what, screen, [*marks, (end, len(what), "quiet")], label=label, indent=indent)
    return lines + _block(where, screen, label=indent, indent=indent, role="place")


def _passage(text: str, screen: Screen) -> list[str]:
    """All of a text, wrapped for a pipe too."""
    wide = Screen(screen.style, screen.width or _WIDEST)
    return _block(printable(text, keep="\n"), wide, label="    ", indent="    ")


def _foot(payload: Payload, first: str, screen: Screen) -> list[str]:
    took = f"{payload['took_ms']:.0f} ms"
    text = " · ".join((first, took, f"generation {payload['index']['generation']}"))
    return _block(text, screen, role="quiet")


def _words(payload: Payload) -> dict[str, str]:
    return _WORDS["zh" if payload["language"] in ("zh", "mixed") else "en"]


def _block(
    text: str,
    screen: Screen,
    marks: Sequence[Mark] = (),
    *,
    label: str = "",
    indent: str = "",
    role: Role | None = None,
) -> list[str]:
    """A text as lines: ``label`` before the first, ``indent`` before the others.

    Without a width it is one line. ``role``: of the whole text, instead of ``marks``.
    """
    if role:
        marks = [(0, len(text), role)]
    spans: Iterator[tuple[int, int]] = iter([(0, len(text))])
    if screen.width is not None:
        room = max(_LEAST, min(_WIDEST, screen.width)) - max(width_of(label), width_of(indent))
        spans = line_spans(text, room)
    lines = [_painted(text, span, marks, screen) for span in spans]
    front = screen.style("marker", label) if label.strip() else label
    return [(indent if number else front) + line for number, line in enumerate(lines)]


def _painted(text: str, span: tuple[int, int], marks: Sequence[Mark], screen: Screen) -> str:
    """A part of a text, with what the marks say of it; marks are in order and apart."""
    at, end = span
    painted = ""
    for first, last, role in marks:
        first, last = max(first, at), min(last, end)
        if first < last:
            painted += text[at:first] + screen.style(role, text[first:last])
            at = last
    return painted + text[at:end]


def _is_control(char: str) -> bool:
    return char in _OBEYED or unicodedata.category(char) in ("Cc", "Zl", "Zp")
