"""Questions of public sets as the reader's training text, and what is kept to measure it on.

A set's articles are divided by title: every second one trains, the others measure (in the file, a line
is a passage with its questions, as `pairs.py` reads it). Long articles are cut into windows
of whole sentences. A question that a window does not answer stands beside it where BM25 ranks that
window high: its own article's other windows, those of other articles, and for the questions of
`unanswerable.jsonl` whatever is ranked first.

    scripts/reader/benchmarks.py DATA OUT   # OUT/bench_train.jsonl, OUT/bench_measure.jsonl
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jieba
from rank_bm25 import BM25Okapi
from reader.split import SETS, relevant_articles, trains

from index.fold import default_folder

LENGTH = 340  # characters of a window
NEAREST = 3  # windows that do not answer a question, beside those that do
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*[”」』]?|\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    files = {
        True: (arguments.out / "bench_train.jsonl").open("w", encoding="utf-8"),
        False: (arguments.out / "bench_measure.jsonl").open("w", encoding="utf-8"),
    }
    for name in SETS:
        count = {True: [0, 0], False: [0, 0]}
        for row in windows_of(arguments.data / "benchmarks", name):
            print(json.dumps(row, ensure_ascii=False), file=files[row["train"]])
            for question in row["qs"]:
                count[row["train"]][question["a"] is None] += 1
        print(name, "train", count[True], "measure", count[False], "[answered, not]")


def fold(text: str) -> str:
    return default_folder().fold_case_kept(text)


def cut(text: str) -> Iterator[str]:
    """Windows of whole sentences."""
    window = ""
    for match in SENTENCE.finditer(text):
        if window and len(window) + len(match.group()) > LENGTH:
            yield window
            window = ""
        window += match.group()
    if window.strip():
        yield window


def rows_of(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def windows_of(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Every window of a set's articles with the questions that it answers or nearly does."""
    articles = rows_of(folder / name / "corpus.jsonl")
    windows = [
        {"p": window, "title": fold(a.get("title", "")), "id": a["_id"], "set": name, "qs": [],
         "train": trains(a, name)}
        for a in articles for window in cut(fold(a["text"]))
    ]  # fmt: skip
    rank = BM25Okapi([jieba.lcut_for_search(w["p"]) for w in windows])
    relevant = relevant_articles(folder / name)
    twins = {}
    if name == "xquad_dev_en2zh":  # the same questions in Chinese find the neighbours
        twins = {q["_id"][3:]: q["text"] for q in rows_of(folder / "xquad_dev_zh2zh/queries.jsonl")}
        answers = {
            q["_id"][3:]: q["answers"] for q in rows_of(folder / "xquad_dev_zh2zh/queries.jsonl")
        }
    for question in rows_of(folder / name / "queries.jsonl"):
        key = question["_id"][3:]
        seen = fold(twins.get(key, question["text"]))
        wanted = answers.get(key, []) if twins else question.get("answers", [])
        attach(windows, rank, seen, fold(question["text"]), [fold(a) for a in wanted],
               relevant[question["_id"]])  # fmt: skip
    for question in rows_of(folder / name / "unanswerable.jsonl"):
        seen = fold(question["text"])
        scores = rank.get_scores(jieba.lcut_for_search(seen))
        for at in scores.argsort()[::-1][:2]:
            windows[at]["qs"].append({"q": seen, "a": None, "k": "unanswerable"})
    yield from (w for w in windows if w["qs"])


def attach(
    windows: list[dict[str, Any]],
    rank: BM25Okapi,
    seen: str,
    question: str,
    answers: list[str],
    own: set[str],
) -> None:
    """Put a question to the window that answers it and to the nearest that do not."""
    answers = [a for a in answers if a.strip()]
    inside = [w for w in windows if w["id"] in own and any(a in w["p"] for a in answers)]
    if not inside:
        return
    best = max(inside, key=lambda w: max(where(seen, a, w["p"])[0] for a in answers))
    _, start, end = max(where(seen, a, best["p"]) for a in answers)
    best["qs"].append({"q": question, "a": [start, end], "k": "answered"})
    scores = rank.get_scores(jieba.lcut_for_search(seen))
    left = NEAREST
    for at in scores.argsort()[::-1][:20]:
        window = windows[at]
        if left and window is not best and not any(a in window["p"] for a in answers):
            window["qs"].append({"q": question, "a": None, "k": "other"})
            left -= 1


def where(question: str, answer: str, text: str) -> tuple[float, int, int]:
    """The place of an answer whose sentence shares most with the question; the share, start, end."""
    asked = {question[i : i + 2] for i in range(len(question) - 1)}
    best = (-1.0, 0, 0)
    for match in re.finditer(re.escape(answer), text):
        start = max(text.rfind(mark, 0, match.start()) for mark in "。！？\n") + 1
        ends = [i for mark in "。！？\n" if (i := text.find(mark, match.end())) >= 0]
        near = text[start : min(ends, default=len(text))]
        share = sum(near[i : i + 2] in asked for i in range(len(near) - 1)) / (len(near) + 20)
        best = max(best, (share, match.start(), match.end()))
    return best


if __name__ == "__main__":
    main()
