"""Where one article ends and the next begins in a file that holds several.

``Line... ─▶ Start...``: what stands before a line, in it and below it is weighed. Blank lines alone
say nothing. Which of an article's lines state its title and metadata is left to ``index.metadata``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.bylines import is_media_name, is_name
from index.cohesion import cohesion
from index.credits import find_credits
from index.heads import Head, is_prose, read_head, states_day
from index.leads import (
    find_label,
    is_closing_byline,
    is_dateline,
    paper_label,
    trailing_credits,
)
from index.lines import Line, ends_sentence
from index.titles import names_title

_MIN_BODY = 200  # code points on both sides of a boundary of which only a label or layout tells
_MIN_BODY_SURE = 80  # where more is known
_EVERYWHERE = 0.5  # a share of lines with a blank one before them, over which that says nothing
_RULE = re.compile(r"^\s*(?:[-=*_—─━~·•＊－＝#☆★◆■]\s?){3,}$")
_END_MARK = re.compile(
    r"^[-—–=*·•─\s【（(\[]+(?:END|End|The End|THE END|完|全文完|本文完|正文完)"
    r"[-—–=*·•─\s】）)\]]+$|^(?:END|全文完|本文完)$"
)
_PAGE_END = frozenset({"site_chrome", "disclaimer", "copyright"})
# Site chrome that stands inside articles too.
_INSIDE = re.compile(
    r"广告|廣告|点击|长按|扫|登录|advertisement|subscribe|sign up|read more|share", re.IGNORECASE
)
_LOW_COHESION = 0.05  # under this, a line like a title begins another article
_LOW_COHESION_RULE = 0.12  # the same after a ruled line
_HIGH_COHESION = 0.2  # over this, it is one article
_LOOK_AHEAD = 40  # lines

# What says that an article begins with a line, and how much; it does from _ENOUGH on.
_ENOUGH = 3.0
_WEIGHTS = {
    # before the line
    "signature": 3.0,  # a signature, or a mark of the end
    "credit": 3.0,  # who edited or published what ends there
    "page_end": 1.0,  # rights, related pages
    "rule": 2.0,
    "gap": 1.0,  # a blank line, where not all lines have one, and no rule
    "sentence": 0.5,  # the line before ends as paragraphs do
    "open": -2.0,  # it does not
    # in the line
    "title": 1.0,
    "marked": 2.0,  # 标题：…, or the same title twice
    "label": 3.0,
    "dateline": 3.0,
    "paper": 2.0,  # 【某某日报】
    # below a title
    "dated": 2.0,
    "stated": 1.5,
    "names": 0.5,
    # words
    "apart": 2.0,
    "together": -2.0,
}
_CERTAIN = frozenset({"dated", "dateline", "label", "signature", "credit"})  # whatever the words
_CLEAR = _CERTAIN - {"label"} | {"stated", "marked", "paper"}  # though the articles are short
_CONFIDENCE = {
    "file": 1.0,
    "label": 0.95,
    "dateline": 0.95,
    "head": 0.95,
    "signature": 0.9,
    "credit": 0.9,
    "rule": 0.75,
    "topic": 0.6,
}
_CUE_OF = {
    "paper": "label",
    "dated": "head",
    "stated": "head",
    "marked": "head",
}
_CUES = ("label", "dateline", "dated", "paper", "marked", "signature", "credit", "stated", "rule")


@dataclass(frozen=True, slots=True)
class Start:
    """An article begins at ``offset``; ``cue`` says so, and is right with ``confidence``."""

    offset: int
    cue: str
    confidence: float


@dataclass(slots=True)
class _Article:
    """The article that is being read: its text so far, and what says that it is over."""

    body: list[str] = field(default_factory=list)
    n_body: int = 0
    ended: set[str] = field(default_factory=set)
    head_end: int = 0  # the first line below its head

    def end(self, cue: str) -> None:
        if self.n_body >= _MIN_BODY_SURE:
            self.ended.add(cue)

    def add(self, line: str) -> None:
        self.body.append(line)
        self.n_body += len(line)
        self.ended.clear()
        if trailing_credits(line):  # ……。（责任编辑：某某）
            self.end("credit")


def is_rule(line: str) -> bool:
    """Whether a line is only drawn."""
    return bool(_RULE.match(line))


def is_end_mark(line: str) -> bool:
    """Whether a line says that the text is over: — END —."""
    return bool(_END_MARK.match(line))


def article_starts(lines: Sequence[Line], dropped: Mapping[int, str]) -> Iterator[Start]:
    """The starts in order; the first is the first line's.

    ``dropped``: by their starts, the lines that belong to no article, and why.
    """
    if not lines:
        return
    yield Start(lines[0].span.start, "file", _CONFIDENCE["file"])
    kept = [line for line in lines if line.span.start not in dropped]
    n_left = sum(len(line.text) for line in kept)
    has_gaps = sum(line.gap for line in lines) <= _EVERYWHERE * len(lines)
    now = _Article(head_end=read_head(kept, 0).end if kept else 0)
    at = -1
    gap = False
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        gap = gap or line.gap
        if line.span.start in dropped:
            _end_by(now, line.text, dropped[line.span.start])
            continue
        at += 1
        is_last = after is None or after.gap or after.span.start in dropped
        is_closing = at >= now.head_end and is_last and _is_closing_name(kept, at)
        found = None
        if not is_closing and at >= now.head_end and min(now.n_body, n_left) >= _MIN_BODY_SURE:
            found = _weigh(kept, at, now, n_left, gap and has_gaps)
        if found:
            yield Start(line.span.start, found[0], _CONFIDENCE[found[0]])
            now = _Article(head_end=found[1])
        n_left -= len(line.text)
        gap = False
        if is_closing or (at >= now.head_end and _closes(line.text)):
            now.end("credit")
        else:
            now.add(line.text)


def _end_by(now: _Article, line: str, reason: str) -> None:
    """What a dropped line says of the article above it."""
    if reason == "signature" or is_end_mark(line):
        now.end("signature")
    elif reason == "separator":
        now.end("rule")
    elif _names_source(line):
        now.end("credit")
    elif reason in _PAGE_END and not _INSIDE.search(line):
        now.end("page_end")


def _weigh(
    kept: Sequence[Line], at: int, now: _Article, n_left: int, gap: bool
) -> tuple[str, int] | None:
    """The cue of a start at ``kept[at]`` and the end of its head; None if it is none."""
    line = kept[at].text
    cues = set(now.ended)
    if gap and "rule" not in cues:
        cues.add("gap")
    if not now.ended & {"signature", "credit"}:
        cues.add("sentence" if ends_sentence(kept[at - 1].text) else "open")
    head = read_head(kept, at)
    if head.has_text and head.title is not None:
        cues |= _cues_of_head(kept, head)
    elif lead := _lead(line):
        cues.add(lead)
    elif head.has_text and head.is_dated:
        cues.add("dated")  # a byline with its day, but no title
    elif not now.ended or not is_prose(kept, at):
        return None
    is_short = min(now.n_body, n_left) < _MIN_BODY
    if is_short and not (cues & _CLEAR or {"label", "gap"} <= cues):
        return None
    score = sum(_WEIGHTS[cue] for cue in cues)
    if cues & {"gap", "rule", "page_end"} and not cues & _CERTAIN:
        score += _WEIGHTS.get(_by_words(kept, at, now, "rule" in cues), 0.0)
    if score < _ENOUGH:
        return None
    cue = next((cue for cue in _CUES if cue in cues), "topic")
    return _CUE_OF.get(cue, cue), max(head.end, at + 1) if head.title is not None else at + 1


def _cues_of_head(kept: Sequence[Line], head: Head) -> set[str]:
    cues = {"title"}
    assert head.title is not None
    if head.is_doubled or names_title(kept[head.title].text):
        cues.add("marked")
    if head.is_dated:
        cues.add("dated")
    elif head.stated:
        cues.add("stated")
    if head.names:
        cues.add("names")
    if lead := _lead(kept[head.end].text):
        cues.add(lead)
    return cues


def _lead(line: str) -> str:
    """How a paragraph begins, if it does as the first of an article."""
    if find_label(line):
        return "label"
    if is_dateline(line):
        return "dateline"
    return "paper" if paper_label(line) else ""


def _by_words(kept: Sequence[Line], at: int, now: _Article, after_rule: bool) -> str:
    """Whether what stands before and after a line has its words in common."""
    after = "\n".join(one.text for one in kept[at : at + _LOOK_AHEAD])
    score = cohesion("\n".join(now.body), after)
    if score is None:
        return ""
    if score < (_LOW_COHESION_RULE if after_rule else _LOW_COHESION):
        return "apart"
    return "together" if score > _HIGH_COHESION else ""


def _closes(line: str) -> bool:
    """Whether a line under a text names who published or edited it."""
    return _names_source(line) or is_closing_byline(line)


def _is_closing_name(kept: Sequence[Line], at: int) -> bool:
    """Whether the last line of a paragraph is only the name of who published it."""
    line = kept[at]
    if line.gap or at == 0 or not (is_name(line.text) and is_media_name(line.text)):
        return False
    return ends_sentence(kept[at - 1].text)


def _names_source(line: str) -> bool:
    stated = find_credits(line)
    if not stated or states_day(line):  # with a day it stands over an article
        return False
    return any(one.role in ("publisher", "editor", "reporter") for one in stated)
