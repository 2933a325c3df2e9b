"""What an error means outside: one table from class to HTTP status, exit code and code string.

``exception ─▶ Outcome``, ``WenjuError ─▶ error object``. The most specific class wins, so a new
class needs a row only where it differs from its parent.
"""

from __future__ import annotations

from dataclasses import dataclass

from index import errors

HTTP_CODES = {
    400: "bad_json",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    421: "wrong_host",
    422: "bad_shape",
    500: "internal",
}
"""Codes of errors that no class of ours stands for, by HTTP status."""

INTERNAL_HINT = "the server's log says more"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an error ends a request and a command."""

    status: int
    exit_code: int
    code: str


_TABLE: dict[type[errors.WenjuError], Outcome] = {
    errors.WenjuError: Outcome(500, 1, "failed"),
    errors.UsageError: Outcome(400, 2, "usage"),
    errors.BlankQuestion: Outcome(400, 2, "blank_question"),
    errors.QuestionTooLong: Outcome(413, 2, "question_too_long"),
    errors.BadFilter: Outcome(400, 2, "bad_filter"),
    errors.SourceError: Outcome(400, 1, "bad_source"),
    errors.NoArticles: Outcome(400, 1, "no_articles"),
    errors.BrokenIndex: Outcome(503, 1, "index_not_ready"),
    errors.IndexMissing: Outcome(503, 1, "index_missing"),
    errors.IndexDamaged: Outcome(503, 1, "index_damaged"),
    errors.IndexVersionMismatch: Outcome(503, 1, "index_version"),
    errors.IndexBusy: Outcome(503, 1, "index_busy"),
    errors.IndexNotWritable: Outcome(500, 1, "index_not_writable"),
    errors.UnknownId: Outcome(404, 1, "unknown_id"),
    errors.PassageGone: Outcome(410, 1, "passage_gone"),
    errors.ModelNotFound: Outcome(404, 1, "model_not_found"),
    errors.LaneMissing: Outcome(400, 1, "lane_missing"),
    errors.ModelError: Outcome(503, 1, "model"),
    errors.ModelMissing: Outcome(503, 1, "model_missing"),
    errors.ModelDamaged: Outcome(503, 1, "model_damaged"),
    errors.ModelMismatch: Outcome(503, 1, "model_mismatch"),
    errors.ServerError: Outcome(500, 1, "server"),
}
_SAYS_WHERE = (errors.UsageError, errors.UnknownId)  # others hold paths of the server
_SAYS_HINT = (*_SAYS_WHERE, errors.LaneMissing)


def outcome_of(error: errors.WenjuError) -> Outcome:
    """The row of the most specific class."""
    return next(_TABLE[kind] for kind in type(error).__mro__ if kind in _TABLE)


def expected(error: BaseException) -> errors.WenjuError | None:
    """The error as one of ours; None for one that nobody foresaw.

    SQLite finds damage inside a file of the right size only while it reads.
    """
    if isinstance(error, errors.WenjuError):
        return error
    if type(error).__module__ == "sqlite3":
        return errors.IndexDamaged(
            f"the index cannot be read ({error})", hint="build it again; wenju verify says more"
        )
    return None


def error_object(code: str, message: str, hint: str = "") -> dict[str, dict[str, str]]:
    """The body of every error of our own routes."""
    return {"error": {"code": code, "message": message, "hint": hint}}


def error_payload(error: errors.WenjuError) -> dict[str, dict[str, str]]:
    """The error object of an error, without paths of the server."""
    says_where = error.where and isinstance(error, _SAYS_WHERE)
    message = f"{error.where}: {error.what}" if says_where else error.what
    if isinstance(error, errors.BrokenIndex):
        message = "the index is not ready"
    hint = error.hint if isinstance(error, _SAYS_HINT) else INTERNAL_HINT
    return error_object(outcome_of(error).code, message, hint)
