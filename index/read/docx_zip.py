"""The parts of a DOCX that hold text, unpacked within bounds before any library sees them.

``bytes ─▶ a zip in memory with the XML parts, stored, and every other part empty``. What a zip says
of its sizes may be a lie, so nothing is unpacked further than the bounds, whatever it says.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from index.errors import SourceError

_OLE = b"\xd0\xcf\x11\xe0"  # compound files: old .doc, and DOCX locked by a password
_MAX_PARTS = 20_000
_MAX_TEXT = 128 << 20  # bytes of all XML parts together
_MAX_RATIO = 300  # of unpacked to packed; Word's own XML is at 5 to 50
_SMALL = 8 << 20  # bytes below which the ratio does not matter
_CHUNK = 1 << 20
_XML = (".xml", ".rels")
_DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError,
    NotImplementedError, KeyError, RuntimeError,
)  # fmt: skip


def checked_zip(raw: bytes, where: str) -> BytesIO:
    """A zip that can be read without care.

    Raises:
        SourceError: The bytes are no DOCX, locked, damaged, or unpack to too much.
    """
    if raw.startswith(_OLE):
        raise SourceError(
            "not read: it is locked by a password, or an old .doc",
            where=where,
            hint="save it as .docx without one",
        )
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            return _repacked(packed, len(raw), where)
    except _DAMAGE as error:
        raise SourceError(
            "not read: it is no DOCX, or damaged", where=where, hint="get it again, or remove it"
        ) from error


def _repacked(packed: zipfile.ZipFile, size: int, where: str) -> BytesIO:
    names = list(dict.fromkeys(packed.namelist()))
    if len(names) > _MAX_PARTS:
        raise _too_large(f"{len(names):,} parts are over {_MAX_PARTS:,}", where)
    stated = sum(packed.getinfo(name).file_size for name in names if _is_xml(name))
    left = min(_MAX_TEXT, max(_SMALL, _MAX_RATIO * size))
    if stated > left:
        raise _too_large(f"it unpacks to {stated >> 20} MiB", where)
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as plain:
        for name in names:
            blob = _unpacked(packed, name, left, where) if _is_xml(name) else b""
            left -= len(blob)
            plain.writestr(zipfile.ZipInfo(name), blob)
    target.seek(0)
    return target


def _is_xml(name: str) -> bool:
    return name.lower().endswith(_XML)


def _unpacked(packed: zipfile.ZipFile, name: str, limit: int, where: str) -> bytes:
    """A part's bytes, read piece by piece and no further than the limit."""
    parts: list[bytes] = []
    with packed.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            limit -= len(chunk)
            if limit < 0:
                raise _too_large("it unpacks to more than it may", where)
            parts.append(chunk)
    return b"".join(parts)


def _too_large(what: str, where: str) -> SourceError:
    return SourceError(f"not read: {what}", where=where, hint="split it, or save its text as .txt")
