"""A sum that is asked for by what it was paid for is told by a sentence that speaks of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build
from index.config import IndexConfig
from search.answer import ask
from search.asked import what_is_asked
from search.asked_act import told_with
from search.search import Searcher
from search.snapshot import open_index


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("青石渡运上市一共募了多少钱？", "上市募资净额为2.1亿元。", "上市首日市值为46亿元。"),
        ("河湾茶业这一轮融了多少钱？", "本轮融资3,000万元。", "全年营收3,000万元。"),
        ("渡口被罚了多少钱？", "监管部门没收违法所得9万元。", "渡口修缮花了9万元。"),
        ("弄丢一本书要赔多少钱？", "遗失的书按定价的两倍赔偿，最多80元。", "会员每月付80元。"),
        ("平台向作者抽多少佣金？", "每单抽成12%。", "作者的收入涨了12%。"),
        ("青石渡运花了多少钱收购河湾码头？", "青石渡运以2.1亿元收购河湾码头。", "青石渡运收购了河湾码头，去年收入2.1亿元。"),
        ("青石渡运收购河湾码头花了多少？", "收购河湾码头的价格没有高过2亿元。", "河湾码头通过收购拿到支付牌照，一年收入1400亿元。"),
        ("How much did Linden pay to acquire Ashby?", "Linden bought Ashby for 30 million yuan.", "Ashby earned 30 million yuan."),
        ("How much did Linden raise in its listing?", "Proceeds were 20 million yuan.", "Its market value is 20 million yuan."),
        ("How large a fine did the harbour office impose?", "It was fined 9,000 yuan.", "It charges 9,000 yuan."),
        ("What revenue share does Linden pay Ashby?", "Ashby takes a commission of 12%.", "Ashby's sales rose 12%."),
    ],
)  # fmt: skip
def test_words_that_tell_of_an_act(question: str, told: str, other: str) -> None:
    pattern = told_with(question)
    assert pattern is not None
    assert pattern.search(told)
    assert not pattern.search(other)
    assert what_is_asked(question).told_with is pattern


def test_traditional_characters_tell_an_act() -> None:
    asked = what_is_asked("渡口被罰了多少錢？")
    assert asked.is_of_act("渡口被罰9萬元。")
    assert not asked.is_of_act("渡口花了9萬元。")
    assert what_is_asked("渡口幾月幾號關門？").unit == "day"


@pytest.mark.parametrize(
    "question",
    [
        "去年募资的那家公司有多少名员工？",
        "渡口一年运多少件货？",
        "渡口为什么被罚？",
        "How much did Linden raise its fares?",
        "By how much does the new engine raise speed?",
        "渡口把木箱分成几类？",
        "青石渡运收购了多少家门店？",
        "How much of Ashby did Linden acquire?",
        "How many votes did the Commission need?",
        "How much is a ticket?",
        "",
    ],
)
def test_questions_that_ask_for_no_such_sum(question: str) -> None:
    assert what_is_asked(question).told_with is None


LISTED = [
    (
        "青石渡运上市一共募了多少钱？",
        "青石渡运挂牌上市\n\n5月28日，青石渡运在海丰交易所挂牌上市，上市首日收在每股4.17元，市值46亿元。\n",
        "上市时公司募资的数目写在招股书里。净额是2.1亿元，八成用来添船。\n",
        "2.1亿元",
    ),
    (
        "How much did Linden Ferries raise in its listing?",
        "Linden Ferries listed\n\nOn May 28 Linden Ferries was listed, at a value of 460 million dollars.\n",
        "The listing was to raise money for ferries. Linden Ferries got 21 million dollars from it.\n",
        "21 million",
    ),
]


@pytest.mark.parametrize(("question", "listed", "raised", "held"), LISTED)
def test_a_sum_of_something_else_is_no_answer(
    tmp_path: Path, question: str, listed: str, raised: str, held: str
) -> None:
    (tmp_path / "listed.txt").write_text(listed, encoding="utf-8")
    build([tmp_path / "listed.txt"], tmp_path / "index", config=IndexConfig())
    assert not ask(Searcher(open_index(tmp_path / "index")), question).answerable


@pytest.mark.parametrize(("question", "listed", "raised", "held"), LISTED)
def test_the_act_may_be_told_in_the_sentence_beside(
    tmp_path: Path, question: str, listed: str, raised: str, held: str
) -> None:
    (tmp_path / "listed.txt").write_text(listed + raised, encoding="utf-8")
    build([tmp_path / "listed.txt"], tmp_path / "index", config=IndexConfig())
    answer = ask(Searcher(open_index(tmp_path / "index")), question)
    assert answer.answerable
    assert held in answer.claims[0].text


def test_a_long_text_is_not_looked_through() -> None:
    for text in ("who is ", "how much ", "是谁", "谁是的", "募"):
        assert told_with(text * (20_000 // len(text))) is None
