"""Which translation is meant, and names that no dictionary knows, over an index of a few sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.build import build
from index.config import IndexConfig
from index.models import open_encoder
from search.group import Group
from search.search import Searcher
from search.snapshot import open_index
from search.translate import Translator, Word
from search.transliterate import Transliteration

ARTICLES = {
    "deposit": "银行今年两次上调存款利率，储户在柜台前排起长队，贷款利率没有变。",
    "river": "河岸边的柳树今年发芽很早，划船的游人沿着河岸走了一个下午。",
    "game": "比赛昨晚踢成平局，主队的前锋在最后一分钟错过点球。",
    "fire": "火柴厂的旧库房半夜起火，消防员用两个小时才扑灭。",
    "town": "曼托洛金镇的旧码头今年秋天重修，工期六个月。",
    "manager": "仓库的新负责人马赋杰周三到任，他说货单要全部重写。",
    "street": "老城的马路今天封闭，一位姓付的杰出工匠在路口修钟。",
    "harbour": "The harbour office closed its second warehouse and moved the freight to the north pier.",
    "tea": "The tea market opened in May, and growers sold all they had within a week.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root: Path = tmp_path_factory.mktemp("translate")
    lines = [json.dumps({"_id": name, "text": text}) for name, text in ARTICLES.items()]
    (root / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build([root / "articles.jsonl"], root / "index", config=IndexConfig(), jobs=1)
    return Searcher(open_index(root / "index"))


def group_of(searcher: Searcher, question: str, surface: str) -> Group:
    (found,) = [g for g in searcher.understand(question).groups if g.surface == surface]
    return found


def weight_of(group: Group, word: str) -> float:
    """The weight of a translation of two characters; 0 where it is none."""
    return next((m.weight for m in group.members if m.terms == (word,)), 0.0)


def first(searcher: Searcher, question: str) -> str:
    hits = searcher.search(question, mode="lexical").hits
    return hits[0].article.article_id if hits else ""


def test_the_other_words_of_a_question_say_which_translation_is_meant(searcher: Searcher) -> None:
    game = group_of(searcher, "Which team scored the late penalty in the football match?", "match")
    fire = group_of(searcher, "Who lit the fire with a match and a cigarette?", "match")
    assert weight_of(game, "比赛") == 1.0
    assert weight_of(game, "火柴") < weight_of(fire, "火柴")
    assert weight_of(fire, "火柴") == 1.0


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Which bank raised its interest rate on deposits?", "deposit"),
        ("Which forward missed a penalty in the match?", "game"),
        ("Where did boats go along the bank with willows?", "river"),
        ("What happened to the wharf in Mantoloking?", "town"),
        ("第二座仓库关闭以后货物搬到哪里去了？", "harbour"),
        ("茶叶市场几月开张？", "tea"),
    ],
)
def test_a_question_finds_the_article_in_the_other_language(
    searcher: Searcher, question: str, article: str
) -> None:
    assert first(searcher, question) == article


def test_a_name_that_nothing_knows_is_sought_by_its_sound(searcher: Searcher) -> None:
    (group,) = [
        g for g in searcher.understand("Mantoloking").groups if g.surface.startswith("mantolok")
    ]
    written = [member for member in group.members if "曼托" in member.terms]
    assert [set(member.terms) for member in written] == [{"曼托", "托洛", "洛金"}]
    assert 0 < written[0].weight <= 1


@pytest.mark.parametrize(
    ("question", "surface"),
    [
        ("Who is Ma Fujie of the warehouse?", "ma fuji"),
        ("What did Ma Fujie say?", "ma fuji"),
        ("Did Ma Fu Jie arrive?", "ma fu jie"),
    ],
)
def test_a_name_of_several_words_in_pinyin_is_one_word_of_the_question(
    searcher: Searcher, question: str, surface: str
) -> None:
    group = group_of(searcher, question, surface)
    assert ("马赋", "赋杰") in [member.terms for member in group.members]
    assert first(searcher, question) == "manager"


@pytest.mark.parametrize(
    "question", ["did ma fujie say so?", "The Ma, Fujie and others?", "Who are Fujie Linden?"]
)
def test_words_that_are_no_name_together_stay_apart(searcher: Searcher, question: str) -> None:
    assert not any(" " in group.surface for group in searcher.understand(question).groups)


def test_weights_are_likeliest_first_and_the_word_itself_counts_fully(searcher: Searcher) -> None:
    for group in searcher.understand("Which bank raised its interest rate on deposits?").groups:
        assert group.members[0].weight == 1.0
        weights = [member.weight for member in group.members[1:]]
        assert weights == sorted(weights, reverse=True)
        assert all(0 < weight <= 1 for weight in weights)


def test_the_same_question_gives_the_same_groups(searcher: Searcher) -> None:
    question = "Which bank raised its interest rate in Mantoloking?"
    assert searcher.understand(question) == searcher.understand(question)


def test_a_long_question_has_its_names_sought_once_and_only_so_many(searcher: Searcher) -> None:
    """18,000 characters of names that nobody knows took 17 s of processor time."""
    sought: list[str] = []

    def spell(name: str) -> list[Transliteration]:
        sought.append(name)
        return []

    translator = Translator(
        searcher.analyzer,
        lambda language, key: [],
        config=searcher.config,
        english=False,
        senses=open_encoder,
        spell=spell,
    )
    names = [f"Zorb{a}{b}ix" for a in "abcdefghij" for b in "klmnopqrst"]
    written = [*names[:3], *names[:3], *names]
    words = [Word(name.lower(), 0, len(name), written=name) for name in written]
    assert len(translator.to_chinese(" ".join(written), words)) == len(words)
    assert sought == names[:64]
