"""A text of several lines on one, for people: no space where Chinese goes on.

Where a part of the text stands then, too: of a quote what is pointed out in the claim that shows it.
"""

from __future__ import annotations

import re

from index.language import HAN
from index.source import Span

_BREAK = re.compile(r"[ \t\u3000]*[\r\n\u2028\u2029\x85\v\f]+\s*")
_HAN_CHAR = re.compile(f"[{HAN}，。、；：！？”“]")


def one_line(text: str) -> str:
    """The text with its line breaks closed up, or a space in the place of each outside Chinese."""
    return _BREAK.sub(lambda match: "" if _beside_han(text, match) else " ", text)


def span_on_one_line(text: str, span: Span) -> Span:
    """Where a part of a text stands once the text is on one line."""
    moved = [span.start, span.end]
    for gap in _BREAK.finditer(text):
        kept = 0 if _beside_han(text, gap) else 1
        for i, offset in enumerate((span.start, span.end)):
            if gap.start() < offset:
                moved[i] -= min(gap.end(), offset) - gap.start() - kept
    return Span(*moved)


def part_of_claim(text: str, quote: str, focus: Span | None) -> Span | None:
    """Where the answering part of a quote stands in the claim that shows the quote on one line.

    Args:
        text: The claim.
        quote: What it cites.
        focus: The part, in offsets of the quote.

    Returns:
        None where there is nothing to point out: no part, all of the quote, or a claim in other words.
    """
    at = text.find(one_line(quote))
    if focus is None or at < 0 or len(focus) == len(quote):
        return None
    part = span_on_one_line(quote, focus)
    return Span(at + part.start, at + part.end)


def _beside_han(text: str, gap: re.Match[str]) -> bool:
    around = text[gap.start() - 1 : gap.start()] + text[gap.end() : gap.end() + 1]
    return bool(_HAN_CHAR.search(around))
