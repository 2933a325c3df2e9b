"""``GET /p/{passage_id}`` and ``GET /articles/{article_id}``: where a citation leads."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.accept import preferred
from api.article import article_payload, find_article, find_passage, passage_payload
from api.errors import error_payload, outcome_of
from api.routes.shared import ERRORS, Replies, json_reply, pages_of, searcher_of
from api.schemas import ArticleReply, ErrorReply, PassageReply
from index.errors import PassageGone, UnknownId

router = APIRouter()
_HTML, _JSON = "text/html", "application/json"
_PAGE: dict[str, Any] = {"content": {_HTML: {"schema": {"type": "string"}}}}
_UNKNOWN: Replies = {404: {"model": ErrorReply, "description": "No such id"}}
_GONE: Replies = {
    410: {"model": ErrorReply, "description": "The passage is gone, the article is there"}
}


@router.get(
    "/p/{passage_id:path}",
    operation_id="getPassage",
    summary="A passage highlighted in its article; JSON on Accept",
    responses={200: {"model": PassageReply, **_PAGE}, **ERRORS, **_UNKNOWN, **_GONE},
)
def get_passage(
    passage_id: str,
    request: Request,
    s: Annotated[int | None, Query(description="start of the mark in the source")] = None,
    e: Annotated[int | None, Query(description="its end, after the last code point")] = None,
) -> Response:
    """The passage that a citation names."""
    html = preferred(request.headers.get("accept", ""), (_HTML, _JSON)) == _HTML
    pages = pages_of(request)
    snapshot = searcher_of(request).snapshot
    try:
        found = find_passage(snapshot, passage_id, start=s, end=e)
    except UnknownId as error:
        return _unknown(request, error, html=html)
    if html:
        return HTMLResponse(pages.passage(snapshot, found), headers=pages.headers)
    return json_reply(passage_payload(snapshot, found), headers={"Vary": "Accept"})


@router.get(
    "/articles/{article_id:path}",
    operation_id="getArticle",
    summary="An article with the ids of its passages; a page on Accept",
    responses={200: {"model": ArticleReply, **_PAGE}, **ERRORS, **_UNKNOWN},
)
def get_article(article_id: str, request: Request) -> Response:
    """A whole article."""
    html = preferred(request.headers.get("accept", ""), (_JSON, _HTML)) == _HTML
    pages = pages_of(request)
    snapshot = searcher_of(request).snapshot
    try:
        article = find_article(snapshot, article_id)
    except UnknownId as error:
        return _unknown(request, error, html=html)
    if html:
        return HTMLResponse(pages.article(snapshot, article), headers=pages.headers)
    return json_reply(article_payload(snapshot, article), headers={"Vary": "Accept"})


def _unknown(request: Request, error: UnknownId, *, html: bool) -> Response:
    status = outcome_of(error).status
    pages = pages_of(request)
    if html:
        return HTMLResponse(pages.error(error), status, headers=pages.headers)
    payload = error_payload(error)
    if isinstance(error, PassageGone):
        payload["error"]["hint"] = f"the article: {pages.article_url(error.article_id)}"
    return json_reply(payload, status, {"Vary": "Accept"})
