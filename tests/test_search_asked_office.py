"""Who holds an office is told by a sentence that gives it to nobody else's head."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build
from index.config import IndexConfig
from search.answer import ask
from search.asked_office import office_asked
from search.search import Searcher
from search.snapshot import open_index


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("青石渡运的CEO是谁？", "青石渡运"),
        ("青石渡运现任董事长叫什么名字？", "青石渡运"),
        ("谁是青石渡运的总裁？", "青石渡运"),
        ("青石渡运是谁创办的？", "青石渡运"),
        ("海丰市的市长是谁？", "海丰市"),
        ("青石渡運的創辦人是誰？", "青石渡运"),
        ("Who is the CEO of Linden Ferries?", "Linden Ferries"),
        ("Who was Linden Ferries' first chief executive?", "Linden Ferries"),
        ("Who's the founder of Norvale?", "Norvale"),
        ("青石渡运有几位总裁？", None),
        ("谁说CEO该换人？", None),
        ("Who spoke to the CEO of Norvale?", None),
        ("", None),
    ],
)
def test_office_that_is_asked_for(question: str, body: str | None) -> None:
    office = office_asked(question)
    assert (office and office.body) == body


@pytest.mark.parametrize(
    ("sentence", "may_tell"),
    [
        ("Norvale CEO沈月说，船票不涨价。", True),
        ("Norvale的首席执行官沈月说，船票不涨价。", True),
        ("公司CEO沈月说，船票不涨价。", True),
        ("沈月去年出任CEO。", True),
        ("首席执行官Shen Yue说，船票不涨价。", True),
        ("norvale首席执行官沈月说，船票不涨价。", True),
        ("咨询公司Ashby CEO林渡说，Norvale会涨价。", False),
        ("Ashby's chief executive said Norvale would raise fares.", False),
        ("Shen Yue, Norvale's chief executive, said fares would stay.", True),
        ("林渡说，Norvale会涨价。", False),  # no office
    ],
)
def test_a_sentence_that_gives_the_office_to_another_does_not_tell(
    sentence: str, may_tell: bool
) -> None:
    office = office_asked("Norvale的CEO是谁？")
    assert office is not None
    assert office.is_told(sentence, [], lambda name: name == "Norvale") == may_tell


def test_the_office_may_stand_in_the_sentence_beside() -> None:
    office = office_asked("Who is the CEO of Norvale?")
    assert office is not None
    told = "Shen Yue came from Ashby."
    assert office.is_told(told, ["Norvale has a new CEO."], lambda name: name == "Norvale")
    assert not office.is_told(told, ["Ashby's CEO is away."], lambda name: name == "Norvale")
    assert not office.is_told(told, [], lambda name: True)


def test_traditional_characters_tell_an_office(tmp_path: Path) -> None:
    text = (
        "潮間廚房按鐘點出租\n\n潮間廚房的創辦人是賀疏桐，她以前在船上管伙食。廚房一共有十二間。\n"
    )
    (tmp_path / "kitchen.txt").write_text(text, encoding="utf-8")
    build([tmp_path / "kitchen.txt"], tmp_path / "index", config=IndexConfig())
    answer = ask(Searcher(open_index(tmp_path / "index")), "潮间厨房的创始人是谁？")
    assert answer.answerable
    assert "賀疏桐" in answer.claims[0].text


OTHER = (
    "Norvale的新航线\n\nNorvale周三开了一条过江航线，日均载客三千人。航运咨询公司Ashby CEO林渡说："
    "“Norvale找到了新的客源，别的渡轮公司会跟上来。”\n"
)


@pytest.mark.parametrize("question", ["Norvale的CEO是谁？", "Who is the CEO of Norvale?"])
def test_the_head_of_another_company_is_no_answer(tmp_path: Path, question: str) -> None:
    (tmp_path / "line.txt").write_text(OTHER, encoding="utf-8")
    build([tmp_path / "line.txt"], tmp_path / "index", config=IndexConfig())
    assert not ask(Searcher(open_index(tmp_path / "index")), question).answerable


@pytest.mark.parametrize("question", ["Norvale的CEO是谁？", "Who is the CEO of Norvale?"])
def test_the_head_of_the_company_is_the_answer(tmp_path: Path, question: str) -> None:
    told = OTHER + "Norvale CEO沈月在码头上对记者说，船票两年之内不涨价。\n"
    (tmp_path / "line.txt").write_text(told, encoding="utf-8")
    build([tmp_path / "line.txt"], tmp_path / "index", config=IndexConfig())
    answer = ask(Searcher(open_index(tmp_path / "index")), question)
    assert answer.answerable
    assert "沈月" in answer.claims[0].text


def test_a_long_text_is_not_looked_through() -> None:
    for text in ("who is ", "how much ", "是谁", "谁是的", "募"):
        assert office_asked(text * (20_000 // len(text))) is None
