"""What is only planned is not told as done."""

from __future__ import annotations

import pytest

from search.planned import told_as_done

HUB = "枢纽跑顺以后，当天寄、次日到的比例会从57%提高到九成。"
SHOPS = "The chain will open 30 shops in the harbour district next year."


@pytest.mark.parametrize(("statement", "quote"), [
    ("当天寄、次日到的比例已经从57%提高到九成。", HUB),
    ("The share that arrives the next day has risen from 57 to 90 percent.", HUB),
    ("The chain has opened 30 shops in the harbour district.", SHOPS),
    ("这家连锁店在港区开了30家店。", SHOPS),
    ("Small supermarkets already rent the lockers at night.", "街道打算让小超市租用夜间的空格。"),
    ("The tram has been extended to the port.", "The tram is to be extended to the port."),
])  # fmt: skip
def test_a_plan_told_as_done_is_seen(statement: str, quote: str) -> None:
    assert told_as_done(statement, quote)


@pytest.mark.parametrize(("statement", "quote"), [
    ("比例会从57%提高到九成。", HUB),
    ("The chain plans 30 shops.", SHOPS),
    ("The chain has promised that it will open 30 shops.", SHOPS),
    ("湖畔书店已经关闭了三家门店。", "湖畔书店已关闭三家门店，明年还将关闭两家。"),
    ("The firm has closed three shops.", "The firm closed three shops and will close two more."),
    ("The firm has sold 300 boats.", "The firm sold 300 boats and will build two more."),
    ("The shop has 300 boats and has sold ten.", "In May the shop lists 300 boats, ten of them gone."),
    ("公司去年的销售额增长了8%。", "公司去年销售额增长8%，预计明年增长5%。"),
    ("协会已经公布了名单。", "协会上周公布名单。"),
    ("She has seen the report.", "The commission's report was shown to her."),
    ("", ""),
])  # fmt: skip
def test_what_is_told_as_it_is_stays(statement: str, quote: str) -> None:
    assert not told_as_done(statement, quote)
