"""Promises 1 and 2 of the design, on arbitrary text: exact passages, and nothing lost."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import bounded, dirty_text, half, many

from index.article import Articles, read_articles
from index.config import IndexConfig
from index.dates import find_date, parse_date
from index.source import GivenMetadata, SourceText, Span

any_text = st.one_of(dirty_text, st.text(max_size=300))
sources = st.one_of(
    st.builds(SourceText, st.just("a.txt"), any_text),
    st.builds(SourceText, st.just("a.md"), any_text, kind=st.just("markdown")),
    st.builds(
        SourceText, st.just("a.jsonl"), any_text, st.just("record"), record=st.just(2), article_id=st.just("r-2"),
        given=st.builds(GivenMetadata, title=st.none() | st.just("渡口"), date=st.none() | st.just("2024-05")),
    ),
)  # fmt: skip


def passage_spans(found: Articles) -> list[Span]:
    return [passage.span for article in found.articles for passage in article.passages]


@many
@given(sources)
@example(SourceText("a.txt", ""))
@example(SourceText("a.txt", "\u200b"))
@example(SourceText("a.txt", "。" * 900))
@example(SourceText("a.txt", "河\u200b\u200b\u200b" * 200))  # short when clean, long as it is
@example(SourceText("a.txt", " \n".join("河" * 399 for _ in range(3))))
@example(SourceText("a.md", "---\ntitle: 渡\n---", kind="markdown"))
@example(SourceText("a.txt", "来源：河口日报 2024年5月3日\n" + "渡口的仓库照常开门。" * 5))
def test_what_is_read_holds_every_promise(source: SourceText) -> None:
    """One reading of a text, held to all that is promised of it: reading is what takes the time."""
    found = read_articles(source, IndexConfig())
    check_passages_are_exact_source_slices_of_at_most_400(source, found)
    check_every_character_is_in_exactly_one_passage_or_drop(source, found)
    check_all_is_in_order_and_articles_hold_their_passages(found)
    check_ids_are_unique_and_follow_the_contract(source, found)
    check_evidence_lies_in_the_text_and_spells_the_value(source, found)


@half
@given(sources)
@example(SourceText("a.txt", "\u200b"))
@example(SourceText("a.md", "---\ntitle: 渡\n---", kind="markdown"))
def test_keep_boilerplate_drops_only_front_matter_and_what_cannot_be_shown(
    source: SourceText,
) -> None:
    found = read_articles(source, IndexConfig(keep_boilerplate=True))
    reasons = {drop.reason for drop in found.drops}
    assert reasons <= {"front_matter", "invisible", "repeated_article"}
    check_every_character_is_in_exactly_one_passage_or_drop(source, found)


@bounded
@given(sources)
def test_reading_twice_gives_the_same(source: SourceText) -> None:
    config = IndexConfig()
    assert read_articles(source, config) == read_articles(source, config)


def check_passages_are_exact_source_slices_of_at_most_400(
    source: SourceText, found: Articles
) -> None:
    for article in found.articles:
        assert article.passages
        for passage in article.passages:
            assert source.text[passage.span.start : passage.span.end] == passage.text
            assert 0 < len(passage.text) <= 400
            assert passage.text == passage.text.strip()


def check_every_character_is_in_exactly_one_passage_or_drop(
    source: SourceText, found: Articles
) -> None:
    seen = [0] * len(source.text)
    for span in [*passage_spans(found), *(drop.span for drop in found.drops)]:
        assert span.end <= len(source.text)
        for i in range(span.start, span.end):
            seen[i] += 1
    assert max(seen, default=0) <= 1
    lost = [i for i, char in enumerate(source.text) if not seen[i] and not char.isspace()]
    assert lost == []


def check_all_is_in_order_and_articles_hold_their_passages(found: Articles) -> None:
    for spans in (passage_spans(found), [drop.span for drop in found.drops]):
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    for article in found.articles:
        assert article.span.start <= article.passages[0].span.start
        assert article.passages[-1].span.end <= article.span.end
    bounds = [article.span for article in found.articles]
    assert all(a.end <= b.start for a, b in itertools.pairwise(bounds))


def check_ids_are_unique_and_follow_the_contract(source: SourceText, found: Articles) -> None:
    article_ids = [article.article_id for article in found.articles]
    passage_ids = [p.passage_id for article in found.articles for p in article.passages]
    assert len(set(article_ids)) == len(article_ids)
    assert len(set(passage_ids)) == len(passage_ids)
    for article in found.articles:
        slice_ = article.span.of(source.text)
        digest = hashlib.sha256(f"{source.file}\0{slice_}".encode()).hexdigest()[:16]
        assert article.article_id == (source.article_id or digest)
        for passage in article.passages:
            key = f"{passage.span.start}\0{passage.span.end}\0{passage.text}"
            tail = hashlib.sha256(key.encode()).hexdigest()[:8]
            assert passage.passage_id == f"{article.article_id}-{tail}"


def check_evidence_lies_in_the_text_and_spells_the_value(
    source: SourceText, found: Articles
) -> None:
    """A value with evidence is what stands there; a date is what that piece reads as."""
    for article in found.articles:
        for name in ("title", "publisher", "author", "editor"):
            stated = getattr(article, name)
            if stated is not None and stated.evidence is not None:
                assert stated.evidence.end <= len(source.text)
                quoted = stated.evidence.of(source.text)
                assert without_noise(stated.value) == without_noise(quoted), name
        date = article.published
        if date is not None and date.evidence is not None:
            written = date.evidence.of(source.text)
            read = [
                iso
                for quoted in (written, without_noise(written))
                for iso in (parse_date(quoted), (find_date(quoted) or (None,))[0])
                if iso
            ]
            # An inferred date is told to the month alone.
            assert date.value in [iso[:7] if article.published_inferred else iso for iso in read]


def without_noise(text: str) -> str:
    """Without what cleaning may leave out or turn into a space."""
    from index.clean import INVISIBLE

    return "".join(INVISIBLE.sub("", text).split())


@pytest.mark.parametrize("text", ["", " \n\u00a0", "\u200b\ufeff", "相关文章\n阅读原文"])
def test_text_without_an_article_says_so(text: str) -> None:
    found = read_articles(SourceText("a.txt", text), IndexConfig())
    assert found.articles == ()
    assert any("no article in it" in warning for warning in found.warnings)


def test_more_than_a_tenth_dropped_is_a_warning() -> None:
    """45 characters of article and a 24-character disclaimer: 24 of 70 with the break, 34 %."""
    body = "渡口的仓库照常开门，值班员照常点数。" * 2 + "今天一共四十一件。"
    text = f"{body}\n免责声明：以上内容只是示例，不构成任何建议和承诺。"
    share = (len(text) - len(body) - 1) / len(text)
    found = read_articles(SourceText("a.txt", text), IndexConfig())
    assert [drop.reason for drop in found.drops] == ["disclaimer"]
    assert found.warnings == (
        f"{share:.0%} dropped (disclaimer); build with --keep-boilerplate if that is too much",
    )
