"""Pairs of invented events and comparisons, said in either language, actively or passively."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reader.rules.drafts import Line, line_of
from reader.rules.figures import zh_small
from reader.rules.statement_names import company, person
from reader.rules.statement_tables import pairs
from reader.rules.statement_tables_en import MONTHS
from reader.rules.statement_tables_frames import (
    CLAIMS,
    COUNTRIES,
    FRAMES,
    METRICS,
    ORGS,
    PERSONS,
    TOWNS,
)

INVENTED = {"org": company, "person": person}
# what a sum may be given of
_PAID = re.compile(r"收购|投资|供应|提供|卖给|支付|出口|捐赠|授权|贷款")
_OWNED = re.compile(r"收购|投资|股份|分拆")  # these may imply each other


@cache
def _lexicon() -> dict[str, list[tuple[str, str]]]:
    tables = {"org": ORGS, "country": COUNTRIES, "person": PERSONS, "town": TOWNS}
    return {
        kind: [(zh, en.replace("~", " ")) for zh, en in pairs(table)]
        for kind, table in tables.items()
    }


def _name(kind: str, rng: random.Random) -> tuple[str, str]:
    """A name of a kind, most companies and people invented ones."""
    if kind in INVENTED and rng.random() < 0.7:
        return INVENTED[kind](rng)
    return rng.choice(_lexicon()[kind])


@cache
def _frames() -> list[tuple[list[str], dict[bool, list[str]]]]:
    rows = [row.split("#") for row in FRAMES.splitlines()]
    return [(row[0].split(), {True: row[1].split(";"), False: row[2].split(";")}) for row in rows]


@dataclass(slots=True)
class Event:
    """Who did what to whom, when, and for how much."""

    frame: int
    a: tuple[str, str]
    b: tuple[str, str]
    when: tuple[int, int]
    sum: float  # in hundred millions

    def say(self, rng: random.Random, zh: bool, swap: bool = False) -> str:
        """The event without its time."""
        one, two = (self.b, self.a) if swap else (self.a, self.b)
        form = rng.choice(_frames()[self.frame][1][zh])
        return form.format(a=one[0 if zh else 1], b=two[0 if zh else 1])


def _when(when: tuple[int, int], zh: bool) -> str:
    return f"{when[0]}年{when[1]}月" if zh else f"{MONTHS[when[1] - 1]} {when[0]}"


def _sum(value: float, rng: random.Random, zh: bool) -> str:
    """A sum of money in one of its ways of writing."""
    if not zh:
        millions = round(value * 100)
        if millions >= 1000 and millions % 100 == 0:
            return rng.choice(
                (f"${millions / 1000:g} billion", f"{millions / 1000:g} billion dollars")
            )
        return rng.choice(
            (f"${millions:g} million", f"{millions:,} million dollars", f"${millions},000,000")
        )
    whole, rest = divmod(round(value * 10_000), 10_000)
    if whole and rest:
        return rng.choice((f"{value:g}亿美元", f"{whole}亿{rest}万美元"))
    return f"{value:g}亿美元" if whole else f"{rest}万美元"


def _timed(clause: str, when: str, rng: random.Random, zh: bool) -> str:
    """A clause with its time, before or after."""
    if zh:
        return f"{when}，{clause}"
    return f"In {when}, {clause}" if rng.random() < 0.5 else f"{clause} in {when}"


def _end(clause: str, zh: bool) -> str:
    return clause + "。" if zh else clause[:1].upper() + clause[1:] + "."


def _event(rng: random.Random) -> Event:
    frame = rng.randrange(len(_frames()))
    kinds = _frames()[frame][0]
    a = b = _name(kinds[0], rng)
    while a == b:
        b = _name(kinds[1], rng)
    value = rng.choice(
        (rng.randint(2, 95) / 10, rng.randint(2, 90) / 100, float(rng.randint(10, 90)))
    )
    return Event(frame, a, b, (rng.randint(2009, 2024), rng.randint(1, 12)), value)


def _told_event(event: Event, rng: random.Random, zh: bool, timed: bool, money: bool) -> str:
    clause = event.say(rng, zh)
    if timed:
        clause = _timed(clause, _when(event.when, zh), rng, zh)
    text = _end(clause, zh)
    if money:
        text += (
            f"涉及金额{_sum(event.sum, rng, zh)}。"
            if zh
            else f" The amount involved was {_sum(event.sum, rng, zh)}."
        )
    return text


def _follow(event: Event, rng: random.Random) -> Event:
    """Another event, at times with one of the same people."""
    for _ in range(8):
        other = _event(rng)
        if other.frame == event.frame or {other.a, other.b} & {event.a, event.b}:
            continue
        kinds = _frames()[other.frame][0]
        if _frames()[event.frame][0][0] == kinds[1] and other.a != event.a and rng.random() < 0.6:
            other.b = event.a
        return other
    return event


def _kin(one: int, two: int) -> bool:
    """Whether one event may imply the other."""
    return all(_OWNED.search(_frames()[i][1][True][0]) for i in (one, two))


def _event_false(event: Event, other: Event, rng: random.Random, zh: bool) -> tuple[str, str]:
    """A false statement about an event: its kind, and the clause."""
    kinds = _frames()[event.frame][0]
    if kinds[0] == kinds[1] and rng.random() < 0.65:
        return "role", event.say(rng, zh, swap=True)
    alike = [
        i
        for i, (types, _) in enumerate(_frames())
        if types == kinds and i not in (event.frame, other.frame) and not _kin(i, event.frame)
    ]
    changed = Event(event.frame, event.a, event.b, event.when, event.sum)
    if alike and rng.random() < 0.4:
        changed.frame = rng.choice(alike)
        return "relation", changed.say(rng, zh)
    taken = {event.a, event.b}
    at = rng.randrange(2)
    new = _name(kinds[at], rng)
    while new in taken:
        new = _name(kinds[at], rng)
    if at == 0:
        changed.a = new
    else:
        changed.b = new
    return "name", changed.say(rng, zh)


def _dated_false(event: Event, rng: random.Random, zh: bool) -> tuple[str, str]:
    year, month = event.when
    wrong = rng.choice(
        (
            (year + rng.choice((-2, -1, 1, 2)), month),
            (year, month % 12 + 1),
            (year, (month + 6) % 12 + 1),
        )
    )
    return "date", _timed(event.say(rng, zh), _when(wrong, zh), rng, zh)


def _sum_of(event: Event, value: float, rng: random.Random, zh: bool) -> str:
    amount = _sum(value, rng, zh)
    clause = event.say(rng, zh)
    return f"{clause}，涉及金额{amount}" if zh else f"{clause}, with {amount} involved"


def _claim_lines(event: Event, rng: random.Random, said_zh: bool, quote_zh: bool) -> Iterator[Line]:
    """An event that somebody confirms, and one that somebody denies."""
    way = f"{'zh' if said_zh else 'en'}-{'zh' if quote_zh else 'en'}"
    who = rng.choice(_lexicon()["person"])[0 if quote_zh else 1]
    yes, no = rng.choice(CLAIMS[quote_zh])
    for verb, y in ((yes, 1), (no, 0)):
        quote = _end(verb.format(who=who, what=event.say(rng, quote_zh)), quote_zh)
        kind = "reworded" if y else "negation"
        yield line_of(_end(event.say(rng, said_zh), said_zh), quote, y, kind, way)


def _event_quote(
    event: Event, other: Event, rng: random.Random, zh: bool, timed: bool, money: bool
) -> str:
    """A quote that tells of the event, at times of another one too."""
    parts = [_told_event(event, rng, zh, timed, money)]
    if other is not event and rng.random() < 0.6:
        parts.append(_told_event(other, rng, zh, rng.random() < 0.4, False))
        if not money and rng.random() < 0.5:
            parts.reverse()
    return ("" if zh else " ").join(parts)


def _event_wrong(
    event: Event, other: Event, rng: random.Random, zh: bool, timed: bool, money: bool
) -> tuple[str, str]:
    """A false statement about a told event: its kind, and the clause with or without a time."""
    kind, clause = _event_false(event, other, rng, zh)
    if timed and rng.random() < 0.2:
        return _dated_false(event, rng, zh)
    if not timed and rng.random() < 0.3:
        return "extra", _timed(event.say(rng, zh), _when(event.when, zh), rng, zh)
    if money and rng.random() < 0.6:
        wrong = event.sum * rng.choice((0.5, 2, 10, 0.1)) if event.sum >= 1 else event.sum * 10
        return "number", _sum_of(event, round(wrong, 2), rng, zh)
    if timed and rng.random() < 0.5:
        clause = _timed(clause, _when(event.when, zh), rng, zh)
    return kind, clause


def event_lines(rng: random.Random) -> Iterator[Line]:
    """The pairs of one event: a quote in either language, and true and false statements."""
    event = _event(rng)
    other = _follow(event, rng)
    said_zh, quote_zh = rng.choice(((True, False), (False, True), (True, True), (False, False)))
    way = f"{'zh' if said_zh else 'en'}-{'zh' if quote_zh else 'en'}"
    if rng.random() < 0.12:
        yield from _claim_lines(event, rng, said_zh, quote_zh)
        return
    timed = rng.random() < 0.7
    money = rng.random() < 0.5 and bool(_PAID.search(_frames()[event.frame][1][True][0]))
    quote = _event_quote(event, other, rng, quote_zh, timed, money)
    clause = event.say(rng, said_zh)
    if timed and rng.random() < 0.35:
        clause = _timed(clause, _when(event.when, said_zh), rng, said_zh)
    yield line_of(_end(clause, said_zh), quote, 1, "reworded", way)
    kind, wrong = _event_wrong(event, other, rng, said_zh, timed, money)
    if kind == "number":
        amount = _sum_of(event, event.sum, rng, said_zh)
        yield line_of(_end(amount, said_zh), quote, 1, "reworded", way)
    yield line_of(_end(wrong, said_zh), quote, 0, kind, way)


def figure_lines(rng: random.Random) -> Iterator[Line]:
    """The pairs of two subjects whose figures moved: one told right, one told with the other's figure."""
    kind = rng.choice(("org", "country", "town"))
    names = [_name(kind, rng) for _ in range(2)]
    while names[0] == names[1]:
        names[1] = _name(kind, rng)
    metric = rng.choice([tuple(m.replace("~", " ").split(" ", 1)) for m in METRICS.split("#")])
    changes = [(rng.choice((1, -1)), n) for n in rng.sample(range(2, 60), 2)]
    said_zh, quote_zh = rng.choice(((True, False), (False, True), (True, True), (False, False)))
    way = f"{'zh' if said_zh else 'en'}-{'zh' if quote_zh else 'en'}"

    def tell(who: int, what: int, zh: bool) -> str:
        sign, amount = changes[what]
        if zh:
            verb = rng.choice(("增长", "上升", "增加") if sign > 0 else ("下降", "下滑", "减少"))
            share = f"{amount}%" if rng.random() < 0.7 else f"百分之{zh_small(amount)}"
            return f"{names[who][0]}{metric[0]}{rng.choice(('', '同比'))}{verb}{share}"
        verb = rng.choice(
            ("rose", "grew", "increased") if sign > 0 else ("fell", "dropped", "declined")
        )
        share = f"{amount}%" if rng.random() < 0.7 else f"{amount} percent"
        return f"{metric[1]} of {names[who][1]} {verb} by {share}"

    joint = (
        rng.choice(("，", "，而", "；")) if quote_zh else rng.choice((", while ", "; ", ", and "))
    )
    quote = _end(tell(0, 0, quote_zh) + joint + tell(1, 1, quote_zh), quote_zh)
    who = rng.randrange(2)
    yield line_of(_end(tell(who, who, said_zh), said_zh), quote, 1, "reworded", way)
    yield line_of(_end(tell(who, 1 - who, said_zh), said_zh), quote, 0, "role", way)
    if rng.random() < 0.3:
        changes[who] = (-changes[who][0], changes[who][1])
        yield line_of(_end(tell(who, who, said_zh), said_zh), quote, 0, "negation", way)


def frame_lines(rng: random.Random) -> Iterator[Line]:
    """The pairs of one invented event or comparison."""
    yield from event_lines(rng) if rng.random() < 0.85 else figure_lines(rng)
