"""Letters that may be pinyin: every reading of the dictionary, and few English words."""

from __future__ import annotations

from itertools import pairwise

import pytest

from search.support_dictionary import characters_by_reading
from search.syllables import may_be_pinyin


def test_every_reading_of_the_dictionary_with_a_vowel_may_be_pinyin() -> None:
    readings = [
        one for one in characters_by_reading() if one.isalpha() and set(one) & set("aeiouv")
    ]
    assert len(readings) > 390
    assert all(map(may_be_pinyin, readings))
    assert all(may_be_pinyin(one + other) for one, other in pairwise(readings))


@pytest.mark.parametrize(
    "word",
    ["shell", "tesla", "united", "york", "walmart", "ashby", "dynasty", "star", "", "xx", "b"],
)
def test_letters_that_are_no_pinyin(word: str) -> None:
    assert not may_be_pinyin(word)


def test_long_letters_take_no_time_and_are_none() -> None:
    assert may_be_pinyin("uaiuai" * 4) == may_be_pinyin("uaiuai")
    assert not may_be_pinyin("a" * 20_000)
