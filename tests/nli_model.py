"""A cross-encoder with three outputs, made on the spot: real files, a few KB, weights by chance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from index.model_files import files_in, hash_file

LABELS = ("entailment", "neutral", "contradiction")
MAX_TOKENS = 48
_LETTERS = "▁abcdefghijklmnopqrstuvwxyz0123456789.,;'京东与抖音签了协议工厂关闭没有大坝安全不"


def make_nli_model(folder: Path, *, names: Sequence[str] = LABELS, seed: int = 4) -> Path:
    """Write a network of DeBERTa's make with its tokenizer; needs torch and transformers.

    Args:
        names: What ``config.json`` calls the outputs.
        seed: Other weights. They are large, so that pairs differ in what is said of them.
    """
    import torch
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification, DebertaV2Tokenizer

    special = [(name, 0.0) for name in ("[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]")]
    pieces = [*special, *((letter, -1.0) for letter in dict.fromkeys(_LETTERS))]
    tokenizer = DebertaV2Tokenizer(vocab=pieces, unk_id=3)
    tokenizer.model_max_length = MAX_TOKENS
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    config = DebertaV2Config(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=MAX_TOKENS,
        relative_attention=True,
        pos_att_type=["p2c", "c2p"],
        position_biased_input=False,
        type_vocab_size=0,
        initializer_range=0.4,
        pad_token_id=0,
        id2label=dict(enumerate(names)),
        label2id={name: at for at, name in enumerate(names)},
    )
    model = DebertaV2ForSequenceClassification(config)
    model.half().save_pretrained(folder)
    return folder


def lock_of(folder: Path, *, labels: Sequence[str] = LABELS, max_tokens: int = MAX_TOKENS) -> str:
    """The text of an entry that pins every file of a folder, by whose name it goes."""
    lines = [
        "[[model]]",
        f'name = "{folder.name}"',
        'kind = "nli"',
        'repository = ""',
        'revision = ""',
        'pin = "files"',
        'licence = "MIT"',
        'languages = ["zh", "en"]',
        "parameters = 1",
        f"labels = {json.dumps(list(labels))}",
        f"max_tokens = {max_tokens}",
        "[model.files]",
    ]
    for name in files_in(folder):
        size, sha256 = (folder / name).stat().st_size, hash_file(folder / name)
        lines.append(f'"{name}" = {{ bytes = {size}, sha256 = "{sha256}" }}')
    return "\n".join(lines) + "\n"
