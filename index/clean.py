"""Make a source text fit to be split and matched, never losing the way back.

``text ─invisible─▶ ─joins─▶ CleanText``. Each step is a function from a text to (text, map);
maps compose. What a step leaves out still lies inside the passage around it. Whole lines that
belong to no article are left to ``index.boilerplate``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from index.credits import is_credit
from index.lines import Line, split_lines
from index.source import CleanText, OffsetMap, Span

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+"
)
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_OPEN_END = re.compile(f"[{_HAN}A-Za-z0-9][,，、（(“《]$")
_CONTINUES = re.compile(r"^[,，、。;；:：!！?？)）”’》]\s*\S")
_STARTS_BLOCK = re.compile(
    r"^([【\[（(#>*\-•·]|\d{1,2}\s*[.、)）]|第[一二三四五六七八九十\d]+[章节条])"
)
_ENDS_SENTENCE = re.compile(r"[。！？!?；;：:…”’」』）)》.]$")
_WRAP_MIN_LINES = 3
_WRAP_MIN_WIDTH = 12  # code points; narrower blocks are lists and verse
_WRAP_MIN_WIDTH_LATIN = 40  # narrower ones are heads: a title, a name, a day
_WRAP_SLACK = 2  # code points by which full lines of a wrapped block may differ


def clean(text: str, *, fragment: bool = False) -> CleanText:
    """Run every step over a source text; a ``fragment`` of one may begin inside a line."""
    cleaned, offsets = remove_invisible(text)
    cleaned, joins = join_wrapped_lines(cleaned, fragment=fragment)
    return CleanText(cleaned, joins.then(offsets))


def remove_invisible(text: str) -> tuple[str, OffsetMap]:
    """Leave out zero-width, directional and control characters; white space stays."""
    return _without(text, [Span(*match.span()) for match in INVISIBLE.finditer(text)])


def join_wrapped_lines(text: str, *, fragment: bool = False) -> tuple[str, OffsetMap]:
    """Join lines that were broken inside a sentence.

    Between Chinese characters the break is left out, beside a Latin word it becomes a space.
    A break is taken for a wrap if the line before it ends, or the line after it begins, with a
    mark that only stands inside a sentence, or if it stands in a block of equally wide lines,
    of which the first may be cut short in a ``fragment``.
    """
    lines = split_lines(text)
    wrapped = set(_wrapped_block_breaks(lines, fragment=fragment))
    removed: list[Span] = []
    spaces: list[int] = []
    for i, (before, after) in enumerate(pairwise(lines)):
        if after.gap or not (i in wrapped or _is_strong_join(before.text, after.text)):
            continue
        gap = Span(before.span.end, after.span.start)
        if _is_latin(before.text[-1]) and _is_latin(after.text[0]):
            spaces.append(gap.start)
            if len(gap) > 1:
                removed.append(Span(gap.start + 1, gap.end))
        else:
            removed.append(gap)
    if spaces:
        characters = list(text)
        for position in spaces:
            characters[position] = " "
        text = "".join(characters)
    return _without(text, removed)


def _without(text: str, removed: Iterable[Span]) -> tuple[str, OffsetMap]:
    kept: list[Span] = []
    position = 0
    for span in removed:
        if position < span.start:
            kept.append(Span(position, span.start))
        position = span.end
    if position < len(text):
        kept.append(Span(position, len(text)))
    return "".join(span.of(text) for span in kept), OffsetMap(kept, original_length=len(text))


def _is_strong_join(before: str, after: str) -> bool:
    if _CONTINUES.search(after):
        return True
    return bool(_OPEN_END.search(before)) and not (_STARTS_BLOCK.search(after) or is_credit(after))


def _is_latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ",;:-'\"")


def _wrapped_block_breaks(lines: list[Line], *, fragment: bool) -> Iterator[int]:
    """Indices of lines whose following break lies in a block of equally wide lines."""
    for first, end in _blocks(lines):
        block = lines[first:end]
        if len(block) < _WRAP_MIN_LINES:
            continue
        width = max(len(line.text) for line in block)
        full = [width - len(line.text) <= _slack(line.text) for line in block[:-1]]
        if fragment and first == 0:
            full[0] = not _ENDS_SENTENCE.search(block[0].text)
        open_ended = [not _ENDS_SENTENCE.search(line.text) for line in block[:-1]]
        if (
            width < _min_width(block)
            or sum(full) < 0.7 * len(full)
            or sum(open_ended) < 0.5 * len(full)
        ):
            continue
        for i in range(len(block) - 1):
            after = block[i + 1].text
            if full[i] and not (_STARTS_BLOCK.search(after) or is_credit(after)):
                yield first + i


def _min_width(block: list[Line]) -> int:
    return _WRAP_MIN_WIDTH_LATIN if all(line.text.isascii() for line in block) else _WRAP_MIN_WIDTH


def _slack(line: str) -> int:
    """Latin text wraps at words, so its lines end further apart."""
    latin = sum(char.isascii() for char in line)
    return 12 if latin > len(line) * 0.7 else _WRAP_SLACK


def _blocks(lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Ranges of lines without a blank line between them."""
    first = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or lines[i].gap:
            yield first, i
            first = i
