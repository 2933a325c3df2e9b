"""From a found file to its source texts: the one place where bytes are read.

``FoundFile ─▶ ReadFile(SourceFile, iterator of SourceText, warnings)``. JSONL is read line by line,
any other file as a whole. What a web page, PDF or DOCX says is left to the readers beside this.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import SourceError
from index.read.decode import decode
from index.read.discover import FoundFile, kind_of
from index.read.extracted import Extracted
from index.read.jsonl import parse_record
from index.read.lines import bounded_lines
from index.read.mojibake import find_mojibake
from index.source import Kind, SourceFile, SourceText

_CHUNK = 1 << 20
_MAX_FILE = 256 << 20
_TRIES = 2  # readings of a file that somebody is writing
_GZIP = ".gz"
Record = tuple[int, bytes | str | None]  # line number, line; None: too long to be held


@dataclass(slots=True)
class ReadFile:
    """A file's identity and its source texts; ``warnings`` fills while they are read."""

    identity: SourceFile
    texts: Iterator[SourceText]
    warnings: list[str] = field(default_factory=list)


def is_extracted(found: FoundFile) -> bool:
    """Whether a reader has to take the text out of the file, which takes its time."""
    return kind_of(found.path.name) in ("html", "pdf", "docx")


def read_file(found: FoundFile, *, max_bytes: int, max_file_bytes: int = _MAX_FILE) -> ReadFile:
    """Open a file and give its source texts.

    Args:
        found: The file.
        max_bytes: The most bytes of one article of text, or of one record.
        max_file_bytes: The most bytes of a web page, PDF or DOCX file.

    Raises:
        SourceError: The file cannot be read, is empty, too large, or holds no text.
    """
    try:
        return _read(found, max_bytes, max_file_bytes)
    except OSError as error:
        raise SourceError(
            f"not read: {error.strerror or error}", where=found.name, hint="check its permissions"
        ) from error


def _read(found: FoundFile, max_bytes: int, max_file_bytes: int) -> ReadFile:
    size = found.path.stat().st_size
    kind = kind_of(found.path.name) or "text"
    if size == 0:
        raise SourceError("not read: the file is empty", where=found.name, hint="remove it")
    if kind == "record" and found.path.name.lower().endswith(_GZIP):
        return _stream(found, size, max_bytes, _open_gzip)
    if kind == "record" and _is_utf8_jsonl(found.path):
        return _stream(found, size, max_bytes, _open_plain)
    limit = max_file_bytes if is_extracted(found) else max_bytes
    if size > limit:
        hint = (
            "split it"
            if is_extracted(found)
            else "split it, or make a UTF-8 .jsonl of its articles"
        )
        raise SourceError(
            f"not read: {size / 2**20:.0f} MiB is over the {limit >> 20} MiB of one article",
            where=found.name,
            hint=hint,
        )
    raw = _settled_bytes(found)
    if is_extracted(found):
        return _extracted(found, kind, raw)
    decoded = decode(raw)
    if decoded is None:
        raise SourceError(
            "not read: the bytes are no text", where=found.name, hint="remove it or convert it"
        )
    identity = _identity(found, hashlib.sha256(raw).hexdigest(), decoded.encoding, len(raw))
    if decoded.warning:
        warnings = [f"{found.name}: {decoded.warning}; save it as UTF-8"]
    else:
        warnings = [] if kind == "record" else _doubts(decoded.text, found.name)
    if kind == "record":
        opened = ReadFile(identity, iter(()), warnings)
        lines = enumerate(decoded.text.split("\n"), start=1)
        opened.texts = _records(opened, lines, max_bytes)
        return opened
    return ReadFile(identity, iter((SourceText(found.name, decoded.text, kind),)), warnings)


def _extracted(found: FoundFile, kind: Kind, raw: bytes) -> ReadFile:
    """Let the reader of its kind take the text out of a file."""
    reader = _reader(kind)
    got = reader(raw, where=found.name)
    identity = _identity(found, hashlib.sha256(raw).hexdigest(), got.encoding, len(raw))
    source = SourceText(found.name, got.text, kind, given=got.given, pages=got.pages)
    warnings = [f"{found.name}: {one}" for one in got.warnings]
    return ReadFile(identity, iter((source,)), warnings + _doubts(got.text, found.name))


def _doubts(text: str, where: str) -> list[str]:
    """A warning if a text looks as if it had been decoded wrongly before; it stays as it is."""
    clause = find_mojibake(text)
    return [] if clause is None else [f"{where}: {clause}; get or save it again as UTF-8"]


def _reader(kind: Kind) -> Callable[..., Extracted]:
    """Imported when needed: each brings a library that takes long to load."""
    module = importlib.import_module(f"index.read.{kind}")
    reader: Callable[..., Extracted] = getattr(module, f"read_{kind}")
    return reader


def _settled_bytes(found: FoundFile) -> bytes:
    """A file's bytes, read while nobody wrote them.

    Raises:
        SourceError: It was written to all the while.
    """
    for _ in range(_TRIES):
        before = found.path.stat()
        raw = found.path.read_bytes()
        after = found.path.stat()
        if _written(before) == _written(after) and len(raw) == after.st_size:
            return raw
    raise SourceError(
        "not read: it changed while it was being read",
        where=found.name,
        hint="build again when it is complete",
    )


def _written(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


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


def _stream(
    found: FoundFile, size: int, max_bytes: int, lines: Callable[[Path, int], Iterator[Record]]
) -> ReadFile:
    digest = hashlib.sha256()
    before = _written(found.path.stat())
    with found.path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    opened = ReadFile(_identity(found, digest.hexdigest(), "utf-8", size), iter(()))

    def texts() -> Iterator[SourceText]:
        yield from _records(opened, lines(found.path, max_bytes), max_bytes)
        try:
            is_settled = _written(found.path.stat()) == before
        except OSError:
            is_settled = False
        if not is_settled:
            opened.warnings.append(
                f"{found.name}: it changed while it was being read; build again when it is complete"
            )

    opened.texts = texts()
    return opened


def _open_plain(path: Path, max_bytes: int) -> Iterator[Record]:
    with path.open("rb") as stream:
        yield from bounded_lines(stream, max_bytes)


def _open_gzip(path: Path, max_bytes: int) -> Iterator[Record]:
    with gzip.open(path) as stream:
        yield from bounded_lines(stream, max_bytes)


def _records(opened: ReadFile, lines: Iterable[Record], max_bytes: int) -> Iterator[SourceText]:
    """The records of a JSONL file; a line that is none becomes a warning."""
    name = opened.identity.name
    n_read = last = 0
    is_told = bool(opened.warnings)  # what the encoding lost
    try:
        for number, line in lines:
            last = number
            if line is not None and not line.strip():
                continue
            try:
                source = parse_record(line, file=name, record=number, max_bytes=max_bytes)
                if not is_told and (doubts := _doubts(source.text, source.where)):
                    opened.warnings.extend(doubts)
                    is_told = True
                yield source
                n_read += 1
            except SourceError as error:
                opened.warnings.append(str(error))
    except (OSError, EOFError, zlib.error) as error:
        opened.warnings.append(
            f"{name}: it cannot be read past line {last} ({error}); mend or pack it again"
        )
    if not n_read and not opened.warnings:
        opened.warnings.append(f"{name}: no article in it: every line is blank")
