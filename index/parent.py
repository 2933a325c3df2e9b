"""The generation before, as a source of finished work for the next build."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from index.article import Article, Articles
from index.config import IndexConfig
from index.encode import Encoder
from index.errors import BrokenIndex
from index.fold import folding_fingerprint
from index.generation import (
    GENERATIONS,
    LEXICAL,
    STORE,
    TITLES,
    VECTORS,
    check_files,
    read_current,
    read_manifest,
)
from index.metadata import Stated
from index.postings import Postings, TermCounts
from index.process import Processed, source_key
from index.source import SourceFile, SourceText
from index.store import ArticleRecord, Store
from index.vectors import KnownVectors


@dataclass(slots=True)
class Parent:
    """Gives out what the generation before holds of a source text that has not changed."""

    generation: str
    folder: Path
    sources: list[str]
    store: Store
    same_code: bool  # made with this code, data and config: its results can be taken over
    encoder_identity: str | None  # of what made its vectors
    folding: str | None  # of how texts were folded for them
    _keys: dict[str, int] = field(default_factory=dict)
    _files: dict[str, SourceFile] = field(default_factory=dict)
    _passages: TermCounts | None = None
    _titles: TermCounts | None = None
    _passage_starts: list[int] = field(default_factory=list)  # by article number

    @classmethod
    def open(cls, index: Path, config: IndexConfig, fingerprint: str) -> Parent | None:
        """The generation that serves, if it is whole; None if there is nothing to build on.

        Contents are checked too: what is damaged would be taken over for ever.
        """
        try:
            current = read_current(index)
            manifest = read_manifest(index, current.generation)
        except BrokenIndex:
            return None
        folder = index / GENERATIONS / current.generation
        if check_files(folder, manifest, hashes=True):
            return None
        same = manifest["fingerprint"] == fingerprint and manifest["config"] == config.as_dict()
        store = Store(folder / STORE)
        made = manifest["vectors"] or {}
        parent = cls(
            current.generation,
            folder,
            list(manifest["sources"]),
            store,
            same,
            made.get("identity"),
            made.get("folding"),
        )
        parent._files = {file.name: file for file in store.files()}
        if same:
            parent._keys = store.source_keys()
        return parent

    def vectors(self, encoder: Encoder) -> KnownVectors | None:
        """Its vectors, if this encoder made them; the code around it does not matter."""
        if (self.encoder_identity, self.folding) != (encoder.identity, folding_fingerprint()):
            return None
        return KnownVectors(self.folder / VECTORS, encoder.dimension)

    def files(self) -> list[SourceFile]:
        """Every file it holds, in order."""
        return list(self._files.values())

    def file(self, name: str) -> SourceFile | None:
        """A file it holds, if its results can be taken over."""
        return self._files.get(name) if self.same_code else None

    def take(self, source: SourceText) -> Processed | None:
        """The finished work on an equal source text."""
        source_no = self._keys.get(source_key(source)) if self._keys else None
        return None if source_no is None else self._finished(source_no, source)

    def take_file(self, file: SourceFile) -> Iterator[Processed | list[SourceText]]:
        """The finished work on all of a file; its stored text to work on where that is older."""
        for source_no, _, key in self.store.file_sources(file.name):
            source = self.store.source(source_no)
            if self.same_code:
                yield self._finished(source_no, source, key)
            else:
                yield [source]

    def _finished(self, source_no: int, source: SourceText, key: str | None = None) -> Processed:
        if self._passages is None or self._titles is None:
            self._passages = Postings(self.folder / LEXICAL).by_document()
            self._titles = Postings(self.folder / TITLES).by_document()
            self._passage_starts = [0, *accumulate(self.store.passages_per_article())]
        records = self.store.articles_of_source(source_no)
        numbers = [record.article_no for record in records]
        first, last = (numbers[0], numbers[-1] + 1) if numbers else (0, 0)
        found = Articles(
            tuple(self._article(record) for record in records),
            tuple(self.store.drops(source_no)),
            self.store.source_warnings(source_no),
        )
        return Processed(
            source,
            key or source_key(source),
            found,
            self._passages.slice(self._passage_starts[first], self._passage_starts[last]),
            self._titles.slice(first, last),
            reused=True,
        )

    def _article(self, record: ArticleRecord) -> Article:
        evidence = self.store.evidence(record.article_no)

        def stated(name: str) -> Stated | None:
            value = getattr(record, name)
            return None if value is None else Stated(value, evidence.get(name))

        return Article(
            article_id=record.article_id,
            span=record.span,
            language=record.language,
            title=Stated(record.title, evidence.get("title")),
            title_generated=record.title_generated,
            publisher=stated("publisher"),
            author=stated("author"),
            editor=stated("editor"),
            reporter=stated("reporter"),
            published=stated("published"),
            published_inferred=record.published_inferred,
            url=record.url,
            confidence=record.confidence,
            boundary=record.boundary,
            aliases=self.store.aliases(record.article_no),
            passages=tuple(row.passage for row in self.store.passages_of(record.article_no)),
        )
