"""JSONL files: one article a line, read line by line so that memory stays bounded.

``bytes of a line ─▶ SourceText`` or a warning that names the line. Decoding of files that are
not UTF-8 is left to ``index.read.decode``.
"""

from __future__ import annotations

import math

import orjson

from index.errors import SourceError
from index.source import GivenMetadata, SourceText, mend_surrogates

_GIVEN = ("title", "date", "publisher", "author", "editor", "url")


def parse_record(line: bytes | str | None, *, file: str, record: int, max_bytes: int) -> SourceText:
    """Read one line as an article.

    Args:
        line: The line without its newline; None for one that was too long to be held.
        file: The contract's ``file`` of the JSONL file.
        record: The line number, from 1.
        max_bytes: A longer line is refused.

    Raises:
        SourceError: Not JSON, not an object, no usable id or text.
    """
    where = f"{file} line {record}"
    if line is None or len(line) > max_bytes:
        raise SourceError(f"record is over {max_bytes >> 20} MiB", where=where, hint="split it")
    try:
        data = _loads(line)
    except ValueError as error:
        raise SourceError(
            f"not JSON ({error})", where=where, hint="mend or remove the line"
        ) from None
    if not isinstance(data, dict):
        raise SourceError("not a JSON object", where=where, hint='write {"_id": …, "text": …}')
    article_id = data.get("_id")
    if article_id is None:
        article_id = data.get("id")
    if isinstance(article_id, int | float) and not isinstance(article_id, bool):
        article_id = _number_as_text(article_id)
    if not isinstance(article_id, str) or not article_id.strip():
        raise SourceError("no _id or id", where=where, hint="give every record one of its own")
    text = data.get("text")
    if not isinstance(text, str):
        raise SourceError('no string "text"', where=where, hint="put the article there")
    given = {name: _given(data.get(name)) for name in _GIVEN}
    return SourceText(
        file=file,
        text=mend_surrogates(text),
        kind="record",
        record=record,
        article_id=mend_surrogates(article_id),
        given=GivenMetadata(**given),
    )


def _loads(line: bytes | str) -> object:
    """orjson where it can; the standard library for lone surrogates, which orjson refuses."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        import json

        try:
            return json.loads(line)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def _number_as_text(number: float) -> str | None:
    """A number as an id; None for NaN, infinities and what Python will not print."""
    try:
        return str(number) if math.isfinite(number) else None
    except (OverflowError, ValueError):
        return None


def _given(value: object) -> str | None:
    """A stated field as text; an empty or odd one counts as not stated."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        return None
    return mend_surrogates(value).strip() or None
