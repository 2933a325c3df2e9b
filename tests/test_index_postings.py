"""Postings against the plainest oracle: a list of one Counter a document."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import bounded

from index.postings import Postings, PostingsWriter, TermCounts

term = st.one_of(
    st.sampled_from(["渡口", "仓库", "a", "ab", "b", "𠮷", "é"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6),
)
documents = st.lists(st.lists(term, max_size=12), max_size=12)
Documents = list[list[str]]


def written(batches: list[TermCounts], folder: Path) -> Postings:
    writer = PostingsWriter()
    for batch in batches:
        writer.add(batch)
    writer.write(folder)
    return Postings(folder)


def as_counters(counts: TermCounts) -> list[Counter[str]]:
    found: list[Counter[str]] = []
    start = 0
    for end in counts.ends.tolist():
        pairs = zip(counts.term_ids[start:end].tolist(), counts.tf[start:end].tolist(), strict=True)
        found.append(Counter({counts.terms[i]: n for i, n in pairs}))
        start = end
    return found


@bounded
@given(documents, st.integers(0, 12))
@example([], 0)
@example([[], [], []], 1)
def test_postings_give_back_what_a_counter_of_each_document_holds(
    docs: Documents, cut: int
) -> None:
    oracle = [Counter(doc) for doc in docs]
    vocabulary = sorted({t for doc in docs for t in doc}, key=lambda t: t.encode())
    with tempfile.TemporaryDirectory() as folder:
        batches = [TermCounts.count(docs[:cut]), TermCounts.count(docs[cut:])]
        postings = written(batches, Path(folder, "p"))
        assert postings.n_documents == len(docs)
        assert [postings.term_at(i) for i in range(postings.n_terms)] == vocabulary
        assert postings.lengths.tolist() == [len(doc) for doc in docs]
        assert postings.n_postings == sum(map(len, oracle))
        for t in vocabulary:
            ids, tf = postings.of(t)
            assert dict(zip(ids.tolist(), tf.tolist(), strict=True)) == {
                i: counter[t] for i, counter in enumerate(oracle) if t in counter
            }
            assert ids.tolist() == sorted(ids.tolist())
        assert as_counters(postings.by_document()) == oracle


@bounded
@given(documents, term)
def test_term_that_no_document_holds_is_found_nowhere(docs: Documents, missing: str) -> None:
    docs = [[t for t in doc if t != missing] for doc in docs]
    with tempfile.TemporaryDirectory() as folder:
        postings = written([TermCounts.count(docs)], Path(folder, "p"))
        assert postings.find(missing) is None
        assert [len(part) for part in postings.of(missing)] == [0, 0]
        assert postings.find("\ud800") is None


@bounded
@given(documents, st.data())
def test_slice_is_the_documents_between(docs: Documents, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(docs)))
    last = data.draw(st.integers(first, len(docs)))
    part = TermCounts.count(docs).slice(first, last)
    assert as_counters(part) == [Counter(doc) for doc in docs[first:last]]


@bounded
@given(documents, st.integers(0, 12))
def test_bytes_do_not_depend_on_the_batches_nor_on_coming_from_another_index(
    docs: Documents, cut: int
) -> None:
    """One batch, two batches, and each document sliced out of what was read back."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        one = written([TermCounts.count(docs)], root / "one")
        written([TermCounts.count(docs[:cut]), TermCounts.count(docs[cut:])], root / "two")
        back = one.by_document()
        written([back.slice(i, i + 1) for i in range(len(docs))], root / "three")
        contents = [
            {path.name: path.read_bytes() for path in sorted((root / name).iterdir())}
            for name in ("one", "two", "three")
        ]
        assert contents[0] == contents[1] == contents[2]


def test_terms_sort_by_their_utf8_bytes_and_prefixes_do_not_mix(tmp_path: Path) -> None:
    postings = written(
        [TermCounts.count([["ab", "a", "abc", "渡", "渡口", "\uffff", "𠮷"]])], tmp_path / "p"
    )
    terms = [postings.term_at(i) for i in range(postings.n_terms)]
    assert terms == ["a", "ab", "abc", "渡", "渡口", "\uffff", "𠮷"]
    assert [postings.find(t) for t in terms] == list(range(7))


def test_frequency_over_the_largest_is_cut_and_the_length_with_it(tmp_path: Path) -> None:
    """tf is 16 bits: 70,000 occurrences count as 65,535, and so does the length."""
    postings = written([TermCounts.count([["a"] * 70_000, ["b"]])], tmp_path / "p")
    assert postings.of("a")[1].tolist() == [65_535]
    assert postings.lengths.tolist() == [65_535, 1]


def test_average_length_counts_documents_without_a_term(tmp_path: Path) -> None:
    """(3 + 0 + 1) / 3."""
    postings = written([TermCounts.count([["a", "a", "b"], [], ["c"]])], tmp_path / "p")
    assert postings.average_length == 4 / 3
    assert written([], tmp_path / "none").average_length == 0.0


def test_arrays_are_memory_mapped_and_cannot_be_written(tmp_path: Path) -> None:
    postings = written([TermCounts.count([["a", "b"], ["a"]])], tmp_path / "p")
    ids, tf = postings.of("a")
    assert isinstance(ids.base.base, np.memmap)
    assert not ids.flags.writeable
    assert not tf.flags.writeable


@given(st.lists(st.lists(st.text("会议受邀a", min_size=1, max_size=3), max_size=8), max_size=6))
def test_following_counts_the_documents_of_every_pair(docs: Documents) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        postings = written([TermCounts.count(docs)], Path(temporary, "postings"))
        pairs = {term for terms in docs for term in terms if len(term) == 2}
        for char in "会议受邀a":
            assert postings.following(char) == {
                pair[1]: sum(pair in terms for terms in docs) for pair in pairs if pair[0] == char
            }
