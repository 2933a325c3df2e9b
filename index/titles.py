"""Titles: the article's own, another page's, and one made where none is stated.

``Line... ─▶ title``. A title of another page (spam) has next to nothing in common with the text
under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.credits import is_credit
from index.dates import narrow
from index.leads import find_label
from index.lines import Line
from index.sentence import split_sentences
from index.source import Span

_MAX = 60
_MAX_LATIN = 150
_END = re.compile(r"[。;；,，、:：.]$")
_GENERATED_MAX = 40
_MIN_BODY = 200  # code points without which nothing is said of a title
_BEGINS = re.compile(r"[\w“\"《【「『(（]")  # a line that begins with a comma is a piece of one
_HOW_TO = re.compile(r"怎么|怎样|如何|哪里|哪个|多少钱|是什么|教程|攻略")
_SPAM_SUPPORT = 0.10  # a title whose bigrams are in the body to less than this is not its title
_SPAM_SUPPORT_HOW_TO = 0.50  # a how-to question set apart from the body has to be better
_SUPPORT_WINDOW = 4000  # code points of body to look for the title's bigrams in
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_MARKED = re.compile(
    r"(?:标题|標題|题目|題目|Title|Headline)\s*[:：]\s*(?P<a>\S.*)|【(?P<b>[^【】]{4,60})】"
)
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}\s*[、.．)）]|第[一二三四五六七八九十\d]+[章节条篇]|[①-⑳]"
)
_SITE = re.compile(r"\s*[_|｜\-–—]+\s*\S.{0,30}$")
_DATE_LINE = re.compile(
    r"^[\s\d年月日号:：/.\-T,Z+()（）发布更新于时间星期周一二三四五六七八九十〇○零天上下午]*$"
    r"|^(?:(?:Published|Posted|Updated|Last updated|Date)(?: on| at)?[:：]?\s*)?"
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})[\s\d:,APMapm.]*$"
)


def is_date_line(line: str) -> bool:
    """Whether a line holds a date, a time of day or both, and nothing else."""
    return bool(_DATE_LINE.match(narrow(line)))


def is_title_like(line: str) -> bool:
    """Whether a line could be a title or heading: short, and no end of a sentence."""
    limit = _MAX_LATIN if line.isascii() else _MAX
    return (
        len(line) <= limit
        and not _END.search(line)
        and "。" not in line
        and find_label(line) is None
        and not is_credit(line)
        and not is_date_line(line)
    )


def spam_title(lines: Sequence[Line]) -> Line | None:
    """The first line, if it is the title of some other page."""
    if len(lines) < 2 or not is_title_like(lines[0].text) or not _BEGINS.match(lines[0].text):
        return None
    title = lines[0].text
    if not lines[1].gap and (is_credit(lines[1].text) or is_date_line(lines[1].text)):
        return None
    bigrams = _bigrams(title)
    if len(bigrams) < 4:
        return None
    body = "".join(line.text for line in lines[1:200])[:_SUPPORT_WINDOW]
    if len(body) < _MIN_BODY:
        return None
    support = sum(bigram in body for bigram in bigrams) / len(bigrams)
    asks = bool(_HOW_TO.search(title)) or title.endswith(("?", "？"))
    # Words that the text does not share alone are none: a headline may be all metaphor.
    needed = _SPAM_SUPPORT if lines[1].gap or asks else 0.0
    if lines[1].gap and _HOW_TO.search(title):
        needed = _SPAM_SUPPORT_HOW_TO
    return lines[0] if support < needed else None


def _bigrams(text: str) -> list[str]:
    return [run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)]


def marked_title(line: str) -> Span | None:
    """The title in a line that says that it is one: 标题：…, or a line in 【】."""
    match = _MARKED.fullmatch(line)
    return Span(*match.span("a" if match["a"] else "b")) if match else None


def names_title(line: str) -> bool:
    """Whether a line calls itself a title: 标题：…."""
    return marked_title(line) is not None and not line.startswith("【")


def is_numbered(line: str) -> bool:
    """Whether a line begins as a section or an item does: 六、…, （一）…, 3. …."""
    return bool(_NUMBERED.match(line))


def repeats_title(line: str, title: str) -> bool:
    """Whether a line is a page's form of a title, with its site's name: 渡口换了桥_青石网."""
    shown = title_span(title).of(title)
    rest = line.removeprefix(shown)
    return rest != line and (not rest or bool(_SITE.fullmatch(rest)))


def title_span(line: str) -> Span:
    """The place of the title in its line."""
    if marked := marked_title(line):
        return marked
    shown = line.lstrip("# ").strip() or line
    offset = line.index(shown)
    return Span(offset, offset + len(shown))


def generated_title(text: str, blocks: Iterable[Span]) -> str:
    """The first sentence of the body, cut at a comma if it is long."""
    blocks = list(blocks)
    for block in blocks:
        for sentence in split_sentences(text, block):
            line = sentence.span.of(text)
            label = find_label(line)
            line = line[label.end :].lstrip() if label else line
            if len(line) < 4 or is_credit(line) or is_date_line(line):
                continue
            return _shortened(line.rstrip("。.;；"))
    return _shortened(blocks[0].of(text))


def _shortened(line: str) -> str:
    limit = _GENERATED_MAX if not line.isascii() else 2 * _GENERATED_MAX
    line = " ".join(line.split())
    if len(line) <= limit:
        return line
    head = line[:limit]
    cut = max(head.rfind(mark) for mark in ("，", ",", "、", "：", ":", " "))
    return (head[:cut] if cut >= limit // 2 else head).rstrip() + "…"
