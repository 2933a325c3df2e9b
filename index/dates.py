"""Dates as articles state them and filters give them: ISO 8601 with reduced precision."""

from __future__ import annotations

import calendar
import re
from datetime import date

_STATED = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:\s*[-/.年]\s*(1[0-2]|0?[1-9])(?!\d)(?:\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)(?:\s*日)?|\s*月)?|\s*年)"
)
_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ENGLISH = re.compile(
    rf"\b(?:(?P<m1>{_MONTH})\.?\s+(?P<d1>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?,?\s+(?P<y1>(?:19|20)\d\d)"
    rf"|(?P<d2>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH})\.?,?\s+(?P<y2>(?:19|20)\d\d)"
    rf"|(?P<m3>{_MONTH})\.?,?\s+(?P<y3>(?:19|20)\d\d))\b",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"^((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HAN_DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_HAN_DATE = re.compile(
    r"(?P<y>[一二][〇○零九一二三四五六七八]{3})年(?:(?P<m>[一二三四五六七八九十]{1,2})月(?:(?P<d>[一二三四五六七八九十]{1,3})日)?)?"
)
_GOES_ON = re.compile(r"\d|\s*[-/.年月]\s*\d")
_BARE_YEAR = re.compile(r"^(?:19|20)\d{2}$")


def narrow(text: str) -> str:
    """Full-width figures, letters and marks as ASCII, character by character."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def find_date(text: str) -> tuple[str, int, int] | None:
    """The first date stated in a text: (ISO 8601, start, end); None if there is none."""
    text = narrow(text)
    found = [match for pattern in (_STATED, _ENGLISH) if (match := pattern.search(text))]
    if not found:
        return _han_date(text)
    match = min(found, key=lambda m: m.start())
    if match.re is _STATED:
        year, month, day = match.groups()
    else:
        groups = match.groupdict()
        year = groups["y1"] or groups["y2"] or groups["y3"]
        month = str(_MONTHS[(groups["m1"] or groups["m2"] or groups["m3"]).lower()])
        day = groups["d1"] or groups["d2"]
    iso = iso_date(int(year), int(month) if month else None, int(day) if day else None)
    return (iso, match.start(), match.end()) if iso else None


def _han_date(text: str) -> tuple[str, int, int] | None:
    """A date in Chinese numerals: 二〇二四年八月十七日."""
    match = _HAN_DATE.search(text)
    if match is None:
        return None
    year = int("".join(_HAN_DIGITS[char] for char in match["y"]))
    month, day = (_han_number(match[name]) if match[name] else None for name in "md")
    iso = iso_date(year, month, day) if 1900 <= year < 2100 else None
    return (iso, match.start(), match.end()) if iso else None


def _han_number(text: str) -> int:
    """A number up to 99 with 十 in it, or a figure."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(_HAN_DIGITS[char] for char in text))
    return 10 * int(_HAN_DIGITS[tens] if tens else 1) + int(_HAN_DIGITS[ones] if ones else 0)


def iso_date(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None if there is no such day."""
    if not 1 <= year <= 9999 or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return f"{year:04}"
    if day is None:
        return f"{year:04}-{month:02}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04}-{month:02}-{day:02}"


def parse_date(value: str) -> str | None:
    """Read a stated date field (ISO, a time stamp, Chinese, English); None if it is no date.

    What follows the date must not go on with it: 2024-13 is no date, 2024-01-02T10:00 is one.
    """
    value = value.strip()
    if compact := _COMPACT.match(value):
        return iso_date(*map(int, compact.groups()))
    if _BARE_YEAR.match(value):
        return value
    found = find_date(value)
    if found is None or found[1] != 0 or _GOES_ON.match(value, found[2]):
        return None
    return found[0]


def interval(iso: str) -> tuple[str, str]:
    """First and last day of a date of reduced precision, both ``YYYY-MM-DD``."""
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 1:
        return f"{iso}-01-01", f"{iso}-12-31"
    if len(parts) == 2:
        return f"{iso}-01", f"{iso}-{calendar.monthrange(*parts)[1]:02}"
    return date(*parts).isoformat(), date(*parts).isoformat()
