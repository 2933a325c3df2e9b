"""Cut parallel text and the dictionary into the words that translations are learned of.

``files ─▶ [(English stems, Chinese words)...]``, by the analyzer of the index, so that what is learned
is what a question is cut into. Function words of either language say nothing and are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from index.analyze import Analyzer
from index.language import HAN
from index.lexicon import read_entries
from scripts.encoder.read import read_lines
from search.stopwords import CHINESE, ENGLISH

Pairs = list[tuple[list[str], list[str]]]
_HAN_RUN = re.compile(f"[{HAN}]+")
_MAX_CHINESE, _MAX_ENGLISH = 200, 500  # characters of a line; longer ones are no sentences
_MAX_STEMS = 40


class Cutter:
    """Cuts both languages, and remembers how each stem is written most often."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._spelled: dict[str, Counter[str]] = {}

    def english(self, text: str) -> list[str]:
        """The stems of a text that are no function words."""
        stems = []
        for token in self._analyzer.tokens(text):
            if token.kind == "latin" and token.term not in ENGLISH and len(token.term) > 1:
                stems.append(token.term)
                written = text[token.start : token.end].lower()
                self._spelled.setdefault(token.term, Counter())[written] += 1
        return stems

    def spelling(self, stem: str) -> str:
        """How a stem is written most often."""
        return min(self._spelled[stem].items(), key=lambda item: (-item[1], item[0]))[0]

    def chinese(self, text: str) -> list[str]:
        """The words of a text, the longest that stand side by side, in two characters or more."""
        words = []
        for run in _HAN_RUN.finditer(self.fold(text)):
            spans = [
                (t.start, -t.end) for t in self._analyzer.tokens(run.group()) if t.kind == "word"
            ]
            end = 0
            for start, negative in sorted(spans):
                if start >= end:
                    end = -negative
                    words.append(run.group()[start:end])
        return [word for word in words if word not in CHINESE]

    def fold(self, text: str) -> str:
        """A text as the index has it."""
        return self._analyzer.fold(text)


def read_parallel(cutter: Cutter, path: Path, step: int) -> Iterator[tuple[list[str], list[str]]]:
    """Every ``step``-th line of ``Chinese TAB English``, each text once."""
    seen: set[str] = set()
    for i, line in enumerate(read_lines(path)):
        chinese, _, english = line.partition("\t")
        if i % step or line in seen or len(chinese) > _MAX_CHINESE or len(english) > _MAX_ENGLISH:
            continue
        seen.add(line)
        pair = cutter.english(english), cutter.chinese(chinese)
        if all(pair) and len(pair[0]) <= _MAX_STEMS:
            yield pair


def read_dictionary(cutter: Cutter) -> Iterator[tuple[list[str], list[str]]]:
    """Every gloss with its headword as one word."""
    for entry in read_entries():
        for gloss in entry.glosses:
            if stems := cutter.english(gloss):
                yield stems, [cutter.fold(entry.chinese)]
