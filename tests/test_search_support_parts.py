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
        ("五分之二的工人是学徒。", "工人中40%是学徒。", None),
        ("A quarter of the tenants moved out.", "25%的租户搬走了。", None),
        ("三分之一的租户搬走了。", "25%的租户搬走了。", "number"),
        ("The fee was cut by 50 percent.", "管理费砍掉一半。", None),
        ("栈桥修了6个月。", "修栈桥花了半年。", None),
        ("栈桥修了8个月。", "修栈桥花了半年。", "number"),
        ("栈桥来了6个工人。", "修栈桥花了半年。", "number"),
        ("The pier was shut for 120 minutes.", "栈桥关闭了两小时。", None),
        ("The pier was shut for 90 minutes.", "栈桥关闭了两小时。", "number"),
        ("大坝两年内建成。", "大坝24个月内建成。", None),
        ("工人每天工作8小时。", "工人每周工作8小时。", "number"),
        ("修栈桥花了6个月。", "栈桥上半年修好。", "number"),
        ("Profit fell by 50 percent.", "Profit fell in the first half.", "number"),
        ("The pier is shut on January 1.", "栈桥元旦关闭。", None),
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
