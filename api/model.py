"""The one model that the API has, for clients that must name one."""

from __future__ import annotations

from index.errors import ModelNotFound

MODEL = "wenju"


def check_model(model_id: str) -> None:
    """Raises ModelNotFound for another."""
    if model_id != MODEL:
        raise ModelNotFound("no such model", where=model_id, hint=f"the one model is {MODEL}")
