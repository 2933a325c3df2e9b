"""One analyzer for all: rjieba against jieba, kinds of runs, offsets, threads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import dirty_text, many

from index.analyze import (
    Analyzer,
    Segmenter,
    default_analyzer,
    jieba_segmenter,
    rjieba_segmenter,
)
from index.fold import default_folder
from index.language import HAN
from index.read.decode import decode

ROOT = Path(__file__).parents[1]
FOLDERS = [ROOT / "examples" / "articles", ROOT.parent / "shared" / "corpus"]


@pytest.fixture(scope="module")
def jieba() -> Segmenter:
    return jieba_segmenter()


def han_runs(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        decoded = decode(path.read_bytes())
        assert decoded is not None
        yield from re.findall(f"[{HAN}]+", default_folder().fold(decoded.text))


@pytest.mark.parametrize("folder", FOLDERS, ids=["examples", "seeds"])
def test_rjieba_cuts_every_han_run_as_jieba_does(folder: Path, jieba: Segmenter) -> None:
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    rjieba = rjieba_segmenter()
    runs = set(han_runs(folder))
    assert len(runs) > 400
    assert [run for run in sorted(runs) if list(rjieba(run)) != list(jieba(run))] == []


@many
@given(
    st.text("商品平台直播带货京东抖音快手的了在不𠮷䶮渡口仓库研究生命起源", min_size=1, max_size=30)
)
def test_rjieba_cuts_made_up_runs_as_jieba_does(run: str) -> None:
    assert list(_RJIEBA(run)) == list(_JIEBA(run))


_RJIEBA, _JIEBA = rjieba_segmenter(), jieba_segmenter()


def test_analyzer_gives_the_same_tokens_with_either_segmenter() -> None:
    text = "京东与抖音的200亿元框架协议已经落地，GMV增长15.7%，供应链能力建设JD.COM。"
    assert Analyzer(_JIEBA, default_folder()).tokens(text) == default_analyzer().tokens(text)


def terms_of(text: str, *kinds: str) -> list[str]:
    return [token.term for token in default_analyzer().tokens(text) if token.kind in kinds]


def test_han_run_gives_words_and_the_bigrams_that_are_none() -> None:
    """研究生命起源 in search mode; every pair of neighbours is a word or a bigram."""
    tokens = default_analyzer().tokens("研究生命起源")
    pairs = {"研究", "究生", "生命", "命起", "起源"}
    assert pairs <= {token.term for token in tokens}
    words = {token.term for token in tokens if token.kind == "word"}
    assert {token.term for token in tokens if token.kind == "bigram"} == pairs - words


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("depots", ["depot"]),
        ("The clerk's crates", ["the", "clerk", "crate"]),
        ("R&D", ["r&d", "r", "d"]),
        ("JD.COM", ["jd.com", "jd", "com"]),
        ("iPhone15", ["iphone15", "iphon"]),
        ("C++ C#", ["c++", "c#"]),
        ("cross-border", ["cross-border", "cross", "border"]),
        ("H5", ["h5", "h"]),
    ],
)
def test_latin_run_is_a_stem_and_a_code_is_whole_and_in_parts(text: str, terms: list[str]) -> None:
    assert sorted(terms_of(text, "latin", "part")) == sorted(terms)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("仓库GMV增长", "仓库 gmv 增长"),
        ("Depots", "depot"),
        ("wi-fi", "Wi-Fi"),
        ("clerk’s", "clerk"),
        ("渡口\u200b仓库", "渡口仓库"),
    ],
)
def test_spellings_of_one_thing_have_the_same_terms(one: str, other: str) -> None:
    assert default_analyzer().terms(one) == default_analyzer().terms(other)


def test_kana_hangul_and_thai_become_character_bigrams() -> None:
    assert terms_of("ロンドン", "other") == ["ロン", "ンド", "ドン"]
    assert terms_of("안녕하", "other") == ["안녕", "녕하"]


def test_over_long_run_is_cut_to_one_bounded_term() -> None:
    assert max(map(len, default_analyzer().terms("a" * 5000))) <= 64


@many
@given(st.one_of(dirty_text, st.text(max_size=200)))
def test_tokens_lie_in_the_folded_text_in_order_and_are_never_empty(text: str) -> None:
    analyzer = default_analyzer()
    folded = default_folder().fold_case_kept(text)
    tokens = analyzer.tokens(text)
    assert all(0 <= t.start < t.end <= len(folded) and t.term for t in tokens)
    assert [(t.start, t.end) for t in tokens] == sorted((t.start, t.end) for t in tokens)
    for token in tokens:
        if token.kind in ("word", "bigram", "character"):
            assert folded[token.start : token.end].lower() == token.term


@many
@given(st.text(f"渡口仓库商品平台{'开门点数木箱'}", max_size=30))
def test_every_han_character_is_in_some_token(text: str) -> None:
    seen = {i for t in default_analyzer().tokens(text) for i in range(t.start, t.end)}
    assert seen == set(range(len(text)))


def test_threads_give_the_same_terms_as_one() -> None:
    texts = [f"渡口仓库第{i}次点数，crates counted {i} times, running depots" for i in range(60)]
    alone = [default_analyzer().terms(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(default_analyzer().terms, texts)) == alone
