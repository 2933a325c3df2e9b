"""From a found file to its source texts: the one place where bytes are read.

``FoundFile ─▶ ReadFile(SourceFile, iterator of SourceText, warnings)``
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import SourceError
from index.read.decode import decode
from index.read.discover import JSONL_SUFFIXES, FoundFile
from index.read.jsonl import parse_record
from index.source import SourceFile, SourceText

_CHUNK = 1 << 20


@dataclass(slots=True)
class ReadFile:
    """A file's identity and its source texts; ``warnings`` fills while they are read."""

    identity: SourceFile
    texts: Iterator[SourceText]
    warnings: list[str] = field(default_factory=list)


def read_file(found: FoundFile, *, max_bytes: int) -> ReadFile:
    """Open a file and give its source texts.

    Raises:
        SourceError: The file cannot be read, is empty, too large, or not text.
    """
    try:
        return _read(found, max_bytes)
    except OSError as error:
        raise SourceError(
            f"not read: {error.strerror or error}", where=found.name, hint="check its permissions"
        ) from error


def _read(found: FoundFile, max_bytes: int) -> ReadFile:
    size = found.path.stat().st_size
    if size == 0:
        raise SourceError("not read: the file is empty", where=found.name, hint="remove it")
    is_jsonl = found.path.suffix.lower() in JSONL_SUFFIXES
    if is_jsonl and _is_utf8_jsonl(found.path):
        return _stream_jsonl(found, size, max_bytes)
    if size > max_bytes:
        raise SourceError(
            f"not read: {size / 2**20:.0f} MiB is over the {max_bytes >> 20} MiB of one article",
            where=found.name,
            hint="split it, or make a UTF-8 .jsonl of its articles",
        )
    raw = found.path.read_bytes()
    decoded = decode(raw)
    if decoded is None:
        raise SourceError(
            "not read: the bytes are no text", where=found.name, hint="remove it or convert it"
        )
    identity = _identity(found, hashlib.sha256(raw).hexdigest(), decoded.encoding, size)
    warnings = [f"{found.name}: {decoded.warning}; save it as UTF-8"] if decoded.warning else []
    if is_jsonl:
        lines = enumerate(decoded.text.split("\n"), start=1)
        return _records(identity, lines, max_bytes, warnings)
    text = SourceText(
        file=found.name, text=decoded.text, markdown=found.path.suffix.lower() == ".md"
    )
    return ReadFile(identity, iter((text,)), warnings)


def _identity(found: FoundFile, sha256: str, encoding: str, size: int) -> SourceFile:
    return SourceFile(found.name, str(found.root), found.relative, sha256, encoding, size)


def _is_utf8_jsonl(path: Path) -> bool:
    """Whether the start of the file decodes as UTF-8, a character cut at the end aside."""
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and len(head) == _CHUNK
    return b"\x00" not in head


def _stream_jsonl(found: FoundFile, size: int, max_bytes: int) -> ReadFile:
    digest = hashlib.sha256()
    with found.path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    identity = _identity(found, digest.hexdigest(), "utf-8", size)

    def lines() -> Iterator[tuple[int, bytes]]:
        with found.path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line

    return _records(identity, lines(), max_bytes, [])


def _records(
    identity: SourceFile,
    lines: Iterator[tuple[int, bytes]] | Iterator[tuple[int, str]],
    max_bytes: int,
    warnings: list[str],
) -> ReadFile:
    opened = ReadFile(identity, iter(()), warnings)

    def texts() -> Iterator[SourceText]:
        n_read = 0
        for number, line in lines:
            if not line.strip():
                continue
            try:
                yield parse_record(line, file=identity.name, record=number, max_bytes=max_bytes)
                n_read += 1
            except SourceError as error:
                opened.warnings.append(str(error))
        if not n_read and not opened.warnings:
            opened.warnings.append(f"{identity.name}: no article in it: every line is blank")

    opened.texts = texts()
    return opened
