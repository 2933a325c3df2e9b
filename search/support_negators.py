"""Negations of a text, and the words that they are meant for.

``Text ─▶ offsets of negations, (words of their clauses, heads)``. Beside *not* and 没有 also what denies
the words behind it (否认, *failed to*) or its own (*unsafe*). ``search.support_negation`` compares them.
"""

from __future__ import annotations

import re
from itertools import pairwise

from search.support_text import Text, Word, without_prefix

HAN_NOT = re.compile(
    "(?<![是能要])(?:并不|并未|尚未|不再|从未|没有|未能|没能|无法|毫无|不|未|没|无|并非)"
    "(?![过仅但断少同久如管论只来妨满足锈线疑等幸错])(?!人驾驶|人机|人车|得不|安(?!全))"
)
_HAN_BEHIND = re.compile("不[了到起完动成]")
_HAN_DENY = frozenset("否认 停止 拒绝 避免 缺乏 未能 没能 无法".split())
_ENGLISH_NOT = frozenset(
    "not no never none nobody nothing without neither nor cannot hardly n't".split()
)
_DENY = re.compile(
    r"(?:den(?:y|ies|ied|ying)|fail(?:s|ed|ing)?|stop(?:s|ped|ping)?|ceas(?:e|es|ed|ing)"
    r"|refus(?:e|es|ed|ing)|lack(?:s|ed|ing)?|unable)"
)
_NOT_FORM = re.compile(r"n['’]t$")
_YET_TO = re.compile(r"\byet to\b")
_UNTIL = re.compile(r"\buntil\b(?! (?:further|now))|^\s*only\b")
_SCOPE = 5  # words behind a negation that it may negate
_HEADS = 2  # content words behind it that it is meant for
_TWICE = 12  # characters within which a second negation takes the first back


def negators(text: Text) -> list[int]:
    """Offsets of the negations of a text, sorted; two that take each other back are none."""
    folded = text.folded
    hard = {match.start() for match in HAN_NOT.finditer(folded)}
    hard |= {match.start() for match in _YET_TO.finditer(folded.lower())}
    soft: set[int] = set()
    for word in text.words:
        lower = word.surface.lower()
        if lower in _ENGLISH_NOT or _NOT_FORM.search(lower):
            rest = folded[word.end : _sentence_end(text, word)].lower()
            if not _UNTIL.search(rest) and not re.match(r"\.? ?\d", rest):
                hard.add(word.start)
        elif without_prefix(lower) or _DENY.fullmatch(lower) or word.term in _HAN_DENY:
            soft.add(word.start)
    found = sorted(hard | soft)
    void = {
        offset
        for pair in pairwise(found)
        if pair[0] in hard and pair[1] in soft - hard and pair[1] - pair[0] <= _TWICE
        for offset in pair
    }
    return [offset for offset in found if offset not in void]


def _sentence_end(text: Text, word: Word) -> int:
    return max(other.end for other in text.words if other.sentence == word.sentence)


def negated(text: Text) -> tuple[frozenset[int], list[list[int]]]:
    """The words of clauses with a negation, and for each negation the words it is meant for."""
    reached: set[int] = set()
    heads: list[list[int]] = []
    for offset in negators(text):
        inside = [i for i, word in enumerate(text.words) if word.start <= offset < word.end]
        behind = [i for i, word in enumerate(text.words) if word.end > offset]
        own = inside[0] if inside else behind[0] if behind else None
        if own is None:
            continue
        clause = text.words[own].clause
        scope = [i for i in behind if text.words[i].clause == clause][: _SCOPE + 1]
        reached.update(i for i, word in enumerate(text.words) if word.clause == clause)
        if _HAN_BEHIND.match(text.folded, offset):  # 弥补不了
            scope = [i for i, word in enumerate(text.words) if word.end <= offset][-1:]
        elif without_prefix(text.words[own].surface) is not None:
            scope = [own]
        heads.append([i for i in scope if _may_be_meant(text.words[i], offset)][:_HEADS])
    return frozenset(reached), heads


def _may_be_meant(word: Word, offset: int) -> bool:
    denies = word.start == offset and without_prefix(word.surface) is None
    return word.is_content and not (denies and len(word.term) > 1)
