"""The encoder in numpy against transformers' BERT, and the reader's bookkeeping around it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from index.errors import ModelDamaged
from search.reader import Reader, embedded_reader
from search.transformer import Transformer, Weights

torch = pytest.importorskip("torch", reason="the oracle is transformers' BERT")
transformers = pytest.importorskip("transformers", reason="the oracle is transformers' BERT")


@pytest.fixture(scope="module")
def bert():  # type: ignore[no-untyped-def]
    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=90, hidden_size=24, num_hidden_layers=3, num_attention_heads=4,
        intermediate_size=40, hidden_act="gelu_pytorch_tanh", max_position_embeddings=64,
        initializer_range=0.4,
    )  # fmt: skip
    return transformers.BertModel(config, add_pooling_layer=False).eval()


@pytest.fixture(scope="module")
def file(bert, tmp_path_factory: pytest.TempPathFactory) -> Path:  # type: ignore[no-untyped-def]
    """The same network from a file of eight-bit weights; the oracle gets the weights that came of it."""
    stored, state = {}, {}
    for name, value in bert.state_dict().items():
        if value.ndim == 2:
            rows = value.numpy()
            scale = (np.maximum(np.abs(rows).max(axis=1), 1e-8) / 127).astype(np.float32)
            whole = np.round(rows / scale[:, None]).astype(np.int8)
            stored[f"bert.{name}"], stored[f"bert.{name}.scale"] = whole, scale
            state[name] = torch.from_numpy(whole.astype(np.float32) * scale[:, None])
        else:
            stored[f"bert.{name}"], state[name] = value.numpy(), value
    bert.load_state_dict(state)
    path = tmp_path_factory.mktemp("network") / "model.safetensors"
    save_file(stored, path)
    return path


@pytest.fixture(scope="module")
def ours(file: Path) -> Transformer:
    return Transformer(Weights(file), heads=4)


def test_states_are_those_of_bert(bert, ours: Transformer) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(5)
    texts = [rng.integers(0, 90, n).astype(np.int32) for n in (7, 1, 40, 64)]
    states = ours.states(texts)
    with torch.no_grad():
        wanted = [bert(torch.tensor(text[None]).long()).last_hidden_state[0] for text in texts]
    assert states.shape == (112, 24)
    np.testing.assert_allclose(states, torch.cat(wanted).numpy(), atol=2e-4)


def test_texts_do_not_see_each_other(ours: Transformer) -> None:
    rng = np.random.default_rng(6)
    first, second = (rng.integers(0, 90, 20).astype(np.int32) for _ in range(2))
    together = ours.states([first, second])
    np.testing.assert_allclose(together[:20], ours.states([first]), atol=1e-4)
    np.testing.assert_allclose(together[20:], ours.states([second]), atol=1e-4)


def test_the_limit_is_the_table_of_positions(ours: Transformer) -> None:
    assert ours.limit == 64


def test_a_network_that_reads_less_than_a_pair_is_no_reader(file: Path, tmp_path: Path) -> None:
    stored = load_file(file)
    for name, shape in {"span": (2, 24), "judge.0": (24, 48), "judge.2": (2, 24)}.items():
        stored[f"{name}.weight"] = np.zeros(shape, dtype=np.int8)
        stored[f"{name}.weight.scale"] = np.ones(shape[0], dtype=np.float32)
        stored[f"{name}.bias"] = np.zeros(shape[0], dtype=np.float32)
    save_file(stored, tmp_path / "model.safetensors")
    shutil.copy(embedded_reader().folder / "tokenizer.json", tmp_path)
    with pytest.raises(ModelDamaged, match="reads 64 tokens, not 367"):
        Reader(tmp_path, heads=4)
