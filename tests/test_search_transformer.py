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


def network(seed: int):  # type: ignore[no-untyped-def]
    torch.manual_seed(seed)
    config = transformers.BertConfig(
        vocab_size=90, hidden_size=24, num_hidden_layers=3, num_attention_heads=4,
        intermediate_size=40, hidden_act="gelu_pytorch_tanh", max_position_embeddings=64,
        initializer_range=0.4,
    )  # fmt: skip
    return transformers.BertModel(config, add_pooling_layer=False).eval()


def store(bert, path: Path) -> Path:  # type: ignore[no-untyped-def]
    """A network as a file of eight-bit weights; it gets the weights that came of it itself."""
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
    save_file(stored, path)
    return path


@pytest.fixture(scope="module")
def bert():  # type: ignore[no-untyped-def]
    return network(3)


@pytest.fixture(scope="module")
def file(bert, tmp_path_factory: pytest.TempPathFactory) -> Path:  # type: ignore[no-untyped-def]
    return store(bert, tmp_path_factory.mktemp("network") / "model.safetensors")


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


@pytest.mark.parametrize("kept", [(2,), (1, 2), (0, 1, 2)])
def test_upper_layers_of_another_file_stand_on_the_lower_ones(  # type: ignore[no-untyped-def]
    bert, ours: Transformer, tmp_path: Path, kept: tuple[int, ...]
) -> None:
    other = network(4)
    whole = load_file(store(other, tmp_path / "other.safetensors"))
    upper = {
        n: v
        for n, v in whole.items()
        if n.startswith(tuple(f"bert.encoder.layer.{i}." for i in kept))
    }
    save_file(upper, tmp_path / "upper.safetensors")
    mixed = network(5)
    mixed.load_state_dict(bert.state_dict())
    for i in kept:
        mixed.encoder.layer[i].load_state_dict(other.encoder.layer[i].state_dict())
    text = np.random.default_rng(7).integers(0, 90, 30).astype(np.int32)
    before = ours.states([text])
    states = ours.topped(Weights(tmp_path / "upper.safetensors")).states([text])
    with torch.no_grad():
        wanted = mixed(torch.tensor(text[None]).long()).last_hidden_state[0].numpy()
    np.testing.assert_allclose(states, wanted, atol=2e-4)
    np.testing.assert_array_equal(ours.states([text]), before)  # it is as it was


@pytest.mark.parametrize("kept", [(), (0,), (0, 2), (3,)])
def test_layers_that_are_not_the_last_are_refused(
    ours: Transformer, tmp_path: Path, kept: tuple[int, ...]
) -> None:
    whole = load_file(store(network(4), tmp_path / "other.safetensors"))
    found = {
        name.replace(".2.", f".{i}."): value
        for i in kept
        for name, value in whole.items()
        if name.startswith("bert.encoder.layer.2.")
    }
    save_file(found or {"x": np.zeros(1)}, tmp_path / "upper.safetensors")
    with pytest.raises(ValueError, match="are not the last of 3"):
        ours.topped(Weights(tmp_path / "upper.safetensors"))


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
