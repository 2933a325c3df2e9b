"""Words of a question that no passage holds: what an abstention can tell the person who asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.language import HAN
from search.lexical import GroupPostings
from search.query import Query

_HAN_WORD = re.compile(f"[{HAN}]+")
_MIN_HAN = 2  # a single character hardly ever says what is missing
_WORD_WEIGHT = 1.0  # of a group that is a whole word; bigrams and parts of numbers have less
_WEAK_WEIGHT = 0.5  # of a Latin word that the dictionary holds only inside longer glosses


def unmatched_words(query: Query, found: Sequence[GroupPostings]) -> tuple[str, ...]:
    """The words of the question in none of whose forms or translations any passage has them.

    Spelled as they were asked, each once, in the order of the question; no part of another.
    """
    words: dict[str, None] = {}
    for entry in found:
        group = entry.group
        is_han = _HAN_WORD.fullmatch(group.surface)
        if len(entry.ids) or group.weight < (_WORD_WEIGHT if is_han else _WEAK_WEIGHT):
            continue
        asked = group.surface if is_han else as_asked(group.surface, query.text)
        if len(asked) >= (_MIN_HAN if is_han else 1):
            words[asked] = None
    return tuple(
        word for word in words if not any(word in other for other in words if other != word)
    )


def as_asked(stems: str, question: str) -> str:
    """The words of a question that begin with the stems of a group; empty if they cannot be told."""
    pattern = r"\W+".join(rf"{re.escape(stem)}\w*" for stem in stems.split(" "))
    match = re.search(rf"(?<![^\W_]){pattern}", question, re.IGNORECASE)
    return match.group() if match else ""
