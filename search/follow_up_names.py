"""Names, periods and the subject of a question: what a follow-up can swap or stand for.

``question ─▶ Mention(start, end, kind)...`` and ``question ─▶ Subject``. Names are those of our table
and Latin words with capitals; a Chinese name in no table is only known where a question begins with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from index.analyze import default_analyzer
from index.language import HAN, detect_language
from index.names import read_names
from search.follow_up_words import EN_FUNCTION, HAN_RUN, MEASURES, ZH_ASKS, ZH_ATTRIBUTE
from search.stopwords import CHINESE
from search.support_dictionary import is_surname, is_verb

Kind = Literal["year", "part", "month", "era", "firm", "person", "place", "name"]
PERIODS = frozenset(("year", "part", "month", "era"))

_PERIOD = re.compile(
    r"(?P<year>(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)(?:\s?年度?)?|[去今明前]年|\b(?:last|this|next) year\b)"
    r"|(?P<part>第?[一二三四1-4]季度|[上下]半年|\b[QH][1-4]\b"
    r"|\b(?:the )?(?:first|second|third|fourth|last) (?:quarter|half)\b)"
    r"|(?P<month>(?:1[0-2]|[1-9]|十[一二]?|[二三四五六七八九])月份?"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
    r"|(?P<era>现在|目前|以前|从前|过去|之前)"
)
_LETTER = "[A-Za-z0-9_À-ɏ&.-]"
_LATIN = re.compile(
    rf"[A-Z]{_LETTER}*(?:['’](?!s\b)[A-Za-z]+)?"
    rf"(?: (?:of |and )?(?:[A-Z]{_LETTER}*|\d{{1,3}}(?![\d.,%])(?! (?:million|billion|percent))))*"
)
_MAX_NAME = 10  # Han characters of a name of the table
_KINDS: dict[str, Kind] = {"person": "person", "place": "place"}
_PLACE_ENDING = re.compile("[市省县区镇]$")
_FIRM_ENDING = re.compile(
    "(?:公司|集团|科技|速运|物流|银行|大学|直播|买菜|咖啡|地图|平台|云仓|快递|速递)$"
)
_NEVER_INSIDE = frozenset("的是有在了")
_NUMERAL = re.compile(r"[\d一二两三四五六七八九十百千万亿]+")
_SAYS = re.compile("说|表示|告诉|认为|承认|解释|指出|称")
_DOTTED = re.compile(
    rf"[{HAN}]{{2,5}}(?:·[{HAN}]{{1,6}}?)+(?=[的是在于向和与有出为从被]|[^{HAN}]|什么|哪|多少|$)"
)
_LATIN_PERSON = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or a period at [start, end) of a question."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Word:
    """A word at [start, end); Han words as the segmenter cuts them, the longest first."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Subject:
    """What a Chinese question is about: ``head`` a name or noun, ``end`` where its phrase ends.

    云棹速递 is the head of 云棹速递的无人机, ``first`` the end of the head's first word.
    """

    start: int
    first: int
    head: int
    end: int


@lru_cache(maxsize=1)
def _table() -> dict[str, Kind]:
    """Every written form of the names table, Latin ones in lower case; terms are no names."""
    found: dict[str, Kind] = {}
    for name in read_names():
        if name.kind != "term":
            kind = _KINDS.get(name.kind, "firm")
            for form in (*name.chinese, *(one.lower() for one in name.english)):
                if len(form) > 1:
                    found.setdefault(form, kind)
    return found


def plain(text: str) -> str:
    """The text folded, capitals kept, if every place stays where it is; else the text itself."""
    folded = default_analyzer().fold_case_kept(text)
    return folded if len(folded) == len(text) else text


def is_chinese(text: str) -> bool:
    """Whether a question is written in Chinese, Latin names or not."""
    return detect_language(text) == "zh"


def mentions(text: str) -> list[Mention]:
    """The periods and names of a text in order, none over another."""
    text = plain(text)
    found = [
        Mention(*match.span(), match.lastgroup)  # type: ignore[arg-type]  # the groups are kinds
        for match in _PERIOD.finditer(text)
    ]
    dotted = [Mention(*match.span(), "person") for match in _DOTTED.finditer(text)]
    for one in (*dotted, *_latin_names(text), *_han_names(text)):
        if all(one.end <= other.start or one.start >= other.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def kind_of(name: str) -> Kind:
    """The kind of something that is taken for a name; ``name`` where nothing tells."""
    known = _table().get(name) or _table().get(name.lower())
    if known:
        return known
    if _PLACE_ENDING.search(name):
        return "place"
    return "firm" if _FIRM_ENDING.search(name) else "name"


def _latin_names(text: str) -> Iterator[Mention]:
    for match in _LATIN.finditer(text):
        start, end = match.span()
        words = match.group().split(" ")
        while words and words[0].lower() in EN_FUNCTION:
            start += len(words.pop(0)) + 1
        end -= len(match.group()) - len(match.group().rstrip(".-&"))
        name = text[start:end]
        if words and name and name.lower() not in MEASURES:
            yield Mention(start, end, kind_of(name))


def _han_names(text: str) -> Iterator[Mention]:
    table = _table()
    is_foreign = not is_chinese(text)
    for run in HAN_RUN.finditer(text):
        at = run.start()
        if is_foreign:  # a Chinese name in an English question
            digits = re.compile(r"\d*").match(text, run.end())
            yield Mention(at, digits.end() if digits else run.end(), kind_of(run.group()))
            continue
        while at < run.end():
            longest = min(_MAX_NAME, run.end() - at)
            length = next((n for n in range(longest, 1, -1) if text[at : at + n] in table), 0)
            if length:
                yield Mention(at, at + length, table[text[at : at + length]])
            at += length or 1


def words_of(text: str) -> list[Word]:
    """The words of a text, none over another; what is neither Han nor a word is left out."""
    found: list[Word] = []
    at = 0
    text = plain(text)
    folded = default_analyzer().fold_case_kept(text)
    tokens = default_analyzer().tokens(text) if len(folded) == len(text) else []
    kept = [token for token in tokens if token.kind not in ("bigram", "part")]
    for token in sorted(kept, key=lambda token: (token.start, -token.end)):
        if token.start >= at and token.end <= len(text):
            found.append(Word(text[token.start : token.end], token.start, token.end))
            at = token.end
    return found


def subject_of(text: str) -> Subject | None:
    """The subject of a Chinese question, after words that only lead in; None: it begins with none."""
    names = {one.start: one for one in mentions(text)}
    words = words_of(text)
    i, begun = 0, 0
    while i < len(words) and (words[i].start < begun or _leads_in(words[i], names)):
        if words[i].start in names:  # 年双11 after 2018 is no word of its own
            begun = names[words[i].start].end
        i += 1
    if i == len(words):
        return None
    start, j = words[i].start, i
    named = names.get(start)
    if named and named.kind not in PERIODS:
        while j < len(words) and words[j].start < named.end:
            j += 1
        first = end = max(named.end, words[j - 1].end)  # 中国 in 中国队
        j, behind = _end_of_nouns(words, j, end, names)
        return Subject(start, first, end, _end_of_phrase(words, j, behind, names))
    j = _end_of_head(words, i, names)
    if j == i or text[start : words[j - 1].end] == "第":
        return None
    end = words[j - 1].end
    return Subject(start, words[i].end, end, _end_of_phrase(words, j, end, names))


def _end_of_nouns(
    words: list[Word], at: int, end: int, names: dict[int, Mention]
) -> tuple[int, int]:
    """Past the places and nouns right behind a name: 特斯拉 in 特斯拉上海工厂."""
    while at < len(words) and words[at].start == end:
        word = words[at]
        known = names.get(word.start)
        is_noun = known.kind == "place" if known else not _is_boundary(word, names)
        if not is_noun or ZH_ATTRIBUTE.search(word.text):
            break
        at, end = at + 1, word.end
    return at, end


def _leads_in(word: Word, names: dict[int, Mention]) -> bool:
    known = names.get(word.start)
    if known:
        return known.kind in PERIODS
    return word.text in CHINESE or ZH_ASKS.fullmatch(word.text) is not None


def _is_boundary(word: Word, names: dict[int, Mention]) -> bool:
    return (
        word.text in CHINESE
        or word.start in names
        or ZH_ASKS.match(word.text) is not None
        or _NUMERAL.match(word.text) is not None
        or is_verb(word.text)
    )


def _end_of_head(words: list[Word], first: int, names: dict[int, Mention]) -> int:
    """The index after the head: single characters that begin it are a name, whatever they mean."""
    end = first
    while end < len(words) and words[end].start not in names:
        word = words[end]
        joined = end == first or word.start == words[end - 1].end
        single = len(word.text) == 1 and all(len(one.text) == 1 for one in words[first:end])
        if not joined:
            break
        if single and word.text not in _NEVER_INSIDE and not _NUMERAL.match(word.text):
            follows = words[end + 1].text if end + 1 < len(words) else ""
            if word.text not in CHINESE or (len(follows) == 1 and follows not in CHINESE):
                end += 1
                continue
        number = word.text.isdigit() and len(word.text) < 4 and end > first
        if (not number and _is_boundary(word, names)) or (
            ZH_ATTRIBUTE.search(word.text) and end > first
        ):
            break
        end += 1
    return end


def _end_of_phrase(words: list[Word], at: int, end: int, names: dict[int, Mention]) -> int:
    """Where the phrase ends that a 的 behind the head goes on with, up to what is asked of it."""
    if at >= len(words) or words[at].text != "的":
        return end
    for before, word in pairwise(words[at:]):
        if word.start != before.end or _is_boundary(word, names) or ZH_ATTRIBUTE.search(word.text):
            break
        if word.text in ("总", "平均", "第"):
            break
        end = word.end
    return end


def looks_like_person(name: str) -> bool:
    """Whether a name is a person's: of the table, or two or three characters after a family name."""
    known = _table().get(name)
    if known:
        return known == "person"
    return len(name) in (2, 3) and bool(HAN_RUN.fullmatch(name)) and is_surname(name[0])


def persons_in_answer(text: str, besides: str) -> list[str]:
    """Distinct persons an answer lets speak or names in full, none that ``besides`` has."""
    found: dict[str, None] = {}
    for match in _LATIN_PERSON.finditer(text):
        if match.group() not in besides and match.group().split()[0].lower() not in EN_FUNCTION:
            found[match.group()] = None
    for match in _SAYS.finditer(text):
        for length in (3, 2):
            name = text[max(0, match.start() - length) : match.start()]
            if len(name) == length and looks_like_person(name) and name not in CHINESE:
                if name not in besides:
                    found[name] = None
                break
    return list(found)
