"""References: worked by hand after the examples of GB/T 7714-2015, and safe to paste anywhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from strategies import many

from api.reference import reference_gbt7714, reference_markdown
from index.locate import Locator
from index.passage import Passage
from index.source import Span
from index.store import ArticleRecord, PassageRecord
from search.cite import Citation

ADDRESS = "https://example.org/p/x-01234567?s=6&e=11#q"
NEWS: dict[str, Any] = {
    "title": "青石渡口改了装货办法",
    "publisher": "青石日报",
    "author": "柳如眉",
    "published": "2024-05-03",
    "url": "https://example.org/ferry",
}

LINE_4 = Locator("line", 4)


def cited(quote: str = "不再收散装的木箱", *, at: Locator = LINE_4, **given: Any) -> Citation:
    """A quote of an article about which nothing is known but what is given."""
    fields: dict[str, Any] = {
        "article_no": 0, "article_id": "x", "source_no": 0, "file": "ferry.txt", "record": None,
        "span": Span(0, 1000), "language": "zh", "title": "无题", "title_generated": False,
        "publisher": None, "author": None, "editor": None, "reporter": None, "published": None,
        "published_inferred": False, "url": None, "confidence": 1.0, "boundary": "file", "encoding": "utf-8", "file_sha256": "",
        "source_sha256": "",
    }  # fmt: skip
    span = Span(6, 6 + len(quote))
    passage = PassageRecord(0, 0, Passage("x-01234567", span, quote))
    return Citation(1, passage, ArticleRecord(**(fields | given)), span, quote, at)


def gbt(**given: Any) -> str:
    return reference_gbt7714(cited(**given), accessed="2026-11-24")


@pytest.mark.parametrize(
    ("given", "reference"),
    [
        (NEWS, ("柳如眉. 青石渡口改了装货办法[N/OL]. 青石日报, 2024-05-03[2026-11-24]."
               " https://example.org/ferry.")),
        (NEWS | {"published": "2024-05", "published_inferred": True},
         ("柳如眉. 青石渡口改了装货办法[N/OL]. 青石日报, [2024-05][2026-11-24]."
         " https://example.org/ferry.")),
        (NEWS | {"author": None}, ("青石渡口改了装货办法[N/OL]. 青石日报, 2024-05-03[2026-11-24]."
                                  " https://example.org/ferry.")),
        (NEWS | {"publisher": None}, ("柳如眉. 青石渡口改了装货办法[EB/OL]. (2024-05-03)[2026-11-24]."
                                     " https://example.org/ferry.")),
        (NEWS | {"published": None}, ("柳如眉. 青石渡口改了装货办法[EB/OL]. 青石日报[2026-11-24]."
                                     " https://example.org/ferry.")),
        ({"title": "题", "url": "http://a.example/"}, "题[EB/OL]. [2026-11-24]. http://a.example/."),
        (NEWS | {"url": None}, "柳如眉. 青石渡口改了装货办法[N]. 青石日报, 2024-05-03. ferry.txt."),
        (NEWS | {"url": None, "published": None},
         "柳如眉. 青石渡口改了装货办法[N]. 青石日报. ferry.txt."),
        (NEWS | {"url": None, "publisher": None},
         "柳如眉. 青石渡口改了装货办法[Z]. 2024-05-03. ferry.txt."),
        ({"title": "渡口", "title_generated": True}, "[渡口][Z]. ferry.txt."),
        (NEWS | {"url": "javascript:alert(1)"},
         "柳如眉. 青石渡口改了装货办法[N]. 青石日报, 2024-05-03. ferry.txt."),
        ({"title": "A depot\nopens", "author": "Ann Lee", "publisher": "Harbour Post Inc.",
          "published": "2023-11", "language": "en", "url": "https://example.org/a b"},
         ("Ann Lee. A depot opens[N/OL]. Harbour Post Inc., 2023-11[2026-11-24]."
         " https://example.org/a%20b.")),
        ({"title": "T", "author": "A. Lee Jr.", "publisher": "Post Inc.", "language": "en"},
         "A. Lee Jr. T[N]. Post Inc. ferry.txt."),
    ],
)  # fmt: skip
def test_reference_is_the_standards(given: dict[str, Any], reference: str) -> None:
    assert gbt(**given) == reference


@pytest.mark.parametrize(
    ("author", "language", "shown"),
    [
        ("柳如眉、石小川", "zh", "柳如眉, 石小川"),
        ("柳如眉 石小川", "zh", "柳如眉, 石小川"),
        ("王 芳", "zh", "王 芳"),
        ("甲、乙、丙", "zh", "甲, 乙, 丙"),
        ("甲、乙、丙、丁", "en", "甲, 乙, 丙, 等"),
        ("Smith, J.; Doe, A.; Roe, B", "en", "Smith, J., Doe, A., Roe, B"),
        ("甲、乙、丙、丁", "zh", "甲, 乙, 丙, 等"),
        ("Ann Lee and Bo Ek", "en", "Ann Lee, Bo Ek"),
        ("Ann Lee, Bo Ek, Cy Fu, and Di Go", "en", "Ann Lee, Bo Ek, Cy Fu, et al"),
        (" ", "zh", ""),
    ],
)
def test_more_than_three_authors_are_three_and_others(
    author: str, language: str, shown: str
) -> None:
    head = f"{shown}. " if shown else ""
    assert gbt(author=author, language=language) == f"{head}无题[Z]. ferry.txt."


def test_markdown_is_the_quote_and_where_it_stands() -> None:
    block = reference_markdown(cited(**NEWS), address=ADDRESS)
    assert block == (
        "> 不再收散装的木箱\n>\n"
        "> — [青石渡口改了装货办法](https://example.org/p/x-01234567?s=6&e=11#q)"
        " · 青石日报 · 2024-05-03 · `ferry.txt:4 [6:14]`\n"
    )


def test_markdown_keeps_the_quotes_lines_and_marks_what_was_made() -> None:
    given = {"title_generated": True, "published": "2021-06", "published_inferred": True}
    quote = "第一行\r\n第二行\n\n- 1.2元\n2. *b* <b>"
    block = reference_markdown(
        cited(quote, at=Locator("record", 7), record=7, **given), address=ADDRESS
    )
    assert block == (
        "> 第一行  \n> 第二行\n>\n> \\- 1.2元  \n> 2\\. \\*b\\* &lt;b&gt;\n>\n"
        f"> — [\\[无题\\]]({ADDRESS}) · \\[2021-06\\] · `ferry.txt:7 [6:{6 + len(quote)}]`\n"
    )


def test_a_file_name_that_code_cannot_show_is_written_as_text() -> None:
    block = reference_markdown(cited("q", file="a`<b>.txt"), address="/p/x (1)")
    assert block.endswith("> — [无题](/p/x%20%281%29) · a\\`&lt;b&gt;.txt:4 \\[6:7\\]\n")


marked_up = st.lists(
    st.one_of(
        st.sampled_from([
            "\n", "\r", "\r\n", "\n\n", "\u2028", "\x85", "\x0b", "\x0c", "\x1c", " ", "    ", "\t",
            "<script>", "</b>", "<!--", "&lt;", "&", "<http://a.example>", "```", "~~~", "`", "***",
            "---", "===", "# ", "> ", "- ", "+ ", "1. ", "2) ", "| a | b |", "[a](b)", "![a](b)",
            "[a]: b", "](", ")", "\\", "*a*", "__b__", "a_b", "$x$", "字", "。", "x",
        ]),
        st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace").decode()),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@many
@given(marked_up.filter(lambda text: text != ""), marked_up, marked_up, marked_up)
def test_no_text_escapes_the_block_or_becomes_markup(
    quote: str, title: str, publisher: str, file: str
) -> None:
    citation = cited(quote, title=title, publisher=publisher, file=file)
    block = reference_markdown(citation, address=ADDRESS)
    assert block.endswith("\n")
    lines = block.removesuffix("\n").splitlines()
    assert all(line == ">" or line.startswith("> ") for line in lines)
    assert "<" not in block
    assert not re.search(r">", re.sub(r"(?m)^>", "", block))
    assert "\n" not in reference_gbt7714(citation, accessed="2026-11-24")


@many
@given(marked_up.filter(lambda text: text.strip() != ""), marked_up)
def test_a_markdown_reader_sees_the_text_as_it_is(quote: str, title: str) -> None:
    block = reference_markdown(cited(quote, title=f"题{title}"), address=ADDRESS)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(block)
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds == {"blockquote", "paragraph", "inline"}
    inline = [token for token in tokens if token.type == "inline"]
    shown = "".join(
        "\n" if child.type in ("hardbreak", "softbreak") else child.content
        for token in inline[:-1]
        for child in token.children or []
    )
    assert "".join(shown.split()) == "".join(quote.replace("\x00", "\ufffd").split())
    within = {child.type for token in inline[:-1] for child in token.children or []}
    assert within <= {"text", "hardbreak", "softbreak", "text_special"}
    links = [child for child in inline[-1].children or [] if child.type == "link_open"]
    assert [link.attrs["href"] for link in links] == [ADDRESS]
