"""Boosted trees of depth three for two classes, grown by Newton steps on histograms; numpy alone.

``features (n, f), labels (n,) ─▶ start, trees``. ``scripts/fit_support.py`` writes them to JSON and
``search.support_trees`` reads them. A feature with a sign may only add or only take away.

Source: Friedman, Greedy function approximation, Annals of Statistics 2001.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

N_NODES = 7
N_LEAVES = 8
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees are grown."""

    n_trees: int = 160
    rate: float = 0.07
    n_bins: int = 24
    least: int = 12  # rows on each side of a cut
    ridge: float = 3.0
    rows: float = 0.6  # share of the rows that a tree sees
    columns: float = 0.4  # share of the features that a tree may ask


class Grown(NamedTuple):
    """One tree: features (7,), cuts (7,), leaves (8,); a node without a cut sends all to the left."""

    features: NDArray[np.int64]
    cuts: Floats
    leaves: Floats


class Model(NamedTuple):
    """The log-odds before any tree, and the trees."""

    start: float
    trees: list[Grown]


def boost(
    x: Floats, right: NDArray[np.bool_], signs: NDArray[np.int64], growth: Growth, seed: int = 0
) -> Model:
    """Grow trees on features (n, f) and labels (n,).

    Args:
        signs: 1 where more of a feature may only make it likelier, -1 where less may, else 0 (f,).
    """
    rng = np.random.default_rng(seed)
    steps = np.linspace(0, 1, growth.n_bins + 1)[1:-1]
    cuts = [np.unique(np.quantile(column, steps)) for column in x.T]
    bins = np.stack([np.searchsorted(c, column) for c, column in zip(cuts, x.T, strict=True)], 1)
    start = float(np.log(right.mean() / (1 - right.mean())))
    score, trees = np.full(len(x), start), []
    for _ in range(growth.n_trees):
        p = 1 / (1 + np.exp(-score))
        use = rng.random(len(x)) < growth.rows
        columns = rng.permutation(x.shape[1])[: max(1, int(growth.columns * x.shape[1]))]
        slopes = Slopes(right - p, p * (1 - p))
        tree = grow(x, bins, cuts, slopes, use, columns, signs, growth)
        trees.append(tree)
        score += tree.leaves[leaf_of(tree, x)]
    return Model(start, trees)


class Slopes(NamedTuple):
    """The first and, with its sign turned, the second derivative of the likelihood, (n,) each."""

    first: Floats
    second: Floats


def grow(
    x: Floats,
    bins: NDArray[np.int64],
    cuts: list[Floats],
    slopes: Slopes,
    use: NDArray[np.bool_],
    columns: NDArray[np.int64],
    signs: NDArray[np.int64],
    growth: Growth,
) -> Grown:
    """One tree, by the cut of each node that gains most."""
    node = np.zeros(len(x), dtype=np.int64)
    features, chosen = np.zeros(N_NODES, dtype=np.int64), np.full(N_NODES, np.inf)
    for k in range(N_NODES):
        at = np.flatnonzero(use & (node == k))
        best = 1e-9
        for f in columns if len(at) >= 2 * growth.least else ():
            gain, where = best_cut(bins[at, f], len(cuts[f]), slopes, at, int(signs[f]), growth)
            if gain > best:
                best, features[k], chosen[k] = gain, f, cuts[f][where]
        inside = node == k
        above = x[inside, features[k]] > chosen[k]
        node[inside] = 2 * k + 1 + above
    leaf = node - N_NODES
    first = np.bincount(leaf[use], slopes.first[use], N_LEAVES)
    second = np.bincount(leaf[use], slopes.second[use], N_LEAVES)
    return Grown(features, chosen, growth.rate * first / (second + growth.ridge))


def best_cut(
    bins: NDArray[np.int64],
    n_cuts: int,
    slopes: Slopes,
    at: NDArray[np.int64],
    sign: int,
    growth: Growth,
) -> tuple[float, int]:
    """The gain of the best cut of a feature, and which it is; -1 if there is none."""
    if not n_cuts:
        return -1.0, 0
    first = np.bincount(bins, slopes.first[at], n_cuts + 1).cumsum()
    second = np.bincount(bins, slopes.second[at], n_cuts + 1).cumsum()
    count = np.bincount(bins, minlength=n_cuts + 1).cumsum()[:-1]
    total, below, weight = first[-1], first[:-1], second[:-1]
    left = below / (weight + growth.ridge)
    right = (total - below) / (second[-1] - weight + growth.ridge)
    gain = below * left + (total - below) * right - total**2 / (second[-1] + growth.ridge)
    allowed = (count >= growth.least) & (len(at) - count >= growth.least)
    gain = np.where(allowed & (sign * (right - left) >= 0), gain, -1.0)
    best = int(gain.argmax())
    return float(gain[best]), best


def leaf_of(tree: Grown, x: Floats) -> NDArray[np.int64]:
    """The leaf (n,) that each row of features (n, f) comes to."""
    node = np.zeros(len(x), dtype=np.int64)
    for _ in range(3):
        above = x[np.arange(len(x)), tree.features[node]] > tree.cuts[node]
        node = 2 * node + 1 + above
    return node - N_NODES


def likelihood(model: Model, x: Floats) -> Floats:
    """The probability (n,) of the rows (n, f)."""
    score = np.full(len(x), model.start)
    for tree in model.trees:
        score += tree.leaves[leaf_of(tree, x)]
    return np.asarray(1 / (1 + np.exp(-score)))


def stored(model: Model, features: Sequence[str]) -> list[dict[str, object]]:
    """The trees as ``search.support_trees`` reads them from JSON."""
    return [
        {
            "features": [features[f] for f in tree.features],
            "cuts": [round(float(min(cut, 1e9)), 5) for cut in tree.cuts],
            "leaves": [round(float(leaf), 5) for leaf in tree.leaves],
        }
        for tree in model.trees
    ]


def write_json(path: Path, head: Mapping[str, object], trees: Sequence[object]) -> None:
    """Store figures and trees, a tree on each line."""
    lines = ",\n  ".join(json.dumps(tree) for tree in trees)
    opened = json.dumps(head, indent=1)[:-2]
    path.write_text(f'{opened},\n "trees": [\n  {lines}\n ]\n}}\n', encoding="utf-8")
