"""Shapes of what the tools of ``api.mcp_tools`` take and give, which their clients are told as schemas.

Arguments are checked by these models: an unknown one is refused. Results are only described by theirs;
clients, and with them the tests, hold each result to its schema.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import AnswerReply, CitationReply, Text
from search.filters import Filters


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SearchArguments(_Arguments):
    """Arguments of ``search``."""

    query: Text = Field(description="What to look for, in Chinese or English: a question or words")


class FetchArguments(_Arguments):
    """Arguments of ``fetch``."""

    id: Text = Field(
        description="The id of a search result, or the article_id of something fetched"
    )


class AskArguments(_Arguments):
    """Arguments of ``ask``. An empty filter is none: models fill in what they leave out."""

    question: Text = Field(
        description="One question in Chinese or English that can be understood by itself"
    )
    date_from: Text | None = Field(
        None, description="Only articles of this day or later: YYYY, YYYY-MM or YYYY-MM-DD"
    )
    date_to: Text | None = Field(None, description="Only articles of this day or before")
    publisher: Text | None = Field(
        None, description="Only articles whose publisher's name contains this"
    )
    file: Text | None = Field(None, description="Only articles of this file, named as in citations")

    def filters(self) -> Filters:
        """The filters asked for. Raises BadFilter for a date that cannot be."""
        return Filters(
            date_from=self.date_from or None,
            date_to=self.date_to or None,
            publisher=self.publisher or None,
            file=self.file or None,
        )


class FoundResult(BaseModel):
    """A passage that was found."""

    id: str
    title: str
    url: str


class SearchResults(BaseModel):
    """Passages, best first."""

    results: list[FoundResult]


class DocumentPlace(BaseModel):
    """Where a text stands: ``source[start:end]`` of its file, in code points.

    ``current``: it is in the index that serves; if false, the articles have changed since.
    """

    kind: Literal["passage", "article"]
    article_id: str
    file: str
    start: int
    end: int
    publisher: str | None
    published: str | None
    current: bool


class Document(BaseModel):
    """The text of a passage or an article, exactly as its source has it."""

    id: str
    title: str
    text: str
    url: str
    metadata: DocumentPlace


class LinkedCitation(CitationReply):
    """A citation with the address at which the quote is shown in its article."""

    link: str


class LinkedAnswer(AnswerReply):
    """An answer whose citations have addresses."""

    citations: list[LinkedCitation]  # type: ignore[assignment]  # a list of a narrower kind
