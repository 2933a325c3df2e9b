"""HTML: from the bytes of a page to the text of its article, as a reader sees it.

``bytes ─html_charset─▶ characters ─lxml─▶ tree ─html_blocks─▶ blocks ─html_main─▶ those of the
article ─▶ text``; ``html_metadata`` reads what the page states of itself. Nothing is fetched.

A block is a paragraph, heading, list item or table row. Between blocks stands a blank line, between
the items of a list and the rows of a table a line break. Nothing is written into the text but these
and the ``" | "`` between cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from index.errors import SourceError
from index.read.extracted import Extracted, join_lines
from index.read.html_blocks import Block, page_blocks
from index.read.html_charset import decode_page
from index.read.html_main import choose_blocks
from index.read.html_metadata import given_metadata

_MAX_CHARACTERS = 64 << 20
_MAX_TAGS = 500_000  # some 700 bytes of memory and 10 microseconds each
_AS_TEXT = "split it, or save its text as .txt"
_FORMATTING = re.compile(
    r"</?(?:font|span|b|i|u|s|em|strong|big|small|tt|center|o:p|a)\b[^<>]*>", re.IGNORECASE
)


def read_html(raw: bytes, *, where: str) -> Extracted:
    """Take the article out of a page.

    Args:
        raw: The bytes of the page.
        where: The file's name, for messages.

    Returns:
        The text of the article with blank lines between its blocks, and what the page states of
        title, date, publisher, author, editor and address.

    Raises:
        SourceError: The bytes are no text, the page is too large or nested too deeply, or it
            holds no text.
    """
    decoded = decode_page(raw)
    if decoded is None:
        raise SourceError(
            "not read: the bytes are no text", where=where, hint="remove it or convert it"
        )
    root = _parsed(decoded.text, where)
    blocks = page_blocks(root)
    _check_text(root, blocks, where)
    choice = choose_blocks(root, blocks)
    given = given_metadata(root)
    charset = () if decoded.warning is None else (f"{decoded.warning}; save it as UTF-8",)
    chosen = () if choice.warning is None else (choice.warning,)
    text = join_lines((block.text, block.group) for block in choice.blocks)
    return Extracted(
        text, decoded.encoding, given.metadata, warnings=(*charset, *chosen, *given.warnings)
    )


def _parsed(text: str, where: str) -> Any:
    """The tree of a page.

    Raises:
        SourceError: There is nothing in it, too much, or it goes too deep.
    """
    if not text.strip("\0 \t\r\n"):
        raise SourceError("not read: the page is empty", where=where, hint="remove it")
    _check_size(text, where)
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    root = _tree(text)
    if root is None:
        root = _tree(_FORMATTING.sub("", text))
    if root is None:
        raise SourceError(
            "not read: its elements stand over 2,000 deep in one another",
            where=where,
            hint="save its text as .txt",
        )
    return root


def _check_size(text: str, where: str) -> None:
    if len(text) > _MAX_CHARACTERS:
        raise SourceError(
            f"not read: {len(text):,} characters are over {_MAX_CHARACTERS:,}",
            where=where,
            hint=_AS_TEXT,
        )
    n_tags = text.count("<")
    if n_tags > _MAX_TAGS:
        raise SourceError(
            f"not read: {n_tags:,} tags are over {_MAX_TAGS:,}", where=where, hint=_AS_TEXT
        )


def _tree(text: str) -> Any:
    """The tree of a page; None where libxml2 gave up before its end, which it does by depth."""
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=True,
    )
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:  # nothing but comments
        return html.document_fromstring("<html><body></body></html>")
    except etree.XMLSyntaxError:
        return None
    fatal = etree.ErrorLevels.FATAL
    return None if any(entry.level == fatal for entry in parser.error_log) else root


def _check_text(root: Any, blocks: Sequence[Block], where: str) -> None:
    """Refuse a page on which there is nothing to read.

    Raises:
        SourceError: There is no text; the message says what the page is made of instead.
    """
    if any(char.isalnum() for block in blocks for char in block.text):
        return
    if next(root.iter("frameset", "frame", "iframe"), None) is not None:
        what, hint = "the page only frames other pages", "save those"
    elif next(root.iter("script"), None) is not None:
        what = "no text in it: a script makes the page"
        hint = "save it from a browser when it has loaded"
    elif next(root.iter("img", "svg", "canvas"), None) is not None:
        what, hint = "no text in it: the page is a picture", "run OCR first"
    else:
        what, hint = "no text in it", "remove it"
    raise SourceError(f"not read: {what}", where=where, hint=hint)
