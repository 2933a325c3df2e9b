"""The pairs that a sentence of the news, or a sentence and its translation, gives."""

from __future__ import annotations

import random
from collections.abc import Iterator

from reader.rules.chinese_parts import drop_time_zh, part_zh, shorter_zh
from reader.rules.chinese_words import cut, named
from reader.rules.drafts import Draft, Line, Names, Source, line_of
from reader.rules.english import en_names, part_en, shorter_en
from reader.rules.statement_edits import false, role, true

MAX_QUOTE = 230  # characters of a Chinese quote; an English one may have three times as many


def _learn_names(draft: Draft) -> None:
    for name in named(draft.words):
        draft.names.add(name.kind, name.text)


def _overlap(one: str, two: str) -> float:
    """The share of the shorter text's pairs of characters that the other has."""
    grams = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (one, two)]
    return len(grams[0] & grams[1]) / max(1, min(map(len, grams)))


def _sides(draft: Draft, new: str, source: Source) -> tuple[str, str]:
    """The edited sentence as the statement, or at times as the quote; a quote may have a neighbour."""
    statement, quote = (draft.text, new) if draft.rng.random() < 0.3 else (new, draft.text)
    chance = draft.rng.random()
    if chance < 0.25 and source.near and len(quote) + len(source.near) <= MAX_QUOTE:
        quote += source.near
    if chance > 0.8 and len(statement) > 12:
        statement = statement.rstrip("。")
    return statement, quote


def _news_extra(draft: Draft) -> list[Line]:
    """The whole sentence against a shorter one, and the other way round where that is true."""
    lines = []
    rng = draft.rng
    if rng.random() < 0.4 and (short := shorter_zh(draft)):
        lines.append(line_of(draft.text, short, 0, "extra", "zh-zh"))
    elif (bare := drop_time_zh(draft.text)) and len(bare) > 12:
        if rng.random() < 0.5:
            lines.append(line_of(draft.text, bare, 0, "extra", "zh-zh"))
        else:
            lines.append(line_of(bare, draft.text, 1, "part", "zh-zh"))
    return lines


def _news_part(draft: Draft) -> list[Line]:
    """A part of the sentence, true; the same part edited, true or false."""
    part = part_zh(draft)
    if not part or len(part) < 9:
        return []
    inner = Draft(part, cut(part), draft.rng, draft.names)
    lines = [line_of(part, draft.text, 1, "part", "zh-zh")]
    if draft.rng.random() < 0.35 and (new := true(inner, zh=True)):
        lines = [line_of(new, draft.text, 1, "reworded", "zh-zh")]
    if draft.rng.random() < 0.3 and (made := false(inner, zh=True)) and made[1] not in draft.text:
        lines.append(line_of(made[1], draft.text, 0, made[0], "zh-zh"))
    elif draft.rng.random() < 0.5 and (new := role(inner, zh=True)):
        lines.append(line_of(new, draft.text, 0, "role", "zh-zh"))
    elif draft.rng.random() < 0.2:
        lines.append(line_of(draft.text, part, 0, "extra", "zh-zh"))
    return lines


def news_lines(source: Source, rng: random.Random, names: Names) -> Iterator[Line]:
    """The pairs of a Chinese sentence of the news."""
    draft = Draft(source.zh, cut(source.zh), rng, names)
    yield from _news_part(draft)
    yield from _news_extra(draft)
    if new := true(draft, zh=True):
        yield line_of(*_sides(draft, new, source), 1, "reworded", "zh-zh")
    if new := role(draft, zh=True):
        yield line_of(*_sides(draft, new, source), 0, "role", "zh-zh")
    if rng.random() < 0.35 and (made := false(draft, zh=True)):
        yield line_of(*_sides(draft, made[1], source), 0, made[0], "zh-zh")
    if source.near and rng.random() < 0.3:
        shared = {x.text for x in named(draft.words)} & {x.text for x in named(cut(source.near))}
        if shared and _overlap(source.zh, source.near) < 0.4:
            yield line_of(source.near, source.zh, 0, "other", "zh-zh")
    _learn_names(draft)


def _pair_quote(source: Source, zh: bool, rng: random.Random) -> str:
    """The source as a quote, at times with the pair after it."""
    quote, more = (source.zh, source.near) if zh else (source.en, source.next_en)
    if more and rng.random() < 0.25:
        first, second = (quote, more) if rng.random() < 0.5 else (more, quote)
        return first + ("" if zh else " ") + second
    return quote


def _pair_true(draft: Draft, source: Source, said_zh: bool, quote_zh: bool) -> Line | None:
    """A true pair: the translation, a reworded one, or a part."""
    way = f"{'zh' if said_zh else 'en'}-{'zh' if quote_zh else 'en'}"
    quote = _pair_quote(source, quote_zh, draft.rng)
    kind = "same" if quote in (source.zh, source.en) else "part"
    part = part_en if not said_zh else part_zh
    if draft.rng.random() < 0.2 and (new := part(draft)):
        return line_of(new, quote, 1, "part", way)
    if (said_zh is quote_zh or draft.rng.random() < 0.5) and (new := true(draft, said_zh)):
        return line_of(new, quote, 1, "reworded", way)
    return line_of(draft.text, quote, 1, kind, way) if said_zh is not quote_zh else None


def _pair_false(draft: Draft, source: Source, said_zh: bool, quote_zh: bool) -> Line | None:
    """A false pair: roles exchanged, another false edit, more than the quote, or another sentence."""
    way = f"{'zh' if said_zh else 'en'}-{'zh' if quote_zh else 'en'}"
    quote, chance = _pair_quote(source, quote_zh, draft.rng), draft.rng.random()
    if chance < 0.65 and (new := role(draft, said_zh)):
        return line_of(new, quote, 0, "role", way)
    if chance > 0.9:
        whole = Draft(source.zh if quote_zh else source.en, [], draft.rng, draft.names)
        if short := (shorter_zh if quote_zh else shorter_en)(whole):
            return line_of(draft.text, short, 0, "extra", way)
    elif chance > 0.87 and source.near:
        said, near = draft.text, source.near if quote_zh else source.next_en
        return (
            line_of(said, near, 0, "other", way) if _overlap(source.zh, source.near) < 0.4 else None
        )
    made = false(draft, said_zh)
    return line_of(made[1], quote, 0, made[0], way) if made else None


def pair_lines(source: Source, rng: random.Random, names: Names) -> Iterator[Line]:
    """The pairs of a sentence and its translation, in two or three of the four directions."""
    ways = [(True, False), (False, True), (False, False), (True, True)]
    drafts = {
        True: Draft(source.zh, cut(source.zh), rng, names),
        False: Draft(source.en, [], rng, names),
    }
    for name in en_names(source.en):
        if len(name.text) > 4:
            names.add("en", name.text)
    chosen = rng.sample(ways[:2], rng.choice((1, 2))) + (
        [rng.choice(ways[2:])] if rng.random() < 0.5 else []
    )
    for said_zh, quote_zh in chosen:
        for make in (_pair_true, _pair_false):
            if line := make(drafts[said_zh], source, said_zh, quote_zh):
                yield line
