"""Errors in the shape of the protocol that a route speaks.

``path, our error object ─in_protocol─▶ the error object that a client of that route reads``. The
messages are the same everywhere; what each protocol calls them differs.
Sources: OpenAI's API reference; Dify's external knowledge API.
"""

from __future__ import annotations

from typing import Any

_OPENAI = ("/v1/", "/v2/", "/openwebui/v1/")
_DIFY = "/retrieval"
_DIFY_CODES = {401: 1002, 404: 2001}  # the key is wrong; there is no such knowledge


def in_protocol(path: str, payload: dict[str, Any], status: int) -> tuple[dict[str, Any], int]:
    """An error object of ours as the protocol of a path has it, and the status it goes with."""
    error = payload["error"]
    said = f"{error['message']}; {error['hint']}" if error["hint"] else error["message"]
    if path.startswith(_OPENAI):
        status = 400 if status == 422 else status
        return openai_error(said, status, code=error["code"]), status
    if path == _DIFY:
        return {"error_code": _DIFY_CODES.get(status, status), "error_msg": said}, status
    return payload, status


def openai_error(message: str, status: int, *, code: str) -> dict[str, Any]:
    """``{"error": {"message", "type", "param", "code"}}``."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}
