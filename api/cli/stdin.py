"""Standard input as a SOURCE: its bytes in a file whose name says what they are.

``stdin ─spool─▶ folder/stdin.jsonl``. Told by their beginning, as nothing else tells. Reading them is
left to ``index.read``.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import BinaryIO

from index.errors import UsageError

_HEAD = 64 * 1024  # bytes that tell
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|\?xml[^>]*>\s*<!doctype html)",
    re.IGNORECASE,
)


def spool(folder: Path, stream: BinaryIO | None = None) -> Path:
    """Write standard input into a file in ``folder``.

    Raises:
        UsageError: Nothing came, or it is a terminal.
    """
    stream = stream or sys.stdin.buffer
    if stream.isatty():
        raise UsageError("standard input is a terminal", where="-", hint="pipe the text into it")
    path = folder / "stdin"
    with path.open("wb") as file:
        shutil.copyfileobj(stream, file)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise UsageError("nothing came by standard input", where="-", hint="pipe the text into it")
    return path.rename(folder / f"stdin{suffix_of(head)}")


def suffix_of(head: bytes) -> str:
    """The file name suffix that the first bytes ask for; ``.txt`` if they are nothing else."""
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if head.startswith(b"PK\x03\x04"):
        return ".docx"
    if head.startswith(b"\x1f\x8b"):
        return ".jsonl.gz"
    if _HTML.match(head):
        return ".html"
    return ".jsonl" if _is_record(head) else ".txt"


def _is_record(head: bytes) -> bool:
    """Whether the first line is a JSON object with a text, or begins as one and is cut."""
    line, newline, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not line.startswith(b"{"):
        return False
    if not newline and len(head) == _HEAD:
        return b'"text"' in line
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
