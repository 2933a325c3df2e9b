"""Gold files: the scoring rules by hand, on places made up for each rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import UsageError
from search.gold import GoldQuestion, Place, answer_holds, evidence_score, is_right, read_gold

FIRST = Place("渡口.txt", 10, 20)
SECOND = Place("仓库.txt", 0, 9)


def question(*evidence: Place, **more: object) -> GoldQuestion:
    return GoldQuestion("q", "q", "zh", "渡口几点开门？", "date", "answer", evidence, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (Place("渡口.txt", 15, 30), 1.0),  # 5 of 10 characters
        (Place("渡口.txt", 16, 30), 0.0),  # 4 of 10
        (Place("渡口.txt", 0, 100), 1.0),
        (Place("别处.txt", 10, 20), 0.0),
        (Place("渡口.txt", 20, 30), 0.0),
    ],
)
def test_evidence_is_found_by_half_of_its_characters(place: Place, found: float) -> None:
    assert evidence_score(question(FIRST), [place]) == found


def test_question_scores_the_share_of_its_items_and_a_whole_alternative_counts_one() -> None:
    both = question(FIRST, SECOND)
    assert evidence_score(both, [FIRST]) == 0.5
    assert evidence_score(both, []) == 0.0
    other = question(FIRST, SECOND, alternatives=((Place("丙.txt", 0, 4),),))
    assert evidence_score(other, [Place("丙.txt", 0, 4)]) == 1.0


def test_records_of_one_file_are_told_apart() -> None:
    one = Place("短讯.jsonl", 0, 10, "a")
    assert evidence_score(question(one), [Place("短讯.jsonl", 0, 10, "b")]) == 0.0
    assert evidence_score(question(one), [Place("短讯.jsonl", 0, 10, "a")]) == 1.0


def test_citation_is_right_if_half_of_it_or_of_the_evidence_lies_in_the_other() -> None:
    assert is_right(question(FIRST), Place("渡口.txt", 18, 22))  # half of the citation
    assert is_right(question(FIRST), Place("渡口.txt", 0, 15))  # half of the evidence
    assert not is_right(question(FIRST), Place("渡口.txt", 19, 40))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("渡口六點開門", True),  # Traditional
        ("渡口在６时开门", True),  # full-width
        ("渡口在16时开门", False),  # a digit before
        ("渡口在6.5时开门", False),
        ("渡口在早上开门，6时", True),  # a comma that folds to that of 1,006
        ("渡口在1,6时开门", False),
        ("渡口不开门", False),
    ],
)
def test_answer_groups_need_a_string_each(text: str, holds: bool) -> None:
    asked = question(FIRST, answer_groups=(("6", "六点"), ("开门",)))
    assert answer_holds(asked, text) is holds


def test_bad_line_of_a_gold_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    good = {"id": "a", "lang": "zh", "question": "？", "expected": "abstain", "evidence": []}
    path.write_text(f"{json.dumps(good)}\n\n{{}}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"gold\.jsonl line 3: not a gold question"):
        read_gold(path)
