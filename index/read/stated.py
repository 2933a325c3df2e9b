"""Values that a file states of itself, as they can be shown: on one line, and no placeholder.

``value ─▶ str | None``, for the readers of web pages and DOCX.
"""

from __future__ import annotations

import re
from html import unescape

from index.source import mend_surrogates

_MAX_LENGTH = 300  # code points; longer is no title and no name
_NO_AUTHOR = re.compile(
    r"(admin(istrator)?|user|owner|author|root|guest|test|unknown|anonymous|none|null|nil|n/?a|网友"
    r"|(windows|microsoft|office|ms|微软|默认|未知)[ -]*(office[ -]*)?(user|用户|作者)|用户|作者|佚名|管理员"
    r"|默认|python-docx|libreoffice|openoffice|wps( office)?|hp|dell|lenovo|asus|acer)[ _-]*\d*",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(untitled( document)?|no title|title|document|new (page|document)( \d)?|index|home|首页|主页"
    r"|无标题(文档|页)?|未命名|标题|文档|新建.{0,20}|null|undefined|word document|page title"
    r"|(microsoft )?word\s*[-–—]\s.*|powerpoint (presentation|演示文稿))[ _-]*\d*",
    re.IGNORECASE,
)
_FILE = re.compile(r"[^\s]+\.(docx?|dotx?|html?|odt|rtf|wps|pdf|txt|xml)", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://|www\.|/|@|mailto:)\S*|\S+@\S+\.\S+", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{|\}\}|<%|%>|\$\{")


def stated(value: object) -> str | None:
    """A value on one line; None if it is none, empty, too long or what a template left over."""
    if not isinstance(value, str) or len(value) > 20 * _MAX_LENGTH:
        return None
    text = " ".join(mend_surrogates(unescape(value)).replace("\0", " ").split())
    if not text or len(text) > _MAX_LENGTH or _TEMPLATE.search(text):
        return None
    return text


def stated_title(value: object) -> str | None:
    """A title; None for a placeholder or the name of a file."""
    text = stated(value)
    if text is None or not any(char.isalnum() for char in text):
        return None
    return None if _NO_TITLE.fullmatch(text) or _FILE.fullmatch(text) else text


def stated_name(value: object) -> str | None:
    """A person or an organisation; None for a placeholder, a program or an address."""
    text = stated(value)
    if text is None or not any(char.isalpha() for char in text):
        return None
    return None if _NO_AUTHOR.fullmatch(text) or _ADDRESS.fullmatch(text) else text
