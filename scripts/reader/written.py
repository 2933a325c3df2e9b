"""Our own questions and statements on passages of the news, as training pairs.

    scripts/reader/written.py DATA QUESTIONS OUT

QUESTIONS holds `passages_*.tsv` with lines `PASSAGE, TYPE, TEXT, ANSWER or KIND`: a question in Chinese or
English that the passage answers (`za`, `ea`), one that it nearly does (`zn`, `en`), a statement that it
supports (`zs`, `es`), one that it does not (`zf`, `ef`); and `places.tsv`: passage, article of DATA's news,
first and last character. Passages of type `p` are in the file itself. Every fifth passage is kept to
measure on. `statements_*.tsv` has lines `TOPIC, TYPE, TEXT`: a quote in Chinese (`qz`) and in English (`qe`),
what both support (`z+`, `e+`) and what neither does (`z-KIND`, `e-KIND`); of `statements_short*` and
`statements_told*` an eighth of the topics is kept and all of `statements_kept*`, half to fit on and half to
measure on; of `statements_run*` an eighth is kept to measure on (`close`), of `statements_near*` an
eighth to fit on, and the others of both are `close_train`; all else trains.
Writes `{written,wording}_{train,measure}.jsonl`, `written_statements_{train,measure}.jsonl`,
`statements_{train,close_train,fit,measure,close}.jsonl`, the pairs of tests/data/support, and a folder
`written` in BEIR's form with the questions that are kept, for `scripts/fit_evidence.py` and
`scripts/fit_abstain.py`.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from reader.start import lines_of

ROOT = Path(__file__).parents[2]
SUPPORT = {  # pairs of a statement and a quote that were written before
    "dev.jsonl": "support_train.jsonl",
    "held_out_2.jsonl": "held_out_2.jsonl",
    "held_out_3.jsonl": "held_out_3.jsonl",
}
LATER = ("statements_short", "statements_told")  # files of which an eighth of the topics is kept
KEPT = "statements_kept"  # files that are
CLOSE = {"statements_run": "close", "statements_near": "fit"}  # what an eighth of such files is for
PARTS = {True: "train", False: "measure"}
LANGUAGE = {"z": "zh", "e": "en"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    passages = dict(passages_of(arguments.data, arguments.questions / "places.tsv"))
    asked: dict[str, list[list[str]]] = {}
    worded: dict[str, list[list[str]]] = {}
    for path in sorted(arguments.questions.glob("passages_*.tsv")):
        lines = worded if path.stem.startswith("passages_wording") else asked
        for fields in fields_of(path, 4):
            if fields[1] == "p":
                passages[fields[0]] = fields[2]
            else:
                lines.setdefault(fields[0], []).append(fields)
    stated = list(topics_of(arguments.questions))
    for part in ("train", "close_train", "fit", "measure", "close"):
        own = (row for of, row in stated if of == part)
        write(arguments.out / f"statements_{part}.jsonl", own)
    for name, out in SUPPORT.items():
        write(arguments.out / out, pairs_of(ROOT / "tests/data/support" / name))
    both = {pid: asked.get(pid, []) + worded.get(pid, []) for pid in asked | worded}
    write_set(arguments.out / "written", passages, both)
    for train, part in PARTS.items():
        for name, lines in (("written", asked), ("wording", worded)):
            own = [pid for pid in lines if pid in passages and trains(pid) == train]
            write(arguments.out / f"{name}_{part}.jsonl",
                  (questions(passages[pid], lines[pid]) for pid in own))  # fmt: skip
        own = [pid for pid in asked if pid in passages and trains(pid) == train]
        write(arguments.out / f"written_statements_{part}.jsonl",
              (one for pid in own for one in statements(passages[pid], asked[pid])))  # fmt: skip


def trains(pid: str) -> bool:
    """Whether the questions of a passage train the reader."""
    return zlib.crc32(pid.encode()) % 5 > 0


def write_set(folder: Path, passages: dict[str, str], asked: dict[str, list[list[str]]]) -> None:
    """All passages, and the questions that are kept, as a BEIR folder."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    write(folder / "corpus.jsonl",
          ({"_id": pid, "title": "", "text": text} for pid, text in passages.items()))  # fmt: skip
    files: dict[str, list[dict[str, object]]] = {"a": [], "n": []}
    relevant = ["query-id\tcorpus-id\tscore"]
    for pid in (pid for pid in asked if pid in passages and not trains(pid)):
        for i, (_, kind, text, answer) in enumerate(asked[pid]):
            if kind[1] in files:
                row = {"_id": f"{pid}-{i}", "text": text, "lang": LANGUAGE[kind[0]]}
                files[kind[1]].append(row | ({"answers": [answer]} if kind[1] == "a" else {}))
                relevant.append(f"{pid}-{i}\t{pid}\t1")
    write(folder / "queries.jsonl", iter(files["a"]))
    write(folder / "unanswerable.jsonl", iter(files["n"]))
    (folder / "qrels" / "test.tsv").write_text("\n".join(relevant) + "\n", encoding="utf-8")


def fields_of(path: Path, n: int) -> Iterator[list[str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        fields = line.split("\t")
        if len(fields) != n:
            raise SystemExit(f"{path}:{number}: {len(fields)} fields, not {n}")
        yield fields


def part_of(topic: str, file: str) -> str:
    """What the statements of a topic are for: to train, to fit the support check, or one to measure on."""
    number = zlib.crc32(topic.encode()) % 16
    for files, kept in CLOSE.items():
        if file.startswith(files):
            return "close_train" if number > 1 else kept
    if file.startswith(KEPT):
        return ("fit", "measure")[number % 2]
    return {0: "fit", 1: "measure"}.get(number, "train") if file.startswith(LATER) else "train"


def topics_of(folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Every statement of every topic beside both of its quotes, with what it is for."""
    for path in sorted(folder.glob("statements_*.tsv")):
        topics: dict[str, list[list[str]]] = {}
        for topic, kind, text in fields_of(path, 3):
            topics.setdefault(topic, []).append([kind, text])
        for topic, lines in topics.items():
            part = part_of(topic, path.stem)
            quotes = [(LANGUAGE[kind[1]], text) for kind, text in lines if kind[0] == "q"]
            for kind, text in (line for line in lines if line[0][0] != "q"):
                for language, quote in quotes:
                    yield part, {"s": text, "q": quote, "y": int(kind[1] == "+"),
                                 "k": kind[2:] or "same", "t": topic,
                                 "d": f"{LANGUAGE[kind[0]]}-{language}"}  # fmt: skip


def support_pairs(folder: Path, part: str) -> Iterator[dict[str, str]]:
    """The statements of a part in the form of tests/data/support."""
    for of, row in topics_of(folder):
        if of == part:
            label = "supported" if row["y"] else str(row["k"])
            yield {"statement": str(row["s"]), "quote": str(row["q"]), "label": label,
                   "languages": str(row["d"]), "topic": str(row["t"])}  # fmt: skip


def passages_of(data: Path, places: Path) -> Iterator[tuple[str, str]]:
    """The passages that are parts of the news."""
    where = {fields[1]: fields for fields in fields_of(places, 4)}
    for line in lines_of(data / "news/docs.jsonl.xz"):
        row = json.loads(line)
        if found := where.get(row["id"]):
            yield found[0], row["text"][int(found[2]) : int(found[3])]


def pairs_of(path: Path) -> Iterator[dict[str, object]]:
    """The pairs of a file of tests/data/support."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        right = row["label"] == "supported"
        yield {"s": row["statement"], "q": row["quote"], "y": int(right), "d": row["languages"],
               "k": "same" if right else row["label"]}  # fmt: skip


def language_of(text: str) -> str:
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"


def questions(passage: str, lines: list[list[str]]) -> dict[str, object]:
    """A passage with its questions, as `pairs.py` reads them."""
    out: list[dict[str, object]] = []
    for _, kind, text, answer in lines:
        if kind[1] == "a" and (start := passage.find(answer)) >= 0:
            out.append({"q": text, "a": [start, start + len(answer)], "k": LANGUAGE[kind[0]]})
        elif kind[1] == "n":
            out.append({"q": text, "a": None, "k": f"{LANGUAGE[kind[0]]} near"})
    return {"p": passage, "qs": out}


def statements(passage: str, lines: list[list[str]]) -> Iterator[dict[str, object]]:
    for _, kind, text, why in lines:
        if kind[1] in "sf":
            direction = f"{LANGUAGE[kind[0]]}-{language_of(passage)}"
            right = kind[1] == "s"
            yield {"s": text, "q": passage, "y": int(right), "k": "same" if right else why,
                   "d": direction}  # fmt: skip


def write(path: Path, rows: Iterator[dict[str, object]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
