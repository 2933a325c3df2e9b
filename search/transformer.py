"""A BERT encoder in numpy: what the reader's network computes, without torch.

``token numbers of n texts ─▶ states (tokens, h)``. The tokens of all texts stand in one matrix, so that
nothing is padded and every weight is read once; only attention looks at each text by itself. As in
Devlin et al. 2018 (layers normalised behind each sum), with the tanh form of GELU. The weights of
matrices are stored in eight bits with a figure for each row (``scripts/reader/train.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

Floats = NDArray[np.float32]
_EPSILON = np.float32(1e-12)
_GELU = np.float32(0.7978845608028654)  # the root of 2 / π
_CUBE = np.float32(0.044715)


@dataclass(frozen=True, slots=True)
class Linear:
    """A matrix and a bias: states (t, inputs) ─▶ (t, outputs)."""

    weight: Floats  # (inputs, outputs)
    bias: Floats

    def __call__(self, states: Floats) -> Floats:
        out: Floats = states @ self.weight
        out += self.bias
        return out


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Floats
    bias: Floats

    def __call__(self, states: Floats) -> Floats:
        states = states - states.mean(axis=1, keepdims=True)
        spread = np.einsum("th,th->t", states, states) / np.float32(states.shape[1])
        states *= (1 / np.sqrt(spread + _EPSILON))[:, None]
        states *= self.weight
        states += self.bias
        return states


@dataclass(frozen=True, slots=True)
class _Layer:
    mixed: Linear  # queries, keys and values side by side
    out: Linear
    out_norm: _Norm
    inner: Linear
    outer: Linear
    outer_norm: _Norm


class Weights:
    """The tensors of a file, matrices brought back to float32."""

    def __init__(self, path: Path) -> None:
        with safe_open(path, framework="numpy") as tensors:
            self._tensors = {name: tensors.get_tensor(name) for name in tensors.keys()}  # noqa: SIM118

    def linear(self, name: str) -> Linear:
        """A layer's matrix, turned round so that states are multiplied from the left, and its bias."""
        rows = self._tensors[f"{name}.weight"].T.astype(np.float32)
        rows *= self._tensors[f"{name}.weight.scale"]
        return Linear(np.ascontiguousarray(rows), self._tensors[f"{name}.bias"])

    def norm(self, name: str) -> _Norm:
        return _Norm(self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"])

    def rows(self, name: str) -> tuple[NDArray[np.int8], Floats]:
        """A table as it is stored: (rows, h) in eight bits, and a figure for each row."""
        return self._tensors[f"{name}.weight"], self._tensors[f"{name}.weight.scale"]

    def layers(self) -> dict[int, _Layer]:
        """Those that the file has, by their number."""
        numbers = sorted(
            int(name.split(".")[3])
            for name in self._tensors
            if name.endswith("intermediate.dense.bias")
        )
        return {number: self._layer(f"bert.encoder.layer.{number}.") for number in numbers}

    def _layer(self, at: str) -> _Layer:
        parts = [self.linear(f"{at}attention.self.{part}") for part in ("query", "key", "value")]
        mixed = Linear(
            np.concatenate([part.weight for part in parts], axis=1),
            np.concatenate([part.bias for part in parts]),
        )
        return _Layer(
            mixed,
            self.linear(f"{at}attention.output.dense"),
            self.norm(f"{at}attention.output.LayerNorm"),
            self.linear(f"{at}intermediate.dense"),
            self.linear(f"{at}output.dense"),
            self.norm(f"{at}output.LayerNorm"),
        )


class Transformer:
    """The encoder of a file of weights; computes in float32; safe to share between threads."""

    def __init__(self, weights: Weights, *, heads: int) -> None:
        self._heads = heads
        self._words = weights.rows("bert.embeddings.word_embeddings")
        positions, scale = weights.rows("bert.embeddings.position_embeddings")
        kinds, kind_scale = weights.rows("bert.embeddings.token_type_embeddings")
        first_kind = kinds[0].astype(np.float32) * kind_scale[0]
        self._positions = positions.astype(np.float32) * scale[:, None] + first_kind
        self._norm = weights.norm("bert.embeddings.LayerNorm")
        self._layers = weights.layers()

    def topped(self, upper: Weights) -> Transformer:
        """This encoder with its last layers exchanged for those of a file; the rest is shared.

        Raises:
            ValueError: The file does not hold the last layers.
        """
        layers = upper.layers()
        if not layers or sorted(self._layers)[-len(layers) :] != list(layers):
            raise ValueError(f"layers {list(layers)} are not the last of {len(self._layers)}")
        other = copy(self)
        other._layers = self._layers | layers
        return other

    @property
    def limit(self) -> int:
        """Tokens of a text at most."""
        return len(self._positions)

    def states(self, texts: Sequence[NDArray[np.int32]]) -> Floats:
        """The last layer's states (tokens of all texts one after another, h)."""
        ends = np.cumsum([len(text) for text in texts])
        spans = [slice(end - len(text), end) for end, text in zip(ends, texts, strict=True)]
        tokens = np.concatenate(texts)
        rows, scale = self._words
        states: Floats = rows.take(tokens, axis=0).astype(np.float32)
        states *= scale.take(tokens)[:, None]
        states += np.concatenate([self._positions[: len(text)] for text in texts])
        states = self._norm(states)
        for layer in self._layers.values():
            seen = layer.out(self._attended(layer.mixed(states), spans))
            states = layer.out_norm(np.add(states, seen, out=seen))
            said = layer.outer(_gelu(layer.inner(states)))
            states = layer.outer_norm(np.add(states, said, out=said))
        return states

    def _attended(self, mixed: Floats, spans: Sequence[slice]) -> Floats:
        """What each token takes from those of its own text, (tokens, h)."""
        width = mixed.shape[1] // 3
        size = width // self._heads
        out = np.empty((len(mixed), width), dtype=np.float32)
        scale = np.float32(size**-0.5)
        for span in spans:
            part = mixed[span].reshape(-1, 3, self._heads, size).transpose(1, 2, 0, 3)
            query, key, value = part
            shares = (query * scale) @ key.transpose(0, 2, 1)
            shares -= shares.max(axis=2, keepdims=True)
            np.exp(shares, out=shares)
            shares /= shares.sum(axis=2, keepdims=True)
            out[span] = (shares @ value).transpose(1, 0, 2).reshape(-1, width)
        return out


def _gelu(x: Floats) -> Floats:
    """x times the normal distribution's function of x, in its tanh form: x / (1 + exp(-2 u))."""
    u = x * x
    u *= _CUBE
    u += 1
    u *= x
    u *= -2 * _GELU
    with np.errstate(over="ignore"):  # infinite: nothing of x is left
        np.exp(u, out=u)
    u += 1
    np.divide(x, u, out=u)
    return u
