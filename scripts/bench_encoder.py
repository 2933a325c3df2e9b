"""Measure how many passages a second the embedded encoder encodes, in one process and in two.

    python scripts/bench_encoder.py NEWS.jsonl[.xz] [--n 20000]

Passages of about 280 characters are cut from the articles. ``tokenizers`` is the same encoder before it
changes over to its faster cutter; the figure beside a rate is processor time a passage.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from index import static_encoder
from index.models import open_encoder
from scripts.encoder.measure import cut_passages, spread
from scripts.encoder.read import read_news


def encode(passages: list[str], many: int, begin: float) -> tuple[float, float]:
    """(passages a second, microseconds of processor a passage); starts at the time ``begin``."""
    static_encoder._MANY = many
    encoder = open_encoder()
    encoder.encode_passages(passages[: 2 * 500])  # warm, and past the change
    while time.time() < begin:
        pass
    wall, processor = time.perf_counter(), time.process_time()
    encoder.encode_passages(passages)
    n = len(passages)
    return n / (time.perf_counter() - wall), (time.process_time() - processor) / n * 1e6


def main() -> None:
    """Print a line a way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("news", type=Path)
    parser.add_argument("--n", type=int, default=20_000, help="passages")
    args = parser.parse_args()
    cut = [passage for article in read_news(args.news) for passage in cut_passages(article.text)]
    passages = spread(cut, args.n)
    context = multiprocessing.get_context("spawn")
    for name, many, n_processes in (
        ("tokenizers", 10**9, 1),
        ("cutter", 500, 1),
        ("cutter", 500, 2),
    ):
        parts = [passages[i::n_processes] for i in range(n_processes)]
        with context.Pool(n_processes) as pool:
            begin = time.time() + 5  # by then all have loaded
            found = pool.starmap(encode, [(part, many, begin) for part in parts], chunksize=1)
        rates = sum(rate for rate, _ in found)
        print(f"{name:10} {n_processes} process(es) {rates:8,.0f} passages/s {found[0][1]:6.0f} us")


if __name__ == "__main__":
    main()
