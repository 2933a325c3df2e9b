"""Boosted trees of depth three, read from JSON: what ``scripts/fit_s*.py`` grow and a check asks.

``features (f,) ─trees─▶ log-odds``. A tree is complete: node i has the children
2i + 1 (at most the cut) and 2i + 2 (above it), the seven nodes are followed by eight leaves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Trees:
    """``start``: the log-odds before any tree."""

    start: float
    trees: tuple[Tree, ...]

    def log_odds(self, row: Sequence[float]) -> float:
        """What the trees say of the features (f,)."""
        return self.start + sum(tree.value(row) for tree in self.trees)


def trees_of(stored: Mapping[str, Any], features: Sequence[str]) -> Trees:
    """The trees of a file, whose nodes name features.

    Raises:
        ValueError: Two features have one name.
    """
    if len(set(features)) < len(features):
        raise ValueError(f"two features have one name: {features}")
    trees = tuple(
        Tree(
            tuple(features.index(name) for name in tree["features"]),
            tuple(tree["cuts"]),
            tuple(tree["leaves"]),
        )
        for tree in stored["trees"]
    )
    return Trees(float(stored["start"]), trees)


def logistic(odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, odds))))
