"""Chinese names that came back from a machine translation in Latin letters.

``body ─▶ Edit...``: every occurrence of a name in a body, as a translated page has it. The names are
those of names.tsv; a question keeps the Chinese one.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path

from scripts.dirty.page import Edit


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Chinese name → what stands in its place."""
    lines = Path(__file__).with_name("names.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def translate_names(body: str, rng: random.Random) -> list[Edit]:
    """The names of a body in Latin letters; half of the bodies are left alone."""
    if rng.random() < 0.5:
        return []
    found = re.finditer("|".join(map(re.escape, names())), body)
    return [Edit(*name.span(), names()[name[0]]) for name in found]
