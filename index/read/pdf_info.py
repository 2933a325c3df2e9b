"""What a PDF says of itself: title and author, where a person wrote them.

``document information ─▶ GivenMetadata``. Many programs fill in a file name, their own name or that
of the machine's user: such values are no metadata. Dates are those of the file and are not read.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from index.source import GivenMetadata, mend_surrogates

_MAX_LENGTH = 300  # code points
_PROGRAM = re.compile(
    r"(microsoft|ms|libreoffice|openoffice|wps)\s*(office\s*)?(word|powerpoint|excel|writer|impress)?"
    r"\s*[-–—:].*|(microsoft )?powerpoint (presentation|演示文稿)|powerpoint 演示文稿|幻灯片 ?1|slide 1",
    re.IGNORECASE,
)
_FILE = re.compile(
    r".*\.(docx?|dotx?|odt|rtf|txt|wps|pptx?|xlsx?|pdf|ps|eps|dvi|tex|indd|qxd|pmd|fm|html?|xml"
    r"|pages|md|jpe?g|png|tiff?|cdr|ai)|.*[\\/][^\s]*",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"\(?(untitled|unnamed|no title|title|document|doc|new document|无标题|未命名|标题|文档|新建.{0,20}"
    r"|模板|template|print|layout|scan|scanned document|unknown|anonymous)\)?[ _-]*\d*",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"\(?(admin(istrator)?|user|(windows|microsoft|office|ms|微软|默认)[ -]*(office[ -]*)?(user|用户)|用户"
    r"|owner|author|作者|unknown|unspecified|anonymous|guest|root|default|test|nobody|pc|home"
    r"|hp|dell|lenovo|asus|acer|thinkpad|toshiba|雨林木风|番茄花园|深度(技术)?|系统天地"
    r"|python-docx|latex|openoffice|libreoffice|wps(office)?|adobe|acrobat)\)?[ _-]*\d*",
    re.IGNORECASE,
)
_FOREIGN = re.compile("[\u0080-\u00ff]")
_MOJIBAKE = ("gb18030", "utf-8", "big5")  # encodings whose bytes are shown as Latin letters


def given_metadata(document: Any) -> GivenMetadata:
    """Title and author of a pdfium document."""
    return GivenMetadata(
        title=_sensible(document.get_metadata_value("Title"), _NO_TITLE),
        author=_sensible(document.get_metadata_value("Author"), _NO_AUTHOR),
    )


def _sensible(value: str, nonsense: re.Pattern[str]) -> str | None:
    """A value on one line; None if it says nothing."""
    text = " ".join(mend_surrogates(value).replace("\0", " ").split())
    if not text or len(text) > _MAX_LENGTH or not any(char.isalpha() for char in text):
        return None
    if any(pattern.fullmatch(text) for pattern in (nonsense, _PROGRAM, _FILE)):
        return None
    return None if _is_garbled(text) else text


def _is_garbled(text: str) -> bool:
    """Whether a text was decoded wrongly, or holds what no text holds."""
    if any(unicodedata.category(char) in ("Cc", "Co", "Cn") or char == "\ufffd" for char in text):
        return True
    foreign = len(_FOREIGN.findall(text))
    if foreign < 2 or foreign * 3 < sum(not char.isspace() for char in text):
        return False
    return any(_becomes_chinese(text, encoding) for encoding in _MOJIBAKE)


def _becomes_chinese(text: str, encoding: str) -> bool:
    try:
        return bool(re.search("[\u4e00-\u9fff]", text.encode("latin-1").decode(encoding)))
    except UnicodeError:
        return False
