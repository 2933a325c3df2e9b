"""Text that was decoded wrongly before it reached us: 涓浗 for 中国, ÖÐ¹ú for 中国, Ã© for é.

``text ─rare characters (one regex each)─▶ window ─encoded back, decoded rightly─▶ clause | None``. A
text is only doubted where the other reading is plain Chinese, Japanese or accented Latin, so that
rare characters alone do not matter. Nothing is mended; what our own decoding lost, ``decode`` tells.

Not told: EUC-KR read as GBK, which is made of common Chinese characters, and a few characters that
are quoted in a text about wrong decoding.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

_WINDOW = 60  # characters that are read again
_TRIES = 100  # places that are looked at, of each kind
_ENOUGH = 5  # different plain characters that the other reading must give
_PLAIN = 0.8  # share of its characters beyond ASCII that must be plain
_LOST = 1 / 3  # share of its characters that may be lost, as bytes often were
_N_BROKEN = 4  # signs of lost or accented characters that are no quotation
_SHOWN = 8  # characters of either reading in the clause


def _gbk(leads: range, trails: range) -> str:
    """The characters of GBK in some rows and columns, for a regex class."""
    codes = (bytes((lead, trail)) for lead in leads for trail in trails if trail != 0x7F)
    return "".join(code.decode("gbk", "ignore") for code in codes)


_TOP = range(0x80, 0xC0)  # bytes that go on in UTF-8
_LEADS = _gbk(range(0xE3, 0xEA), _TOP) + "锛鈥"  # first bytes of Chinese in UTF-8, and of ，“
_KANA = _gbk(range(0x82, 0x84), range(0x9F, 0xF2))  # kana of Shift-JIS
_CP1252 = {bytes((n,)).decode("cp1252", "ignore"): n for n in range(0x80, 0xA0)}
_HIGH = "\u0080-\u00ff" + "".join(_CP1252)
_GOES_ON = "\u0080-\u00bf" + "".join(_CP1252)

# Each is a class, then what must stand before or after: so a regex runs at its fastest.
_ACCENTED = re.compile(rf"[\u00c2\u00c3\u00e2](?:(?<!\u00e2)|(?=\u20ac))[{_GOES_ON}]{{1,2}}")
_LOST_TWICE = re.compile("锟斤拷")
_LOST_RUN = re.compile("\ufffd[^\ufffd\n]{0,9}\ufffd[^\ufffd\n]{0,9}\ufffd")
_CHINESE = re.compile(f"[{_LEADS}]..[{_LEADS}]")
_BYTES = re.compile(f"[\u00a1-\u00ff][{_HIGH}]{{5,}}")
_UNASSIGNED = re.compile("[\ue000-\ue765]")
_JAPANESE = re.compile(f"[{_KANA}][{_KANA}]{{3}}")
_ANY = re.compile(
    f"[{_LEADS}\u00a1-\u00ff\ue000-\ue765{_KANA}\ufffd锟]"
    f"(?:(?<=[{_LEADS}])..[{_LEADS}]|(?<=[\u00a1-\u00ff])[{_HIGH}]{{5}}|(?<=[\ue000-\ue765])"
    f"|(?<=[{_KANA}])[{_KANA}]{{3}}|(?<=[\u00c2\u00c3\u00e2])[{_GOES_ON}]|(?<=锟)斤|(?<=\ufffd))"
)


@dataclass(frozen=True, slots=True)
class _Mistake:
    """How bytes in one encoding look when they are read in another."""

    sign: re.Pattern[str]
    read_as: str
    encode: Callable[[str], bytes]
    really: tuple[tuple[str, str], ...]  # codec, name


def _as_gb18030(text: str) -> bytes:
    return text.encode("gb18030", "ignore")


def _as_cp1252(text: str) -> bytes:
    """The bytes up to the first character that Latin-1 lacks; U+FFFD stands for a lost one."""
    codes = (_CP1252.get(char, 0xFF if char == "\ufffd" else ord(char)) for char in text)
    known = takewhile(lambda code: code < 256, codes)
    return bytes(known)


_MISTAKES = (
    _Mistake(_CHINESE, "GBK", _as_gb18030, (("utf-8", "UTF-8"),)),
    _Mistake(
        _BYTES,
        "Latin-1",
        _as_cp1252,
        (("utf-8", "UTF-8"), ("gb18030", "GBK"), ("big5", "Big5")),
    ),
    _Mistake(_UNASSIGNED, "GBK", _as_gb18030, (("big5", "Big5"),)),
    _Mistake(_JAPANESE, "GBK", _as_gb18030, (("cp932", "Shift-JIS"),)),
)


def find_mojibake(text: str) -> str | None:
    """A clause that tells where a text was decoded wrongly and how; None if it was not."""
    if text.isascii() or not _ANY.search(text):
        return None
    for mistake in _MISTAKES:
        if clause := _misread(text, mistake):
            return clause
    return _misread_latin(text) or _lost(text)


def _misread(text: str, mistake: _Mistake) -> str | None:
    for n, found in enumerate(mistake.sign.finditer(text)):
        if n == _TRIES:
            return None
        window = _window(text, found.start())
        raw = mistake.encode(window)
        for codec, name in mistake.really:
            right = raw.decode(codec, "replace")
            if _is_plain(right):
                return _clause(
                    text, found.start(), window, right, f"{name} read as {mistake.read_as}"
                )
    return None


def _window(text: str, start: int) -> str:
    """What follows on the same line."""
    return text[start : start + _WINDOW].partition("\n")[0]


def _is_plain(right: str) -> bool:
    """Whether a reading is common Chinese or Japanese, of more than a few characters over and over."""
    beyond = [char for char in right if not char.isascii()]
    n_lost = beyond.count("\ufffd")
    plain = [char for char in beyond if char in _plain_characters()]
    return (
        len(set(plain)) >= _ENOUGH
        and n_lost <= _LOST * len(beyond)
        and len(plain) >= _PLAIN * (len(beyond) - n_lost)
    )


@lru_cache(maxsize=1)
def _plain_characters() -> frozenset[str]:
    """The common characters of GB 2312 and Big5 (their level 1), kana and the marks between."""
    rows = [(range(0xB0, 0xD8), range(0xA1, 0xFF), "gb2312")]
    rows += [
        (range(0xA4, 0xC7), trails, "big5") for trails in (range(0x40, 0x7F), range(0xA1, 0xFF))
    ]
    common = "".join(
        bytes((lead, trail)).decode(codec, "ignore")
        for leads, trails, codec in rows
        for lead in leads
        for trail in trails
    )
    kana = "".join(map(chr, range(0x3041, 0x30FF)))
    return frozenset(f"{common}{kana}，。、；：？！“”‘’（）《》【】「」『』—…·\u3000")


def _misread_latin(text: str) -> str | None:
    found = list(_ACCENTED.finditer(text))
    if len(found) < _N_BROKEN:
        return None
    first = found[0]
    right = _as_cp1252(first[0]).decode("utf-8", "replace")
    return _clause(text, first.start(), first[0], right, "UTF-8 read as Latin-1")


def _lost(text: str) -> str | None:
    """Characters that were given up before: U+FFFD, and what GBK makes of two of them."""
    if len(found := _LOST_TWICE.findall(text)) >= _N_BROKEN:
        line = text.count("\n", 0, text.index(found[0])) + 1
        return f"characters were lost before it came here: “{found[0]}” from line {line} on"
    if lost := _LOST_RUN.search(text):
        line = text.count("\n", 0, lost.start()) + 1
        return f"characters were lost before it came here: U+FFFD from line {line} on"
    return None


def _clause(text: str, start: int, wrong: str, right: str, what: str) -> str:
    line = text.count("\n", 0, start) + 1
    return f"looks like {what} from line {line} on: “{_shown(wrong)}” for “{_shown(right)}”"


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in text[:_SHOWN])
