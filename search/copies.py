"""Whether one text is a copy of another: a reprint, a syndicated report, the same article twice.

``text, text ─▶ share of the shorter one's runs of characters that the other has``. A report of one's own
shares names and figures with another, hardly ever half of its runs. A translation is no copy here.
"""

from __future__ import annotations

import re

from index.language import HAN

_RUN_HAN, _RUN = 5, 15  # letters and figures: about three words
_COPIED = 0.5  # share of runs from which a text is a copy
_NOT_WORDY = re.compile(r"[\W_]+")
_HAN_CHAR = re.compile(f"[{HAN}]")


def is_copy(one: str, other: str) -> bool:
    """Whether the shorter of two texts is, near to word for word, a part of the other."""
    return shared(one, other) >= _COPIED


def shared(one: str, other: str) -> float:
    """The share of the runs of the text that has fewer which the other has too, in [0, 1].

    Marks, blanks and case do not count. A text too short for a run is in another or is not.
    """
    bare = [_NOT_WORDY.sub("", text).lower() for text in (one, other)]
    length = _RUN_HAN if all(map(_HAN_CHAR.search, bare)) else _RUN
    fewer, more = sorted((_runs(text, length) for text in bare), key=len)
    return len(fewer & more) / len(fewer) if fewer else 0.0


def _runs(bare: str, length: int) -> frozenset[str]:
    return frozenset(bare[i : i + length] for i in range(max(1, len(bare) - length + 1)) if bare)
