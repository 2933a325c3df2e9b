"""Sentences: Chinese with Chinese or ASCII marks or with marks lost, English, and both mixed.

``text, span ─▶ Sentence...`` in order, covering every character that is not white space. Never
cut inside a number, a name such as JD.COM or www.example.com, or a quotation that is not long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.lines import split_lines
from index.lost_marks import likely_end, lost_ends
from index.source import Span, strip_span

_EMOJI = "\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff"
_CLOSING = f"”’\"'」』）)\\]】》{_EMOJI}"
_ENDER = re.compile(rf"([。！？｡!?；;…]+|\.+)[{_CLOSING}]*")
_ENDER_OR_BRACKET = re.compile(_ENDER.pattern + r"|([）)])(?!\s*$)")
_BRACKET_AFTER_END = re.compile(r"[。！？!?….”][ \u3000]*[（(]")
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
_SAYING = (
    "说|表示|指出|称|透露|认为|谈道|坦言|判断|告诉|直言|解释|强调|补充|回应|如是|写道|介绍|感叹|感慨|追问|反问|回答|嘀咕|念叨|嚷嚷|大喝|直呼|惊呼|高呼|疾呼|发问|质问|吩咐|嘱咐|接话|插话|自语|喊道|叫道|笑道|问道|答道|提醒|调侃|哭闹|怒吼"
    "|說|稱|認為|談道|判斷|告訴|直言|解釋|強調|補充|回應|寫道|感嘆|追問|反問"
)
# Who spoke, after a quotation; a colon after the verb begins another one.
_ATTRIBUTION = re.compile(
    rf"^[^。！？!?；;:：，,\n]{{0,40}}?(?:{_SAYING})(?![^。，,]{{0,6}}[:：])"
    r"|^[^。！？!?；;:：，,\n\s]{1,10}(?:[喊叫嚷吼笑哭骂劝催]|(?<![访疑学顾])[问問]|(?<![知味渠轨通频])道|(?<!解)答)(?=[着道了]?(?:[。，,.！!]|$))"
    r"|^\s*(?:\w+ )?(?:said|says|told|added|asked|replied|shouted|cried|wrote)\b"
)
_WORDS = (
    "Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Rep|Gen|Col|Capt|Lt|Sgt|Maj|Rev|Hon|Pres|St|Jr|Sr|Mt|Ft|Inc|Ltd|Co|Corp|Bros|vs|No|Nos|Fig|Figs|Eq|Vol|Ch|Sec|Art"
    "|pp|approx|est|etc|cf|al|ca|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_ABBREVIATION = re.compile(rf"(?<![A-Za-z])(?:{_WORDS}|[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])$")
_LAST_WORD = re.compile(r"(?<![A-Za-z])(?:[ap]\.m|etc|Inc|Ltd|Co|Corp|Jr|Sr)$")  # may end one too
_WITH_MARK = re.compile(r"(?:^|[^A-Za-z])(?:Yahoo|Yum|Jeopardy|Joomla)$")
_LIST_NUMBER = re.compile(r"(?:^|[\n;；。！？!?])\s*(?:Step|Part|Chapter|Item)?\s*\d{1,3}$")
_LIST_NUMBER_HAN = re.compile(r"[\u3400-\u9fff\s;；]\s+\d{1,2}$")
_INSIDE = frozenset("，,、；;：:）)】」』》”’")  # marks that only go on with a sentence
_NUMBERED = re.compile(
    r"(?:^|[（(])[（(]?(?:[一二三四五六七八九十\d]{1,3}|.{0,3})$|^[（(][^（()）]*$"
)
_GOES_ON_AFTER_PAUSE = re.compile(r"^[也就还却都才又再可但而便竟仍并是的地得连把被让给像如、]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONG_QUOTE = 160  # code points; a longer sentence is cut at the marks inside its quotation
MAX_SENTENCE = 200  # code points; a longer one is cut at a comma, as an answer shows no more
_LIKELY_END = 0.5  # probability of a lost end that is better than a comma, in a sentence as long
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
    lost = lost_ends(text, span.start, span.end)
    for marked in _cut(text, span, inside_quotes=False):
        inside = [at for at in lost if marked.start < at < marked.end] if lost else lost
        for sentence in _cut_at(text, marked, inside) if inside else (marked,):
            if len(sentence) <= _LONG_QUOTE:
                yield sentence
                continue
            for part in _cut(text, sentence, inside_quotes=True):
                yield from _cut_long(text, part)


def _cut_at(text: str, span: Span, offsets: Iterable[int]) -> Iterator[Span]:
    """The parts of a span between offsets inside it, none blank."""
    start = span.start
    for end in [*offsets, span.end]:
        part = strip_span(text, start, end)
        if part:
            yield part
        start = end


def _cut(text: str, span: Span, *, inside_quotes: bool) -> Iterator[Span]:
    """Cut at sentence ends; those inside quotes and brackets only if asked."""
    start = position = span.start
    depth: list[str] = []
    has_bracket = any(text.find(opener, span.start, span.end) >= 0 for opener in "（(")
    brackets = has_bracket and _BRACKET_AFTER_END.search(text, span.start, span.end)
    enders = _ENDER_OR_BRACKET if brackets else _ENDER
    for ender in enders.finditer(text, span.start, span.end):
        end = _end_of_mark(ender)
        _track(text, position, end, depth)
        position = end if end == ender.end() else _track_closers(text, ender, depth)
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


def _end_of_mark(ender: re.Match[str]) -> int:
    """Where the mark itself ends, or a bracket that closes without one."""
    return ender.end(ender.lastindex or 0)


def _track_closers(text: str, ender: re.Match[str], depth: list[str]) -> int:
    """Where the closers after a mark end: a straight quote that opens is none of them."""
    end = _end_of_mark(ender)
    while end < ender.end() and (text[end] != '"' or '"' in depth):
        _track(text, end, end + 1, depth)
        end += 1
    return end


def _ends_sentence(text: str, ender: Span, span: Span) -> bool:
    """Whether a mark with what closes after it ends a sentence of the line ``span``."""
    if len(ender) == 1 and text[ender.start] in "。！？":  # nearly all that there are
        at = ender.end
        while at < span.end and text[at].isspace():
            at += 1
        return at >= span.end or text[at] not in _INSIDE
    mark = ender.of(text).rstrip()
    before = text[span.start : ender.start]
    after = text[ender.end : span.end]
    if after.lstrip()[:1] in _INSIDE or mark[-1] == "》":
        return False
    if mark[0] in "）)":
        return bool(before) and _is_own_bracket(before) and not _NUMBERED.search(before)
    if mark[-1] in "）)】]" and not _is_own_bracket(before):
        return False
    if mark[0] == ".":
        return _point_ends(mark, before, after)
    if mark[0] == "…":
        return not _GOES_ON_AFTER_PAUSE.match(after.lstrip("”’」』\"'"))
    is_latin = before[-1:].isascii() and before[-1:] != ""
    if mark[0] in ";!?" and is_latin and after[:1].isascii() and after[:1].strip():
        return not after[0].isalnum() and after[0] not in "=&/._-%#"  # inside an address
    if mark[0] == "!" and _WITH_MARK.search(before):
        return False
    if mark[0] == ";" and is_latin and re.match(r"\s*[a-z0-9]", after):
        return bool(_HAN.search(before[-20:]))  # clauses of an English sentence
    if mark[-1] not in "”’」』\"'":
        return True
    if re.match(r"\s*[a-z]", after):
        return False
    return not (_ATTRIBUTION.match(after[:60]) or _is_embedded(before, mark, after))


def _is_own_bracket(before: str) -> bool:
    """Whether the bracket that closes after ``before`` opened where a sentence had ended."""
    opener = max(before.rfind("（"), before.rfind("("))
    ahead = before[:opener].rstrip()
    return opener >= 0 and (not ahead or ahead[-1] in "。！？!?….”")


def _point_ends(mark: str, before: str, after: str) -> bool:
    """The same for an ASCII point, which is also in numbers, names, addresses and abbreviations."""
    if mark.startswith("..."):
        if not re.match(r"\s+[A-Z“\"]|\s*[\u3400-\u9fff]", after):
            return False
        return not _GOES_ON_AFTER_PAUSE.match(after.lstrip())
    if len(mark.rstrip(_CLOSERS_TEXT)) > 1 or _LIST_NUMBER.search(before):
        return False
    if mark[-1] in "”\"’'」』" and (_HAN.match(after) or re.match(r"\s*[a-z]", after)):
        return bool(_HAN.match(after)) and not _ATTRIBUTION.match(after[:60])
    if _HAN.match(after):
        return _point_before_han(before)
    if re.match(r"[A-Z][a-z]|[\"“][A-Z]", after):  # scraped: the space is lost
        word = re.search(r"(?:^|[\s\u3400-\u9fff])([a-z]{2,}|\d{2,})$", before)
        return bool(word)
    if not re.match(r"\s+[\"“'‘(]?(?:[A-Z0-9\u3400-\u9fff]|[a-z][A-Z])", after):
        return False
    if _LAST_WORD.search(before[-12:]):
        return bool(re.match(r"\s+[\"“'‘(]?(?:[A-Z][a-z]+|[\u3400-\u9fff])", after))
    return not _ABBREVIATION.search(before[-12:])


_CLOSERS_TEXT = "”’\"'」』）)]】》"


def _point_before_han(before: str) -> bool:
    """Whether a point right before a Chinese character ends a sentence."""
    if not before[-1:].isascii():
        return True
    if _LIST_NUMBER_HAN.search(before) or _ABBREVIATION.search(before[-12:]):
        return False
    token = re.search(r"[!-~]+$", before)
    word = token.group() if token else ""
    if re.search(r"[%‰)\]]$", word) or (re.fullmatch(r"[\d.,]*\d", word) and len(word) > 1):
        return True
    if "/" in word or "@" in word:
        return True
    return bool(re.search(r"[a-z]{2,} [a-z]{2,}$", before))


def _is_embedded(before: str, mark: str, after: str) -> bool:
    """Whether a call or question is quoted inside a clause: 他喊了一声“停！”然后走了."""
    if mark[0] not in "！？!?" or not re.match(r"[\u3400-\u9fff]", after):
        return False
    opener = max(before.rfind(char) for char in '“‘「『"')
    return opener > 0 and before[opener - 1].isalnum()


def _cut_long(text: str, span: Span) -> Iterator[Span]:
    """Cut a sentence of lost marks in two, again and again: see ``_best_cut``."""
    if len(span) <= MAX_SENTENCE:
        yield span
        return
    for part in _cut_at(text, span, [_best_cut(text, span)]):
        yield from _cut_long(text, part)


def _best_cut(text: str, span: Span) -> int:
    """A likely lost end, else the comma or space nearest the middle, else the likeliest gap there."""
    middle = (span.start + span.end) // 2
    low, high = span.start + len(span) // 5, span.end - len(span) // 5
    inner = Span(low, high)
    lost = likely_end(text, span.start, span.end, within=inner, least=_LIKELY_END)
    if lost is not None:
        return lost
    cuts = [
        match.end()
        for match in _SOFT.finditer(text, low, high)
        if not (text[match.start() - 1].isdigit() and text[match.end() : match.end() + 1].isdigit())
    ]
    if cuts:
        return min(cuts, key=lambda at: abs(at - middle))
    gap = likely_end(text, span.start, span.end, within=inner, least=0)
    return _hard_cut(text, middle, high) if gap is None else gap


def _hard_cut(text: str, at: int, limit: int) -> int:
    """A cut near ``at`` that is not inside a Latin word or number, if there is one."""
    for cut in range(at, limit):
        left, right = text[cut - 1], text[cut]
        if not (left.isascii() and right.isascii() and left.isalnum() and right.isalnum()):
            return cut
    return at
