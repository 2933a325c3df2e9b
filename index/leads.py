"""What the first and last words of a paragraph state: labels, datelines, reporters, signatures.

``paragraph ─▶ Credit...``: 【某某网讯】, 某某社某地5月1日电（记者 某某）, 記者某某／某地報導,
……。（记者 某某）. Whole lines are left to ``index.credits``.
"""

from __future__ import annotations

import re

from index.bylines import Credit, is_media_name
from index.credits import find_credits, moved
from index.lines import plain
from index.source import Span

LABEL = re.compile(r"^[【\[]([^】\]\n]{1,16}?)(讯|原创|报道|消息|快讯|独家|综合|电)[】\]]")
_PAPER_LABEL = re.compile(r"^【([^】\n\d]{2,10})】(?=\s*[^\s【])")
_SIGNATURE = re.compile(r"^[（(]\s*([^（）()]{2,30}?)\s*[）)]$")
_SIGNATURE_NAME = re.compile(r"(网|报|社|讯|电视台|电台|刊|完|news|press)$", re.IGNORECASE)
# 新华社北京5月3日电, 某某社5月3日讯: the agency ends in 社, 网 or 报.
_DATELINE = re.compile(
    r"^(?:[（(【\[])?(?P<agency>[\u4e00-\u9fff]{2,8}?(?:社|网|报|时报|日报))"
    r"[\u4e00-\u9fff]{0,8}?\s*(?:(?:\d{4})年)?\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:综合)?(?:电|讯|消息|报道)"
)
# LONDON (Agency) – …, SALTMERE, May 6 – …
_DATELINE_EN = re.compile(
    r"^[A-Z][A-Z.'’\- ]{2,28}[A-Z](?:, [A-Z][\w.]+){0,2}(?: \d{1,2})?(?:, (?:19|20)\d\d)?"
    r"(?:,? \((?P<agency>[A-Z][\w ]{1,24})\))?\s*(?:—|–|--| - )\s*(?=[\w“\"'])"
)
# 本报讯（记者 某某）, 某某网讯 记者某某报道: who reports, at the head of a paragraph.
_HEAD = re.compile(
    r"^(?:(?P<paper>[\u4e00-\u9fff]{2,10}(?:网|报|社|新闻|财经|在线|日报|晚报|时报))?"
    r"(?:讯|消息|快讯)|本报讯|本网讯|本刊讯|本台消息)\s*(?=[（(\s记])"
)
_ONE = r"(?!实习生|通讯员|摄影)[\u3400-\u9fff·]{2,4}"
_LEAD_REPORTER = re.compile(
    r"[（(]?\s*(?:本报|本刊|本网|特约|见习|实习|特派)*记者\s*[:：]?\s*"
    rf"(?P<name>{_ONE}(?:[、,， ]\s?{_ONE})*?)\s*"
    r"(?=[）)]|通讯员|实习生|摄影|[\u3400-\u9fff]{0,4}报道|发自|$)"
)
# 記者某某／某地報導, 〔記者某某某地報導〕
_PLACED_REPORTER = re.compile(
    r"^[（(【\[〔]?\s*(?:本报|本刊|本网|特约|见习|实习|特派)*(?:中心|综合)?记者\s*"
    r"(?P<name>[\u3400-\u9fff·]{2,4}(?:[、,][\u3400-\u9fff·]{2,4})*?)\s*"
    r"(?:[/／]\s*[\u3400-\u9fff]{2,6}(?:综合|连线|专访)?报[导道]|[\u3400-\u9fff]{2,3}报导[）)】\]〕])"
)
_LEAD_MAX = 60  # code points of a paragraph in which its reporter is named
_TRAILING = re.compile(r"[（(【\[]([^（()）【】\[\]]{3,48})[）)】\]]$")


def lead_credits(paragraph: str) -> list[Credit]:
    """Who reports, as the head of a paragraph says: 本报讯（记者 某某）, 某社北京5月3日电."""
    head = paragraph[:_LEAD_MAX]
    seen = plain(head)
    if placed := _PLACED_REPORTER.match(seen):
        return [_credit("reporter", head, placed, "name")]
    found: list[Credit] = []
    dateline = _DATELINE.match(seen) or _DATELINE_EN.match(seen)
    paper = None if dateline else _HEAD.match(seen)
    if dateline and dateline["agency"]:
        found.append(_credit("publisher", head, dateline, "agency"))
    elif paper and paper["paper"]:
        found.append(_credit("publisher", head, paper, "paper"))
    opened = dateline or paper or LABEL.match(seen)
    if opened and (reporter := _LEAD_REPORTER.match(seen, opened.end())):
        found.append(_credit("reporter", head, reporter, "name"))
    return found


def _credit(role: str, line: str, match: re.Match[str], group: str) -> Credit:
    span = Span(*match.span(group))
    return Credit(role, span.of(line), span)


def trailing_credits(paragraph: str) -> list[Credit]:
    """What the bracket at the end of a paragraph states: ……。（记者 某某）."""
    match = _TRAILING.search(paragraph)
    if not match or match.start() == 0 or match.group(1).startswith("《"):  # a reference
        return []
    return [moved(one, match.start(1)) for one in find_credits(match.group(1))]


def find_label(line: str) -> Span | None:
    """The span of a label such as 【…讯】 at the start of a line."""
    match = LABEL.match(plain(line)) if line[:1] in "【[" else None
    return Span(*match.span()) if match else None


def paper_label(line: str) -> Span | None:
    """The name in a label that is only a paper's or site's: 【某某日报】, before a text."""
    match = _PAPER_LABEL.match(line)
    return Span(*match.span(1)) if match and is_media_name(match[1]) else None


def label_publisher(line: str) -> tuple[str, Span] | None:
    """The publisher named in a label: 亿邦动力 of 【亿邦动力讯】."""
    match = LABEL.match(plain(line))
    is_named = match is not None and len(match.group(1)) >= 2
    span = Span(*match.span(1)) if match and is_named else paper_label(line)
    return (span.of(line), span) if span else None


def is_dateline(line: str) -> bool:
    """Whether a line begins as an agency's report: 某某社某地5月1日电, 本报讯（记者 某某）."""
    head = plain(line[:_LEAD_MAX])
    return any(
        pattern.match(head) for pattern in (_DATELINE, _HEAD, _PLACED_REPORTER, _DATELINE_EN)
    )


def is_closing_byline(line: str) -> bool:
    """Whether a line is only a byline in brackets, as it ends an article."""
    match = _SIGNATURE.match(line)
    return bool(match and find_credits(match.group(1)))


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
