"""``GET /searxng/search``: the index as a SearXNG, for front ends that search the web with one.

They are given ``http://host/searxng``. Sources: SearXNG's search API; the sources of Open WebUI and of
LibreChat, which read ``results[].url``, ``title``, ``content`` and ``score``, and of Cherry Studio, which
first asks ``/searxng/config`` for engines that search the web.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from reprlib import repr as brief
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.found import Found, passages_of
from api.links import address_of, label_of
from api.routes.shared import ERRORS, json_reply, origin_of, searcher_of
from index.errors import BadFilter, UsageError
from index.source import mend_surrogates
from search.answer import Answer, ask
from search.filters import Filters
from search.query import check_question
from search.search import MAX_K

router = APIRouter()
_ENGINE = "wenju"
_PAGE = 10  # results
_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
_LANGUAGES = ("zh", "en")
_TEXTUAL = {"general", "news", "web"}


class SearxngResult(BaseModel):
    """A passage; ``url`` is the page that shows it, ``publishedDate`` as precise as it is known."""

    url: str
    title: str
    content: str
    score: float
    publishedDate: str | None
    author: str
    engine: str
    engines: list[str]
    category: str
    positions: list[int]
    parsed_url: list[str]
    template: str


class SearxngEngine(BaseModel):
    """What searches."""

    name: str
    enabled: bool
    categories: list[str]


class SearxngConfig(BaseModel):
    """The one engine there is."""

    instance_name: str
    categories: list[str]
    engines: list[SearxngEngine]


class SearxngReply(BaseModel):
    """Results by falling score; ``answers``: of a first page, what answers, if anything does."""

    query: str
    number_of_results: int
    results: list[SearxngResult]
    answers: list[str]
    corrections: list[str]
    infoboxes: list[Any]
    suggestions: list[str]
    unresponsive_engines: list[list[str]]


@router.get(
    "/searxng/config",
    operation_id="searxngConfig",
    summary="The one engine there is, for Cherry Studio",
    responses={200: {"model": SearxngConfig}},
)
async def get_config() -> Response:
    """Always the same."""
    categories = ["general", "web"]
    engine = {"name": _ENGINE, "enabled": True, "categories": categories}
    return json_reply(
        {"instance_name": "wenju 问据", "categories": categories, "engines": [engine]}
    )


@router.get(
    "/searxng/search",
    operation_id="searxngSearch",
    summary="Passages and an answer, in SearXNG's shape",
    responses={
        200: {"model": SearxngReply},
        302: {"description": "Without format=json: to the page to ask on"},
        **ERRORS,
    },
)
def get_search(
    request: Request,
    q: str,
    format: Annotated[str, Query(description="json; else a redirect")] = "html",  # noqa: A002
    pageno: int = 1,
    language: Annotated[str, Query(description="zh, en; others: all")] = "all",
    time_range: Annotated[str, Query(description="day, week, month or year until today")] = "",
    categories: str = "",
) -> Response:
    """Find passages; on the first page, answer."""
    q = mend_surrogates(q)
    check_question(q)
    if format in ("html", ""):
        return RedirectResponse(f"{origin_of(request)}/?{urlencode({'q': q})}", 302)
    if format != "json":
        raise UsageError(f"no format {brief(format)}", where="format", hint="ask for json")
    if pageno < 1:
        raise UsageError(f"no page {pageno}", where="pageno", hint="count from 1")
    filters = Filters(date_from=earliest(time_range, today()), language=language_asked(language))
    k = pageno * _PAGE
    if k > MAX_K or not is_textual(categories):
        return json_reply(_reply(q, [], []))
    searcher = searcher_of(request)
    origin, answers = origin_of(request), []
    if pageno == 1:
        answer = ask(searcher, q, k=k, filters=filters)
        result, answers = answer.result, list(_answers(answer, origin))
    else:
        result = searcher.search(q, k=k, filters=filters)
    found = list(passages_of(searcher.snapshot, result, origin))
    return json_reply(_reply(q, found[k - _PAGE :], answers))


def today() -> date:
    """The day that a time range counts back from: UTC's."""
    return datetime.now(UTC).date()


def earliest(time_range: str, now: date) -> str | None:
    """The first day of a time range; None for all time. Raises BadFilter."""
    if not time_range:
        return None
    if time_range not in _DAYS:
        hint = f"one of {', '.join(_DAYS)}"
        raise BadFilter(f"no range {brief(time_range)}", where="time_range", hint=hint)
    return (now - timedelta(days=_DAYS[time_range])).isoformat()


def language_asked(tag: str) -> str | None:
    """The language of a tag such as ``zh-CN``; None for any that articles are not filtered by."""
    language = tag.replace("_", "-").split("-")[0].lower()
    return language if language in _LANGUAGES else None


def is_textual(categories: str) -> bool:
    """Whether categories, with commas between, take in text: of images and the like there are none."""
    named = {name.strip().lower() for name in categories.split(",") if name.strip()}
    return not named or bool(named & _TEXTUAL)


def _answers(answer: Answer, origin: str) -> Iterator[str]:
    """Each claim, with the address of the first quote that supports it."""
    for claim in answer.claims:
        citation = answer.citations[claim.citations[0] - 1]
        yield f"{claim.text} ({label_of(citation)} {address_of(origin, citation)})"


def _reply(q: str, found: list[Found], answers: list[str]) -> dict[str, Any]:
    return {
        "query": q,
        "number_of_results": len(found),
        "results": [_result(one) for one in found],
        "answers": answers,
        "corrections": [],
        "infoboxes": [],
        "suggestions": [],
        "unresponsive_engines": [],
    }


def _result(found: Found) -> dict[str, Any]:
    address = urlsplit(found.address)
    return {
        "url": found.address,
        "title": label_of(found.citation),
        "content": found.text,
        "score": found.hit.score,
        "publishedDate": found.hit.article.published,
        "author": found.hit.article.author or "",
        "engine": _ENGINE,
        "engines": [_ENGINE],
        "category": "general",
        "positions": [found.hit.rank],
        "parsed_url": [
            address.scheme,
            address.netloc,
            address.path,
            "",
            address.query,
            address.fragment,
        ],
        "template": "default.html",
    }
