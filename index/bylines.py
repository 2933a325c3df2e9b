"""Bylines that no field names: English ones, a masthead with its day, a name alone.

``line ─▶ Credit...``. Lines of fields (作者：…) are left to ``index.credits``, which asks here first;
what the head of a paragraph states to ``index.leads``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.dates import find_date
from index.lines import plain
from index.source import Span


@dataclass(frozen=True, slots=True)
class Credit:
    """One stated role: its name, the value, and where the value stands in the line."""

    role: str  # publisher, author, reporter, editor, date, other
    value: str
    span: Span | None  # None where the role is named and the value is missing


_MAX = 60  # code points of a masthead
_MAX_LATIN = 120
_CAPITAL = r"[^\W\da-z_][\w.'’\-]*"
_PARTICLE = "van|von|der|den|de|del|da|di|la|le|bin|al|and|&|the|of"
_LATIN_NAME = rf"{_CAPITAL}(?:\s+(?:(?:{_PARTICLE})\s+)*{_CAPITAL}){{0,5}}"
_IS_LATIN_NAME = re.compile(_LATIN_NAME)
_BY = re.compile(r"[*_(\s]*(?:[Bb]y|BY|[Ww]ritten by|[Ww]ords by)\s+(?=[^\W\da-z_])")
_SEPARATOR = re.compile(r"\s*[|｜,，·•()/]\s*|\s+[–—-]\s+|\s+(?:for|of)\s+(?=[A-Z])")
_ACT = re.compile(
    r"(?P<act>reporting|writing|written|editing|edited|compiled|translated|illustrated"
    r"|photos|photographs|photography|photo|illustrations?)\s+by\s+",
    re.IGNORECASE,
)
_ACTS = re.compile(rf"[(\[*_\s]*(?:(?:additional|further)\s+)?{_ACT.pattern}", re.IGNORECASE)
_ACT_ROLES = {
    "reporting": "reporter", "writing": "author", "written": "author",
    "editing": "editor", "edited": "editor",
}  # fmt: skip
_ACT_END = re.compile(
    r"\s*[;；|｜)\]]|\s+[–—-]\s|\.?\s*$|,?\s+(?:in|at)\s+(?=[A-Z])|\s*,\s*|\s+and\s+"
)
_PUBLISHED = re.compile(
    r"(?:first |originally )?(?:published|posted|updated|last updated|last modified)"
    r"(?:\s+on|\s+at)?\s*:?\s*",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"[\s|｜·•,()-]*\d[\d,.]*\s*(?:k\s*)?"
    r"(?:views?|reads?|comments?|shares?|likes?|(?:-?\s?min(?:ute)?s?)(?:\s+read)?)\b",
    re.IGNORECASE,
)
BESIDE_DATE = re.compile(
    r"^[\s\d:：|｜·•,，/\-年月日时分秒星期周一二三四五六七八九十天上下午"
    r"发布更新于时间第版次AMPMampm()（）.+GMTUTC]*$"
)
_TIME = re.compile(
    r"[\s,，T]*(?:\d{1,2}[:：时点]\d{1,2}(?:[:：分]\d{1,2}秒?)?"
    r"|星期[一二三四五六日天]|周[一二三四五六日])?"
)
_QUOTED_PAPER = re.compile(r"《([^《》]{2,20})》")
_ORIGINAL = re.compile(r"原创[\s:：|｜·]+(\S{2,20})(?:\s+(\S.{0,18}?\S))?\s+(?=(?:19|20)\d\d)")
_MEDIA = re.compile(
    r"(?:[网报社刊台]|新闻|财经|周刊|杂志|在线|传媒|快讯|观察|评论|频道|客户端|头条"
    r"|科技|商业|资讯|发布|前线|体育|之家|之声|视点|参考|广播|画刊|夜话"
    r"|\b(?:[Nn]ews|[Tt]imes|[Pp]ost|[Dd]aily|[Ww]eekly|[Jj]ournal|[Hh]erald|[Tt]ribune|[Pp]ress|[Rr]eview|[Gg]azette"
    r"|[Mm]agazine|[Cc]hronicle|[Oo]bserver|[Ww]ire|[Cc]ourier|[Mm]ail|[Gg]uardian|[Ss]tandard|[Tt]elegraph|[Mm]onthly))$"
)
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9][\u3400-\u9fffA-Za-z0-9·.&' ]{1,24}")
_CLOSED = re.compile(r"[。！？!?]$")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅卞齐康伍余元卜顾孟平黄和穆萧尹姚邵汪祁毛狄米贝明臧"
    "戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘"
    "解应宗丁宣邓单洪包诸左石崔吉龚程邢裴陆荣翁荀甄曲封储靳焦牧谷车侯宁仇甘武符刘景詹束龙叶司黎乔苍闻党翟谭"
    "申冉桑桂牛边尚温庄晏柴阎连习容向古易廖耿匡文欧沃关肖温游辛简饶曾沙丰巫聂冷阚巩岳池"
    "趙錢孫吳鄭馮陳衛蔣韓楊許呂張嚴鄒蘇魯韋馬湯羅畢鄔樂時顧黃蕭閔談龐紀項藍賈婁顏鍾駱萬盧應鄧單諸龔陸榮儲車寧劉"
    "龍葉喬聞黨譚邊莊閻連習關歐遊簡饒豐聶闞鞏嶽"
)
_DOUBLE_SURNAMES = (
    "欧阳|司马|上官|诸葛|慕容|皇甫|尉迟|公孙|东方|夏侯|令狐|司徒|端木|歐陽|司馬|諸葛|皇甫"
)
_PERSON = re.compile(
    rf"(?:[{_SURNAMES}][\u3400-\u9fff]{{1,2}}|(?:{_DOUBLE_SURNAMES})[\u3400-\u9fff]{{1,2}})"
)


def is_media_name(name: str) -> bool:
    """Whether a name ends as papers, sites and agencies do."""
    return bool(_MEDIA.search(plain(name)))


def is_person_name(name: str) -> bool:
    """Whether a short line looks like the name of a person: 柳如眉, Ann Lee."""
    if name.isascii():
        return 2 <= len(name.split()) <= 4 and bool(_IS_LATIN_NAME.fullmatch(name))
    return bool(_PERSON.fullmatch(name)) and not is_media_name(name)


def is_name(line: str) -> bool:
    """Whether a line could be nothing but a name, of whatever kind."""
    if line.isascii():
        return len(line) <= 40 and bool(_IS_LATIN_NAME.fullmatch(line))
    return len(line) <= 14 and bool(_NAME.fullmatch(line))


def unnamed_credits(line: str) -> list[Credit]:
    """What a line without fields states; empty if it is something else."""
    if len(line) > _MAX_LATIN or not line:
        return []
    return _english(line) or _masthead(line)


def _english(line: str) -> list[Credit]:
    if (by := _BY.match(line)) and not line.endswith((".", "。")):
        return list(_byline(line, by.end()))
    if _ACTS.match(line):
        return list(_acts(line))
    published = _PUBLISHED.match(line)
    if published and (stated := find_date(line)) and stated[1] == published.end():
        rest = _COUNTED.sub("", line[stated[2] :])
        if BESIDE_DATE.match(plain(rest)):
            return [Credit("date", line[stated[1] : stated[2]], Span(stated[1], stated[2]))]
    return []


def _byline(line: str, start: int) -> Iterator[Credit]:
    """By NAME, PUBLISHER, DATE, in which a date may hold a comma and stand anywhere."""
    stated = find_date(line)
    stop = stated[1] if stated and stated[1] >= start else len(line)
    roles = iter(("author", "publisher"))
    for low, high in _parts(line, start, stop):
        value = line[low:high].rstrip("*_ .")
        if not _IS_LATIN_NAME.fullmatch(value) or _PUBLISHED.fullmatch(value):
            return
        role = next(roles, None)
        if role is None:
            return
        yield Credit(role, value, Span(low, low + len(value)))


def _parts(line: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Ranges between separators, none of them empty."""
    for cut in [*_SEPARATOR.finditer(line, start, stop), None]:
        end = cut.start() if cut else stop
        value = line[start:end].strip("*_ ")
        if value:
            low = line.index(value, start)
            yield low, low + len(value)
        if cut:
            start = cut.end()


def _acts(line: str) -> Iterator[Credit]:
    """Reporting by NAME; Editing by NAME."""
    for act in _ACT.finditer(line):
        end = _ACT_END.search(line, act.end())
        value = line[act.end() : end.start() if end else len(line)].strip("*_ ")
        role = _ACT_ROLES.get(act["act"].lower(), "other")
        if _IS_LATIN_NAME.fullmatch(value):
            yield Credit(role, value, Span(act.end(), act.end() + len(value)))


def _masthead(line: str) -> list[Credit]:
    """《报名》（日期）, 原创 某某 某号 日期, DATE NAME."""
    if len(line) <= _MAX and (paper := _QUOTED_PAPER.match(line)):
        stated = find_date(line)
        rest = line[paper.end() : stated[1]] + line[stated[2] :] if stated else "x"
        if BESIDE_DATE.match(plain(rest)):
            return [Credit("publisher", paper[1], Span(*paper.span(1)))]
    if original := _ORIGINAL.match(line):
        names = [group for group in (1, 2) if original[group]]
        roles = ("author", "publisher") if len(names) == 2 else ("publisher",)
        return [
            Credit(role, original[group], Span(*original.span(group)))
            for role, group in zip(roles, names, strict=True)
        ]
    return dated_name(line)


def dated_name(text: str) -> list[Credit]:
    """The publisher in ``DATE NAME`` or ``NAME | DATE``, where nothing else stands."""
    stated = find_date(text)
    if stated is None:
        bare = text.strip(" |｜·•\t\u3000")
        if not (_NAME.fullmatch(bare) and is_media_name(bare) and text.rstrip() != bare):
            return []
        start = text.index(bare)
        return [Credit("publisher", bare, Span(start, start + len(bare)))]
    if "-" not in stated[0] or len(text) > _MAX:
        return []
    found: list[Credit] = []
    for span in _beside(text, *stated[1:]):
        value = span.of(text).strip()
        if not _NAME.fullmatch(value) or len(value) > 20 or _CLOSED.search(value):
            return []
        start = text.index(value, span.start)
        found.append(Credit("publisher", value, Span(start, start + len(value))))
    if len(found) != 1:
        return []
    is_day = stated[0].count("-") == 2  # a month stands beside much else
    is_paper = is_media_name(found[0].value) or (is_day and len(found[0].value) <= 8)
    return found if is_paper else []


def _beside(text: str, start: int, end: int) -> Iterator[Span]:
    """What stands beside the date at ``[start, end)`` and is no time of day."""
    for part in re.finditer(r"[^\s|｜·•\t\u3000](?:[^|｜·•\t\u3000]*[^\s|｜·•\t\u3000])?", text):
        low, high = part.span()
        if BESIDE_DATE.match(plain(part.group())):
            continue
        if not low <= start < high:
            yield Span(low, high)
            continue
        before = Span(low, start) if start > low else None
        for span in (before, _after_date(text, end, high)):
            if span and not BESIDE_DATE.match(plain(span.of(text))):
                yield span


def _after_date(text: str, at: int, end: int) -> Span | None:
    """What follows a date and its time of day."""
    start = at
    while (match := _TIME.match(text, start, end)) and match.end() > start:
        start = match.end()
    return Span(start, end) if start < end else None
