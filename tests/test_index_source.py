"""Offset maps against a list of one original offset a derived character; spans; surrogates."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import many, offset_maps, spans_within

from index.source import OffsetMap, SourceText, Span, mend_surrogates, strip_span


def as_list(offsets: OffsetMap) -> list[int]:
    """The oracle's form: the original offset of every derived character, one by one."""
    return [offsets.start(i) for i in range(offsets.derived_length)]


@many
@given(st.data())
def test_map_sends_each_derived_character_to_the_kept_one(data: st.DataObject) -> None:
    length = data.draw(st.integers(0, 40))
    kept = data.draw(spans_within(length))
    offsets = OffsetMap(kept, original_length=length)
    assert as_list(offsets) == [i for span in kept for i in range(span.start, span.end)]
    assert offsets.derived_length == sum(map(len, kept))


@many
@given(st.data())
def test_composed_map_equals_applying_both(data: st.DataObject) -> None:
    outer = data.draw(offset_maps())
    inner = data.draw(offset_maps(original_length=outer.derived_length))
    assert as_list(inner.then(outer)) == [outer.start(i) for i in as_list(inner)]
    assert inner.then(outer).original_length == outer.original_length


@many
@given(st.data())
def test_composition_is_associative(data: st.DataObject) -> None:
    a = data.draw(offset_maps())
    b = data.draw(offset_maps(original_length=a.derived_length))
    c = data.draw(offset_maps(original_length=b.derived_length))
    assert as_list(c.then(b).then(a)) == as_list(c.then(b.then(a)))


@many
@given(offset_maps())
def test_map_is_strictly_monotone_and_identity_is_neutral(offsets: OffsetMap) -> None:
    mapped = as_list(offsets)
    assert all(a < b for a, b in itertools.pairwise(mapped))
    identity = OffsetMap.identity(offsets.original_length)
    assert as_list(offsets.then(identity)) == mapped
    assert as_list(OffsetMap.identity(offsets.derived_length).then(offsets)) == mapped


@many
@given(st.data())
def test_span_is_tight_around_the_first_and_last_character(data: st.DataObject) -> None:
    offsets = data.draw(offset_maps().filter(lambda m: m.derived_length > 0))
    start = data.draw(st.integers(0, offsets.derived_length - 1))
    end = data.draw(st.integers(start + 1, offsets.derived_length))
    mapped = as_list(offsets)[start:end]
    assert offsets.span(Span(start, end)) == Span(mapped[0], mapped[-1] + 1)


@many
@given(offset_maps())
def test_runs_cover_the_derived_text_in_order(offsets: OffsetMap) -> None:
    pairs = list(offsets.runs())
    assert [i for derived, _ in pairs for i in range(derived.start, derived.end)] == list(
        range(offsets.derived_length)
    )
    for derived, original in pairs:
        assert len(derived) == len(original)
        assert offsets.start(derived.start) == original.start


def test_end_of_the_derived_text_maps_to_the_end_of_the_original() -> None:
    """ "ab__cd__" keeps [0, 2) and [4, 6): offset 4 is the end, of both texts."""
    offsets = OffsetMap([Span(0, 2), Span(4, 6)], original_length=8)
    assert offsets.start(4) == 8
    for outside in (-1, 5):
        with pytest.raises(IndexError):
            offsets.start(outside)


@pytest.mark.parametrize("kept", [[Span(2, 4), Span(0, 1)], [Span(0, 3), Span(2, 4)], [Span(0, 9)]])
def test_map_refuses_ranges_out_of_order_overlapping_or_outside(kept: list[Span]) -> None:
    with pytest.raises(ValueError, match="kept ranges"):
        OffsetMap(kept, original_length=5)


def test_maps_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ValueError, match="do not meet"):
        OffsetMap.identity(3).then(OffsetMap.identity(4))


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2)])
def test_span_is_never_empty_or_negative(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@many
@given(st.text("a \n\u00a0　", max_size=12), st.data())
def test_strip_span_equals_str_strip(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = strip_span(text, start, end)
    assert (span.of(text) if span else "") == text[start:end].strip()


def test_lone_surrogates_become_one_replacement_character_each() -> None:
    assert mend_surrogates("河\ud83d口\udc00") == "河\ufffd口\ufffd"
    assert mend_surrogates("渡😀口") == "渡😀口"
    assert mend_surrogates("\ud83d\ude00") == "😀"  # a pair that was split is one character


@many
@given(st.text())
def test_mended_text_can_always_be_written_and_is_left_alone_if_it_could(text: str) -> None:
    mended = mend_surrogates(text)
    mended.encode("utf-8")
    if not any("\ud800" <= char <= "\udfff" for char in text):
        assert mended == text


def test_source_sha256_is_over_the_text_as_utf8_and_where_names_the_line() -> None:
    source = SourceText("a.jsonl", "渡口", "record", 3)
    assert source.sha256 == hashlib.sha256("渡口".encode()).hexdigest()
    assert source.where == "a.jsonl line 3"
    assert SourceText("a.txt", "渡口").where == "a.txt"
