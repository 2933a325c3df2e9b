"""An inspection as JSON and as one page: ``Inspection ─▶ dict, HTML``."""

from __future__ import annotations

from itertools import accumulate, groupby
from typing import Any

from api.folding import FoldedRun
from api.inspection import (
    InspectedText,
    Inspection,
    aliases_of,
    boundary_of,
    evidence_of,
    segments,
)
from index.clean import INVISIBLE
from index.source import Span

MAX_SHOWN = 300_000  # code points in a page; a browser stays quick


def inspection_json(inspection: Inspection) -> dict[str, Any]:
    """All of it as one JSON object."""
    file = inspection.file
    return {
        "file": file.name,
        "file_sha256": file.sha256,
        "encoding": file.encoding,
        "bytes": file.size,
        "keep_boilerplate": inspection.config.keep_boilerplate,
        "n_texts": inspection.n_texts,
        "texts": [_text_json(text) for text in inspection.texts],
        "warnings": list(inspection.warnings),
    }


def _text_json(text: InspectedText) -> dict[str, Any]:
    source = text.source.text
    return {
        "record": text.source.record,
        "source_sha256": text.source.sha256,
        "code_points": len(source),
        "n_articles": len(text.articles),
        "articles": [
            {
                "number": number,
                "article_id": article.article_id,
                **_place(text, article.span),
                "language": article.language,
                "boundary": article.boundary,
                "confidence": article.confidence,
                "aliases": {alias.written: alias.name for alias in article.aliases},
                "metadata": {
                    item.name: {
                        "value": item.value,
                        "source": item.source,
                        "evidence": _place(text, item.span) if item.span else None,
                    }
                    for item in evidence_of(article, text.source)
                },
                "passages": [
                    {
                        "passage_id": passage.passage_id,
                        **_place(text, passage.span),
                        "text": passage.text,
                        "folded": [_run_json(run) for run in text.folded_in(passage.span)],
                    }
                    for passage in article.passages
                ],
            }
            for number, article in text.numbered()
        ],
        "drops": [
            {"reason": piece.reason, **_place(text, piece.span), "text": piece.span.of(source)}
            for piece in text.pieces
            if piece.reason
        ],
        "counts": text.counts(),
        "warnings": list(text.warnings),
    }


def _place(text: InspectedText, span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end, "line": text.line_of(span.start)}


def _run_json(run: FoldedRun) -> dict[str, Any]:
    return {
        "start": run.span.start,
        "end": run.span.end,
        "written": run.written,
        "standard": run.standard,
        "kind": run.kind,
    }


def inspection_html(inspection: Inspection) -> str:
    """All of it as one page, as far as ``MAX_SHOWN`` code points reach."""

    from api.templating import make_environment, style_sheet

    environment = make_environment()
    environment.filters |= {"visible": visible_parts}
    left = MAX_SHOWN
    views: list[dict[str, Any]] = []
    for text in inspection.texts:
        views.append(_text_view(text, left))
        left -= sum(len(piece.span) for piece in views[-1]["shown"])
    return environment.get_template("inspect.html").render(
        style=style_sheet("inspect.css"),
        inspection=inspection,
        texts=views,
        max_shown=MAX_SHOWN,
        segments=segments,
        aliases_of=aliases_of,
        boundary_of=boundary_of,
        evidence_of=evidence_of,
    )


def _text_view(text: InspectedText, left: int) -> dict[str, Any]:
    """A source text for the page: its pieces by article, as far as ``left`` code points reach."""
    ends = accumulate(len(piece.span) for piece in text.pieces)
    shown = [piece for piece, end in zip(text.pieces, ends, strict=True) if end <= left]
    return {
        "data": text,
        "shown": shown,
        "groups": [(number, list(group)) for number, group in groupby(shown, lambda p: p.article)],
        "counts": text.counts(),
        "articles": dict(text.numbered()),
        "heads": {piece.article for piece in shown},
        "n_hidden": len(text.pieces) - len(shown),
        "anchors": {
            item.span.start
            for _, article in text.numbered()
            for item in evidence_of(article, text.source)
            if item.span and shown and item.span.start < shown[-1].span.end
            if item.span.start >= shown[0].span.start
        },
    }


def visible_parts(text: str) -> list[tuple[str, bool]]:
    """A text cut at invisible characters, which are named: (``U+200B``, True)."""
    parts: list[tuple[str, bool]] = []
    position = 0
    for match in INVISIBLE.finditer(text):
        if position < match.start():
            parts.append((text[position : match.start()], False))
        parts += [(f"U+{ord(char):04X}", True) for char in match.group()]
        position = match.end()
    if position < len(text):
        parts.append((text[position:], False))
    return parts
