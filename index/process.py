"""What a worker process does: source texts, or a whole file, through the offline path.

``SourceText ─read_articles─▶ ─analyze─▶ Processed``, pure, so that a result can be taken over from
the generation before. A web page, PDF or DOCX is read by the worker too, as that takes longest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from index.analyze import default_analyzer
from index.article import Articles, read_articles
from index.config import IndexConfig
from index.errors import SourceError
from index.postings import TermCounts
from index.read.discover import FoundFile
from index.read.files import read_file
from index.source import SourceFile, SourceText

Taken = tuple[tuple[int, int, int, int], int]  # index.scan: a file's stamp, and when it was taken


@dataclass(frozen=True, slots=True)
class Processed:
    """A source text with what was made of it.

    ``passage_terms`` has a document for each passage, ``title_terms`` one for each article; a
    generated title has no terms, as its words are the body's.
    """

    source: SourceText
    key: str
    found: Articles
    passage_terms: TermCounts
    title_terms: TermCounts
    reused: bool = False


@dataclass(frozen=True, slots=True)
class FileEnd:
    """All of a file has been given out. ``read``: the file, and its stamp before it was read."""

    file: SourceFile
    warnings: list[str]  # complete only when this is reached
    read: tuple[FoundFile, Taken] | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the index, and why: one line."""

    why: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """A file to be read by a worker."""

    found: FoundFile
    taken: Taken


Work = list[SourceText] | Extraction
Result = SourceFile | Processed | FileEnd | Skipped


def source_key(source: SourceText) -> str:
    """32 hex over everything about a source text that decides what it becomes."""
    digest = hashlib.sha256()
    identity = (source.article_id or source.file, source.kind, source.given, source.pages)
    digest.update(repr(identity).encode("utf-8", "backslashreplace"))
    digest.update(source.text.encode("utf-8"))
    return digest.hexdigest()[:32]


def do_work(work: Work, config: IndexConfig) -> list[Result]:
    """Run the offline path over some source texts, or over a file and what it holds."""
    if isinstance(work, list):
        return [_process(source, config) for source in work]
    try:
        opened = read_file(work.found, max_bytes=config.max_text_bytes)
    except SourceError as error:
        return [Skipped(str(error))]
    processed = [_process(source, config) for source in opened.texts]
    end = FileEnd(opened.identity, opened.warnings, (work.found, work.taken))
    return [opened.identity, *processed, end]


def _process(source: SourceText, config: IndexConfig) -> Processed:
    analyzer = default_analyzer()
    found = read_articles(source, config)
    passages = (
        analyzer.terms(passage.text, article.aliases)
        for article in found.articles
        for passage in article.passages
    )
    titles = ("" if a.title_generated else a.title.value for a in found.articles)
    return Processed(
        source,
        source_key(source),
        found,
        TermCounts.count(passages),
        TermCounts.count(map(analyzer.terms, titles)),
    )
