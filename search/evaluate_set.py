"""Measure a BEIR set: every lane of every model, over one index a model.

``Dataset, Pooled... ─ask─▶ rankings ─measure─▶ Row... ─▶ SetScores``.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.encode import Encoder
from search.dataset import Dataset
from search.evaluate import MEASURES, first_ranks, measure, recall_curve
from search.lanes import Progress, Ranked, rank_questions
from search.opening import OpenEncoder
from search.scores import Expected, Row, SetScores, main_row, missed, row_label
from search.snapshot import open_index

_SNIPPET = 90  # code points


@dataclass(frozen=True, slots=True)
class Asked:
    """An index to ask, and what made its vectors."""

    path: Path
    encoder: Encoder | None
    open_encoder: OpenEncoder | None = None  # for worker processes; None: there can be none
    seconds: float = 0.0  # of building it


def evaluate_set(
    dataset: Dataset,
    indexes: Sequence[Asked],
    *,
    name: str = "",
    k: int = 100,
    jobs: int = 1,
    progress: Progress = lambda done, total: None,
) -> SetScores:
    """Ask every question of every index and measure each lane.

    Args:
        dataset: The questions and what answers them.
        indexes: One a model, of the same articles; the lexical lane is taken from the first.
        name: What to call the set; its folder's name by default.
        k: Articles a question; measures that look deeper are left out.
        jobs: Worker processes.
        progress: Called with (questions done, questions in all).
    """
    started = time.perf_counter()
    rows: list[Row] = []
    measures = [name for name in MEASURES if int(name.rpartition("@")[2]) <= k]
    for index in indexes:
        found = rank_questions(
            index.path,
            index.encoder,
            dataset.questions,
            k=k,
            jobs=jobs,
            open_encoder=index.open_encoder,
            progress=progress,
        )
        rows += _rows(dataset, found, measures, k, index, several=len(indexes) > 1)
    seconds = time.perf_counter() - started
    unique = {row.label: row for row in reversed(rows)}
    rows = [row for row in rows if unique[row.label] is row]
    store = open_index(indexes[0].path).store
    n_indexed = sum(store.article(article_id) is not None for article_id in dataset.article_ids)
    return SetScores(
        name=name or dataset.name,
        kind="ranking",
        questions=dataset.questions,
        rows=rows,
        expected=_expected(dataset, rows, indexes[0].path),
        facts={
            "n_unjudged": dataset.n_unjudged,
            "n_articles": len(dataset.article_ids),
            "n_not_indexed": len(dataset.article_ids) - n_indexed,
            "n_distractors": store.count("article") - n_indexed,
            "n_passages": store.count("passage"),
            "seconds_built": round(sum(index.seconds for index in indexes), 3),
            "seconds_asked": round(seconds, 1),
        },
    )


def _rows(
    dataset: Dataset,
    found: Mapping[str, Ranked],
    measures: Sequence[str],
    k: int,
    index: Asked,
    *,
    several: bool,
) -> list[Row]:
    """A row a lane."""
    model = index.encoder.name if index.encoder else None
    rows: list[Row] = []
    for lane in next(iter(found.values())):
        rankings = {question_id: ranked[lane] for question_id, ranked in found.items()}
        rows.append(
            Row(
                row_label(lane, model, several=several),
                lane,
                None if lane == "lexical" else model,
                measure(rankings, dataset.qrels, measures),
                ranks=first_ranks(rankings, dataset.qrels),
                curve=recall_curve(rankings, dataset.qrels, k=k),
            )
        )
    return rows


def _expected(dataset: Dataset, rows: Sequence[Row], index: Path) -> dict[str, list[Expected]]:
    """The relevant articles of the questions missed."""
    store = open_index(index).store
    found: dict[str, list[Expected]] = {}
    for number in missed(main_row(rows)):
        question_id = dataset.questions[number].question_id
        found[question_id] = []
        for article_id, gain in dataset.qrels[question_id].items():
            if gain <= 0:
                continue
            article = store.article(article_id)
            title = article.title if article and not article.title_generated else ""
            lead = store.lead(article.article_no) if article else "(not in the index)"
            cut = " ".join(lead[:_SNIPPET].replace("\ufeff", "").split())
            snippet = cut + ("…" if len(lead) > _SNIPPET else "")
            found[question_id].append(Expected(article_id, title, snippet))
    return found
