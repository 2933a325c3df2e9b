"""Proper names that CC-CEDICT knows: 鹿特丹 is Rotterdam.

``Simplified word ─▶ English name``. The dictionary is sorted by its Traditional column, so the lines of
a character are found by halving the file: a tenth of a millisecond a word, and nothing is read at
the start. ``index.lexicon`` compiles the same dictionary for search.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from functools import lru_cache

from opencc import OpenCC

from index.language import HAN
from index.lexicon import dictionary_path

_ENTRY = re.compile(r"^\S+ \S+ \[([^\]]*)\] /(.*)/\s*$")
_REMARK = re.compile(rf"\([^()]*\)|\[[^\]]*\]|[{HAN}|·]+")
_NOT_A_NAME = re.compile(
    r"^(?:CL:|surname |variant of|old variant|also written|also called|see |abbr\b|two-character|fig\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(  # Linxi county in Xingtai
    r"((?:[A-Z]\S* )+)(?:[a-z-]+ )*"
    r"(?:city|province|county|district|prefecture|region|township|municipality|port)\b.*"
)
_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF
_LONGEST_NAME = 5  # words of English


@lru_cache(maxsize=4096)
def dictionary_name(word: str) -> str | None:
    """The English name of a Chinese one; None for a word that is, or may be, no name.

    A name's reading is written with capitals. 和平 is a district, and peace: that is left alone.
    """
    entries = list(_entries(word))
    if not entries or not all(reading[:1].isupper() for reading, _ in entries):
        return None
    for _, definition in entries:
        for sense in definition.split("/"):
            if not _NOT_A_NAME.search(sense):
                name = " ".join(_REMARK.sub(" ", sense).split(";")[0].split(",")[0].split())
                name = _PLACE.sub(r"\1", name).strip()
                if name[:1].isupper() and len(name.split()) <= _LONGEST_NAME:
                    return name
    return None


def _entries(word: str) -> Iterator[tuple[str, str]]:
    """(reading, definition) of every line of a Simplified word, in the order of the file."""
    text, middle = _file(), f" {word} [".encode()
    for char in _traditional().get(word[0], word[0]):
        at, end = _first_line(text, char), _first_line(text, chr(ord(char) + 1))
        while (found := text.find(middle, at, end)) >= 0:
            at = text.find(b"\n", found) + 1 or len(text)
            line = text[text.rfind(b"\n", 0, found) + 1 : at]
            match = _ENTRY.match(line.decode("utf-8", "replace"))
            if match:
                yield match[1], match[2]


def _first_line(text: mmap.mmap, char: str) -> int:
    """Where the first line begins that is not before a character; remarks at the top are."""
    begin = char.encode("utf-8", "surrogatepass")
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        line = text.rfind(b"\n", 0, middle) + 1
        after = text.find(b"\n", middle) + 1 or len(text)
        if text[line : line + 1] == b"#" or text[line:after] < begin:
            low = after
        else:
            high = line
    return low


@lru_cache(maxsize=1)
def _file() -> mmap.mmap:
    with dictionary_path().open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


@lru_cache(maxsize=1)
def _traditional() -> dict[str, str]:
    """Simplified character → the characters that it simplifies, and itself."""
    every = [chr(code) for code in range(_FIRST_HAN, _LAST_HAN + 1)]
    simplified = OpenCC("t2s").convert("\n".join(every)).split("\n")
    found: dict[str, str] = {}
    for written, simple in zip(every, simplified, strict=True):
        found[simple] = found.get(simple, "") + written
    return found
