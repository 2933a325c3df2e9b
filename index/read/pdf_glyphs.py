"""From a page of a PDF to its runs: words and lines as they were set, each with its place.

``pdfium's text page ─▶ glyphs (arrays) ─▶ Run``. A run is what stands on one baseline without a
wide gap. Places are turned so that text is read from left to right and y grows downwards: text that
was set sideways, or in vertical columns of Chinese, is turned by quarters and kept apart. White
space of every kind becomes one space; NUL and control characters are left out. What is a line, a
column or a table is left to ``index.read.pdf_layout``.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from index.source import mend_surrogates

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_CJK = re.compile(
    "[\u2e80-\u2fff\u3001-\u303f\u3041-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60"
    "\U00020000-\U0003ffff]"
)
_CJK_QUOTES = "‘’“”…—·"  # set as wide as a Chinese character beside one
_SPACES = (9, 10, 11, 12, 13, 32, 0x85, 0xA0, 0x2028, 0x2029, 0x3000)
_HYPHENS = (2, 0xFFFE)  # what pdfium puts for a hyphen at the end of a line
_RUN_GAP = 0.7  # em; wider than a word space, narrower than a gutter
_WORD_GAP = 0.25  # em; a gap as wide as this between letters was meant as a space
_THIN_GAP = 0.4  # em; beside a Chinese character a gap must be as wide to be a space
_SHIFT = 0.45  # em by which a baseline may move within a run: indices and footnote marks
_FAR = 1e6  # points; a place that is no number, or farther off, is a fault of the file
_SAMPLE = 64  # glyphs of a page whose mapping to Unicode is asked for
_VERTICAL_SHARE = 0.6  # of the steps from one Chinese character to the next
_VERTICAL_MIN = 12  # steps
_DOWN = 1  # the turn of text that is read from top to bottom, its lines from right to left


@dataclass(frozen=True, slots=True)
class Run:
    """Text on one baseline; places in points from the page's left and top."""

    text: str
    left: float
    right: float
    base: float  # the baseline, downwards
    size: float  # of the font
    font: str  # its name; empty: unknown, or more than one


@dataclass(frozen=True, slots=True)
class PageRuns:
    """The runs of a page by direction, that of most text first; each in content order."""

    groups: tuple[tuple[Run, ...], ...]
    height: float  # of the page, points
    n_glyphs: int
    hidden: float  # the share of glyphs for which no character is known, by a sample
    is_blank: bool = False  # neither text nor picture


def is_cjk(char: str) -> bool:
    """Whether a character is set without a space beside it."""
    return bool(_CJK.match(char))


def weight(text: str) -> int:
    """The width of a text, in half-width characters."""
    return len(text) if text.isascii() else len(text) + len(_CJK.findall(text))


def page_runs(page: Any, text_page: Any) -> PageRuns:
    """The runs of a page; both arguments are pdfium's, and stay the caller's to close."""
    from pypdfium2 import raw

    left, bottom, _, top = page.get_bbox()
    n_all = text_page.count_chars()
    glyphs = _read_glyphs(text_page, n_all, left, top) if n_all else None
    if glyphs is None or not len(glyphs.index):
        return PageRuns((), top - bottom, 0, 0.0, raw.FPDFPage_CountObjects(page) == 0)
    turns = _turns(glyphs)
    by_share = sorted(set(turns.tolist()), key=lambda turn: (-int((turns == turn).sum()), turn))
    groups = (_runs(text_page, _turned(glyphs, turns == turn, turn)) for turn in by_share)
    hidden = _hidden_share(text_page, glyphs)
    return PageRuns(tuple(map(tuple, groups)), top - bottom, len(glyphs.index), hidden)


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """Glyphs that are no white space, in content order."""

    index: Ints  # (n,) in the text page
    code: Ints  # (n,)
    box: Floats  # (n, 4) left, top, right, bottom, from the page's left and top
    origin: Floats  # (n, 2) where each stands
    angle: Floats  # (n,) radians, clockwise
    spaced: Flags  # (n,) white space before it
    guessed: Flags  # (n,) that white space is pdfium's guess

    def only(self, which: Flags) -> _Glyphs:
        """Some of the glyphs."""
        return _Glyphs(
            self.index[which],
            self.code[which],
            self.box[which],
            self.origin[which],
            self.angle[which],
            self.spaced[which],
            self.guessed[which],
        )


def _read_glyphs(text_page: Any, n: int, left: float, top: float) -> _Glyphs:
    """Ask pdfium for each glyph: the loops that run once a character."""
    from pypdfium2 import raw

    handle = text_page.raw
    code = np.fromiter((raw.FPDFText_GetUnicode(handle, i) for i in range(n)), np.int64, n)
    code[np.isin(code, _HYPHENS)] = ord("-")
    is_space = np.isin(code, _SPACES)
    is_control = (code < 32) | ((code >= 0x7F) & (code < 0xA0)) | (code == 0xFFFF)
    index = np.flatnonzero(~is_space & ~is_control)
    number = np.cumsum(is_space)  # of white space up to each glyph
    spaced = np.diff(number[index], prepend=0) > 0
    typed = is_space.copy()
    for i in np.flatnonzero(is_space).tolist():
        typed[i] = not raw.FPDFText_IsGenerated(handle, i)
    guessed = spaced & (np.diff(np.cumsum(typed)[index], prepend=0) == 0)
    places = index.tolist()
    box = np.array(list(_boxes(handle, places)), np.float64).reshape(-1, 4)
    origin = np.array(list(_origins(handle, places)), np.float64).reshape(-1, 2)
    angle = np.fromiter((raw.FPDFText_GetCharAngle(handle, i) for i in places), np.float64)
    box = np.column_stack((box[:, 0] - left, top - box[:, 1], box[:, 2] - left, top - box[:, 3]))
    origin = np.column_stack((origin[:, 0] - left, top - origin[:, 1]))
    box, origin = (np.clip(np.nan_to_num(places), -_FAR, _FAR) for places in (box, origin))
    return _Glyphs(index, code[index], box, origin, angle, spaced, guessed)


def _boxes(handle: Any, places: list[int]) -> Iterator[tuple[float, float, float, float]]:
    """Left, top, right, bottom of each glyph with its font's usual height, y upwards."""
    from pypdfium2 import raw

    box, ask = raw.FS_RECTF(), raw.FPDFText_GetLooseCharBox
    at = ctypes.byref(box)
    for i in places:
        ask(handle, i, at)
        yield box.left, box.top, box.right, box.bottom


def _origins(handle: Any, places: list[int]) -> Iterator[tuple[float, float]]:
    from pypdfium2 import raw

    x, y, ask = ctypes.c_double(), ctypes.c_double(), raw.FPDFText_GetCharOrigin
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    for i in places:
        ask(handle, i, at_x, at_y)
        yield x.value, y.value


def _hidden_share(text_page: Any, glyphs: _Glyphs) -> float:
    """How many glyphs stand for no character that is known, by an even sample."""
    from pypdfium2 import raw

    n = len(glyphs.index)
    sample = np.unique(np.linspace(0, n - 1, min(n, _SAMPLE)).astype(np.int64))
    code = glyphs.code[sample]
    private = ((code >= 0xE000) & (code <= 0xF8FF)) | (code >= 0xF0000) | (code == 0xFFFD)
    places = glyphs.index[sample].tolist()
    failed = [raw.FPDFText_HasUnicodeMapError(text_page.raw, i) == 1 for i in places]
    return float((private | np.array(failed)).mean())


def _turns(glyphs: _Glyphs) -> Ints:
    """Quarters, clockwise, by which each glyph's line is turned, (n,)."""
    turns: Ints = np.rint(glyphs.angle / (math.pi / 2)).astype(np.int64) % 4
    if _is_vertical(glyphs.only(turns == 0)):
        turns[turns == 0] = _DOWN
    return turns


def _is_vertical(glyphs: _Glyphs) -> bool:
    """Whether upright Chinese characters follow one another downwards."""
    wide = (glyphs.code > 0x2E80) & (glyphs.code < 0x40000)
    pair = wide[1:] & wide[:-1]
    if pair.sum() < _VERTICAL_MIN:
        return False
    em = glyphs.box[:-1, 3] - glyphs.box[:-1, 1]
    step = np.diff(glyphs.origin, axis=0)
    down = (np.abs(step[:, 0]) < 0.3 * em) & (step[:, 1] > 0.5 * em) & (step[:, 1] < 2 * em)
    return bool(down[pair].mean() > _VERTICAL_SHARE)


def _turned(glyphs: _Glyphs, which: Flags, turn: int) -> _Glyphs:
    """Some glyphs, in places as they would have if their lines ran from left to right."""
    some = glyphs.only(which)
    for _ in range(turn):  # a quarter counter-clockwise: (x, y) becomes (y, -x)
        left, top, right, bottom = some.box.T
        x, y = some.origin.T
        some = _Glyphs(
            some.index,
            some.code,
            np.column_stack((top, -right, bottom, -left)),
            np.column_stack((y, -x)),
            some.angle,
            some.spaced,
            some.guessed,
        )
    return some


def _runs(text_page: Any, glyphs: _Glyphs) -> Iterator[Run]:
    """Cut glyphs where the baseline changes or a gap is wide."""
    left, right, base = glyphs.box[:, 0], glyphs.box[:, 2], glyphs.origin[:, 1]
    em = np.maximum(glyphs.box[:, 3] - glyphs.box[:, 1], 0.1)
    gap = (left[1:] - right[:-1]) / np.minimum(em[1:], em[:-1])
    shift = np.abs(np.diff(base)) / np.maximum(em[1:], em[:-1])
    is_cut = (gap > _RUN_GAP) | (gap < -_RUN_GAP) | (shift > _SHIFT)
    cuts = [0, *(np.flatnonzero(is_cut) + 1).tolist(), len(base)]
    spaces = _spaces(glyphs, gap)
    for start, end in pairwise(cuts):
        size, font = _type(text_page, glyphs.index[start:end])
        yield Run(
            _text(glyphs.code[start:end], spaces[start:end]),
            float(left[start:end].min()),
            float(right[start:end].max()),
            float(np.median(base[start:end])),
            max(size or float(np.median(em[start:end])), 0.1),
            font,
        )


def _spaces(glyphs: _Glyphs, gap: Floats) -> Flags:
    """Before which glyphs a space stands, if they begin no run."""
    code = glyphs.code
    wide = ((code >= 0x2E80) & (code < 0xA000)) | ((code >= 0xF900) & (code <= 0xFAFF))
    wide |= ((code >= 0xFF01) & (code <= 0xFF60)) | ((code >= 0x20000) & (code < 0x40000))
    wide |= np.isin(code, [ord(char) for char in _CJK_QUOTES])
    beside = wide.copy()
    beside[1:] |= wide[:-1]
    before = np.concatenate(([0.0], gap))
    typed = glyphs.spaced & ~glyphs.guessed
    seen = np.where(beside, before > _THIN_GAP, glyphs.guessed | (before > _WORD_GAP))
    return typed | seen


def _text(code: Ints, spaces: Flags) -> str:
    places = np.flatnonzero(spaces[1:]) + 1
    codes = np.insert(code, places, ord(" ")) if len(places) else code
    raw = codes.astype("<u4").tobytes()
    return mend_surrogates(raw.decode("utf-32-le", "surrogatepass"))


def _type(text_page: Any, index: Ints) -> tuple[float, str]:
    """Size and font of a run: the size in its middle, the font if all of it has the same."""
    from pypdfium2 import raw

    first, middle, last = int(index[0]), int(index[len(index) // 2]), int(index[-1])
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(text_page.raw, middle)
    if raw.FPDFText_GetMatrix(text_page.raw, middle, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    fonts = {_font_name(text_page, place) for place in {first, middle, last}}
    return abs(size), fonts.pop() if len(fonts) == 1 else ""


def _font_name(text_page: Any, place: int) -> str:
    from pypdfium2 import raw

    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    n = raw.FPDFText_GetFontInfo(text_page.raw, place, buffer, len(buffer), flags)
    return buffer.raw[: n - 1].decode("utf-8", "replace") if 0 < n <= len(buffer) else ""
