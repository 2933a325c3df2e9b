"""The characters of a page: what its bytes say, then what the page says of itself.

``bytes ─▶ Decoded``. A BOM decides; then the encoding that the page states (``<meta charset>``,
``http-equiv``, the XML declaration), if the bytes fit it strictly; else ``decode`` judges by the
bytes alone, with a warning. Two statements are not believed: another encoding than UTF-8 where the
bytes are valid UTF-8, and a Western one where ``decode`` finds Chinese.
"""

from __future__ import annotations

import codecs
import re

from index.read.decode import Decoded, decode
from index.source import mend_surrogates

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_STRAY_ZEROS = 0.001  # share of zero bytes that a page may hold by accident
_STRAY_LOSSES = 0.05  # share of the characters beyond ASCII that may not fit a stated encoding
_JUDGED = ("gb18030", "big5")  # what ``decode`` judges better, even where a byte does not fit
_HEAD = 4096  # bytes in which a page states its encoding
_STATED = (
    re.compile(rb"<\?xml[^>]{0,200}?\sencoding\s*=\s*['\"]?\s*([\w.:-]+)", re.IGNORECASE),
    re.compile(rb"<meta\s[^>]{0,500}?\bcharset\s*=\s*['\"]?\s*([\w.:-]+)", re.IGNORECASE),
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
# What browsers read under these names, which is more than the names say.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
}
_ALIASES = {"x-gbk": "gbk", "gb_2312-80": "gb2312", "x-sjis": "shift_jis", "x-euc-jp": "euc_jp"}
_KNOWN = re.compile(
    r"gb|hz|big5|euc|shift|cp\d|iso2022|iso8859|koi8|mac_|johab|tis|utf-8|utf_8|utf-16|ascii"
)
_ONE_BYTE = re.compile(r"cp125\d|iso8859|koi8|mac_|tis")
_ENOUGH = 4  # characters beyond ASCII that show that bytes are UTF-8, not something else by chance
_HAN = re.compile("[\u4e00-\u9fff]")


def decode_page(raw: bytes) -> Decoded | None:
    """Decode the bytes of a page; None if they are no text at all.

    The warning says in one clause why the page was not believed, or what did not fit.
    """
    label = None if _is_told_by_bytes(raw) else _stated_label(raw)
    if label is None:
        return decode(raw)
    name = _codec_name(label)
    if name is not None:
        text = _strictly(raw, name)
        if text is not None and not _is_contradicted(raw, name):
            return Decoded(mend_surrogates(text), name)
        if text is None and (nearly := _nearly(raw, name)):
            return nearly
    judged = decode(raw)
    return None if judged is None else _doubting(judged, label)


def _is_told_by_bytes(raw: bytes) -> bool:
    """A BOM, or the zero bytes of UTF-16."""
    return raw.startswith(_BOMS) or raw.count(0) > _STRAY_ZEROS * len(raw)


def _nearly(raw: bytes, name: str) -> Decoded | None:
    """Text in the stated encoding, if next to nothing does not fit."""
    if name in _JUDGED:
        return None
    text = raw.decode(name, errors="replace")
    n_lost = text.count("\ufffd")
    if n_lost > _STRAY_LOSSES * sum(not char.isascii() for char in text):
        return None
    return Decoded(
        mend_surrogates(text), name, f"not valid {name}; {n_lost} characters read as U+FFFD"
    )


def _doubting(judged: Decoded, label: str) -> Decoded:
    """What the bytes are, and that the page says otherwise."""
    if _codec_name(label) == judged.encoding:
        return judged
    told = judged.warning or f"is {judged.encoding}"
    return Decoded(judged.text, judged.encoding, f"says that it is {label[:40]}, but {told}")


def _stated_label(raw: bytes) -> str | None:
    head = _COMMENT.sub(b"", raw[:_HEAD])
    for pattern in _STATED:
        if found := pattern.search(head):
            return found[1].decode("ascii", "replace").lower()
    return None


def _codec_name(label: str) -> str | None:
    """Python's name of a stated encoding; None where Python has none, or it is none of text."""
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except LookupError:
        return None
    if name.startswith("utf-16"):  # were it so, this could not have been read
        return "utf-8"
    return _SUPERSETS.get(name, name) if _KNOWN.match(name) else None


def _strictly(raw: bytes, name: str) -> str | None:
    for codec in (name, "big5hkscs") if name == "big5" else (name,):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _is_contradicted(raw: bytes, name: str) -> bool:
    """Whether bytes that fit the stated encoding are clearly in another one."""
    if name == "utf-8" or raw.isascii():
        return False
    if (text := _strictly(raw, "utf-8")) is not None:
        return sum(not char.isascii() for char in text) >= _ENOUGH
    if not _ONE_BYTE.match(name):
        return False
    judged = decode(raw)
    if judged is None or judged.warning is not None:
        return False
    beyond = [char for char in judged.text if not char.isascii()]
    return len(beyond) >= _ENOUGH and _n_han(beyond) > 0.8 * len(beyond)


def _n_han(chars: list[str]) -> int:
    return sum(bool(_HAN.match(char)) for char in chars)
