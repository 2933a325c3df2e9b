"""Prove the vectors of a generation: one of length 1 for each passage, made of that passage's text.

What needs the encoder is left to ``search.oracle``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from index.encode import passage_input
from index.errors import UsageError
from index.model_lock import find_entry
from index.store import Store
from index.vectors import VectorIndex, VectorsMade, read_keys, spread_of, text_key

_TOLERANCE = 1e-3  # of a length


def check_vectors(folder: Path, store: Store, manifest: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the vectors in ``folder``, a line each.

    ``manifest``: its ``model`` and ``vectors``, of which the latter is not None.
    """
    try:
        made = VectorsMade(**manifest["vectors"])
        index = VectorIndex(folder, made)
        keys = read_keys(folder)
    except (OSError, ValueError, TypeError) as error:
        yield f"vectors: cannot be opened ({error}); build the index again"
        return
    expected = [text_key(text) for text in _inputs(store)]
    if not len(keys) == len(index.rows) == len(expected):
        yield (
            f"vectors: {len(index.rows)} rows and {len(keys)} keys of {len(expected)} passages;"
            " build the index again"
        )
        return
    strangers = np.flatnonzero(keys != np.array(expected, dtype=np.int64))
    if len(strangers):
        yield f"vectors: {len(strangers)} are of another text, first of passage {strangers[0]}"
    lengths = np.sqrt(np.einsum("ij,ij->i", index.rows, index.rows))
    odd = np.flatnonzero((np.abs(lengths - 1) > _TOLERANCE) & (lengths != 0))
    if len(odd):
        yield f"vectors: {len(odd)} are not of length 1, first of passage {odd[0]}"
    if len(keys) and abs(spread_of(keys, index.rows) - made.spread) > _TOLERANCE:
        yield "vectors: their spread is not the manifest's; build the index again"
    yield from _check_model(manifest["model"], made)


def _check_model(name: str, made: VectorsMade) -> Iterator[str]:
    try:
        entry = find_entry(name)
    except UsageError:
        yield f"model {name}: not in models.lock any more; build the index again"
        return
    if entry.identity != made.identity:
        yield f"model {name}: models.lock says another one than it was built with; build again"


def _inputs(store: Store) -> Iterator[str]:
    """What the encoder got of every passage, by passage number."""
    for number in range(store.count("article")):
        article = store.articles([number])[number]
        aliases = store.aliases(number)
        for row in store.passages_of(number):
            yield passage_input(article.title, article.title_generated, row.passage.text, aliases)
