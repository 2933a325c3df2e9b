"""Where one article ends and the next begins in a file that holds several.

``Line... ─▶ Start...``. A start has a cue and how far that cue is to be trusted. Blank lines alone
say nothing. Which of an article's lines state its title and metadata is left to ``index.metadata``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from index.cohesion import cohesion
from index.credits import (
    find_credits,
    find_label,
    find_signature,
    is_closing_byline,
    is_dateline,
    trailing_credits,
)
from index.dates import find_date
from index.lines import Line
from index.titles import is_date_line, is_title_like

_MIN_BODY = 200  # code points on both sides of a boundary
_MIN_BODY_SURE = 80  # where a label, a dateline or a head says that an article begins
_HEAD_LINES = 4  # bylines under a title
_MIN_PARAGRAPH = 20  # code points of the line after them
_RULE = re.compile(r"^\s*(?:[-=*_—─━~·•＊－＝#☆★◆■]\s?){3,}$")
_NOT_COHERENT = 0.05  # under this, a line like a title begins another article
_NOT_COHERENT_RULE = 0.12  # the same after a ruled line


@dataclass(frozen=True, slots=True)
class Start:
    """An article begins at ``offset``; ``cue`` says so, and is right with ``confidence``."""

    offset: int
    cue: str
    confidence: float


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


def is_rule(line: str) -> bool:
    """Whether a line is only drawn."""
    return bool(_RULE.match(line))


def article_starts(lines: Sequence[Line], dropped: Collection[int]) -> Iterator[Start]:
    """The starts in order; the first is the first line's. ``dropped``: starts of lines that go."""
    if not lines:
        return
    yield Start(lines[0].span.start, "file", _CONFIDENCE["file"])
    kept = [line for line in lines if line.span.start not in dropped]
    body: list[str] = []
    n_body, n_left = 0, sum(len(line.text) for line in kept)
    ended = ""  # the cue that the article before is over
    number = -1
    for line in lines:
        if line.span.start in dropped:
            if n_body >= _MIN_BODY_SURE and (find_signature(line.text) or _ends(line.text)):
                ended = "signature" if find_signature(line.text) else "credit"
            elif is_rule(line.text) and n_body >= _MIN_BODY_SURE:
                ended = ended or "rule"
            continue
        number += 1
        cue = _cue(kept, number, ended, n_body, n_left, body)
        if cue:
            yield Start(line.span.start, cue, _CONFIDENCE[cue])
            body, n_body, ended = [], 0, ""
        n_left -= len(line.text)
        if _ends(line.text):
            ended = "credit" if n_body >= _MIN_BODY_SURE else ""
        else:
            body.append(line.text)
            n_body += len(line.text)
            if n_body >= _MIN_BODY_SURE and _closes(line.text):
                ended = "credit"
            elif ended == "credit" or ended == "signature":
                ended = ""


def _cue(
    kept: Sequence[Line], at: int, ended: str, n_body: int, n_left: int, body: Sequence[str]
) -> str:
    """What says that an article begins with the line ``kept[at]``; empty if nothing does."""
    line = kept[at]
    if n_body < _MIN_BODY_SURE or n_left < _MIN_BODY_SURE:
        return ""
    if find_label(line.text):
        return "label" if n_body >= _MIN_BODY or ended else ""
    if is_dateline(line.text):
        return "dateline"
    if _is_head(kept, at):
        return "head"
    if min(n_body, n_left) < _MIN_BODY and ended in ("", "rule"):
        return ""
    if ended in ("signature", "credit") and not _ends(line.text):
        return ended
    if ended == "rule" or (line.gap and is_title_like(line.text)):
        score = cohesion("\n".join(body), "\n".join(one.text for one in kept[at : at + 40]))
        limit = _NOT_COHERENT_RULE if ended == "rule" else _NOT_COHERENT
        if score is not None and score < limit:
            return "rule" if ended == "rule" else "topic"
        if score is None and ended == "rule" and is_title_like(line.text):
            return "rule"
    return ""


def _is_head(kept: Sequence[Line], at: int) -> bool:
    """Whether a line is a title under which stand who wrote it or its day, and then a paragraph.

    A dated byline without a title is a head too.
    """
    n_named = at
    if is_title_like(kept[at].text):
        n_named += 1
        if n_named < len(kept) and is_title_like(kept[n_named].text):
            n_named += 1  # a second title under the first
    elif not _is_dated_credit(kept[at].text) or (at and _is_head(kept, at - 1)):
        return False
    end = n_named
    while end < min(len(kept), n_named + _HEAD_LINES) and _states(kept[end].text):
        end += 1
    if end == n_named or end >= len(kept):
        return False
    only_credit = kept[n_named : n_named + 1] and _ends(kept[n_named].text)
    if only_credit and end == n_named + 1 and not kept[at].gap:
        return False  # rather the source line under a text that ends in a short line
    return not is_title_like(kept[end].text) and len(kept[end].text) >= _MIN_PARAGRAPH


def _states(line: str) -> bool:
    """Whether a line is a byline, or a day and no more."""
    stated = find_date(line)
    is_day = is_date_line(line) and stated is not None and stated[0].count("-") == 2
    return is_day or bool(find_credits(line))


def _is_dated_credit(line: str) -> bool:
    """A byline with its day, as it stands over an article."""
    stated = find_date(line)
    return bool(stated and stated[0].count("-") == 2 and find_credits(line))


def _ends(line: str) -> bool:
    """Whether a line names a source or an editor as it is done under an article."""
    if _is_dated_credit(line):
        return False
    roles = {credit.role for credit in find_credits(line)}
    return bool(roles & {"publisher", "editor"}) or is_closing_byline(line)


def _closes(line: str) -> bool:
    """Whether a paragraph ends with who wrote or edited what it ends: ……。（责任编辑：某某）"""
    return bool(trailing_credits(line))
