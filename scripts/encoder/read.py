"""Read what the encoder is made from: news, parallel text and word lists, folded as they are used.

``path (.xz or plain) ─▶ folded text``. Line breaks inside a text count as spaces. What becomes of
the texts is left to ``scripts.encoder.vocabulary`` and ``scripts.encoder.pairs``.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.fold import default_folder
from index.names import read_names

_OPENING = 40  # characters by which an article of an excluded set is known


@dataclass(frozen=True, slots=True)
class NewsArticle:
    """A news article, folded. ``title`` may be empty."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A Chinese text and its English translation, both folded."""

    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Material:
    """All that the encoder is made from."""

    news: list[NewsArticle]
    parallel: list[list[Pair]]  # one list a file, in the order of the file
    parallel_weights: list[float]  # how often a pair of each file is drawn
    lexicon: list[Pair]  # a headword with one of its glosses
    names: list[Pair]


def sha256(path: Path) -> str:
    """Hex over the bytes of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a text file, unpacked if its name ends in .xz."""
    packed = path.suffix == ".xz"
    with lzma.open(path, "rb") if packed else path.open("rb") as stream:
        for line in stream:
            yield line.decode("utf-8").rstrip("\r\n")


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file ``Chinese TAB English``, in its order; lines with a side empty left out."""
    fold = default_folder().fold
    pairs = []
    for line in read_lines(path):
        chinese, _, english = line.partition("\t")
        if chinese.strip() and english.strip():
            pairs.append(Pair(fold(chinese), fold(english)))
    return pairs


def read_news(path: Path, excluded: Sequence[Path] = ()) -> list[NewsArticle]:
    """The articles of a file of JSON lines (``title``, ``text``), without those of other sets.

    Args:
        path: The news.
        excluded: Corpora (JSON lines with ``text``) that measure; an article that opens like one
            of theirs is left out.
    """
    barred = {
        json.loads(line)["text"][:_OPENING] for corpus in excluded for line in read_lines(corpus)
    }
    fold = default_folder().fold
    articles = []
    for line in read_lines(path):
        record = json.loads(line)
        if record["text"][:_OPENING] not in barred:
            articles.append(NewsArticle(fold(record["title"]), fold(record["text"])))
    return articles


def name_pairs() -> list[Pair]:
    """Every Chinese form with every English form of each name of ``index/data/names.tsv``."""
    fold = default_folder().fold
    return [
        Pair(fold(chinese), fold(english))
        for name in read_names()
        for chinese in name.chinese
        for english in name.english
    ]
