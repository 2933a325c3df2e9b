"""Letters that are drawn like Latin ones: Cyrillic or Greek inside a Latin word, and Latin in disguise.

``text ─circled, small capitals─▶ ─words of mixed script─▶ ─doubtful words by their phrase─▶ text``. A
word that is wholly Cyrillic or Greek stays, as does a Greek letter that is a symbol (μm, kΩ, IFNγ).
What NFKC knows (full width, mathematical, circled) is left to it; Han look-alikes to ``index.fold``.
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
# English words of two and three letters that are part of no formula (so none of "an", "no", "am").
_SHORT_ENGLISH = frozenset(
    "all and any are but can did few for get got had has her him his how its let may new nor not now"
    " off one our out own put ran run saw say see set she six ten the too top try two use was way who"
    " why yes yet you".split()
)
_ANY = re.compile(
    "[\u0251\u0261\u0262\u026a\u0274\u0280\u028f\u0299\u029c\u029f\u0370-\u03ff\u0400-\u052f"
    "\u1d00-\u1d22\u24eb-\u24ff\u2776-\u2793\u2c6d\ua730\ua731\ua7ac\U0001f150-\U0001f189]"
)
_SMALL_RUN = re.compile("[ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ]{2,}")
_WORD = re.compile("[A-Za-z\u0251\u0261\u2c6d\ua7ac\u0370-\u03ff\u0400-\u052f]+")

_PHRASE = re.compile(rf"{_WORD.pattern}(?:[\s0-9,;:.'’\"“”()/%&-]+{_WORD.pattern})+")


def latin_letters(text: str) -> str:
    """The text with disguised Latin letters and digits as such."""
    if not _ANY.search(text):
        return text
    text = text.translate(_ENCLOSED)
    text = _SMALL_RUN.sub(lambda run: run.group().translate(_SMALL_CAPITALS), text)
    text = _WORD.sub(lambda word: _latin_word(word.group()), text)
    return _PHRASE.sub(lambda phrase: _latin_phrase(phrase.group()), text)


def _latin_phrase(phrase: str) -> str:
    """The words that may be of either script in Latin letters, if the others of the phrase are.

    Judged when the rest is done, so that a second time finds nothing more.
    """
    words = _WORD.findall(phrase)
    if not any(_is_mixed(word) for word in words):
        return phrase
    n_latin = sum(word.isascii() and len(word) > 1 for word in words)
    n_other = sum(len(word) > 1 and not any(map(str.isascii, word)) for word in words)
    if n_latin <= n_other:
        return phrase
    return _WORD.sub(lambda word: _in_latin_phrase(word.group()), phrase)


def _in_latin_phrase(word: str) -> str:
    """A word among Latin ones: with Greek in it only what is surely none of a formula."""
    slips = [char for char in word if not char.isascii()]
    if not _is_mixed(word) or any(char not in _LETTERS for char in slips):
        return word
    latin = "".join(_LETTERS.get(char, char) for char in word)
    is_greek = any(char in _GREEK for char in slips)
    return latin if not is_greek or latin.lower() in _SHORT_ENGLISH else word


def _is_mixed(word: str) -> bool:
    return not word.isascii() and any(map(str.isascii, word))


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
