"""Bytes to source text: every encoding strictly, what does not fit named, no text is no text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import many

from index.read.decode import Decoded, decode

CHINESE = (
    "青石渡口从本周起实行新的装货办法：散装的木箱不再收，只收贴好标签的货物。\r\n"
    "值班员说，这样早班的船能够准点离岸；货主们的看法并不一致。\n"
)
TRADITIONAL = (
    "青石渡口從本週起實行新的裝貨辦法，散裝的木箱不再收，只收貼好標籤的貨物。\n"
    "值班員說，這樣早班的船能夠準點離岸，貨主們的看法並不一致。\n"
)
ENGLISH = "The depot closes at six.\nThe clerk counts the crates “twice”.\n"
RARE = CHINESE + "茶商𠮷田与Łódź的货主。\n"  # 4 bytes in GB18030


@pytest.mark.parametrize("text", [CHINESE, TRADITIONAL, ENGLISH, RARE, "渡", "a"])
@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_unicode_with_or_without_bom_is_read_exactly_and_the_bom_not_counted(
    text: str, bom: bytes, encoding: str
) -> None:
    decoded = decode(bom + text.encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.warning) == (text, encoding, None)


@pytest.mark.parametrize("text", [CHINESE, TRADITIONAL, ENGLISH, RARE, "一个渡口没有标点"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_bom_is_told_by_its_zero_bytes(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.warning) == (text, encoding, None)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (RARE, "gb18030"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5"),
    ],
)
def test_legacy_chinese_encodings_are_told_apart(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert decoded.text == text
    assert decoded.encoding == encoding.replace("gbk", "gb18030")
    assert decoded.warning is None


def test_mis_encoded_byte_is_replaced_and_named() -> None:
    """17 × 3 bytes before it; 0xff fits nothing."""
    good = "青石渡口从本周起实行新的装货办法。"
    raw = good.encode() + b"\xff" + "值班员说早班的船能够准点离岸。".encode()
    decoded = decode(raw)
    assert decoded is not None
    assert decoded.encoding == "utf-8"
    assert decoded.text == good + "\ufffd" + "值班员说早班的船能够准点离岸。"
    assert (
        decoded.warning
        == f"not valid utf-8 from byte {len(good.encode())}; 1 characters read as U+FFFD"
    )


def test_byte_is_counted_from_the_start_of_the_file_bom_included() -> None:
    decoded = decode(codecs.BOM_UTF8 + b"abc\xffdef")
    assert decoded is not None
    assert decoded.text == "abc\ufffddef"
    assert decoded.warning == "not valid utf-8 from byte 6; 1 characters read as U+FFFD"


def test_utf16_cut_in_the_middle_of_a_character_is_a_warning() -> None:
    decoded = decode(codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le")[:-1])
    assert decoded is not None
    assert decoded.text[:-1] == CHINESE[:-1]
    assert decoded.warning is not None
    assert f"from byte {2 + 2 * len(CHINESE) - 2}" in decoded.warning


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
        b"PK\x03\x04" + bytes(100),
        bytes(500),
        b"\x00\x01\x02\x03" * 50,
        bytes(range(1, 9)) * 40,
    ],
    ids=["png", "zip", "zeros", "control bytes", "controls without zero"],
)
def test_binary_is_no_text(raw: bytes) -> None:
    assert decode(raw) is None


def test_no_newline_is_translated() -> None:
    text = "渡\r口\r\n仓\n库\u2028房"
    decoded = decode(text.encode())
    assert decoded is not None
    assert decoded.text == text


@many
@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused_without_raising(raw: bytes) -> None:
    decoded = decode(raw)
    if decoded is not None:
        decoded.text.encode("utf-8")  # no lone surrogate is left


@many
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_utf8_text_without_controls_is_always_read_exactly(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded is not None
    if not text.startswith("\ufeff"):
        assert (decoded.text, decoded.encoding, decoded.warning) == (text, "utf-8", None)


def test_utf32_is_refused_and_a_stray_zero_in_utf8_is_not() -> None:
    assert decode("渡口六点开门".encode("utf-32")) is None
    text = "渡口六点开门，值班员开始点数。" * 40 + "\0" + "仓库照常。"
    assert decode(text.encode()) == Decoded(text, "utf-8")
