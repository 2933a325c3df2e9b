"""Gold files: the scoring rules by hand, on places made up for each rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import UsageError
from search.gold import (
    GoldQuestion,
    Place,
    answer_holds,
    evidence_score,
    is_right,
    must_not_held,
    read_gold,
)

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


@pytest.mark.parametrize(
    ("text", "holds"), [("渡口六點開門", False), ("渡口16时开门", True), ("6时", False), ("", True)]
)
def test_text_holds_none_of_what_it_must_not(text: str, holds: bool) -> None:
    assert must_not_held(question(FIRST, must_not=("六点", "6")), text) is holds


def test_bad_line_of_a_gold_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    good = {"id": "a", "lang": "zh", "question": "？", "expected": "abstain", "evidence": []}
    path.write_text(f"{json.dumps(good)}\n\n{{}}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"gold\.jsonl line 3: not a gold question"):
        read_gold(path)


GOOD = {"id": "a", "lang": "zh", "question": "？", "expected": "abstain", "evidence": []}
PLACE = {"file": "渡口.txt", "start": 3, "end": 9}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ([], "not a JSON object"),
        (5, "not a JSON object"),
        (GOOD | {"id": ""}, "id is empty"),
        (GOOD | {"question": 5}, "question is not a string"),
        (GOOD | {"question": " "}, "the question is empty"),
        (GOOD | {"question": "问" * 20_001}, "20,001 characters"),
        (GOOD | {"twin": ["a"]}, "twin is not a string"),
        (GOOD | {"lang": "fr"}, "lang is none of zh, en"),
        (GOOD | {"expected": "refuse"}, "expected is none of answer, abstain"),
        (GOOD | {"answer_groups": [[5]]}, "an item of a group of answer_groups is not a string"),
        (GOOD | {"answer_groups": ["六点"]}, "a group of answer_groups is not a list"),
        (GOOD | {"must_not": [""]}, "an item of must_not is empty"),
        (GOOD | {"evidence": ["x"]}, "evidence is not a list of objects"),
        (GOOD | {"evidence": [PLACE | {"end": 3}]}, "start < end"),
        (GOOD | {"evidence": [PLACE | {"start": 10}]}, "start < end"),
        (GOOD | {"evidence": [PLACE | {"start": -1}]}, "start < end"),
        (GOOD | {"evidence": [PLACE | {"start": "3"}]}, "start < end"),
        (GOOD | {"evidence": [PLACE | {"end": 9.5}]}, "start < end"),
        (GOOD | {"alt_evidence": [[PLACE | {"end": 3}]]}, "alt_evidence: start and end"),
        (GOOD | {"alt_evidence": [PLACE | {"file": 5}]}, "file of alt_evidence is not a string"),
        (GOOD | {"id": "first"}, "id 'first' stands twice"),
    ],
)
def test_malformed_question_is_refused_with_its_line(tmp_path: Path, row: object, why: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f"{json.dumps(GOOD | {'id': 'first'})}\n{json.dumps(row)}\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        read_gold(path)
    assert f"{path} line 2: not a gold question (" in str(caught.value)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_line_ends_at_a_newline_only_and_a_byte_order_mark_is_no_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    lines = [GOOD | {"question": "渡口\u2028几点开门？"}, GOOD | {"id": "b"}]
    text = "\r\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_bytes(("\ufeff" + text).encode())
    assert [q.text for q in read_gold(path)] == ["渡口\u2028几点开门？", "？"]


def test_alternatives_may_be_one_list_or_several(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    place = Place("渡口.txt", 3, 9)
    for given in ([PLACE], [[PLACE]]):
        path.write_text(json.dumps(GOOD | {"alt_evidence": given}), "utf-8")
        assert read_gold(path)[0].alternatives == ((place,),)
