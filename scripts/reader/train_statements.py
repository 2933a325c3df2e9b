"""Train the layers that read statements: `scripts/reader/train_statements.py PAIRS OUT --seconds 2700`.

They are the reader's upper ones, trained on from the reader that comes with wenju on statements alone, over
its lower ones as they are; so what it says of questions stays. OUT gets `statements.safetensors`, the
layers and the judge in the form of `train.save_tensors`, and `measured.json`. Made for two processor cores.
Nothing of it is used yet (`README.md` says why).
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from reader.measure import measured
from reader.network import Reader, configured
from reader.pairs import STATEMENT, Pair, coded, statements_of
from reader.train import fit, mean_of, save_tensors
from tokenizers import Tokenizer

MODEL = Path(__file__).parents[2] / "models" / "wenju-reader-v1"
SHARES = {  # of what is drawn, at the first step and at the last
    "own": (0.42, 0.42),
    "support": (0.14, 0.14),
    "plain": (0.20, 0.20),
    "passages": (0.20, 0.20),
    "rules": (0.04, 0.04),
}
SOURCES = {
    "own": ("statements_train",),
    "support": ("support_train",),
    "passages": ("written_statements_train",),
    "rules": ("rules",),
}
SAME = (  # marks and small words that may be others
    (r"[。.]$", ""),
    (r"已经?(?=[\u4e00-\u9fff])", "已经"),
    (r"已经", "已"),
    (r"(?<=[\u4e00-\u9fff])了(?=[\u4e00-\u9fff\d])", ""),
    (r"将(?=[\u4e00-\u9fff])", "将会"),
    (r"(?<=\d),(?=\d{3})", ""),
    (r"(?<![\d.,])(\d)(\d{3})(?![\d年])", r"\1,\2"),
    (r"(?<=\d) ?percent", "%"),
    (r"，", ","),
    (r"[“”]", ""),
    (r"^(?=[\u4e00-\u9fff])", "据报道，"),
    (r"^(?=[A-Z])", "According to the article, "),
)
HELD = (
    "statements_fit",
    "statements_measure",
    "written_statements_measure",
    "held_out_2",
    "held_out_3",
)
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
    sources["plain"] = list(plain(arguments.pairs / "statements_train.jsonl", rng))
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


def plain(path: Path, rng: random.Random) -> Iterator[Pair]:
    """What a quote supports without doubt: itself, nearly itself, and itself in the other language.

    Without these the network takes what is much alike for false: those who write statements that
    do not follow keep to the quote's words.
    """
    quotes: dict[str, dict[str, str]] = {}
    said: dict[tuple[str, str], str] = {}
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        quotes.setdefault(row["t"], {})[row["d"][-2:]] = row["q"]
        if row["y"]:
            said[row["t"], row["s"]] = row["d"][:2]
    for of in quotes.values():
        for language, text in of.items():
            for other, quote in of.items():
                yield Pair(text, quote, STATEMENT, 1, -1, -1, f"{language}-{other}:plain", "plain")
            changed = nearly(text, rng)
            yield Pair(changed, text, STATEMENT, 1, -1, -1, f"{language}-{language}:plain", "plain")
            yield Pair(text, changed, STATEMENT, 1, -1, -1, f"{language}-{language}:plain", "plain")
    for (_, text), language in said.items():
        kind = f"{language}-{language}:plain"
        yield Pair(text, nearly(text, rng), STATEMENT, 1, -1, -1, kind, "plain")


def nearly(text: str, rng: random.Random) -> str:
    """A text with other marks and small words, which say the same."""
    for old, new in rng.sample(SAME, len(SAME)):
        if rng.random() < 0.5:
            text = re.sub(old, new, text)
    return text


def among_others(pairs: Sequence[Pair], rng: random.Random) -> Iterator[Pair]:
    """The pairs, every fourth quote with one of another topic beside it."""
    quotes: dict[str, list[str]] = {}
    for pair in pairs:
        quotes.setdefault(pair.kind[3:5], []).append(pair.second)
    for pair in pairs:
        text = pair.second
        if rng.random() < 0.25:
            other = rng.choice(quotes[pair.kind[3:5]])
            text = f"{other}\n{text}" if rng.random() < 0.5 else f"{text}\n{other}"
        yield replace(pair, second=text.replace("\n", "" if pair.kind[3:5] == "zh" else " "))


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
