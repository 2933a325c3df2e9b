"""Open an index for searching: its generation, and the encoder that made its vectors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.encode import Encoder
from search.search import Mode, Searcher
from search.snapshot import open_index

if TYPE_CHECKING:
    from search.support import Judge

OpenEncoder = Callable[[str], Encoder]
"""From the name of an entry of ``models.lock`` to the encoder."""


def open_searcher(
    index: Path,
    open_encoder: OpenEncoder,
    *,
    mode: Mode = "hybrid",
    before: Searcher | None = None,
    judge: Judge | None = None,
) -> Searcher:
    """Open the generation that serves.

    Args:
        index: The index folder.
        open_encoder: Loads a model; not called where the mode or the index needs none.
        mode: What will be asked of it; lexical needs no encoder.
        before: A searcher of an earlier generation, whose encoder is used again if it fits.
        judge: As :class:`search.search.Searcher` takes it.

    Raises:
        BrokenIndex: There is no index, or it cannot be opened.
        ModelError: The encoder is not here, not whole, or another than the index was built with.
    """
    snapshot = open_index(index)
    if snapshot.vectors is None or snapshot.model is None or mode == "lexical":
        return Searcher(snapshot, judge=judge)
    held = before.encoder if before else None
    if held is not None and held.identity == snapshot.vectors.made.identity:
        return Searcher(snapshot, held, judge=judge)
    return Searcher(snapshot, open_encoder(snapshot.model), judge=judge)
