"""Every error that wenju raises on purpose, as one tree.

::

    WenjuError                    what, where, how to mend
    ├── UsageError                the caller asked for something that cannot be
    │   ├── BlankQuestion         nothing was asked
    │   ├── QuestionTooLong       over the contract's 20,000 code points
    │   └── BadFilter             a date or language that cannot be read
    ├── SourceError               a SOURCE, file or record that cannot be indexed
    │   └── NoArticles            nothing to index in all SOURCEs together
    ├── BrokenIndex               an index that cannot be opened
    │   ├── IndexMissing          no index there
    │   ├── IndexDamaged          half-written or altered
    │   └── IndexVersionMismatch  written by another format version
    ├── IndexBusy                 another build holds the lock
    ├── IndexNotWritable          the index folder is read-only or full
    ├── UnknownId                 no such article or passage
    │   ├── PassageGone           it was in the index once: its article or its file has changed
    │   └── ModelNotFound         a model that the API does not have
    ├── LaneMissing               a retrieval mode that this index was not built for
    ├── ModelError                a model that cannot be used
    │   ├── ModelMissing          its files, or the packages that run it, are not here
    │   ├── ModelDamaged          its files are not what models.lock says
    │   └── ModelMismatch         the index was built with another model
    └── ServerError               the HTTP server cannot start (port in use, ...)

``api.errors`` holds the one table from class to HTTP status and exit code.
"""

from __future__ import annotations


class WenjuError(Exception):
    """What went wrong, where, and how to mend it, each one short clause.

    Args:
        what: What is wrong, without a full stop.
        where: The file, line, id or option concerned; empty if there is none.
        hint: What the person can do about it; empty if nothing.
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """One line: ``where: what; hint``."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        text = f"{text}; {self.hint}" if self.hint else text
        return text.replace("\r", "\\r").replace("\n", "\\n")


class UsageError(WenjuError):
    """The caller asked for something that cannot be."""


class BlankQuestion(UsageError):
    """The question holds nothing but white space."""


class QuestionTooLong(UsageError):
    """The question is longer than the contract allows."""


class BadFilter(UsageError):
    """A filter's value cannot be read."""


class SourceError(WenjuError):
    """A SOURCE, a file or a record cannot be indexed."""


class NoArticles(SourceError):
    """There is nothing to index in all SOURCEs together."""


class BrokenIndex(WenjuError):
    """The index cannot be opened."""


class IndexMissing(BrokenIndex):
    """There is no index at this place."""


class IndexDamaged(BrokenIndex):
    """The index is half-written or was altered."""


class IndexVersionMismatch(BrokenIndex):
    """The index was written in another format version."""


class IndexBusy(WenjuError):
    """Another build holds the lock of this index."""


class IndexNotWritable(WenjuError):
    """The index folder cannot be written."""


class UnknownId(WenjuError):
    """No article or passage has this id."""


class ModelNotFound(UnknownId):
    """A request names a model that the API does not have."""


class PassageGone(UnknownId):
    """A passage or an article that was in the index and is no longer.

    ``article_id`` is the article that stands in its place now; None where there is none. ``file``
    is the file that it stood in.
    """

    def __init__(
        self,
        what: str,
        *,
        article_id: str | None,
        file: str | None = None,
        where: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.article_id = article_id
        self.file = file


class LaneMissing(WenjuError):
    """The index has no data for the retrieval mode asked for."""


class ModelError(WenjuError):
    """A model cannot be used."""


class ModelMissing(ModelError):
    """The files of a model, or the packages that run it, are not on this machine."""


class ModelDamaged(ModelError):
    """The files of a model are not what ``models.lock`` says, or cannot be read."""


class ModelMismatch(ModelError):
    """The index was built with another model than the one at hand."""


class ServerError(WenjuError):
    """The HTTP server cannot start."""
