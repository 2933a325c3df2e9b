"""A parsed page as a browser would set it: blocks of text, with what is known of each.

``lxml tree ─▶ Block...``, in the order of the page, white space collapsed as a browser does it
outside ``<pre>``. A row of a data table is one block, its cells joined by ``" | "``; a table that
only lays a page out is no table.

Left out: what a browser does not show (scripts, styles, hidden elements), form fields, pictures and
the readings over ruby. Which blocks are the article is left to ``html_main``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from index.read.html_table import is_data_table

_UNSEEN = frozenset(
    "head script style template noscript svg canvas iframe frame object embed applet audio video"
    " select datalist option button textarea input img map rt rp annotation annotation-xml".split()
)
_BLOCKS = frozenset(
    "html body address article aside blockquote center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu"
    " nav ol p plaintext pre search section summary table caption tbody td tfoot th thead tr ul"
    " xmp".split()
)
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))
_ITEMS = frozenset(("li", "dd"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_REVEALED = ("html", "body")  # what a script shows when the page has loaded
_WECHAT_ARTICLE = "js_content"
_MAX_PATH = 100  # elements; deeper ones are not told apart
_MAX_ATTRIBUTE = 1000  # characters of an attribute that are looked at
_AROUND_TAGS = frozenset(("nav", "header", "footer", "aside"))
_AROUND_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search"))
_AROUND_CLASSES = re.compile(
    r"(nav|navbar|navigation|menu|submenu|topmenu|header|footer|foot|bottom|copyright|sidebar|sider"
    r"|aside|breadcrumb|breadcrumbs|crumb|crumbs|comment|comments|pinglun|share|sharing|social"
    r"|related|recommend|recommended|hotnews|toolbar|topbar|pager|pagination|login|search|cookie"
    r"|banner|advert|ads?|gg|friendlink|links|prevnext|tags)(s|[-_]?(box|list|bar|wrap|area|\d+))?",
    re.IGNORECASE,
)
_NEVER_AROUND = frozenset(("html", "body", "main", "article", "h1", "p", "td", "tr", "tbody"))

_WIDE = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\n\r\f]*(?=[{_WIDE}])")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_INDENT = re.compile("\u3000|[\u00a0\u2002\u2003]{2}")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text that stands for itself on the page; it may hold line breaks.

    Blocks of one ``group`` are items of one list or rows of one table; 0: of none. ``path`` names
    the block elements that the text stands in, the outermost first.
    """

    text: str
    group: int
    path: tuple[int, ...]
    heading: int  # 1 to 6; 0: no heading
    n_linked: int  # characters of it that are links
    is_around: bool  # in what stands around an article: navigation, header, footer
    in_article: bool  # in an <article> or <main>


def page_blocks(root: Any) -> list[Block]:
    """The blocks that a reader of the page sees; ``root`` holds no comments or instructions."""
    from lxml import etree

    page = _Page(_over_headings(root))
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            page.close(element, is_root=element is root)
        elif _is_unseen(element):
            walk.skip_subtree()
            page.pass_over()
        elif element.tag == "table" and is_data_table(element):
            walk.skip_subtree()
            page.add_table(element)
        else:
            page.open(element)
    page.flush()
    return page.blocks


@dataclass(frozen=True, slots=True)
class _Place:
    """What the elements that are open say of the text in them."""

    path: tuple[int, ...] = ()  # numbers of the block elements
    group: int = 0
    heading: int = 0
    is_linked: bool = False
    is_pre: bool = False
    is_around: bool = False
    in_article: bool = False


class _Page:
    """Where a walk over the page stands, and the blocks that it has finished."""

    def __init__(self, over_headings: set[Any]) -> None:
        self.blocks: list[Block] = []
        self._over_headings = over_headings
        self._places = [_Place()]  # one for each open element, the innermost last
        self._n_elements = 0
        self._lines: list[list[str]] = [[]]  # pieces of each line of the block at hand
        self._n_linked = 0

    def open(self, element: Any) -> None:
        """Begin an element: what it is, and its own text."""
        self._n_elements += 1
        if element.tag in _BLOCKS:
            self.flush()
        place = _within(self._places[-1], element, self._n_elements)
        if not place.is_around and _is_around(element) and element not in self._over_headings:
            place = replace(place, is_around=True)
        self._places.append(place)
        if element.tag == "br":
            self._lines.append([])
        self._add(element.text)

    def pass_over(self) -> None:
        """Begin an element that is not shown."""
        self._places.append(self._places[-1])

    def close(self, element: Any, *, is_root: bool) -> None:
        """End an element; the text that follows it belongs to its parent."""
        if element.tag in _BLOCKS and not _is_unseen(element):
            self.flush()
        self._places.pop()
        if not is_root:
            self._add(element.tail)

    def add_table(self, table: Any) -> None:
        """A data table: its caption, then its rows as one group."""
        self.flush()
        self._n_elements += 1
        outer = self._places[-1]
        path = (*outer.path, self._n_elements)
        self._places.append(replace(outer, path=path, group=self._n_elements))
        rows, is_linked = _rows(table)
        for row in rows:
            self._append(row, len(row) if is_linked else 0)

    def flush(self) -> None:
        """Finish the block at hand; an empty or an indented line begins another."""
        lines, self._lines = self._lines, [[]]
        n_linked, self._n_linked = self._n_linked, 0
        if self._places[-1].is_pre:
            text = "\n".join(map("".join, lines))
            self._append(text.strip("\n").rstrip(), n_linked)
            return
        paragraph: list[str] = []
        for line in map(_collapse, lines):
            if paragraph and (not line.strip() or _INDENT.match(line)):
                self._append("\n".join(paragraph), n_linked)
                paragraph = []
            if line.strip():
                paragraph.append(line.strip())
        self._append("\n".join(paragraph), n_linked)

    def _append(self, text: str, n_linked: int) -> None:
        if not text.strip():
            return
        place = self._places[-1]
        self.blocks.append(
            Block(
                text=text,
                group=place.group,
                path=place.path,
                heading=place.heading,
                n_linked=min(n_linked, len(text)),
                is_around=place.is_around,
                in_article=place.in_article,
            )
        )

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._places[-1].is_linked:
            self._n_linked += len(text.strip())
        self._lines[-1].append(text)


def _is_unseen(element: Any) -> bool:
    tag = element.tag
    if tag in _REVEALED or element.get("id") == _WECHAT_ARTICLE:
        return False
    if tag in _UNSEEN or "hidden" in element.attrib:
        return True
    if tag == "dialog" and "open" not in element.attrib:
        return True
    style = element.get("style")
    return style is not None and bool(_HIDDEN.search(style[:_MAX_ATTRIBUTE]))


def _within(place: _Place, element: Any, number: int) -> _Place:
    """The place inside an element."""
    tag = element.tag
    if tag == "a":
        return replace(place, is_linked=True)
    if tag not in _BLOCKS:
        return place
    group = place.group
    if tag in _LISTS and not group:
        group = number
    elif tag in _ITEMS and _holds_paragraphs(element):
        group = 0
    return replace(
        place,
        path=place.path if len(place.path) >= _MAX_PATH else (*place.path, number),
        group=group,
        heading=_HEADINGS.get(tag, place.heading),
        is_pre=place.is_pre or tag in _PREFORMATTED,
        in_article=place.in_article or tag in ("article", "main"),
    )


def _holds_paragraphs(item: Any) -> bool:
    """Whether a list item is a text of its own: an article in a list of articles."""
    children = list(islice(item.iterchildren("p", "h1", "h2", "h3", "h4"), 2))
    return len(children) > 1 or any(child.tag != "p" for child in children)


def _is_around(element: Any) -> bool:
    """Whether an element says by tag, role, class or id that it stands around an article."""
    tag = element.tag
    if tag not in _BLOCKS or tag in _NEVER_AROUND:
        return False
    if tag in _AROUND_TAGS or element.get("role") in _AROUND_ROLES:
        return True
    names = f"{element.get('class', '')[:_MAX_ATTRIBUTE]} {element.get('id', '')[:200]}".split()
    return any(_AROUND_CLASSES.fullmatch(name) for name in names)


def _over_headings(root: Any) -> set[Any]:
    """The elements that hold a main heading: they stand around no article."""
    over: set[Any] = set()
    for heading in root.iter("h1"):
        for element in heading.iterancestors():
            if element in over:
                break
            over.add(element)
    return over


def _rows(table: Any) -> tuple[list[str], bool]:
    """The rows of a table as lines, and whether most of what stands in it is links: a menu."""
    rows: list[str] = []
    n_linked = size = 0
    for part in table.iter("caption", "tr"):
        cells = [part] if part.tag == "caption" else [c for c in part if c.tag in ("td", "th")]
        read = list(map(_one_line, cells))
        while read and not read[-1][0]:
            read.pop()
        rows.append(" | ".join(text for text, _ in read))
        size += sum(len(text) for text, _ in read)
        n_linked += sum(n for _, n in read)
    return rows, 2 * n_linked > size


def _one_line(element: Any) -> tuple[str, int]:
    """The text that is seen of an element, line breaks as spaces, and how much of it is links."""
    if _is_unseen(element):
        return "", 0
    if len(element) == 0:
        return _collapse([element.text or ""]), 0
    blocks = page_blocks(element)
    text = " ".join(" ".join(block.text.split("\n")) for block in blocks)
    return text, sum(block.n_linked for block in blocks)


def _collapse(pieces: list[str]) -> str:
    """A line with white space as a browser shows it; a line break between Chinese is none."""
    text = _BREAK_IN_CHINESE.sub("", "".join(pieces))
    return _SPACE.sub(" ", text).strip(" ")
