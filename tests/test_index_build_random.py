"""Files of every kind come, go, change and move at random: each build equals a fresh one."""

from __future__ import annotations

import gzip
import io
import json
import random
from pathlib import Path

import docx
import pytest
from pdf_pages import CHINESE, paragraphs
from small_index import assert_same_index, quick_build

from index.verify import verify

_WHO = ("船工", "货主", "值班员", "管理处", "搬运队", "茶厂", "邮差", "渔会")
_DID = (
    "把木箱搬到北岸的仓库", "在黄昏前点完了缆绳", "答应下月公布准点的次数", "修好了三盏码头的灯",
    "说早班船只等一刻钟", "把账本抄了两份", "为晚到的茶叶留了舱位", "同对岸的早市谈妥了价钱",
)  # fmt: skip
_SUFFIXES = (".txt", ".md", ".jsonl", ".jsonl.gz", ".html", ".docx", ".pdf")


def story(rng: random.Random) -> list[str]:
    """Paragraphs of an article that nobody else tells in this way."""
    return [
        "".join(
            f"{rng.choice(_WHO)}{rng.choice(_DID)}，一共用了{rng.randint(2, 999)}天。"
            for _ in range(rng.randint(2, 5))
        )
        for _ in range(rng.randint(1, 4))
    ]


def content(suffix: str, rng: random.Random) -> bytes:
    told = story(rng)
    if suffix == ".pdf":
        return paragraphs([(text, CHINESE) for text in told])
    if suffix == ".docx":
        document, out = docx.Document(), io.BytesIO()
        for text in told:
            document.add_paragraph(text)
        document.save(out)
        return out.getvalue()
    if suffix == ".html":
        body = "".join(f"<p>{text}</p>" for text in told)
        return f"<html><head><meta charset=utf-8></head><body><article>{body}</article></body></html>".encode()
    if suffix.startswith(".jsonl"):
        lines = "".join(
            json.dumps({"_id": f"r{rng.randint(0, 10**9)}", "text": text}) + "\n" for text in told
        ).encode()
        return gzip.compress(lines, mtime=0) if suffix.endswith(".gz") else lines
    return "\n\n".join(told).encode()


def new_file(root: Path, rng: random.Random) -> None:
    suffix = rng.choice(_SUFFIXES)
    path = root / rng.choice(("", "north", "south/old")) / f"f{rng.randint(0, 999)}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content(suffix, rng))


def edit(root: Path, rng: random.Random) -> None:
    """One to three changes: a file added, written anew, deleted, renamed, or copied."""
    for _ in range(rng.randint(1, 3)):
        files = sorted(path for path in root.rglob("*") if path.is_file())
        path = rng.choice(files)
        suffix = path.name[path.name.index(".") :]
        change = rng.choice(("add", "anew", "delete", "rename", "copy"))
        if change == "anew":
            path.write_bytes(content(suffix, rng))
        elif change == "delete" and len(files) > 3:
            path.unlink()
        elif change == "rename":
            path.rename(path.with_name(f"g{rng.randint(0, 999)}{suffix}"))
        elif change == "copy" and not suffix.startswith(".jsonl"):
            (path.with_name(f"c{rng.randint(0, 999)}{suffix}")).write_bytes(path.read_bytes())
        else:
            new_file(root, rng)


@pytest.mark.parametrize("seed", range(3))
def test_builds_after_random_changes_equal_a_fresh_one(tmp_path: Path, seed: int) -> None:
    rng, root = random.Random(seed), tmp_path / "corpus"
    for suffix in _SUFFIXES:
        root.mkdir(exist_ok=True)
        (root / f"first{suffix}").write_bytes(content(suffix, rng))
    quick_build(tmp_path / "steps", root)
    for step in range(4):
        edit(root, rng)
        # In other processes once: to start them takes longer than the build.
        quick_build(tmp_path / "steps", root, jobs=2 if step == 1 else 1)
        quick_build(tmp_path / f"fresh{step}", root)
        assert_same_index(tmp_path / "steps", tmp_path / f"fresh{step}")
        assert verify(tmp_path / "steps").problems == ()
