"""Numbers and dates as one term in every script: 200亿, 20 billion and 20,000,000,000 are one.

``folded text (capitals kept) ─▶ (start, end, term)...``. Terms: a decimal number, ``99%``,
``2020-05-27``, ``m5`` (May), ``m5d27`` (27 May), ``q2`` (second quarter).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

_SCALE = {
    "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12,
    "w": 4, "k": 3, "mn": 6, "bn": 9, "tn": 12,
}  # fmt: skip
_SCALES = "|".join(sorted((s for s in _SCALE if not s.isascii()), key=len, reverse=True))
_WORD_SCALES = "hundred|thousand|million|billion|trillion"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ENGLISH = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH_OF = {name: i for i, name in enumerate(_MONTHS, start=1)}
_MONTH_OF |= {name[:3]: i for name, i in _MONTH_OF.items()} | {"Sept": 9}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_HAN_DIGIT = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千]{1,12}"
_HAN_COMPOUND = "(?:[一二两三四五六七八九]?[十百千]零?(?=[一二两三四五六七八九十])|[一二两三四五六七八九][十百千]){1,4}[一二三四五六七八九]?"
_COUNTED = "个|年|月|日|号|名|家|位|倍|成|次|天|周|小时|分钟|万|亿|元|美元|台|辆|部|款|种|类|项|座|人|岁|度|国|大|条|件|轮|季"
_SCALED = "(?<=[万亿])(?<!(?<![一二三四五六七八九两])千万)"  # 千万 alone is also "by all means"
_QUARTER_WORD = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}

_BEGINS = (
    r"(?=[\d第零〇一二两三四五六七八九十百千A-Za-z])"  # what any of them begins with: tried first
)
_PATTERNS = re.compile(
    rf"{_BEGINS}(?:"
    rf"(?P<ymd>(?P<y>(?:19|20)\d\d)\s?[年/.-]\s?(?P<ym>1[0-2]|0?[1-9])\s?[月/.-]\s?(?P<yd>3[01]|[12]\d|0?[1-9])(?!\d)\s?日?)"
    rf"|(?P<ycm>(?P<cy>(?:19|20)\d\d)\s?年\s?(?P<cm>1[0-2]|0?[1-9])\s?月)"
    rf"|(?P<md>(?<!\d)(?P<mm>1[0-2]|0?[1-9])\s?月\s?(?P<mday>3[01]|[12]\d|0?[1-9])\s?[日号])"
    rf"|(?P<mo>(?<!\d)(?P<mom>1[0-2]|0?[1-9])\s?月(?!活))"
    rf"|(?P<edmy>\b(?P<ed>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<em>{_MONTH})\b\.?(?:,?\s+(?P<ey>(?:19|20)\d\d))?)"
    rf"|(?P<emdy>\b(?P<fm>{_MONTH})\b\.?\s+(?P<fd>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?:,?\s+(?P<fy>(?:19|20)\d\d))?)"
    rf"|(?P<emy>\b(?P<gm>{_MONTH})\b\.?,?\s+(?P<gy>(?:19|20)\d\d))"
    rf"|(?P<emo>\b(?P<hm>{_MONTH.replace('May|', '')}|(?<=[Ii]n )May|(?<=[Bb]y )May|(?<=[Ss]ince )May|(?<=[Oo]f )May|(?<=[Ll]ast )May)\b)"
    r"|(?P<q>\bQ\s?(?P<qn>[1-4])\b|\b(?P<qx>[1-4])Q\b|第?(?P<qc>[一二三四1-4])季度?|\b(?P<qe>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]inal)[ -][Qq]uarter\b)"
    rf"|(?P<pct>(?<![\d.])(?P<pn>{_NUMBER})\s?(?:%|percent\b|per cent\b|个百分点)|百分之(?P<ph>{_HAN_NUMBER}|\d+(?:\.\d+)?))"
    rf"|(?P<num>(?<![\d.])(?P<n>{_NUMBER})(?:(?:\s?[多余几])?\s?(?P<hs>{_SCALES})|[ -]?(?P<es>{_WORD_SCALES})s?\b|(?P<ls>w|k|bn|mn|tn)(?![a-z]))?)"
    rf"|(?P<han>(?<![第零一二两三四五六七八九十百千])(?:(?P<hn>{_HAN_COMPOUND})(?P<hnu>{_SCALES})?|(?P<h>{_HAN_NUMBER})(?P<hu>{_SCALES})?(?:(?={_COUNTED}|$)|{_SCALED})))"
    rf"|(?P<word>\b(?P<w>{'|'.join(_ENGLISH)})\b(?:[ -](?P<ws>{_WORD_SCALES})s?\b)?))",
    re.IGNORECASE,
)


def find_numerals(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Every number and date with the terms it stands for, in order."""
    for match in _PATTERNS.finditer(text):
        terms = tuple(dict.fromkeys(_terms(match)))
        if terms:
            yield match.start(), match.end(), terms


def _terms(match: re.Match[str]) -> Iterator[str]:
    g = match.groupdict()
    kind = match.lastgroup
    if g["ymd"]:
        yield from _date_terms(g["y"], g["ym"], g["yd"])
    elif g["ycm"]:
        yield from _date_terms(g["cy"], g["cm"], None)
    elif g["md"]:
        yield from _date_terms(None, g["mm"], g["mday"])
    elif g["mo"]:
        yield from _date_terms(None, g["mom"], None)
    elif g["edmy"]:
        yield from _english_date(match, g["em"], g["ed"], g["ey"])
    elif g["emdy"]:
        yield from _english_date(match, g["fm"], g["fd"], g["fy"])
    elif g["emy"]:
        yield from _english_date(match, g["gm"], None, g["gy"])
    elif g["emo"]:
        yield from _english_date(match, g["hm"], None, None)
    elif g["q"]:
        yield f"q{_quarter(g)}"
    elif g["pct"]:
        number = _plain(g["pn"]) if g["pn"] else _han_or_plain(g["ph"])
        yield from (f"{number}%", number)
    elif g["num"]:
        number = _plain(g["n"])
        scale = g["hs"] or (g["es"] or g["ls"] or "").lower()
        if scale:
            yield _scaled(Decimal(number), scale)
        yield number
    elif g["han"]:
        yield from _han_terms(g["hn"] or g["h"], g["hnu"] or g["hu"])
    elif g["word"]:
        value = Decimal(_ENGLISH[g["w"].lower()])
        yield _scaled(value, g["ws"].lower()) if g["ws"] else str(value)
    else:
        raise AssertionError(kind)


def _date_terms(year: str | None, month: str, day: str | None) -> Iterator[str]:
    m = int(month)
    if year and day:
        yield f"{year}-{m:02}-{int(day):02}"
    if day:
        yield f"m{m}d{int(day)}"
    yield f"m{m}"
    if year:
        yield f"{year}-{m:02}"
        yield year


def _english_date(
    match: re.Match[str], month: str, day: str | None, year: str | None
) -> Iterator[str]:
    """An English month must be capitalised: "may" and "march" are also words."""
    number = _MONTH_OF.get(month)
    if number is None and month.isupper():
        number = _MONTH_OF.get(month.capitalize())
    if number is not None:
        yield from _date_terms(year, str(number), day)


def _quarter(g: dict[str, str | None]) -> int:
    if g["qe"]:
        return _QUARTER_WORD[g["qe"].lower()]
    digit = g["qn"] or g["qx"] or g["qc"] or ""
    return _HAN_DIGIT.get(digit) or int(digit)


def _plain(number: str) -> str:
    return _format(Decimal(number.replace(",", "")))


def _format(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scaled(value: Decimal, scale: str) -> str:
    return _format(value.scaleb(_SCALE[scale]))


def _han_or_plain(number: str) -> str:
    try:
        return _plain(number)
    except InvalidOperation:
        return str(_han_value(number))


def _han_terms(number: str, scale: str | None) -> Iterator[str]:
    value = _han_value(number)
    if scale:
        yield _scaled(Decimal(value), scale)
    elif value > 1 and number not in ("百", "千"):
        yield str(value)


def _han_value(number: str) -> int:
    """三千五百 is 3500; a run of digits such as 二〇二〇 is read digit by digit."""
    if not any(char in _HAN_UNIT for char in number):
        return int("".join(str(_HAN_DIGIT[char]) for char in number))
    total, digit = 0, 0
    for char in number:
        if char in _HAN_UNIT:
            total += (digit or 1) * _HAN_UNIT[char]
            digit = 0
        else:
            digit = _HAN_DIGIT[char]
    return total + digit
