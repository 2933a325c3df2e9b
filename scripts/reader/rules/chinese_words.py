"""Words, noun phrases, names, clauses and subjects of a Chinese sentence."""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba
from reader.rules.drafts import Phrase, Words
from reader.rules.statement_tables_zh import SURNAMES


def _flag(word: str, flag: str) -> str:
    """The part of speech; a word that the dictionary lacks is a person's name, or a noun."""
    if flag != "x" or not re.fullmatch(r"[\u4e00-\u9fff]{2,}", word):
        return flag
    return "nr" if len(word) <= 3 and word[0] in SURNAMES else "n"


@lru_cache(maxsize=4000)
def cut(text: str) -> Words:
    """The words of a Chinese text with their part of speech."""
    return [(word, _flag(word, flag)) for word, flag in rjieba.tag(text)]


def _kind(word: str, flag: str) -> str:
    """What a word names: a person, a place, a body, or nothing."""
    if flag == "nr" and ((len(word) in (2, 3) and word[0] in SURNAMES) or "·" in word):
        return "nr"
    if flag == "nrt" and len(word) >= 3:
        return "nr"
    if flag == "ns" and len(word) >= 2:
        return "ns"
    return "nt" if flag == "nt" and len(word) >= 3 else ""


def _nominal(word: str, flag: str) -> bool:
    return flag[:1] in {"n", "j"} or flag in {"vn", "an", "eng"} or word in {"系统", "软件"}


def phrases(words: Words) -> list[Phrase]:
    """The noun phrases of two to twelve characters."""
    found: list[Phrase] = []
    place = i = 0
    while i < len(words):
        if not _nominal(*words[i]):
            place += len(words[i][0])
            i += 1
            continue
        j = i
        while j < len(words) and _nominal(*words[j]):
            j += 1
        run = "".join(word for word, _ in words[i:j])
        if 2 <= len(run) <= 12:
            kind = _kind(*words[i]) if j == i + 1 else "n"
            found.append(Phrase(run, (place, place + len(run)), i, j - 1, kind or "n"))
        place, i = place + len(run), j
    return found


def named(words: Words) -> list[Phrase]:
    """The single words that name something."""
    found, place = [], 0
    for i, (word, flag) in enumerate(words):
        follow, tag = words[i + 1] if i + 1 < len(words) else ("", "x")
        cut_short = len(follow) == 1 and tag[0] in "zgnak"  # 张雨 霏
        if (kind := _kind(word, flag)) and not (kind == "nr" and (cut_short or tag[:2] == "nr")):
            found.append(Phrase(word, (place, place + len(word)), i, i, kind))
        place += len(word)
    return found


def clauses_of(text: str) -> list[str]:
    """The clauses of a Chinese sentence, without their marks."""
    return [part for part in re.split(r"[，；。]", text.strip("。！；")) if part]


@lru_cache(maxsize=4000)
def subject_of(clause: str) -> str | None:
    """The noun phrase a clause begins with, where a verb, adverb or preposition follows."""
    words = cut(clause)
    found = phrases(words)
    if not found or found[0].first or found[0].last + 1 >= len(words):
        return None
    word, flag = words[found[0].last + 1]
    ok = flag[0] in "vd" or (flag == "p" and word not in {"和", "与"})
    return found[0].text if ok and any(f[0] == "v" for _, f in words[found[0].last + 1 :]) else None
