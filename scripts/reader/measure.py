"""What the reader is worth on pairs that it was not trained on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from reader.network import Reader
from reader.pairs import QUESTION, Coded, padded


def outputs(reader: Reader, coded: Coded, device: str) -> Iterator[tuple[int, np.ndarray]]:
    """For each pair its number and: the best place's figure above "nowhere", its first and last token,
    answered, supported."""
    order = sorted(range(len(coded)), key=lambda i: len(coded.ids[i]))
    reader.eval()
    for at in range(0, len(order), 128):
        chosen = order[at : at + 128]
        numbers, mask = (
            torch.from_numpy(x).to(device) for x in padded([coded.ids[i] for i in chosen])
        )
        with (
            torch.no_grad(),
            torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"),
        ):
            starts, ends, answered, supported = (x.float() for x in reader(numbers, mask))
        sums = starts[:, :, None] + ends[:, None, :]
        width = sums.shape[1]
        near = torch.ones(width, width, dtype=torch.bool, device=sums.device).triu().tril(40)
        near[0] = near[:, 0] = False
        sums = sums.masked_fill(~near, -1e9).flatten(1)
        best, place = sums.max(dim=1)
        nowhere = starts[:, 0] + ends[:, 0]
        columns = [
            best - nowhere,
            (place // width).float(),
            (place % width).float(),
            answered,
            supported,
        ]
        yield from zip(chosen, torch.stack(columns, dim=1).cpu().numpy(), strict=True)


def auc(scores: np.ndarray, labels: np.ndarray) -> float:
    """The chance that one with label 1 is above one with label 0."""
    order = scores.argsort()
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    positive = labels == 1
    n, m = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m)) if n and m else float("nan")


def recall_at(scores: np.ndarray, labels: np.ndarray, precision: float) -> float:
    """The most recall at a precision."""
    order = (-scores).argsort()
    right = np.cumsum(labels[order] == 1)
    enough = right / np.arange(1, len(order) + 1) >= precision
    return float(right[enough].max(initial=0) / max(1, (labels == 1).sum()))


def measured(reader: Reader, held_out: dict[str, Coded], device: str) -> dict[str, object]:
    """Figures by set: of questions how well answered ones are told from others, by either figure, and how
    often the place is right; of statements the recall at 0.95 precision."""
    out: dict[str, object] = {}
    for name, coded in held_out.items():
        rows = np.zeros((len(coded), 5))
        for i, row in outputs(reader, coded, device):
            rows[i] = row
        labels = coded.labels
        kinds = np.array(coded.kinds)
        if len(labels) and labels[0, 0] == QUESTION:
            for group in sorted({_group(kind) for kind in coded.kinds}):
                inside = np.array([_group(kind) == group for kind in kinds])
                out[f"{name}/{group}"] = _of_questions(rows[inside], labels[inside], kinds[inside])
        elif len(labels):
            out[name] = _of_statements(rows[:, 4], labels[:, 1], kinds)
    return out


def _group(kind: str) -> str:
    for ending in ("unanswerable", "answered", "other"):
        if kind.endswith(ending) and kind != ending:
            return kind[: -len(ending)]
    return kind[:2]


def _of_questions(rows: np.ndarray, labels: np.ndarray, kinds: np.ndarray) -> dict[str, object]:
    there = labels[:, 1] == 1
    hit = there & (rows[:, 1] <= labels[:, 3]) & (rows[:, 2] >= labels[:, 2])
    exact = there & (rows[:, 1] == labels[:, 2]) & (rows[:, 2] == labels[:, 3])
    found: dict[str, object] = {
        "n": [int(there.sum()), int((~there).sum())],
        "overlap": round(float(hit.sum() / max(1, there.sum())), 3),
        "exact": round(float(exact.sum() / max(1, there.sum())), 3),
    }
    for kind in sorted(set(kinds[~there])):
        some = there | (kinds == kind)
        for label, column in (("span", 0), ("judge", 3)):
            found[f"auc {label} {kind}"] = round(auc(rows[some, column], labels[some, 1]), 3)
    return found


def _of_statements(scores: np.ndarray, labels: np.ndarray, kinds: np.ndarray) -> dict[str, object]:
    found: dict[str, object] = {
        "n": [int((labels == 1).sum()), int((labels == 0).sum())],
        "auc": round(auc(scores, labels), 3),
        "recall at .95": round(recall_at(scores, labels, 0.95), 3),
        "recall at .90": round(recall_at(scores, labels, 0.90), 3),
    }
    groups = {kind.partition(":")[2] for kind in kinds} | {kind.partition(":")[0] for kind in kinds}
    for group in sorted(groups):
        own = np.array([group in kind.split(":") for kind in kinds])
        some = own if "-" in group else own | (labels == 1)
        found[f"auc {group}"] = round(auc(scores[some], labels[some]), 3)
    return found
