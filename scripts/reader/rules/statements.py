"""Make pairs of a statement and a quote, supported or not, by rule.

    scripts/reader/rules/statements.py DATA OUT [--limit N] [--seed 1] [--frames]

DATA holds `parallel/*.tsv.xz` (Chinese TAB English) and `news/docs.jsonl.xz`; OUT gets lines `{"s": statement,
"q": quote, "y": 1 or 0, "k": kind, "d": languages, such as "zh-en"}`. An edited text is at times the quote,
not the statement, so that neither side tells by its looks. `--frames`: of invented events alone, and DATA
is not read.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections import Counter
from itertools import islice
from multiprocessing import Pool
from pathlib import Path

from reader.rules.drafts import Line, Names, Source
from reader.rules.statement_frames import frame_lines
from reader.rules.statement_pairs import MAX_QUOTE, news_lines, pair_lines

PARALLEL = ("ms_business_ht", "adobe_commerce_marketing", "ms_tech_ht", "python_docs")
PARALLEL_SHARES = (0.4, 0.25, 0.25, 0.1)
CHUNK = 400  # sources that one process takes at a time
_SPLIT = re.compile(r"(?<=[。！？])(?![”」』）])")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int, default=250_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--frames", action="store_true", help="of invented events alone")
    options = parser.parse_args()
    if options.frames:
        lines = frames(options.limit, options.seed)
    else:
        lines = make(options.data, options.limit, options.seed)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with options.out.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    counts = Counter((str(line["k"]), line["y"], str(line["d"])) for line in lines)
    for (kind, y, way), count in sorted(counts.items()):
        print(f"{kind:10}{y:>2}  {way}  {count:>7}")


def make(data: Path, limit: int, seed: int) -> list[Line]:
    """The lines that DATA gives."""
    rng = random.Random(seed)
    sources = news_sources(data, int(limit * 0.36), rng)
    sources += pair_sources(data, int(limit * 0.17), rng)
    sources += [Source("", frame=True) for _ in range(int(limit * 0.14))]
    rng.shuffle(sources)
    rest = iter(sources)
    jobs = [
        (seed * 100_003 + i, part)
        for i, part in enumerate(iter(lambda: list(islice(rest, CHUNK)), []))
    ]
    with Pool(2) as pool:
        lines = [line for part in pool.imap(_work, jobs) for line in part]
    return _balance(lines, limit, rng)


def frames(limit: int, seed: int) -> list[Line]:
    """Lines of invented events, no two alike."""
    rng = random.Random(seed)
    unique: dict[tuple[str, str], Line] = {}
    while len(unique) < limit:
        for line in frame_lines(rng):
            if line["s"] != line["q"]:
                unique[str(line["s"]), str(line["q"])] = line
    lines = list(unique.values())
    rng.shuffle(lines)
    return lines


def news_sources(data: Path, want: int, rng: random.Random) -> list[Source]:
    """Sentences of the news, each with the one after it: a few of each document."""
    found: list[Source] = []
    with lzma.open(data / "news" / "docs.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            sentences = _sentences(str(json.loads(line)["text"])[:2500])
            places = [i for i, sentence in enumerate(sentences) if _good(sentence)]
            for i in rng.sample(places, min(2, len(places))):
                near = sentences[i + 1] if i + 1 < len(sentences) else ""
                found.append(Source(sentences[i], near=near if _good(near) else ""))
    rng.shuffle(found)
    return found[:want]


def _sentences(text: str) -> list[str]:
    text = re.sub(r"\[查看原文\].*|\s+", "", text)
    text = re.sub(
        r"^.{0,20}?(?:中新[社网]|新华社|人民网|央视网).{0,14}?电(?:[（(].{0,20}?[)）])?", "", text
    )
    return _SPLIT.split(text)


def _good(sentence: str) -> bool:
    return (
        20 <= len(sentence) <= 120
        and sentence.endswith("。")
        and not re.search(r"[<>|\[\]{}�]|http|记者：|本报讯", sentence)
        and sentence.count("“") == sentence.count("”")
        and sentence.count("（") == sentence.count("）")
    )


def pair_sources(data: Path, want: int, rng: random.Random) -> list[Source]:
    """Pairs of the parallel text, each with another of the same file."""
    chosen: list[Source] = []
    for name, share in zip(PARALLEL, PARALLEL_SHARES, strict=True):
        with lzma.open(data / "parallel" / f"{name}.tsv.xz", "rt", encoding="utf-8") as file:
            rows = [row.rstrip("\n").split("\t") for row in file]
        good = [(row[0], row[1]) for row in rows if len(row) == 2 and all(row) and _agree(*row)]
        good = rng.sample(sorted(set(good)), min(len(set(good)), int(want * share) + 1))
        for (zh, en), (near, next_en) in zip(good, good[1:] + good[:1], strict=True):
            fits = len(zh) + len(near) <= MAX_QUOTE
            chosen.append(Source(zh, en, near if fits else "", next_en if fits else ""))
    rng.shuffle(chosen)
    return chosen


def _agree(zh: str, en: str) -> bool:
    """Whether a pair is whole sentences of the right length with the same numbers."""
    if not 15 <= len(re.findall(r"[\u4e00-\u9fff]", zh)) <= 120 or not 8 <= len(en.split()) <= 45:
        return False
    if zh[-1] not in "。！" or en[-1] not in ".!" or re.search(r"[<>|\\{}\[\]`*]", zh + en):
        return False
    digits = [sorted(re.findall(r"\d+", text.replace(",", ""))) for text in (zh, en)]
    return digits[0] == digits[1] and en[0].isupper() and 0.9 < len(en) / len(zh) < 5


def _work(job: tuple[int, list[Source]]) -> list[Line]:
    """The lines of a chunk of sources."""
    seed, sources = job
    rng, names = random.Random(seed), Names()
    lines: list[Line] = []
    for source in sources:
        if source.frame:
            lines.extend(frame_lines(rng))
        else:
            lines.extend((pair_lines if source.en else news_lines)(source, rng, names))
    return [line for line in lines if line["s"] != line["q"] and len(str(line["s"])) >= 6]


def _balance(lines: list[Line], limit: int, rng: random.Random) -> list[Line]:
    """At most so many lines, no two alike, a little fewer true ones than false."""
    unique = list({(line["s"], line["q"]): line for line in lines}.values())
    rng.shuffle(unique)
    split = {y: [line for line in unique if line["y"] == y] for y in (1, 0)}
    share = min(1.0, len(split[1]) / (0.45 * limit), len(split[0]) / (0.55 * limit))
    total = int(limit * share)
    kept = split[1][: int(total * 0.45)] + split[0][: int(total * 0.55)]
    rng.shuffle(kept)
    return kept


if __name__ == "__main__":
    main()
