"""Boosted trees of depth three, read from JSON: what ``scripts/fit_support.py`` grows and a check asks.

``features (f,) ─trees─▶ log-odds``. A tree is complete: node i has the children
2i + 1 (at most the cut) and 2i + 2 (above it), the seven nodes are followed by eight leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DEPTH = 3
N_NODES = 7  # 2 ** DEPTH - 1


@dataclass(frozen=True, slots=True)
class Tree:
    """The feature and the cut of each node, and the log-odds that each leaf adds."""

    features: tuple[int, ...]  # (7,)
    cuts: tuple[float, ...]  # (7,)
    leaves: tuple[float, ...]  # (8,)

    def __post_init__(self) -> None:
        lengths = len(self.features), len(self.cuts), len(self.leaves)
        if lengths != (N_NODES, N_NODES, N_NODES + 1):
            raise ValueError(f"not a tree of depth {DEPTH}: {lengths}")

    def value(self, row: Sequence[float]) -> float:
        """What the tree adds for the features (f,)."""
        node = 0
        while node < N_NODES:
            node = 2 * node + (1 if row[self.features[node]] <= self.cuts[node] else 2)
        return self.leaves[node - N_NODES]
