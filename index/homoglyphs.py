"""Letters that are drawn like Latin ones: Cyrillic or Greek inside a Latin word, and Latin in disguise.

``text ─circled, small capitals─▶ ─words of mixed script─▶ text``. A word that is wholly Cyrillic or
Greek stays, as does a Greek letter that is a symbol (μm, kΩ, IFNγ). What NFKC knows (full width,
mathematical, circled) is left to it; Han look-alikes to ``index.fold``.
"""

from __future__ import annotations

import re

_CYRILLIC = {
    "А": "A", "В": "B", "Е": "E", "Ѕ": "S", "І": "I", "Ј": "J", "К": "K", "М": "M", "Н": "H",
    "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X", "Ԁ": "D", "Ԍ": "G", "Һ": "H",
    "Ԛ": "Q", "Ԝ": "W", "Ӏ": "I", "а": "a", "в": "b", "е": "e", "ѕ": "s", "і": "i", "ј": "j",
    "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y", "х": "x",
    "ԁ": "d", "ԍ": "g", "һ": "h", "ԛ": "q", "ԝ": "w", "ӏ": "l",
}  # fmt: skip
_GREEK = {
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N",
    "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "α": "a", "β": "b", "ε": "e", "ζ": "z",
    "η": "n", "ι": "i", "κ": "k", "μ": "u", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u",
    "χ": "x",
}  # fmt: skip
_LETTERS = {"ɑ": "a", "Ɑ": "A", "ɡ": "g", "Ɡ": "G"} | _CYRILLIC | _GREEK
# Latin letters that a Russian or Greek word may hold by a slip, in either case.
_CYRILLIC_ALIKE = frozenset("abcehijkmopstxy")
_GREEK_ALIKE = frozenset("abehikmnoptuvxyz")
_SYMBOL_AT_END = frozenset("ΑΒΕΖΗΚαβεζηκ")  # of a name: TNFα, IL1β
_GREEK_MIN = 4  # letters of a word that a Greek letter may be a slip in; shorter ones are formulas
_GREEK_FIRST_MIN = 5  # the same where it begins the word (ρgh, βTrC)
_SMALL_CAPITALS = str.maketrans(
    "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "ABCDEFGHIJKLMNOPRSTUVWYZ"
)  # fmt: skip
_ENCLOSED = (
    {first + i: chr(ord("A") + i) for first in (0x1F150, 0x1F170) for i in range(26)}
    | {first + i: str(i + 1) for first in (0x2776, 0x2780, 0x278A, 0x24F5) for i in range(10)}
    | {0x24EB + i: str(i + 11) for i in range(10)}
    | {0x24FF: "0"}
)
_ANY = re.compile(
    "[\u0251\u0261\u0262\u026a\u0274\u0280\u028f\u0299\u029c\u029f\u0370-\u03ff\u0400-\u052f"
    "\u1d00-\u1d22\u24eb-\u24ff\u2776-\u2793\u2c6d\ua730\ua731\ua7ac\U0001f150-\U0001f189]"
)
_SMALL_RUN = re.compile("[ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ]{2,}")
_WORD = re.compile("[A-Za-z\u0251\u0261\u2c6d\ua7ac\u0370-\u03ff\u0400-\u052f]+")


def latin_letters(text: str) -> str:
    """The text with disguised Latin letters and digits as such."""
    if not _ANY.search(text):
        return text
    text = text.translate(_ENCLOSED)
    text = _SMALL_RUN.sub(lambda run: run.group().translate(_SMALL_CAPITALS), text)
    return _WORD.sub(lambda word: _latin_word(word.group()), text)


def _latin_word(word: str) -> str:
    """The word in Latin letters if it is a Latin one with others slipped in.

    Capitals decide nothing, so that a text and its lower case are judged alike.
    """
    slips = [char for char in word if not char.isascii()]
    if not slips or len(slips) == len(word) or any(char not in _LETTERS for char in slips):
        return word
    greek = [char for char in slips if char in _GREEK]
    if greek and _is_formula(word):
        return word
    alike = _GREEK_ALIKE if greek else _CYRILLIC_ALIKE
    own = [char for char in word.lower() if char.isascii()]
    if len(own) < len(slips) and all(char in alike for char in own):
        return word  # rather a Russian or Greek word with a Latin slip
    return "".join(_LETTERS.get(char, char) for char in word)


def _is_formula(word: str) -> bool:
    """Whether the Greek in a word stands for a quantity or names a variety: μmol, ρgh, IFNγ, TNFα."""
    begins = word[0] in _GREEK and word[0] not in "Οο"  # omicron is nobody's symbol
    least = _GREEK_FIRST_MIN if begins else _GREEK_MIN
    return len(word) < least or word[0] in "Μμ" or word[-1] in _SYMBOL_AT_END
