"""The mean of the weights of trained readers: `scripts/reader/mean.py OUT TRAINED...`.

Readers that were trained on from one another do the tasks of each, mostly (Wortsman et al. 2022, "Model
soups"). OUT gets `reader.safetensors`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from reader.train import mean_of, save_tensors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("trained", type=Path, nargs="+")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_tensors(mean_of(arguments.trained), arguments.out / "reader.safetensors")


if __name__ == "__main__":
    main()
