"""The reader of statements: whether a quote supports a statement, by a network that reads both.

``statement, quotes ─▶ log odds``. Its lower layers are those of ``search.reader``, its upper ones and what
judges are its own (``statements.safetensors``, trained by ``scripts/reader/train_statements.py``). What
it says is weighed with the words in ``search.statement_model``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from index.source import mend_surrogates
from search.pair_network import PairNetwork
from search.reader import embedded_reader

STATEMENTS = "statements.safetensors"
_SUPPORTED = 1  # of what is judged
_REMEMBERED = 512  # pairs
_DIGITS = 2


class StatementReader:
    """One network; safe to share between threads."""

    def __init__(self, network: PairNetwork) -> None:
        self._network = network
        self._remembered: Callable[[str, str], float]
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._supports)

    def supports(self, statement: str, quotes: str) -> float:
        """The log odds that quotes, one on each line, support a statement; of a long one its end is read."""
        return self._remembered(statement, quotes)

    def _supports(self, statement: str, quotes: str) -> float:
        lines = mend_surrogates(quotes).split("\n")
        pair = self._network.pair(mend_surrogates(statement), lines)
        ((_, judged),) = self._network.passed([pair])
        return round(float(judged[_SUPPORTED]), _DIGITS)


@lru_cache(maxsize=1)
def embedded_statement_reader() -> StatementReader:
    """The one that comes with wenju, loaded once.

    Raises:
        ModelMissing: Its files are not here.
        ModelDamaged: They are not what ``models.lock`` says.
    """
    reader = embedded_reader()
    return StatementReader(reader.network.topped(reader.folder / STATEMENTS))
