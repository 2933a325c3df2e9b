"""Stems of English phrases, without the whole analyzer where a phrase is words of letters alone.

``English phrase ─words─▶ stem, looked up once a word ─▶ terms``. The same terms as of ``index.analyze``, to
which numbers, dates and whatever else than letters is left. For the dictionary: few words, many phrases.
"""

from __future__ import annotations

import re

from index.analyze import Analyzer

_PLAIN = re.compile(r"[A-Za-z ]+")  # what can be cut into words without the whole analyzer
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())  # read, if capital
_NUMERIC = re.compile(  # whatever word index.numerals may take for a number or a period
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|quarters?|half"
    r"|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|twentieth"
    r"|hundred|thousand|million|billion|trillion|lakh|crore|dozen|\w+fold|\w+ties|century|centuries)"
)


class Stems(dict[str, str]):
    """English words with their stems, each looked up once; "" where the analyzer has to read the text.

    That is one with anything but letters, or that may be part of a number or a date. A dictionary has
    few words and many phrases.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self.analyzer = analyzer

    def __missing__(self, word: str) -> str:
        low = word.lower()
        is_month = word != low and low[:3] in _MONTHS
        is_read = is_month or not _PLAIN.fullmatch(word) or _NUMERIC.fullmatch(low)
        stem = "" if is_read else self.analyzer.stem(low)
        self[word] = stem
        return stem

    def of(self, text: str) -> list[str]:
        """The terms of a text that is words of letters alone; none where the analyzer has to read it."""
        if not _PLAIN.fullmatch(text):
            return []
        stems = [self[word] for word in text.split()]
        return [] if "" in stems else stems
