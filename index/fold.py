"""Fold a text for matching: one form for what a reader takes for the same character.

``text ─look-alikes─▶ ─NFKC─▶ ─Traditional to Simplified─▶ ─lower case─▶ folded``. For terms and
vectors only; what is shown and quoted is always the source's own spelling.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from opencc import OpenCC

from index.clean import INVISIBLE
from index.language import HAN

_HAN_CHAR = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A character written for another. ``exceptions``: words in which it means itself."""

    variant: str
    standard: str
    exceptions: tuple[str, ...]
    needs_han: bool  # a symbol or letter: only beside Han and apart from its own script


class Folder:
    """Folds texts; the same text always to the same result. Cheap to call, safe in threads."""

    def __init__(self, lookalikes: dict[str, Lookalike]) -> None:
        self._lookalikes = lookalikes
        self._pattern = re.compile(f"[{re.escape(''.join(lookalikes))}]") if lookalikes else None
        self._to_simplified = OpenCC("t2s").convert

    def fold(self, text: str) -> str:
        """The folded text; its length may differ (NFKC)."""
        return self.fold_case_kept(text).lower()

    def fold_case_kept(self, text: str) -> str:
        """As :meth:`fold`, with capital letters kept: English months and names need them."""
        if text.isascii():
            return text
        if INVISIBLE.search(text):
            text = INVISIBLE.sub("", text)
        if self._pattern and self._pattern.search(text):
            text = self._pattern.sub(lambda match: self._standard(text, match.start()), text)
        return self._to_simplified(unicodedata.normalize("NFKC", text))

    def _standard(self, text: str, at: int) -> str:
        """The character meant at an offset."""
        entry = self._lookalikes[text[at]]
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if entry.needs_han:
            kin = _script(entry.variant)
            beside_han = any(_HAN_CHAR.match(char) for char in (before, after) if char)
            if not beside_han or any(_script(char) == kin for char in (before, after) if char):
                return entry.variant
        for word in entry.exceptions:
            for place in (i for i, char in enumerate(word) if char == entry.variant):
                if text.startswith(word, at - place) and at >= place:
                    return entry.variant
        return entry.standard


def _script(char: str) -> str:
    """A rough script name; every symbol is its own."""
    name = unicodedata.name(char, "")
    return name.split(" ")[0] if unicodedata.category(char)[0] == "L" else char


def read_lookalikes(table: str) -> dict[str, Lookalike]:
    """Parse the table ``variant TAB standard TAB except TAB context``."""
    entries: dict[str, Lookalike] = {}
    for line in table.splitlines():
        if not line or line.startswith("#") or line.startswith("variant\t"):
            continue
        variant, standard, exceptions, context = (line.split("\t") + ["", ""])[:4]
        entries[variant] = Lookalike(
            variant, standard, tuple(filter(None, exceptions.split("|"))), context == "han"
        )
    return entries


@lru_cache(maxsize=1)
def default_folder() -> Folder:
    """The folder over the table that comes with the package."""
    table = files("index").joinpath("data/lookalikes.tsv").read_text(encoding="utf-8")
    return Folder(read_lookalikes(table))
