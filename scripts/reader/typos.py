"""Questions typed in haste: letters dropped, exchanged or doubled, Han characters that sound alike.

``question ─mistyped─▶ question``: a reader that has only seen careful ones takes a slip for another name.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache

from search.support_dictionary import characters_by_reading

_WORD = re.compile(r"[A-Za-z]+|[\u4e00-\u9fff]")
_SHARE = {"letters": 0.3, "han": 0.1}  # of words that are mistyped
_LEAST = 4  # letters of a word that may be
_SHORT = {"and": "n", "are": "r", "you": "u", "to": "2", "for": "4", "what": "wat", "please": "pls"}


def mistyped(text: str, rng: random.Random) -> str:
    """A question with some slips; its marks and capitals may be gone."""
    text = _WORD.sub(lambda match: _slip(match[0], rng), text)
    if rng.random() < 0.5:
        text = text.lower()
    return text.rstrip("?？。.") if rng.random() < 0.5 else text


def _slip(word: str, rng: random.Random) -> str:
    if not word.isascii():
        alike = _sounds_like().get(word)
        return rng.choice(alike) if alike and rng.random() < _SHARE["han"] else word
    if rng.random() >= _SHARE["letters"]:
        return word
    if word.lower() in _SHORT:
        return _SHORT[word.lower()]
    if len(word) < _LEAST:
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[0] + re.sub("[aeiou]", "", word[1:-1]) + word[-1]


@lru_cache(maxsize=1)
def _sounds_like() -> dict[str, list[str]]:
    """For each of the common characters the others of them that share a reading."""
    found: dict[str, set[str]] = {}
    for characters in characters_by_reading().values():
        common = [char for char in characters if _is_common(char)]
        for char in common:
            found.setdefault(char, set()).update(other for other in common if other != char)
    return {char: sorted(others) for char, others in found.items()}


def _is_common(char: str) -> bool:
    """Whether it is of the first level of GB 2312: 3,755 characters."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7
