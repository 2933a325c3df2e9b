"""Exchange, replace and rewrite the figures and dates of a Chinese or English sentence."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from reader.rules.drafts import Draft, put, swap
from reader.rules.statement_tables_en import MONTHS

_ZH_FIGURE = re.compile(
    r"(?<![\d.,:：/A-Za-z第\-—~～至到比.])(\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?![\d.]*[:：/\-—~～至到比])(?!\d)(个百分点|[%％]|[万亿多余]*(?:美元|欧元|公里|千米|平方米|公斤|小时|分钟|[元人名家个倍岁吨米处条项次件辆架套所例场届位天度])?)(?![年月日号时点A-Za-z\d.])"
)
_EN_FIGURE = re.compile(r"(?<![\w.,:/#-])(\d+(?:,\d{3})*(?:\.\d+)?)(?![\w:/-])(?!\.\d)(\s?%| \w+)?")
_ZH_DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)(?:(\d{1,2})日)?|(\d{4})年|(?<!\d)(\d{1,2})日")
_LOWER = re.compile(
    r"(?:超过|超|逾|至少|高于|多于|不少于|不低于|more than|at least|over|minimum of)\s*$"
)
_UPPER = re.compile(r"(?:不超过|至多|最多|低于|少于|以内|up to|at most|less than|fewer than)\s*$")
_DIGITS = "零一二三四五六七八九"


def _figures(text: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    return [
        hit
        for hit in pattern.finditer(text)
        if text.count(hit.group(1)) == 1 and not re.search(r"[A-Z]\w* $", text[: hit.start()])
    ]


def _like(number: str, rng: random.Random, least: float = 0.3, most: float = 2.8) -> str:
    """Another number of the same look that is at least a fifth larger or smaller."""
    plain, places = number.replace(",", ""), len(number.partition(".")[2])
    value = float(plain)
    for _ in range(20):
        factor = rng.uniform(least, most)
        new = (
            f"{value * factor:.{places}f}"
            if value > 1
            else f"{value + rng.randint(2, 9):.{places}f}"
        )
        if not places and value >= 100 and value % 10 == 0:
            new = str(round(float(new), -1 if value < 1000 else -2)).partition(".")[0]
        if float(new) > 0 and abs(float(new) - value) >= max(0.2 * value, 10**-places):
            return f"{float(new):,.{places}f}" if "," in number else new
    return str(int(value) + 7)


def _new_figure(text: str, hit: re.Match[str], rng: random.Random) -> str | None:
    """The text with one figure replaced; a bound is moved to where the old one does not imply it."""
    before, after = text[: hit.start()], text[hit.end(1) : hit.end(1) + 6]
    least, most = 0.3, 2.8
    if _UPPER.search(before) or "以下" in after or "以内" in after:
        most = 0.75
    elif _LOWER.search(before) or re.search(r"[多余]|以上|or more", after):
        least = 1.3
    new = _like(hit.group(1), rng, least, most)
    if (least > 1 and float(new.replace(",", "")) < float(hit.group(1).replace(",", ""))) or (
        new in text
    ):
        return None
    return put(text, hit.span(1), new)


def _swap_figures(draft: Draft, pattern: re.Pattern[str], alike: bool) -> str | None:
    """Exchange two figures, of the same unit or not."""
    hits = _figures(draft.text, pattern)
    pairs = [
        (x, y)
        for i, x in enumerate(hits)
        for y in hits[i + 1 :]
        if (x.group(2) == y.group(2)) is alike and y.start() - x.end() > 2
    ]
    if not pairs:
        return None
    one, two = draft.rng.choice(pairs)
    return swap(draft.text, one.span(1), two.span(1))


def swap_figures_zh(draft: Draft) -> str | None:
    """甲增长12%，乙增长5% -> 甲增长5%，乙增长12%."""
    return _swap_figures(draft, _ZH_FIGURE, alike=True)


def mix_figures_zh(draft: Draft) -> str | None:
    """3个城市的5家企业 -> 5个城市的3家企业."""
    return _swap_figures(draft, _ZH_FIGURE, alike=False)


def swap_figures_en(draft: Draft) -> str | None:
    """Exchange two figures of an English sentence."""
    return _swap_figures(draft, _EN_FIGURE, draft.rng.random() < 0.5)


def new_figure_zh(draft: Draft) -> str | None:
    """Replace one figure."""
    hits = _figures(draft.text, _ZH_FIGURE)
    return _new_figure(draft.text, draft.rng.choice(hits), draft.rng) if hits else None


def new_figure_en(draft: Draft) -> str | None:
    """Replace one figure."""
    hits = _figures(draft.text, _EN_FIGURE)
    return _new_figure(draft.text, draft.rng.choice(hits), draft.rng) if hits else None


def new_date_zh(draft: Draft) -> str | None:
    """Replace the year, month or day of one date."""
    spots = [
        (hit.span(i), i)
        for hit in _ZH_DATE.finditer(draft.text)
        for i in range(1, 6)
        if hit.group(i)
    ]
    if not spots:
        return None
    span, group = draft.rng.choice(spots)
    old = int(draft.text[slice(*span)])
    choices = {1: range(old - 6, old + 5), 4: range(old - 6, old + 5), 2: range(1, 13)}
    new = draft.rng.choice([n for n in choices.get(group, range(1, 29)) if n != old])
    unit = draft.text[span[1]]
    return None if f"{new}{unit}" in draft.text else put(draft.text, span, str(new))


def new_date_en(draft: Draft) -> str | None:
    """Replace a month, or the year, of an English date."""
    months = list(
        re.finditer(
            r"\b(?:" + "|".join(MONTHS) + r")\b(?= \d)|(?<=[a-z] )(?:19|20)\d\d\b", draft.text
        )
    )
    if not months:
        return None
    hit = draft.rng.choice(months)
    old = hit.group()
    new = (
        str(int(old) + draft.rng.choice((-3, -2, -1, 1, 2, 3)))
        if old.isdigit()
        else draft.rng.choice(MONTHS)
    )
    return None if new in draft.text else put(draft.text, hit.span(), new)


def zh_small(value: int) -> str:
    """A whole number below 100 in Chinese."""
    tens, ones = divmod(value, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return lead + (_DIGITS[ones] if ones or not tens else "")


def _percent(hit: re.Match[str]) -> str:
    whole, _, rest = hit.group(1).partition(".")
    if int(whole) > 99:
        return hit.group()
    return (
        "百分之"
        + zh_small(int(whole))
        + ("点" + "".join(_DIGITS[int(c)] for c in rest) if rest else "")
    )


def _hundred_millions(hit: re.Match[str]) -> str:
    value = round(float(hit.group(1)) * 10_000)
    whole, rest = divmod(value, 10_000)
    if rest and rest % 100 == 0 and whole:
        return f"{whole}亿{rest}万"
    return f"{value}万" if value < 1_000_000 else hit.group()


def _ten_thousands(hit: re.Match[str]) -> str:
    value = float(hit.group(1)) * 10_000
    return f"{value:.0f}" if value < 10_000_000 and value == round(value) else hit.group()


def rewrite_figure_zh(draft: Draft) -> str | None:
    """1.5亿 -> 1亿5000万, 12% -> 百分之十二, 3名 -> 三名, 三名 -> 3名."""
    rules: list[tuple[str, Callable[[re.Match[str]], str]]] = [
        (r"(?<![\d.])(\d+(?:\.\d+)?)[%％]", _percent),
        (r"(?<![\d.,万])(\d+(?:\.\d+)?)亿(?!\d)", _hundred_millions),
        (r"(?<![\d.,亿])(\d+(?:\.\d+)?)万(?![亿\d多余])", _ten_thousands),
        (r"(?<![\d.,第:：])([3-9]|1\d)(?=[名家个人次项](?!月))", lambda hit: zh_small(int(hit.group(1)))),
        (r"(?<![第几十百千万亿数一-九])([三四五六七八九])(?=[名家人次项])(?!人次)", lambda hit: str(_DIGITS.index(hit.group(1)))),
    ]  # fmt: skip
    draft.rng.shuffle(rules)
    for pattern, rule in rules:
        new = re.sub(pattern, rule, draft.text)
        if new != draft.text:
            return new
    return None


def rewrite_figure_en(draft: Draft) -> str | None:
    """12% -> 12 percent, three -> 3, 5 days -> five days, 1,000 -> 1000."""
    small = "zero one two three four five six seven eight nine".split()
    text = re.sub(r"(\d)\s?%(?=[\s.,;)])", r"\1 percent", draft.text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(
        r"\b(two|three|four|five|six|seven|eight|nine)(?= [a-z]+s\b)",
        lambda m: str(small.index(m.group())),
        text,
    )
    if text == draft.text:
        text = re.sub(r"(?<![\w.,:/-])([2-9])(?= [a-z]+s\b)", lambda m: small[int(m.group())], text)
    return text if text != draft.text else None
