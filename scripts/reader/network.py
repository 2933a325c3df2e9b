"""The reader's network in torch: BERT's layers, and what is read off them.

A pair is one sequence `<s> first </s> second </s>`, positions counted through. Three outputs:
where in the second text an answer begins and ends (each token; the first token stands for "nowhere"),
one figure whether the second answers the first (a question), one whether it supports it (a statement).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from transformers import BertConfig, BertModel


class Reader(nn.Module):
    """forward(ids, mask): ids and mask (pairs, tokens) ->
    starts (pairs, tokens), ends (pairs, tokens), answered (pairs,), supported (pairs,), all logits."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.span = nn.Linear(config.hidden_size, 2)
        self.judge = nn.Sequential(
            nn.Linear(2 * config.hidden_size, config.hidden_size),
            nn.Tanh(),
            nn.Linear(config.hidden_size, 2),
        )

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        starts, ends = self.span(states).unbind(-1)
        blank = torch.finfo(starts.dtype).min
        starts, ends = (x.masked_fill(mask == 0, blank) for x in (starts, ends))
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        judged = self.judge(torch.cat([states[:, 0], mean], dim=-1))
        return starts, ends, judged[:, 0], judged[:, 1]


def configured(sizes: list[int], pieces: int, layers: int) -> BertConfig:
    """BERT's configuration; `sizes` as `start.unpacked` gives them."""
    hidden, _, heads, inner = sizes
    return BertConfig(
        vocab_size=pieces,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        hidden_act="gelu_pytorch_tanh",  # numpy has no erf; index and training must do the same
        layer_norm_eps=1e-12,
        attention_probs_dropout_prob=0.0,  # with it a processor takes a fifth longer
        pad_token_id=1,
        max_position_embeddings=512,
        attn_implementation="sdpa",
    )


_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def started(sizes: list[int], tensors: dict[str, np.ndarray], chosen: list[int]) -> Reader:
    """A reader with the base's weights, of its layers `chosen`."""
    reader = Reader(configured(sizes, len(tensors["emb.word"]), len(chosen)))
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"],
        "embeddings.position_embeddings.weight": tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(2, -1),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for new, old in enumerate(chosen):
        for theirs, ours in _PARTS.items():
            state[f"encoder.layer.{new}.{theirs}.weight"] = tensors[f"l{old}.{ours}.w"]
            state[f"encoder.layer.{new}.{theirs}.bias"] = tensors[f"l{old}.{ours}.b"]
    copied = {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in state.items()}
    reader.bert.load_state_dict(copied)
    return reader
