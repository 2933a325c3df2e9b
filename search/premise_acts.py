"""Acts that a question takes for granted and a sentence denies: bought for partnered, fell for rose.

``Text ─▶ Mark...``, beside those of ``search.support_polarity`` the sets of ``premise_acts.tsv``, and what is
said to stay as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from search.support_dictionary import base_stem
from search.support_negators import negated, negators
from search.support_polarity import POLES, Mark, marks
from search.support_text import Text, Word

# Poles of things done or happening; those of qualities (dear, large, early) are too often asked with.
_DONE = frozenset(
    "amount accept success open profit trade stay hire guilt verdict life up2".split()
)
_ASKED_WITH = frozenset(
    """
    高 低 多 少 高于 低于 超 超过 快 更快 较少
    higher lower more less fewer high low over under above below fast
    faster slow slower continuous continu like back better worse live alive dead lost earn
    """.split()
)
_HAN_MOVE = re.compile("([涨升增加]|[跌降减裁])(?:[到至了为成价]|$)")
_UNCHANGED = re.compile(
    "(?:没有?|不会?|未|并未|从未|不再)(?:被)?(?:动|变|改|调整|改变|变动|变化|更改)|不变|照旧|仍然是|依然是|仍是|仍为|依旧是|维持原[样状]"
    r"|\b(?:stays?|stayed|remains?|remained) (?:at|as|the same|unchanged|in place)\b|\bunchanged\b"
    r"|\b(?:not|never|n't) (?:be |been )?(?:change|alter)d?\b",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"打算|计划|原本|本来|要求|提议|希望|想要?|曾经?想"
    r"|\b(?:plan(?:s|ned)? to|want(?:s|ed)? to|propos|ask(?:s|ed)? |demand|hope)"
)
_MEANT_BEFORE = 24  # characters before an act that may say so
_UNEXPECTED = re.compile("(?:没有?|不|未曾?|不曾)(?:想|料|承想|曾想|意识)到?|不料")
_CONVERSE = frozenset(["trade"])
_FORBIDDEN = frozenset("不许 不准 不让 不允许".split())
UNCHANGED = "unchanged"
_MAY_STAY = frozenset("amount accept open stay end".split())


def acts_asked(text: Text) -> list[Mark]:
    """The acts that a question names, without the poles that it asks with (how high) or between."""
    reached, heads = negated(text)
    # Beside a negation that may be meant for them: all but its heads and the negation itself.
    denying = set(negators(text))
    meant = {i for head in heads for i in head}
    unsure = {i for i in reached - meant if text.words[i].start not in denying}
    found = [
        mark
        for mark in _marks(text)
        if mark.at not in unsure and not _is_asked_with(text.words[mark.at])
    ]
    sides: dict[str, set[str]] = {}
    for mark in found:
        sides.setdefault(mark.dimension, set()).add(mark.value)
    return [mark for mark in found if len(sides[mark.dimension]) == 1]


def acts_told(text: Text) -> list[Mark]:
    """The acts that a sentence tells of, and where it says that something stays as it was."""
    _, heads = negated(text)
    denied = {i for head in heads for i in head}
    found = [] if _UNEXPECTED.search(text.folded) else _marks(text)
    # A sells what B buys: only who did not buy is no buyer.
    found = [mark for mark in found if mark.dimension not in _CONVERSE or mark.at in denied]
    for match in _UNCHANGED.finditer(text.folded):
        at = next((i for i, word in enumerate(text.words) if word.end > match.start()), None)
        if at is not None:
            found.append(Mark(at, UNCHANGED, "="))
    return found


def excludes(asked: Mark, told: Mark) -> bool:
    """Whether what is told of the same matter denies what is asked."""
    if told.dimension == UNCHANGED:
        stays = asked.value in ("=", "keep") or (asked.dimension, asked.value) == ("stay", "+")
        return asked.dimension in _MAY_STAY and not stays
    return told.dimension == asked.dimension and told.value != asked.value


def is_only_meant(text: Text, at: int) -> bool:
    """Whether an act is planned, asked for or proposed, by the words before it."""
    start = text.words[at].start
    return _MEANT.search(text.folded[max(0, start - _MEANT_BEFORE) : start].lower()) is not None


def _marks(text: Text) -> list[Mark]:
    found = [mark for mark in marks(text) if mark.value in POLES and mark.dimension in _DONE]
    places = {(mark.at, mark.dimension) for mark in found}
    for i, word in enumerate(text.words):
        if word.term in _FORBIDDEN:
            found.append(Mark(i, "accept", "-"))
        if (move := _HAN_MOVE.fullmatch(word.term)) and (i, "amount") not in places:
            found.append(Mark(i, "amount", "+" if move[1] in "涨升增加" else "-"))
    _, heads = negated(text)
    denied = {i for head in heads for i in head}
    found.extend(mark for mark in _members(text) if mark.at not in denied)
    return found


def _members(text: Text) -> Iterator[Mark]:
    known = _acts()
    for i, word in enumerate(text.words):
        after = text.words[i + 1].surface.lower() if i + 1 < len(text.words) else ""
        names = {word.term} if word.is_han else {word.term, f"{word.surface.lower()}_{after}"}
        for name in names & known.keys():
            yield from (Mark(i, dimension, member) for dimension, member in known[name])


def _is_asked_with(word: Word) -> bool:
    return word.term in _ASKED_WITH or word.surface.lower() in _ASKED_WITH


@lru_cache(maxsize=1)
def _acts() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    text = files("search").joinpath("premise_acts.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            dimension, member, words = line.split("\t")
            for word in words.split():
                term = word if "_" in word or not word.isascii() else base_stem(word)
                found.setdefault(term, []).append((dimension, member))
    return {term: tuple(members) for term, members in found.items()}
