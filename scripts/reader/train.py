"""Train the reader: `scripts/reader/train.py START PAIRS OUT --seconds 260`.

START is what `start.py` wrote, PAIRS a folder of pairs (`README.md` says which file comes from where), OUT
gets `reader.safetensors` (each matrix in eight bits with a scale for each row) and `measured.json`.
It is made for one GPU; `--seconds` is for the steps, and the rate falls to nothing by then. `--after`
goes on from readers that were trained before, from the mean of their weights; a processor will do.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from reader.measure import measured
from reader.network import Reader, started
from reader.pairs import STATEMENT, Coded, Pair, coded, padded, questions_of, statements_of
from reader.start import unpacked
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from torch.nn import functional as F

Shares = Mapping[str, tuple[float, float]]
LAYERS = {12: list(range(12)), 6: [0, 2, 4, 6, 8, 11]}
BATCH = 256  # pairs of the usual length
USUAL = 160  # tokens
GROUP = 8  # batches that are drawn together
RATE = 1.5e-4
SMOOTH = 0.01  # of the labels
SLIPS = 0.15  # of the questions, mistyped
ROOM = 480  # bytes of a passage that are read, as `search.reading` does
HELD = None if torch.cuda.is_available() else 600  # pairs of a set that are measured on
SHARES = {  # of what is drawn, at the first step and at the last
    "bench": (0.22, 0.22),
    "written": (0.20, 0.14),
    "wording": (0.28, 0.36),
    "support": (0.18, 0.18),
    "rules": (0.12, 0.10),
    "questions": (0.28, 0.08),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("start", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sources", nargs="+", choices=sorted(SHARES), required=True)
    parser.add_argument("--after", type=Path, nargs="+", default=[], metavar="TRAINED")
    parser.add_argument(
        "--frozen", type=int, default=0, help="layers that stay, and the words with them"
    )
    parser.add_argument("--layers", type=int, default=12, choices=sorted(LAYERS))
    parser.add_argument("--seconds", type=float, default=260)
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--limit", type=int, default=None, help="lines of a file, to try it out")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = Tokenizer.from_file(str(arguments.start / "tokenizer.json"))
    train, held_out = read_pairs(tokenizer, arguments.pairs, arguments.sources, arguments.limit)
    reader = started(*unpacked(arguments.start / "start.npz"), LAYERS[arguments.layers]).to(device)
    if arguments.after:
        reader.load_state_dict(mean_of(arguments.after))
    if arguments.frozen:
        for part in (reader.bert.embeddings, *reader.bert.encoder.layer[: arguments.frozen]):
            part.requires_grad_(False)
    fit(reader, train, SHARES, arguments)
    save_tensors(reader.state_dict(), arguments.out / "reader.safetensors")
    figures = measured(reader, held_out, device)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    (arguments.out / "measured.json").write_text(text, encoding="utf-8")
    print(text, flush=True)


def mean_of(paths: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of the weights of readers that `save_tensors` wrote (Wortsman et al. 2022, "Model soups")."""
    mean: dict[str, torch.Tensor] = {}
    for path in paths:
        tensors = load_file(path)
        for name in (name for name in tensors if not name.endswith(".scale")):
            value = tensors[name].astype(np.float32)
            if tensors[name].dtype == np.int8:
                value *= tensors[f"{name}.scale"][:, None]
            mean[name] = mean.get(name, torch.zeros(value.shape)) + torch.from_numpy(value) / len(
                paths
            )
    return mean


def read_pairs(
    tokenizer: Tokenizer, folder: Path, names: Sequence[str], limit: int | None
) -> tuple[dict[str, Coded], dict[str, Coded]]:
    """The pairs that train by source, and those that are held out by name."""
    rng = random.Random(1)
    begun = time.time()
    files = {
        "bench": ("bench_train",),
        "written": ("written_train",),
        "wording": ("wording_train",),
        "questions": ("questions",),
        "support": ("written_statements_train", "statements_train", "support_train"),
        "rules": ("rules",),
    }
    sources = {name: list[Pair]() for name in names}
    for name, pairs in sources.items():
        for path in (folder / f"{file}.jsonl" for file in files[name]):
            if name in ("support", "rules"):
                pairs += statements_of(path, name)
            else:
                pairs += questions_of(path, name, rng, slips=SLIPS, room=ROOM)
    others = {
        "bench": list(questions_of(folder / "bench_measure.jsonl", "bench", rng)),
        "written": list(questions_of(folder / "written_measure.jsonl", "written", rng)),
        "wording": list(questions_of(folder / "wording_measure.jsonl", "wording", rng)),
        "statements": list(statements_of(folder / "written_statements_measure.jsonl", "written")),
        "held_out_2": list(statements_of(folder / "held_out_2.jsonl", "held_out_2")),
        "held_out_3": list(statements_of(folder / "held_out_3.jsonl", "held_out_3")),
    }
    for pairs in (*sources.values(), *others.values()):
        rng.shuffle(pairs)
    train = {name: coded(tokenizer, pairs[:limit]) for name, pairs in sources.items()}
    held = {name: coded(tokenizer, pairs[: limit or HELD]) for name, pairs in others.items()}
    counts = [{name: len(one) for name, one in some.items()} for some in (train, held)]
    print(f"read in {time.time() - begun:.0f} s: {counts}", flush=True)
    return train, held


class Sampler:
    """Batches by the shares of the sources, each source in random order, again and again."""

    def __init__(self, train: dict[str, Coded], shares: Shares, batch: int) -> None:
        self._train, self._shares, self._batch = train, shares, batch
        self._rng = np.random.default_rng(0)
        self._order = {name: self._shuffled(name) for name in train}

    def _shuffled(self, name: str) -> Iterator[int]:
        while True:
            yield from self._rng.permutation(len(self._train[name])).tolist()

    def batches(self, progress: float) -> list[tuple[torch.Tensor, ...]]:
        """Numbers, mask and labels, in several batches, at `progress` in [0, 1].

        They are drawn together and divided by their lengths, so that little is padded.
        """
        shares = {
            name: a + (b - a) * progress
            for name, (a, b) in self._shares.items()
            if name in self._train
        }
        drawn = [
            (name, next(self._order[name]))
            for name, share in shares.items()
            for _ in range(round(GROUP * self._batch * share / sum(shares.values())))
        ]
        drawn.sort(key=lambda one: len(self._train[one[0]].ids[one[1]]))
        made, most = [], self._batch * USUAL
        while drawn:
            take = len(drawn)
            while take > 1 and take * self._length(drawn[-1]) > most:
                take = min(take - 1, max(1, most // self._length(drawn[-1])))
            made.append(self._batch_of(drawn[-take:]))
            del drawn[-take:]
        self._rng.shuffle(made)  # type: ignore[arg-type]
        return made

    def _length(self, one: tuple[str, int]) -> int:
        return len(self._train[one[0]].ids[one[1]])

    def _batch_of(self, drawn: list[tuple[str, int]]) -> tuple[torch.Tensor, ...]:
        numbers, mask = padded([self._train[name].ids[at] for name, at in drawn])
        labels = np.stack([self._train[name].labels[at] for name, at in drawn])
        return tuple(map(torch.from_numpy, (numbers, mask, labels)))


def loss_of(reader: Reader, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Places by cross entropy, both figures by logistic loss, summed; a pair counts for its own task."""
    numbers, mask, labels = batch
    starts, ends, answered, supported = reader(numbers, mask)
    task, label = labels[:, 0], labels[:, 1].float()
    target = label * (1 - 2 * SMOOTH) + SMOOTH
    asked = task != STATEMENT
    figure = torch.where(asked, answered, supported).float()
    judged = F.binary_cross_entropy_with_logits(figure, target, reduction="sum")
    places = [
        F.cross_entropy(logits[asked].float(), labels[asked, column], reduction="sum")
        for logits, column in ((starts, 2), (ends, 3))
    ]
    return judged + (places[0] + places[1]) / 2


def fit(
    reader: Reader, train: dict[str, Coded], shares: Shares, arguments: argparse.Namespace
) -> None:
    """Train for so many seconds; the rate rises over the first 4 % and falls as a cosine."""
    device = next(reader.parameters()).device
    trained = [p for p in reader.parameters() if p.requires_grad]
    decayed = [p for p in trained if p.ndim > 1]
    plain = [p for p in trained if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=arguments.rate, fused=device.type == "cuda")
    sampler = Sampler(train, shares, arguments.batch)
    reader.train()
    begun, step, pairs, total = time.time(), 0, 0, 0.0
    with ThreadPoolExecutor(1) as ahead:
        waiting, ready = [ahead.submit(sampler.batches, 0.0) for _ in range(2)], []
        last = time.time()
        while (progress := (time.time() - begun) / arguments.seconds) < 1:
            if time.time() - last > 8:  # it was stopped for other work
                begun += time.time() - last - 4
            last = time.time()
            if not ready:
                ready = waiting.pop(0).result()
                waiting.append(ahead.submit(sampler.batches, progress))
            batch = tuple(x.to(device, non_blocking=True) for x in ready.pop())
            scale = min(1, progress / 0.04) * (1 + math.cos(math.pi * progress)) / 2
            for group in optimizer.param_groups:
                group["lr"] = arguments.rate * scale
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
                loss = loss_of(reader, batch) / arguments.batch
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            step, pairs = step + 1, pairs + len(batch[0])
            if step % 10 == 0:
                total += float(loss.detach()) * arguments.batch / len(batch[0]) / 10
            if step % 100 == 0:
                print(f"{step} {time.time() - begun:.0f} s, loss {total:.4f}", flush=True)
                total = 0.0
    print(f"{step} steps, {pairs} pairs in {time.time() - begun:.0f} s", flush=True)


def save_tensors(weights: Mapping[str, torch.Tensor], path: Path) -> None:
    """Store weights: a matrix as `NAME` in eight bits and `NAME.scale`, a figure for each row."""
    out: dict[str, np.ndarray] = {}
    for name, value in weights.items():
        if value.ndim == 2 and value.is_floating_point():
            rows = value.float().cpu().numpy()
            scale = np.maximum(np.abs(rows).max(axis=1), 1e-8) / 127
            out[name] = np.round(rows / scale[:, None]).astype(np.int8)
            out[name + ".scale"] = scale.astype(np.float32)
        elif value.is_floating_point():
            out[name] = value.float().cpu().numpy()
    save_file(out, path)


if __name__ == "__main__":
    main()
