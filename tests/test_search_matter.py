"""Whether what answers one of several things asked is about the same matter as the rest."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from index.build import build
from index.config import IndexConfig
from search.answer import Answer, ask
from search.config import SearchConfig
from search.matter import Matter
from search.search import Hit, Searcher
from search.snapshot import open_index

ARTICLES = {
    "berth": "青石渡口三月起向过江的木箱收费，每箱十二元，由渡口的管理处在岸边收取。"
    "木箱下船后搬运的活归镇上的脚夫队管，脚夫队有四十人，按件领钱。",
    "museum": "城北的旧戏院改成了博物馆，展柜搬运的活归馆长亲自管，搬运前后都要拍照。搬运归谁管，馆里开过三次会。",
    "tea": "松岭茶厂上个月换了六口铁锅，花掉46万元，新锅烧柴少了一半。",
}
LEANS = "青石渡口的木箱每箱收多少钱？搬运的活归谁管？"
APART = "青石渡口的木箱每箱收多少钱？松岭茶厂换铁锅花掉多少万元？"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root: Path = tmp_path_factory.mktemp("matter")
    lines = [json.dumps({"_id": name, "text": text}) for name, text in ARTICLES.items()]
    (root / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build([root / "articles.jsonl"], root / "index", config=IndexConfig(), jobs=1)
    return Searcher(open_index(root / "index"))


def cited(answer: Answer) -> list[str]:
    return [citation.article.article_id for citation in answer.citations]


def hits_of(searcher: Searcher, question: str) -> dict[str, Hit]:
    return {hit.article.article_id: hit for hit in searcher.search(question).hits}


def test_a_part_that_leans_is_not_answered_from_another_matter(searcher: Searcher) -> None:
    assert cited(ask(searcher, "搬运的活归谁管？"))[0] == "museum"  # by itself
    answer = ask(searcher, LEANS)
    assert set(cited(answer)) == {"berth"}
    assert "十二元" in answer.text
    assert "脚夫队管" in answer.text


def test_a_part_that_stands_by_itself_is_answered_from_another_article(searcher: Searcher) -> None:
    answer = ask(searcher, APART)
    assert cited(answer) == ["berth", "tea"]
    assert "46万元" in answer.text


def test_odds_fall_with_the_words_that_a_hit_lacks(searcher: Searcher) -> None:
    config = SearchConfig()
    hits = hits_of(searcher, LEANS)
    matter = Matter(searcher, searcher.search(LEANS))
    part = searcher.understand("搬运的活归谁管？")
    odds = matter.log_odds(part, [hits["berth"]], [hits["berth"], hits["museum"]])
    assert odds[0] == 0.0
    assert odds[1] == pytest.approx(-config.max_other_matter)


def test_half_of_the_words_are_enough(searcher: Searcher) -> None:
    question = "渡口、木箱、脚夫、博物馆、戏院和茶厂？搬运的活归谁管？"
    hits = hits_of(searcher, question)
    matter = Matter(searcher, searcher.search(question))
    part = searcher.understand("搬运的活归谁管？")
    odds = matter.log_odds(part, [hits["berth"]], [hits["museum"], hits["tea"]])
    # 渡口, 木箱 and 脚夫 in the quote before: two words are enough, one is half of what is.
    assert odds[0] == 0.0
    assert odds[1] == pytest.approx(SearchConfig().other_matter * math.log(1 / 1.5))


def test_without_words_besides_those_of_the_part_nothing_is_told(searcher: Searcher) -> None:
    hits = hits_of(searcher, "搬运的活归谁管？")
    matter = Matter(searcher, searcher.search("搬运的活归谁管？"))
    part = searcher.understand("搬运的活归谁管？")
    assert not matter.log_odds(part, [hits["berth"]], list(hits.values())).any()
