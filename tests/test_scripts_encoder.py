"""The embedded encoder: the folder that ships, and the scripts that make one."""

from __future__ import annotations

import json
import logging
import random
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.fold import default_folder
from index.names import read_names
from index.static_encoder import StaticEncoder

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "models" / "wenju-static-v2"
TEXTS = [
    "2023年第二季度京东集团营收2879亿元",
    "How much revenue did JD.com report in the second quarter of 2023?",
    "苹果 iPhone 15 的 USB-C 接口 supports charging，售价 5,999 元",
    "臺灣積體電路製造",
    "café naïve ﬁnance Beyoncé",
    "央行降息" * 60,
]
NOTHING_KNOWN = ["", " ", "かなカナ 한국어 🎉", "！？"]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(FOLDER, name="wenju-static-v2", identity="")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


def folded(texts: Sequence[str]) -> list[str]:
    return [default_folder().fold(text) for text in texts]


def test_folder_is_at_most_40_million_bytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 40_000_000


def test_unknown_row_is_zero_and_every_row_is_finite() -> None:
    tensors = load_file(FOLDER / "model.safetensors")
    rows, weights = tensors["embeddings"], tensors["weights"]
    unknown = json.loads((FOLDER / "tokenizer.json").read_text("utf-8"))["model"]["unk_id"]
    assert rows.dtype == np.int8
    assert weights.dtype == np.float32
    assert rows.shape[0] == weights.shape[0]
    assert not rows[unknown].any()
    assert weights[unknown] == 0
    assert np.isfinite(weights).all()


def test_vectors_have_length_one_or_nothing_is_known(encoder: StaticEncoder) -> None:
    lengths = np.linalg.norm(encoder.encode_passages([*TEXTS, *NOTHING_KNOWN]), axis=1)
    np.testing.assert_allclose(lengths[: len(TEXTS)], 1, atol=1e-6)
    assert not lengths[len(TEXTS) :].any()


def test_sentence_transformers_gives_the_same_vectors(encoder: StaticEncoder) -> None:
    library = pytest.importorskip("sentence_transformers", exc_type=ImportError)
    texts = [*TEXTS, *NOTHING_KNOWN]
    model = library.SentenceTransformer(str(FOLDER), device="cpu", local_files_only=True)
    assert [type(module).__name__ for module in model] == ["StaticEmbedding", "Normalize"]
    theirs = model.encode(folded(texts), show_progress_bar=False)
    np.testing.assert_allclose(theirs, encoder.encode_passages(texts), atol=1e-6)


def test_model2vec_gives_the_same_vectors(encoder: StaticEncoder) -> None:
    library = pytest.importorskip("model2vec", exc_type=ImportError)
    model = library.StaticModel.from_pretrained(FOLDER)
    assert model.normalize
    assert model.max_length is None
    texts = [*TEXTS, *NOTHING_KNOWN]
    theirs = model.encode(folded(texts))
    np.testing.assert_allclose(theirs, encoder.encode_passages(texts), atol=1e-6)


def test_no_latin_word_is_unknown(tokenizer: Tokenizer) -> None:
    letters = random.Random(1)
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšžğışłńř"
    words = ["".join(letters.choices(alphabet, k=length)) for length in range(1, 40)]
    for word in [*words, *folded(["Zelenskyy", "Łódź", "SARS-CoV-2", "œuvre", "Ångström"])]:
        assert 0 not in tokenizer.encode(word, add_special_tokens=False).ids, word


def test_no_common_han_character_is_unknown(tokenizer: Tokenizer) -> None:
    vocabulary = pytest.importorskip("scripts.encoder.vocabulary")
    unknown = [c for c in vocabulary.common_characters() if not tokenizer.token_to_id(c)]
    assert unknown == []


def test_a_known_english_word_is_one_piece(tokenizer: Tokenizer) -> None:
    for word in ("revenue", "quarter", "government", "parliament", "defense", "2023"):
        assert tokenizer.encode(word).tokens == [word]


def test_short_chinese_names_of_ours_are_rows(tokenizer: Tokenizer) -> None:
    """All but those written since it was trained, which are made of their parts."""
    names = [folded([name.chinese[0]])[0] for name in read_names()]
    han = [name for name in names if 2 <= len(name) <= 8 and "一" <= min(name) <= max(name) <= "鿿"]
    missing = [name for name in han if not tokenizer.token_to_id(name)]
    assert len(missing) < 0.2 * len(han)
    assert not {"抖音", "拼多多", "京东", "快手"} & set(missing)


def test_best_path_is_jieba_without_its_hidden_markov_model() -> None:
    """With every word of jieba a row; equal probability (a tie) may be cut either way."""
    import jieba

    from scripts.encoder import vocabulary

    jieba.setLogLevel(logging.WARNING)
    oracle = jieba.Tokenizer()
    oracle.initialize()
    frequencies, total = vocabulary.han_frequencies(())
    candidates = vocabulary.han_candidates(frequencies, total)
    rows = (vocabulary.UNKNOWN, *candidates)
    ours = vocabulary.build_tokenizer(rows, (0.0, *candidates.values()))
    usual = [word for word in candidates if frequencies.get(word, 0) > 200]
    chance = random.Random(3)
    runs = ["".join(chance.choices(usual, k=12)) for _ in range(300)]
    for run in [*runs, "中国人民银行决定下调金融机构存款准备金率", "南京市长江大桥研究生命起源"]:
        expected = oracle.lcut(run, HMM=False)
        found = ours.encode(run, add_special_tokens=False).tokens
        if found != expected:
            assert sum(candidates[w] for w in found) == pytest.approx(
                sum(candidates[w] for w in expected), abs=1e-9
            )


class StubTeacher:
    """Vectors of 16 dimensions drawn from the hash of each word."""

    words: Sequence[str] = (
        "the bank rate cut news market of and ##ing ##ed ##s company said new".split()
    )

    files: Sequence[Path] = ()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 16), length 1."""
        vectors = np.stack([self._sum(text) for text in texts])
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _sum(self, text: str) -> NDArray[np.float32]:
        words = text.split() or [text]
        drawn = [np.random.default_rng(zlib.crc32(w.encode())).normal(size=16) for w in words]
        return np.sum(drawn, axis=0).astype(np.float32)


@pytest.fixture
def inputs(tmp_path: Path) -> Any:
    recipe = pytest.importorskip("scripts.encoder.recipe", reason="torch", exc_type=ImportError)
    subjects = ["银行", "公司", "市场", "政府", "工厂", "学校", "医院", "商店"]
    english = ["bank", "company", "market", "government", "factory", "school", "hospital", "shop"]
    news = [
        {"title": f"{s}发布第{i}号消息", "text": f"{s}今天宣布降价{i}%。" * 3 + f"{s}的股价上涨。"}
        for s in subjects
        for i in range(6)
    ]
    pairs = [f"{s}宣布降价{i}%\tthe {e} cut prices by {i}" for s, e in zip(subjects, english, strict=True) for i in range(6)]  # fmt: skip
    lexicon = [f"{s}\t{e}" for s, e in zip(subjects, english, strict=True)]

    def written(name: str, lines: Sequence[str]) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    pairs_file = written("pairs.tsv", pairs)
    return recipe.Inputs(
        news=written("news.jsonl", [json.dumps(article) for article in news]),
        excluded=(),
        parallel=((pairs_file, 1.0),),
        lexicons=(written("lexicon.tsv", lexicon),),
        development=((pairs_file, 0.5),),
    )


def test_training_twice_gives_equal_bytes(
    inputs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scripts.encoder import recipe, vocabulary
    from scripts.encoder.train import TrainConfig
    from scripts.encoder.vocabulary import Shares

    few = {"银行": 50, "公司": 40, "市场": 30, "宣布": 20, "今天": 20, "降价": 9, "的": 99}
    monkeypatch.setattr(vocabulary, "han_frequencies", lambda extra: (few, 1000))
    config = TrainConfig(
        steps=4, measure_every=2, translations=16, surroundings=16, titles=4, glosses=8
    )
    for out in ("one", "two"):
        recipe.make(
            inputs,
            tmp_path / out,
            taught_by=StubTeacher(),
            dimension=8,
            shares=Shares(total=8_000, latin=200, numbers=120, pieces=20),
            config=config,
            threads=1,
            log=lambda _: None,
        )
    one, two = sorted((tmp_path / "one").iterdir()), sorted((tmp_path / "two").iterdir())
    assert [path.name for path in one] == [path.name for path in two]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    vectors = StaticEncoder(tmp_path / "one", name="tiny", identity="").encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), 8)


def test_int8_rows_are_within_half_a_step() -> None:
    export = pytest.importorskip("scripts.encoder.export")
    from scripts.encoder.start import Table

    rows = np.random.default_rng(5).normal(size=(50, 16)).astype(np.float32)
    weights = np.linspace(0, 1, 50, dtype=np.float32)
    table = Table(rows, weights)
    steps = np.abs(table.whole()).max(axis=1, keepdims=True) / 127
    error = np.abs(export.restored(table).whole() - table.whole())
    assert (error <= 0.5001 * steps + 1e-7).all()


def test_rank_counts_from_one_and_ties_count_against() -> None:
    """Scores 1, 0.6, 0 and 1 for four passages."""
    measure = pytest.importorskip("scripts.encoder.measure")
    passages = np.array([[1, 0], [0.6, 0.8], [0, 1], [1, 0]], dtype=np.float32)
    question = np.array([[1, 0]], dtype=np.float32)
    found = [int(measure.ranks(question, passages, [i])[0]) for i in range(4)]
    assert found == [2, 3, 4, 2]


def test_news_is_said_in_english_by_the_gloss_that_goes_with_the_sentence() -> None:
    """行 is "row" or "bank"; beside 存款 and 利率 it is said "bank". Vectors by hand, two meanings."""
    glossed = pytest.importorskip("scripts.encoder.glossed")
    from scripts.encoder.pairs import make_bags
    from scripts.encoder.read import Pair
    from scripts.encoder.start import Table
    from scripts.encoder.vocabulary import UNKNOWN, Vocabulary, build_tokenizer

    rows = (
        UNKNOWN,
        "行",
        "存款",
        "利率",
        "上调",
        "今年",
        "bank",
        "row",
        "deposit",
        "rate",
        "raise",
        "year",
    )
    money, place = [1.0, 0.1], [0.1, 1.0]
    vectors = [[0, 0], [0.7, 0.7], money, money, money, money, money, place, *[money] * 4]
    scores = (0.0, *[-5.0] * 5, *[-10.0] * 6)
    vocabulary = Vocabulary(rows, scores, np.full(len(rows), 0.1))
    table = Table(
        np.array(vectors, np.float32), np.r_[0, np.ones(len(rows) - 1)].astype(np.float32)
    )
    tokenizer = build_tokenizer(rows, scores)
    glosses = [
        ("行", "row"),
        ("行", "bank"),
        ("存款", "deposit"),
        ("利率", "rate"),
        ("上调", "to raise"),
    ]
    lexicon = [Pair(word, gloss) for word, gloss in [*glosses, ("今年", "year")]]
    words = glossed._Words(tokenizer, vocabulary, table, lexicon)
    sentence = make_bags(tokenizer, ["今年行上调存款利率"]).span(0, 1)
    said = [rows[i] for i in words.said(sentence)]
    assert said == ["year", "bank", "raise", "deposit", "rate"]
    assert words.said(sentence[:2]) is None  # says too little
