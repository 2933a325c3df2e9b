"""Errors in the shape of the protocol that a route speaks.

``path, our error object ─in_protocol─▶ the error object that a client of that route reads``. The
messages are the same everywhere; what each protocol calls them differs.
Sources: OpenAI's API reference; Dify's external knowledge API; JSON-RPC 2.0.
"""

from __future__ import annotations

from typing import Any

_OPENAI = ("/v1/", "/v2/", "/openwebui/v1/")
_DIFY = "/retrieval"
_MCP = "/mcp"
_DIFY_SERVICE = "/datasets"
_NO_KEY, _WRONG_KEY, _NO_KNOWLEDGE = 1001, 1002, 2001  # what Dify calls them


def in_protocol(
    path: str, payload: dict[str, Any], status: int, *, has_key: bool = True
) -> tuple[dict[str, Any], int]:
    """An error object of ours as the protocol of a path has it, and the status it goes with.

    ``has_key``: of a 401, whether a key was sent in a form that can be read.
    """
    error = payload["error"]
    said = f"{error['message']}; {error['hint']}" if error["hint"] else error["message"]
    if path.startswith(_OPENAI):
        status = 400 if status == 422 else status
        return openai_error(said, status, code=error["code"]), status
    if path == _DIFY:
        return _dify_error(said, status, has_key=has_key)
    if path == _DIFY_SERVICE or path.startswith(f"{_DIFY_SERVICE}/"):
        return {"code": error["code"], "message": said, "status": status}, status
    if path == _MCP:
        return _json_rpc_error(said, status), status
    return payload, status


def openai_error(message: str, status: int, *, code: str) -> dict[str, Any]:
    """``{"error": {"message", "type", "param", "code"}}``."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _dify_error(message: str, status: int, *, has_key: bool) -> tuple[dict[str, Any], int]:
    """``{"error_code", "error_msg"}``; Dify tells a person of a key only if the status is 403."""
    code = {401: _WRONG_KEY if has_key else _NO_KEY, 404: _NO_KNOWLEDGE}.get(status, status)
    status = 403 if status == 401 else status
    return {"error_code": code, "error_msg": message}, status


def _json_rpc_error(message: str, status: int) -> dict[str, Any]:
    """An error that answers no request in particular: ``{"jsonrpc", "id": null, "error"}``."""
    code = -32603 if status >= 500 else -32600  # an internal error; not a request that may be
    return {"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": message}}
