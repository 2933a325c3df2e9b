"""A text beside its folded form: words are found in the folded one, and shown as they are written.

``text ─fold─▶ folded; folded [start, end) ─▶ Span of the text``. Where a place cannot be told, as with
letters that combine with their marks, there is none.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

from index.analyze import Analyzer
from index.clean import INVISIBLE
from index.source import Span


@dataclass(frozen=True, slots=True)
class Written:
    """``folded``: capitals kept; ``ends``: where each character of ``text`` ends in it, or none."""

    text: str
    folded: str
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span | None:
        """What is written for a part [start, end) of the folded text; None if it cannot be told."""
        if not 0 <= start < end <= len(self.folded) or not self.ends:
            return None
        first, last = bisect_right(self.ends, start), bisect_left(self.ends, end)
        begins = self.ends[first - 1] if first else 0
        if begins != start or self.ends[last] != end:
            return None
        return Span(first, last + 1)


def written(text: str, analyzer: Analyzer) -> Written:
    """Fold a text. Folding keeps the number of characters but for invisible and composed ones."""
    folded = analyzer.fold_case_kept(text)
    ends = tuple(accumulate(map(_length, text)))
    return Written(text, folded, ends if ends and ends[-1] == len(folded) else ())


def _length(char: str) -> int:
    return 0 if INVISIBLE.match(char) else len(unicodedata.normalize("NFKC", char))
