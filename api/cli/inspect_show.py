"""An inspection as text for a terminal: ``Inspection ─▶ lines``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from api.cli.show import printable
from api.cli.style import PLAIN, Role, Style, line_spans, wrap
from index.source import Span

if TYPE_CHECKING:
    from api.folding import FoldedRun
    from api.inspection import Evidence, InspectedText, Inspection, Piece
    from index.article import Article

_MARGIN = 6  # columns of a line number
_SAID = {
    "published": "date",
    "look_alike": "look-alike",
    "traditional": "Traditional",
    "other_form": "full-width and other forms",
}
_ELSEWHERE = {
    "record": "a field of the record",
    "front_matter": "front matter",
    "page": "the page's metadata",
    "file": "the file's properties",
    "generated": "generated: none is stated",
    "inferred": "inferred",
}


def inspection_lines(
    inspection: Inspection, width: int, style: Style = PLAIN, *, in_full: bool = True
) -> Iterator[str]:
    """The file as lines of at most ``width`` columns; ``in_full`` False: all but the text."""
    file = inspection.file
    is_jsonl = inspection.texts[0].source.record is not None
    n_articles = sum(len(inspected.articles) for inspected in inspection.texts)
    about = f"{file.encoding} · {file.size:,} bytes · {_n(n_articles, 'article')}"
    if is_jsonl:
        about += f" in {len(inspection.texts)} of {_n(inspection.n_texts, 'record')}"
    else:
        about += f" · {_n(len(inspection.texts[0].source.text), 'code point')}"
    yield from _block("", _shown(file.name), "title", width, style)
    yield from _block("", about, "quiet", width, style)
    for inspected in inspection.texts:
        yield from _text_lines(inspected, width, style, in_full)
    n_more = inspection.n_texts - len(inspection.texts)
    if n_more and len(inspection.texts) > 1:
        yield from ("", f"{_n(n_more, 'more record')}: --record N shows one, --all every one")
    for warning in inspection.warnings:
        yield from _block("", _shown(warning), "warning", width, style)


def _text_lines(text: InspectedText, width: int, style: Style, in_full: bool) -> Iterator[str]:
    if text.source.record is not None:
        yield ""
        about = f" · {_n(len(text.source.text), 'code point')}"
        yield style("title", f"record in line {text.source.record}") + style("quiet", about)
    articles = dict(text.numbered())
    met: set[int] = set()
    for piece in text.pieces if in_full else ():
        if piece.article and piece.article not in met:
            met.add(piece.article)
            yield from _head(text, piece.article, articles[piece.article], width, style)
        yield from _piece_lines(text, piece, articles, width, style)
    for number, article in articles.items() if not in_full else ():
        yield from _head(text, number, article, width, style)
    yield ""
    for label, line in _summary(text):
        yield from _block(f"{label:<9}", line, "quiet", width, style)
    for warning in text.warnings:
        yield from _block("warning  ", _shown(warning), "warning", width, style)


def _head(
    text: InspectedText, number: int, article: Article, width: int, style: Style
) -> Iterator[str]:
    """An article's bounds and metadata, each value with the place that states it."""
    from api.inspection import aliases_of, boundary_of, evidence_of

    first, last = text.line_of(article.span.start), text.line_of(article.span.end - 1)
    lines = f"{first}-{last}" if last > first else f"{first}"
    where = _shown(text.source.where)
    where += f":{lines}" if text.lines_are_the_files else f", text lines {lines}"
    place = f"{where} [{article.span.start}:{article.span.end}]"
    about = f"{place} · {article.language} · {_n(len(article.passages), 'passage')}"
    yield ""
    yield style("title", f"━━ article {number} of {len(text.articles)}")
    yield from _block(f"   {'where':<10}", about, None, width, style)
    yield from _block(f"   {'begins by':<10}", boundary_of(article), None, width, style)
    for item in evidence_of(article, text.source):
        label = f"   {_SAID.get(item.name, item.name):<10}"
        where = _where(text, item)
        if item.value is None:
            yield style("quiet", f"{label}{where}")
        else:
            yield from _block(label, f"{_shown(item.value)} · {where}", None, width, style)
    if names := aliases_of(article):
        yield from _block(f"   {'matches':<10}", _shown(names), None, width, style)
    yield ""


def _where(text: InspectedText, item: Evidence) -> str:
    if item.span:
        inside = "line" if text.lines_are_the_files else "text line"
        line = text.line_of(item.span.start)
        how = "inferred from " if item.source == "inferred" else ""
        return f"{how}{inside} {line} [{item.span.start}:{item.span.end}]"
    return _ELSEWHERE[item.source] if item.source else "not stated"


def _piece_lines(
    text: InspectedText, piece: Piece, articles: dict[int, Article], width: int, style: Style
) -> Iterator[str]:
    """A passage with its number, its text and what was folded in it; or a drop with its reason."""
    span = piece.span
    if piece.reason:
        reason = f"[{piece.reason.replace('_', ' ')}] "
        yield from _rows(text, span, f"- {reason}", "bad", width, style)
        return
    assert piece.article is not None
    n_passages = len(articles[piece.article].passages)
    place = f"passage {piece.passage} of {n_passages} [{span.start}:{span.end}]"
    yield from _block(" " * _MARGIN + "┌ ", place, "quiet", width, style)
    yield from _rows(text, span, "│ ", None, width, style)
    folded = _folded_list([run for run in text.folded_in(span) if run.shown])
    if folded:
        yield from _block(" " * _MARGIN + "≈ ", folded, "marker", width, style)


def _rows(
    text: InspectedText, span: Span, mark: str, role: Role | None, width: int, style: Style
) -> Iterator[str]:
    """A span line by line behind a mark, wrapped; what a mark says is said once."""
    first, last = text.line_of(span.start), text.line_of(span.end - 1)
    columns = width - _MARGIN - len(mark)
    for line in range(first, last + 1):
        start = max(span.start, text.line_starts[line - 1])
        end = text.line_starts[line] if line < len(text.line_starts) else span.end
        label = f"{line:>{_MARGIN - 1}} "
        for row in _coloured(text, Span(start, min(end, span.end)), columns, role, style):
            yield style("quiet", label) + (style(role, mark) if role else mark) + row
            label = " " * _MARGIN
            mark = mark[:2].ljust(len(mark))


def _coloured(
    text: InspectedText, span: Span, columns: int, role: Role | None, style: Style
) -> Iterator[str]:
    """The rows of one line, with folded characters in their colour."""
    runs = [run.span for run in text.folded_in(span) if run.shown]
    folded = {offset for run in runs for offset in range(run.start, run.end)}
    shown = _shown(span.of(text.source.text))
    for start, end in line_spans(shown, columns):
        parts: list[str] = []
        for is_folded, group in groupby(range(start, end), lambda at: span.start + at in folded):
            run = "".join(shown[at] for at in group)
            parts.append(style("marker", run) if is_folded else style(role, run) if role else run)
        yield "".join(parts)


def _folded_list(runs: list[FoldedRun]) -> str:
    """Each pair once, the most frequent first: ``嘚→的 ×3``."""
    counts = Counter((run.written, run.standard) for run in runs)
    said: list[str] = []
    for (written, standard), n in counts.most_common():
        code = " ".join(f"U+{ord(char):04X}" for char in written)
        pair = f"{_shown(written)}→{standard}" if standard else f"{code} left out"
        said.append(pair if n == 1 else f"{pair} ×{n}")
    return ", ".join(said)


def _summary(text: InspectedText) -> Iterator[tuple[str, str]]:
    counts = text.counts()
    kept, dropped, folded = counts["kept"], counts["dropped"], counts["folded"]
    total = kept + sum(dropped.values())
    share = f" ({kept / total:.1%})" if total else ""
    yield "kept", f"{kept:,} of {total:,} characters{share}, white space not counted"
    yield "dropped", _listed(dropped) or "nothing"
    unmarked = folded.get("punctuation", 0)
    shown = {kind: n for kind, n in folded.items() if kind != "punctuation"}
    more = f"; and punctuation {unmarked:,}, not marked" if unmarked else ""
    yield "folded", (_listed(shown) or "nothing") + more


def _listed(counts: dict[str, int]) -> str:
    named = ((_SAID.get(name, name.replace("_", " ")), n) for name, n in counts.items())
    return ", ".join(f"{name} {n:,}" for name, n in named)


def _block(label: str, words: str, role: Role | None, width: int, style: Style) -> Iterator[str]:
    """A label and words wrapped beside it."""
    for row in wrap(words, width - len(label)):
        yield style("quiet", label) + (style(role, row) if role else row)
        label = " " * len(label)


def _shown(text: str) -> str:
    """Without what a terminal would obey or not show; as many characters as before."""
    from index.clean import INVISIBLE

    text = INVISIBLE.sub(lambda match: "\ufffd" * len(match.group()), text)
    return printable(text)


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
