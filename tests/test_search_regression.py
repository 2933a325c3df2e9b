"""The frozen regression sets: no lane may fall below its floor.

``tests/data/regression``: 40 invented articles (24 Chinese, 3 of them Traditional; 16 English) with
near-duplicates of another year or figure, 60 questions in four directions. ``regression_en``: 30
English articles, 45 questions that share few words with them. A floor lies a little under what was
measured when it was set; raise it when a lane gets better, never lower it without a reason in
CHANGELOG.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.models import DEFAULT_MODEL, open_encoder
from search.evaluation import Request, evaluate

DATA = Path(__file__).parent / "data"
DIRECTIONS = ("zh-zh", "en-zh", "en-en", "zh-en")  # question-article
FLOORS = {  # nDCG@10 of tests/data/regression by direction
    # lane      zh-zh en-zh en-en zh-en
    "lexical": (0.97, 0.94, 0.91, 0.91),
    "dense": (0.97, 0.85, 0.94, 0.85),
    "hybrid": (0.98, 0.94, 0.97, 0.92),
}
ENGLISH_FLOORS = {  # (nDCG@10, R@10) of tests/data/regression_en
    "lexical": (0.20, 0.30),
    "dense": (0.79, 0.94),
    "hybrid": (0.77, 0.94),
}


@pytest.fixture(scope="module")
def payload(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Both sets, with the embedded model."""
    request = Request(
        datasets=(DATA / "regression", DATA / "regression_en"),
        index=Path("none"),
        models=(DEFAULT_MODEL,),
        default_model=DEFAULT_MODEL,
        distractors=None,
        cache=tmp_path_factory.mktemp("eval"),
        jobs=1,
    )
    return evaluate(
        request,
        open_encoder=lambda name: open_encoder(name, check_hashes=False),
        tell=lambda line: None,
        progress=lambda what, done, total: None,
    )


def row(payload: dict[str, Any], set_name: str, lane: str) -> dict[str, Any]:
    found = next(found for found in payload["sets"] if found["name"] == set_name)
    return next(row for row in found["rows"] if row["label"] == lane)


@pytest.mark.parametrize("lane", FLOORS)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_lane_keeps_its_floor_in_every_direction(
    payload: dict[str, Any], lane: str, direction: str
) -> None:
    measured = row(payload, "regression", lane)["groups"]["types"][direction]["nDCG@10"]["mean"]
    assert measured >= FLOORS[lane][DIRECTIONS.index(direction)]


@pytest.mark.parametrize("lane", ENGLISH_FLOORS)
def test_lane_keeps_its_floor_on_english_in_other_words(payload: dict[str, Any], lane: str) -> None:
    measures = row(payload, "regression_en", lane)["measures"]
    measured = measures["nDCG@10"]["mean"], measures["R@10"]["mean"]
    assert all(m >= floor for m, floor in zip(measured, ENGLISH_FLOORS[lane], strict=True))


def test_sets_are_what_they_say(payload: dict[str, Any]) -> None:
    sizes = [(found["n_articles"], found["n_questions"]) for found in payload["sets"]]
    assert sizes == [(40, 60), (30, 45)]
