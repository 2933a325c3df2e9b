"""Fold a text for matching: one form for what a reader takes for the same character.

``text ─NFKC─▶ ─disguised Latin─▶ ─Traditional to Simplified─▶ ─look-alikes─▶ ─lower case─▶ folded``.
Look-alikes come last, as the words in which they mean themselves are written in Simplified. A
doubtful one is folded only if its neighbours ask for it (``index.neighbours``). For terms and
vectors only; what is shown and quoted is always the source's own spelling.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache
from importlib import metadata
from importlib.resources import files
from itertools import islice

from opencc import OpenCC

from index.clean import INVISIBLE
from index.homoglyphs import latin_letters
from index.language import HAN
from index.lookalike import (
    Lookalike,
    beside,
    in_own_word,
    is_symbol,
    is_talked_about,
    nearest_others,
    read_lookalikes,
)
from index.neighbours import NUMBER, Neighbours, default_neighbours

_HAN_CHAR = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}]+")
_RARE_HAN = "\U00020000-\U0003ffff"
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_FULL_WIDTH = re.compile("[\u3000\uff01-\uff5e]")
_UNITS = frozenset("元分里年月天")  # what a number counts: one before such a character tells enough
_NUMERAL = re.compile("[0-9〇零一二三四五六七八九十百千万亿两几半]")
_NEAR = 40  # characters to either side in which evidence of dirt or of Japanese counts
_FAR = 200  # the same in which a character that means itself, or a name, is one throughout
_OTHERS = 2  # places before, and as many behind, that are looked at for that
_DIRTY = 2  # sure look-alikes near by that are such evidence


class Folder:
    """Folds texts; the same text always to the same result. Cheap to call, safe in threads."""

    def __init__(
        self,
        lookalikes: dict[str, Lookalike],
        neighbours: Callable[[], Container[str]] = lambda: Neighbours({}),
    ) -> None:
        self._to_simplified = OpenCC("t2s").convert
        self._neighbours = neighbours
        capitals = {variant.upper(): entry for variant, entry in lookalikes.items()}
        capitals = {char: entry for char, entry in capitals.items() if len(char) == 1}
        self._lookalikes = capitals | lookalikes
        alone = "\n".join(self._lookalikes)  # apart, so that no two make a word
        simplified = self._to_simplified(alone)
        moved = [char for char, other in zip(alone, simplified, strict=True) if char != other]
        self._before = _any_of(moved)  # those that would become another character by then
        self._after = _any_of(self._lookalikes)

    def fold(self, text: str) -> str:
        """The folded text; its length may differ (NFKC)."""
        return self.fold_case_kept(text).lower()

    def fold_each(self, words: Sequence[str]) -> list[str]:
        """Each word folded, nearly all of them at once: a call costs more than what it does to a word.

        A word is folded alone where its neighbours could count: with a look-alike in it or anything
        but Han, and where it is not already what it is folded to. No word has a line end in it.
        """
        together = self.fold("\n".join(words)).split("\n")
        return [
            folded if word == folded and self._stands_alone(word) else self.fold(word)
            for word, folded in zip(words, together, strict=True)
        ]

    def _stands_alone(self, word: str) -> bool:
        """Whether no neighbour of a word counts."""
        return bool(_HAN_RUN.fullmatch(word)) and self._lookalikes.keys().isdisjoint(word)

    def fold_case_kept(self, text: str) -> str:
        """As :meth:`fold`, with capital letters kept: English months and names need them."""
        if text.isascii():
            return text
        if INVISIBLE.search(text):
            text = INVISIBLE.sub("", text)
        text = self._replaced(self._before, latin_letters(compose(text)))
        return self._replaced(self._after, self._to_simplified(text))

    def _replaced(self, pattern: re.Pattern[str], text: str) -> str:
        """Replace look-alikes until none is left: one may stand beside another.

        Evidence of dirt is taken from the text as it came, of which places stay the same; a text
        that is folded again has no more of it, so nothing is left to be folded then.
        """
        written, before = text, ""
        while text != before and pattern.search(text):
            before = text
            text = pattern.sub(
                lambda match: self._standard(match.string, match.start(), written), text
            )
        return text

    def _standard(self, text: str, at: int, written: str) -> str:
        """The character meant at an offset."""
        entry = self._lookalikes.get(text[at])
        if entry is None or self._means_itself(entry, text, at):
            return text[at]
        if entry.sure and len(entry.standards) == 1:
            return entry.standards
        points = {standard: self._points(standard, text, at) for standard in entry.standards}
        best = max(points, key=points.__getitem__)
        missing = entry.points_needed - points[best]
        if missing > 1 or (missing == 1 and not self._is_dirty(written, at)):
            return text[at]
        return text[at] if not entry.sure and self._is_own_near_by(entry, text, at) else best

    def _means_itself(self, entry: Lookalike, text: str, at: int) -> bool:
        """Whether the place of a variant tells by itself that it is no look-alike there."""
        char = text[at]
        if entry.context == "han":
            if is_symbol(text, at) or (_KANA.match(char) and self._is_japanese(text, at)):
                return True
        elif is_talked_about(text, at):
            return True
        elif not entry.sure:
            pairs, (before, after) = self._neighbours(), beside(text, at)
            if before + char in pairs or char + after in pairs:
                return True
        return in_own_word(entry, text, at)

    def _is_own_near_by(self, entry: Lookalike, text: str, at: int) -> bool:
        """Whether a doubtful variant means itself in another place, or is part of a name.

        A writer keeps to one sense. A name comes again, with the same neighbour, beside which the
        standard form is not usual.
        """
        others = nearest_others(text, at, within=_FAR, at_most=_OTHERS)
        if any(self._means_itself(entry, text, other) for other in others):
            return True
        return any(self._is_name(entry, text, at, other) for other in others)

    def _is_name(self, entry: Lookalike, text: str, at: int, other: int) -> bool:
        """Whether the variant has the same unusual Han neighbour in two places."""
        pairs = self._neighbours()
        (before, after), (before_too, after_too) = beside(text, at), beside(text, other)
        if before == before_too and _HAN_CHAR.match(before):
            return not any(self._alone(before) + one in pairs for one in entry.standards)
        if after == after_too and _HAN_CHAR.match(after):
            return not any(one + self._alone(after) in pairs for one in entry.standards)
        return False

    def _points(self, standard: str, text: str, at: int) -> int:
        """Evidence for a reading: one point for each neighbour that it usually stands beside.

        A unit behind a number has two.
        """
        pairs = self._neighbours()
        before, after = beside(text, at)
        if standard in _UNITS and _NUMERAL.match(before):
            return 2
        return (self._alone(before) + standard in pairs) + (standard + self._alone(after) in pairs)

    def _alone(self, char: str) -> str:
        """What a neighbour most likely stands for: it may be a look-alike too. Digits are one."""
        entry = self._lookalikes.get(char)
        if entry:
            return entry.standards[0]
        return NUMBER if char.isdecimal() else char

    def _is_dirty(self, text: str, at: int) -> bool:
        """Whether sure look-alikes stand near by: worth a point."""
        near = self._after.finditer(text, max(0, at - _NEAR), at + _NEAR)
        sure = (i for i in (match.start() for match in near) if i != at and self._tells(text, i))
        return len(list(islice(sure, _DIRTY))) == _DIRTY

    def _tells(self, text: str, at: int) -> bool:
        """Whether the character at an offset is surely a look-alike."""
        entry = self._lookalikes.get(text[at])
        return entry is not None and entry.sure and not self._means_itself(entry, text, at)

    def _is_japanese(self, text: str, at: int) -> bool:
        """Whether kana stands near by that is no look-alike."""
        near = _KANA.finditer(text, max(0, at - _NEAR), at + _NEAR)
        return any(match.group() not in self._lookalikes for match in near)


def compose(text: str) -> str:
    """NFKC. Chinese punctuation is nearly all that it changes, and is quicker replaced first."""
    for wide in set(_FULL_WIDTH.findall(text)):  # few: three times as quick as translate()
        text = text.replace(wide, unicodedata.normalize("NFKC", wide))
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _any_of(characters: Iterable[str]) -> re.Pattern[str]:
    """Matches each of the characters, and all rare Han if one of them is.

    ``re`` tries characters beyond U+FFFF one by one: naming each would take forty times as long.
    """
    characters = set(characters)
    common = "".join(sorted(char for char in characters if char <= "\uffff"))
    classes = re.escape(common) + (_RARE_HAN if len(common) < len(characters) else "")
    return re.compile(f"[{classes}]" if classes else r"(?!)")


def folding_fingerprint() -> str:
    """16 hex over all that decides what a text is folded to."""
    digest = hashlib.sha256(metadata.version("OpenCC").encode())
    for name in (
        "fold.py",
        "clean.py",
        "homoglyphs.py",
        "language.py",
        "lookalike.py",
        "neighbours.py",
        "data/lookalikes.tsv",
        "data/neighbours.tsv",
    ):
        digest.update(files("index").joinpath(name).read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def default_folder() -> Folder:
    """The folder over the tables that come with the package."""
    table = files("index").joinpath("data/lookalikes.tsv").read_text(encoding="utf-8")
    return Folder(read_lookalikes(table), default_neighbours)
