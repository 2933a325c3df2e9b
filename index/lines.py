"""Lines of a text, trimmed, blank ones left out: what the rules of layout look at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.source import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029\x85\v\f]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. ``gap``: at least one blank line stands before it."""

    text: str
    span: Span
    gap: bool


def split_lines(text: str, within: Span | None = None) -> list[Line]:
    """The lines of ``text`` (or of a span of it), in order, with offsets into ``text``."""
    first, last = (within.start, within.end) if within else (0, len(text))
    lines: list[Line] = []
    for match in _LINE.finditer(text, first, last):
        raw = match.group()
        trimmed = raw.strip()
        if not trimmed:
            continue
        start = match.start() + len(raw) - len(raw.lstrip())
        breaks = text[lines[-1].span.end : start] if lines else ""
        gap = breaks.replace("\r\n", "\n").count("\n") + breaks.replace("\r\n", "").count("\r") > 1
        lines.append(Line(trimmed, Span(start, start + len(trimmed)), gap))
    return lines
