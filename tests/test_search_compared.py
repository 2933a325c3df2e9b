"""Names that a question sets side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import dirty_text

from search.compared import compared_names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("青禾和柳溪两家公司的营收分别是多少？", ["青禾", "柳溪"]),
        ("请问青禾与Norvale有什么区别？", ["青禾", "Norvale"]),
        ("报道里，白岩、石桥镇每天各运多少车？", ["白岩", "石桥镇"]),
        ("镜湖区和河庄哪个更大，都通地铁吗？", ["镜湖区", "河庄"]),
        ("澜桁跟青禾的关系和柳溪一样吗？", ["澜桁", "青禾"]),
        ("那石桥镇和白岩呢？", ["石桥镇", "白岩"]),
        ("青禾和柳溪的协议多大？", []),  # one thing asked of both together
        ("用户最担心什么、满意度又是多少？", []),
        ("各地有哪些办法？", []),
        ("How do Linden and Ashby differ?", ["Linden", "Ashby"]),
        ("What did Linden, Ashby and North Quay each pay?", ["Linden", "Ashby", "North Quay"]),
        ("Compare Linden's fares with Ashby's.", ["Linden", "Ashby"]),
        ("When did Linden and Ashby sign?", []),
        ("What is the same price?", []),
        ("What passenger numbers are given for Linden and Ashby?", ["Linden", "Ashby"]),
        ("Who runs Linden, Ashby, and North Quay?", ["Linden", "Ashby", "North Quay"]),
        ("What did Linden, Ashby and North Quay build together?", []),
        (
            "How does the toll of Linden for a crate differ from that of the Ashby ferry?",
            ["Linden", "Ashby"],
        ),
        ("Are Linden's fares the same as those of North Quay?", ["Linden", "North Quay"]),
        ("What did Linden say of that of Ashby?", []),
        ("How much did Linden pay for Ashby and Weir?", []),
        ("Why might Linden be the go-between for Ashby and Weir?", []),
        ("What lies between Ashby and Weir?", ["Ashby", "Weir"]),
        ("哪位店主说装货和卸货一样累？", []),  # asked once: who says so
        ("装货和卸货一样累吗？", ["装货", "卸货"]),
    ],
)
def test_compared_names(question: str, names: list[str]) -> None:
    assert list(compared_names(question)) == names


def test_a_long_text_is_not_looked_through_for_what_it_compares() -> None:
    question = "How does the toll of Linden differ from that of Ashby? "
    assert compared_names(question) == ("Linden", "Ashby")
    assert compared_names("A " * 2_000 + question) == ()


@given(dirty_text)
def test_names_are_distinct_parts_of_the_question(question: str) -> None:
    names = compared_names(question)
    assert len(names) != 1
    assert len(set(names)) == len(names)
    assert all(name in question for name in names)
