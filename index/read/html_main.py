"""Which blocks of a page are its article: what trafilatura finds, mended by what it leaves out.

``lxml tree, Block... ─▶ Choice(blocks, warning)``. trafilatura only chooses: the text of a block is
that of the page, so nothing that it joins, reorders or adds gets into a quote.

A block counts as found if most of its strings of six characters are in what trafilatura took. Then
come the main heading with byline and lead, text between found blocks, and what else stands in the
same part of the page and is no list of links. Where less than a third of the page's prose was found,
or its menus were found as well, or the page is too large for trafilatura, all is taken that stands in
no navigation, header, footer or margin and is no link. A colophon at the end is no article.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index.read.html_blocks import Block

_MAX_ELEMENTS = 20_000  # trafilatura's time grows with the square of what stands in what
_MAX_DEPTH = 100
_MAX_CHARACTERS = 1_000_000
_MAX_NAMES = 10_000  # characters of an attribute that it searches
_SEARCHED = ("class", "id", "style")

_GRAM = 6  # characters
_SHORT = 2 * _GRAM  # a block below this counts as found only as a whole
_FOUND = 0.6  # share of a block's strings that must be in what was found
_ENOUGH = 1 / 3  # share of the page's prose that must be found
_PROSE = 20  # characters that make prose of a block without a full stop
_N_HEAD = 8  # blocks above the article that may be its heading and byline
_FEW = 3  # links that a page may have without having a menu
_PAGE_DEPTH = 2  # <html> and <body>
_BYLINE_LENGTH = 120  # characters
_COLOPHON_LENGTH = 200

_SPACE = re.compile(r"\s+")
_STOP = re.compile(r"[。！？；.!?;：:]['”’」』）)]?$")
_BYLINE = re.compile(
    r"(来源|來源|作者|编辑|編輯|记者|記者|撰文|文／|文/|责编|责任编辑|校对|审核|发布(时间|日期|于)?|发表(时间|于)"
    r"|时间|日期|稿源|供稿|通讯员)\s*[：:]|^(by|source|author|editor|published|updated|posted)\b"
    r"|(?<!\d)(19|20)\d\d\s*([-/.年])\s*\d{1,2}",
    re.IGNORECASE,
)
_COLOPHON = re.compile(
    r"版权所有|版權所有|copyright\b|©|all rights reserved|[ＩI][ＣC][ＰP]备|备案号|公网安备",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks of an article in the order of the page, and a warning if they are a guess."""

    blocks: list[Block]
    warning: str | None = None


def choose_blocks(root: Any, blocks: Sequence[Block]) -> Choice:
    """The blocks that are the article.

    Args:
        root: The tree of the page; it is not changed.
        blocks: All that a reader of the page sees, in order.
    """
    if _is_too_large(root, blocks):
        return Choice(
            _prose_of_page(blocks),
            "too large to look for its article: all text outside navigation is taken",
        )
    titles = set(_titles_of_links(blocks))
    frame = {i for i, block in enumerate(blocks) if block.is_around and not _reads_as_prose(block)}
    kept = _found(blocks, _extracted(root)) - titles - frame
    prose = [i for i, block in enumerate(blocks) if _is_prose(block)]
    n_prose = sum(len(blocks[i].text) for i in prose)
    n_found = sum(len(blocks[i].text) for i in prose if i in kept)
    is_worded = any(char.isalnum() for i in kept for char in blocks[i].text)
    if not is_worded or n_found < _ENOUGH * n_prose or _has_menus(blocks, kept):
        return Choice(_prose_of_page(blocks))
    kept |= set(_head(blocks, min(kept), _page_title(root)))
    kept |= set(_left_out(blocks, kept)) - titles
    chosen = [block for i, block in enumerate(blocks) if i in kept]
    return Choice(_without_tail(_without_masthead(chosen)))


def _is_too_large(root: Any, blocks: Sequence[Block]) -> bool:
    if _size(blocks) > _MAX_CHARACTERS:
        return True
    from lxml import etree

    depth = 0
    for n, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        names = max(len(element.get(name, "")) for name in _SEARCHED)
        if depth > _MAX_DEPTH or n > 2 * _MAX_ELEMENTS or names > _MAX_NAMES:
            return True
    return False


def _extracted(root: Any) -> list[str]:
    """The pieces of text that trafilatura takes for the article, without white space."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = trafilatura.bare_extraction(root, include_comments=False, output_format="xml")
    except Exception:  # whatever it stumbles over, the page can be read without it
        return []
    body: Any = getattr(document, "body", None)
    return [] if body is None else list(_pieces(body))


def _pieces(body: Any) -> Iterator[str]:
    """Each text, each whole element of the first two levels, and all of it."""
    for element in body.iter():
        for text in (element.text, element.tail):
            if text:
                yield _squeeze(text)
    for element in (*body, *(inner for outer in body for inner in outer)):
        yield _squeeze("".join(element.itertext()))
    yield _squeeze("".join(body.itertext()))


def _squeeze(text: str) -> str:
    return _SPACE.sub("", text)


def _found(blocks: Sequence[Block], pieces: Sequence[str]) -> set[int]:
    """The indices of the blocks that are in the pieces of text."""
    if not pieces:
        return set()
    whole, grams = set(pieces), set(_grams(pieces[-1]))
    found: set[int] = set()
    for i, block in enumerate(blocks):
        text = _squeeze(block.text.replace(" | ", ""))
        own = _grams(text)
        n_known = sum(gram in grams for gram in own)
        if text in whole or (len(text) >= _SHORT and n_known >= _FOUND * len(own)):
            found.add(i)
    return found


def _grams(text: str) -> list[str]:
    return [text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1)]


def _is_prose(block: Block) -> bool:
    """Whether a block may belong to an article: running text, no links, no frame of the page."""
    return _may_belong(block) and _reads_as_prose(block)


def _reads_as_prose(block: Block) -> bool:
    return len(block.text) >= _PROSE or bool(_STOP.search(block.text))


def _is_linked(block: Block) -> bool:
    return 2 * block.n_linked > len(block.text)


def _has_menus(blocks: Sequence[Block], kept: set[int]) -> bool:
    """Whether most of the page's links were found as well: then nothing was chosen."""
    menus = [i for i, block in enumerate(blocks) if _is_menu(block)]
    return len(menus) > _FEW and 2 * sum(i in kept for i in menus) > len(menus)


def _page_title(root: Any) -> str:
    """What the page gives as its title, without white space."""
    return _squeeze(" ".join("".join(title.itertext()) for title in root.iter("title")))


def _head(blocks: Sequence[Block], first: int, title: str) -> Iterator[int]:
    """The main heading, or what stands as one in the page's title, and the byline and lead below it."""
    above = range(max(0, first - _N_HEAD), first)
    main = next((i for i in above if blocks[i].heading == 1), None)
    if main is None:
        texts = {i: _squeeze(blocks[i].text) for i in above}
        main = next((i for i, text in texts.items() if len(text) >= _GRAM and text in title), None)
    for i in above:
        is_below = main is not None and i > main
        if i == main or (is_below and (_is_byline(blocks[i]) or _is_prose(blocks[i]))):
            yield i


def _left_out(blocks: Sequence[Block], kept: set[int]) -> Iterator[int]:
    """What belongs to the kept blocks by its place on the page.

    Inside the smallest element that holds them all, unless that is the page with its menus:
    everything between them, and before and after them what is more than a word or two. Elsewhere:
    a heading over a kept block, and what stands between two of them if none of it is a link, and
    what stands beside the first and the last.
    """
    inside = _part(blocks, kept)
    first, last = min(kept), max(kept)
    for i in inside - kept:
        if _may_belong(blocks[i]) and (first < i < last or _is_substantial(blocks[i])):
            yield i
    for before, after in pairwise(sorted(kept)):
        between = range(before + 1, after)
        is_text = all(_may_belong(blocks[i]) for i in between)
        for i in between:
            is_heading = blocks[i].heading > 0 and i + 1 == after
            if is_text or (is_heading and _may_belong(blocks[i])):
                yield i
    yield from _beside(blocks, range(first, -1, -1))
    yield from (i for i in _beside(blocks, range(last, len(blocks))) if not blocks[i].heading)


def _beside(blocks: Sequence[Block], order: range) -> Iterator[int]:
    """What stands next to the first of some blocks in its own element, up to a link.

    Of what stands in no element but the page, only running text.
    """
    parent = blocks[order[0]].path[:-1]
    for i in order[1:]:
        if blocks[i].path[:-1] != parent or not _may_belong(blocks[i]):
            return
        if len(parent) > _PAGE_DEPTH or _is_prose(blocks[i]):
            yield i


def _part(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """The blocks of the smallest element that holds all the kept ones; none if it has the menus."""
    paths = [blocks[i].path for i in kept]
    low, high = min(paths), max(paths)
    n = next((n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    part = {i for i, block in enumerate(blocks) if block.path[:n] == low[:n]}
    return set() if n <= _PAGE_DEPTH or _has_menus(blocks, part) else part


def _may_belong(block: Block) -> bool:
    return not block.is_around and not _is_linked(block)


def _is_substantial(block: Block) -> bool:
    return _is_prose(block) or _is_byline(block) or block.group > 0


def _is_byline(block: Block) -> bool:
    text = block.text
    return len(text) <= _BYLINE_LENGTH and bool(_BYLINE.search(text))


def _prose_of_page(blocks: Sequence[Block]) -> list[Block]:
    """What stands in <article> or <main>, or all but the frame of the page; links only if all are."""
    titles = set(_titles_of_links(blocks))
    inside = [block for block in blocks if not block.is_around]
    text = [b for i, b in enumerate(blocks) if i not in titles and _may_belong(b)]
    if not any(map(_is_prose, text)):
        return inside or list(blocks)
    article = [block for block in text if block.in_article]
    if 2 * _size(article) > _size(text):
        text = article
    return _without_tail(text)


def _titles_of_links(blocks: Sequence[Block]) -> Iterator[int]:
    """The word or two over a list of links: “热门排行”, “Related”."""
    for i, (block, *links) in enumerate(zip(blocks, blocks[1:], blocks[2:], strict=False)):
        is_title = block.heading != 1 and not _is_prose(block) and not _is_byline(block)
        if is_title and all(map(_is_menu, links)):
            yield i


def _without_masthead(blocks: list[Block]) -> list[Block]:
    """Without what stands over the main heading, if none of it is running text."""
    main = next((i for i, block in enumerate(blocks) if block.heading == 1), 0)
    return blocks if any(map(_is_prose, blocks[:main])) else blocks[main:]


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Without the colophon at the end, and links after the last of the text."""
    end = len(blocks)
    has_text = any(map(_is_prose, blocks))
    while end > 1 and (_is_colophon(blocks[end - 1]) or (has_text and _is_menu(blocks[end - 1]))):
        end -= 1
    return blocks[:end]


def _is_colophon(block: Block) -> bool:
    return len(block.text) <= _COLOPHON_LENGTH and bool(_COLOPHON.search(block.text))


def _is_menu(block: Block) -> bool:
    """A line or a list item that is a link and hardly anything else."""
    return not block.heading and _is_linked(block)


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)
