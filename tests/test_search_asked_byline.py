"""Who wrote, edited or published an article is told by its own credit line, or by none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.build import build
from index.config import IndexConfig
from search.answer import Answer, ask
from search.asked import plain
from search.asked_byline import matter_of, roles_asked
from search.search import Searcher
from search.snapshot import open_index

AUTHOR, EDITOR, PUBLISHER = {"author", "reporter"}, {"editor"}, {"publisher"}


@pytest.mark.parametrize(
    ("question", "roles"),
    [
        ("讲渡口收费的这篇文章是谁写的？", AUTHOR),
        ("渡口收费那篇的作者是谁？", AUTHOR),
        ("這篇講渡口的文章是誰寫的？", AUTHOR),
        ("渡口收费这篇是谁写的、谁编的？", AUTHOR | EDITOR),
        ("这篇文章的责任编辑是哪位？", EDITOR),
        ("渡口收费的报道是哪家媒体发的？", PUBLISHER),
        ("这篇文章首发在哪个公众号？", PUBLISHER),
        ("那篇渡口的文章转载自哪里？", AUTHOR | PUBLISHER),
        ("Who wrote the article about the ferry tolls?", AUTHOR),
        ("Which outlet published the article about the ferry tolls?", PUBLISHER),
        ("Who edited this piece?", EDITOR),
        ("Where was the article on ferry tolls published?", AUTHOR | PUBLISHER),
        ("这条渡口的消息是哪家媒体最先报道的？", AUTHOR | PUBLISHER),
        ("谁写了《渡口》？", set()),  # no article
        ("渡口那篇文章写的是谁？", set()),  # whom it is about
        ("《渡口》这本小说的作者是谁？这篇报道提到了吗？", set()),
        ("那篇谈天气的论文发表在哪一家期刊上？", set()),
        ("这篇文章是哪天发表的？", set()),
        ("这条消息是哪一年报道的？", set()),
        ("文章说渡口一年收多少钱？", set()),
        ("Who wrote to the mayor?", set()),
        ("How long is the article on tolls, which was published in May?", set()),
        ("When was the article published?", set()),
        ("", set()),
    ],
)
def test_roles_that_are_asked_for(question: str, roles: set[str]) -> None:
    assert roles_asked(plain(question), plain(question)) == roles


def test_a_part_is_about_the_article_that_the_whole_names() -> None:
    part, whole = "首发在哪个公众号", "渡口收费这篇是谁写的？首发在哪个公众号？"
    assert roles_asked(part, part) == set()
    assert roles_asked(part, whole) == PUBLISHER


def test_a_long_text_asks_for_no_credit() -> None:
    question = "讲渡口收费的这篇文章是谁写的？"
    assert roles_asked(question, question + "渡口" * 200) == set()


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("讲渡口收费的这篇文章是谁写的？", "渡口收费"),
        ("Who wrote the article about the ferry tolls?", "ferry tolls"),
    ],
)
def test_what_says_which_article_is_meant(question: str, kept: str) -> None:
    matter = " ".join(matter_of(question).split())
    assert kept in matter
    assert not any(word in matter for word in ("谁", "文章", "article", "wrote"))


ARTICLES = {
    "ferry": "青石渡口过江收费\n青石渡口三月起向过江的木箱收费，每箱十二元，由管理处在岸边收取。\n"
    "船工说，收费以后过江的箱子少了三成，码头比从前安静。管理处说，钱用来修岸边的石阶。\n"
    "本文来自微信公众号“江边闲话”，作者：沈小满，编辑：陆一舟。",
    "tea": "松岭茶厂换铁锅\n松岭茶厂上个月换了六口铁锅，花掉46万元，新锅烧柴少了一半。\n"
    "厂长说，秋茶会比去年多收两成，工人的夜班也少了。\n来源：松岭日报",
    "museum": "旧戏院改成博物馆\n城北的旧戏院改成了博物馆，上周开门，第一天来了九百人。\n"
    "馆长说，作家林晚写过这座戏院，她的手稿摆在二楼。",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root: Path = tmp_path_factory.mktemp("byline")
    lines = [json.dumps({"_id": name, "text": text}) for name, text in ARTICLES.items()]
    (root / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build([root / "articles.jsonl"], root / "index", config=IndexConfig(), jobs=1)
    return Searcher(open_index(root / "index"))


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(
    "question",
    [
        "讲青石渡口收费的那篇文章是谁写的？",
        "写青石渡口过江收费的这篇文章，作者是谁？编辑是谁？",
        "青石渡口收费这篇首发在哪个公众号？",
    ],
)
def test_who_made_an_article_is_told_by_its_credit_line(searcher: Searcher, question: str) -> None:
    answer = ask(searcher, question)
    assert answer.answerable
    (quote,) = quotes(answer)
    assert "沈小满" in quote
    assert quote in ARTICLES["ferry"]


@pytest.mark.parametrize(
    "question",
    [
        "松岭茶厂换铁锅的那篇文章是谁写的？",  # says where it is from, not who wrote it
        "讲旧戏院改成博物馆的那篇文章是谁写的？",  # has no credit; somebody else writes in it
        "讲海丰机场扩建的那篇文章是谁写的？",  # is not here
        "这篇文章首发在哪个公众号？",  # which?
        "Who edited this piece?",
    ],
)
def test_an_article_that_does_not_say_who_made_it_is_no_answer(
    searcher: Searcher, question: str
) -> None:
    answer = ask(searcher, question)
    assert not answer.answerable
    assert not answer.citations
