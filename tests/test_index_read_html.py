"""HTML to text: characters, blocks as a browser sets them, and pages that are refused in one line."""

from __future__ import annotations

import html
import tracemalloc

import pytest
from html_pages import EN, ZH, page
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import SourceError
from index.read import html as reader
from index.read.html import read_html

SENTENCE = "青石渡口的木栈桥用了四十一年，今年春天终于换成钢桥。"
TRADITIONAL = "老街茶行轉型做體驗課，一堂課九十分鐘，旺季一天要開四班。"
JAPANESE = "渡し場の木の桥は四十一年使われました。今年の春、ようやく鉄の橋になりました。".replace(
    "桥", "橋"
)
KOREAN = "나루터의 나무 다리는 사십일 년 동안 쓰였다. 올봄에 드디어 철교로 바뀌었다."


def text_of(body: str) -> str:
    return read_html(page(body), where="a.html").text


def encoded(text: str, codec: str, label: str | None = None, *, head: str | None = None) -> bytes:
    """A page in an encoding, which states ``label``; or with a head of its own."""
    meta = head if head is not None else f"<meta charset={label}>" if label else ""
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(codec)


def refusal(raw: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read_html(raw, where="a.html")
    message = str(caught.value)
    assert message.startswith("a.html: not read: ")
    assert "\n" not in message
    assert len(message) < 200
    return message


def text_or_refusal(raw: bytes) -> str:
    """The text of a page, or the message that refuses it, which is one line."""
    try:
        return read_html(raw, where="a.html").text
    except SourceError as error:
        message = str(error)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("text", "raw", "encoding"),
    [
        (f"{SENTENCE}镕㐂", encoded(f"{SENTENCE}镕㐂", "gb18030", "gb2312"), "gb18030"),
        (SENTENCE, encoded(SENTENCE, "gbk", "GBK"), "gb18030"),
        (
            SENTENCE,
            encoded(
                SENTENCE,
                "gbk",
                head="<META content='text/html; charset=gb2312' http-equiv=Content-Type>",
            ),
            "gb18030",
        ),
        (TRADITIONAL, encoded(TRADITIONAL, "big5", "big5"), "big5"),
        (TRADITIONAL, encoded(TRADITIONAL, "big5"), "big5"),
        (SENTENCE, encoded(SENTENCE, "utf-8"), "utf-8"),
        (SENTENCE, encoded(SENTENCE, "gbk"), "gb18030"),
        (SENTENCE, encoded(SENTENCE, "utf-8", "utf-8", head="<meta charset='utf-8' />"), "utf-8"),
        (JAPANESE, encoded(JAPANESE, "shift_jis", "Shift_JIS"), "cp932"),
        (JAPANESE, encoded(JAPANESE, "euc_jp", "x-euc-jp"), "euc_jp"),
        (KOREAN, encoded(KOREAN, "euc_kr", "euc-kr"), "cp949"),
        (
            "Café “déjà vu” – 5 €.",
            encoded("Café “déjà vu” – 5 €.", "cp1252", "iso-8859-1"),
            "cp1252",
        ),
        (SENTENCE, b"\xef\xbb\xbf" + encoded(SENTENCE, "utf-8", "gb2312"), "utf-8"),
        (SENTENCE, b"\xff\xfe" + encoded(SENTENCE, "utf-16-le", "utf-8"), "utf-16-le"),
        (
            SENTENCE,
            b'<?xml version="1.0" encoding="gb2312"?>' + encoded(SENTENCE, "gbk"),
            "gb18030",
        ),
        (
            SENTENCE,
            encoded(SENTENCE, "utf-8", head="<!-- <meta charset=big5> --><meta charset=utf-8>"),
            "utf-8",
        ),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_states_or_shows(
    text: str, raw: bytes, encoding: str
) -> None:
    got = read_html(raw, where="a.html")
    assert (got.text, got.encoding, got.warnings) == (text, encoding, ())


@pytest.mark.parametrize(
    ("codec", "label", "encoding"),
    [
        ("gbk", "utf-8", "gb18030"),
        ("utf-8", "gb2312", "utf-8"),
        ("utf-8", "iso-8859-1", "utf-8"),
        ("gbk", "iso-8859-1", "gb18030"),
        ("utf-8", "no-such-thing", "utf-8"),
        ("utf-8", "hex", "utf-8"),
    ],
)
def test_a_page_that_states_a_wrong_encoding_is_not_believed(
    codec: str, label: str, encoding: str
) -> None:
    got = read_html(encoded(SENTENCE, codec, label), where="a.html")
    assert (got.text, got.encoding) == (SENTENCE, encoding)
    assert got.warnings == (f"says that it is {label}, but is {encoding}; save it as UTF-8",)


@pytest.mark.parametrize(("codec", "label"), [("utf-8", "utf-8"), ("euc_kr", "euc-kr")])
def test_one_broken_byte_costs_one_character_and_is_told(codec: str, label: str) -> None:
    text = (KOREAN if codec == "euc_kr" else SENTENCE) * 3
    raw = encoded(text, codec, label).replace(b"</p>", b"\xff</p>")
    got = read_html(raw, where="a.html")
    assert got.text == f"{text}\ufffd"
    assert "read as U+FFFD" in got.warnings[0]


def test_a_page_in_gbk_that_says_utf_8_is_found_out_in_any_amount_of_markup() -> None:
    raw = encoded(f"{'<i></i>' * 5000}渡口换桥。", "gbk", "utf-8")
    assert read_html(raw, where="a.html").text == "渡口换桥。"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a &amp; b &lt;c&gt; &hellip;&nbsp;&#x6e21;&#21475;&copy;</p>", "a & b <c> …\xa0渡口©"),
        ("<p><ruby>渡<rp>(</rp><rt>dù</rt><rp>)</rp>口<rt>kǒu</rt></ruby>换桥。</p>", "渡口换桥。"),
        ("<p>说明：</p><pre>  a\n\n    b  c\n</pre>", "说明：\n\n  a\n\n    b  c"),
        ("<p>看得见。<span style='DISPLAY : none'>看不见。</span></p>", "看得见。"),
        ("<p>看得见。</p><p hidden>看不见。</p><noscript>请打开脚本。</noscript>", "看得见。"),
        ("<p>看得见。</p><template><p>看不见。</p></template><dialog>弹窗。</dialog>", "看得见。"),
        ("<p>前半句，\n   后半句。</p>", "前半句，后半句。"),
        ("<p>one\n   two\tthree</p>", "one two three"),
        ("<p>渡<b>口</b><a href='/'>换</a><span>桥</span>。</p>", "渡口换桥。"),
        ("<p>E=mc<sup>2</sup>，H<sub>2</sub>O。</p>", "E=mc2，H2O。"),
        ("一。<br>二。<br><br>三。", "一。\n二。\n\n三。"),
        ("\u3000\u3000一段。<br>\u3000\u3000二段。<br>", "一段。\n\n二段。"),
        ("&nbsp;&nbsp;&nbsp;&nbsp;一段。<br>&nbsp;&nbsp;&nbsp;&nbsp;二段。", "一段。\n\n二段。"),
        ("<ul><li>甲</li><li>乙<ul><li>丙</li></ul></li></ul><p>完。</p>", "甲\n乙\n丙\n\n完。"),
        ("<dl><dt>九点</dt><dd>开船。</dd></dl>", "九点\n开船。"),
        ("<p>没有关<p>也能读<div>懂。", "没有关\n\n也能读\n\n懂。"),
        (f"<p>甲。\0乙。</p><!-- {'-' * 2000} -->", "甲。乙。"),
        ("<p>一行\r\n又一行。</p>", "一行又一行。"),
        ("<select><option>选我</select><button>按我</button><p>正文。</p>", "正文。"),
        ("<math><mi>x</mi><annotation>\\x</annotation></math>等于三。", "x等于三。"),
    ],
)
def test_text_is_what_a_browser_shows(body: str, text: str) -> None:
    assert text_of(body) == text


def test_a_body_that_a_script_will_show_is_read() -> None:
    raw = f"<html><body style='display:none'><p>{SENTENCE}</p></body></html>".encode()
    assert read_html(raw, where="a.html").text == SENTENCE


def test_a_table_in_a_table_is_layout_and_the_inner_one_keeps_its_rows() -> None:
    inner = "<table><tr><td>月份</td><td>船次</td></tr><tr><td>一月</td><td>31</td></tr></table>"
    outer = f"<table><tr><td><p>{SENTENCE}</p>{inner}</td></tr></table>"
    assert text_of(outer) == f"{SENTENCE}\n\n月份 | 船次\n一月 | 31"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "the page is empty"),
        (b" \r\n\t", "the page is empty"),
        (b"<!-- nothing here -->", "no text in it"),
        (b"<html><body><div id=app></div><script>run()</script></body></html>", "a script makes"),
        (b"<html><frameset cols='1,2'><frame src=a.htm></frameset></html>", "frames other pages"),
        (b"<html><body><img src=scan.jpg></body></html>", "the page is a picture"),
        (b"<html><body><p>***</p></body></html>", "no text in it"),
        (bytes(range(256)) * 40, "the bytes are no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(4000), "the bytes are no text"),
        (b"<html><body>" + b"<div>" * 5000 + b"text", "over 2,000 deep"),
    ],
)
def test_a_page_without_text_to_read_is_refused_in_one_line(raw: bytes, reason: str) -> None:
    assert reason in refusal(raw)


def test_formatting_nested_without_end_is_read_all_the_same() -> None:
    raw = page("<font color=red>" * 5000 + f"<p>{SENTENCE}</p>")
    assert read_html(raw, where="a.html").text == SENTENCE


def test_a_page_at_its_limits_is_read_and_one_over_them_refused_before_it_is_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "_MAX_CHARACTERS", 5000)
    monkeypatch.setattr(reader, "_MAX_TAGS", 200)
    assert read_html(b"<p>" + b"a" * 4997, where="a.html").text == "a" * 4997
    assert read_html(b"<p>a" * 200, where="a.html").text.count("a") == 200
    monkeypatch.setattr(reader, "_tree", lambda text: pytest.fail("it was parsed"))
    assert "5,001 characters are over 5,000" in refusal(b"<p>" + b"a" * 4998)
    assert "201 tags are over 200" in refusal(b"<p>a" * 201)


def test_a_million_tags_are_refused_without_much_memory() -> None:
    raw = b"<p>a</p>" * 500_000
    tracemalloc.start()
    try:
        assert "1,000,000 tags are over 500,000" in refusal(raw)
        assert tracemalloc.get_traced_memory()[1] < 6 * len(raw)
    finally:
        tracemalloc.stop()


def test_depth_does_not_multiply_the_memory_of_many_blocks() -> None:
    raw = b"<html><body>" + b"<div>" * 1000 + b"<p>a</p>" * 5000
    tracemalloc.start()
    try:
        assert read_html(raw, where="a.html").text.count("a") == 5000
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


def test_the_same_bytes_give_the_same_text() -> None:
    raw = page(f"<h1>{ZH.title}</h1>" + "".join(f"<p>{text}</p>" for text in ZH.paragraphs))
    assert read_html(raw, where="a.html") == read_html(raw, where="b.html")


_TAGS = (
    "p div span b br hr table tr td th ul li a h1 pre script style nav article font ruby rt".split()
)
_SOUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
        st.sampled_from(
            ["<!--", "-->", "<![CDATA[", "<", ">", "&", "&#0;", "&#xD800;", "</", '="', "\0"]
        ),
        st.text(max_size=6),
        st.just(SENTENCE),
    ),
    max_size=25,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(_SOUP)
@example("<p><p><p><p><span>--><p><br></span></pre>0\x1fࠀ𐀀")  # the article was taken to be -->
def test_tag_soup_is_read_or_refused_and_nothing_else(soup: str) -> None:
    text = text_or_refusal(soup.encode("utf-8", "replace"))
    assert any(map(str.isalnum, text))
    assert text.encode("utf-8")


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused_and_nothing_else(raw: bytes) -> None:
    assert text_or_refusal(raw).encode("utf-8")


_WORDS = "渡口 换桥 票价 两元 船工 老秦 the pier & <steel> 2023年 5% “水位” naïve".split()
_PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12).map(lambda ws: " ".join(ws) + "。"),
    min_size=1,
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(_PARAGRAPHS)
def test_every_paragraph_of_a_simple_page_is_found_whole(paragraphs: list[str]) -> None:
    body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    text = text_of(f"<nav><a href=/>Home</a></nav><article><h1>{EN.title}</h1>{body}</article>")
    assert text.split("\n\n") == [EN.title, *paragraphs]
