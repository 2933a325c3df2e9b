"""Learn how words are translated from parallel text; writes ``index/data/translations.tsv``.

    python scripts/train_translations.py FILE[=STEP]... [--out FILE]

FILE: lines ``Chinese TAB English``, of which every STEP-th is read. The dictionary and our names are
read as well, so that a word that the text never has keeps its glosses. The same files give the same
bytes. What comes out is statistics: words with shares, no sentence.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the script runs from the checkout

from index.analyze import default_analyzer
from scripts.encoder.read import sha256
from scripts.translations.align import Translation, align
from scripts.translations.words import Cutter, Pairs, read_dictionary, read_parallel

OUT = Path(__file__).parents[1] / "index" / "data" / "translations.tsv"
_MIN_SHARE, _MIN_COUNT = 0.02, 2.0
_MAX_TARGETS = 12

HEAD = """\
# How words are translated in parallel text: language of the phrase TAB phrase TAB target:share|target:share.
# English phrases are stems, Chinese ones words as index.analyze cuts them. Never edited by hand: made by
# scripts/train_translations.py from the files below, CC-CEDICT (https://cc-cedict.org) and names.tsv.
# Licence: CC BY-SA 4.0, as CC-CEDICT. Statistics only; no sentence of the files is kept.
"""


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", metavar="FILE[=STEP]")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    files = [_path_and_step(given) for given in arguments.files]
    cutter = Cutter(default_analyzer())
    pairs: Pairs = []
    for path, step in files:
        pairs.extend(read_parallel(cutter, path, step))
        print(f"{path.name}: {len(pairs)} pairs so far", file=sys.stderr)
    pairs.extend(read_dictionary(cutter))
    bounds = {"min_share": _MIN_SHARE, "min_count": _MIN_COUNT}
    english = align(pairs, **bounds)
    chinese = align([(target, source) for source, target in pairs], **bounds)
    chinese = [
        Translation(one.source, cutter.spelling(one.target), one.share, one.count)
        for one in chinese
    ]
    named = "".join(f"# {path.name} (every {step}.) {sha256(path)}\n" for path, step in files)
    lines = [*_lines("en", english), *_lines("zh", chinese)]
    arguments.out.write_text(HEAD + named + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} phrases, {arguments.out.stat().st_size:,} bytes", file=sys.stderr)


def _path_and_step(given: str) -> tuple[Path, int]:
    path, _, step = given.partition("=")
    return Path(path), int(step or 1)


def _lines(language: str, found: Iterable[Translation]) -> Iterator[str]:
    """A line a phrase, its likeliest translations first."""
    for phrase, of_phrase in itertools.groupby(found, key=lambda one: one.source):
        kept = list(of_phrase)[:_MAX_TARGETS]
        targets = "|".join(f"{one.target}:{one.share:.3f}" for one in kept)
        yield f"{language}\t{phrase}\t{targets}\n"


if __name__ == "__main__":
    main()
