"""Compare two rows of this run, or of one saved before, question by question.

``payload, "A", "B" ─▶ Comparison a set and a measure, and their mean over the sets``. A name is a row's
label, a file that ``wenju eval --json`` wrote, or FILE:LABEL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
import orjson

from index.errors import UsageError
from search.evaluate import Comparison, Interval, Resampler, Values, p_value, percentiles
from search.lanes import LANES
from search.scores import Payload, interval_payload, values_of

ROWS = (*LANES, "answers")
_PREFERRED = ("hybrid", "lexical")  # the row of a file that names none


@dataclass(frozen=True, slots=True)
class Side:
    """One row in every set that has it: set → (set, row)."""

    name: str
    rows: Mapping[str, tuple[Payload, Payload]]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A comparison on one set with its resampled differences, for the mean over sets."""

    comparison: Comparison
    drawn: Values


def compare(payload: Payload, a: str, b: str) -> list[Payload]:
    """B − A on every set that both have, then over all of them.

    Only questions that both answered are compared; ``n_only`` counts the others.

    Raises:
        UsageError: A name is no row or file, a file is no result, or nothing is in both.
    """
    one, other = find_side(payload, a), find_side(payload, b)
    shared = [name for name in one.rows if name in other.rows]
    found: list[Payload] = []
    drawn: dict[str, list[_Drawn]] = {}
    for number, name in enumerate(shared):
        for measure, result, n_only in _compared(one.rows[name], other.rows[name], seed=number + 1):
            entry = _entry(one, other, name, measure, result.comparison)
            found.append(entry | {"n_only": n_only})
            drawn.setdefault(measure, []).append(result)
    if not found:
        raise UsageError(
            f"no set, question and measure of {one.name} is in {other.name} too", where="--compare"
        )
    for measure, results in drawn.items():
        if len(results) > 1:
            found.append(_entry(one, other, None, measure, _macro(results)) | {"n_only": 0})
    return found


def check_pairs(
    pairs: Sequence[Sequence[str]], models: Sequence[str | None], *, answers: bool
) -> None:
    """Refuse, before the work begins, what can be neither a row nor a result, or not compared.

    Args:
        pairs: What is to be compared.
        models: Those asked for by name, None for terms alone; a row names its own where they are
            several.
        answers: Whether there will be rows of answers, as a gold file has.

    Raises:
        UsageError: As :func:`compare`.
    """
    known = _labels_to_be(models, answers=answers)
    for pair in pairs:
        lanes = [_lane_to_be(name, known) for name in pair]
        if len({lane == "answers" for lane in lanes}) > 1:
            raise UsageError(
                f"{pair[0]} and {pair[1]} have no measure in common",
                where="--compare",
                hint="compare lanes with lanes, answers with answers",
            )


def _labels_to_be(models: Sequence[str | None], *, answers: bool) -> list[str]:
    """The rows of a run with these models; without any, those of one model."""
    rows = [row for row in ROWS if answers or row != "answers"]
    if len(models) < 2:
        return [row for row in rows if models != (None,) or row in ("lexical", "answers")]
    named = [(model, row) for model in models for row in rows if row != "lexical"]
    return ["lexical"] + [
        f"{model}:{row}" if model is not None else row
        for model, row in named
        if model is not None or row == "answers"
    ]


def _lane_to_be(name: str, known: Sequence[str]) -> str:
    """The lane, or ``answers``, of the row that a name will find."""
    lane = name.rpartition(":")[2]
    if name in known or (lane in known and not _is_saved(name)):
        return lane
    return find_side({"sets": []}, name, known=known).name.rpartition(":")[2]


def find_side(payload: Payload, name: str, *, known: Sequence[str] = ()) -> Side:
    """The row of that name; ``known`` are names to propose where there is none.

    Raises:
        UsageError: There is none.
    """
    labels = _labels(payload)
    if (own := _without_model(name, labels)) in labels:
        return _side(payload, own, name)
    file, label = _file_and_label(name)
    if Path(name).is_file():
        saved = _read(Path(name))
        held = _labels(saved)
        chosen = next((label for label in _PREFERRED if label in held), held[0])
        return _side(saved, chosen, f"{Path(name).name}:{chosen}")
    if file:
        saved = _read(Path(file))
        held = _labels(saved)
        if label in held:
            return _side(saved, label, f"{Path(file).name}:{label}")
        raise UsageError(
            f"no row {label!r} in {file}", where="--compare", hint=f"one of {', '.join(held)}"
        )
    raise UsageError(
        f"{name!r} is no row of this run and no file",
        where="--compare",
        hint=f"give one of {', '.join(known or labels)}, or a file saved with --json",
    )


def _file_and_label(name: str) -> tuple[str, str]:
    """FILE and LABEL of FILE:LABEL, where a label may have a colon too; empty if no such file."""
    parts = name.split(":")
    for i in range(1, len(parts)):
        if Path(":".join(parts[:i])).is_file():
            return ":".join(parts[:i]), ":".join(parts[i:])
    return "", ""


def _without_model(name: str, labels: Sequence[str]) -> str:
    """``MODEL:LANE`` also names the lane where only one model is measured, or lexical."""
    lane = name.rpartition(":")[2]
    return lane if name not in labels and lane in labels and not _is_saved(name) else name


def _is_saved(name: str) -> bool:
    return Path(name).is_file() or bool(_file_and_label(name)[0])


def _labels(payload: Payload) -> list[str]:
    return list(dict.fromkeys(row["label"] for s in payload["sets"] for row in s["rows"]))


def _side(payload: Payload, label: str, name: str) -> Side:
    rows = {
        s["name"]: (s, row) for s in payload["sets"] for row in s["rows"] if row["label"] == label
    }
    return Side(name, rows)


def _read(path: Path) -> Payload:
    try:
        payload: Any = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _no_result(path, type(error).__name__) from error
    if not _is_result(payload):
        raise _no_result(path, "of another shape")
    return dict(payload)


def _no_result(path: Path, why: str) -> UsageError:
    hint = "save one with wenju eval … --json > FILE"
    return UsageError(f"not a result of wenju eval ({why})", where=str(path), hint=hint)


def _is_result(payload: Any) -> bool:
    """Whether all that a comparison reads is there, and fits together."""
    sets = payload.get("sets") if isinstance(payload, dict) else None
    return (
        _are(sets, dict)
        and all(_is_set(found) for found in sets)
        and any(found["rows"] for found in sets)
    )


def _is_set(found: Payload) -> bool:
    ids, twins, rows = (found.get(name) for name in ("question_ids", "twins", "rows"))
    if not isinstance(found.get("name"), str) or not _are(ids, str) or not _are(rows, dict):
        return False
    if twins and not (_are(twins, str) and len(twins) == len(ids)):
        return False
    return all(_is_row(row, len(ids)) for row in rows)


def _is_row(row: Payload, n: int) -> bool:
    """A label, and for each measure n values, numbers or null."""
    values, weights = row.get("values"), row.get("weights")
    return (
        isinstance(row.get("label"), str)
        and isinstance(weights, dict)
        and isinstance(values, dict)
        and all(_are(of, int, float, type(None)) and len(of) == n for of in values.values())
    )


def _are(items: Any, *kinds: type) -> TypeGuard[list[Any]]:
    return isinstance(items, list) and all(isinstance(item, kinds) for item in items)


def _compared(
    one: tuple[Payload, Payload], other: tuple[Payload, Payload], *, seed: int
) -> list[tuple[str, _Drawn, int]]:
    """(measure, comparison, questions of one side alone) for each measure of both."""
    (set_a, a), (set_b, b) = one, other
    row_b = {question_id: i for i, question_id in enumerate(set_b["question_ids"])}
    pairs = [(i, row_b[q]) for i, q in enumerate(set_a["question_ids"]) if q in row_b]
    if not pairs:
        return []
    at_a, at_b = (np.array(column) for column in zip(*pairs, strict=True))
    clusters = set_a["twins"] or set_a["question_ids"]
    resampler = Resampler([clusters[i] for i in at_a], seed=seed)
    n_only = len(set_a["question_ids"]) + len(row_b) - 2 * len(pairs)
    found: list[tuple[str, _Drawn, int]] = []
    for measure in a["values"]:
        if measure not in b["values"]:
            continue
        x, y = values_of(a, measure)[0][at_a], values_of(b, measure)[0][at_b]
        if not np.isnan(y - x).all():
            found.append((measure, _Drawn(resampler.compare(x, y), resampler.means(y - x)), n_only))
    return found


def _macro(results: Sequence[_Drawn]) -> Comparison:
    """The mean of the sets' differences; questions won, tied and lost are added up."""
    parts = [result.comparison for result in results]
    drawn: Values = np.mean([result.drawn for result in results], axis=0)
    drawn = drawn[~np.isnan(drawn)]
    mean = float(np.mean([part.difference.mean for part in parts]))
    return Comparison(
        Interval(mean, *percentiles(drawn), len(parts)),
        won=sum(part.won for part in parts),
        tied=sum(part.tied for part in parts),
        lost=sum(part.lost for part in parts),
        p=p_value(drawn, mean),
    )


def _entry(a: Side, b: Side, name: str | None, measure: str, comparison: Comparison) -> Payload:
    found: Payload = {"a": a.name, "b": b.name, "set": name, "measure": measure}
    found |= asdict(comparison)
    found["difference"] = interval_payload(comparison.difference)
    found["p"] = round(comparison.p, 6)
    return found
