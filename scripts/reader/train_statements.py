"""Train the layers that read statements: `scripts/reader/train_statements.py PAIRS OUT --seconds 2700`.

They are the reader's upper ones, trained on from the reader that comes with wenju on statements alone, over
its lower ones as they are; so what it says of questions stays. OUT gets `statements.safetensors`, the
layers and the judge in the form of `train.save_tensors`, and `measured.json`. Made for two processor cores.
`README.md` says which of them wenju uses.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import torch
from reader.measure import measured
from reader.network import Reader, configured
from reader.pairs import coded, statements_of
from reader.stated import among_others, elsewhere, plain, rows_of
from reader.train import fit, mean_of, save_tensors
from tokenizers import Tokenizer

MODEL = Path(__file__).parents[2] / "models" / "wenju-reader-v1"
SHARES = {  # of what is drawn, at the first step and at the last
    "close": (0.58, 0.58),
    "elsewhere": (0.06, 0.06),
    "own": (0.13, 0.13),
    "support": (0.04, 0.04),
    "plain": (0.07, 0.07),
    "passages": (0.08, 0.08),
    "rules": (0.01, 0.01),
    "frames": (0.03, 0.03),
}
SOURCES = {
    "close": ("statements_close_train",),
    "own": ("statements_train",),
    "support": ("support_train",),
    "passages": ("written_statements_train",),
    "rules": ("rules",),
    "frames": ("frames",),
}
HELD = ("statements_close", "statements_measure", "held_out_3")
LOWER = 4  # layers that stay


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--keep", type=float, default=1.0, help="of what training changed in the reader's layers"
    )
    parser.add_argument("--seconds", type=float, default=2700)
    parser.add_argument("--batch", type=int, default=20, help="pairs of the usual length")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--after", type=Path, metavar="TRAINED", help="go on from these layers")
    parser.add_argument("--part", type=float, default=1.0, help="how far towards them, from 0 to 1")
    parser.add_argument("--limit", type=int, default=None, help="lines of a file, to try it out")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    rng = random.Random(1)
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    sources = {
        name: [
            pair
            for file in files
            for pair in statements_of(arguments.pairs / f"{file}.jsonl", name)
        ]
        for name, files in SOURCES.items()
    }
    sources["plain"] = list(plain(rows_of(arguments.pairs / "statements_train.jsonl"), rng))
    sources["elsewhere"] = list(
        elsewhere(rows_of(arguments.pairs / "statements_close_train.jsonl"), rng)
    )
    sources["own"] = list(among_others(sources["own"], rng))
    for pairs in sources.values():
        rng.shuffle(pairs)
    train = {name: coded(tokenizer, pairs[: arguments.limit]) for name, pairs in sources.items()}
    held = {
        name: coded(
            tokenizer,
            list(statements_of(arguments.pairs / f"{name}.jsonl", name))[: arguments.limit],
        )
        for name in HELD
    }
    print({name: len(one) for name, one in {**train, **held}.items()}, flush=True)
    reader = loaded(MODEL)
    if arguments.after:
        towards(reader, arguments.after, arguments.part)
    for part in (reader.bert.embeddings, *reader.bert.encoder.layer[:LOWER]):
        part.requires_grad_(False)
    fit(reader, train, SHARES, arguments)
    if arguments.keep < 1:
        # between two networks, one trained on from the other, lies a better one (Wortsman et al.)
        towards(reader, MODEL / "model.safetensors", 1 - arguments.keep)
    save_tensors(upper(reader), arguments.out / "statements.safetensors")
    text = json.dumps(measured(reader, held, "cpu"), indent=1, ensure_ascii=False)
    (arguments.out / "measured.json").write_text(text, encoding="utf-8")
    print(text, flush=True)


def loaded(folder: Path) -> Reader:
    """The reader of a model folder, in torch."""
    facts = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = mean_of([folder / "model.safetensors"])
    inner = len(weights["bert.encoder.layer.0.intermediate.dense.bias"])
    sizes = [facts["hidden"], facts["layers"], facts["heads"], inner]
    reader = Reader(configured(sizes, facts["pieces"], facts["layers"]))
    reader.load_state_dict(weights)
    return reader


def towards(reader: Reader, trained: Path, part: float) -> None:
    """Move the layers that read statements towards those of a file, all the way if `part` is 1."""
    state = reader.state_dict()
    for name, value in mean_of([trained]).items():
        state[name] += part * (value - state[name])
    reader.load_state_dict(state)


def upper(reader: Reader) -> dict[str, torch.Tensor]:
    """The weights that were trained: of the upper layers, and of the judge."""
    lower = tuple(f"bert.encoder.layer.{i}." for i in range(LOWER))
    kept = ("bert.encoder.layer.", "judge.")
    return {
        name: value
        for name, value in reader.state_dict().items()
        if name.startswith(kept) and not name.startswith(lower)
    }


if __name__ == "__main__":
    main()
