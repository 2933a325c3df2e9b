"""From the clean text of one source to its articles: bounds, titles, metadata, drops.

``CleanText ─▶ ArticleDraft... + Drop...``, both in clean offsets. Rules look at the layout only:
labels, signatures, credit lines and bylines. Cutting an article into passages is left to
``index.passage``; offsets in the source text to ``index.article``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index import credits as credit_lines
from index.boilerplate import find_boilerplate
from index.dates import find_date, parse_date
from index.lines import Line, split_lines
from index.sentence import split_sentences
from index.source import Drop, GivenMetadata, Kind, Span, strip_span

_MIN_BODY = 200  # code points of body before an end mark can end an article, and after it
_TITLE_MAX = 60
_TITLE_MAX_LATIN = 150
_TITLE_END = re.compile(r"[。;；,，、:：.]$")
_GENERATED_MAX = 40
_EDGE_LINES = 8  # credit lines are looked for in so many first and last lines
_HOW_TO = re.compile(r"怎么|怎样|如何|哪里|哪个|多少钱|是什么|教程|攻略")
_SPAM_SUPPORT = 0.10  # a title whose bigrams are in the body to less than this is not its title
_SPAM_SUPPORT_HOW_TO = 0.50  # a how-to question set apart from the body has to be better
_SUPPORT_WINDOW = 4000  # code points of body to look for the title's bigrams in
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_DATE_ONLY = re.compile(r"^[\s\d年月日号:：/.\-TZ+()（）发布更新于时间]*$")
_OUTSIDE = frozenset({"site_chrome", "spam_title", "front_matter"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A piece of metadata and its evidence: None where it stands outside the source text."""

    value: str
    evidence: Span | None = None


@dataclass(slots=True)
class ArticleDraft:
    """An article found in a clean text. ``blocks``: its kept ranges, in order, never blank."""

    span: Span
    blocks: list[Span]
    title: Stated | None = None
    title_generated: bool = False
    publisher: Stated | None = None
    author: Stated | None = None
    editor: Stated | None = None
    reporter: Stated | None = None
    published: Stated | None = None
    published_inferred: bool = False
    url: str | None = None
    confidence: float = 1.0  # that it begins and ends where it does
    boundary: str = "file"  # what says so


@dataclass(slots=True)
class Segmentation:
    """What a source text holds: articles and drops in clean offsets, and what seemed odd."""

    articles: list[ArticleDraft] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def segment(
    text: str,
    *,
    given: GivenMetadata,
    kind: Kind = "text",
    keep_boilerplate: bool = False,
) -> Segmentation:
    """Find the articles of a clean text.

    A JSONL record, a Markdown file and a web page are one article each; other files may hold
    several.
    """
    is_one = kind in ("record", "markdown", "html")
    found = Segmentation()
    front = _front_matter(text) if kind == "markdown" else None
    body_start = front[0].end if front else 0
    if front:
        found.drops.append(Drop("front_matter", front[0]))
    lines = [line for line in split_lines(text) if line.span.start >= body_start]
    noise = list(find_boilerplate(text, lines))
    if not keep_boilerplate:
        found.drops.extend(noise)
        if not is_one and (spam := _spam_title(lines)):
            found.drops.append(Drop("spam_title", spam.span))
    found.drops.sort(key=lambda drop: drop.span.start)
    dropped = {drop.span.start for drop in found.drops}
    if is_one:
        starts = [body_start]
    else:
        starts = list(_article_starts(lines, dropped | {drop.span.start for drop in noise}))
    for start, end in zip(starts, [*starts, len(text)][1:], strict=True):
        draft = _draft(text, start, end, found.drops)
        if draft:
            kept_lines = [
                line
                for line in lines
                if draft.span.start <= line.span.start < draft.span.end
                and line.span.start not in dropped
            ]
            _read_metadata(
                draft, text, kept_lines, [d for d in noise if start <= d.span.start < end]
            )
            found.articles.append(draft)
    if len(found.articles) == 1:
        stated = dict(front[1]) if front else {}
        _apply_given(found, found.articles[0], given, stated)
    for draft in found.articles:
        if draft.title is None:
            draft.title = _generated_title(text, draft)
            draft.title_generated = True
    return found


def _draft(text: str, start: int, end: int, drops: list[Drop]) -> ArticleDraft | None:
    """The kept ranges between two article starts; None if nothing is kept."""
    blocks: list[Span] = []
    position = start
    inside = [drop for drop in drops if start <= drop.span.start < end]
    for cut in [*[drop.span for drop in inside], None]:
        stop = cut.start if cut else end
        block = strip_span(text, position, stop)
        if block:
            blocks.append(block)
        position = cut.end if cut else end
    if not blocks:
        return None
    own = [
        drop.span for drop in inside if drop.reason not in _OUTSIDE and not _is_splice(text, drop)
    ]
    first = min(span.start for span in [blocks[0], *own])
    last = max(span.end for span in [blocks[-1], *own])
    return ArticleDraft(Span(first, last), blocks)


def _is_splice(text: str, drop: Drop) -> bool:
    """Whether a drop is the tail of another page's line, glued on to a sentence."""
    return drop.reason == "disclaimer" and text[drop.span.start - 1 : drop.span.start] not in (
        "",
        "\n",
        " ",
    )


def _article_starts(lines: list[Line], dropped: set[int]) -> Iterator[int]:
    """Offsets at which an article of a text file begins; the first is the first line's."""
    if not lines:
        return
    yield lines[0].span.start
    body = 0
    ended = False
    remaining = sum(len(line.text) for line in lines if line.span.start not in dropped)
    for line in lines:
        is_dropped = line.span.start in dropped
        opens = credit_lines.find_label(line.text) is not None or credit_lines.is_dateline(
            line.text
        )
        if not is_dropped and body >= _MIN_BODY and remaining >= _MIN_BODY and (ended or opens):
            yield line.span.start
            body, ended = 0, False
        if credit_lines.find_signature(line.text) or _is_end_credit(line.text):
            ended = body >= _MIN_BODY
        elif not is_dropped:
            body += len(line.text)
            remaining -= len(line.text)


def _is_end_credit(line: str) -> bool:
    roles = {credit.role for credit in credit_lines.find_credits(line)}
    return bool(roles & {"publisher", "editor"}) or credit_lines.is_closing_byline(line)


def _spam_title(lines: list[Line]) -> Line | None:
    """The first line, if it is the title of some other page."""
    if len(lines) < 2 or not _is_title_like(lines[0].text):
        return None
    title = lines[0].text
    bigrams = _bigrams(title)
    if len(bigrams) < 4:
        return None
    body = "".join(line.text for line in lines[1:200])[:_SUPPORT_WINDOW]
    if len(body) < _MIN_BODY:
        return None
    support = sum(bigram in body for bigram in bigrams) / len(bigrams)
    needed = _SPAM_SUPPORT
    if lines[1].gap and _HOW_TO.search(title):
        needed = _SPAM_SUPPORT_HOW_TO
    return lines[0] if support < needed else None


def _bigrams(text: str) -> list[str]:
    return [run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)]


def _is_title_like(line: str) -> bool:
    limit = _TITLE_MAX_LATIN if line.isascii() else _TITLE_MAX
    return (
        len(line) <= limit
        and not _TITLE_END.search(line)
        and "。" not in line
        and credit_lines.find_label(line) is None
        and not credit_lines.is_credit(line)
        and not _DATE_ONLY.match(line)
    )


def _read_metadata(draft: ArticleDraft, text: str, lines: list[Line], noise: list[Drop]) -> None:
    """Fill in what the article's own lines state."""
    edges = lines if len(lines) <= 2 * _EDGE_LINES else lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]
    for line in edges:
        for credit in (
            *credit_lines.find_credits(line.text),
            *credit_lines.lead_credits(line.text),
            *credit_lines.trailing_credits(line.text),
        ):
            wanted = credit.role in ("publisher", "author", "editor", "reporter")
            if wanted and credit.span and getattr(draft, credit.role) is None:
                setattr(draft, credit.role, _stated(credit.value, line, credit.span))
        if draft.published is None and _may_state_date(line, lines):
            found = find_date(line.text)
            if found:
                draft.published = _stated(found[0], line, Span(found[1], found[2]))
    if draft.author is None:
        draft.author = draft.reporter
    if draft.publisher is None:
        draft.publisher = _label_or_signature(text, lines, noise)
    for line in lines[:4]:
        if credit_lines.is_credit(line.text) or _DATE_ONLY.match(line.text):
            continue
        if len(lines) > 1 and _is_title_like(line.text):
            shown = line.text.lstrip("# ").strip() or line.text
            offset = line.text.index(shown)
            draft.title = _stated(shown, line, Span(offset, offset + len(shown)))
        break


def _stated(value: str, line: Line, span: Span) -> Stated:
    return Stated(value, Span(line.span.start + span.start, line.span.start + span.end))


def _may_state_date(line: Line, lines: list[Line]) -> bool:
    """A date counts where it stands alone, is called a date, or follows a byline at the top."""
    if _DATE_ONLY.match(line.text):
        return True
    roles = {credit.role for credit in credit_lines.find_credits(line.text)}
    if "date" in roles:
        return True
    return bool(roles) and line in lines[:_EDGE_LINES]


def _label_or_signature(text: str, lines: list[Line], noise: list[Drop]) -> Stated | None:
    for line in lines[:3]:
        label = credit_lines.label_publisher(line.text)
        if label:
            return _stated(label[0], line, label[1])
    for drop in noise:
        if drop.reason == "signature":
            signature = credit_lines.find_signature(drop.span.of(text))
            if signature:
                start = drop.span.start
                return Stated(
                    signature[0], Span(start + signature[1].start, start + signature[1].end)
                )
    for line in lines[-2:]:
        if len(lines) > 2 and credit_lines.is_publisher_name(line.text):
            return _stated(line.text, line, Span(0, len(line.text)))
    return None


def _apply_given(
    found: Segmentation, draft: ArticleDraft, given: GivenMetadata, front: dict[str, Stated]
) -> None:
    """Let what a record or front matter states outrank what was found in the text."""
    for name, aliases in (
        ("title", ("title", "标题")),
        ("publisher", ("publisher", "source", "来源", "媒体")),
        ("author", ("author", "作者")),
        ("editor", ("editor", "编辑")),
        ("published", ("date", "published", "日期", "时间")),
    ):
        stated = next((front[alias] for alias in aliases if alias in front), None)
        value = getattr(given, "date" if name == "published" else name)
        if value is not None:
            stated = Stated(value)
        if stated is None:
            continue
        if name == "published":
            iso = parse_date(stated.value)
            if iso is None:
                found.warnings.append(
                    f"date not understood: {stated.value!r}; write it as YYYY-MM-DD"
                )
                continue
            stated = Stated(iso, stated.evidence)
        setattr(draft, name, stated)
    draft.url = given.url or (front["url"].value if "url" in front else None)


_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?=\r?\n|\Z)", re.DOTALL)
_FRONT_FIELD = re.compile(r"^([\w\u3400-\u9fff]+)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)


def _front_matter(text: str) -> tuple[Span, dict[str, Stated]] | None:
    """The span and the plain ``key: value`` fields of a Markdown file's front matter."""
    match = _FRONT.match(text)
    if not match:
        return None
    fields: dict[str, Stated] = {}
    for line in _FRONT_FIELD.finditer(text, match.start(1), match.end(1)):
        start, end = line.span(2)
        value = line.group(2)
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value, start, end = value[1:-1], start + 1, end - 1
        if value:
            fields[line.group(1).lower()] = Stated(value, Span(start, end))
    return Span(*match.span()), fields


def _generated_title(text: str, draft: ArticleDraft) -> Stated:
    """The first sentence of the body, cut at a comma if it is long."""
    for block in draft.blocks:
        for sentence in split_sentences(text, block):
            line = sentence.span.of(text)
            label = credit_lines.find_label(line)
            line = line[label.end :].lstrip() if label else line
            if len(line) < 4 or credit_lines.is_credit(line) or _DATE_ONLY.match(line):
                continue
            return Stated(_shortened(line.rstrip("。.;；")))
    return Stated(_shortened(draft.blocks[0].of(text)))


def _shortened(line: str) -> str:
    limit = _GENERATED_MAX if not line.isascii() else 2 * _GENERATED_MAX
    line = " ".join(line.split())
    if len(line) <= limit:
        return line
    head = line[:limit]
    cut = max(head.rfind(mark) for mark in ("，", ",", "、", "：", ":", " "))
    return (head[:cut] if cut >= limit // 2 else head).rstrip() + "…"
