"""Write an English name in Chinese as it sounds, in such strings as an index really holds.

``word ─▶ letters ─cut into segments, a character each─▶ spellings ─▶ Transliteration(text, probability)...``
For names that no dictionary knows: Mantoloking, 曼托洛金. The figures are learned by
``scripts/train_transliteration.py``. Which words to ask about, and how much a candidate counts, is left
to ``search.query``.

Source: Li, Zhang and Su, ACL 2004 (joint source-channel model).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.postings import Postings

MAX_SEGMENT = 4  # letters that one character stands for
SILENT = "-"  # stands in the place of a character for a letter that is not heard
START, END, UNSEEN = "^", "$", "*"  # before the first character, after the last, any other one
MIN_LETTERS, MAX_LETTERS = 4, 20

_WIDTH = 20  # spellings kept at each letter
_MARGIN = 6.0  # log-probability below the best of them at which one is given up
_ORDER = 0.4  # weight of how characters follow each other; fitted on names held out
_INSIDE = 1.5  # log-probability by which a spelling may be better than a longer one that holds it
_LEAST = 0.3  # of a candidate's probability: 57 of 100 are right then, at 0.2 49, at 0.5 69
# Log-odds that a spelling in the index is the name. A short one is often there by accident; what lies
# behind the best is rarely meant. Fitted by logistic regression on names held out that news hold.
_ODDS, _ODDS_SCORE, _ODDS_LETTER, _ODDS_BEHIND = 4.14, 0.32, 0.58, 0.69
_ODDS_LENGTH = {2: -3.56, 3: -1.95, 4: 0.0}
_ODDS_LONG = 1.19  # of five characters and more
_FURTHEST = 6.0  # behind the best, beyond which it makes no difference

_SPELLED = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ı": "i",
}
_NOT_HEARD = dict.fromkeys("'’‘ʻʼ.", "")
_POSSESSIVE = re.compile(r"['’]s?$")
_LETTERS = str.maketrans(_SPELLED | _NOT_HEARD)

Holds = Callable[[str], bool]
"""Whether a term is in the index; or a string, in one passage of it."""


@dataclass(frozen=True, slots=True)
class Transliteration:
    """A Chinese string that a name may be written as."""

    text: str
    probability: float  # that the name is written so, if it is written at all in this index


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way to write a name, with the log-probability of it and the letters."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class SoundTable:
    """What is learned: log-probabilities of units, and how well characters follow each other.

    ``units``: letters → (character or SILENT, log-probability), likeliest first. ``follows``: two
    characters → log of how much more often the second stands there than anywhere; ``unseen``: the
    same for a character with any that never followed it.
    """

    units: dict[str, tuple[tuple[str, float], ...]]
    follows: dict[str, float]
    unseen: dict[str, float]

    def following(self, before: str, char: str) -> float:
        """How much likelier ``char`` is for standing after ``before``; 0 is no difference."""
        found = self.follows.get(before + char)
        return self.unseen.get(before, 0.0) if found is None else found


def letters_of(word: str) -> str:
    """The letters a-z of a word, without accents and possessive; empty if it has any other sign."""
    word = _POSSESSIVE.sub("", word.lower())
    plain = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return plain if plain.isascii() and plain.isalpha() else ""


def default_table() -> SoundTable:
    """The figures that come with the package."""
    text = files("index").joinpath("data/transliteration.tsv").read_text(encoding="utf-8")
    return read_table(text.splitlines())


def read_table(lines: Iterable[str]) -> SoundTable:
    """Parse ``letters or character TAB character TAB log-probability``."""
    units: dict[str, list[tuple[str, float]]] = {}
    follows: dict[str, float] = {}
    unseen: dict[str, float] = {}
    for line in lines:
        if line and line[0] != "#":
            before, char, figure = line.split("\t")
            if "a" <= before[0] <= "z":
                units.setdefault(before, []).append((char, float(figure)))
            elif char == UNSEEN:
                unseen[before] = float(figure)
            else:
                follows[before + char] = float(figure)
    return SoundTable({letters: tuple(found) for letters, found in units.items()}, follows, unseen)


class Transliterator:
    """Finds how a name may be written; stateless but for its table, which is read when first used."""

    def __init__(self, table: SoundTable | None = None) -> None:
        """``table``: learned figures, in place of those that come with the package."""
        self._given = table

    @cached_property
    def _table(self) -> SoundTable:
        return self._given or default_table()

    def candidates(
        self,
        word: str,
        holds: Holds,
        *,
        limit: int = 4,
        occurs: Holds | None = None,
        least: float = _LEAST,
    ) -> list[Transliteration]:
        """The strings of the index that a name may be written as.

        Args:
            word: A name, of 4 to 20 letters once accents are off; nothing is found for any other.
            holds: Whether the index has a term; asked for strings of two characters only.
            limit: The most candidates to return.
            occurs: Whether a passage has all of a string's pairs of characters, see
                :func:`chain_in`. Any two characters may stand side by side by accident, three or
                four in one passage hardly: without it five candidates of six are in no passage, and
                the probabilities, which were fitted with it, are far too high.
            least: The least probability of a candidate.

        Returns:
            Candidates by falling probability, ties by text; their probabilities sum to 1 at most.
        """
        letters = letters_of(word)
        if not MIN_LETTERS <= len(letters) <= MAX_LETTERS:
            return []
        found = self.spellings(letters, holds)[:_WIDTH]
        if occurs is not None:
            found = [spelling for spelling in found if occurs(spelling.text)]
        odds = [(_log_odds(s, found[0], len(letters)), s.text) for s in _outermost(found)]
        likely = [(1 / (1 + math.exp(-logit)), text) for logit, text in odds]
        chosen = sorted((-p, text) for p, text in likely if p >= least)[:limit]
        total = max(1.0, sum(-p for p, _ in chosen))
        return [Transliteration(text, -p / total) for p, text in chosen]

    def spellings(self, letters: str, holds: Holds, *, width: int = _WIDTH) -> list[Spelling]:
        """Every way found to write letters, likeliest first, ties by text.

        A beam search from letter to letter: ``width`` spellings go on from each, and only those
        whose last two characters the index holds side by side.
        """
        table = self._table
        reached: list[dict[str, float]] = [{} for _ in range(len(letters) + 1)]
        reached[0][""] = 0.0
        known: dict[str, bool] = {}
        for i in range(len(letters)):
            kept = _survivors(reached[i], holds, known, width)
            for length in range(1, min(MAX_SEGMENT, len(letters) - i) + 1):
                units = table.units.get(letters[i : i + length], ())
                _extend(reached[i + length], kept, units, table)
        ended = {
            text: score + _ORDER * table.following(text[-1], END)
            for text, score in reached[-1].items()
            if len(text) > 1
        }
        return [Spelling(*found) for found in _survivors(ended, holds, known, width)]


def chain_in(postings: Postings) -> Holds:
    """Whether one passage has all pairs of neighbouring characters of a string."""
    known: dict[str, NDArray[np.uint32]] = {}

    def documents(pair: str) -> NDArray[np.uint32]:
        if pair not in known:
            known[pair] = postings.of(pair)[0]
        return known[pair]

    def occurs(text: str) -> bool:
        pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        first, *others = sorted((documents(pair) for pair in sorted(pairs)), key=len)
        for other in others:
            if not len(first):
                break
            places = np.minimum(np.searchsorted(other, first), len(other) - 1)
            first = first[other[places] == first]
        return len(first) > 0

    return occurs


def _survivors(
    scores: dict[str, float], holds: Holds, known: dict[str, bool], width: int
) -> list[tuple[str, float]]:
    """The best that the index holds, in order; the rest are too far behind, or too many."""
    kept: list[tuple[str, float]] = []
    for text, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if len(kept) == width or (kept and score < kept[0][1] - _MARGIN):
            break
        pair = text[-2:]
        if len(pair) == 2 and pair not in known:
            known[pair] = holds(pair)
        if len(pair) < 2 or known[pair]:
            kept.append((text, score))
    return kept


def _extend(
    reached: dict[str, float],
    kept: list[tuple[str, float]],
    units: tuple[tuple[str, float], ...],
    table: SoundTable,
) -> None:
    """Add every spelling with every unit after it; equal texts add their probabilities up."""
    for text, score in kept if units else ():
        last = text[-1:] or START
        for char, figure in units:
            longer, total = text, score + figure
            if char != SILENT:
                longer, total = text + char, total + _ORDER * table.following(last, char)
            other = reached.get(longer)
            reached[longer] = total if other is None else _sum_of_logs(total, other)


def _sum_of_logs(a: float, b: float) -> float:
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))


def _outermost(found: list[Spelling]) -> list[Spelling]:
    """Without what is only a piece of a longer spelling that is nearly as good (拉巴马, 阿拉巴马)."""
    return [
        spelling
        for spelling in found
        if not any(
            spelling.text in other.text
            and len(spelling.text) < len(other.text)
            and spelling.score < other.score + _INSIDE
            for other in found
        )
    ]


def _log_odds(spelling: Spelling, best: Spelling, n_letters: int) -> float:
    behind = min(best.score - spelling.score, _FURTHEST)
    length = _ODDS_LENGTH.get(len(spelling.text), _ODDS_LONG)
    fit = _ODDS_SCORE * spelling.score + _ODDS_LETTER * n_letters
    return _ODDS + length + fit - _ODDS_BEHIND * behind
