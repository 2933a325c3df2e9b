"""What a model wrote, sentence by sentence, each without whatever it may not say.

``pieces ─▶ sentences_of ─▶ "Ferries leave at six [2]." ─read_sentence─▶ Sentence(text, {2})``. Only
``[n]`` of a passage that was given is a citation. Links, addresses, pictures, HTML, Markdown and
other numbers in brackets are taken out. Whether a sentence is true is for ``search.generate``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from index.language import HAN

_CITES = re.compile(r"[ \t]*[\[【](?:\^)?\d{1,4}(?:[ \t]*[,，、;；\-–—][ \t]*\d{1,4})*[\]】]")
_BEGINS_TO_CITE = re.compile(r"[ \t]*[\[【]\^?[\d \t,，、;；\-–—]*$")
_RANGE = re.compile(r"(\d+)[ \t]*[-–—][ \t]*(\d+)")
_MOST_IN_RANGE = 20
_CLOSERS = "[”’\"'」』）)*_]*"
_END = re.compile(
    rf"(?:(?P<mark>[。！？｡!?…]++|\.++)(?P<closers>{_CLOSERS}+)(?P<cites>(?:{_CITES.pattern})*+)"
    r"(?P<gap>\s*+)|(?P<line>\n\s*+))(?=\S)"
)
_ENDED = re.compile(rf"[。！？｡!?.…]{_CLOSERS}$")
_GOES_ON = frozenset("，,、；;：:）)】]」』》”’")
_LONG_QUOTE = 400  # code points after which a quotation was not closed, but forgotten
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|Corp|No|St|vs|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|[A-Z])$"
)
_THOUGHT = re.compile(r"\s*<think>.*?</think>", re.DOTALL)
_OPENS_THOUGHT = "<think>"
_TAKEN_OUT = re.compile(
    r"[（(][^()（）\n]*(?:https?:|www\.)[^()（）\n]*[)）]|"  # an address in brackets
    r"(?:https?|ftp|mailto|javascript|data):[^\s，。；、）)\]】”\"']+"
    r"|\bwww\.[^\s，。；、）)\]】”\"']+"
    r"|[\[【][^\[\]【】\n]*\d[^\[\]【】\n]*[\]】]",  # another reference: [passage 3], [^2]
    re.IGNORECASE,
)
_HTML = re.compile(r"<[^<>\n]{1,200}>")  # and an address in angle brackets
_PICTURE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)?)?")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*\)")
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|[-*+•>]\s+)+|\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
_GAP = re.compile(r"\s+")
_GAP_BEFORE_MARK = re.compile(r"\s+([。，、；：！？,.;:!?])(?=\s|$|[^\w])")
_EMPTY_BRACKETS = re.compile(r"[（(]\s*[）)]")
_HAN_CHAR = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_OTHER_LETTER = re.compile(rf"[^\W\d_A-Za-z{HAN}]")
_REFUSES = re.compile(
    r"^(?:I(?:['’]m| am)? (?:sorry|afraid|unable|not able|can ?not|can['’]t|do not|don['’]t)\b"
    r"|Sorry\b|Unfortunately, I\b|As an? (?:AI|language model|assistant)\b|NONE\b"
    r"|(?:很|非常)?抱歉|对不起|作为(?:一个|一名)?(?:AI|人工智能|语言模型)|我(?:无法|不能|没法|没有办法))"
    r"|\bthe (?:passages?|articles?|text|sources?)(?: \w+)? (?:do|does|did)(?: not|n['’]t) "
    r"(?:answer|say|mention|state|contain|provide|specify)"
    r"|(?:文章|段落|资料|文中|材料|原文)[^，。]{0,8}(?:没有|并未|未|不)"
    r"(?:提到|提及|说明|回答|给出|提供|包含|涉及)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it may be shown, and the passages given that it cites."""

    text: str
    cited: frozenset[int]

    @property
    def refuses(self) -> bool:
        """Whether it says that there is no answer, or that none will be given."""
        return bool(_REFUSES.search(self.text))

    def is_in(self, language: str) -> bool:
        """Whether it is in a language, ``zh`` or ``en``; names in the other one do no harm."""
        han = len(_HAN_CHAR.findall(self.text))
        words = len(_LATIN_WORD.findall(self.text))
        others = len(_OTHER_LETTER.findall(self.text))
        if language == "zh":
            return han >= max(words, 1) and 3 * others <= han
        return words > 0 and 2 * words >= han and others <= 2 * words


class SentenceReader:
    """Takes pieces of a text as they come; gives each sentence once what follows it has begun.

    Where a sentence ends never depends on how the text was cut into pieces. A citation after the full
    stop belongs to the sentence before it. What a model thinks aloud before it answers (``<think>``)
    is passed over.
    """

    def __init__(self) -> None:
        self._text = ""  # from the beginning of the sentence that is being written
        self._looked = 0  # up to here no sentence ends
        self._begun = False

    def feed(self, piece: str) -> Iterator[str]:
        """The sentences that are complete now."""
        self._text += piece
        if self._begun or self._begins():
            yield from self._complete()

    def rest(self, *, cut_off: bool) -> Iterator[str]:
        """What is left at the end. ``cut_off``: without an end of its own it is no sentence."""
        text, self._text = self._text, ""
        if not self._begun and text.lstrip().startswith(_OPENS_THOUGHT):
            return
        if text.strip() and not (cut_off and not _ENDED.search(_CITES.sub("", text).rstrip())):
            yield text

    def _begins(self) -> bool:
        """Whether the answer itself has begun; the thought before it is taken away."""
        text = self._text.lstrip()
        if text.startswith(_OPENS_THOUGHT):
            thought = _THOUGHT.match(self._text)
            if thought is None:
                return False
            self._text = self._text[thought.end() :]
        elif _OPENS_THOUGHT.startswith(text):
            return False
        self._begun = True
        return True

    def _complete(self) -> Iterator[str]:
        while end := _END.search(self._text, self._looked):
            after = self._text[end.end() :]
            if _BEGINS_TO_CITE.match(after):
                return
            if _is_end(self._text[: end.start()], end, after[0]):
                yield self._text[: end.end()]
                self._text, self._looked = after, 0
            else:
                self._looked = end.end("mark")


def _is_end(before: str, end: re.Match[str], following: str) -> bool:
    """Whether a mark ends its sentence, by what stands around it."""
    if end["line"]:
        return True
    mark, closers, cites, gap = end.group("mark", "closers", "cites", "gap")
    own = before + closers
    if following in _GOES_ON or (own.count("“") > own.count("”") and len(own) < _LONG_QUOTE):
        return False
    if cites:
        return not following.islower()
    if mark[0] in "。！？｡":  # 他说：“走吧。”然后走了 goes on
        return bool(gap) or not closers
    if not gap:
        return bool(_HAN_CHAR.match(following)) and not closers and mark[0] != "…"
    return not following.islower() and not (
        mark == "." and _ABBREVIATION.search(_CITES.sub("", before))
    )


def read_sentence(raw: str, given: Collection[int]) -> Sentence:
    """A sentence as it may be shown.

    Args:
        raw: As it was written.
        given: The numbers of the passages that may be cited.
    """
    cited: set[int] = set()
    for match in _CITES.finditer(raw):
        cited |= _numbers(match.group())
    text = _LINK.sub(r"\1", _PICTURE.sub("", _CITES.sub("", raw)))
    text = _TAKEN_OUT.sub(" ", _HTML.sub("", text))
    text = _EMPTY_BRACKETS.sub("", _MARKS.sub("", text))
    text = _GAP_BEFORE_MARK.sub(r"\1", _GAP.sub(" ", text)).strip()
    return Sentence(text, frozenset(cited & set(given)))


def _numbers(marker: str) -> set[int]:
    """The numbers of ``[1, 3-5]``."""
    found = {int(number) for number in re.findall(r"\d+", marker)}
    for first, last in _RANGE.findall(marker):
        low, high = int(first), int(last)
        if low < high <= low + _MOST_IN_RANGE:
            found.update(range(low, high + 1))
    return found
