"""``GET /p/{passage_id}`` and ``GET /articles/{article_id}``: where a citation leads."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.accept import preferred
from api.article import (
    FoundArticle,
    FoundPassage,
    article_payload,
    find_article,
    find_passage,
    passage_payload,
)
from api.errors import error_payload, outcome_of
from api.passage_page import article_html, passage_html, unknown_html
from api.routes.shared import (
    ERRORS,
    Replies,
    for_method,
    json_reply,
    library_of,
    pages_of,
    validated,
)
from api.schemas import ArticleReply, ErrorReply, PassageReply
from index.errors import PassageGone, UnknownId

router = APIRouter()
_HTML, _JSON = "text/html", "application/json"
_PAGE: dict[str, Any] = {"content": {_HTML: {"schema": {"type": "string"}}}}
_FOUND: Replies = {
    304: {"description": "The client's copy, named by If-None-Match, is still right"},
    404: {"model": ErrorReply, "description": "No such id"},
    410: {"model": ErrorReply, "description": "Gone; the hint leads to what is there now, if any"},
}


@router.head("/p/{passage_id:path}", include_in_schema=False)
@router.get(
    "/p/{passage_id:path}",
    operation_id="getPassage",
    summary="A passage highlighted in its article; JSON on Accept",
    responses={200: {"model": PassageReply, **_PAGE}, **ERRORS, **_FOUND},
)
def get_passage(
    passage_id: str,
    request: Request,
    s: Annotated[int | None, Query(description="start of the mark in the source")] = None,
    e: Annotated[int | None, Query(description="its end, after the last code point")] = None,
) -> Response:
    """The passage that a citation names, also of the generation before."""
    html = preferred(request.headers.get("accept", ""), (_HTML, _JSON)) == _HTML
    try:
        found = find_passage(library_of(request), passage_id, start=s, end=e)
    except UnknownId as error:
        return _unknown(request, error, html=html)
    return _reply(request, found, html=html)


@router.head("/articles/{article_id:path}", include_in_schema=False)
@router.get(
    "/articles/{article_id:path}",
    operation_id="getArticle",
    summary="An article with the ids of its passages; a page on Accept",
    responses={200: {"model": ArticleReply, **_PAGE}, **ERRORS, **_FOUND},
)
def get_article(article_id: str, request: Request) -> Response:
    """A whole article, also of the generation before."""
    html = preferred(request.headers.get("accept", ""), (_JSON, _HTML)) == _HTML
    try:
        found = find_article(library_of(request), article_id)
    except UnknownId as error:
        return _unknown(request, error, html=html)
    return _reply(request, found, html=html)


def _reply(request: Request, found: FoundPassage | FoundArticle, *, html: bool) -> Response:
    pages = pages_of(request)
    if html:
        reply: Response = HTMLResponse(_page(request, found), headers=pages.headers)
    else:
        payload = (
            passage_payload(found) if isinstance(found, FoundPassage) else article_payload(found)
        )
        reply = json_reply(payload, headers={"Vary": pages.headers["Vary"]})
    return for_method(request, validated(request, reply))


def _page(request: Request, found: FoundPassage | FoundArticle) -> str:
    pages = pages_of(request)
    if isinstance(found, FoundPassage):
        return passage_html(pages, pages.view(request), found)
    return article_html(pages, pages.view(request), found)


def _unknown(request: Request, error: UnknownId, *, html: bool) -> Response:
    status, pages = outcome_of(error).status, pages_of(request)
    view = pages.view(request)
    if html:
        of_article = request.url.path.startswith("/articles/")
        page = unknown_html(pages, view, error, of_article=of_article)
        return for_method(request, HTMLResponse(page, status, headers=pages.headers))
    payload = error_payload(error)
    if isinstance(error, PassageGone) and error.article_id is not None:
        payload["error"]["hint"] = f"the article: {view.article_url(error.article_id)}"
    reply = json_reply(payload, status, {"Vary": pages.headers["Vary"]})
    return for_method(request, reply)
