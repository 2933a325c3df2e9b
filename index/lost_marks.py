"""Where a sentence ended whose mark was lost: scraped Chinese often has no 。 between two sentences.

``text, bounds ─▶ offsets``. Only runs without a mark that are long for Chinese are looked at, and in
them gaps between two Han characters, outside quotes, brackets, words and numbers. The characters
around a gap and its place in the run give the odds (``data/joins.tsv``, read at the first such run;
``scripts/train_joins.py`` makes it). Nothing is folded, as offsets must stay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import nlargest
from importlib.resources import files
from math import inf, log

from index.analyze import default_analyzer
from index.source import Span

MIN_RUN = 30  # Han characters without a mark that are looked at
MARGIN = 4  # code points between a gap and either end of its run; no sentence is shorter
# Strings around a gap that count: how many characters before it and after it.
GRAMS = (
    *((1, 0), (2, 0), (3, 0), (4, 0), (0, 1), (0, 2), (0, 3), (0, 4)),
    *((1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3)),
)
PLACES = (6, 8, 10, 13, 16, 20, 26, 34, 50)  # code points from the run's start and end, in buckets
THRESHOLD = 0.82  # of the probability; see data/README.md for what it gives
_LEAST_ODDS = log(THRESHOLD / (1 - THRESHOLD))
_NEAR = ((0, 1), (0, 2), (1, 0), (2, 0), (1, 1))  # of GRAMS: what is looked at first
_NEAR_LEAST = 1.5  # their weight without which a gap is hardly ever a likely end
_BEGINS = 0.5  # the same of the two characters after the gap
_SHORT_RUN = 16  # code points that a run has in which a long sentence is cut
_APART = 8  # code points between two cuts
_TRIES = 20  # gaps of a sentence that must be cut
_AROUND = 12  # code points to either side in which the words around a gap are cut

_MARKS = "。！？｡；，：,;:!?…\r\n"
_LONG_RUN = re.compile(rf"[{_MARKS}]([^{_MARKS}]{{{MIN_RUN},}})")
_RUN = re.compile(rf"[^{_MARKS}.]+(?:\.(?=[A-Za-z0-9])[^{_MARKS}.]*)*")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[0-9A-Za-z]")
_TWO_HAN = re.compile("[\u4e00-\u9fff]{2}")
_OPENERS, _CLOSERS = '“‘「『（(《〈【["', '”’」』）)》〉】]"'
_INSIDE = re.compile(
    "|".join(
        rf"\{opener}[^\{closer}]*(?:\{closer}|$)"
        for opener, closer in zip(_OPENERS, _CLOSERS, strict=True)
    )
)
_FIRST_QUOTE = re.compile("[“”‘’「」『』（）()《》〈〉【】]")
_SEEN = dict.fromkeys(range(ord("0"), ord("9") + 1), "0") | dict.fromkeys(
    [code for code in range(ord("A"), ord("z") + 1) if chr(code).isalpha()], "a"
)


class Joins:
    """Log odds that an end mark was lost in a gap. Never changed once made, so safe in threads.

    Args:
        grams: A dictionary of weights for each of ``GRAMS``.
        places: Weights of the buckets of ``PLACES``, from the start and from the end of the run.
        bias: The log odds of a gap of which nothing is known.
    """

    def __init__(
        self, grams: list[dict[str, float]], places: list[list[float]], bias: float
    ) -> None:
        by_kind = dict(zip(GRAMS, grams, strict=True))
        self._near = [by_kind.pop(kind).get for kind in _NEAR]
        self._far = [(*kind, weights.get) for kind, weights in by_kind.items()]
        self._from_start, self._from_end = places
        self._bias = bias
        first, pairs = (grams[GRAMS.index((0, n))] for n in (1, 2))
        self._first = {char for char, weight in first.items() if weight >= _BEGINS}
        self._pairs = {
            pair for pair, weight in pairs.items() if weight + first.get(pair[0], 0.0) >= _BEGINS
        }

    def odds(self, run: str, least: float) -> Iterator[tuple[int, float]]:
        """Gaps between Han characters of a run, but those near its ends, with their log odds.

        Those that can hardly reach ``least`` are left out early, which is nearly all.
        """
        gaps: Iterable[int] = range(MARGIN, len(run) - MARGIN + 1)
        if least >= 0:
            first, pairs = self._first, self._pairs
            gaps = [at for at in gaps if run[at] in first or run[at : at + 2] in pairs]
        seen = run.translate(_SEEN) if _LATIN.search(run) else run
        right, right2, left, left2, across = self._near
        for at in gaps:
            near = right(seen[at], 0.0) + right2(seen[at : at + 2], 0.0) + left(seen[at - 1], 0.0)
            near += left2(seen[at - 2 : at], 0.0) + across(seen[at - 1 : at + 1], 0.0)
            if (least >= 0 and near < _NEAR_LEAST) or not _TWO_HAN.match(run, at - 1):
                continue
            total = self._bias + near
            total += self._from_start[bisect_right(PLACES, at)]
            total += self._from_end[bisect_right(PLACES, len(run) - at)]
            for before, after, weight in self._far:
                total += weight(seen[at - before : at + after], 0.0)
            yield at, total

    @classmethod
    def read(cls, lines: Iterable[str]) -> Joins:
        """Parse the table: rows of a kind, a weight and the strings that have it, run together.

        Raises:
            ValueError: A row is of no known kind, or strings do not have their kind's length.
        """
        grams: dict[str, dict[str, float]] = {f"{left}{right}": {} for left, right in GRAMS}
        places: dict[str, list[float]] = {"start": [], "end": []}
        bias = 0.0
        for line in lines:
            if line.startswith("#"):
                continue
            kind, weight, strings = line.rstrip("\n").split("\t")
            if kind == "bias":
                bias = float(weight)
            elif kind in places:
                places[kind].append(float(weight))
            elif kind in grams:
                size = int(kind[0]) + int(kind[1])
                cut = [strings[i : i + size] for i in range(0, len(strings), size)]
                if len(strings) % size:
                    raise ValueError(f"{kind}: {weight}: strings of {size} characters expected")
                grams[kind].update(dict.fromkeys(cut, float(weight)))
            else:
                raise ValueError(f"{kind}: no such kind of row")
        if any(len(weights) != len(PLACES) + 1 for weights in places.values()):
            raise ValueError(f"{len(PLACES) + 1} rows of start and of end expected")
        return cls(list(grams.values()), list(places.values()), bias)


@lru_cache(maxsize=1)
def default_joins() -> Joins:
    """The table that comes with the package."""
    table = files("index").joinpath("data/joins.tsv").read_text(encoding="utf-8")
    return Joins.read(table.splitlines())


def lost_ends(text: str, start: int, end: int) -> list[int]:
    """Offsets inside ``text[start:end]``, a line or sentence, where one likely ended without a mark."""
    found: list[int] = []
    for run in _long_runs(text, start, end):
        likely = list(_likely(text, run, _LEAST_ODDS))
        if likely and _n_han(text, run) >= MIN_RUN:
            found += _apart(_allowed(text, Span(start, end), likely))
    return found


def likely_end(text: str, start: int, end: int, *, within: Span, least: float) -> int | None:
    """The gap of ``text[start:end]`` inside ``within`` where a sentence likeliest ended, if any.

    It may be in a short run. ``least``: the probability from which an offset is given, in [0, 1).
    Only the likeliest few are looked at: each costs a look at the words around it.
    """
    least_odds = log(least / (1 - least)) if least else -inf
    likely: list[tuple[float, int, Span]] = []
    for found in _RUN.finditer(text, start, end):
        if found.end() - found.start() >= _SHORT_RUN:
            likely += [
                one
                for one in _likely(text, Span(*found.span()), least_odds)
                if within.start <= one[1] < within.end
            ]
    likely = nlargest(_TRIES, likely, key=lambda one: (one[0], -one[1]))
    return next(_allowed(text, Span(start, end), likely), None)


def _long_runs(text: str, start: int, end: int) -> Iterator[Span]:
    """The runs without a mark of MIN_RUN code points or more, found fast, as nearly all text has none."""
    first = _RUN.match(text, start, end)
    if first and first.end() - start >= MIN_RUN:
        yield Span(*first.span())
    for found in _LONG_RUN.finditer(text, first.end() if first else start, end):
        for run in _RUN.finditer(text, *found.span(1)):
            if run.end() - run.start() >= MIN_RUN:
                yield Span(*run.span())


def _likely(text: str, run: Span, least_odds: float) -> Iterator[tuple[float, int, Span]]:
    """The gaps of a run with such odds, as odds, offset and run."""
    for at, odds in default_joins().odds(run.of(text), least_odds):
        if odds >= least_odds:
            yield odds, run.start + at, run


def _n_han(text: str, run: Span) -> int:
    return len(_HAN.findall(text, run.start, run.end))


def _allowed(text: str, within: Span, likely: list[tuple[float, int, Span]]) -> Iterator[int]:
    """The offsets that are not inside a quotation, bracket, word, name or number, likeliest first."""
    inside = _inside(text, within.start, within.end) if likely else []
    for _, at, run in sorted(likely, key=lambda one: (-one[0], one[1])):
        is_inside = any(first < at < last for first, last in inside)
        if not is_inside and not _in_word(run.of(text), at - run.start):
            yield at


def _apart(offsets: Iterable[int]) -> list[int]:
    """The offsets in order without those near to one that came before them."""
    kept: list[int] = []
    for at in offsets:
        if all(abs(at - other) >= _APART for other in kept):
            kept.append(at)
    return sorted(kept)


def _inside(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The quotations and brackets of a stretch; one that is open goes on to its end."""
    inside = [found.span() for found in _INSIDE.finditer(text, start, end)]
    first = _FIRST_QUOTE.search(text, start, end)
    if first and first.group() in _CLOSERS:
        inside.append((start, first.end()))  # it opened before the stretch
    return inside


def _in_word(run: str, at: int) -> bool:
    """Whether a gap is inside a word, name or number, as the analyzer cuts what is around it."""
    first = max(0, at - _AROUND)
    around = run[first : at + _AROUND]
    analyzer = default_analyzer()
    if len(analyzer.fold_case_kept(around)) != len(around):
        return True  # its offsets are others: nothing is known
    return any(
        token.kind in ("word", "number") and token.start < at - first < token.end
        for token in analyzer.tokens(around)
    )
