"""Translations that are compiled once a run: builds of equal articles share them.

Compiling takes seconds and depends on the terms of an index alone. ``test_index_lexicon`` calls the compiler
itself, and a build that is started for real has nothing of this.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from index.analyze import Analyzer, default_analyzer
from index.lexicon import compile_translations
from index.translation import Translation


@contextmanager
def remembered_translations(folder: Path) -> Iterator[None]:
    """Builds within take from ``folder`` what was compiled for the same terms, by whichever process."""

    def remembered(
        analyzer: Analyzer, frequencies: Mapping[str, int], *, to_english: bool
    ) -> Iterator[Translation]:
        assert analyzer is default_analyzer()
        key = json.dumps([to_english, sorted(frequencies.items())]).encode()
        kept = folder / f"{hashlib.sha256(key).hexdigest()}.json"
        if not kept.exists():
            rows = list(compile_translations(analyzer, frequencies, to_english=to_english))
            part = kept.with_suffix(f".{os.getpid()}")
            part.write_text(json.dumps(rows), encoding="utf-8")
            part.replace(kept)
        yield from (Translation(*row) for row in json.loads(kept.read_bytes()))

    with patch("index.build.compile_translations", remembered):
        yield
