"""PDF files for tests, laid out by reportlab: known text in known places."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

SONG = "STSong-Light"  # a font that every reader brings: none has to be in the file
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
CHINESE = ParagraphStyle(
    "zh", fontName=SONG, fontSize=11, leading=15, wordWrap="CJK", firstLineIndent=22
)
ENGLISH = ParagraphStyle("en", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=8)
HEADING = ParagraphStyle("h", fontName="Helvetica-Bold", fontSize=18, leading=24, spaceAfter=10)


def paragraphs(
    content: Sequence[tuple[str, ParagraphStyle] | Table],
    *,
    columns: int = 1,
    running: str | None = None,
    **given: Any,
) -> bytes:
    """Flow paragraphs and tables into columns; ``running``: a line at the top of every page."""
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, **given)
    gap = 18
    width = (document.width - gap * (columns - 1)) / columns
    frames = [
        Frame(
            document.leftMargin + i * (width + gap), document.bottomMargin, width, document.height
        )
        for i in range(columns)
    ]

    def furniture(canvas: Canvas, page: Any) -> None:
        if running:
            canvas.setFont("Helvetica", 9)
            canvas.drawString(72, A4[1] - 40, running)
            canvas.drawCentredString(A4[0] / 2, 30, str(page.page))

    document.addPageTemplates([PageTemplate(frames=frames, onPage=furniture)])
    document.build([one if isinstance(one, Table) else Paragraph(*one) for one in content])
    return out.getvalue()


def lines(*pages: Sequence[str], password: str | None = None, owner: str = "owner") -> bytes:
    """Pages of lines as they are; with a password a reader has to give it (empty: it need not)."""
    out = io.BytesIO()
    encrypt = None if password is None else StandardEncryption(password, owner)
    canvas = Canvas(out, pagesize=A4, encrypt=encrypt)
    for page in pages:
        canvas.setFont(SONG, 11)
        for i, line in enumerate(page):
            canvas.drawString(72, 760 - 16 * i, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
