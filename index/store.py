"""What an index knows beside its terms, in one SQLite file: sources, articles, passages, drops.

Written once by a build (:class:`StoreWriter`), then only read (:class:`Store`), by one connection
a thread. Passages are numbered 0, 1, 2, … in the order of the postings.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.aliases import Alias
from index.language import Language
from index.passage import Passage
from index.source import Drop, GivenMetadata, SourceFile, SourceText, Span
from index.translation import Translation

if TYPE_CHECKING:  # a question reads no article
    from index.article import Article, Articles
    from index.metadata import Stated

_SCHEMA = """
CREATE TABLE file (file_no INTEGER PRIMARY KEY, file TEXT UNIQUE NOT NULL, root TEXT NOT NULL,
  relative TEXT NOT NULL, sha256 TEXT NOT NULL, encoding TEXT NOT NULL, size INTEGER NOT NULL);
CREATE TABLE source (source_no INTEGER PRIMARY KEY, file_no INTEGER NOT NULL, record INTEGER,
  text TEXT NOT NULL, sha256 TEXT NOT NULL, key TEXT NOT NULL, warnings TEXT NOT NULL,
  given_id TEXT, kind TEXT NOT NULL, given TEXT NOT NULL, pages TEXT NOT NULL);
CREATE INDEX source_key ON source (key);
CREATE INDEX source_file ON source (file_no);
CREATE TABLE article (article_no INTEGER PRIMARY KEY, article_id TEXT UNIQUE NOT NULL,
  source_no INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, language TEXT NOT NULL,
  title TEXT NOT NULL, title_generated INTEGER NOT NULL, publisher TEXT, author TEXT, editor TEXT,
  reporter TEXT, published TEXT, published_inferred INTEGER NOT NULL, url TEXT,
  confidence REAL NOT NULL, boundary TEXT NOT NULL);
CREATE INDEX article_source ON article (source_no);
CREATE TABLE evidence (article_no INTEGER NOT NULL, field TEXT NOT NULL, start INTEGER NOT NULL,
  end INTEGER NOT NULL, PRIMARY KEY (article_no, field)) WITHOUT ROWID;
CREATE TABLE alias (article_no INTEGER NOT NULL, written TEXT NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (article_no, written)) WITHOUT ROWID;
CREATE TABLE passage (passage_no INTEGER PRIMARY KEY, passage_id TEXT UNIQUE NOT NULL,
  article_no INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL);
CREATE INDEX passage_article ON passage (article_no);
CREATE TABLE dropped (source_no INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
  reason TEXT NOT NULL, PRIMARY KEY (source_no, start)) WITHOUT ROWID;
CREATE TABLE translation (language TEXT NOT NULL, phrase TEXT NOT NULL, rank INTEGER NOT NULL,
  target TEXT NOT NULL, prior REAL NOT NULL, PRIMARY KEY (language, phrase, rank)) WITHOUT ROWID;
"""
_FIELDS = ("title", "publisher", "author", "editor", "reporter", "published")
_ARTICLE_FIELDS = frozenset(_FIELDS) | {"article_id", "file", "language", "url"}


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article as it is cited: its metadata, and the file it stands in."""

    article_no: int
    article_id: str
    source_no: int
    file: str
    record: int | None
    span: Span
    language: Language
    title: str
    title_generated: bool
    publisher: str | None
    author: str | None
    editor: str | None
    reporter: str | None
    published: str | None
    published_inferred: bool
    url: str | None
    confidence: float
    boundary: str
    encoding: str
    file_sha256: str
    source_sha256: str


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with its number in the postings and its article's number."""

    passage_no: int
    article_no: int
    passage: Passage


class StoreWriter:
    """Fills a new store in order; equal input gives equal bytes."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192;" + _SCHEMA
        )
        self._connection.execute("BEGIN")
        self.n_files = self.n_sources = self.n_articles = self.n_passages = 0

    def add_file(self, file: SourceFile) -> int:
        """Record a file; its number."""
        self._connection.execute(
            "INSERT INTO file VALUES (?,?,?,?,?,?,?)",
            (
                self.n_files,
                file.name,
                file.root,
                file.relative,
                file.sha256,
                file.encoding,
                file.size,
            ),
        )
        self.n_files += 1
        return self.n_files - 1

    def add_source(self, file_no: int, source: SourceText, key: str, found: Articles) -> None:
        """Record a source text with its articles, passages and drops."""
        execute, source_no = self._connection.execute, self.n_sources
        execute(
            f"INSERT INTO source VALUES ({','.join('?' * 11)})",
            (
                source_no, file_no, source.record, source.text, source.sha256, key,
                "\n".join(found.warnings), source.article_id, source.kind,
                json.dumps(asdict(source.given), ensure_ascii=False),
                " ".join(map(str, source.pages)),
            ),
        )  # fmt: skip
        for article in found.articles:
            self._add_article(source_no, article)
        self._connection.executemany(
            "INSERT INTO dropped VALUES (?,?,?,?)",
            ((source_no, d.span.start, d.span.end, d.reason) for d in found.drops),
        )
        self.n_sources += 1

    def _add_article(self, source_no: int, article: Article) -> None:
        stated: dict[str, Stated | None] = {name: getattr(article, name) for name in _FIELDS}
        value = {name: field.value if field else None for name, field in stated.items()}
        self._connection.execute(
            f"INSERT INTO article VALUES ({','.join('?' * 17)})",
            (
                self.n_articles, article.article_id, source_no, article.span.start, article.span.end,
                article.language, value["title"], article.title_generated, value["publisher"],
                value["author"], value["editor"], value["reporter"], value["published"],
                article.published_inferred, article.url, article.confidence, article.boundary,
            ),
        )  # fmt: skip
        for name, field in stated.items():
            if field and field.evidence:
                self._connection.execute(
                    "INSERT INTO evidence VALUES (?,?,?,?)",
                    (self.n_articles, name, field.evidence.start, field.evidence.end),
                )
        self._connection.executemany(
            "INSERT INTO alias VALUES (?,?,?)",
            ((self.n_articles, alias.written, alias.name) for alias in article.aliases),
        )
        for passage in article.passages:
            self._connection.execute(
                "INSERT INTO passage VALUES (?,?,?,?,?,?)",
                (
                    self.n_passages, passage.passage_id, self.n_articles,
                    passage.span.start, passage.span.end, passage.text,
                ),
            )  # fmt: skip
            self.n_passages += 1
        self.n_articles += 1

    def add_translations(self, rows: Iterable[Translation]) -> int:
        """Record translations; how many there were."""
        return self._connection.executemany(
            "INSERT INTO translation VALUES (?,?,?,?,?)", rows
        ).rowcount

    def close(self) -> None:
        """Commit and pack the file."""
        self._connection.execute("COMMIT")
        self._connection.execute("VACUUM")
        self._connection.close()


class Store:
    """Read side, immutable; each thread gets a connection of its own.

    One connection more holds the file open, so that a thread that comes after a build has pruned
    the folder still gets all of it: as a copy in memory.
    """

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._lock = threading.Lock()
        self._held = self._open()

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._uri, uri=True, check_same_thread=False)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            try:
                connection = self._open()
            except sqlite3.OperationalError:
                connection = sqlite3.connect(":memory:", check_same_thread=False)
                with self._lock:
                    self._held.backup(connection)
            self._local.connection = connection
        return connection

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection().execute(sql, values).fetchall()

    def count(self, table: str) -> int:
        """Rows of a table of the schema."""
        if f"CREATE TABLE {table} (" not in _SCHEMA:
            raise ValueError(f"no table {table!r}")
        n: int = self._rows(f"SELECT count(*) FROM {table}")[0][0]
        return n

    def articles(self, article_nos: Iterable[int]) -> dict[int, ArticleRecord]:
        """Articles by number; unknown numbers are left out."""
        return {
            row[0]: _article_record(row)
            for batch in _batches(sorted(set(article_nos)))
            for row in self._rows(f"{_ARTICLE_SQL} WHERE article_no IN ({_marks(batch)})", batch)
        }

    def article(self, article_id: str) -> ArticleRecord | None:
        """The article with an id."""
        rows = self._rows(f"{_ARTICLE_SQL} WHERE article_id = ?", (article_id,))
        return _article_record(rows[0]) if rows else None

    def evidence(self, article_no: int) -> dict[str, Span]:
        """Where in the source text an article's metadata is stated, by field."""
        rows = self._rows(
            "SELECT field, start, end FROM evidence WHERE article_no = ?", (article_no,)
        )
        return {field: Span(start, end) for field, start, end in rows}

    def aliases(self, article_no: int) -> tuple[Alias, ...]:
        """The names that an article writes in its own way."""
        rows = self._rows(
            "SELECT written, name FROM alias WHERE article_no = ? ORDER BY written", (article_no,)
        )
        return tuple(Alias(*row) for row in rows)

    def passages(self, passage_nos: Iterable[int]) -> dict[int, PassageRecord]:
        """Passages by number; unknown numbers are left out."""
        return {
            row[0]: _passage_record(row)
            for batch in _batches(sorted(set(passage_nos)))
            for row in self._rows(f"{_PASSAGE_SQL} WHERE passage_no IN ({_marks(batch)})", batch)
        }

    def passage(self, passage_id: str) -> PassageRecord | None:
        """The passage with an id."""
        rows = self._rows(f"{_PASSAGE_SQL} WHERE passage_id = ?", (passage_id,))
        return _passage_record(rows[0]) if rows else None

    def passage_ids(self, passage_nos: Iterable[int]) -> dict[int, str]:
        """Passage ids by number; unknown numbers are left out."""
        return {
            number: passage_id
            for batch in _batches(sorted(set(passage_nos)))
            for number, passage_id in self._rows(
                f"SELECT passage_no, passage_id FROM passage WHERE passage_no IN ({_marks(batch)})",
                batch,
            )
        }

    def passages_of(self, article_no: int) -> list[PassageRecord]:
        """An article's passages in order."""
        rows = self._rows(f"{_PASSAGE_SQL} WHERE article_no = ? ORDER BY passage_no", (article_no,))
        return [_passage_record(row) for row in rows]

    def lead(self, article_no: int) -> str:
        """The text of an article's first passage; empty if it has none."""
        rows = self._rows(
            "SELECT text FROM passage WHERE article_no = ? ORDER BY passage_no LIMIT 1",
            (article_no,),
        )
        return rows[0][0] if rows else ""

    def passage_articles(self) -> list[int]:
        """The article number of every passage, by passage number."""
        return [row[0] for row in self._rows("SELECT article_no FROM passage ORDER BY passage_no")]

    def article_fields(self) -> list[tuple[int, str | None, str | None, str, str]]:
        """(number, published, publisher, language, file) of every article, for filters."""
        return self._rows(
            "SELECT article_no, published, publisher, language, file FROM article"
            " JOIN source USING (source_no) JOIN file USING (file_no) ORDER BY article_no"
        )

    def article_values(self, fields: Sequence[str]) -> list[tuple[str | None, ...]]:
        """Some fields of every article, in the order of their numbers."""
        if not fields:
            return [()] * self.count("article")
        if unknown := set(fields) - _ARTICLE_FIELDS:
            raise ValueError(f"no field {min(unknown)!r}")
        return self._rows(
            f"SELECT {', '.join(fields)} FROM article"
            " JOIN source USING (source_no) JOIN file USING (file_no) ORDER BY article_no"
        )

    def languages(self) -> list[str]:
        """The language of every article, in the order of their numbers."""
        return [row[0] for row in self._rows("SELECT language FROM article ORDER BY article_no")]

    def source_text(self, source_no: int) -> str:
        """The whole source text."""
        text: str = self._rows("SELECT text FROM source WHERE source_no = ?", (source_no,))[0][0]
        return text

    def source(self, source_no: int) -> SourceText:
        """A source text as it was read."""
        rows = self._rows(
            "SELECT file, text, kind, record, given_id, given, pages FROM source JOIN file"
            " USING (file_no) WHERE source_no = ?",
            (source_no,),
        )
        file, text, kind, record, given_id, given, pages = rows[0]
        about = GivenMetadata(**json.loads(given))
        return SourceText(file, text, kind, record, given_id, about, tuple(map(int, pages.split())))

    def files(self) -> list[SourceFile]:
        """Every file in order."""
        return [
            SourceFile(*row)
            for row in self._rows(
                "SELECT file, root, relative, sha256, encoding, size FROM file ORDER BY file_no"
            )
        ]

    def passages_per_article(self) -> list[int]:
        """How many passages each article has, by article number."""
        rows = self._rows(
            "SELECT count(passage_no) FROM article LEFT JOIN passage USING (article_no)"
            " GROUP BY article_no ORDER BY article_no"
        )
        return [row[0] for row in rows]

    def source_keys(self) -> dict[str, int]:
        """Source numbers by key, for reuse."""
        return dict(self._rows("SELECT key, source_no FROM source"))

    def file_sources(self, file: str) -> list[tuple[int, int | None, str]]:
        """(number, record, key) of a file's source texts in order."""
        return self._rows(
            "SELECT source_no, record, key FROM source JOIN file USING (file_no) WHERE file = ?"
            " ORDER BY source_no",
            (file,),
        )

    def articles_of_source(self, source_no: int) -> list[ArticleRecord]:
        """The articles of a source text in order."""
        rows = self._rows(f"{_ARTICLE_SQL} WHERE source_no = ? ORDER BY article_no", (source_no,))
        return [_article_record(row) for row in rows]

    def source_warnings(self, source_no: int) -> tuple[str, ...]:
        """What the build warned of in a source text."""
        rows = self._rows("SELECT warnings FROM source WHERE source_no = ?", (source_no,))
        return tuple(filter(None, rows[0][0].split("\n")))

    def all_warnings(self) -> list[str]:
        """What the build warned of in all source texts, each line naming its own."""
        rows = self._rows(
            "SELECT source_no, warnings FROM source WHERE warnings <> '' ORDER BY source_no"
        )
        return [
            f"{self.source(source_no).where}: {line}"
            for source_no, lines in rows
            for line in lines.split("\n")
        ]

    def drops(self, source_no: int) -> list[Drop]:
        """The drops of a source text in order."""
        rows = self._rows(
            "SELECT reason, start, end FROM dropped WHERE source_no = ? ORDER BY start",
            (source_no,),
        )
        return [Drop(reason, Span(start, end)) for reason, start, end in rows]

    def drop_counts(self) -> Mapping[str, int]:
        """Dropped characters by reason."""
        return dict(
            self._rows(
                "SELECT reason, sum(end - start) FROM dropped GROUP BY reason ORDER BY reason"
            )
        )

    def translations(self, language: str, phrase: str) -> list[Translation]:
        """Those of a phrase of ``language``, best first; only such as the index holds."""
        rows = self._rows(
            "SELECT language, phrase, rank, target, prior FROM translation"
            " WHERE language = ? AND phrase = ? ORDER BY rank",
            (language, phrase),
        )
        return [Translation(*row) for row in rows]


_ARTICLE_SQL = (
    "SELECT article_no, article_id, source_no, file, record, start, end, language, title,"
    " title_generated, publisher, author, editor, reporter, published, published_inferred, url,"
    " confidence, boundary, encoding, file.sha256, source.sha256"
    " FROM article JOIN source USING (source_no) JOIN file USING (file_no)"
)
_PASSAGE_SQL = "SELECT passage_no, article_no, passage_id, start, end, text FROM passage"


def _article_record(row: tuple[Any, ...]) -> ArticleRecord:
    before, start, end, after = row[:5], row[5], row[6], row[7:]
    record: ArticleRecord = ArticleRecord(*before, Span(start, end), *after)  # type: ignore[call-arg]
    return replace(
        record,
        title_generated=bool(record.title_generated),
        published_inferred=bool(record.published_inferred),
    )


def _passage_record(row: tuple[Any, ...]) -> PassageRecord:
    return PassageRecord(row[0], row[1], Passage(row[2], Span(row[3], row[4]), row[5]))


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def _batches(values: list[int], size: int = 500) -> Iterator[list[int]]:
    for i in range(0, len(values), size):
        yield values[i : i + size]
