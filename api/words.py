"""The language of the pages: what they say in Chinese and in English, and which one is wanted.

The words are in ``words.toml``. The language of articles and answers has nothing to do with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from starlette.requests import Request

Interface = Literal["zh", "en"]
PARAMETER = "ui"
"""The query parameter that chooses the language of a page."""


class Words:
    """What the pages say in one language, by name; a template writes ``words.name``.

    No mapping, as its methods would hide words of the same name from templates.
    """

    __slots__ = ("_table",)

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = table

    def __getitem__(self, name: str) -> str:
        return self._table[name]

    def __contains__(self, name: object) -> bool:
        return name in self._table


@lru_cache(maxsize=1)
def all_words() -> Mapping[Interface, Words]:
    """Every word of the pages by language."""
    table = tomllib.loads(files("api").joinpath("words.toml").read_text(encoding="utf-8"))
    return {"zh": Words(table["zh"]), "en": Words(table["en"])}


def language_of(request: Request) -> Interface:
    """The language of the page to answer with: ``?ui=``, else what the browser likes, else zh."""
    asked = request.query_params.get(PARAMETER)
    if asked == "zh":
        return "zh"
    if asked == "en":
        return "en"
    return _liked(request.headers.get("accept-language", ""))


def _liked(header: str) -> Interface:
    """Chinese or English, by the qualities of an Accept-Language header (RFC 9110, 12.5.4)."""
    best: dict[str, float] = {}
    for part in header.lower().split(","):
        tag, _, parameter = part.strip().partition(";")
        name = tag.strip().partition("-")[0]
        best[name] = max(best.get(name, 0.0), _quality(parameter))
    return "en" if best.get("en", 0.0) > best.get("zh", 0.0) else "zh"


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
