"""The encoder protocol: texts to vectors of length 1, for the dense lane.

``open_encoder(name) ─▶ Encoder ─▶ (n, d) float32``. Every encoder is an entry of ``models.lock``:
the embedded one (``index.static_encoder``) or a sentence-transformers model
(``index.transformer_encoder``, imported only when asked for). Where the files lie and whether they
are what the lock says is left to ``index.models``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.aliases import Alias, with_names

Vectors = NDArray[np.float32]
"""(n, d); each row has length 1, or is 0 where the encoder knows nothing of the text."""


class Encoder(Protocol):
    """Turns texts as they stand in a source into vectors; folds them itself.

    The same text gives the same vector whatever else is in the batch, to float16 precision.
    """

    @property
    def name(self) -> str:
        """The entry of ``models.lock``."""

    @property
    def identity(self) -> str:
        """Hex over all that decides the vectors: files, prefixes, pooling, limits."""

    @property
    def dimension(self) -> int:
        """Elements of a vector."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of passages."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, with the prefix that the model wants."""


def passage_input(
    title: str, title_generated: bool, text: str, aliases: Iterable[Alias] = ()
) -> str:
    """What stands for a passage in the dense lane: its article's title, if that was given, and it.

    A generated title is the body's own words and says nothing more. Where the article writes a name
    in its own way (``aliases``), the name that is meant takes its place.
    """
    text = with_names(text, aliases)
    return text if title_generated or not title else f"{title}\n{text}"
