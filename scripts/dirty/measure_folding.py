"""Folding of spoilt bodies, character by character.

``body, right characters ─fold─▶ Score by kind``. A character changed is one that the folding made
another than NFKC, Traditional to Simplified and lower case make of it by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache

from opencc import OpenCC

from scripts.dirty.corpus import DirtyFile
from scripts.dirty.corrupt import CORRUPT, HAN_KINDS, LATIN_KINDS, decoys
from scripts.dirty.measure import Measured, Wrong
from scripts.dirty.score import Score

FOLDING = "folding"
KINDS = tuple(f"{FOLDING}:{kind}" for kind in (*HAN_KINDS, *LATIN_KINDS))
NFKC_KINDS = tuple(f"{FOLDING}:{kind}" for kind in ("kangxi", "compat", "wide"))
UNASKED = f"{FOLDING}:unasked"  # a score of what was changed and ought to have stayed
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_HAN = re.compile("[\u4e00-\u9fff]")


def measure_folding(file: DirtyFile, fold: Callable[[str], str], measured: Measured) -> None:
    """Every body of a file, as one text on which no line is broken in a word."""
    right = {mark.start: mark for mark in file.marks if mark.name.startswith(CORRUPT)}
    for body in file.of("body"):
        kept = _kept(file.text, body.start, body.end)
        written = "".join(file.text[at] for at in kept)
        meant = "".join((right[at].value or "") if at in right else file.text[at] for at in kept)
        wanted, plain = _by_character(meant, _plainly), _by_character(written, _plainly)
        said = _by_character(written, fold)
        for i, at in enumerate(kept):
            mark = right.get(at)
            if mark is not None:
                name = FOLDING + ":" + mark.name.removeprefix(CORRUPT)
                is_right, is_changed = said[i] == wanted[i], said[i] != file.text[at]
                wrong = [] if is_right else [_wrong(name, file, at, said[i], wanted[i])]
                measured.add(name, Score(int(is_right), int(is_changed), 1), *wrong)
            elif said[i] not in (wanted[i], plain[i]):
                wrong = [_wrong(UNASKED, file, at, said[i], wanted[i])]
                measured.add(UNASKED, Score(0, 1, 0), *wrong)


def folding_score(measured: Measured) -> Score:
    """All kinds that NFKC does not undo by itself, together with what was changed unasked."""
    return measured.all_of((*(kind for kind in KINDS if kind not in NFKC_KINDS), UNASKED))


def measure_decoys(fold: Callable[[str], str], measured: Measured) -> None:
    """Each decoy by itself stays what Traditional to Simplified makes of it."""
    for decoy in decoys():
        said, wanted = fold(decoy), _plainly(decoy)
        wrong = [] if said == wanted else [Wrong("decoys", "decoys.txt", said, wanted)]
        measured.add("decoys", Score(int(said == wanted), 1, 1), *wrong)


def _wrong(name: str, file: DirtyFile, at: int, said: str, wanted: str) -> Wrong:
    around = file.text[max(0, at - 8) : at + 9].replace("\n", "⏎")
    return Wrong(name, file.name, said, wanted, f"{file.text[at]} in {around}")


def _kept(text: str, start: int, end: int) -> list[int]:
    """The offsets of a body that are no zero-width characters and no newlines between Han."""
    visible = [at for at in range(start, end) if not _INVISIBLE.match(text[at])]
    beside = zip([-1, *visible[:-1]], visible, [*visible[1:], -1], strict=True)
    return [
        at
        for before, at, after in beside
        if not (
            text[at] == "\n"
            and before >= 0 <= after
            and _HAN.match(text[before])
            and _HAN.match(text[after])
        )
    ]


@lru_cache(maxsize=1)
def _to_simplified() -> Callable[[str], str]:
    return OpenCC("t2s").convert


def _plainly(text: str) -> str:
    """What a folding without look-alikes makes of a text."""
    return _to_simplified()(unicodedata.normalize("NFKC", text)).lower()


def _by_character(text: str, fold: Callable[[str], str]) -> list[str]:
    """What a fold makes of each character, in the company of the others.

    NFKC may make several of one; all else keeps their number, and where it does not, what differs
    from the folding without look-alikes is found by comparing.
    """
    folded = fold(text)
    widths = [len(unicodedata.normalize("NFKC", char)) for char in text]
    if len(folded) != sum(widths):
        folded = _aligned("".join(unicodedata.normalize("NFKC", c) for c in text).lower(), folded)
    parts: list[str] = []
    position = 0
    for width in widths:
        parts.append(folded[position : position + width])
        position += width
    return parts


def _aligned(text: str, folded: str) -> str:
    """The folded text in the length of the text: what was inserted is left out, lost marked."""
    result: list[str] = []
    for tag, i, j, k, m in SequenceMatcher(None, text, folded, autojunk=False).get_opcodes():
        if tag in ("equal", "replace"):
            result.append(folded[k:m][: j - i].ljust(j - i, "\0"))
        elif tag == "delete":
            result.append("\0" * (j - i))
    return "".join(result)
