"""Write what is learned as ``index/data/transliteration.tsv``, which ``search.transliterate`` reads.

``Learned ─▶ rows (letters, character, log-probability), (character, next, log-ratio) ─▶ text``. Rows
too rare to matter are left out, so that the file stays small.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from scripts.transliteration.learn import Learned, SoundGuess, Unit
from search.transliterate import END, SILENT, START, UNSEEN

_HEADER = """\
# How the letters of foreign names are written in Chinese: statistics for search.transliterate, no entries.
# Columns (TAB): letters, character, natural log of P(letters, character); "-": the letters are not heard.
# Or: character (^: the start), next one ($: the end; *: any not listed), log of P(next | it) / P(next).
# Made by scripts/train_transliteration.py from {n_pairs} names that it found written by sound in:
# {sources}.
# Licence: CC BY-SA 4.0, as CC-CEDICT (https://cc-cedict.org); lists of the English Wiktionary (CC BY-SA
# 3.0) and of Unicode CLDR may be among the sources. See README.md beside this file.
"""
_MIN_COUNT = 0.7  # expected uses of a unit
_MIN_SURE = 2.0  # uses by which a unit is believed against its sound
_WORST_GUESS = math.exp(-3.0 * 0.9)  # of a unit used less
_MIN_PAIRS = 2  # uses of two characters side by side
_COMMON = 0.001  # share of characters from which one use is enough: those of rarer ones say little
_SMOOTHING = 8.0  # uses of any next character, as if seen beside those counted


def format_table(learned: Learned, guess: SoundGuess, sources: Sequence[str] = ()) -> str:
    """The whole file; equal input gives equal text. ``sources``: the lists given, by name."""
    rows = [*_unit_rows(learned.counts, guess), *_following_rows(learned)]
    lines = [f"{before}\t{char}\t{_rounded(before, figure)}\n" for before, char, figure in rows]
    named = ", ".join(["CC-CEDICT", "names.tsv", *sources])
    return _HEADER.format(n_pairs=f"{len(learned.pairs):,}", sources=named) + "".join(lines)


def _rounded(before: str, figure: float) -> str:
    """Two decimals for a unit, one for what follows what, of which there are many more."""
    return f"{figure:.2f}" if before.isalpha() and before.isascii() else f"{figure:.1f}"


def _unit_rows(counts: dict[Unit, float], guess: SoundGuess) -> Iterator[tuple[str, str, float]]:
    kept = {unit: count for unit, count in counts.items() if _is_kept(unit, count, guess)}
    total = sum(kept.values())
    for (letters, char), count in sorted(kept.items(), key=lambda x: (x[0][0], -x[1], x[0][1])):
        yield letters, char, math.log(count / total)


def _is_kept(unit: Unit, count: float, guess: SoundGuess) -> bool:
    fits = unit[1] == SILENT or guess(unit) >= _WORST_GUESS
    return count >= (_MIN_COUNT if fits else _MIN_SURE)


def _following_rows(learned: Learned) -> Iterator[tuple[str, str, float]]:
    written = sorted({pair.chinese for pair in learned.pairs})
    usual: Counter[str] = Counter()
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for text in written:
        usual.update(text + END)
        for before, char in zip(START + text, text + END, strict=True):
            beside[before][char] += 1
    total = usual.total()
    for before in sorted(beside):
        n = beside[before].total()
        for char, count in sorted(beside[before].items()):
            share = usual[char] / total
            if count >= _MIN_PAIRS or share > _COMMON:
                yield before, char, math.log((count / share + _SMOOTHING) / (n + _SMOOTHING))
        yield before, UNSEEN, math.log(_SMOOTHING / (n + _SMOOTHING))
