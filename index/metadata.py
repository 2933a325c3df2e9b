"""What an article states of itself: publisher, author, editor, reporter, date, title.

``Line... ─▶ Metadata``, each value with its evidence span; what a record, a page or front matter
states beside the text outranks what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.bylines import is_media_name, is_name, is_person_name
from index.credits import find_credits
from index.dates import find_date, parse_date
from index.heads import Head, read_head, states
from index.leads import find_signature, label_publisher, lead_credits, trailing_credits
from index.lines import Line
from index.source import Drop, GivenMetadata, Span
from index.titles import is_date_line, title_span

_EDGE_LINES = 8  # credit lines are looked for in so many first and last lines
_HEAD_FIRST = 4  # one of so many first lines is the title, if there is one
_ROLES = ("publisher", "author", "reporter", "editor")


@dataclass(frozen=True, slots=True)
class Stated:
    """A piece of metadata and its evidence: None where it stands outside the source text."""

    value: str
    evidence: Span | None = None


@dataclass(slots=True)
class Metadata:
    """What is known of an article; a generated title has no evidence."""

    title: Stated | None = None
    title_generated: bool = False
    publisher: Stated | None = None
    author: Stated | None = None
    editor: Stated | None = None
    reporter: Stated | None = None
    published: Stated | None = None
    published_inferred: bool = False
    url: str | None = None


def read_metadata(text: str, lines: Sequence[Line], noise: Sequence[Drop]) -> Metadata:
    """What an article's own kept lines state; ``noise``: the lines dropped inside it."""
    found = Metadata()
    head = _own_head(lines)
    if head and head.title is not None and len(lines) > 1:
        line = lines[head.title]
        place = title_span(line.text)
        found.title = _stated(place.of(line.text), line, place)
    for line in _edges(lines):
        _read_credits(found, line, lines)
    for at in head.names if head else ():
        _read_name(found, lines[at])
    if found.author is None:
        found.author = found.reporter
    if found.publisher is None:
        found.publisher = _label_or_signature(text, lines, noise)
    return found


def _own_head(lines: Sequence[Line]) -> Head | None:
    """The head that begins with the first line that is no byline and no day."""
    for at in range(min(len(lines), _HEAD_FIRST)):
        if not states(lines[at].text) and not is_date_line(lines[at].text):
            return read_head(lines, at)
    return None


def _edges(lines: Sequence[Line]) -> Sequence[Line]:
    if len(lines) <= 2 * _EDGE_LINES:
        return lines
    return [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]


def _read_credits(found: Metadata, line: Line, lines: Sequence[Line]) -> None:
    """What one line states of what is not known yet."""
    for credit in (
        *find_credits(line.text),
        *lead_credits(line.text),
        *trailing_credits(line.text),
    ):
        if credit.role in _ROLES and credit.span and getattr(found, credit.role) is None:
            setattr(found, credit.role, _stated(credit.value, line, credit.span))
    if found.published is None and _may_state_date(line, lines):
        stated = find_date(line.text)
        if stated:
            found.published = _stated(stated[0], line, Span(stated[1], stated[2]))


def _read_name(found: Metadata, line: Line) -> None:
    """A name alone under a title: a person is the author, all else publishes."""
    role = "author" if is_person_name(line.text) and not is_media_name(line.text) else "publisher"
    if getattr(found, role) is None:
        setattr(found, role, _stated(line.text, line, Span(0, len(line.text))))


def _stated(value: str, line: Line, span: Span) -> Stated:
    return Stated(value, Span(line.span.start + span.start, line.span.start + span.end))


def _may_state_date(line: Line, lines: Sequence[Line]) -> bool:
    """A date counts where it stands alone, is called a date, or is in a byline at the top."""
    if is_date_line(line.text):
        return True
    roles = {credit.role for credit in find_credits(line.text)}
    if "date" in roles:
        return True
    return bool(roles) and line in lines[:_EDGE_LINES]


def _label_or_signature(text: str, lines: Sequence[Line], noise: Sequence[Drop]) -> Stated | None:
    for line in lines[:_EDGE_LINES]:
        label = label_publisher(line.text)
        if label:
            return _stated(label[0], line, label[1])
    for drop in noise:
        if drop.reason == "signature":
            signature = find_signature(drop.span.of(text))
            if signature:
                start = drop.span.start
                return Stated(
                    signature[0], Span(start + signature[1].start, start + signature[1].end)
                )
    for line in lines[-2:]:
        if len(lines) > 2 and is_name(line.text) and is_media_name(line.text):
            return _stated(line.text, line, Span(0, len(line.text)))
    return None


def apply_given(found: Metadata, given: GivenMetadata, front: dict[str, Stated]) -> list[str]:
    """Let what is stated beside the text outrank it; the warnings."""
    warnings: list[str] = []
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
                warnings.append(f"date not understood: {stated.value!r}; write it as YYYY-MM-DD")
                continue
            stated = Stated(iso, stated.evidence)
        setattr(found, name, stated)
    found.url = given.url or (front["url"].value if "url" in front else None)
    return warnings


_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?=\r?\n|\Z)", re.DOTALL)
_FRONT_FIELD = re.compile(r"^([\w\u3400-\u9fff]+)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)


def front_matter(text: str) -> tuple[Span, dict[str, Stated]] | None:
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
