"""Which language a text is in, told from its scripts alone."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["zh", "en", "mixed", "other"]

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_CHAR = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z]")
_ENGLISH_FUNCTION = frozenset(
    "the a an of to in on for and or is are was were be been by with from at as it its this that what which who"
    " whom whose when where why how much many did do does has have had will would can could should not than".split()
)


def detect_language(text: str) -> Language:
    """zh, en, mixed or other.

    A Chinese text may name Latin brands: it stays zh while it has as many Han characters as
    Latin words. ``mixed`` needs an English function word beside the Han.
    """
    han = len(_HAN_CHAR.findall(text))
    words = _LATIN_WORD.findall(text)
    function_words = sum(word.lower() in _ENGLISH_FUNCTION for word in words)
    if han:
        if function_words >= 2 and han < 4 * len(words):
            return "mixed" if han >= 2 else "en"
        if han >= len(words) or function_words < 2:
            return "zh"
        return "mixed"
    if words:
        others = len(_OTHER_LETTER.findall(text))
        return "en" if others <= sum(map(len, words)) * 0.3 else "other"
    return "other"
