"""What the reader says of the sentences that were found, for one thing asked.

``Candidate..., worth before reading ─▶ parts of the likeliest passages ─search.reader─▶ (n, 2)``: of each
sentence, and of its passage. Reading costs more than all else, so that of a few passages the sentence
that is likeliest is read, with those around it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.aliases import Alias, with_names
from search.reader import embedded_reader
from search.sentences import Candidate

_SCALE = np.array([10.0, 5.0])  # log odds that count as one
_LENGTH = 480  # bytes of a passage that are read: 160 Han characters
_LEAST = np.array([-2.0, -1.0])  # the least that is told, and what counts where nothing is read


def readings(
    question: str,
    candidates: Sequence[Candidate],
    first: NDArray[np.float64],
    n_read: int,
    aliases: Callable[[int], Sequence[Alias]],
    before: Callable[[Candidate], str],
) -> NDArray[np.float64]:
    """The log odds of sentences and of their passages, over ten and five, between ±2 and ±1; (n, 2).

    Args:
        first: Worth of the sentences (n,) before reading; -inf: not to be read.
        n_read: How many passages are read, those with the best sentences; the others get the least.
        aliases: What an article, by its number, writes in another way than the question; it is
            read as the question says it.
        before: What is read before a part that begins with a sentence.
    """
    passages: dict[int, list[int]] = {}
    for i, candidate in enumerate(candidates):
        passages.setdefault(id(candidate.hit), []).append(i)
    best = {key: first[places].max() for key, places in passages.items()}
    order = sorted((key for key in passages if best[key] > -np.inf), key=lambda key: -best[key])
    chosen = [passages[key] for key in order[:n_read]]
    found = np.tile(_LEAST, (len(candidates), 1))
    parts = [part_to_read(places, candidates, first) for places in chosen]
    texts = []
    for part in parts:
        meant = aliases(candidates[part[0]].hit.article.article_no)
        texts.append([with_names(candidates[i].text, meant) for i in part])
        texts[-1][0] = before(candidates[part[0]]) + texts[-1][0]
    for places, part, reading in zip(
        chosen, parts, embedded_reader().read(question, texts), strict=True
    ):
        found[places, 0] = min(reading.sentences)
        found[part, 0] = reading.sentences
        found[places, 1] = reading.answered
        found[places] = np.clip(found[places] / _SCALE, _LEAST, -_LEAST)
    return found


def part_to_read(
    places: Sequence[int], candidates: Sequence[Candidate], first: NDArray[np.float64]
) -> list[int]:
    """The sentences of a passage that are read: the best, and the better of its neighbours, and so on."""
    low = high = max(range(len(places)), key=lambda at: first[places[at]])
    room = _LENGTH - _size(candidates[places[low]])
    while True:
        beside = [at for at in (low - 1, high + 1) if 0 <= at < len(places)]
        fitting = [at for at in beside if _size(candidates[places[at]]) <= room]
        if not fitting:
            return list(places[low : high + 1])
        taken = max(fitting, key=lambda at: first[places[at]])
        low, high = min(low, taken), max(high, taken)
        room -= _size(candidates[places[taken]])


def _size(candidate: Candidate) -> int:
    """What a sentence takes to read: a Han character is three bytes, and more of a piece than a letter."""
    return len(candidate.text.encode("utf-8", "surrogatepass"))
