"""How well a table finds: recall of relevant passages among many, by the vectors alone.

``questions, passages ─▶ ranks ─▶ recall@k``. Passages to hide the relevant ones among are cut from
the news, the same ones every time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scripts.encoder.read import Pair
from scripts.encoder.teacher import Matrix

PASSAGE = 280  # characters of a passage cut from the news, about
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_BLOCK = 256  # questions compared at once


@dataclass(frozen=True, slots=True)
class Task:
    """Questions, passages, and for each question the place of its one relevant passage."""

    name: str
    questions: list[str]
    passages: list[str]
    relevant: list[int]


def sentences(text: str) -> list[str]:
    """The sentences of a text with their marks."""
    return [found for s in _SENTENCE.findall(text) if (found := s.strip())]


def cut_passages(text: str) -> Iterator[str]:
    """Whole sentences up to about :data:`PASSAGE` characters."""
    passage = ""
    for sentence in sentences(text):
        passage += sentence
        if len(passage) >= PASSAGE:
            yield passage
            passage = ""
    if len(passage) >= PASSAGE // 3:
        yield passage


def spread(items: Sequence[str], n: int) -> list[str]:
    """n items at even steps, or all where there are fewer."""
    step = max(1.0, len(items) / max(1, n))
    return [items[int(i * step)] for i in range(min(n, len(items)))]


def read_task(folder: Path) -> Task:
    """A BEIR folder (``corpus.jsonl``, ``queries.jsonl``, ``qrels/test.tsv``)."""
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    place = {record["_id"]: i for i, record in enumerate(corpus)}
    asked = {record["_id"]: record["text"] for record in queries}
    judged = [
        line.split() for line in (folder / "qrels" / "test.tsv").open() if "query-id" not in line
    ]
    pairs = [
        (asked[question], place[passage]) for question, passage, score in judged if score > "0"
    ]
    texts = [" ".join(filter(None, (record["title"], record["text"]))) for record in corpus]
    return Task(folder.name, [q for q, _ in pairs], texts, [p for _, p in pairs])


def sentence_tasks(name: str, pairs: Sequence[Pair]) -> list[Task]:
    """Each sentence to be found among all those of the other language, both ways."""
    english, chinese = [p.english for p in pairs], [p.chinese for p in pairs]
    places = list(range(len(pairs)))
    return [
        Task(f"{name} English to Chinese", english, chinese, places),
        Task(f"{name} Chinese to English", chinese, english, places),
    ]


def ranks(questions: Matrix, passages: Matrix, relevant: Sequence[int]) -> NDArray[np.int64]:
    """The rank of each question's relevant passage, from 1; ties count against it."""
    found = np.zeros(len(questions), dtype=np.int64)
    for first in range(0, len(questions), _BLOCK):
        scores = questions[first : first + _BLOCK] @ passages.T
        wanted = np.asarray(relevant[first : first + _BLOCK])
        own = scores[np.arange(len(scores)), wanted]
        found[first : first + _BLOCK] = (scores >= own[:, None]).sum(axis=1)
    return found


def recalls(
    task: Task, encode: Callable[[Sequence[str]], Matrix], others: Matrix | None = None
) -> dict[str, float]:
    """Recall at 1 and 10 and the mean reciprocal rank, in percent.

    Args:
        task: What is asked.
        encode: Texts to (n, d) vectors of length 1.
        others: (m, d) vectors of passages that answer nothing.
    """
    passages = encode(task.passages)
    if others is not None:
        passages = np.vstack([passages, others])
    rank = ranks(encode(task.questions), passages, task.relevant)
    return {
        "R@1": round(100 * float((rank <= 1).mean()), 1),
        "R@10": round(100 * float((rank <= 10).mean()), 1),
        "MRR": round(100 * float((1 / rank).mean()), 1),
    }
