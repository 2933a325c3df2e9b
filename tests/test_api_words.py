"""The words of the pages: the same in both languages, and all of them used."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

import api
from api.words import Words, all_words

API = Path(api.__file__).parent
TABLE = tomllib.loads((API / "words.toml").read_text("utf-8"))


def fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_every_word_is_there_in_both_languages_with_the_same_fields():
    assert TABLE["zh"].keys() == TABLE["en"].keys()
    for name, text in TABLE["zh"].items():
        assert fields(text) == fields(TABLE["en"][name]), name
        assert text.strip()
        assert TABLE["en"][name].strip()


def test_no_word_has_the_name_of_something_else():
    assert not [name for name in TABLE["zh"] if hasattr(Words, name)]


def test_every_word_is_used_and_every_used_word_is_there():
    templates = "\n".join(path.read_text("utf-8") for path in API.glob("templates/**/*.html"))
    code = "\n".join(p.read_text("utf-8") for p in (*API.glob("*.py"), *API.glob("routes/*.py")))
    used = set(re.findall(r"words\.([a-z_]+)", templates))
    used |= set(re.findall(r"words\[\"([a-z_]+)\"\]", templates + code))
    assert used <= TABLE["zh"].keys()
    quoted = set(re.findall(r"[\"']([a-z_]+)[\"']", templates + code))
    made = ("error_", "why_", "language_", "drop_")  # names put together from a code
    assert not {n for n in TABLE["zh"].keys() - used - quoted if not n.startswith(made)}


def test_an_unknown_word_is_an_error():
    with pytest.raises(KeyError):
        all_words()["zh"]["none"]
