"""Sentences: Chinese with Chinese or ASCII marks or with marks lost, English, and both mixed.

``text, span ─▶ Sentence...`` in order, covering every character that is not white space. Never
cut inside a number, a name such as JD.COM or www.example.com, or a quotation that is not long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.lines import split_lines
from index.source import Span, strip_span

_ENDER = re.compile(r"([。！？!?；;…]+|\.+)[”’\"'」』）)】》]*")
_OPENERS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
    "《": "》",
    "【": "】",
}
_CLOSERS = {closer: opener for opener, closer in _OPENERS.items()}
_QUOTE = re.compile("[" + re.escape("".join([*_OPENERS, *_CLOSERS, '"'])) + "]")
_ATTRIBUTION = re.compile(
    r"^[^。！？!?；;\n]{0,40}?(说|表示|指出|称|透露|认为|谈道|坦言|判断|告诉|直言|解释|强调|补充|回应|如是|写道|介绍"
    r"|說|稱|認為|談道|判斷|告訴|直言|解釋|強調|補充|回應|寫道|介紹|said|says|told|added)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"])(?:Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|Corp|St|Jr|Sr|vs|No|Nos|Fig|approx|est|e\.g|i\.e|etc|[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])$"
)
_LONG_QUOTE = 160  # code points; a longer sentence is cut at the marks inside its quotation
MAX_SENTENCE = 200  # code points; a longer one is cut at a comma, as an answer shows no more
_SOFT = re.compile(r"[，,、：:]|——|\s")
_HEADING_MAX = 40
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s")  # not a hashtag, which opens a paragraph
_HEADING_END = re.compile(r"[。；;，,、.]$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or heading. ``opens``: it begins a paragraph."""

    span: Span
    opens: bool
    heading: bool


def split_sentences(text: str, within: Span | None = None) -> list[Sentence]:
    """Split a text, or a span of it, line by line; a line break always ends a sentence."""
    sentences: list[Sentence] = []
    for line in split_lines(text, within):
        heading = is_heading(line.text)
        spans = [line.span] if heading else list(_split_line(text, line.span))
        sentences.extend(
            Sentence(span, opens=i == 0, heading=heading) for i, span in enumerate(spans)
        )
    return sentences


def is_heading(line: str) -> bool:
    """Whether a line stands over a paragraph rather than being one."""
    if _MARKDOWN_HEADING.match(line) and len(line) <= MAX_SENTENCE:
        return True
    limit = _HEADING_MAX if not line.isascii() else 2 * _HEADING_MAX
    return (
        len(line) <= limit
        and not _HEADING_END.search(line)
        and not re.search(r"[。；]|[”’][。.]?$", line[:-1])
    )


def _split_line(text: str, span: Span) -> Iterator[Span]:
    for sentence in _cut(text, span, inside_quotes=False):
        if len(sentence) <= _LONG_QUOTE:
            yield sentence
            continue
        for part in _cut(text, sentence, inside_quotes=True):
            yield from _cut_long(text, part)


def _cut(text: str, span: Span, *, inside_quotes: bool) -> Iterator[Span]:
    """Cut at sentence ends; those inside quotes and brackets only if asked."""
    start = position = span.start
    depth: list[str] = []
    for ender in _ENDER.finditer(text, span.start, span.end):
        _track(text, position, ender.end(1), depth)
        position = _track_closers(text, ender, depth)
        if position >= span.end:
            break
        mark = Span(ender.start(), position)
        if (depth and not inside_quotes) or not _ends_sentence(text, mark, span):
            continue
        trimmed = strip_span(text, start, position)
        if trimmed:
            yield trimmed
        start = position
    trimmed = strip_span(text, start, span.end)
    if trimmed:
        yield trimmed


def _track(text: str, start: int, end: int, depth: list[str]) -> None:
    """Keep the stack of quotes and brackets that are open; a stray closer is ignored.

    A straight quote opens if none is open; after a digit it is a sign for inches.
    """
    for found in _QUOTE.finditer(text, start, end):
        i, char = found.start(), found.group()
        opener = _CLOSERS.get(char, char)
        if (char != opener or char == '"') and opener in depth:
            while depth.pop() != opener:
                pass
        elif char in _OPENERS or (char == '"' and not text[i - 1 : i].isdigit()):
            depth.append(char)


def _track_closers(text: str, ender: re.Match[str], depth: list[str]) -> int:
    """Where the closers after a mark end: a straight quote that opens is none of them."""
    end = ender.end(1)
    while end < ender.end() and (text[end] != '"' or '"' in depth):
        _track(text, end, end + 1, depth)
        end += 1
    return end


def _ends_sentence(text: str, ender: Span, span: Span) -> bool:
    mark = ender.of(text)
    before = text[span.start : ender.start]
    after = text[ender.end : span.end]
    if mark[0] == ".":
        if mark.startswith("..."):
            return bool(re.match(r"\s+[A-Z“\"]|[\u3400-\u9fff]", after))
        if not re.match(r"\s+[\"“'‘(]?[A-Z0-9\u3400-\u9fff]", after) and not (
            len(mark) == 1
            and before[-1:].isascii() is False
            and re.match(r"[\u3400-\u9fff]", after)
        ):
            return False
        return not _ABBREVIATION.search(before[-12:])
    if mark[0] in ";!?" and before[-1:].isascii() and after[:1].isascii() and after[:1].strip():
        return not after[0].isalnum() and after[0] not in "=&/._-%#"  # inside an address
    if mark[0] == ";" and before[-1:].isascii() and re.match(r"\s*[a-z0-9]", after):
        return False  # English clauses
    if mark[-1] not in '”’」』"':
        return True
    return not (_ATTRIBUTION.match(after[:60]) or _is_embedded(before, mark, after))


def _is_embedded(before: str, mark: str, after: str) -> bool:
    """Whether a call or question is quoted inside a clause: 他喊了一声“停！”然后走了."""
    if mark[0] not in "！？!?" or not re.match(r"[\u3400-\u9fff]", after):
        return False
    opener = max(before.rfind(char) for char in '“‘「『"')
    return opener > 0 and before[opener - 1].isalnum()


def _cut_long(text: str, span: Span) -> Iterator[Span]:
    """Cut a sentence of lost marks at the comma or space nearest its middle, again and again."""
    if len(span) <= MAX_SENTENCE:
        yield span
        return
    middle = (span.start + span.end) // 2
    low, high = span.start + len(span) // 5, span.end - len(span) // 5
    cuts = [
        match.end()
        for match in _SOFT.finditer(text, low, high)
        if not (text[match.start() - 1].isdigit() and text[match.end() : match.end() + 1].isdigit())
    ]
    cut = min(cuts, key=lambda at: abs(at - middle)) if cuts else _hard_cut(text, middle, high)
    for part in (strip_span(text, span.start, cut), strip_span(text, cut, span.end)):
        if part:
            yield from _cut_long(text, part)


def _hard_cut(text: str, at: int, limit: int) -> int:
    """A cut near ``at`` that is not inside a Latin word or number, if there is one."""
    for cut in range(at, limit):
        left, right = text[cut - 1], text[cut]
        if not (left.isascii() and right.isascii() and left.isalnum() and right.isalnum()):
            return cut
    return at
