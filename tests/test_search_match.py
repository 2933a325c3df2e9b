"""Names that a question turns on and that no passage found holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build
from index.config import IndexConfig
from search.answer import ask
from search.evidence import Sentences
from search.match import lacks_name
from search.search import Searcher
from search.snapshot import open_index

TEXT = (
    "码头收到的电子邮件\n\n河湾码头周一收到一封电子邮件，邮件里写着一个电话号码和发件人的姓名。管理处的马赋杰"
    "打过那个电话，号码是空号。Linden Ferries 说没有收到过。\n"
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root: Path = tmp_path_factory.mktemp("match")
    (root / "mail.txt").write_text(TEXT, encoding="utf-8")
    build([root / "mail.txt"], root / "index", config=IndexConfig(), jobs=1)
    return Searcher(open_index(root / "index"))


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("What is the phone number or email of Norvale Weir?", True),
        ("What did Linden Ferries and Norvale Weir say of the email?", False),  # one is there
        ("What did Linden Ferries say of the email?", False),
        ("What did Ma Fujie do with the phone number?", False),
        ("What did Norvale say of the email?", False),  # one word may be written otherwise
        ("Who called the phone number in Hong Kong?", False),  # a place
        ("What number was in the email?", False),
        ("I read of Norvale Weir. " * 20 + "What number was in the email?", False),  # by the way
        ("邮件里写着什么？", False),
    ],
)
def test_a_name_of_several_words_is_lacking(
    searcher: Searcher, question: str, lacking: bool
) -> None:
    result = searcher.search(question)
    assert lacks_name(searcher, result, Sentences(searcher, result).held) == lacking


def test_nothing_is_quoted_for_a_name_that_is_lacking(searcher: Searcher) -> None:
    question = "What did {} say of the email that the harbour received?"
    assert ask(searcher, question.format("Norvale Weir")).confidence == 0.0
    assert ask(searcher, question.format("Linden Ferries")).confidence > 0.0


ABOUT = {
    "ferries": "Linden Ferries listed\n\nOn May 28 Linden Ferries was listed in Harbour City. "
    "Its ferries carried nine thousand people that week.\n",
    "market": "Listings in the first half\n\nThe listings of companies in Harbour City raised 105 million dollars "
    "in the first half of the year, less than the money raised a year before.\n",
}


@pytest.mark.parametrize(
    ("question", "is_answered"),
    [
        ("How much money did Linden Ferries raise in its Harbour City listing?", False),
        ("How much money did the listings in Harbour City raise in the first half?", True),
    ],
)
def test_what_is_asked_of_a_name_is_not_told_by_an_article_without_it(
    tmp_path: Path, question: str, is_answered: bool
) -> None:
    for name, text in ABOUT.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    build([tmp_path / f"{name}.txt" for name in ABOUT], tmp_path / "index", config=IndexConfig())
    assert ask(Searcher(open_index(tmp_path / "index")), question).answerable == is_answered


def test_what_compares_names_is_told_of_each(tmp_path: Path) -> None:
    tolls = {
        "ferries": "Tolls of Linden Ferries\n\nLinden Ferries takes a toll of 12 yuan for a crate.\n",
        "boats": "Tolls of Ashby Boats\n\nAshby Boats takes a toll of 9 yuan for a crate.\n",
    }
    for name, text in tolls.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    build([tmp_path / f"{name}.txt" for name in tolls], tmp_path / "index", config=IndexConfig())
    question = "How does the toll of Linden Ferries for a crate differ from that of Ashby Boats?"
    answer = ask(Searcher(open_index(tmp_path / "index")), question)
    assert "12 yuan" in answer.text
    assert "9 yuan" in answer.text
