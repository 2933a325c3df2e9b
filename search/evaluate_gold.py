"""Measure a gold file: evidence in the first passages of each lane, and the answers.

``GoldQuestion..., Asked... ─search, ask─▶ Row... ─▶ SetScores``. The rules are those of
docs/gold.md, in ``search.gold``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from search.answer import ask
from search.dataset import Question
from search.evaluate import Values
from search.evaluate_set import Asked
from search.gold import (
    MAX_PASSAGES,
    GoldQuestion,
    Place,
    answer_holds,
    cited_places,
    evidence_score,
    hit_place,
    is_right,
    must_not_held,
)
from search.lanes import Progress, lanes_of
from search.rrf import reciprocal_rank_fusion
from search.scores import Expected, Row, SetScores, main_row, missed, row_label
from search.search import MODES, Hit, Mode, Searcher
from search.snapshot import open_index

EVIDENCE = "evidence@10"
ANSWERS = (
    "answered",
    "citations evidence",
    "citations right",
    "answer groups",
    "must_not held",
    "refused",
)
_DEPTH = 100  # passages that are looked at for where the evidence did rank


def evaluate_gold(
    name: str,
    gold: Sequence[GoldQuestion],
    indexes: Sequence[Asked],
    *,
    n_articles: int | None = None,
    progress: Progress = lambda done, total: None,
) -> SetScores:
    """Ask every question of every index: evidence in each lane, answers by what ``wenju ask`` does.

    ``n_articles`` says how many of the articles are no distractors; all of them by default.
    """
    started = time.perf_counter()
    several = len(indexes) > 1
    rows: list[Row] = []
    for index in indexes:
        searcher = Searcher(open_index(index.path), encoder=index.encoder)
        model = index.encoder.name if index.encoder else None
        lanes: dict[str, list[list[Place]]] = {lane: [] for lane in lanes_of(searcher)}
        answers: list[dict[str, tuple[float, float]]] = []
        progress(0, len(gold))
        for question in gold:
            for lane, hits in _hits(searcher, question.text).items():
                lanes[lane].append([hit_place(hit) for hit in hits])
            answers.append(_answer_values(searcher, question))
            progress(len(answers), len(gold))
        for lane, places in lanes.items():
            label = row_label(lane, model, several=several)
            rows.append(_lane_row(label, lane, model, gold, places))
        rows.append(_answers_row(row_label("answers", model, several=several), model, answers))
    first = {row.label: row for row in reversed(rows)}
    rows = [row for row in rows if first[row.label] is row]
    return SetScores(
        name=name,
        kind="gold",
        questions=[_question(question) for question in gold],
        rows=rows,
        expected=_expected(gold, rows),
        facts=_facts(indexes, n_articles)
        | {"seconds_asked": round(time.perf_counter() - started, 1)},
    )


def _hits(searcher: Searcher, text: str) -> dict[str, list[Hit]]:
    """The passages of each lane, best first."""
    lanes = lanes_of(searcher)
    modes: list[Mode] = [mode for mode in MODES if mode in lanes]  # type: ignore[misc]
    found = {m: list(searcher.search(text, k=_DEPTH, mode=m).hits) for m in modes}
    if "rrf" in lanes:
        both = (found["lexical"], found["dense"])
        by_id = {hit.passage.passage.passage_id: hit for hits in both for hit in hits}
        ids = [[hit.passage.passage.passage_id for hit in hits] for hits in both]
        fused = [by_id[passage_id] for passage_id in reciprocal_rank_fusion(ids, cutoff=_DEPTH)]
        return {lane: fused if lane == "rrf" else found[lane] for lane in lanes}  # type: ignore[index]
    return {lane: found[lane] for lane in lanes}  # type: ignore[index]


def _lane_row(
    label: str,
    lane: str,
    model: str | None,
    gold: Sequence[GoldQuestion],
    places: Sequence[Sequence[Place]],
) -> Row:
    values = np.full(len(gold), np.nan)
    ranks: list[int | None] = []
    for number, (question, found) in enumerate(zip(gold, places, strict=True)):
        if question.evidence and question.expected != "abstain":
            values[number] = evidence_score(question, found[:MAX_PASSAGES])
            ranks.append(_rank(question, found))
        else:
            ranks.append(None)
    return Row(label, lane, None if lane == "lexical" else model, {EVIDENCE: values}, ranks=ranks)


def _rank(question: GoldQuestion, places: Sequence[Place]) -> int:
    """How many passages it takes to find all evidence that the lane finds at all; 0: not all."""
    for depth in range(1, len(places) + 1):
        if evidence_score(question, places[:depth]) == 1.0:
            return depth
    return 0


def _answer_values(searcher: Searcher, question: GoldQuestion) -> dict[str, tuple[float, float]]:
    """Measure → (value, weight) of one question's answer."""
    answer = ask(searcher, question.text)
    if question.expected == "abstain":
        return {"refused": (float(not answer.answerable), 1.0)}
    places = cited_places(answer)
    values = {
        "answered": (float(answer.answerable), 1.0),
        "citations evidence": (evidence_score(question, places), 1.0),
        "answer groups": (float(answer_holds(question, answer.text)), 1.0),
    }
    if question.must_not:
        values["must_not held"] = (float(must_not_held(question, answer.text)), 1.0)
    if places:
        right = sum(is_right(question, place) for place in places) / len(places)
        values["citations right"] = (right, float(len(places)))
    return values


def _answers_row(
    label: str, model: str | None, answers: Sequence[dict[str, tuple[float, float]]]
) -> Row:
    nothing = (float("nan"), 0.0)
    columns = {  # (n, 2)
        name: np.array([found.get(name, nothing) for found in answers], dtype=float)
        for name in ANSWERS
    }
    values: dict[str, Values] = {name: column[:, 0] for name, column in columns.items()}
    weights = {"citations right": columns["citations right"][:, 1]}
    return Row(label, "answers", model, values, weights)


def _question(question: GoldQuestion) -> Question:
    return Question(
        question.question_id, question.text, question.language, question.kind, question.twin
    )


def _expected(gold: Sequence[GoldQuestion], rows: Sequence[Row]) -> dict[str, list[Expected]]:
    ranked = [row for row in rows if row.ranks]
    return {
        gold[number].question_id: [
            Expected(place.file, "", quote[:200])
            for place, quote in zip_longest(
                gold[number].evidence, gold[number].quotes, fillvalue=""
            )
            if isinstance(place, Place)
        ]
        for number in missed(main_row(ranked))
    }


def _facts(indexes: Sequence[Asked], n_articles: int | None) -> dict[str, int | float | str | None]:
    store = open_index(indexes[0].path).store
    in_all = store.count("article")
    n_own = in_all if n_articles is None else n_articles
    return {
        "n_unjudged": 0,
        "n_articles": n_own,
        "n_not_indexed": 0,
        "n_distractors": in_all - n_own,
        "n_passages": store.count("passage"),
        "seconds_built": round(sum(index.seconds for index in indexes), 3),
    }
