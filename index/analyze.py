"""The one analyzer: passage, title, query and translation all become terms here.

``text ─fold─▶ runs of Han, Latin and numbers ─▶ Token...``. Han runs give jieba's search-mode
words and all character bigrams that are not one of them; Latin runs a stem, codes whole and in
parts; numbers and dates one canonical term (``index.numerals``).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Literal, NamedTuple

import Stemmer

from index.aliases import Alias
from index.fold import Folder, default_folder
from index.language import HAN
from index.names import chinese_forms
from index.numerals import find_numerals

TokenKind = Literal["word", "bigram", "character", "latin", "part", "number", "other"]
Segmenter = Callable[[str], Iterable[tuple[str, int, int]]]

_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN_RUN = re.compile(r"[^\W_](?:[\w]*[^\W_])?(?:[&+#.'’/-][^\W_]+)*[+#]{0,2}")
_HAN_CHAR = re.compile(f"[{HAN}]")
_NOT_HAN = re.compile("[\0-\u02ff]")  # nor folded to any
_SPLIT_CODE = re.compile(r"[&+#.'’/\-]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_POSSESSIVE = re.compile(r"['’]s?$")
_SYLLABIC = re.compile(r"[\u3041-\u30ff\uac00-\ud7af\u0e00-\u0e7f]")
_MAX_NAME = 8  # code points of a name that the segmenter is taught
_PLACE = itemgetter(1, 2)  # start and end of a Token
_TEACHING = threading.Lock()
_MAX_TERM = 64  # code points; longer runs are noise (base64, addresses) and are cut


class Token(NamedTuple):
    """A term at a place of the folded text, [start, end).

    A tuple, as a build makes a hundred million of them, in a quarter of the time.
    """

    term: str
    start: int
    end: int
    kind: TokenKind


class Analyzer:
    """Turns text into tokens; stateless once made, safe to share between threads.

    Args:
        segment: Search-mode words of one Han run with their offsets.
        folder: Folds text before it is cut.
    """

    def __init__(self, segment: Segmenter, folder: Folder) -> None:
        self._segment = segment
        self._folder = folder
        self._stemmers = _PerThreadStemmer()

    def fold(self, text: str) -> str:
        """The folded text that terms are cut from, in lower case."""
        return self._folder.fold(text)

    def fold_each(self, words: Sequence[str]) -> list[str]:
        """Each of many words folded, in their order."""
        return self._folder.fold_each(words)

    def fold_case_kept(self, text: str) -> str:
        """The same with capitals, which offsets of tokens count in; folding it again changes nothing."""
        return self._folder.fold_case_kept(text)

    def stem(self, word: str) -> str:
        """The stem of one lower-case English word."""
        return self._stemmers.stem(word)

    def terms(self, text: str, aliases: Iterable[Alias] = ()) -> list[str]:
        """The terms of a text, repeats kept: what BM25 counts.

        ``aliases``: of the article that the text is from; where one is written, the terms of the
        name that it stands for are counted too.
        """
        terms = [token.term for token in self.tokens(text)]
        for alias in aliases:
            times = len(
                re.findall(rf"(?<![A-Za-z0-9]){re.escape(alias.written)}(?![A-Za-z0-9])", text)
            )
            terms += self.terms(alias.name) * times
        return terms

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text by start offset."""
        folded = self._folder.fold_case_kept(text)
        tokens: list[Token] = []
        covered: dict[int, int] = {}  # end of the numeral that starts at an offset
        for start, end, terms in find_numerals(folded):
            tokens.extend(Token(term, start, end, "number") for term in terms)
            covered[start] = end
        folded = folded.lower() if len(folded.lower()) == len(folded) else _lower_each(folded)
        position = 0
        for run in _HAN_RUN.finditer(folded):
            tokens.extend(self._latin(folded, position, run.start(), covered))
            tokens.extend(self._han(run.group(), run.start()))
            position = run.end()
        tokens.extend(self._latin(folded, position, len(folded), covered))
        tokens.sort(key=_PLACE)
        return tokens

    def _han(self, run: str, at: int) -> Iterator[Token]:
        """Search-mode words, then the bigrams that are not words."""
        seen: set[tuple[int, int]] = set()
        for word, start, end in self._segment(run):
            seen.add((start, end))
            yield Token(word, at + start, at + end, "word" if end - start > 1 else "character")
        for start in range(len(run) - 1):
            if (start, start + 2) not in seen:
                yield Token(run[start : start + 2], at + start, at + start + 2, "bigram")

    def _latin(self, text: str, first: int, last: int, covered: dict[int, int]) -> Iterator[Token]:
        """Words by their stem; codes whole and in parts; pure numbers are already covered."""
        for match in _LATIN_RUN.finditer(text, first, last):
            word = _POSSESSIVE.sub("", match.group())[:_MAX_TERM]
            start, end = match.span()
            if covered.get(start, -1) >= end:
                continue
            if _SYLLABIC.search(word):
                yield from _character_bigrams(word, start)
                continue
            parts = [part for part in _SPLIT_CODE.split(word) if part]
            if len(parts) == 1:
                if not word.isdigit():
                    yield Token(self._stemmers.stem(word), start, end, "latin")
                continue
            yield Token(word, start, end, "latin")
            for part in parts:
                if not part.isdigit():
                    yield Token(self._stemmers.stem(part), start, end, "part")


class _PerThreadStemmer:
    """PyStemmer's stemmer is not safe in threads; each thread makes its own."""

    def __init__(self) -> None:
        self._local = threading.local()

    def stem(self, word: str) -> str:
        if not (word.isascii() and word.isalpha()):
            return word
        stemmer = getattr(self._local, "stemmer", None)
        if stemmer is None:
            stemmer = self._local.stemmer = Stemmer.Stemmer("english")
        stemmed: str = stemmer.stemWord(word)
        return stemmed


def _lower_each(text: str) -> str:
    """Lower case that keeps every offset (İ alone lowers to two code points)."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _character_bigrams(word: str, at: int) -> Iterator[Token]:
    for i in range(max(1, len(word) - 1)):
        yield Token(word[i : i + 2], at + i, at + min(i + 2, len(word)), "other")


def rjieba_segmenter() -> Segmenter:
    """jieba's algorithm in Rust, without its hidden Markov model, knowing our names.

    They are taught to the dictionary that rjieba has read by itself, as nobody else uses it:
    another takes a tenth of a cold question.

    Raises:
        ImportError: rjieba has no wheel for this machine.
    """
    import rjieba

    with _TEACHING:  # a second thread finds every name there, and changes nothing under the first
        for name in _names():
            if not rjieba.has_word(name):
                rjieba.add_word(name, None, None)
    return lambda run: rjieba.tokenize(run, "search", False)


def jieba_segmenter() -> Segmenter:
    """jieba itself: the fallback where rjieba has no wheel, and the oracle of its tests."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    dictionary = jieba.Tokenizer()
    dictionary.initialize()
    for name in _names():
        if not dictionary.FREQ.get(name):
            dictionary.add_word(name)
    return lambda run: dictionary.tokenize(run, mode="search", HMM=False)


def _names() -> Iterator[str]:
    """Names younger than jieba's dictionary, which would be cut into characters: 微信, 抖音."""
    forms = [form for form in chinese_forms() if not _NOT_HAN.search(form)]
    for folded in default_folder().fold_each(forms):
        if 2 <= len(folded) <= _MAX_NAME and _HAN_RUN.fullmatch(folded):
            yield folded


@lru_cache(maxsize=1)
def default_analyzer() -> Analyzer:
    """The analyzer of every index: rjieba, or jieba where there is none."""
    try:
        segment = rjieba_segmenter()
    except ImportError:
        segment = jieba_segmenter()
    return Analyzer(segment, default_folder())
