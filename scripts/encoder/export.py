"""Write a table as a model folder that sentence-transformers and model2vec read, and ours.

``Table ─int8, one scale a row─▶ model.safetensors + tokenizer.json + config.json + modules.json +
README.md + LICENSE``. The bytes depend on the arguments alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from scripts.encoder.start import Table
from scripts.encoder.vocabulary import Vocabulary, build_tokenizer

_MODULES = "sentence_transformers.sentence_transformer.modules.StaticEmbedding"
_NORMALIZE = "sentence_transformers.base.modules.Normalize"
_LICENSE = """\
The files of this folder are licensed under the Creative Commons Attribution-ShareAlike 4.0
International License: https://creativecommons.org/licenses/by-sa/4.0/legalcode

The list of words and the vectors from which training started come from CC-CEDICT
(https://cc-cedict.org), Copyright MDBG and contributors, under the same licence. Changes: headwords
were folded and chosen by their use; glosses became vectors. The other sources are in README.md.

The code that reads and makes these files is licensed on its own (Apache-2.0).
"""


@dataclass(frozen=True, slots=True)
class Source:
    """An input file as the model card names it."""

    name: str
    sha256: str


def quantised(table: Table) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Each row as int8 with a factor, so that factor times int8 is the row as it is summed.

    Returns:
        (t, d) int8 and (t,) float32: the scale of the row times its weight; 0 for a row of zeros.
    """
    whole = table.whole()
    largest = np.abs(whole).max(axis=1)
    factors = (largest / 127).astype(np.float32)
    steps = np.rint(whole / np.where(factors > 0, factors, 1)[:, None])
    return steps.astype(np.int8), factors


def restored(table: Table) -> Table:
    """The table as it comes back from int8."""
    rows, factors = quantised(table)
    return Table(rows.astype(np.float32), factors)


def export(
    folder: Path, vocabulary: Vocabulary, table: Table, *, sources: Sequence[Source], recipe: str
) -> None:
    """Write the model folder; files that are there are replaced.

    Args:
        folder: Made if missing.
        vocabulary: The rows' texts.
        table: The rows.
        sources: The input files, for the model card.
        recipe: How the table was made, for the model card.
    """
    folder.mkdir(parents=True, exist_ok=True)
    embeddings, weights = quantised(table)
    tensors = save({"embeddings": embeddings, "weights": weights})
    (folder / "model.safetensors").write_bytes(tensors)
    build_tokenizer(vocabulary.rows, vocabulary.scores).save(
        str(folder / "tokenizer.json"), pretty=False
    )
    config = {
        "architectures": ["StaticModel"],
        "embedding_dtype": "int8",
        "hidden_dim": embeddings.shape[1],
        "max_length": None,
        "model_type": "model2vec",
        "normalize": True,
    }
    modules = [
        {"idx": 0, "name": "0", "path": ".", "type": _MODULES},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": _NORMALIZE},
    ]
    _write_json(folder / "config.json", config)
    _write_json(folder / "modules.json", modules)
    (folder / "README.md").write_text(_card(vocabulary, table, sources, recipe), encoding="utf-8")
    (folder / "LICENSE").write_text(_LICENSE, encoding="utf-8")


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def _card(vocabulary: Vocabulary, table: Table, sources: Sequence[Source], recipe: str) -> str:
    template = Path(__file__).with_name("card.md").read_text(encoding="utf-8")
    listed = "\n".join(f"| `{source.name}` | `{source.sha256}` |" for source in sources)
    han = sum(row[0] > "\u02ff" for row in vocabulary.rows)
    return template.format(
        rows=f"{len(vocabulary.rows):,}",
        han=f"{han:,}",
        other=f"{len(vocabulary.rows) - 1 - han:,}",
        dimension=table.rows.shape[1],
        sources=listed or "| none | |",
        recipe=recipe,
    )
