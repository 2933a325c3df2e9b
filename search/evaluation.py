"""``wenju eval`` from what is asked for to what was measured.

``Request ─▶ indexes (of the cache, or one given) ─evaluate_set, evaluate_gold─▶ payload``. Comparing is
left to ``search.compare``, showing to ``api``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from index.config import IndexConfig
from index.encode import Encoder
from index.errors import ModelError, UsageError
from index.meter import Progress as BuildProgress
from search.dataset import Dataset, read_dataset, spaced
from search.evaluate import N_RESAMPLES, SEED
from search.evaluate_gold import evaluate_gold
from search.evaluate_set import Asked, evaluate_set
from search.gold import GoldQuestion, read_gold
from search.opening import OpenEncoder
from search.pool import check_distractors, distractor_ids, pooled_index, prune_cache
from search.scores import Payload, macro_payload, set_payload
from search.snapshot import Snapshot, open_index

Tell = Callable[[str], None]
Progress = Callable[[str, int, int], None]
"""(what is being done, done, in all)"""
_WORTH_WORKERS = 500  # questions; each worker opens index and model for itself


@dataclass(frozen=True, slots=True)
class Request:
    """What to measure, and where."""

    datasets: tuple[Path, ...]
    index: Path  # that gold files are asked of
    models: tuple[str | None, ...] | None  # None in it: terms alone; None: the default
    default_model: str
    distractors: Path | None
    cache: Path
    k: int = 100
    jobs: int | None = None
    limit: int | None = None


def evaluate(
    request: Request,
    *,
    open_encoder: OpenEncoder,
    open_to_build: OpenEncoder | None = None,
    tell: Tell,
    progress: Progress,
) -> Payload:
    """Measure every dataset. The payload is what ``docs/eval.md`` describes, without comparisons.

    Args:
        request: What to measure, and where.
        open_encoder: Opens a model to ask with, in worker processes too.
        open_to_build: Opens one whose vectors the cache will keep, so that its files should be read
            whole; by default as to ask with.
        tell: Called with what the person should know.
        progress: Called with what is being done, and how far it is.

    Raises:
        UsageError: A dataset cannot be read, or the distractors do not go with it.
        ModelError: A model that was asked for cannot be used.
        BrokenIndex: There is no index to ask a gold file of.
    """
    return _Evaluation(request, open_encoder, open_to_build, tell, progress).run()


class _Evaluation:
    """One run: encoders opened once, cache entries in use."""

    def __init__(
        self,
        request: Request,
        open_encoder: OpenEncoder,
        open_to_build: OpenEncoder | None,
        tell: Tell,
        progress: Progress,
    ) -> None:
        self.request = request
        self.tell = tell
        self.progress = progress
        self._open = open_encoder
        self._open_to_build = open_to_build or open_encoder
        self._encoders: dict[str, Encoder] = {}
        self._used: list[Path] = []

    def run(self) -> Payload:
        """Read everything first, so that what is wrong is told before the work begins."""
        request = self.request
        read = [self._read(path) for path in request.datasets]
        names = unique_names(request.datasets)
        ids = distractor_ids(request.distractors) if request.distractors else frozenset[str]()
        for found in read:
            if isinstance(found, Dataset) and request.distractors:
                check_distractors(found.article_ids, request.distractors, ids)
        sets = [
            self._set(name, found) if isinstance(found, Dataset) else self._gold(name, found, ids)
            for name, found in zip(names, read, strict=True)
        ]
        if self._used:
            self._prune()
        labels = list(dict.fromkeys(row["label"] for found in sets for row in found["rows"]))
        return {
            "wenju": metadata.version("wenju"),
            "k": request.k,
            "resamples": N_RESAMPLES,
            "seed": SEED,
            "limit": request.limit,
            "distractors": request.distractors.name if request.distractors else None,
            "sets": sets,
            "macro": macro_payload(sets, labels),
        }

    def _read(self, path: Path) -> Dataset | list[GoldQuestion]:
        if path.is_dir():
            return read_dataset(path, limit=self.request.limit)
        if not path.exists():
            raise UsageError("no such folder or file", where=str(path), hint="check the path")
        questions = read_gold(path)
        if not questions:
            raise UsageError("no question in it", where=str(path), hint="see docs/gold.md")
        return spaced(questions, self.request.limit)

    def _set(self, name: str, dataset: Dataset) -> Payload:
        models = self._models()
        indexes = [self._pooled(name, [dataset.corpus], model) for model in models]
        if models == [None] and self.request.models is None:
            self.tell(f"{name}: measured without embeddings, the lexical lane alone")
        scores = evaluate_set(
            dataset,
            indexes,
            name=name,
            k=self.request.k,
            jobs=self._jobs(len(dataset.questions)),
            progress=self._step(f"{name}: asked"),
        )
        return set_payload(scores)

    def _gold(self, name: str, gold: list[GoldQuestion], ids: frozenset[str]) -> Payload:
        snapshot = open_index(self.request.index)
        models = self.request.models or (snapshot.model,)
        if ids or models != (snapshot.model,):
            indexes = self._pooled_gold(name, snapshot, models, ids)
        else:
            encoder = None if snapshot.model is None else self._encoder(snapshot.model)
            indexes = [Asked(self.request.index, encoder)]
        if models == (None,) and self.request.models is None:
            self.tell(f"{name}: the index has no embeddings, so the lexical lane alone is measured")
        progress = self._step(f"{name}: asked")
        n_articles = snapshot.store.count("article")
        return set_payload(
            evaluate_gold(name, gold, indexes, n_articles=n_articles, progress=progress)
        )

    def _pooled_gold(
        self,
        name: str,
        snapshot: Snapshot,
        models: Sequence[str | None],
        ids: frozenset[str],
    ) -> list[Asked]:
        """Indexes of the SOURCEs that the index was made of, with the distractors."""
        if self.request.distractors:
            numbers = range(snapshot.store.count("article"))
            held = [article.article_id for article in snapshot.store.articles(numbers).values()]
            check_distractors(held, self.request.distractors, ids)
        sources = [Path(source) for source in snapshot.manifest["sources"]]
        return [self._pooled(name, sources, model, snapshot.config) for model in models]

    def _pooled(
        self,
        name: str,
        sources: Sequence[Path],
        model: str | None,
        config: IndexConfig | None = None,
    ) -> Asked:
        encoder = None if model is None else self._encoder(model)
        progress: BuildProgress = self._step(f"{name}: built")
        pooled = pooled_index(
            sources,
            self.request.cache,
            encoder=encoder,
            distractors=self.request.distractors,
            config=config,
            jobs=self.request.jobs or os.cpu_count() or 1,
            progress=progress,
        )
        for line in pooled.skipped:
            self.tell(f"{name}: {line}")
        self._used.append(pooled.path)
        return Asked(pooled.path, encoder, self._open, pooled.seconds)

    def _models(self) -> list[str | None]:
        """The models to measure; the default one only if it is here."""
        request = self.request
        if request.models is not None:
            return list(request.models)
        try:
            self._encoder(request.default_model)
        except ModelError as error:
            self.tell(str(error))
            return [None]
        return [request.default_model]

    def _encoder(self, model: str) -> Encoder:
        if model not in self._encoders:
            self._encoders[model] = self._open_to_build(model)
        return self._encoders[model]

    def _jobs(self, n_questions: int) -> int:
        if self.request.jobs:
            return self.request.jobs
        return (os.cpu_count() or 1) if n_questions >= _WORTH_WORKERS else 1

    def _step(self, what: str) -> Callable[[int, int], None]:
        return lambda done, total: self.progress(what, done, total)

    def _prune(self) -> None:
        size = prune_cache(self.request.cache, keep=self._used)
        removed = f", {size.removed} old ones removed" if size.removed else ""
        self.tell(
            f"{self.request.cache}: {size.entries} indexes kept, {size.size / 1e6:,.0f} MB{removed}"
        )


def unique_names(paths: Sequence[Path]) -> list[str]:
    """The last part of each path, with as many before it as tell it from the others.

    Raises:
        UsageError: The same dataset twice.
    """
    resolved = [path.resolve() for path in paths]
    again = [path for path, n in Counter(resolved).items() if n > 1]
    if again:
        raise UsageError("named twice", where=str(again[0]), hint="name each dataset once")
    deepest = max((len(path.parts) for path in resolved), default=0)
    names: dict[Path, str] = {}
    for depth in range(1, deepest + 1):
        ends = {path: Path(*path.parts[-depth:]).as_posix() for path in resolved}
        counts = Counter(ends.values())
        names = {path: end for path, end in ends.items() if counts[end] == 1} | names
    return [names[path] for path in resolved]
