"""Learn which letters a character is written for, from pairs of which most are translations.

``NamePair... ─sound─▶ first guess ─(EM ─▶ keep what the model finds likely)×rounds─▶ Learned``. A pair
is cut into units, one character with the 1-4 letters that it stands for; a letter may also stand
for nothing. All ways to cut it count, each by its likelihood. Which figures are written down is
left to ``scripts.transliteration.table``.

Sources: Li, Zhang and Su, ACL 2004 (joint source-channel model); Sajjad, Fraser and Schmid, ACL 2012
(transliterations mined from noisy pairs by iterated EM).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.transliteration.read import NamePair, Readings
from scripts.transliteration.sound import sound_cost
from search.transliterate import MAX_SEGMENT, SILENT

Unit = tuple[str, str]
"""Letters and their character; the character is SILENT where a letter is not heard."""
Weights = Mapping[Unit, float]
_Step = tuple[int, int, Unit]  # letters and characters consumed, and by which unit

_SHARPNESS = 3.0  # how fast a first guess falls with the cost of its sounds
_SILENT_COST = 0.9  # of a letter that stands for nothing, beside which a drawn-out segment is cheap
_SILENCE = (
    0.03  # weight of any letter that stands for nothing: learned freely, it comes to all or none
)
_DISCOUNT = 0.4  # off every count, so that a unit of one name gives way to units of many
_TINY = 1e-12
_MIN_USES = (
    3.0  # of a character in other names, for a native name (龙岩 Longyan) to be learned from
)


@dataclass(frozen=True, slots=True)
class LearnConfig:
    """How long and how strictly to learn."""

    rounds: int = 3  # of keeping what is likely
    iterations: int = 3  # of EM in each round
    first_cost: float = 0.75  # the most a character may cost by its sound, in the first round
    least_likely: float = -3.8  # log-probability a character of a pair's letters given it
    trust: float = 0.1  # of a first guess, beside a unit counted once


@dataclass(frozen=True, slots=True)
class Learned:
    """The expected counts of units, and the pairs that they were counted in."""

    counts: dict[Unit, float]
    pairs: list[NamePair]


class SoundGuess:
    """Weights of units by their sound alone."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._known: dict[Unit, float] = {}

    def __call__(self, unit: Unit) -> float:
        """How well the letters fit the best reading, in (0, 1]."""
        found = self._known.get(unit)
        if found is None:
            letters, char = unit
            readings = self._readings.get(char, ())
            cost = min((sound_cost(letters, reading) for reading in readings), default=9.0)
            cost = _SILENT_COST if char == SILENT else cost
            found = self._known[unit] = math.exp(-_SHARPNESS * cost)
        return found


def learn(pairs: Sequence[NamePair], readings: Readings, config: LearnConfig) -> Learned:
    """Find the pairs that are written by sound, and how."""
    guess = SoundGuess(readings)
    floor = math.exp(-_SHARPNESS * config.first_cost)
    native = {pair for pair in pairs if _is_pinyin(pair, readings)}
    kept = [p for p in pairs if p not in native and _best(p, guess) ** (1 / len(p.chinese)) > floor]
    weights: _Model = _Model({}, guess, config.trust)
    counts: dict[Unit, float] = {}
    uses: dict[str, float] = {}
    for round_ in range(config.rounds + 1):
        if round_:
            uses = uses or _uses(counts)
            usable = (p for p in pairs if p not in native or _all_used(p, uses))
            kept = [p for p in usable if weights.fit(p) >= config.least_likely]
        for _ in range(config.iterations):
            counts = _expected(kept, weights)
            weights = _Model(counts, guess, config.trust)
    return Learned(counts, kept)


def written_by_sound(
    pairs: Iterable[NamePair], learned: Learned, readings: Readings, config: LearnConfig
) -> list[NamePair]:
    """Pairs, seen or not, that what is learned finds likely; native names left out."""
    model = _Model(learned.counts, SoundGuess(readings), config.trust)
    return [
        pair
        for pair in pairs
        if not _is_pinyin(pair, readings) and model.fit(pair) >= config.least_likely
    ]


class _Model:
    """P(letters | character), of counts smoothed by the first guess."""

    def __init__(self, counts: Weights, guess: SoundGuess, trust: float) -> None:
        self._counts = counts
        self._guess = guess
        self._trust = trust
        self._uses = _uses(counts)

    def __call__(self, unit: Unit) -> float:
        if unit[1] == SILENT:
            return _SILENCE
        uses = self._uses.get(unit[1], 0.0)
        count = max(self._counts.get(unit, 0.0) - _DISCOUNT, 0.0)
        return (count + self._trust * self._guess(unit)) / (uses + 1.0)

    def fit(self, pair: NamePair) -> float:
        """Log-probability a character, of the letters given the characters."""
        return math.log(_total(pair, self) or _TINY**9) / len(pair.chinese)


def _uses(counts: Weights) -> dict[str, float]:
    uses: dict[str, float] = defaultdict(float)
    for (_, char), count in counts.items():
        uses[char] += count
    return uses


def _all_used(pair: NamePair, uses: Mapping[str, float]) -> bool:
    return all(uses.get(char, 0.0) >= _MIN_USES for char in pair.chinese)


def _is_pinyin(pair: NamePair, readings: Readings) -> bool:
    """Whether the letters are the pinyin of the characters, as in every native name."""
    ends = {0}
    for char in pair.chinese:
        ends = {
            end + len(reading)
            for end in ends
            for reading in readings.get(char, ())
            if pair.letters.startswith(reading, end)
        }
    return len(pair.letters) in ends


def _steps(pair: NamePair) -> Iterator[tuple[int, int, list[_Step]]]:
    """Every place (letters, characters consumed) in order, with the steps that lead on from it."""
    letters, chars = pair.letters, pair.chinese
    for i in range(len(letters) + 1):
        for k in range(len(chars) + 1):
            left, wanted = len(letters) - i, len(chars) - k
            if left < wanted or left > (wanted + 1) * (MAX_SEGMENT + 1):
                continue
            steps: list[_Step] = []
            if wanted:
                steps.extend(
                    (i + n, k + 1, (letters[i : i + n], chars[k]))
                    for n in range(1, min(MAX_SEGMENT, left) + 1)
                )
            if left > wanted:
                steps.append((i + 1, k, (letters[i], SILENT)))
            yield i, k, steps


def _total(pair: NamePair, weights: _Model | SoundGuess) -> float:
    """The weight of all ways to cut a pair."""
    reached = {(0, 0): 1.0}
    for i, k, steps in _steps(pair):
        here = reached.get((i, k), 0.0)
        if here:
            for to_i, to_k, unit in steps:
                place = (to_i, to_k)
                reached[place] = reached.get(place, 0.0) + here * weights(unit)
    return reached.get((len(pair.letters), len(pair.chinese)), 0.0)


def _best(pair: NamePair, weights: SoundGuess) -> float:
    """The weight of the best way to cut a pair."""
    reached = {(0, 0): 1.0}
    for i, k, steps in _steps(pair):
        here = reached.get((i, k), 0.0)
        for to_i, to_k, unit in steps if here else ():
            place = (to_i, to_k)
            reached[place] = max(reached.get(place, 0.0), here * weights(unit))
    return reached.get((len(pair.letters), len(pair.chinese)), 0.0)


def _expected(pairs: Iterable[NamePair], weights: _Model) -> dict[Unit, float]:
    """Expected counts of units: forward and backward sums over all ways to cut each pair."""
    counts: dict[Unit, float] = defaultdict(float)
    for pair in pairs:
        places = list(_steps(pair))
        forward = {(0, 0): 1.0}
        weighed: list[tuple[tuple[int, int], list[tuple[tuple[int, int], Unit, float]]]] = []
        for i, k, steps in places:
            here = forward.get((i, k), 0.0)
            if here:
                onward = [((a, b), unit, weights(unit)) for a, b, unit in steps]
                weighed.append(((i, k), onward))
                for place, _, weight in onward:
                    forward[place] = forward.get(place, 0.0) + here * weight
        _add_backward(pair, forward, weighed, counts)
    return {unit: count for unit, count in counts.items() if count > 1e-4}


def _add_backward(
    pair: NamePair,
    forward: dict[tuple[int, int], float],
    weighed: list[tuple[tuple[int, int], list[tuple[tuple[int, int], Unit, float]]]],
    counts: dict[Unit, float],
) -> None:
    end = (len(pair.letters), len(pair.chinese))
    total = forward.get(end, 0.0)
    if total <= 0.0:
        return
    backward = {end: 1.0}
    for place, onward in reversed(weighed):
        sum_ = backward.get(place, 0.0)
        for to, unit, weight in onward:
            beyond = backward.get(to, 0.0) * weight
            if beyond:
                sum_ += beyond
                counts[unit] += forward[place] * beyond / total
        backward[place] = sum_
