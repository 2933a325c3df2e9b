"""Build from what a build should not choke on, and print seconds, memory and what it said.

    .venv/bin/python scripts/stress_build.py [CASE ...] [--folder DIR]

Each case is made in a folder of its own and given to ``wenju build`` as a user would. ``peak`` is
the resident memory of its largest process.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

_SENTENCE = "第{n}位船工在{m}号码头点完了{k}只木箱，管理处把它们的编号抄进账本，留给早班的人核对。"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--folder", type=Path, help="where the cases are made (default: temporary)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="stress-") as temporary:
        for name in arguments.cases or CASES:
            root = Path(temporary) / name / "in"
            root.mkdir(parents=True)
            # In a process of its own: a child's peak counts what its parent held when it began.
            maker = multiprocessing.Process(target=CASES[name], args=(root,))
            maker.start()
            maker.join()
            print(f"{name}: {CASES[name].__doc__}", flush=True)
            print(_built(root), flush=True)


def _built(root: Path) -> str:
    wenju = Path(sys.executable).with_name("wenju")
    command = [str(wenju), "build", str(root), "--index", str(root.parent / "index"), "--json"]
    said = root.parent / "said"
    began = time.monotonic()
    with said.open("wb") as err, (root.parent / "report").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    lines = said.read_text("utf-8").splitlines()
    report = (root.parent / "report").read_text("utf-8")
    shown = json.loads(report) if report else {}
    figures = ", ".join(f"{shown[key]:,} {key}" for key in ("articles", "passages") if key in shown)
    told = "".join(f"\n    {line[:200]}" for line in lines[:12])
    return (
        f"  exit {os.waitstatus_to_exitcode(status)}, {seconds:.1f} s, peak {usage.ru_maxrss >> 10:,}"
        f" MiB, {figures or 'no index'}, {len(lines)} lines said{told}"
    )


def _sentence(rng: random.Random) -> str:
    return _SENTENCE.format(n=rng.randint(1, 9999), m=rng.randint(1, 99), k=rng.randint(2, 9999))


def million_lines(root: Path) -> None:
    """a JSONL file of a million records, one of them broken"""
    rng = random.Random(1)
    with (root / "a.jsonl").open("w", encoding="utf-8") as file:
        for n in range(1_000_000):
            if n == 777_777:
                file.write('{"_id": "bad", "text": "half a\n')
            file.write(f'{{"_id": "{n}", "text": "{_sentence(rng)}"}}\n')


def long_article(root: Path) -> None:
    """one article of 5 million characters"""
    rng = random.Random(1)
    text = "\n\n".join("".join(_sentence(rng) for _ in range(4)) for _ in range(28_000))
    (root / "a.txt").write_text(text, encoding="utf-8")


def one_line(root: Path) -> None:
    """5 million characters on one line without a mark, beside a sound file"""
    rng = random.Random(1)
    (root / "a.txt").write_text(
        "".join(rng.choices("船工点完木箱抄进账本留给早班的人核对", k=5_000_000)), encoding="utf-8"
    )
    (root / "b.txt").write_text(_sentence(rng), encoding="utf-8")


def many_tags(root: Path) -> None:
    """a page of 100 MB and a page of a million tags, beside a sound one"""
    rng = random.Random(1)
    body = "".join(f"<p>{_sentence(rng)}</p>" for _ in range(900_000))
    (root / "big.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    (root / "tags.html").write_text("<html><body>" + "<b><i>x</i></b>" * 500_000, encoding="utf-8")
    (root / "sound.html").write_text(f"<html><body><p>{_sentence(rng)}", encoding="utf-8")


def tiny_files(root: Path) -> None:
    """200,000 files of one sentence"""
    rng = random.Random(1)
    for n in range(200_000):
        folder = root / f"{n // 1000:03}"
        if n % 1000 == 0:
            folder.mkdir()
        (folder / f"{n:06}.txt").write_text(_sentence(rng), encoding="utf-8")


def bombs(root: Path) -> None:
    """DOCX bombs, broken and locked files, loops, names with newlines, invalid dates"""
    rng = random.Random(1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * (1 << 30))
    (root / "bomb.docx").write_bytes(out.getvalue())
    (root / "broken.pdf").write_bytes(b"%PDF-1.7\n" + rng.randbytes(5000))
    (root / "broken.docx").write_bytes(b"PK\x03\x04" + rng.randbytes(5000))
    (root / "junk.txt").write_bytes(bytes(1000) + rng.randbytes(5000))
    (root / "empty.html").write_bytes(b"")
    (root / "line\nbreak.txt").write_text(_sentence(rng), encoding="utf-8")
    (root / "line\nbreak.pdf").write_bytes(b"%PDF-1.7\n")
    (root / "loop").symlink_to(root)
    (root / "date.jsonl").write_text(
        json.dumps({"_id": "a", "text": _sentence(rng), "date": "2023-02-30"}) + "\n"
    )
    (root / "date.html").write_text(
        f'<meta property="article:published_time" content="2023-02-30"><p>{_sentence(rng)}',
        encoding="utf-8",
    )


CASES: dict[str, Callable[[Path], None]] = {
    function.__name__: function
    for function in (bombs, long_article, one_line, many_tags, tiny_files, million_lines)
}

if __name__ == "__main__":
    main()
