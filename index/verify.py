"""Prove an index: its files against the manifest, every quote and drop against the sources.

``index ─▶ VerifyReport``. Sources are opened again and read by the same readers; where a file is
gone, its stored text stands in and the report says so. What needs a search is left to
``search.oracle``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.config import IndexConfig
from index.errors import SourceError
from index.generation import (
    GENERATIONS,
    STORE,
    VECTORS,
    check_files,
    generation_id,
    read_current,
    read_manifest,
)
from index.passage import make_passage
from index.read.discover import STANDARD_INPUT, FoundFile
from index.read.files import read_file
from index.source import SourceFile, SourceText, Span
from index.store import Store
from index.verify_vectors import check_vectors

_MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was checked, and what is wrong. No problems: every promise of the index holds."""

    generation: str
    n_files: int
    n_sources: int
    n_articles: int
    n_passages: int
    n_drops: int
    n_from_store: int  # source texts that were checked against the stored text only
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float


@dataclass(slots=True)
class _Tally:
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    n_sources: int = 0
    n_articles: int = 0
    n_passages: int = 0
    n_drops: int = 0
    n_from_store: int = 0
    n_hidden: int = 0

    def problem(self, line: str) -> None:
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(line)
        else:
            self.n_hidden += 1


def verify(index: Path, *, source: Path | None = None) -> VerifyReport:
    """Check the generation that serves.

    Args:
        index: The index folder.
        source: A folder to look for the files in, instead of the recorded SOURCEs.

    Raises:
        IndexMissing, IndexDamaged, IndexVersionMismatch: There is nothing to check.
    """
    started = time.perf_counter()
    current = read_current(index)
    manifest = read_manifest(index, current.generation)
    folder = index / GENERATIONS / current.generation
    tally = _Tally()
    if generation_id(manifest) != current.generation:
        tally.problem(f"{folder.name}/manifest.json: altered; build the index again")
    for wrong in check_files(folder, manifest, hashes=True):
        tally.problem(f"{folder.name}/{wrong}; build the index again")
    files: list[SourceFile] = []
    if not tally.problems:
        store = Store(folder / STORE)
        files = store.files()
        config = IndexConfig.from_dict(manifest["config"])
        for file in files:
            try:
                _check_file(store, file, source, config, tally)
            except ValueError as error:  # what no build writes: a span that is not its text's
                tally.problem(f"{file.name}: {error}; build the index again")
        counts = manifest["counts"]
        for name, n in (("articles", store.count("article")), ("passages", store.count("passage"))):
            if counts[name] != n:
                tally.problem(f"manifest: {counts[name]} {name}, the store holds {n}")
        if (manifest["vectors"] is None) != (manifest["model"] is None):
            tally.problem("manifest: model and vectors do not fit together; build the index again")
        elif manifest["vectors"] is not None:
            for wrong in check_vectors(folder / VECTORS, store, manifest):
                tally.problem(wrong)
    if tally.n_hidden:
        tally.problems.append(f"{tally.n_hidden} more problems")
    return VerifyReport(
        current.generation,
        len(files),
        tally.n_sources,
        tally.n_articles,
        tally.n_passages,
        tally.n_drops,
        tally.n_from_store,
        tuple(tally.problems),
        tuple(tally.notes),
        time.perf_counter() - started,
    )


def _check_file(
    store: Store, file: SourceFile, source: Path | None, config: IndexConfig, tally: _Tally
) -> None:
    """Check all source texts of a file, against the file itself where it can be opened."""
    path = _path_of(file, source)
    texts: Iterator[SourceText] = iter(())
    reopened = path.is_file()
    if reopened:
        found = FoundFile(file.name, path, "", path)
        try:
            opened = read_file(found, max_bytes=config.max_text_bytes)
        except SourceError as error:
            tally.problem(str(error))
            return
        if opened.identity.sha256 != file.sha256:
            tally.problem(f"{file.name}: the file has changed since it was indexed; build again")
            return
        texts = opened.texts
    elif source is not None:
        tally.problem(f"{path}: {file.name} is not there; give the folder that was indexed")
        return
    else:
        why = "came by standard input" if file.root == STANDARD_INPUT else f"{path} is gone"
        tally.notes.append(f"{file.name}: {why}; checked against the stored text")
    for source_no, record, _ in store.file_sources(file.name):
        stored = store.source(source_no)
        tally.n_sources += 1
        if reopened:
            text = next((t.text for t in texts if t.record == record), None)
            if text is None:
                tally.problem(f"{stored.where}: not in the file any more; build again")
                continue
            if text != stored.text:
                tally.problem(f"{stored.where}: the stored text is not the file's; build again")
                continue
        else:
            text = stored.text
            tally.n_from_store += 1
        _check_source(store, source_no, stored.where, text, tally)


def _path_of(file: SourceFile, source: Path | None) -> Path:
    if source is None:
        return Path(file.root, file.relative) if file.relative else Path(file.root)
    if source.is_file():
        return source
    return source / (file.relative or Path(file.root).name)


def _check_source(store: Store, source_no: int, where: str, text: str, tally: _Tally) -> None:
    """Every passage is its slice, every id is right, every character is in one place."""
    covered = bytearray(len(text))

    def cover(span: Span, what: str) -> None:
        if span.end > len(text):
            tally.problem(f"{where}: {what} [{span.start}, {span.end}) is outside the text")
        elif any(covered[span.start : span.end]):
            tally.problem(f"{where}: {what} [{span.start}, {span.end}) overlaps another")
        else:
            covered[span.start : span.end] = b"\x01" * len(span)

    for article in store.articles_of_source(source_no):
        tally.n_articles += 1
        for row in store.passages_of(article.article_no):
            passage = row.passage
            tally.n_passages += 1
            if passage.span.of(text) != passage.text:
                tally.problem(f"{where}: passage {passage.passage_id} is not source[start:end]")
            expected = make_passage(article.article_id, passage.span, passage.text)
            if expected.passage_id != passage.passage_id:
                tally.problem(
                    f"{where}: passage {passage.passage_id} should be {expected.passage_id}"
                )
            cover(passage.span, f"passage {passage.passage_id}")
        for name, span in store.evidence(article.article_no).items():
            if span.end > len(text):
                tally.problem(f"{where}: evidence of {name} is outside the text")
    for drop in store.drops(source_no):
        tally.n_drops += 1
        cover(drop.span, f"drop {drop.reason}")
    lost = [
        i
        for i, (char, seen) in enumerate(zip(text, covered, strict=True))
        if not seen and not char.isspace()
    ]
    if lost:
        tally.problem(
            f"{where}: {len(lost)} characters in no passage and no drop, first at {lost[0]}"
        )
