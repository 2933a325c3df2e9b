"""Shapes of requests and replies.

Requests are checked by these models: an unknown field is refused. Replies are only described by
theirs, in ``/openapi.json``; they are written without going through a model, and a test holds them
to ``tests/contract``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from index.source import mend_surrogates
from search.filters import Filters
from search.search import MODES


def _mended(value: object) -> object:
    """A lone surrogate, which JSON can escape and UTF-8 cannot hold, becomes U+FFFD."""
    return mend_surrogates(value) if isinstance(value, str) else value


Text = Annotated[StrictStr, BeforeValidator(_mended)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FiltersRequest(_Request):
    """Which articles may be found. Dates are ISO 8601, reduced precision allowed, inclusive."""

    date_from: Text | None = None
    date_to: Text | None = None
    publisher: Text | None = None
    language: Text | None = Field(default=None, json_schema_extra={"enum": ["zh", "en", None]})
    file: Text | None = None

    def filters(self) -> Filters:
        """The filters of a search. Raises BadFilter for a value that cannot be."""
        return Filters(**self.model_dump())


class SearchRequest(_Request):
    """``POST /search``."""

    query: Text
    k: StrictInt = 10
    mode: Text = Field(default="hybrid", json_schema_extra={"enum": list(MODES)})
    filters: FiltersRequest | None = None
    explain: StrictBool = False


class Message(_Request):
    """One turn of the conversation before the question."""

    role: Text
    content: Text


class AskRequest(_Request):
    """``POST /ask``. ``history``: what was said before: a follow-up is rewritten by it."""

    question: Text
    k: StrictInt = 10
    filters: FiltersRequest | None = None
    stream: StrictBool = False
    history: list[Message] = []


Language = Literal["zh", "en", "mixed", "other"]


class IndexReply(BaseModel):
    """Which index answered."""

    generation: str
    model: str | None


class CitationReply(BaseModel):
    """A quote and where it stands: ``source[start:end] == quote``, in code points."""

    marker: int
    passage_id: str
    article_id: str
    file: str
    title: str
    title_generated: bool
    publisher: str | None
    author: str | None
    published: str | None
    published_inferred: bool
    url: str | None
    start: int
    end: int
    quote: str
    source_sha256: str
    file_sha256: str
    encoding: str
    locator: dict[str, int] | None


class ExplanationReply(BaseModel):
    """How a score came about: contributions sum to ``raw``, ``score = logistic(raw)``."""

    contributions: dict[str, float]
    raw: float
    link: Literal["logistic"]


class HitReply(BaseModel):
    """A ranked passage."""

    rank: int
    score: float
    passage_id: str
    article_id: str
    text: str
    citation: CitationReply
    explanation: ExplanationReply | None


class SearchReply(BaseModel):
    """Hits by falling score, ties by passage id."""

    query: str
    language: Language
    mode: str
    hits: list[HitReply]
    lexical_coverage: float
    filtered_undated: int
    index: IndexReply
    took_ms: float


class FocusReply(BaseModel):
    """The part of a quote that answers, in the offsets of its citation's source."""

    start: int
    end: int


class ClaimReply(BaseModel):
    """A statement of the answer and the markers of what supports it.

    ``disagrees_with``: the markers of what gives another figure for the same thing.
    """

    text: str
    citations: list[int]
    gloss: str | None
    focus: FocusReply | None
    disagrees_with: list[int]


class GenerationReply(BaseModel):
    """What a language model had to do with an answer; ``dropped``: its sentences not shown."""

    model: str
    used: bool
    reason: Literal["timeout", "error", "refused", "unsupported", "language"] | None
    dropped: int


class AnswerReply(BaseModel):
    """A cited answer, or an abstention."""

    question: str
    rewritten: str | None
    language: Language
    answerable: bool
    confidence: float
    premise: Literal["ok", "corrected"] | None
    answer: str
    answer_language: Language
    claims: list[ClaimReply]
    citations: list[CitationReply]
    passages: list[HitReply]
    generation: GenerationReply | None
    index: IndexReply
    took_ms: float


class ArticleReply(BaseModel):
    """An article; ``text`` is ``source[start:end]``, ``passages`` their ids in order.

    ``current``: the generation that holds it is the one that serves; ``current_article``: what stands
    in its place now.
    """

    article_id: str
    file: str
    title: str
    title_generated: bool
    publisher: str | None
    author: str | None
    editor: str | None
    reporter: str | None
    published: str | None
    published_inferred: bool
    url: str | None
    language: Language
    start: int
    end: int
    source_sha256: str
    file_sha256: str
    encoding: str
    locator: dict[str, int] | None
    text: str
    passages: list[str]
    generation: str
    current: bool
    current_article: str | None


class PassageReply(BaseModel):
    """A passage, the part asked for (``s``, ``e``, ``quote``), and its article without text."""

    citation: CitationReply
    s: int
    e: int
    quote: str
    article: dict[str, Any]
    generation: str
    current: bool
    current_article: str | None


class HealthReply(BaseModel):
    """The process is alive."""

    status: Literal["ok"]


class ReadyReply(BaseModel):
    """The index that serves."""

    status: Literal["ready"]
    index: IndexReply


class ErrorBody(BaseModel):
    """What is wrong and how to mend it."""

    code: str
    message: str
    hint: str


class ErrorReply(BaseModel):
    """Every 4xx and 5xx of our own routes."""

    error: ErrorBody
