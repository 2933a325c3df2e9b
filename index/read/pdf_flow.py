"""From lines in reading order to the text of a document and the offsets of its pages.

``lines of each page ─▶ paragraphs ─▶ (text, pages)``. A line goes on in the next one unless the
next one's first word would still have fitted, or it is indented, set apart, in another size, or a
heading in another font. So a paragraph also goes on over the end of a column or page. Between
Chinese characters the break disappears, between words it becomes a space, and a hyphen that only
divides a word is taken out. A blank line stands between blocks, none between the rows of a table.

What interrupts a paragraph on the page (a footnote, a figure's text) also interrupts it here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.read.pdf_glyphs import is_cjk, weight
from index.read.pdf_layout import Line

_SAME_SIZE = 0.08  # by which sizes within a paragraph may differ
_WIDE_GAP = 1.3  # usual line spacings; a wider gap ends a paragraph
_NO_SPACING = 1.9  # em; the same where no usual spacing is known
_INDENT = 0.8  # em
_SHIFT = 0.4  # em; a smaller difference between left ends is none
_SLACK = 0.5  # em that a line may end early though the next word would have fitted
_SHORT = 0.8  # of its column: a line in another font that is shorter is a heading
_ENDS = re.compile(r"[.!?。！？…：:；;][\"'”’」』）)\]]*$")
_BULLET = re.compile(r"[•‣▪■□●○◦◆◇★☆※✓➢]|[-–—*·]\s")
_MARKER = re.compile(r"[•‣▪■□●○◦◆◇★☆※✓➢]|\[?\(?[0-9]{1,3}[.)\]]|[(（][一二三四五六七八九十]+[)）]")
_UNIT = re.compile(r"(?:[A-Za-z0-9\u00c0-\u024f][^\s\u2e80-\uffff]*|\S)[，。、；：！？）》」』”’]*")
_DIVIDED = re.compile(r"([A-Za-z\u00c0-\u024f]+)[-\u00ad\u2010]$")
_DASH = re.compile(r"\S[-\u00ad\u2010\u2011–—/]$")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_COMPOUND = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:-[A-Za-z\u00c0-\u024f]+)+")
_SPACED_SCRIPTS = re.compile(r"[\u3400-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u3400-\u9fff]")
_CLOSE_SCRIPTS = re.compile(r"[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u3400-\u9fff]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def flow(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """The text of a document, and the offset at which each page begins.

    A page without text begins where the next one does.
    """
    document = _Document.of(pages)
    parts: list[str] = []
    begins: list[int] = []
    length = 0
    before: Line | None = None
    for lines in pages:
        begins.append(-1)
        for line in lines:
            if before is not None:
                ending = document.between(before, line)
                kept = parts[-1][: len(parts[-1]) - ending.n_cut]
                length += len(kept) - len(parts[-1]) + len(ending.text)
                parts[-1:] = [kept, ending.text]
            if begins[-1] < 0:
                begins[-1] = length
            parts.append(line.text)
            length += len(line.text)
            before = line
    return "".join(parts), tuple(_filled(begins, length))


def _filled(begins: list[int], length: int) -> list[int]:
    """Offsets of pages, those without text moved to the next page's; the first page at 0."""
    following = length
    for i in reversed(range(len(begins))):
        following = begins[i] = begins[i] if begins[i] >= 0 else following
    return [0, *begins[1:]]


@dataclass(frozen=True, slots=True)
class _Ending:
    """What stands between two lines: a text, in place of the last ``n_cut`` characters."""

    text: str
    n_cut: int = 0


@dataclass(frozen=True, slots=True)
class _Document:
    """What is usual in a document, by which two lines are judged."""

    spacing: dict[tuple[int, int], float]  # of lines, points; by column (0: any) and size
    lefts: dict[tuple[int, int], float]  # where most lines begin; by column and size
    compounds: frozenset[str]  # words with a hyphen in the middle of a line
    is_spaced: bool  # between Chinese and Latin script

    @classmethod
    def of(cls, pages: Sequence[Sequence[Line]]) -> _Document:
        """What is usual in these lines."""
        lines = [line for page in pages for line in page if not line.table]
        texts = [line.text for line in lines]
        n_spaced, n_close = (
            sum(len(pattern.findall(text)) for text in texts)
            for pattern in (_SPACED_SCRIPTS, _CLOSE_SCRIPTS)
        )
        compounds = (found.lower() for text in texts for found in _COMPOUND.findall(text))
        return cls(_spacing(lines), _lefts(lines), frozenset(compounds), n_spaced > n_close)

    def between(self, before: Line, after: Line) -> _Ending:
        """How a line goes on in the next one."""
        if before.table or after.table:
            return _Ending("\n" if before.table == after.table else "\n\n")
        if not self._goes_on(before, after):
            return _Ending("\n\n")
        return self._joint(before.text, after.text)

    def _goes_on(self, before: Line, after: Line) -> bool:
        larger = max(before.size, after.size)
        if abs(before.size - after.size) > _SAME_SIZE * larger or _BULLET.match(after.text):
            return False
        if (
            _is_heading(before, after)
            or _has_room(before, after)
            or self._is_indented(after, before)
        ):
            return False
        if before.column == after.column and after.base > before.base:
            return after.base - before.base <= self._gap(after)
        return not _ENDS.search(before.text) or after.text[0].islower()

    def _gap(self, line: Line) -> float:
        """The widest gap between lines of one paragraph, points."""
        size = round(line.size)
        usual = self.spacing.get((line.column, size)) or self.spacing.get((0, size))
        return _WIDE_GAP * usual if usual else _NO_SPACING * line.size

    def _is_indented(self, line: Line, before: Line) -> bool:
        """Whether a line begins a paragraph by where it begins."""
        usual = self.lefts[line.column, round(line.size)]
        if line.column != before.column:
            return line.left - usual > _INDENT * line.size
        if _MARKER.match(line.text) and line.left < before.left - _SHIFT * line.size:
            return True
        is_hanging = bool(_MARKER.match(before.text)) and before.left < line.left
        is_moved = line.left - before.left > _SHIFT * line.size
        return is_moved and line.left - usual > _INDENT * line.size and not is_hanging

    def _joint(self, before: str, after: str) -> _Ending:
        divided = _DIVIDED.search(before)
        if divided and after[0].islower():
            return _Ending("") if self._is_compound(before, after) else _Ending("", n_cut=1)
        if _DASH.search(before):
            return _Ending("")
        wide = is_cjk(before[-1]), is_cjk(after[0])
        if not any(wide):
            return _Ending(" ")
        is_mixed = not all(wide) and (before[-1] + after[0]).isalnum()
        return _Ending(" " if is_mixed and self.is_spaced else "")

    def _is_compound(self, before: str, after: str) -> bool:
        """Whether a hyphen at the end of a line belongs to the word."""
        head = before.rsplit(maxsplit=1)[-1].lstrip("(\"'“‘")[:-1]
        tail = _WORD.match(after)
        whole = f"{head}-{tail.group()}" if tail else head
        return "-" in head or whole.lower() in self.compounds


def _is_heading(before: Line, after: Line) -> bool:
    """Whether one of two lines is a heading by its font alone."""
    if not before.font or not after.font or before.font == after.font:
        return False
    return any(
        line.right - line.left < _SHORT * (line.edge - line.left) for line in (before, after)
    )


def _has_room(before: Line, after: Line) -> bool:
    """Whether the first word of a line would have fitted at the end of the line before."""
    unit = _UNIT.match(after.text)
    first = unit.group() if unit else after.text[0]
    width = (after.right - after.left) * weight(first) / max(weight(after.text), 1)
    is_beside = is_cjk(before.text[-1]) or is_cjk(after.text[0])
    space = 0.0 if is_beside else 0.25 * before.size
    return before.right + space + width + _SLACK * before.size < before.edge


def _spacing(lines: Sequence[Line]) -> dict[tuple[int, int], float]:
    """The usual distance of baselines, points."""
    gaps: dict[tuple[int, int], list[float]] = defaultdict(list)
    for a, b in pairwise(lines):
        gap, size = b.base - a.base, round(b.size)
        if a.column == b.column and round(a.size) == size and 0 < gap < 4 * b.size:
            gaps[0, size].append(gap)
            gaps[b.column, size].append(gap)
    return {key: median(some) for key, some in gaps.items() if key[0] == 0 or len(some) > 4}


def _lefts(lines: Sequence[Line]) -> dict[tuple[int, int], float]:
    """Where most lines begin, points; of equally many the leftmost."""
    places: dict[tuple[int, int], Counter[float]] = defaultdict(Counter)
    for line in lines:
        step = max(_SHIFT * line.size, 0.1)
        places[line.column, round(line.size)][round(line.left / step) * step] += 1
    return {
        key: min(counts, key=lambda place: (-counts[place], place))
        for key, counts in places.items()
    }
