"""Cut folded texts into the rows of a Unigram table, three times as fast as ``tokenizers``.

``folded text ─rjieba over the table's own words─▶ row ids``. Both look for the path of the highest sum of
logarithms, so the ids are the same but for unknown characters, whose row weighs nothing, and the order
of the same words (活活 活, 活 活活), whose sum is the same: a test compares the two. What stands between
words of Han goes to the tokenizer, the same once.

It pays off for many texts: making it takes a tenth of a second, so a question never does.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

import orjson
from tokenizers import Tokenizer

from index.language import HAN

_COMMON = "\u3400-\u4dbf\u4e00-\u9fff"  # the Han that rjieba takes for Han
_RARE = re.compile(f"(?=[{HAN}])[^{_COMMON}]")
_WORD = re.compile(f"[{_COMMON}]+")
_TOTAL = 10**15  # frequencies are shares of it: fine enough for single precision logarithms
_FILLER = "\0\1"  # a word in no text, which takes what is left of the total
_CACHED = 1 << 16  # runs that are no Han


class UnknownCutter(Exception):
    """The fast way cannot be had here: rjieba has no wheel, or the table is another kind."""


class Cutter:
    """Cuts texts into row ids; safe to share between threads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take over the words and scores of a tokenizer.

        Raises:
            UnknownCutter: There is no rjieba, or the tokenizer is not of our kind.
        """
        try:
            import rjieba
        except ImportError as error:
            raise UnknownCutter("no rjieba") from error
        spec: dict[str, Any] = orjson.loads(tokenizer.to_str())
        if spec["model"]["type"] != "Unigram":
            raise UnknownCutter("no Unigram model")
        self._ids: dict[str, int] = {}
        jieba = rjieba.Jieba.empty()  # type: ignore[no-untyped-call]
        used = 0
        for number, (word, score) in enumerate(spec["model"]["vocab"]):
            if _WORD.fullmatch(word):
                self._ids[word] = number
                used += jieba.add_word(word, max(1, round(math.exp(score) * _TOTAL)), None)
        jieba.add_word(_FILLER, max(1, _TOTAL - used), None)
        self._cut = jieba.cut
        self._others = lru_cache(_CACHED)(
            lambda text: tokenizer.encode(text, add_special_tokens=False).ids
        )

    def ids(self, text: str) -> list[int]:
        """The rows of a folded text, in order; 0 for what is no row."""
        if _RARE.search(text):
            return list(self._others(text))
        found: list[int] = []
        number, between = self._ids.get, ""
        for word in self._cut(text, False):
            row = number(word)
            if row is None:  # Latin, digits, punctuation; Han that is no row
                between += word
                continue
            if between:
                found += self._others(between)
                between = ""
            found.append(row)
        if between:
            found += self._others(between)
        return found
