"""Lines of a text, trimmed, blank ones left out: what the rules of layout look at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.dates import narrow
from index.source import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029\x85\v\f]+")
_ENDS_SENTENCE = re.compile(r"[。！？!?.…][”’\"'」』）)】\]]*$|[：；;]$")
# Of the words that sites print around articles, not of the language: that is index.fold's.
_PLAIN = str.maketrans(
    "記責編輯來發時間報導圖攝譯審執筆網聞據訊電綜總監採寫題閱讀轉載關廣熱門薦頁員點擊評論週"
    "視頻臺財經觀觸線標會臉書歡電話專欄獨家實習審運營設計資聯繫機構參與號載說",
    "记责编辑来发时间报导图摄译审执笔网闻据讯电综总监采写题阅读转载关广热门荐页员点击评论周"
    "视频台财经观触线标会脸书欢电话专栏独家实习审运营设计资联系机构参与号载说",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. ``gap``: at least one blank line stands before it."""

    text: str
    span: Span
    gap: bool


def split_lines(text: str, within: Span | None = None) -> list[Line]:
    """The lines of ``text`` (or of a span of it), in order, with offsets into ``text``."""
    first, last = (within.start, within.end) if within else (0, len(text))
    lines: list[Line] = []
    for match in _LINE.finditer(text, first, last):
        raw = match.group()
        trimmed = raw.strip()
        if not trimmed:
            continue
        start = match.start() + len(raw) - len(raw.lstrip())
        breaks = text[lines[-1].span.end : start] if lines else ""
        gap = breaks.replace("\r\n", "\n").count("\n") + breaks.replace("\r\n", "").count("\r") > 1
        lines.append(Line(trimmed, Span(start, start + len(trimmed)), gap))
    return lines


def plain(line: str) -> str:
    """A line for rules to look at, of the same length: narrow, site words in Simplified."""
    return line if line.isascii() else narrow(line).translate(_PLAIN)


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a paragraph does."""
    return bool(_ENDS_SENTENCE.search(line))
