"""The table of names: what index/data/README.md promises of it."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

from index.names import read_names

KINDS = {"brand", "company", "event", "organisation", "person", "place", "platform", "term"}


def test_every_row_has_a_known_kind_and_no_empty_or_padded_form() -> None:
    wrong = [
        name
        for name in read_names()
        if name.kind not in KINDS
        or not name.chinese
        or not name.english
        or any(not form or form != form.strip() for form in (*name.chinese, *name.english))
    ]
    assert wrong == []


def test_no_chinese_form_stands_in_two_rows() -> None:
    counts = Counter(form for name in read_names() for form in name.chinese)
    assert [form for form, n in counts.items() if n > 1] == []


def test_english_forms_are_written_without_chinese_characters() -> None:
    han = re.compile("[\u4e00-\u9fff]")
    assert [name for name in read_names() if any(han.search(form) for form in name.english)] == []


def test_rows_are_sorted_by_kind_and_chinese_form() -> None:
    table = files("index").joinpath("data/names.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and line[0] != "#"]
    keys = [(kind, chinese.split("|")[0]) for kind, chinese, _ in rows]
    assert keys == sorted(keys)
