"""Which two characters, Han or a number, usually stand side by side: the evidence for doubtful look-alikes.

``neighbours.tsv ─▶ Neighbours: pair ─▶ bool``. Read at the first question only, as clean text hardly
asks. ``scripts/count_neighbours.py`` makes the table; what follows from it is left to ``index.fold``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

NUMBER = "0"  # stands for every digit beside a Han character


class Neighbours:
    """A set of pairs, kept as one string of followers a character: small, and read in milliseconds."""

    def __init__(self, followers: dict[str, str]) -> None:
        self._followers = followers

    def __contains__(self, pair: object) -> bool:
        """Whether the two characters usually stand so; never for fewer than two."""
        if not isinstance(pair, str) or len(pair) != 2:
            return False
        return pair[1] in self._followers.get(pair[0], "")

    @classmethod
    def read(cls, lines: Iterable[str]) -> Neighbours:
        """Parse ``character TAB followers`` lines; those that begin with # are remarks."""
        rows = (line.rstrip("\n").partition("\t") for line in lines if not line.startswith("#"))
        return cls({first: followers for first, _, followers in rows})


@lru_cache(maxsize=1)
def default_neighbours() -> Neighbours:
    """The pairs that come with the package."""
    table = files("index").joinpath("data/neighbours.tsv").read_text(encoding="utf-8")
    return Neighbours.read(table.splitlines())
