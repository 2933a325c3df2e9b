"""Lines that name who made an article: labels, bylines, sources, signatures, datelines.

``line ─▶ Credit...``: what is stated, each with its span in the line. Which lines stand where in
an article is left to ``index.segment``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.dates import find_date, narrow
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
_BY = re.compile(r"^[*_]*(?:By|Written by|Words by)\s+(?=[A-Z])")
_BARE_PUBLISHER = re.compile(
    r"^[\u3400-\u9fff]{2,10}(?:日报|晚报|时报|早报|商报|晨报|新闻|周刊|杂志|新闻网|通讯社)$"
)
_MEDIA = re.compile(
    r"(?:[网报社刊台]|新闻|财经|周刊|杂志|在线|传媒|时报|日报|晚报|快讯|观察|评论|频道|客户端|头条|科技|商业|资讯|[Nn]ews|[Tt]imes|[Pp]ost|[Dd]aily"
    r"|[Ww]eekly|[Jj]ournal|[Hh]erald|[Tt]ribune|[Pp]ress|[Rr]eview|[Gg]azette|[Mm]agazine|[Cc]hronicle|[Oo]bserver|[Ww]ire)$"
)
_ACCOUNT = re.compile(r"微信公众号[:：]?[“\"「《]?([^”\"」》,，。:：(（|｜\s]{2,20})")
LABEL = re.compile(r"^[【\[]([^】\]\n]{1,16}?)(讯|原创|报道|消息|快讯|独家|综合|电)[】\]]")
_SIGNATURE = re.compile(r"^[（(]\s*([^（）()]{2,30}?)\s*[）)]$")
_SIGNATURE_NAME = re.compile(r"(网|报|社|讯|电视台|电台|刊|完|news|press)$", re.IGNORECASE)
# 新华社北京5月3日电, 某某社5月3日讯: the agency ends in 社, 网 or 报.
_DATELINE = re.compile(
    r"^(?:[（(【\[])?(?P<agency>[\u4e00-\u9fff]{2,8}?(?:社|网|报|时报|日报))[\u4e00-\u9fff]{0,8}?\s*(?:(?:\d{4})年)?\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:综合)?(?:电|讯|消息|报道)"
)
# 本报讯（记者 某某）, 某某网讯 记者某某报道: who reports, at the head of a paragraph.
_HEAD = re.compile(
    r"^(?:(?P<paper>[\u4e00-\u9fff]{2,10}(?:网|报|社|新闻|财经|在线|日报|晚报|时报))?(?:讯|消息|快讯)|本报讯|本网讯|本刊讯|本台消息)\s*(?=[（(\s记])"
)
_LEAD_REPORTER = re.compile(
    r"[（(]?\s*(?:本报|本刊|本网|特约|见习|实习|特派)*记者\s*[:：]?\s*(?P<name>(?!实习生|通讯员|摄影)[\u3400-\u9fff·]{2,4}(?:[、,， ]\s?(?!实习生|通讯员|摄影)[\u3400-\u9fff·]{2,4})*?)\s*(?=[）)]|通讯员|实习生|摄影|[\u3400-\u9fff]{0,4}报道|发自|$)"
)
_LEAD_MAX = 60  # code points of a paragraph in which its reporter is named
_TRAILING = re.compile(r"[（(【\[]([^（()）【】\[\]]{3,48})[）)】\]]$")
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
_BESIDE_DATE = re.compile(
    r"^[\s\d:：|｜·•,，/\-年月日时分秒星期周一二三四五六天上下午发布更新于时间AMPMampm()（）.+GMTUTC]*$"
)
_BY_PART_END = re.compile(r"\s*[|｜,，·•]\s*|\s+[-–—/]\s+|\s+(?:for|of)\s+(?=[A-Z])")
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9][\u3400-\u9fffA-Za-z0-9·.&' ]{1,24}")
_MAX_CREDIT_LINE = 120  # code points; a longer line is a sentence that mentions a role
_MAX_SPACED_LINE = 60
_CLOSED = re.compile(r"[。！？!?]$")


@dataclass(frozen=True, slots=True)
class Credit:
    """One stated role: its name, the value, and where the value stands in the line."""

    role: str  # publisher, author, reporter, editor, date, other
    value: str
    span: Span | None  # None where the role is named and the value is missing


def find_credits(line: str) -> list[Credit]:
    """The roles that a line states; empty if the line is no credit line."""
    if len(line) > _MAX_CREDIT_LINE:
        return []
    by = _BY.match(line)
    if by and not line.endswith((".", "。")):
        return list(_english_byline(line, by.end()))
    bracketed = _SIGNATURE.match(line)
    if bracketed:
        inner = find_credits(bracketed.group(1))
        return [_moved(credit, bracketed.start(1)) for credit in inner]
    fields = _fields_of(line)
    if not fields:
        return _dated_name(line)
    before = line[: fields[0].start()].rstrip("【[（(")
    named = _before_fields(before)
    account = _ACCOUNT.search(line)
    if named is None and not account:
        return []
    found = [*(named or []), *_fields(line, fields)]
    if account:
        publisher = Credit("publisher", account.group(1), Span(*account.span(1)))
        found = [one for one in found if one.role != "publisher"] + [publisher]
    return found


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


def _moved(credit: Credit, by: int) -> Credit:
    if credit.span is None:
        return credit
    return replace(credit, span=Span(credit.span.start + by, credit.span.end + by))


def _english_byline(line: str, start: int) -> Iterator[Credit]:
    """By NAME, PUBLISHER, DATE: what follows the name is a publisher unless it holds a figure."""
    for role in ("author", "publisher"):
        end = _BY_PART_END.search(line, start)
        stop = end.start() if end else len(line)
        value = line[start:stop].rstrip("*_ ")
        stated = find_date(value)
        if not value or (role == "publisher" and (stated or not value[:1].isupper())):
            return
        yield Credit(role, value, Span(start, start + len(value)))
        if not end:
            return
        start = end.end()


def _before_fields(before: str) -> list[Credit] | None:
    """What stands before the first role: nothing, a date, a name beside a date; None otherwise."""
    if _is_dated(before):
        return []
    return _dated_name(before) or None


def _dated_name(text: str) -> list[Credit]:
    """The publisher in ``DATE NAME`` or ``NAME | DATE``, where nothing else stands."""
    stated = find_date(text)
    if stated is None:
        bare = text.strip(" |｜·•\t\u3000")
        if not (_NAME.fullmatch(bare) and _MEDIA.search(bare) and text.rstrip() != bare):
            return []
        start = text.index(bare)
        return [Credit("publisher", bare, Span(start, start + len(bare)))]
    if stated[0].count("-") < 2 or len(text) > _MAX_SPACED_LINE:
        return []
    found: list[Credit] = []
    for part in re.finditer(r"[^\s|｜·•\t\u3000](?:[^|｜·•\t\u3000]*[^\s|｜·•\t\u3000])?", text):
        if _BESIDE_DATE.match(part.group()) or part.end() <= stated[1] < part.start():
            continue
        low, high = part.span()
        if low <= stated[1] < high:  # the name and the date with a space between
            rest = (
                Span(low, stated[1]) if stated[1] > low else None,
                _after_date(text, stated[2], high),
            )
            names = [one for one in rest if one and not _BESIDE_DATE.match(one.of(text))]
        else:
            names = [Span(low, high)]
        for span in names:
            value = span.of(text).strip()
            if not _NAME.fullmatch(value) or len(value) > 20 or _CLOSED.search(value):
                return []
            start = text.index(value, span.start)
            found.append(Credit("publisher", value, Span(start, start + len(value))))
    is_media = any(_MEDIA.search(one.value) or len(one.value) <= 8 for one in found)
    return found if len(found) == 1 and is_media else []


_TIME = re.compile(
    r"[\s,，T]*(?:\d{1,2}[:：时点]\d{1,2}(?:[:：分]\d{1,2}秒?)?|星期[一二三四五六日天]|周[一二三四五六日])?"
)


def _after_date(text: str, at: int, end: int) -> Span | None:
    """What follows a date and its time of day."""
    start = at
    while (match := _TIME.match(text, start, end)) and match.end() > start:
        start = match.end()
    return Span(start, end) if start < end else None


def _is_dated(before: str) -> bool:
    """Whether there is nothing before the first role but a date and a time of day."""
    stated = find_date(before)
    rest = before[: stated[1]] + before[stated[2] :] if stated else before
    return bool(_BESIDE_DATE.match(narrow(rest)))


def _fields(line: str, fields: list[re.Match[str]]) -> Iterator[Credit]:
    for field, following in zip(fields, [*fields[1:], None], strict=True):
        role = _ROLE_OF[field.group("role").lower()]
        stop = following.start() if following else len(line)
        end = _VALUE_END.search(line, field.end(), stop) if role != "date" else None
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


def lead_credits(paragraph: str) -> list[Credit]:
    """Who reports, as the head of a paragraph says: 本报讯（记者 某某）, 某社北京5月3日电."""
    head = paragraph[:_LEAD_MAX]
    found: list[Credit] = []
    dateline = _DATELINE.match(narrow(head))
    paper = None if dateline else _HEAD.match(head)
    if dateline:
        found.append(
            Credit(
                "publisher", head[slice(*dateline.span("agency"))], Span(*dateline.span("agency"))
            )
        )
    elif paper and paper.group("paper"):
        found.append(Credit("publisher", paper.group("paper"), Span(*paper.span("paper"))))
    label = LABEL.match(head)
    opened = dateline or paper or label
    if opened:
        reporter = _LEAD_REPORTER.match(head, opened.end())
        if reporter:
            span = Span(*reporter.span("name"))
            found.append(Credit("reporter", span.of(head), span))
    return found


def trailing_credits(paragraph: str) -> list[Credit]:
    """What the bracket at the end of a paragraph states: ……。（记者 某某）."""
    match = _TRAILING.search(paragraph)
    if not match or match.start() == 0:
        return []
    return [_moved(one, match.start(1)) for one in find_credits(match.group(1))]


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
    """Whether a line begins as an agency's report: 某某社某地5月1日电, 本报讯（记者 某某）."""
    head = narrow(line[:_LEAD_MAX])
    return bool(_DATELINE.match(head) or _HEAD.match(head))


def is_closing_byline(line: str) -> bool:
    """Whether a line is only a byline in brackets, as it ends an article."""
    match = _SIGNATURE.match(line)
    return bool(match and find_credits(match.group(1)))


def is_publisher_name(line: str) -> bool:
    """Whether a line is nothing but the name of a paper or agency."""
    return bool(_BARE_PUBLISHER.match(line))


def find_signature(line: str) -> tuple[str, Span] | None:
    """The name in a line that is only a signature in brackets, doubled or not."""
    match = _SIGNATURE.match(line)
    if not match or not _SIGNATURE_NAME.search(match.group(1)) or is_closing_byline(line):
        return None
    name = match.group(1)
    half = name[: len(name) // 2].strip()
    if half and name.replace(" ", "") == half.replace(" ", "") * 2:
        name = half
    return name, Span(match.start(1), match.start(1) + len(name))
