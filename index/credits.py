"""Lines that name who made an article by fields: 来源：…, 文｜…, 编辑/….

``line ─▶ Credit...``: what is stated, each with its span in the line. Lines without fields are
left to ``index.bylines``, heads and ends of paragraphs to ``index.leads``, and which lines stand
where in an article to ``index.heads``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from index.bylines import BESIDE_DATE, Credit, dated_name, unnamed_credits
from index.dates import find_date
from index.lines import plain
from index.source import Span

_ROLES = {
    "publisher": "文章来源|本文来源|信息来源|新闻来源|稿件来源|消息来源|内容来源|本文来自|转载自|转自|来源于|来源|稿源|出处"
    "|出品方|出品|来自|首发|Source|Publisher|Published by|Originally published in|Originally published on|Via",
    "reporter": "本报记者|本刊记者|本网记者|每经记者|特约记者|见习记者|实习记者|特派记者|记者|Reporter|Reporting by",
    "author": "原文作者|本文作者|作者|撰文|撰稿人|撰稿|执笔|采写|文字|文|By|Author|Written by|Words by",
    "editor": "责任编辑|每经编辑|本文编辑|本期编辑|值班编辑|执行编辑|网络编辑|文字编辑|编辑|责编|Editor|Edited by|Editing by",
    "date": "发布时间|发布日期|发表时间|发表日期|更新时间|最后更新|发布于|发表于|更新于|时间|日期"
    "|Date|Published on|Published at|Published|Posted on|Posted|Last updated|Updated on|Updated",
    "other": "头图|题图|首图|配图来源|配图|图源|图片来源|图片来自|图片|图|摄影报道|摄影|供图|制图|视频|校对|审核|审校|终审|监制|排版|美编|设计|策划|统筹"
    "|主编|副主编|翻译|编译|来源链接|原标题|原文标题|通讯员|实习生|联系邮箱|Photos by|Photo by|Photos|Photo|Image|Translated by|Tags|Tag",
}
_ROLE_OF = {name.lower(): role for role, names in _ROLES.items() for name in names.split("|")}
_ROLE_NAMES = "|".join(sorted(map(re.escape, _ROLE_OF), key=len, reverse=True))
_FIELD = re.compile(
    rf"(?:^|(?<=[\s|｜,，;；。”\"(（【\[·•/、]))(?P<role>{_ROLE_NAMES})\s*(?:[:：/／丨|｜∣]|——)\s*",
    re.IGNORECASE,
)
# Without a mark between role and name: only where a name of a person or a paper follows, and an end.
_SPACED = re.compile(
    r"(?:^|(?<=[\s|｜,，;；。(（【\[·•]))"
    r"(?P<role>本报记者|本刊记者|本网记者|每经记者|特约记者|见习记者|实习记者|特派记者|记者|作者|撰文|责任编辑|每经编辑|编辑|责编|校对|摄影|通讯员|审核|监制)"
    r"(?:\s+|(?=[\u3400-\u9fff·]{2,4}(?:$|\s*[)）】\]|｜])))"
    r"(?=[\u3400-\u9fff·]{2,12}(?:$|[\s|｜,，;；、)）】\]/（(]))"
)
_ACCOUNT = re.compile(r"微信公众号[:：]?[“\"「《]?([^”\"」》,，。:：(（|｜\s]{2,20})")
_BRACKETED = re.compile(r"^[（(【\[〔]\s*([^（）()【】]{2,80}?)\s*[）)】\]〕]$")
_VALUE_END = re.compile(
    r"[,，;；。|｜∣]|\s{2,}|\s+[-–—/]\s+|\s*[·•](?=\s)|$"
    r"|\s*(?=(?:19|20)\d{2}\s*[-/.年]\s*\d)|\s+(?=\d{1,2}\s*[:：月]\s*\d)"
    r"|\s+(?=(?:阅读|浏览|点击|评论|分享|字号|字体|打印|收藏|关注|举报|我要|跟帖|人气|热度|摄影|报道|A\+))"
)
_PERSON_END = re.compile(
    r"\s*[（(【\[]|\s*[）)】\]]|\s+[\u3400-\u9fff]{0,6}报道|\s+(?:摄|文|图)$|(?<=[\u3400-\u9fff]{2})\s+发自"
)
_PUBLISHER_END = re.compile(r"(?<![\w])[）)】\]]$|\s*[(（]\s*(?:ID|id|微信)[^）)]*[)）]?")
_QUOTED = re.compile(r"^[“\"「《【\[](.+?)[”\"」》】\]]$")
_MAX_CREDIT_LINE = 120  # code points; a longer line is a sentence that mentions a role
_MAX_SPACED_LINE = 60
_CLOSED = re.compile(r"[。！？!?]$")
_CACHED = 4096  # lines; each is looked at by several rules


@lru_cache(maxsize=_CACHED)
def find_credits(line: str) -> tuple[Credit, ...]:
    """The roles that a line states; empty if the line is no credit line."""
    if len(line) > _MAX_CREDIT_LINE:
        return ()
    if bracketed := _BRACKETED.match(line):
        inner = find_credits(bracketed.group(1))
        return tuple(moved(credit, bracketed.start(1)) for credit in inner)
    fields = _fields_of(plain(line))
    if not fields:
        return tuple(unnamed_credits(line))
    named = _before_fields(line[: fields[0].start()].rstrip("【[（("))
    account = _ACCOUNT.search(line)
    if named is None and not account:
        return tuple(unnamed_credits(line))
    found = [*(named or []), *_fields(line, fields)]
    if account:
        publisher = Credit("publisher", account.group(1), Span(*account.span(1)))
        found = [one for one in found if one.role != "publisher"] + [publisher]
    return tuple(found)


def _fields_of(line: str) -> list[re.Match[str]]:
    """Where roles are named, in order: those with a mark after them, then bare ones."""
    fields = list(_FIELD.finditer(line))
    if len(line) <= _MAX_SPACED_LINE and not _CLOSED.search(line):
        taken = [field.span() for field in fields]
        fields += [
            bare
            for bare in _SPACED.finditer(line)
            if not any(bare.start() < end and start < bare.end() for start, end in taken)
        ]
    return sorted(fields, key=lambda field: field.start())


def moved(credit: Credit, by: int) -> Credit:
    """The credit of a part of a line, in the line."""
    if credit.span is None:
        return credit
    return replace(credit, span=Span(credit.span.start + by, credit.span.end + by))


def _before_fields(before: str) -> list[Credit] | None:
    """What stands before the first role: nothing, a date, a name beside a date; None otherwise."""
    stated = find_date(before)
    rest = before[: stated[1]] + before[stated[2] :] if stated else before
    if BESIDE_DATE.match(plain(rest)):
        return []
    return dated_name(before) or None


def _fields(line: str, fields: list[re.Match[str]]) -> Iterator[Credit]:
    seen = plain(line)
    for field, following in zip(fields, [*fields[1:], None], strict=True):
        role = _ROLE_OF[field.group("role").lower()]
        stop = following.start() if following else len(line)
        end = _VALUE_END.search(seen, field.end(), stop) if role != "date" else None
        value = line[field.end() : end.start() if end else stop]
        lead = len(value) - len(value.lstrip())
        start, value = field.end() + lead, value.strip().rstrip("|｜·•/ ")
        if role in ("author", "reporter", "editor"):
            value = _PERSON_END.split(value, maxsplit=1)[0]
        elif role == "publisher":
            value = _PUBLISHER_END.sub("", value)
            if quoted := _QUOTED.match(value):
                start, value = start + quoted.start(1), quoted.group(1)
        yield Credit(role, value, Span(start, start + len(value)) if value else None)


def is_credit(line: str) -> bool:
    """Whether a line does nothing but name roles."""
    return bool(find_credits(line))
