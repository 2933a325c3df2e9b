"""Names as one text writes them: found in it, and good for it alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hash_encoder import HashEncoder

from index.aliases import find_aliases
from index.analyze import default_analyzer
from index.build import build
from index.config import IndexConfig
from index.encode import passage_input
from search.search import Searcher
from search.snapshot import open_index

TRANSLATED = (
    "Tik Tok的直播间昨晚换了规矩：主播要先把样品寄到仓库，由质检员拆开拍照，才能上架。JD.COM的仓库也接了这门生意，"
    "每件收两块四毛钱。有主播嫌慢，说一场直播要等三天；也有买家说，退货少了一半，这钱花得值。"
)
ABROAD = (
    "TikTok在海外的小店上个月开始收押金，卖家每开一家店要交五百美元，三个月没有投诉再退还。"
    "卖家们在群里算账，说押金压住的货款够再进一批灯串，可是平台说，这样能把只卖一天就跑的店挡在门外。"
)


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        (TRANSLATED, {"Tik Tok": "抖音", "JD.COM": "京东"}),
        (ABROAD, {}),
        ("TikTok和Tik Tok写在一处，谁也说不清是哪一个。", {}),
        (
            "Huawei和WeChat都来了，Pinduoduo没有来。",
            {"Huawei": "华为", "WeChat": "微信", "Pinduoduo": "拼多多"},
        ),
        ("他把CPC降到两毛。", {}),  # cost per click
        ("SEC开出罚单。美国证券交易委员会说还会有。", {"SEC": "美国证券交易委员会"}),
        ("一块apple也没有。", {}),
    ],
)
def test_aliases_of_a_text(text: str, aliases: dict[str, str]) -> None:
    assert dict(find_aliases(text)) == aliases


def test_terms_of_the_name_are_counted_where_it_is_written() -> None:
    analyzer = default_analyzer()
    text = "Tik Tok换了规矩，Tik Tok的主播不乐意。"
    plain, named = analyzer.terms(text), analyzer.terms(text, find_aliases(text))
    assert named[: len(plain)] == plain
    assert named[len(plain) :] == analyzer.terms("抖音") * 2


def test_name_stands_in_place_of_what_is_written_for_the_dense_lane_only() -> None:
    aliases = find_aliases("Tik Tok换了规矩。")
    assert passage_input("", True, "Tik Tok换了规矩。", aliases) == "抖音换了规矩。"


def test_an_alias_holds_in_its_own_article_and_nothing_is_shown_otherwise(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TRANSLATED, encoding="utf-8")
    (tmp_path / "b.txt").write_text(ABROAD, encoding="utf-8")
    build([tmp_path], tmp_path / "ix", config=IndexConfig(), encoder=HashEncoder())
    searcher = Searcher(open_index(tmp_path / "ix"), encoder=HashEncoder())
    hits = searcher.search("抖音", mode="lexical").hits
    assert [hit.article.file for hit in hits] == ["a.txt"]
    assert hits[0].passage.passage.text == TRANSLATED
