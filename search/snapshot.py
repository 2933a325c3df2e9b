"""An open generation: an immutable snapshot that any number of threads may search.

``index folder ─open_index─▶ Snapshot(store, passages, titles, vectors)``. A new build does not touch an
open snapshot; open again to see it. ``open_archive`` opens of a generation only what is read, not searched.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import map_array
from index.config import IndexConfig
from index.errors import IndexDamaged, IndexMissing
from index.generation import (
    GENERATIONS,
    LEXICAL,
    PASSAGE_ARTICLES,
    STORE,
    TITLES,
    VECTORS,
    check_files,
    read_current,
    read_manifest,
)
from index.postings import Postings
from index.store import Store
from index.vectors import VectorIndex, VectorsMade
from search.corpus import Corpus, look_over


@dataclass(frozen=True, slots=True)
class Archive:
    """The articles and passages of one generation, without what searching them takes."""

    manifest: dict[str, Any] = field(repr=False)
    store: Store

    @property
    def generation(self) -> str:
        """The generation's id."""
        return str(self.manifest["generation"])

    @property
    def built_on(self) -> str:
        """The day (UTC, ``YYYY-MM-DD``) on which the files were read."""
        return str(self.manifest.get("built_at", ""))[:10]


@dataclass(frozen=True)
class Snapshot:
    """One generation, open for reading."""

    index: Path
    manifest: dict[str, Any]
    config: IndexConfig
    store: Store
    passages: Postings  # documents are passages
    titles: Postings  # documents are articles
    passage_articles: NDArray[np.uint32] = field(repr=False)  # (n_passages,) article numbers
    vectors: VectorIndex | None  # of the passages; None where the index was built without a model

    @property
    def generation(self) -> str:
        """The generation's id."""
        return str(self.manifest["generation"])

    @property
    def model(self) -> str | None:
        """The name of the model that made its vectors; None without any."""
        model: str | None = self.manifest["model"]
        return model

    @cached_property
    def archive(self) -> Archive:
        """Its articles and passages alone."""
        return Archive(self.manifest, self.store)

    @cached_property
    def has_english(self) -> bool:
        """Whether Chinese questions are worth translating."""
        languages = self.manifest["languages"]
        return bool(languages.get("en") or languages.get("mixed"))

    @cached_property
    def passages_by_language(self) -> tuple[NDArray[np.intp], ...]:
        """The numbers of the passages of Chinese and of other articles, those that there are."""
        chinese = np.array([one in ("zh", "mixed") for one in self.store.languages()], dtype=bool)
        of_chinese = chinese[self.passage_articles]
        parts = (np.flatnonzero(of_chinese), np.flatnonzero(~of_chinese))
        return tuple(part for part in parts if len(part))

    @cached_property
    def article_fields(self) -> list[tuple[int, str | None, str | None, str, str]]:
        """(number, published, publisher, language, file) of every article, for filters."""
        return self.store.article_fields()

    @cached_property
    def corpus(self) -> Corpus:
        """What the index holds, in a few figures."""
        return look_over(self.manifest, self.article_fields)


def open_index(index: Path) -> Snapshot:
    """Open the generation that serves.

    Sizes of all files are checked, contents are not: that is ``wenju verify``.

    Raises:
        IndexMissing: There is no finished index.
        IndexDamaged: A file is missing, cut short or unreadable.
        IndexVersionMismatch: It was written in another format version.
    """
    for attempt in range(2):  # a build may publish and prune between two of these lines
        current = read_current(index)
        try:
            return _open(index, current.generation)
        except IndexDamaged:
            if attempt or read_current(index) == current:
                raise
    raise IndexMissing("no index here", where=str(index))


def open_archive(index: Path, generation: str) -> Archive:
    """Open the articles and passages of a generation; damage to its other files does not matter.

    What is opened stays whole while it is held, also when a build prunes the generation.

    Raises:
        IndexDamaged: Its store or its manifest is missing, cut short or unreadable.
        IndexVersionMismatch: It was written in another format version.
    """
    manifest = read_manifest(index, generation)
    folder = index / GENERATIONS / generation
    try:
        files = {STORE: manifest["files"][STORE]}
        return Archive(manifest, _store(folder, {**manifest, "files": files}))
    except (OSError, KeyError, sqlite3.Error) as error:
        raise IndexDamaged(
            f"cannot be opened ({error})", where=str(folder), hint=_REBUILD
        ) from error


_REBUILD = "build the index again; wenju doctor says how"


def _store(folder: Path, manifest: dict[str, Any]) -> Store:
    """The store, once the sizes of the manifest's files are right and it can be read."""
    wrong = check_files(folder, manifest, hashes=False)
    if wrong:
        raise IndexDamaged(wrong[0], where=str(folder), hint=_REBUILD)
    store = Store(folder / STORE)
    store.count("passage")
    return store


def _vectors(folder: Path, manifest: dict[str, Any]) -> VectorIndex | None:
    stated = manifest["vectors"]
    if (stated is None) != (manifest["model"] is None):
        raise ValueError("its manifest names a model without vectors, or vectors without a model")
    if stated is None:
        return None
    index = VectorIndex(folder / VECTORS, VectorsMade(**stated))
    if len(index.rows) != manifest["counts"]["passages"]:
        raise ValueError(f"{len(index.rows)} vectors of {manifest['counts']['passages']} passages")
    return index


def _open(index: Path, generation: str) -> Snapshot:
    manifest = read_manifest(index, generation)
    folder = index / GENERATIONS / generation
    try:
        return Snapshot(
            index=index,
            manifest=manifest,
            config=IndexConfig.from_dict(manifest["config"]),
            store=_store(folder, manifest),
            passages=Postings(folder / LEXICAL),
            titles=Postings(folder / TITLES),
            passage_articles=map_array(folder / PASSAGE_ARTICLES),
            vectors=_vectors(folder, manifest),
        )
    except (OSError, ValueError, KeyError, TypeError, sqlite3.Error) as error:
        raise IndexDamaged(
            f"cannot be opened ({error})", where=str(folder), hint=_REBUILD
        ) from error
