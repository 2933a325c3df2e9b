"""A corpus of a few invented articles, and indexes of it built without the dictionary.

Compiling translations takes seconds and is not what most tests of a build are about.
"""

from __future__ import annotations

import atexit
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from index.build import BuildReport, build
from index.config import IndexConfig
from index.generation import GENERATIONS, read_current, read_manifest
from search.search import Searcher
from search.snapshot import open_index

FERRY = (
    "青石渡口改了装货办法\n2024-05-03  来源：青石日报  记者：柳如眉\n\n"
    "青石渡口从本周起实行新的装货办法。每天傍晚六点以后，船工不再收散装的木箱，只收已经贴好标签的整排货物。"
    "值班员说，这样做是为了让第二天早班的船能够准点离岸，去年冬天曾有11天因为点数而误了潮水。\n"
    "货主们的看法并不一致。有人说贴标签要多花1.2元，也有人说早走一个钟头就能赶上对岸的早市。"
    "渡口管理处答应在三个月之后公布准点的次数，到那时再决定要不要把办法推到下游的两个渡口去。\n"
)
TEA = (
    "松岭茶厂把柴灶换成电锅\n来源：松岭晚报\n\n"
    "松岭茶厂今年把炒茶的柴灶全部换成了电锅。厂长算过一笔账，换锅花掉46万元，一年省下的柴钱是9万元，"
    "五年多才能回本，可是炒茶的师傅不用再半夜起来看火，茶叶的焦味也少了，退货从每百斤三斤降到不足一斤。\n"
    "村里人担心的是电费。入夏以后电价分成峰谷两档，茶厂把炒茶改到夜里十点以后开锅，电钱省了三成。\n"
)
DEPOT = (
    "A returns depot opens by the river\nBy Ann Lee\n2023-11\n\n"
    "Harbour Post opened a depot for returned parcels by the river on Monday. Eleven shops share its rent of"
    " 4,600 euros a month, and two clerks sort about 300 parcels a day. The shops say that a parcel now comes"
    " back in three days; before, it took nine. The depot closes at six, and nobody works there on Sundays.\n"
)
BRIEFS: list[dict[str, Any]] = [
    {"_id": "b-1", "title": "码头夜灯", "date": "2024-06", "publisher": "青石日报",
     "text": "码头的夜灯从八点亮到十二点，电费由三家货栈平摊。灯亮之后，夜里丢失的木箱从每月七件降到一件。"},
    {"_id": "b-2", "title": "早市", "text": "对岸的早市五点开门，卖菜的人要在四点以前过河，渡船因此加开了一班。"},
]  # fmt: skip

_ECHO = "渡口的回声墙高三丈，站在墙下喊一声，要过两秒才听得见第二声。"
MORE: list[dict[str, Any]] = [
    *({"_id": f"echo-{n}", "text": _ECHO, "title": "回声墙"} for n in range(12)),
    {"_id": "trad", "title": "電車", "text": "電車公司說，夜間的電車因為載客太少，明年春天開始停駛，司機們擔心丟掉飯碗。"},
    {"_id": "wide", "title": "ＧＭＶ", "text": "集市的ＧＭＶ去年达到２００亿元，摊主们却说没有感觉到生意变好。"},
    {"_id": "look", "title": "券", "text": "优惠劵嘚发放茬周末停叻，会员们囿意见，客服莋出了解释。"},
    {"_id": "date", "title": "停航", "text": "2019年9月16日，下游的摆渡停航一天，工人们更换了15.7%的缆绳。"},
    {"_id": "mixed", "title": "标签", "text": "The label says 小心轻放 and the clerk reads it aloud to the porter before the boat leaves."},
]  # fmt: skip


def write_corpus(root: Path) -> Path:
    """Two Chinese texts, an English one, and two records."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "ferry.txt").write_text(FERRY, encoding="utf-8", newline="")
    (root / "tea.md").write_text(TEA, encoding="utf-8", newline="")
    (root / "depot.txt").write_text(DEPOT, encoding="utf-8", newline="")
    write_records(root / "briefs.jsonl", BRIEFS)
    return root


def write_larger_corpus(root: Path) -> Path:
    """The same and a few records more; its translations are compiled for ``bilingual_searcher`` anyway."""
    write_records(write_corpus(root) / "more.jsonl", MORE)
    return root


def write_records(path: Path, records: Sequence[dict[str, Any]]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@contextmanager
def no_dictionary() -> Iterator[None]:
    """Builds within compile no translations."""
    with patch("index.build.compile_translations", lambda *args, **kwargs: iter(())):
        yield


def quick_build(
    index: Path, *sources: Path, add: bool = False, jobs: int = 1, config: IndexConfig | None = None
) -> BuildReport:
    with no_dictionary():
        return build(sources, index, config=config or IndexConfig(), add=add, jobs=jobs)


def generation_bytes(index: Path) -> dict[str, bytes]:
    """Every file of the generation that serves but the manifest, by name."""
    folder = index / GENERATIONS / read_current(index).generation
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def lasting_manifest(index: Path) -> dict[str, Any]:
    """The manifest without what may differ between two equal builds."""
    manifest = read_manifest(index, read_current(index).generation)
    return {k: v for k, v in manifest.items() if k not in ("built_at", "seconds", "parent")}


def assert_same_index(one: Path, other: Path) -> None:
    assert generation_bytes(one) == generation_bytes(other)
    assert lasting_manifest(one) == lasting_manifest(other)


@cache
def bilingual_searcher() -> Searcher:
    """A searcher over the corpus and a few records more, with the dictionary; built once a run."""
    folder = tempfile.TemporaryDirectory(prefix="wenju-tests-")
    atexit.register(folder.cleanup)
    root = Path(folder.name)
    build([write_larger_corpus(root / "corpus")], root / "index", config=IndexConfig())
    return Searcher(open_index(root / "index"))
