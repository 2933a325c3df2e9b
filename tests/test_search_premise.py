"""What a question takes for granted and an article denies: found, and not found where nothing is denied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from index.build import build
from index.config import IndexConfig
from index.models import embedded_encoder, open_encoder
from index.sentence import split_sentences
from search.answer import ask
from search.premise import Told, find_contradiction, presupposes, takes_for_granted
from search.search import Searcher
from search.snapshot import open_index

DATA = Path(__file__).parent / "data"
EXAMPLES = Path(__file__).parents[1] / "examples" / "articles"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "premises.jsonl").read_text(encoding="utf-8").splitlines()
]
# Known misses, each with its reason; they are answered as if the premise held.
MISSED = {
    "p23-false": "the fall of another figure, the orders, is taken for that of turnover",
    "p25-false": "the price stands beside 'it', in another language than the question",
}
TITLE = "鹭洲航运与石汀港务"
ARTICLE = (
    "6月3日，鹭洲航运与石汀港务签署合作协议，共同经营三号码头，投资2.4亿元。鹭洲航运的运费没有上涨。"
    "石汀港务的客运量下降了7%，货运量增长了12%。董事长裴知远说，旧码头不会关闭。工会主席祝青禾表示欢迎。"
)
CONTRADICTED = [
    ("鹭洲航运收购石汀港务花了多少钱？", "签署合作协议"),
    ("鹭洲航运为什么把运费上涨了？", "运费没有上涨"),
    ("石汀港务的客运量为什么增长了？", "客运量下降了7%"),
    ("货运量为什么下降？", "货运量增长了12%"),
    ("三号码头投资了9亿元，谁来经营？", "投资2.4亿元"),
    ("董事长祝青禾说了什么？", "董事长裴知远"),
    ("旧码头为什么关闭？", "不会关闭"),
    ("石汀港务的货运量增长了30%，为什么？", "增长了12%"),
    ("鹭洲航运与石汀港务6月9日签署的合作协议有什么内容？", "6月3日"),
]
HELD = [
    "鹭洲航运与石汀港务合作，投资了多少钱？",
    "石汀港务的客运量为什么下降了？",
    "石汀港务的货运量增长了多少？",
    "三号码头投资了2.4亿元，谁来经营？",
    "投资超过2亿元的三号码头由谁经营？",
    "董事长裴知远说了什么？",
    "鹭洲航运收购石汀港务了吗？",
    "如果旧码头关闭，谁会反对？",
    "石汀港务的客运量是增长了还是下降了，多少？",
    "鹭洲航运有多少条船？",
    "Did Luzhou Shipping buy the port of Shiting?",
]


def _told(text: str) -> list[Told]:
    sentences = [one.span.of(text) for one in split_sentences(text)]
    before = ["", *sentences]
    return [Told(one, TITLE, text, prior) for one, prior in zip(sentences, before, strict=False)]


@pytest.fixture(autouse=True)
def _however_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a premise holds does not hang on how surely the quote answers."""
    monkeypatch.setattr("search.answer.THRESHOLD", 0.0)
    monkeypatch.setattr("search.answer._NEAR", 0.0)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index = tmp_path_factory.mktemp("premises")
    build([DATA / "premises", EXAMPLES], index, config=IndexConfig(), encoder=open_encoder())
    return Searcher(open_index(index), embedded_encoder())


@pytest.mark.parametrize(("question", "held"), CONTRADICTED)
def test_the_sentence_that_denies_the_premise_is_found(question: str, held: str) -> None:
    told = _told(ARTICLE)
    found = find_contradiction(question, told)
    assert found is not None
    assert held in told[found].text


@pytest.mark.parametrize("question", HELD)
def test_a_premise_that_holds_or_is_only_asked_is_left_alone(question: str) -> None:
    assert find_contradiction(question, _told(ARTICLE)) is None


def test_the_same_words_in_another_article_deny_nothing() -> None:
    other = "云谷茶园的客运索道停运三天，游客改乘汽车。茶叶产量比去年多了四成。"
    assert all(find_contradiction(question, _told(other)) is None for question, _ in CONTRADICTED)
    assert find_contradiction(CONTRADICTED[0][0], []) is None


def test_a_number_that_the_article_has_elsewhere_is_not_wrong() -> None:
    text = "渡口有14艘船，其中9艘是电动船。下游的渡口有20艘船。"
    assert find_contradiction("20艘船里有几艘是电动船？", _told(text)) is None
    assert find_contradiction("30艘船里有几艘是电动船？", _told(text)) is not None


@pytest.mark.parametrize(
    "question", ["", "？", "京东收购了抖音吗？", "Is the toll 5 euros?", "x" * 500]
)
def test_yes_or_no_and_odd_questions_take_nothing_for_granted(question: str) -> None:
    assert not presupposes(question)
    assert not takes_for_granted(question)


def test_hardly_any_honest_why_is_called_wrong() -> None:
    """A statement that its quote supports, asked for its reason, takes nothing wrong for granted."""
    lines = (DATA / "support" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    supported = [row for row in map(json.loads, lines) if row["label"] == "supported"][::8]
    wrong = [
        row for row in supported if find_contradiction(_why(row["statement"]), _told(row["quote"]))
    ]
    assert len(supported) > 100
    assert len(wrong) <= len(supported) / 50


def _why(statement: str) -> str:
    bare = statement.rstrip("。.!！")
    return f"为什么{bare}？" if not bare.isascii() else f"Why is it that {bare}?"


def test_the_set_is_large_enough() -> None:
    for premise in ("ok", "corrected"):
        assert sum(row["premise"] == premise for row in ROWS) >= 20
    assert {row["lang"] for row in ROWS} == {"zh", "en"}


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_a_false_premise_is_corrected_and_its_true_twin_is_not(
    searcher: Searcher, row: dict[str, Any]
) -> None:
    answer = ask(searcher, row["question"])
    assert answer.answerable
    if row["id"] in MISSED or row["premise"] == "ok":
        assert answer.premise == "ok"
        return
    assert answer.premise == "corrected"
    quote = normalize("NFKC", answer.citations[0].quote)
    assert normalize("NFKC", row["quote"]) in quote
    spans = [(one.article.source_no, one.span.start, one.span.end) for one in answer.citations]
    assert len(set(spans)) == len(spans)
