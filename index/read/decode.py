"""From bytes to source text: strictly in one of four encodings, or the best with a warning.

``bytes ─▶ Decoded(text, encoding, warning)``. No newline is translated, a BOM is not counted.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import lru_cache

from index.source import mend_surrogates

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_STRAY_ZEROS = 0.001  # share of zero bytes that a text may hold by accident
_TEXT_CONTROLS = frozenset("\t\n\v\f\r\x1a\x1b")
_SAMPLE = 200_000  # code points that are enough to tell GB18030 from Big5


@dataclass(frozen=True, slots=True)
class Decoded:
    """Source text, the encoding that gave it, and a warning if it did not fit strictly."""

    text: str
    encoding: str
    warning: str | None = None


def decode(raw: bytes) -> Decoded | None:
    """Decode a file's bytes; None if they are no text at all.

    Order: a BOM decides; then strict UTF-8; UTF-16 if zero bytes say so; then GB18030 and
    Big5, of which the one that reads as common Chinese is taken. If none fits strictly, the
    encoding that fits longest is used with U+FFFD for the rest, and the warning names the
    first byte that did not fit.
    """
    if raw.startswith(_UTF32_BOMS):
        return None
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _strict_or_replaced(raw[len(bom) :], encoding, skipped=len(bom))
    if not _looks_binary(raw):
        text = _try(raw, "utf-8")
        if text is not None:
            return Decoded(mend_surrogates(text), "utf-8")
    zero_encoding = _utf16_without_bom(raw)
    if zero_encoding:
        return _strict_or_replaced(raw, zero_encoding)
    if _looks_binary(raw):
        return _nearly_clean(raw)
    legacy = [(name, text) for name in ("gb18030", "big5") if (text := _try(raw, name)) is not None]
    if legacy:
        name, text = max(legacy, key=lambda pair: _commonness(pair[1]))
        return Decoded(mend_surrogates(text), name)
    best = max(("utf-8", "gb18030", "big5"), key=lambda name: _first_bad_byte(raw, name))
    return _strict_or_replaced(raw, best)


def _nearly_clean(raw: bytes) -> Decoded | None:
    """Valid UTF-8 with a stray zero byte or two in it; None for anything else."""
    if raw.count(0) > len(raw) * _STRAY_ZEROS or _looks_binary(raw.replace(b"\x00", b" ")):
        return None
    text = _try(raw, "utf-8")
    return Decoded(mend_surrogates(text), "utf-8") if text is not None else None


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict_or_replaced(raw: bytes, encoding: str, *, skipped: int = 0) -> Decoded:
    text = _try(raw, encoding)
    if text is not None:
        return Decoded(mend_surrogates(text), encoding)
    text = raw.decode(encoding, errors="replace")
    bad = _first_bad_byte(raw, encoding) + skipped
    lost = text.count("\ufffd")
    warning = f"not valid {encoding} from byte {bad}; {lost} characters read as U+FFFD"
    return Decoded(mend_surrogates(text), encoding, warning)


def _first_bad_byte(raw: bytes, encoding: str) -> int:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return len(raw)


def _looks_binary(raw: bytes) -> bool:
    """Whether the start holds zero bytes or many control characters."""
    head = raw[:8192]
    if b"\x00" in head:
        return True
    controls = sum(byte < 32 and chr(byte) not in _TEXT_CONTROLS for byte in head)
    return controls > len(head) * 0.02


def _utf16_without_bom(raw: bytes) -> str | None:
    """UTF-16 shows in zero bytes: the high ones of ASCII, and the low one of 一.

    Read with its bytes the wrong way round, Chinese is rare characters.
    """
    if len(raw) % 2 or b"\x00" not in raw[:8192]:
        return None
    found: list[tuple[float, str]] = []
    for name in ("utf-16-le", "utf-16-be"):
        if (text := _try(raw, name)) is not None:
            sample = text[:_SAMPLE]
            readable = sum(char.isprintable() or char in _TEXT_CONTROLS for char in sample)
            if readable >= 0.98 * len(sample):
                found.append((_commonness(sample), name))
    share, best = max(found, default=(0.0, ""))
    return best if share > 0.5 else None


@lru_cache(maxsize=1)
def _common_characters() -> frozenset[str]:
    """The 3,755 level-1 characters of GB 2312 and their Traditional forms, and ASCII."""
    from opencc import OpenCC

    level_1 = bytes(
        byte
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
        if (high, low) < (0xD7, 0xFA)
        for byte in (high, low)
    ).decode("gb2312")
    traditional = OpenCC("s2t").convert(level_1)
    marks = "，。、；：？！“”‘’（）《》【】「」『』—…·　"
    return (
        frozenset(level_1)
        | frozenset(traditional)
        | frozenset(marks)
        | {chr(c) for c in range(9, 127)}
    )


def _commonness(text: str) -> float:
    """Share of the characters that are common in Chinese or English text."""
    sample = text[:_SAMPLE]
    common = _common_characters()
    return sum(char in common for char in sample) / max(1, len(sample))
