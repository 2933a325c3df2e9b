"""Lines that name who made an article: labels, bylines, sources, signatures, datelines.

``line ─▶ Credits``: what is stated, each with its span in the line. Which lines stand where in
an article is left to ``index.segment``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.dates import find_date
from index.source import Span

_ROLES = {
    "publisher": "文章来源|本文来源|信息来源|新闻来源|来源|稿源|出处|出品|来自|Source|Publisher|Published by",
    "author": "本报记者|每经记者|特约记者|实习记者|记者|作者|撰文|撰稿|文|By|Author|Reporter",
    "editor": "责任编辑|每经编辑|本文编辑|编辑|责编|Editor|Edited by",
    "date": "发布时间|发布日期|发表时间|时间|日期|Date|Published",
    "other": "头图|题图|图源|图片来源|图|摄影|供图|校对|审核|监制|排版|翻译|编译|来源链接|原标题",
}
_ROLE_OF = {name.lower(): role for role, names in _ROLES.items() for name in names.split("|")}
_ROLE_NAMES = "|".join(sorted(map(re.escape, _ROLE_OF), key=len, reverse=True))
_FIELD = re.compile(
    rf"(?:^|(?<=[\s|｜,，;；。”\"]))({_ROLE_NAMES})\s*[:：/／丨|]\s*", re.IGNORECASE
)
_BY = re.compile(r"^[*_]*By\s+(?=[A-Z])")
_BRACKETED = re.compile(
    r"^[（(]\s*(?:本报|本刊|本网|特约|实习|见习)*(记者|作者|编辑)[\s:：/]*([\u3400-\u9fff·]{2,8})(?=[\s，,、）)])[^（()）]{0,24}[）)]$"
)
_BARE_PUBLISHER = re.compile(
    r"^[\u3400-\u9fff]{2,10}(?:日报|晚报|时报|早报|商报|晨报|新闻|周刊|杂志|新闻网|通讯社)$"
)
_ACCOUNT = re.compile(r"微信公众号[:：]?[“\"「《]?([^”\"」》,，。:：(（]{2,20})")
LABEL = re.compile(r"^[【\[]([^】\]\n]{1,16}?)(讯|原创|报道|消息|快讯|独家|综合|电)[】\]]")
_SIGNATURE = re.compile(r"^[（(]\s*([^（）()]{2,30}?)\s*[）)]$")
_SIGNATURE_NAME = re.compile(r"(网|报|社|讯|台|刊|完|news|press)$", re.IGNORECASE)
_DATELINE = re.compile(
    r"^[\u4e00-\u9fff]{2,8}(社|网|报)[\u4e00-\u9fff]{0,8}\s*(\d{4}年)?\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(电|讯|消息)"
)
_VALUE_END = re.compile(r"[,，;；。|｜]|\s{2,}|$")
_BESIDE_DATE = re.compile(r"^[\s\d:：|｜·,，]*$")
_BY_PART_END = re.compile(r"\s*[|｜,，·]\s*|\s+[-–—]\s+")
_MASTHEAD_PART = re.compile(r"[^|｜]+")
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z][\u3400-\u9fffA-Za-z ]{1,15}")
_MAX_CREDIT_LINE = 80  # code points; a longer line is a sentence that mentions a role


@dataclass(frozen=True, slots=True)
class Credit:
    """One stated role: its name, the value, and where the value stands in the line."""

    role: str  # publisher, author, editor, date, other
    value: str
    span: Span | None  # None where the role is named and the value is missing


def find_credits(line: str) -> list[Credit]:
    """The roles that a line states; empty if the line is no credit line."""
    if len(line) > _MAX_CREDIT_LINE:
        return []
    by = _BY.match(line)
    if by and len(line) <= _MAX_CREDIT_LINE and not line.endswith((".", "。")):
        return list(_english_byline(line, by.end()))
    bracketed = _BRACKETED.match(line)
    if bracketed:
        role = _ROLE_OF[bracketed.group(1)]
        return [Credit(role, bracketed.group(2), Span(*bracketed.span(2)))]
    fields = list(_FIELD.finditer(line))
    if not fields:
        return []
    before = line[: fields[0].start()]
    named = _masthead(before)
    if not (named or _is_dated(before) or _ACCOUNT.search(line)):
        return []
    found = [*named, *_fields(line, fields)]
    account = _ACCOUNT.search(line)
    if account:
        found.append(Credit("publisher", account.group(1), Span(*account.span(1))))
    return found


def _english_byline(line: str, start: int) -> Iterator[Credit]:
    """By NAME, PUBLISHER, DATE: what follows the name is a publisher unless it holds a figure."""
    for role in ("author", "publisher"):
        end = _BY_PART_END.search(line, start)
        stop = end.start() if end else len(line)
        value = line[start:stop].rstrip("*_ ")
        if not value or (role == "publisher" and any(char.isdigit() for char in value)):
            return
        yield Credit(role, value, Span(start, start + len(value)))
        if not end:
            return
        start = end.end()


def _masthead(before: str) -> list[Credit]:
    """The publisher in "NAME｜DATE｜", as it stands before the first role; empty if it is not so."""
    parts = list(_MASTHEAD_PART.finditer(before))
    if len(parts) < 2 or before.rstrip()[-1:] not in ("|", "｜"):
        return []
    name, *others = parts
    if not _NAME.fullmatch(name.group().strip()) or not all(_is_dated(p.group()) for p in others):
        return []
    value = name.group().strip()
    start = name.start() + name.group().index(value)
    return [Credit("publisher", value, Span(start, start + len(value)))]


def _is_dated(before: str) -> bool:
    """Whether there is nothing before the first role but a date and a time of day."""
    stated = find_date(before)
    rest = before[: stated[1]] + before[stated[2] :] if stated else before
    return bool(_BESIDE_DATE.match(rest))


def _fields(line: str, fields: list[re.Match[str]]) -> Iterator[Credit]:
    for field, following in zip(fields, [*fields[1:], None], strict=True):
        stop = following.start() if following else len(line)
        end = _VALUE_END.search(line, field.end(), stop)
        value = line[field.end() : end.start() if end else stop].strip()
        role = _ROLE_OF[field.group(1).lower()]
        span = Span(field.end(), field.end() + len(value)) if value else None
        yield Credit(role, value, span)


def is_credit(line: str) -> bool:
    """Whether a line does nothing but name roles."""
    return bool(find_credits(line))


def find_label(line: str) -> Span | None:
    """The span of a label such as 【…讯】 at the start of a line."""
    match = LABEL.match(line)
    return Span(*match.span()) if match else None


def label_publisher(line: str) -> tuple[str, Span] | None:
    """The publisher named in a label: 亿邦动力 of 【亿邦动力讯】."""
    match = LABEL.match(line)
    if not match or len(match.group(1)) < 2:
        return None
    return match.group(1), Span(*match.span(1))


def is_dateline(line: str) -> bool:
    """Whether a line begins as an agency's report: 某某社某地5月1日电."""
    return bool(_DATELINE.match(line))


def is_closing_byline(line: str) -> bool:
    """Whether a line is only a byline in brackets, as it ends an article."""
    return bool(_BRACKETED.match(line))


def is_publisher_name(line: str) -> bool:
    """Whether a line is nothing but the name of a paper or agency."""
    return bool(_BARE_PUBLISHER.match(line))


def find_signature(line: str) -> tuple[str, Span] | None:
    """The name in a line that is only a signature in brackets, doubled or not."""
    match = _SIGNATURE.match(line)
    if not match or not _SIGNATURE_NAME.search(match.group(1)) or _BRACKETED.match(line):
        return None
    name = match.group(1)
    half = name[: len(name) // 2].strip()
    if half and name.replace(" ", "") == half.replace(" ", "") * 2:
        name = half
    return name, Span(match.start(1), match.start(1) + len(name))
