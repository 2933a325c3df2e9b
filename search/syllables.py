"""Whether a word may be pinyin, told from its letters alone: fast, and before any dictionary is read.

``letters ─▶ bool``: true of every name in pinyin, and of some words that are none (Linden, Banana).
"""

from __future__ import annotations

import re

_LONGEST = 6  # letters of a syllable: zhuang
_MAX_LETTERS = 24  # of four syllables
_SYLLABLE = re.compile(
    r"(?:[zcs]h|[b-df-hj-np-tw-z])?"
    r"(?:i?ao?|u?ai|[iu]?an|[iu]?ang|[iuv]?e|u?ei|u?en|u?eng|er|in|ing|iong|ong|[iu]?o|i?ou|i|iu|u|ui|un|v)"
)


def may_be_pinyin(letters: str) -> bool:
    """Whether lower-case letters can be cut into syllables of pinyin."""
    if not 0 < len(letters) <= _MAX_LETTERS:
        return False
    reached = {0}
    for start in range(len(letters)):
        if start in reached:
            ends = range(start + 1, min(start + _LONGEST, len(letters)) + 1)
            reached.update(end for end in ends if _SYLLABLE.fullmatch(letters, start, end))
    return len(letters) in reached
