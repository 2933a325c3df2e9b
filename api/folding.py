"""Which characters of a text match as another form, and as which: for people to see.

``text ─folded_runs─▶ FoldedRun...``: the runs that folding changes, each with its standard form. Folding
itself is left to ``index.fold``.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Literal

from index.clean import INVISIBLE
from index.fold import default_folder
from index.lookalike import read_lookalikes
from index.source import Span

Kind = Literal["look_alike", "traditional", "other_form", "invisible", "punctuation"]


@dataclass(frozen=True, slots=True)
class FoldedRun:
    """Characters of a passage that match as others; ``standard`` is "" for what is left out."""

    span: Span
    written: str
    standard: str
    kind: Kind

    @property
    def shown(self) -> bool:
        """Whether a reader is told: punctuation is in no term, and nearly all of it is folded."""
        return self.kind != "punctuation"


@dataclass(frozen=True, slots=True)
class Folding:
    """How texts are folded, and which characters are look-alikes."""

    fold: Callable[[str], str]  # with capitals kept: lower case alone is nothing to tell
    fold_alone: Callable[[str], str]  # the same for one character, remembered
    variants: frozenset[str]


def default_folding() -> Folding:
    """The folding of an index."""
    table = files("index").joinpath("data/lookalikes.tsv").read_text(encoding="utf-8")
    variants = frozenset(read_lookalikes(table))
    variants |= {char.upper() for char in variants}
    fold = default_folder().fold_case_kept
    return Folding(fold, lru_cache(maxsize=1 << 16)(fold), variants)


def folded_runs(text: str, folding: Folding, *, start: int = 0) -> list[FoldedRun]:
    """What folding changes in a text, in order; ``start`` is the text's own offset.

    The text with every run's ``standard`` in its place is the folded text. A run is one
    character with its marks wherever the folded text tells them apart.
    """
    folded = folding.fold(text)
    if folded == text:
        return []
    runs: list[FoldedRun] = []
    for written, standard in _aligned(text, folded, folding.fold_alone):
        if written != standard:
            span = Span(start, start + len(written))
            runs.append(FoldedRun(span, written, standard, _kind(written, standard, folding)))
        start += len(written)
    return runs


def _aligned(text: str, folded: str, fold: Callable[[str], str]) -> list[tuple[str, str]]:
    """Pairs (written, folded) that join to both texts, each as short as can be told.

    What stands beside a character decides which one it becomes, never how many: so where the
    lengths add up, every character has its place; else a difference of the two texts tells.
    """
    atoms = list(_atoms(text))
    alone = {atom: "" if INVISIBLE.fullmatch(atom) else fold(atom) for atom in set(atoms)}
    ends = list(accumulate((len(alone[atom]) for atom in atoms), initial=0))
    if ends[-1] == len(folded):
        return [(atom, folded[a:b]) for atom, (a, b) in zip(atoms, pairwise(ends), strict=True)]
    guess = "".join(alone[atom] for atom in atoms)
    matcher = difflib.SequenceMatcher(None, guess, folded, autojunk=False)
    meets = {0: 0}  # atom ─▶ offset in the folded text
    blocks = matcher.get_matching_blocks()
    for a, b, size in blocks:
        for i, end in enumerate(ends):
            if a <= end <= a + size:
                meets.setdefault(i, b + end - a)
    meets[len(atoms)] = len(folded)
    return [("".join(atoms[i:j]), folded[meets[i] : meets[j]]) for i, j in pairwise(sorted(meets))]


def _atoms(text: str) -> Iterator[str]:
    """Characters, each with those after it that NFKC composes or reorders with it."""
    atom = ""
    for char in text:
        if atom and not char.isascii() and not _apart(atom, char):
            atom += char
            continue
        if atom:
            yield atom
        atom = char
    if atom:
        yield atom


def _apart(before: str, char: str) -> bool:
    joined = unicodedata.normalize("NFKC", before + char)
    return joined == unicodedata.normalize("NFKC", before) + unicodedata.normalize("NFKC", char)


def _kind(written: str, standard: str, folding: Folding) -> Kind:
    if not standard:
        return "invisible"
    composed = unicodedata.normalize("NFKC", INVISIBLE.sub("", written))
    if composed == standard:
        is_term = any(char.isalnum() for char in standard)
        return "other_form" if is_term else "punctuation"
    return "look_alike" if folding.variants.intersection(composed) else "traditional"
