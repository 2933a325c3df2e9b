"""One source text through the whole offline path: the task of a worker process.

``SourceText ─read_articles─▶ ─analyze─▶ Processed``. Pure, so that a result can be taken over from
the generation before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from index.analyze import default_analyzer
from index.article import Articles, read_articles
from index.config import IndexConfig
from index.postings import TermCounts
from index.source import SourceText


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


def source_key(source: SourceText) -> str:
    """32 hex over everything about a source text that decides what it becomes."""
    digest = hashlib.sha256()
    is_record = source.record is not None
    identity = (source.article_id or source.file, is_record, source.markdown, source.given)
    digest.update(repr(identity).encode("utf-8", "backslashreplace"))
    digest.update(source.text.encode("utf-8"))
    return digest.hexdigest()[:32]


def process_batch(batch: list[SourceText], config: IndexConfig) -> list[Processed]:
    """Run the offline path over some source texts."""
    return [_process(source, config) for source in batch]


def _process(source: SourceText, config: IndexConfig) -> Processed:
    analyzer = default_analyzer()
    found = read_articles(source, config)
    passages = (passage.text for article in found.articles for passage in article.passages)
    titles = ("" if a.title_generated else a.title.value for a in found.articles)
    return Processed(
        source,
        source_key(source),
        found,
        TermCounts.count(map(analyzer.terms, passages)),
        TermCounts.count(map(analyzer.terms, titles)),
    )
