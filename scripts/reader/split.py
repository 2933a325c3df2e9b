"""Which articles of the public sets trained the reader: what is fitted or measured later leaves them out."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

SETS = ("cmrc2018_dev", "drcd_dev", "squad2_zh_dev", "xquad_dev_zh2zh", "xquad_dev_en2zh")


def trains(article: Mapping[str, Any], name: str) -> bool:
    """Whether an article trains: by its title, where it has one, so that no subject is on both sides."""
    key = article.get("title") or article["_id"]
    if name.startswith("xquad"):  # five paragraphs in a row are of one article
        number = int(re.sub(r"\D", "", article["_id"]))
        key = f"xquad{number // 5}"
    return zlib.crc32(key.encode()) % 2 == 0


class Split:
    """The articles of one set that trained the reader; none of a set that did not."""

    def __init__(self, folder: Path) -> None:
        self._ids: set[str] = set()
        self._relevant: dict[str, set[str]] = {}
        if folder.name not in SETS:
            return
        for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            if trains(article, folder.name):
                self._ids.add(article["_id"])
        self._relevant = relevant_articles(folder)

    def knows(self, question_id: str) -> bool:
        """Whether a question with an answer was, or may have been, trained on."""
        return bool(self._relevant.get(question_id, set()) & self._ids)

    def has(self, article_ids: Iterable[str]) -> bool:
        """Whether one of the articles trained the reader."""
        return any(one in self._ids for one in article_ids)


def relevant_articles(folder: Path) -> dict[str, set[str]]:
    """Question id → ids of its articles."""
    relevant: dict[str, set[str]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query_id, article_id, _ = line.split("\t")
        relevant.setdefault(query_id, set()).add(article_id)
    return relevant
