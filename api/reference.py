"""A quote as it is copied elsewhere: a reference by GB/T 7714-2015, and a Markdown block.

``Citation ─▶ text``. Pure functions; whatever an article says can neither break a line nor become
markup of the document that it is pasted into.

Source: GB/T 7714-2015, numeric order: 8.1 (more than three authors: three and 等 or et al.; without
any the title comes first), 8.4.3 (an estimated date is put in square brackets), 8.8 (an electronic
resource has the date of access and its address), 4.4 and 4.6 (newspaper, electronic resource). In the
standard square brackets also mark what the citing person wrote, so a made title stands in them. Names
are left in the order that the article has them: which part is the family name is not known.
"""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import quote

from api.pages import web_address
from index.locate import file_place
from index.store import ArticleRecord
from search.cite import Citation

_BETWEEN_AUTHORS = re.compile(
    r"\s*[、;；，,]\s*|\s+(?:and|&|和)\s+|(?<=[\u4e00-\u9fff]{2})\s+(?=[\u4e00-\u9fff]{2})"
)
_SEMICOLON = re.compile(r"\s*[;；]\s*")  # where names are inverted, commas stand inside them
_HAN_NAME = re.compile("[\u4e00-\u9fff]")
_MOST_AUTHORS = 3
_INLINE = re.compile(r"[\\`*_\[\]~|$]")
_BLOCK = re.compile(r"[#+=:-]|\d{1,9}(?=[.)])")  # what makes a line a heading, a list, a rule
_IN_CODE = re.compile(r"[`<>&]")  # what a code span cannot show
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ADDRESS_SAFE = ":/?#[]@!$&'*+,;=%-._~"


def reference_gbt7714(citation: Citation, *, accessed: str) -> str:
    """The article of a quote as an entry of a list of references, without its number.

    ``[N/OL]`` is news with an address, publisher and date, ``[EB/OL]`` another page with an address,
    ``[N]`` news without an address, ``[Z]`` anything else; the last two name the file instead.

    Args:
        citation: The quote.
        accessed: The day on which the file was read, ``YYYY-MM-DD``: the date of access.
    """
    article = citation.article
    publisher, date = _line(article.publisher), _date(article)
    address = web_address(article.url)
    if address and publisher and date:
        kind, issue = "N/OL", f"{publisher}, {date}[{accessed}]"
    elif address:
        kind, issue = "EB/OL", f"{publisher}{f'({date})' if date else ''}[{accessed}]"
    else:
        kind, issue = "N" if publisher else "Z", ", ".join(filter(None, (publisher, date)))
    path = _address(address) if address else _line(article.file)
    parts = [_authors(article), f"{_title(article)}[{kind}]", issue]
    return "".join(f"{part.removesuffix('.')}. " for part in parts if part) + f"{path}."


def reference_markdown(citation: Citation, *, address: str) -> str:
    """A quote as a Markdown block quotation that ends in its source.

    Args:
        citation: The quote; its line breaks are kept as hard ones.
        address: The whole address of its passage page.
    """
    article = citation.article
    lines = [_escape_line(line) for line in citation.quote.splitlines()]
    breaks = ["  " if line and after else "" for line, after in pairwise([*lines, ""])]
    quoted = [f"> {line}{end}" if line else ">" for line, end in zip(lines, breaks, strict=True)]
    source = [
        f"[{_escape(_title(article))}]({_address(address)})",
        _escape(_line(article.publisher)),
        _escape(_date(article)),
        _place(citation),
    ]
    closing = f"> — {' · '.join(filter(None, source))}"
    return "\n".join([*quoted, ">", closing]) + "\n"


def _authors(article: ArticleRecord) -> str:
    stated = _line(article.author)
    between = _SEMICOLON if _SEMICOLON.search(stated) else _BETWEEN_AUTHORS
    names = [name for name in between.split(stated) if name]
    if len(names) > _MOST_AUTHORS:
        names = [*names[:_MOST_AUTHORS], "等" if _HAN_NAME.search(names[0]) else "et al"]
    return ", ".join(names)


def _title(article: ArticleRecord) -> str:
    title = _line(article.title)
    return f"[{title}]" if article.title_generated else title


def _date(article: ArticleRecord) -> str:
    date = _line(article.published)
    return f"[{date}]" if date and article.published_inferred else date


def _place(citation: Citation) -> str:
    """``file:line [start:end]``, as code where code can show it."""
    span = citation.span
    named = file_place(citation.article.file, citation.locator)
    place = _line(f"{named} [{span.start}:{span.end}]")
    return _escape(place) if _IN_CODE.search(place) else f"`{place}`"


def _line(text: str | None) -> str:
    """A text on one line."""
    return " ".join((text or "").split())


def _address(url: str) -> str:
    """An address without what would end it in Markdown or a line."""
    return quote(url, safe=_ADDRESS_SAFE)


def _escape_line(text: str) -> str:
    """A line of a quote that Markdown shows as it is; white space at its ends shows nowhere."""
    line = text.strip(" \t")
    start = _BLOCK.match(line)
    if start is None:
        return _escape(line)
    number = start[0] if start[0].isdigit() else ""
    rest = line[len(number) :]
    return f"{number}\\{rest[0]}{_escape(rest[1:])}"


def _escape(text: str) -> str:
    return _INLINE.sub(r"\\\g<0>", text).translate(_HTML)
