"""The parts of the support check: numbers, kinds of things, clauses, trees."""

from __future__ import annotations

import numpy as np
import pytest

from search.support_clauses import CLAUSE_FEATURES, clause_row
from search.support_numbers import number_conflict
from search.support_poles import differ_in_kind, same_in_kind
from search.support_text import read_text
from search.support_trees import Tree


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("利率下调了0.5%。", "利率下调了0.5个百分点。", "number"),
        ("The rate fell by 2 percentage points.", "利率下降2个百分点。", None),
        ("补贴为每年700元。", "补贴为每月700元。", "number"),
        ("The fee is 40 yuan a year.", "The fee is 40 yuan a month.", "number"),
        (
            "Prices rose 6 percent from a year ago to 40 yuan.",
            "Prices rose 6 percent to 40 yuan.",
            None,
        ),
        ("工厂将于2026年9月关闭。", "工厂将于2027年9月关闭。", "date"),
        ("调查的人每天喝三杯咖啡。", "调查的人每天喝两杯咖啡。", "number"),
        ("其中90%是学生。", "其中九成是学生。", None),
        (
            "The team lost five games in a row.",
            "It was the fifth defeat of the team in a row.",
            None,
        ),
    ],
)
def test_units_periods_and_forms_of_numbers(statement: str, quote: str, why: str | None) -> None:
    nothing = read_text("")
    assert number_conflict(read_text(statement), read_text(quote), nothing) == why


@pytest.mark.parametrize(
    ("a", "b", "differ", "same"),
    [
        ("山羊", "sheep", True, False),
        ("山羊", "goat", False, True),
        ("铜", "金", True, False),
        ("公司", "山羊", False, False),
    ],
)
def test_things_of_one_kind_are_told_apart(a: str, b: str, differ: bool, same: bool) -> None:
    assert differ_in_kind(a, b) is differ
    assert same_in_kind(a, b) is same


def test_tree_goes_left_up_to_its_cut() -> None:
    tree = Tree(
        (0, 1, 1, 0, 0, 0, 0), (0.5, 1.0, 2.0, 9.0, 9.0, 9.0, 9.0), tuple(map(float, range(8)))
    )
    assert tree.value((0.5, 1.0)) == 0.0
    assert tree.value((0.5, 1.1)) == 2.0
    assert tree.value((0.6, 2.0)) == 4.0
    assert tree.value((9.5, 2.5)) == 7.0
    with pytest.raises(ValueError, match="not a tree"):
        Tree((0,), (0.5,), (0.0, 1.0))


def test_clause_whose_words_stand_in_several_is_scattered() -> None:
    quote = read_text("The union welcomed the plan; the farmers attacked the tax.")
    scatter = CLAUSE_FEATURES.index("split")

    def split(text: str) -> float:
        statement = read_text(text)
        near = np.array([[float(w.term == o.term) for o in quote.words] for w in statement.words])
        return clause_row(statement, quote, near, np.ones(len(statement.words)))[scatter]

    assert split("The union welcomed the plan.") == 0.0
    assert split("The farmers welcomed the plan.") == pytest.approx(1 / 3)
