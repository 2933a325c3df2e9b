"""Names as one text writes them: 京东 as JD.COM, 抖音 as Tik Tok in a machine's translation.

``text of an article ─▶ Alias...``. An alias holds in its article only, for matching: the terms of
the Chinese name are counted beside those of what is written. What is shown stays as it is written.

* A foreign form of the names table in a Chinese text, if it names one thing, which Chinese calls
  otherwise. One that may mean something else (SEC, David) needs the Chinese name in the same text.
* A form spelled in an odd way (Tik Tok for TikTok): in a Chinese text that is how a machine
  translates the Chinese service of the same maker. TikTok itself is another thing and stays so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from index.names import Name, read_names

_KINDS = frozenset({"brand", "company", "organisation", "person", "place", "platform"})
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9.&'’-]*(?: [A-Za-z0-9][A-Za-z0-9.&'’-]*)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_MAKERS = frozenset({"brand", "company", "platform"})
_MAX_ACRONYM = 4
_MAX_WORDS = 4
_MIN_LETTERS = 3
# What machine translation makes of a Chinese service whose sister abroad has that name.
_SISTERS = {"TikTok": "抖音"}


class Alias(NamedTuple):
    """What is written, and the Chinese name that is meant."""

    written: str
    name: str


def find_aliases(text: str) -> tuple[Alias, ...]:
    """The aliases of a Chinese article, sorted."""
    forms, odd = _tables()
    found: dict[str, str] = {}
    for phrase in _phrases(text):
        if phrase in found:
            continue
        name = forms.get(phrase) or forms.get(phrase.upper() if phrase.isupper() else phrase)
        if name is None and (" " in phrase or "-" in phrase):
            standard = odd.get(_squeezed(phrase))
            if standard and standard != phrase and standard not in text:
                name = _SISTERS.get(standard) or forms.get(standard)
        if name and (_is_sure(phrase) or name in text):
            found[phrase] = name
    return tuple(Alias(written, found[written]) for written in sorted(found))


def with_names(text: str, aliases: Iterable[Alias]) -> str:
    """The text with the names that are meant, for the dense lane."""
    for alias in aliases:
        text = text.replace(alias.written, alias.name)
    return text


def _phrases(text: str) -> Iterator[str]:
    """Runs of up to four Latin words, longer ones first."""
    for match in _LATIN_RUN.finditer(text):
        words = match.group().rstrip(".'’-&").split(" ")
        at = 0
        while at < len(words):
            for n in range(min(_MAX_WORDS, len(words) - at), 0, -1):
                yield " ".join(words[at : at + n])
            at += 1


def _is_sure(phrase: str) -> bool:
    """Whether a form needs no other evidence: a maker's name that is no short acronym."""
    is_acronym = phrase.isupper() and len(phrase) <= _MAX_ACRONYM
    return not is_acronym and phrase not in _unsure()


@lru_cache(maxsize=1)
def _unsure() -> frozenset[str]:
    """Foreign forms of persons, places and organisations: many are words or names of others."""
    names = (name for name in read_names() if name.kind not in _MAKERS)
    forms = {form for name in names for form in name.english}
    return frozenset(forms | {form.upper() for form in forms})


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Chinese names by foreign form, as written and in capitals; standard forms by squeezed one."""
    names = [name for name in read_names() if name.kind in _KINDS]
    counts = Counter(form for name in names for form in name.english)
    forms: dict[str, str] = {}
    odd: dict[str, str] = {}
    for name in names:
        chinese = next(iter(_chinese_forms(name)), None)
        for form in name.english:
            if counts[form] > 1 or len(form) < _MIN_LETTERS or form.islower():
                continue
            if chinese:
                forms[form] = chinese
                forms.setdefault(form.upper(), chinese)
            if name.kind in _MAKERS and len(_squeezed(form)) > 4:
                odd.setdefault(_squeezed(form), form)
    return forms, odd


def _chinese_forms(name: Name) -> Iterable[str]:
    """The usual form, if it is Chinese: what Chinese text itself calls TikTok has no other name."""
    usual = name.chinese[0]
    return [] if len(usual) < 2 or re.search("[A-Za-z]", usual) else [usual]


def _squeezed(form: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", form).lower()
