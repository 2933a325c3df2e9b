"""Reciprocal rank fusion: rankings joined by rank alone, a yardstick beside our own fusion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[str]], *, k: int = 60, cutoff: int = 100
) -> list[str]:
    """Fuse rankings by the sum of reciprocal ranks.

    score(id) = sum over rankings r that contain id of 1 / (k + rank_r(id)), ranks from 1.

    Args:
        rankings: m rankings of any lengths, each of distinct ids, best first.
        k: Damping constant; 60 is the source's value.
        cutoff: The most ids to return, >= 1.

    Returns:
        At most ``cutoff`` ids by falling score, ties by id.

    Raises:
        ValueError: ``cutoff`` < 1 or ``k`` < 0.

    Source: Cormack, Clarke and Buettcher, SIGIR 2009.
    """
    if cutoff < 1 or k < 0:
        raise ValueError("cutoff >= 1 and k >= 0")
    ranks: defaultdict[str, list[int]] = defaultdict(list)
    for ranking in rankings:
        for rank, unit_id in enumerate(ranking, start=1):
            ranks[unit_id].append(rank)
    # Equal ranks in another order must give equal scores, so they are summed in one order.
    scores = {unit_id: sum(1 / (k + r) for r in sorted(found)) for unit_id, found in ranks.items()}
    return sorted(scores, key=lambda unit_id: (-scores[unit_id], unit_id))[:cutoff]
