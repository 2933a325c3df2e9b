"""What was measured of a set, as the object that ``wenju eval`` prints, plots and saves.

``Row... of values a question ─Resampler─▶ means, intervals, groups ─▶ payload``. Terminal and report
show this payload and nothing else; ``search.compare`` reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from search.dataset import Question
from search.evaluate import Interval, Resampler, Values, percentiles

Payload = dict[str, Any]
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a lane of a model, or the answers."""

    label: str
    lane: str
    model: str | None
    values: Mapping[str, Values]  # measure → (n,)
    weights: Mapping[str, Values] = field(default_factory=dict)  # measure → (n,), where not 1
    ranks: Sequence[int | None] = ()  # of what was sought; 0: not found, None: nothing was
    curve: Sequence[tuple[int, float]] = ()  # (depth, recall)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a question should have found."""

    source: str  # article id, or file
    title: str
    snippet: str


@dataclass(frozen=True, slots=True)
class SetScores:
    """All that was measured on one set."""

    name: str
    kind: str  # ranking, or gold
    questions: Sequence[Question]
    rows: Sequence[Row]
    expected: Mapping[str, Sequence[Expected]]  # of the questions missed, by id
    facts: Mapping[str, int | float | str | None]  # sizes and seconds


def row_label(lane: str, model: str | None, *, several: bool) -> str:
    """A row's name; it names its model where several are measured."""
    return f"{model}:{lane}" if several and model and lane != "lexical" else lane


def main_row(rows: Sequence[Row]) -> Row:
    """The row that misses are of: the fused lane, else the first."""
    return next((row for row in rows if row.lane == "hybrid"), rows[0])


def missed(row: Row) -> list[int]:
    """The numbers of the questions whose article or evidence is not among the first ten."""
    ranks = enumerate(row.ranks)
    return [number for number, rank in ranks if rank is not None and not 0 < rank <= 10]


def set_payload(scores: SetScores) -> Payload:
    """A set's means with intervals, by language and type too, and its values a question."""
    questions = scores.questions
    clusters = [question.twin or question.question_id for question in questions]
    resampler = Resampler(clusters)
    groups = {
        "languages": _groups([question.language for question in questions]),
        "types": _groups([question.kind for question in questions]),
    }
    payload: Payload = {
        "name": scores.name,
        "kind": scores.kind,
        "n_questions": len(questions),
        **scores.facts,
        "languages": {name: int(mask.sum()) for name, mask in groups["languages"].items()},
        "question_ids": [question.question_id for question in questions],
        "twins": clusters if len(set(clusters)) < len(clusters) else None,
        "rows": [_row_payload(row, resampler, groups) for row in scores.rows],
        "misses": _misses(scores),
    }
    return payload


def macro_payload(sets: Sequence[Payload], labels: Sequence[str]) -> list[Payload]:
    """For each label the mean over the sets of a kind that have it, if they are two or more."""
    rows: list[Payload] = []
    for kind in dict.fromkeys(found["kind"] for found in sets):
        for label in labels:
            of_kind = [(s, row) for s in sets if s["kind"] == kind for row in s["rows"]]
            found = [(s, row) for s, row in of_kind if row["label"] == label]
            if len(found) > 1:
                measures = {name: _macro(found, name) for name in found[0][1]["measures"]}
                rows.append({"label": label, "n_sets": len(found), "measures": measures})
    return rows


def values_of(row: Payload, measure: str) -> tuple[Values, Values | None]:
    """(values, weights) of a measure as they were saved."""
    values = np.array(row["values"][measure], dtype=float)  # null reads as NaN
    weights = row["weights"].get(measure)
    return values, None if weights is None else np.array(weights, dtype=float)


def clusters_of(found: Payload) -> list[str]:
    """The cluster of each question of a set."""
    clusters: list[str] = found["twins"] or found["question_ids"]
    return clusters


def interval_payload(interval: Interval) -> Payload:
    """An interval with NaN as null."""
    return {name: _number(value) for name, value in asdict(interval).items()}


def _row_payload(
    row: Row, resampler: Resampler, groups: Mapping[str, Mapping[str, Values]]
) -> Payload:
    def measured(mask: Values | None = None) -> Payload:
        found: Payload = {}
        for name, values in row.values.items():
            chosen = values if mask is None else np.where(mask > 0, values, np.nan)
            interval = resampler.interval(chosen, row.weights.get(name))
            if interval.n or mask is None:
                found[name] = interval_payload(interval)
        return found

    return {
        "label": row.label,
        "lane": row.lane,
        "model": row.model,
        "measures": measured(),
        "groups": {
            group: {name: measured(mask) for name, mask in masks.items()}
            for group, masks in groups.items()
            if len(masks) > 1
        },
        "curve": [[depth, round(value, _DECIMALS)] for depth, value in row.curve],
        "ranks": list(row.ranks),
        "values": {name: _numbers(values) for name, values in row.values.items()},
        "weights": {name: _numbers(values) for name, values in row.weights.items()},
    }


def _groups(names: Sequence[str]) -> dict[str, Values]:
    """(n,) 1 for the members of each group, by name; questions without one are in none."""
    array = np.array(names, dtype=object)
    return {name: (array == name).astype(float) for name in sorted(set(names)) if name}


def _macro(found: Sequence[tuple[Payload, Payload]], measure: str) -> Payload:
    """The mean of the sets' means; each set is resampled on its own."""
    means: list[float] = []
    drawn: list[Values] = []
    for number, (of_set, row) in enumerate(found, start=1):
        values, weights = values_of(row, measure)
        means.append(row["measures"][measure]["mean"])
        drawn.append(Resampler(clusters_of(of_set), seed=number).means(values, weights))
    if any(mean is None for mean in means):
        return interval_payload(Interval(float("nan"), float("nan"), float("nan"), 0))
    low, high = percentiles(np.mean(drawn, axis=0))
    return interval_payload(Interval(float(np.mean(means)), low, high, len(means)))


def _misses(scores: SetScores) -> list[Payload]:
    if not scores.rows:
        return []
    ranked = [row for row in scores.rows if row.ranks]
    return [
        {
            "question_id": (question := scores.questions[number]).question_id,
            "question": question.text,
            "language": question.language,
            "expected": [asdict(item) for item in scores.expected.get(question.question_id, ())],
            "ranks": {row.label: row.ranks[number] or None for row in ranked},
        }
        for number in missed(main_row(ranked))
        if scores.questions[number].question_id in scores.expected
    ]


def _numbers(values: Values) -> list[float | None]:
    return [_number(value) for value in values.tolist()]


def _number(value: float | int) -> float | int | None:
    return None if value != value else round(value, _DECIMALS)
