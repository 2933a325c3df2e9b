"""A text of several lines on one, for people: no space where Chinese goes on."""

from __future__ import annotations

import re

from index.language import HAN

_BREAK = re.compile(r"[ \t\u3000]*[\r\n\u2028\u2029\x85\v\f]+\s*")
_HAN_CHAR = re.compile(f"[{HAN}，。、；：！？”“]")


def one_line(text: str) -> str:
    """The text with its line breaks closed up, or a space in the place of each outside Chinese."""
    return _BREAK.sub(lambda match: "" if _beside_han(text, match) else " ", text)


def _beside_han(text: str, gap: re.Match[str]) -> bool:
    around = text[gap.start() - 1 : gap.start()] + text[gap.end() : gap.end() + 1]
    return bool(_HAN_CHAR.search(around))
