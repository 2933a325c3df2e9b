"""JSON as bytes, written once: by orjson, and by the standard library for what orjson refuses."""

from __future__ import annotations

from typing import Any

import orjson

from index.source import mend_surrogates


def json_bytes(value: Any, *, indent: bool = False) -> bytes:
    """A value as UTF-8 JSON; a lone surrogate, as in a file's undecodable name, becomes U+FFFD."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else None)
    except orjson.JSONEncodeError:
        import json

        text = json.dumps(value, ensure_ascii=False, indent=2 if indent else None)
        return mend_surrogates(text).encode("utf-8")
