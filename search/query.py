"""Understand a question: its language and the groups of terms that stand for its words.

``question ─▶ Query(language, groups)``. A group is one word of the question in every form that counts
as it: its own term, its translations, a number in another script. Filters are left to
``search.filters``, scoring to ``search.lexical``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.analyze import Analyzer, Token
from index.errors import BlankQuestion, QuestionTooLong
from index.language import Language, detect_language
from index.source import mend_surrogates
from search.config import MAX_QUESTION, SearchConfig
from search.frames import unframed
from search.group import Group, Member, distinct
from search.instructions import honest_part
from search.stopwords import CHINESE, ENGLISH
from search.translate import Translator, Word

_HAN_WORDS = ("word", "character")

_SPELLED = {"US": "USA", "U.S.": "USA", "U.S": "USA", "WHO": "World Health Organization"}
_CAPITALS = re.compile(r"\b(?:US|U\.S\.?|WHO)(?![A-Za-z])")
"""Names that are function words once their capitals are gone."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be matched. No groups: there is nothing in it to look for.

    ``text``: what is asked; ``written``: the question as it was put, with what it says to a machine
    and what only says that the articles are meant (``search.frames``);
    ``asks``: whether it asks anything beside that.
    """

    text: str
    language: Language
    groups: tuple[Group, ...]
    written: str = ""
    asks: bool = True

    def __post_init__(self) -> None:
        if not self.written:
            object.__setattr__(self, "written", self.text)


def check_question(question: str) -> str:
    """A question fit to be asked, lone surrogates mended.

    Raises:
        BlankQuestion: It is nothing but white space.
        QuestionTooLong: It is over the contract's limit.
    """
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(
            f"the question has {len(question):,} characters, over {MAX_QUESTION:,}",
            hint="ask something shorter",
        )
    question = mend_surrogates(question)
    if not question.strip():
        raise BlankQuestion("the question is empty", hint="ask something")
    return question


def understand(
    question: str, *, analyzer: Analyzer, translator: Translator, config: SearchConfig
) -> Query:
    """Turn a question into groups; the same word twice is one group of doubled weight.

    Raises:
        BlankQuestion, QuestionTooLong: See :func:`check_question`.
    """
    put = check_question(question)
    honest = honest_part(put)
    question = unframed(honest or put)
    written = analyzer.fold_case_kept(
        _CAPITALS.sub(lambda match: _SPELLED[match.group()], question)
    )
    tokens = analyzer.tokens(written)
    merged: dict[tuple[Member, ...], Group] = {}
    for group in _groups(written, tokens, translator, config):
        known = merged.get(group.members)
        weight = group.weight + (known.weight if known else 0.0)
        merged[group.members] = Group(group.surface, group.members, weight, group.is_number)
    groups = tuple(merged.values())
    return Query(question, detect_language(question), groups, put, bool(honest.strip()))


def _groups(
    written: str, tokens: list[Token], translator: Translator, config: SearchConfig
) -> Iterator[Group]:
    length = max((token.end for token in tokens), default=0)
    stop_words = (t for t in tokens if t.kind in _HAN_WORDS and t.term in CHINESE)
    stopped = _covered(stop_words, length)
    numerals = _covered((t for t in tokens if t.kind == "number"), length)
    terms_at: dict[tuple[str, int], list[str]] = defaultdict(list)
    for token in tokens:
        terms_at[token.kind, token.start].append(token.term)
    in_english = translator.to_english(written, [t.term for t in tokens if t.kind in _HAN_WORDS])
    latin: list[Word] = []
    for token in tokens:
        place = slice(token.start, token.end)
        if token.kind in _HAN_WORDS:
            # 年, 月 and 日 of a date say nothing beside it
            if not (all(numerals[place]) or all(stopped[place])):
                members = [Member((token.term,)), *in_english.get(token.term, ())]
                yield Group(token.term, distinct(members))
        elif token.kind == "bigram":
            if not (all(numerals[place]) or any(stopped[place])):
                yield Group(token.term, (Member((token.term,)),), config.bigram_weight)
        elif token.kind == "other":
            yield Group(token.term, (Member((token.term,)),))
        elif token.kind == "latin":
            parts = tuple(terms_at["part", token.start])
            latin.append(Word(token.term, token.start, token.end, parts, written=written[place]))
        elif token.kind == "number" and (not latin or latin[-1].start != token.start):
            numbers = tuple(terms_at["number", token.start])
            latin.append(Word(numbers[0], token.start, token.end, numbers=numbers))
    yield from _latin_groups(written, latin, translator, config)


def _covered(tokens: Iterable[Token], length: int) -> bytearray:
    """1 at every offset that one of the tokens covers."""
    mask = bytearray(length)
    for token in tokens:
        mask[token.start : token.end] = b"\x01" * (token.end - token.start)
    return mask


def _latin_groups(
    question: str, words: list[Word], translator: Translator, config: SearchConfig
) -> Iterator[Group]:
    """Longest phrases that the dictionary knows first, then words; stop words only in phrases."""
    for phrase in translator.to_chinese(question, words):
        literal = tuple(word.term for word in phrase.words)
        if all(term in ENGLISH for term in literal):
            continue
        members = [Member(literal), *phrase.targets]
        if len(phrase.words) == 1:
            word = phrase.words[0]
            if word.parts:
                members.append(Member(word.parts))
            for part in word.numbers[1:]:
                yield Group(part, (Member((part,)),), config.part_weight, is_number=True)
        weight = config.weak_translation_weight if phrase.weak else 1.0
        numeric = all(word.numbers for word in phrase.words)
        yield Group(" ".join(literal), distinct(members), weight, is_number=numeric)
