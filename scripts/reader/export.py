"""Put a trained reader where wenju finds it: `scripts/reader/export.py START TRAINED models/wenju-reader-v1`.

START is what `start.py` wrote (the tokenizer), TRAINED the `reader.safetensors` of `train.py`. Then
`scripts/lock_models.py` writes the hashes into `models.lock`.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from safetensors.numpy import load_file

HEADS = 12
HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("start", type=Path)
    parser.add_argument("trained", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(arguments.trained, arguments.folder / "model.safetensors")
    shutil.copyfile(arguments.start / "tokenizer.json", arguments.folder / "tokenizer.json")
    tensors = load_file(arguments.trained)
    facts = {
        "model_type": "wenju-reader",
        "layers": sum(name.endswith("intermediate.dense.bias") for name in tensors),
        "heads": HEADS,
        "hidden": len(tensors["bert.embeddings.LayerNorm.bias"]),
        "pieces": len(tensors["bert.embeddings.word_embeddings.weight"]),
    }
    text = json.dumps(facts, indent=2) + "\n"
    (arguments.folder / "config.json").write_text(text, encoding="utf-8")
    shutil.copyfile(HERE / "card.md", arguments.folder / "README.md")
    shutil.copyfile(HERE / "LICENSE", arguments.folder / "LICENSE")


if __name__ == "__main__":
    main()
