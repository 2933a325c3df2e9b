"""What requests in the protocols of others have in common: fields that we do not know are ignored."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from api.routes.shared import Replies
from api.schemas import Text
from search.search import MAX_K

Threshold = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
"""The least score of what is returned."""

Count = Annotated[StrictInt, Field(ge=1, le=MAX_K)]
"""How many passages are returned at most."""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Texts = Annotated[
    list[Text],
    BeforeValidator(_listed, json_schema_input_type=str | list[str]),
]
"""A text, or several."""


class ProtocolRequest(BaseModel):
    """A request whose clients send more than we read; what we read is checked."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class OpenAIErrorBody(BaseModel):
    """What is wrong and how to mend it."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIError(BaseModel):
    """Every 4xx and 5xx under ``/v1`` and ``/v2``."""

    error: OpenAIErrorBody


OPENAI_ERRORS: Replies = {
    status: {"model": OpenAIError, "description": description}
    for status, description in (
        (400, "A value cannot be, the body is not JSON, or it has the wrong shape"),
        (401, "No key, or a wrong one"),
        (404, "Another model than wenju, or nothing of this id"),
        (413, "The body or the question is too long"),
        (503, "There is no index to serve yet"),
        ("default", "Any other error"),
    )
}
