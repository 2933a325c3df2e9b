"""Make reading questions by rule: Chinese news passages, and Chinese passages asked in English.

    scripts/reader/rules/questions.py DATA OUT [--passages 60000] [--english 15000] [--seed 1]

OUT gets lines `{"p": text, "qs": [{"q", "a": [start, end] or null, "k": kind}]}`, one a passage.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from reader.rules.question_misses import Balance, Misses
from reader.rules.question_rules import Question, Reader, load_synonyms
from reader.rules.questions_across import pair_lines
from reader.rules.tagged import Sentence, tag

JUNK = re.compile(
    r"广告|责任编辑|责编|原标题|[摄图]$|来源[：:]|点击|https?:|编辑[：:]|免责|声明：|\[查看|审核[：:]|作者[：:]|二维码|\ufffd"
)
BATCH = 250
NULL_SHARE = 0.47


def main() -> None:
    """Write the file and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--passages", type=int, default=60000)
    parser.add_argument("--english", type=int, default=15000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--megabytes", type=float, default=90)
    args = parser.parse_args()
    synonyms = load_synonyms(Path(__file__).parents[3] / "search/support_synonyms.tsv")
    counts: Counter[tuple[str, bool]] = Counter()
    size = written = 0
    english = list(pair_lines(args.data, args.english, args.seed))
    room = args.megabytes * 1e6 - sum(len(line.encode()) + 1 for line in english)
    with args.out.open("w", encoding="utf-8") as out, Pool(2) as pool:
        for batch in batches(pool, jobs(args.data, args.seed, synonyms)):
            for line in batch:
                size += len(line.encode()) + 1
                if written == args.passages or size > room:
                    break
                written += 1
                out.write(line + "\n")
                counts.update((row["k"], row["a"] is not None) for row in json.loads(line)["qs"])
            if written == args.passages or size > room:
                break
        for line in english:
            out.write(line + "\n")
            counts.update((row["k"], row["a"] is not None) for row in json.loads(line)["qs"])
    print("passages", written, "english", len(english), "bytes", args.out.stat().st_size)
    for (kind, answered), count in sorted(counts.items()):
        print(kind, "answered" if answered else "null", count)


def batches(
    pool: Any, todo: Iterator[tuple[int, list[str], dict[str, list[str]]]]
) -> Iterator[list[str]]:
    """The batches' lines, a few batches in hand at a time: an endless queue would hang the pool at its end."""
    while some := list(islice(todo, 8)):
        yield from pool.map(work, some, chunksize=1)


def jobs(
    data: Path, seed: int, synonyms: dict[str, list[str]]
) -> Iterator[tuple[int, list[str], dict[str, list[str]]]]:
    """Batches of articles in random order."""
    texts = []
    with lzma.open(data / "news/docs.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            if len(text) >= 150:
                texts.append(text[:6000])
    random.Random(seed).shuffle(texts)
    for start in range(0, len(texts), BATCH):
        yield seed * 100003 + start, texts[start : start + BATCH], synonyms


def work(job: tuple[int, list[str], dict[str, list[str]]]) -> list[str]:
    """The output lines of one batch."""
    seed, texts, synonyms = job
    maker = Maker(random.Random(seed), synonyms)
    return [
        json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        for text in texts
        for line in maker.article(text)
    ]


class Maker:
    """Makes the questions of one batch of articles."""

    def __init__(self, rng: random.Random, synonyms: dict[str, list[str]]) -> None:
        self.rng = rng
        self.reader = Reader(rng, synonyms)
        self.balance = Balance()
        self.misses = Misses(rng, self.reader, self.balance)

    def article(self, text: str) -> Iterator[dict[str, Any]]:
        """The output lines of one article."""
        groups = windows(sentences_of(text), self.rng)
        tagged = [[tag(sentence) for sentence in group] for group in groups]
        asked = [self.reader.questions(sentences) for sentences in tagged]
        for number, sentences in enumerate(tagged):
            others = asked[1 - number] if len(asked) == 2 else []
            line = self.passage(sentences, asked[number], others)
            if line:
                yield line
            for sentence in sentences:
                self.misses.remember(sentence)

    def passage(
        self, sentences: list[Sentence], asked: list[Question], others: list[Question]
    ) -> dict[str, Any] | None:
        """One output line: choose the questions, cut a sentence where asked, place the answers."""
        kept, gone = list(range(len(sentences))), -1
        if len(sentences) >= 4 and self.rng.random() < 0.6:
            gone = self.rng.choice(sorted({ask.sentence for ask in asked} or {0}))
            if sum(len(sentences[at].text) for at in kept if at != gone) >= 150:
                kept.remove(gone)
            else:
                gone = -1
        starts, text = {}, ""
        for at in kept:
            starts[at] = len(text)
            text += sentences[at].text
        if not 150 <= len(text) <= 380:
            return None
        here = [ask for ask in asked if ask.sentence != gone]
        lost = [ask for ask in asked if ask.sentence == gone]
        chosen = self.choose(text, [sentences[at] for at in kept], here, lost, others)
        rows = []
        for ask, kind in chosen:
            place = None
            if ask.answer is not None:
                start = starts[ask.sentence] + ask.answer[0]
                place = [start, start + ask.answer[1] - ask.answer[0]]
            rows.append({"q": ask.text, "a": place, "k": kind})
        self.rng.shuffle(rows)
        return {"p": text, "qs": rows} if len(rows) >= 3 else None

    def choose(
        self,
        text: str,
        sentences: list[Sentence],
        here: list[Question],
        lost: list[Question],
        others: list[Question],
    ) -> list[tuple[Question, str]]:
        """The questions of one passage with their kinds, answered and not."""
        total = self.rng.randint(4, 7)
        nulls = sum(self.rng.random() < NULL_SHARE for _ in range(total))
        answered = self.spread(here, total - nulls)
        rows = [(ask, ask.kind) for ask in answered]
        seen = {ask.text for ask in answered}
        near = self.misses.near_misses(text, sentences, here, lost, others)
        for ask, kind in near:
            if len(rows) - len(answered) >= nulls:
                break
            if ask.text not in seen and self.balance.wants_null(ask.wh):
                seen.add(ask.text)
                self.balance.add(ask.wh, False)
                rows.append((ask, kind))
        return rows

    def spread(self, asked: list[Question], count: int) -> list[Question]:
        """Questions of different sentences and kinds first, rarer question words preferred."""
        order = sorted(asked, key=lambda ask: (self.balance.yes[ask.wh] + 5) * self.rng.random())
        taken: list[Question] = []
        used: Counter[Any] = Counter()
        for ask in order:
            if len(taken) == count:
                break
            if (
                used[ask.answer, ask.sentence]
                or used[ask.sentence] >= 3
                or not self.balance.wants_answered(ask.wh)
            ):
                continue
            used[ask.answer, ask.sentence] += 1
            used[ask.sentence] += 1
            self.balance.add(ask.wh, True)
            taken.append(ask)
        return taken


def sentences_of(text: str) -> list[str]:
    """The usable sentences of an article, cleaned of runs of blanks."""
    text = re.sub(r"[ \t\u3000\xa0\u200b]+", " ", text)
    parts = re.findall(r"[^。！？\n]+[。！？]+[”’」）)]*", text)
    return [
        part.strip() for part in parts if 8 <= len(part.strip()) <= 220 and not JUNK.search(part)
    ]


def windows(sentences: list[str], rng: random.Random) -> list[list[str]]:
    """Up to two neighbouring passages of an article, each a list of whole sentences."""
    found: list[list[str]] = []
    current: list[str] = []
    goal = rng.randint(160, 300)
    for sentence in sentences:
        if sum(map(len, current)) + len(sentence) > 380:
            current = []
        current.append(sentence)
        if sum(map(len, current)) >= goal:
            found.append(current)
            current, goal = [], rng.randint(160, 300)
    first = rng.randrange(max(1, len(found) - 1)) if rng.random() < 0.6 else 0
    return found[first : first + 2]


if __name__ == "__main__":
    main()
