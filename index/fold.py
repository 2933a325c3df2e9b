"""Fold a text for matching: one form for what a reader takes for the same character.

``text ─NFKC─▶ ─Traditional to Simplified─▶ ─look-alikes─▶ ─lower case─▶ folded``. Look-alikes
come last, as the words in which they mean themselves are written in Simplified. For terms and
vectors only; what is shown and quoted is always the source's own spelling.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from importlib.resources import files

from opencc import OpenCC

from index.clean import INVISIBLE
from index.language import HAN

_HAN_CHAR = re.compile(f"[{HAN}]")
_FULL_WIDTH = {0x3000: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


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
        self._to_simplified = OpenCC("t2s").convert
        capitals = {variant.upper(): entry for variant, entry in lookalikes.items()}
        capitals = {char: entry for char, entry in capitals.items() if len(char) == 1}
        self._lookalikes = capitals | lookalikes
        moved = [char for char in self._lookalikes if self._to_simplified(char) != char]
        self._before = _any_of(moved)  # those that would become another character by then
        self._after = _any_of(self._lookalikes)

    def fold(self, text: str) -> str:
        """The folded text; its length may differ (NFKC)."""
        return self.fold_case_kept(text).lower()

    def fold_case_kept(self, text: str) -> str:
        """As :meth:`fold`, with capital letters kept: English months and names need them."""
        if text.isascii():
            return text
        if INVISIBLE.search(text):
            text = INVISIBLE.sub("", text)
        text = self._replaced(self._before, compose(text))
        return self._replaced(self._after, self._to_simplified(text))

    def _replaced(self, pattern: re.Pattern[str], text: str) -> str:
        """Replace look-alikes until none is left: one may stand beside another."""
        before = ""
        while text != before and pattern.search(text):
            before = text
            text = pattern.sub(lambda match: self._standard(match.string, match.start()), text)
        return text

    def _standard(self, text: str, at: int) -> str:
        """The character meant at an offset."""
        char = text[at]
        entry = self._lookalikes[char]
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if entry.needs_han:
            kin = _script(char)
            beside_han = any(_HAN_CHAR.match(other) for other in (before, after) if other)
            if not beside_han or any(_script(other) == kin for other in (before, after) if other):
                return char
        for word in entry.exceptions:
            for place in (i for i, other in enumerate(word) if other == char):
                if text.startswith(word, at - place) and at >= place:
                    return char
        return entry.standard


def compose(text: str) -> str:
    """NFKC. Chinese punctuation is nearly all that it changes, and is quicker replaced first."""
    text = text.translate(_FULL_WIDTH)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _any_of(characters: Iterable[str]) -> re.Pattern[str]:
    escaped = re.escape("".join(characters))
    return re.compile(f"[{escaped}]" if escaped else r"(?!)")


def _script(char: str) -> str:
    """A rough script name; every symbol is its own."""
    name = unicodedata.name(char, "")
    return name.split(" ")[0] if unicodedata.category(char)[0] == "L" else char


def read_lookalikes(table: str) -> dict[str, Lookalike]:
    """Parse the table ``variant TAB standard TAB except TAB context``."""
    entries: dict[str, Lookalike] = {}
    for line in table.splitlines():
        if not line or line.startswith(("#", "variant\t")):
            continue
        variant, standard, exceptions, context = [*line.split("\t"), "", ""][:4]
        entries[variant] = Lookalike(
            variant, standard, tuple(filter(None, exceptions.split("|"))), context == "han"
        )
    return entries


def folding_fingerprint() -> str:
    """16 hex over all that decides what a text is folded to."""
    digest = hashlib.sha256(metadata.version("OpenCC").encode())
    for name in ("fold.py", "clean.py", "data/lookalikes.tsv"):
        digest.update(files("index").joinpath(name).read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def default_folder() -> Folder:
    """The folder over the table that comes with the package."""
    table = files("index").joinpath("data/lookalikes.tsv").read_text(encoding="utf-8")
    return Folder(read_lookalikes(table))
