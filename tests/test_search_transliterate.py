"""Names written by their sound: only what an index holds, with falling probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bounded

from index.postings import Postings, PostingsWriter, TermCounts
from search.transliterate import (
    Holds,
    SoundTable,
    Transliterator,
    chain_in,
    default_table,
    letters_of,
    read_table,
)

# Invented names, so that none can have been learned by heart.
NAMES = {
    "Velkarov": "维尔卡罗夫",
    "Bromstad": "布罗姆斯塔德",
    "Tolmarina": "托尔马里纳",
    "Kandelberg": "坎德尔伯格",
    "Sandrovic": "桑德罗维奇",
    "Marlinson": "马林森",
}
HAN = "".join(sorted({char for name in NAMES.values() for char in name}))


def pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def holding(*texts: str) -> Holds:
    return frozenset(pair for text in texts for pair in pairs(text)).__contains__


def postings_of(folder: Path, texts: Sequence[str]) -> Postings:
    writer = PostingsWriter()
    writer.add(TermCounts.count([pairs(text) for text in texts]))
    writer.write(folder)
    return Postings(folder)


@pytest.fixture(scope="module")
def table() -> SoundTable:
    return default_table()


@pytest.fixture(scope="module")
def transliterator(table: SoundTable) -> Transliterator:
    return Transliterator(table)


@pytest.mark.parametrize("name", NAMES)
def test_finds_the_name_among_those_of_a_text(transliterator: Transliterator, name: str) -> None:
    found = transliterator.candidates(name, holding("，".join(NAMES.values())))
    assert found[0].text == NAMES[name]


def test_finds_nothing_where_the_index_holds_no_such_characters(
    transliterator: Transliterator,
) -> None:
    assert transliterator.candidates("Velkarov", holding("渡口的仓库每天傍晚六点关门")) == []
    assert transliterator.candidates("Velkarov", lambda _: False) == []


def test_accents_apostrophes_and_case_make_no_difference(transliterator: Transliterator) -> None:
    holds = holding(*NAMES.values())
    plain = transliterator.candidates("Sandrovic", holds)
    assert plain
    for word in ("Sandrović", "SANDROVIĆ", "sand'rovic", "Sandrovic\u0301"):
        assert transliterator.candidates(word, holds) == plain


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("Łódź", "lodz"),
        ("Strauß", "strauss"),
        ("O’Brien", "obrien"),
        ("Bromstad’s", "bromstad"),
        ("B2B", ""),
        ("京东", ""),
        ("", ""),
    ],
)
def test_letters_are_those_of_the_alphabet_or_none(word: str, letters: str) -> None:
    assert letters_of(word) == letters


@pytest.mark.parametrize("word", ["", "Kim", "Al-Qasim", "x" * 21, "R2D2C3", "维尔卡罗夫"])
def test_too_short_too_long_or_no_word_finds_nothing(
    transliterator: Transliterator, word: str
) -> None:
    assert transliterator.candidates(word, lambda _: True) == []


def test_silent_and_double_letters_are_passed_over(transliterator: Transliterator) -> None:
    for word in ("Kanndelberg", "Kandellberg", "Kandelbergh", "Kandelberge"):
        assert transliterator.candidates(word, holding("坎德尔伯格"))[0].text == "坎德尔伯格"


def test_a_piece_gives_way_to_the_whole(transliterator: Transliterator) -> None:
    found = transliterator.candidates("Tolmarina", holding("托尔马里纳"))
    assert [candidate.text for candidate in found] == ["托尔马里纳"]


def test_what_no_single_passage_holds_is_left_out(
    transliterator: Transliterator, tmp_path: Path
) -> None:
    apart = postings_of(tmp_path / "apart", ["桑德罗", "罗维奇", "桑德", "德罗维"])
    together = postings_of(tmp_path / "together", ["他说桑德罗维奇来了", "桑德"])
    for postings, expected in ((apart, []), (together, ["桑德罗维奇"])):
        found = transliterator.candidates(
            "Sandrovic",
            lambda term, postings=postings: postings.find(term) is not None,
            occurs=chain_in(postings),
        )
        assert [candidate.text for candidate in found] == expected


def test_chain_in_agrees_with_looking_into_each_passage(tmp_path: Path) -> None:
    texts = ["甲乙丙丁", "甲乙甲", "丙丁甲乙", "乙丙", ""]
    occurs = chain_in(postings_of(tmp_path / "p", texts))
    for text in ("甲乙", "甲乙丙", "甲乙甲", "丙丁甲乙", "丁丙", "甲乙丙丁", "甲甲甲"):
        expected = any(set(pairs(text)) <= set(pairs(passage)) for passage in texts)
        assert occurs(text) == expected, text


@bounded
@given(st.text(max_size=30), st.integers(1, 6))
def test_any_string_is_answered(word: str, limit: int) -> None:
    found = SMALL.candidates(word, lambda _: True, limit=limit)
    assert len(found) <= limit


@bounded
@given(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12),
    st.sets(st.text(HAN, min_size=2, max_size=2), min_size=200, max_size=600),
)
def test_candidates_are_held_and_fall_in_probability(word: str, held: set[str]) -> None:
    found = SMALL.candidates(word, held.__contains__)
    texts = [candidate.text for candidate in found]
    assert all(pair in held for text in texts for pair in pairs(text))
    assert all(len(text) >= 2 for text in texts)
    assert len(set(texts)) == len(texts)
    probabilities = [candidate.probability for candidate in found]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 < probability <= 1 for probability in probabilities)
    assert sum(probabilities) <= 1 + 1e-9
    assert found == SMALL.candidates(word, held.__contains__)


def test_probability_of_a_spelling_is_the_sum_over_its_cuts() -> None:
    rows = ["# remark", "ab\t甲\t-1.0", "a\t甲\t-2.0", "cd\t乙\t-1.0", "bcd\t乙\t-0.5"]
    found = Transliterator(read_table(rows)).spellings("abcd", lambda _: True)
    # ab|cd: e^-2.0, a|bcd: e^-2.5; their sum is e^-1.5259
    assert [spelling.text for spelling in found] == ["甲乙"]
    assert found[0].score == pytest.approx(-1.5259, abs=1e-4)


def test_following_characters_count_listed_or_not() -> None:
    rows = ["a\t甲\t-1.0", "b\t乙\t-1.0", "b\t丙\t-1.0", "甲\t乙\t2.0", "甲\t*\t-1.0", "丙\t$\t0.5"]
    found = Transliterator(read_table(rows)).spellings("ab", lambda _: True)
    # -2 + 0.4 · 2.0 and -2 + 0.4 · (-1.0 + 0.5)
    assert [spelling.text for spelling in found] == ["甲乙", "甲丙"]
    assert [spelling.score for spelling in found] == pytest.approx([-1.2, -2.2])


def test_the_table_that_ships_is_small_and_made_of_logarithms(table: SoundTable) -> None:
    path = Path(__file__).parents[1] / "index" / "data" / "transliteration.tsv"
    assert path.stat().st_size < 200_000
    assert len(table.units) > 500
    assert all(figure < 0 for found in table.units.values() for _, figure in found)
    assert all(len(letters) <= 4 for letters in table.units)


SMALL = Transliterator()
