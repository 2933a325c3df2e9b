"""From the clean text of one source to its articles: bounds, metadata, drops.

``CleanText ─▶ ArticleDraft... + Drop...``, both in clean offsets. What is no part of an article is
found by ``index.boilerplate``, where articles begin by ``index.boundaries``, what they state of
themselves by ``index.metadata``. Cutting an article into passages is left to ``index.passage``;
offsets in the source text to ``index.article``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from index.boilerplate import find_boilerplate
from index.boundaries import Start, article_starts
from index.lines import split_lines
from index.metadata import Metadata, Stated, apply_given, front_matter, read_metadata
from index.relative_dates import infer_date
from index.source import Drop, GivenMetadata, Kind, Span, strip_span
from index.titles import generated_title, spam_title

_OUTSIDE = frozenset({"site_chrome", "spam_title", "front_matter", "separator"})


@dataclass(slots=True)
class ArticleDraft:
    """An article found in a clean text. ``blocks``: its kept ranges, in order, never blank."""

    span: Span
    blocks: list[Span]
    start: Start
    metadata: Metadata = field(default_factory=Metadata)


@dataclass(slots=True)
class Segmentation:
    """What a source text holds: articles and drops in clean offsets, and what seemed odd."""

    articles: list[ArticleDraft] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def segment(
    text: str, *, given: GivenMetadata, kind: Kind = "text", keep: Collection[str] = ()
) -> Segmentation:
    """Find the articles of a clean text.

    A JSONL record, a Markdown file and a web page are one article each; other files may hold
    several. ``keep``: reasons for which nothing is dropped.
    """
    is_one = kind in ("record", "markdown", "html")
    found = Segmentation()
    front = front_matter(text) if kind == "markdown" else None
    body_start = front[0].end if front else 0
    lines = [line for line in split_lines(text) if line.span.start >= body_start]
    noise = list(find_boilerplate(text, lines))
    if not is_one and (spam := spam_title(lines)):
        noise.append(Drop("spam_title", spam.span))
    found.drops = [drop for drop in noise if drop.reason not in keep]
    if front:
        found.drops.append(Drop("front_matter", front[0]))
    found.drops.sort(key=lambda drop: drop.span.start)
    dropped = {drop.span.start for drop in found.drops}
    if is_one:
        starts = [Start(body_start, "file", 1.0)]
    else:
        reasons = {drop.span.start: drop.reason for drop in (*noise, *found.drops)}
        starts = list(article_starts(lines, reasons))
    ends = [*(start.offset for start in starts), len(text)][1:]
    for start, end in zip(starts, ends, strict=True):
        draft = _draft(text, start, end, found.drops)
        if draft:
            kept_lines = [
                line
                for line in lines
                if draft.span.start <= line.span.start < draft.span.end
                and line.span.start not in dropped
            ]
            inside = [drop for drop in noise if start.offset <= drop.span.start < end]
            draft.metadata = read_metadata(text, kept_lines, inside)
            found.articles.append(draft)
    if len(found.articles) == 1:
        stated = dict(front[1]) if front else {}
        found.warnings.extend(apply_given(found.articles[0].metadata, given, stated))
    for draft in found.articles:
        if draft.metadata.published is None and (inferred := infer_date(text, draft.span)):
            draft.metadata.published = Stated(*inferred)
            draft.metadata.published_inferred = True
        if draft.metadata.title is None:
            draft.metadata.title = Stated(generated_title(text, draft.blocks))
            draft.metadata.title_generated = True
    return found


def _draft(text: str, begin: Start, end: int, drops: list[Drop]) -> ArticleDraft | None:
    """The kept ranges between two article starts; None if nothing is kept."""
    start = begin.offset
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
    return ArticleDraft(Span(first, last), blocks, begin)


def _is_splice(text: str, drop: Drop) -> bool:
    """Whether a drop is the tail of another page's line, glued on to a sentence."""
    return drop.reason == "disclaimer" and text[drop.span.start - 1 : drop.span.start] not in (
        "",
        "\n",
        " ",
    )
