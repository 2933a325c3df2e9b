"""The faster cutter gives the tokenizer's rows; only unknown characters, which weigh nothing, may differ,
and the order of the same words."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import bounded, dirty_text, many
from tokenizers import Tokenizer
from tokenizers.models import BPE

from index.fold import default_folder
from index.models import DEFAULT_MODEL, open_encoder
from index.static_cutter import Cutter, UnknownCutter

ROOT = Path(__file__).parents[1]
TOKENIZER = Tokenizer.from_file(str(ROOT / "models" / DEFAULT_MODEL / "tokenizer.json"))
CUTTER = Cutter(TOKENIZER)
FOLD = default_folder().fold
WORDS = [word for word, number in TOKENIZER.get_vocab().items() if number % 37 == 1]
NEWS = ROOT.parent / "shared" / "data" / "benchmarks" / "domainrag" / "corpus.jsonl"


def assert_same(text):
    folded = FOLD(text)
    expected = TOKENIZER.encode(folded, add_special_tokens=False).ids
    # the same words in another order have the same sum: 活活 活 is as good as 活 活活
    assert sorted(n for n in CUTTER.ids(folded) if n) == sorted(n for n in expected if n), text


@many
@given(dirty_text)
def test_dirty_text_is_cut_alike(text):
    assert_same(text)


@many
@given(
    st.lists(
        st.sampled_from([*WORDS, "，", " ", "x", "5", "々", "〇", "é", "𠀀"]), max_size=30
    ).map("".join)
)
@example("二〇二四年")
@example("人々ａｂｃ２０２３年１２月")
@example("abc中def文ghi café 3.5万 C++ a-b x_y 100%")
@example("龘龘龘人龘")
@example("活活活")
@example("䷀䷁上下")
def test_words_put_together_at_random_are_cut_alike(text):
    assert_same(text)


@bounded
@given(st.text(max_size=60))
def test_any_text_is_cut_alike(text):
    assert_same(text)


def test_real_pages_are_cut_alike():
    if not NEWS.is_file():
        pytest.skip(f"the pages are not here: {NEWS}")
    with NEWS.open(encoding="utf-8") as lines:
        for _, line in zip(range(300), lines, strict=False):
            assert_same(json.loads(line)["text"][:3000])


def test_an_encoder_gives_the_same_vectors_before_and_after_it_changes_over():
    texts = [
        f"第{n}天傍晚{word}，仓库关门。The {word} depot closes."
        for n, word in enumerate(WORDS[:700])
    ]
    encoder = open_encoder()
    one_by_one = np.concatenate([encoder.encode_passages([text]) for text in texts[:400]])
    encoder.encode_passages(texts)
    together = encoder.encode_passages(texts[:400])
    np.testing.assert_allclose(together, one_by_one, atol=1e-6)


def test_where_it_cannot_be_had_the_tokenizer_does_the_work(monkeypatch):
    with pytest.raises(UnknownCutter):
        Cutter(Tokenizer(BPE()))
    expected = open_encoder().encode_passages(["渡口的仓库"])
    monkeypatch.setitem(sys.modules, "rjieba", None)
    encoder = open_encoder()
    found = encoder.encode_passages(["渡口的仓库"] * 600)
    np.testing.assert_allclose(found, np.repeat(expected, 600, axis=0), atol=1e-6)
