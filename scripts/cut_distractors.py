"""Cut distractors from news: passages that make a benchmark's pool large.

    .venv/bin/python scripts/cut_distractors.py NEWS.jsonl[.xz|.gz] OUT.jsonl --n 60000 --seed 1

NEWS holds an article a line, as ``wenju build`` reads it. Articles are taken in a random order that
the seed decides, and cut by our own splitter; each passage becomes an article of its own,
``{"_id": "news-PASSAGE_ID", "text": …}``. ``--without CORPUS.jsonl`` (repeatable) leaves out every
passage of which half stands word for word in that corpus: it would be a right answer that the
judgements do not know.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import random
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import orjson

from index.article import read_articles
from index.config import IndexConfig
from index.errors import SourceError
from index.read.jsonl import parse_record
from index.source import SourceText

WINDOW = 24  # code points that are compared at a time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--n", type=int, default=60_000, help="passages (default: 60000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", type=Path, action="append", default=[], metavar="CORPUS")
    arguments = parser.parse_args()
    known = windows_of(arguments.without)
    with opened(arguments.news) as stream:
        lines = stream.readlines()
    random.Random(arguments.seed).shuffle(lines)
    found = (record for source in sources(lines) for record in records(source))
    n_written = n_known = 0
    with arguments.out.open("wb") as out:
        for record in found:
            if n_written == arguments.n:
                break
            if known_share(record["text"], known) >= 0.5:
                n_known += 1
                continue
            out.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
            n_written += 1
    left_out = f", {n_known} left out" if arguments.without else ""
    print(f"{arguments.out}: {n_written} passages{left_out}")


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked."""
    if path.suffix == ".xz":
        return lzma.open(path)
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path))
    return path.open("rb")


def sources(lines: list[bytes]) -> Iterator[SourceText]:
    """The records of the lines; what is no article is passed over."""
    for number, line in enumerate(lines, start=1):
        try:
            yield parse_record(line, file="news.jsonl", record=number, max_bytes=1 << 26)
        except SourceError:
            continue


def records(source: SourceText) -> Iterator[dict[str, Any]]:
    """Each passage as an article."""
    for article in read_articles(source, IndexConfig()).articles:
        for passage in article.passages:
            yield {"_id": f"news-{passage.passage_id}", "text": passage.text}


def windows_of(corpora: list[Path]) -> set[int]:
    """Hashes of every run of ``WINDOW`` code points of the corpora, white space left out."""
    found: set[int] = set()
    for corpus in corpora:
        with opened(corpus) as stream:
            for source in sources(stream.readlines()):
                text = "".join(source.text.split())
                found.update(hash(text[i : i + WINDOW]) for i in range(len(text) - WINDOW + 1))
    return found


def known_share(text: str, known: set[int]) -> float:
    """The share of the text's windows, side by side, that are known, in [0, 1]."""
    text = "".join(text.split())
    windows = [text[i : i + WINDOW] for i in range(0, len(text) - WINDOW + 1, WINDOW)]
    return sum(hash(window) in known for window in windows) / len(windows) if windows else 0.0


if __name__ == "__main__":
    main()
