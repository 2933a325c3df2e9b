"""What is told of a file: all of it, once, at its place, with what folding makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import bounded, dirty_text, many

from api import inspection_page
from api.folding import default_folding, folded_runs
from api.inspection import Inspection, evidence_of, inspect_text, only_article, segments
from api.inspection_page import inspection_html, inspection_json
from api.templating import make_environment
from index.config import IndexConfig
from index.errors import UsageError
from index.read.discover import discover
from index.read.files import read_file
from index.source import SourceFile, SourceText

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "corpus"
FOLDING = default_folding()
# Characters that composing, look-alikes with context and Traditional words turn on.
folds = st.text(
    st.one_of(
        st.sampled_from("e\u0301\u0323\u200bＡ①ｶﾞ頭髮為叻嘚瑟Φ中5茬地\u1112\u1161\u11ab…㍿\x00 x"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)
BRIEFS = (
    "怎么把旧手机里的照片导出来\n\n"
    + "【河口社讯】渡口嘚仓库茬三月搬到叻城北，值班员把件數写在黑板上。" * 12
    + "\n作者：柳如眉 编辑：石小川\n文章来源：河口日报\n\n"
    + "【青石网讯】山路封了两天，药品由无人机送进村子，邮差步行取件。" * 12
    + "\n相关文章\n"
)


@pytest.fixture(scope="module", autouse=True)
def _one_environment() -> Iterator[None]:
    """To compile the template takes ten times as long as to fill it."""
    with patch("api.templating.make_environment", cache(make_environment)):
        yield


def inspected(text, **given_):
    return inspect_text(SourceText(file="a.txt", text=text, **given_), IndexConfig(), FOLDING)


def inspection_of(*texts):
    identity = SourceFile("a.txt", "/", "a.txt", "0" * 64, "utf-8", 1)
    return Inspection(identity, texts, len(texts), (), IndexConfig())


def unfolded(text, runs, start=0):
    """The text with each run's standard form in its place."""
    parts, position = [], start
    for run in runs:
        assert run.written == text[run.span.start - start : run.span.end - start]
        parts += [text[position - start : run.span.start - start], run.standard]
        position = run.span.end
    return "".join(parts) + text[position - start :]


@many
@given(folds)
@example("e\u200b\u0301頭")
@example("\u0301為")
@example("Φ5mm 公众号Φ没有")
def test_runs_turn_a_text_into_its_folded_text(text):
    runs = folded_runs(text, FOLDING, start=7)
    assert unfolded(text, runs, start=7) == FOLDING.fold(text)
    assert all(run.written != run.standard for run in runs)


@bounded
@given(dirty_text)
def test_runs_of_dirty_text_turn_it_into_its_folded_text(text):
    assert unfolded(text, folded_runs(text, FOLDING)) == FOLDING.fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("River DEPOT 渡口", []),  # lower case alone is nothing to tell
        ("渡口嘚仓库，嘚瑟", [(2, "嘚", "的", "look_alike"), (5, "，", ",", "punctuation")]),
        ("公众号Φ没有", [(3, "Φ", "中", "look_alike")]),
        ("開門", [(0, "開", "开", "traditional"), (1, "門", "门", "traditional")]),
        ("Ａ座㈱", [(0, "Ａ", "A", "other_form"), (2, "㈱", "(株)", "other_form")]),
        ("渡\u200b口", [(1, "\u200b", "", "invisible")]),
        ("caf\u0065\u0301", [(3, "e\u0301", "é", "other_form")]),
        ("e\u200b\u0301", [(0, "e\u200b\u0301", "é", "other_form")]),
        ("plain", []),
        ("", []),
    ],
)
def test_a_run_is_one_character_with_its_form_and_kind(text, expected):
    runs = folded_runs(text, FOLDING)
    assert [(run.span.start, run.written, run.standard, run.kind) for run in runs] == expected


@bounded
@given(dirty_text, st.booleans(), st.booleans())
def test_every_character_is_in_one_piece(text, markdown, keep):
    config = IndexConfig(keep_boilerplate=keep)
    found = inspect_text(SourceText("a", text, "markdown" if markdown else "text"), config, FOLDING)
    position = 0
    for piece in found.pieces:
        assert (piece.reason is None) == (piece.passage is not None)
        assert not text[position : piece.span.start].strip()
        assert piece.span.start >= position
        position = piece.span.end
    assert not text[position:].strip()
    counts = found.counts()
    n_shown = sum(not char.isspace() for char in text)
    assert counts["kept"] + sum(counts["dropped"].values()) == n_shown


@bounded
@given(dirty_text)
def test_segments_join_to_their_piece_and_evidence_opens_and_closes_once(text):
    found = inspected(text)
    opened, closed = [], []
    for piece in found.pieces:
        parts = segments(found, piece)
        assert "".join(part.text for part in parts) == piece.span.of(text)
        opened += [item for part in parts for item in part.opens]
        closed += [item for part in parts for item in part.closes]
    stated = [
        item
        for article in found.articles
        for item in evidence_of(article, found.source)
        if item.span
    ]
    assert sorted(map(repr, opened)) == sorted(map(repr, closed)) == sorted(map(repr, stated))


def test_a_line_is_counted_as_citations_count_it():
    found = inspected("一\r\n二\r三\n\n五\u2028五")
    lines = [found.line_of(offset) for offset in range(len(found.source.text))]
    assert lines == [1, 1, 1, 2, 2, 3, 3, 4, 5, 5, 5]


def test_the_object_keeps_the_contract_and_its_offsets_are_exact(check_contract):
    value = inspection_json(inspection_of(inspected(BRIEFS)))
    check_contract("inspection", value)
    (text,) = value["texts"]
    assert text["n_articles"] == len(text["articles"]) == 2
    assert {drop["reason"] for drop in text["drops"]} == {"spam_title", "site_chrome"}
    author = text["articles"][0]["metadata"]["author"]
    assert (author["value"], author["source"]) == ("柳如眉", "text")
    assert BRIEFS[author["evidence"]["start"] : author["evidence"]["end"]] == "柳如眉"
    for part in [*text["drops"], *(p for a in text["articles"] for p in a["passages"])]:
        assert BRIEFS[part["start"] : part["end"]] == part["text"]
        assert part["line"] == BRIEFS[: part["start"]].count("\n") + 1
        for run in part.get("folded", ()):
            assert BRIEFS[run["start"] : run["end"]] == run["written"]
    kinds = text["counts"]["folded"]
    assert (kinds["look_alike"], kinds["traditional"]) == (36, 12)


@pytest.mark.parametrize(
    "folder", [ROOT / "examples" / "articles", SEEDS], ids=["examples", "seeds"]
)
def test_every_real_file_keeps_the_contract(folder, check_contract):
    if not folder.is_dir():
        pytest.skip(f"the real articles are not here: {folder}")
    for file in discover([folder]).files:
        opened = read_file(file, max_bytes=1 << 26)
        texts = tuple(inspect_text(text, IndexConfig(), FOLDING) for text in opened.texts)
        found = Inspection(opened.identity, texts, len(texts), (), IndexConfig())
        check_contract("inspection", inspection_json(found))
        for text in texts:
            spans = [piece.span for piece in text.pieces]
            outside = "".join(
                text.source.text[a:b]
                for a, b in zip(
                    [0, *(span.end for span in spans)],
                    [*(span.start for span in spans), len(text.source.text)],
                    strict=True,
                )
            )
            assert not outside.strip()
        assert written_in(inspection_html(found)) == without_space(
            "".join(piece.span.of(text.source.text) for text in texts for piece in text.pieces)
        )


def test_one_article_is_shown_alone():
    whole = inspected(BRIEFS)
    second = only_article(whole, 2)
    assert [number for number, _ in second.numbered()] == [2]
    assert {piece.article for piece in second.pieces} == {2}
    assert all(run.span.start >= whole.articles[1].span.start for run in second.folded)
    with pytest.raises(UsageError, match="no article 3"):
        only_article(whole, 3)


def test_a_record_says_that_its_fields_state_the_metadata():
    from index.source import GivenMetadata

    given_ = GivenMetadata(title="渡口", date="2024-05", url="https://example.org/1")
    found = inspected(
        "渡口的仓库傍晚关门。" * 5, kind="record", record=3, article_id="x", given=given_
    )
    stated = {
        item.name: (item.value, item.source)
        for item in evidence_of(found.articles[0], found.source)
    }
    assert stated["title"] == ("渡口", "record")
    assert stated["published"] == ("2024-05", "record")
    assert stated["url"] == ("https://example.org/1", "record")
    assert stated["author"] == (None, None)


class Page(HTMLParser):
    """What a page shows as text of the source, its ids, links, headings and tags."""

    def __init__(self, page):
        super().__init__()
        self.text, self.ids, self.links, self.tags, self._open = [], [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        if tag not in ("meta", "br"):
            self._open.append((tag, values.get("class", "")))

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        classes = [name for _, name in self._open]
        inside = "text" in classes and not {"rt", "rp", "small"} & {tag for tag, _ in self._open}
        if inside:
            is_code = "invisible" in classes
            self.text.append(chr(int(f"0x{data[2:]}", 0)) if is_code else data)


def without_space(text):
    return "".join(text.split())


def written_in(page):
    return without_space("".join(Page(page).text))


@bounded
@given(dirty_text)
def test_the_page_shows_every_character_once(text):
    found = inspected(text)
    page = inspection_html(inspection_of(found))
    shown = "".join(piece.span.of(text) for piece in found.pieces)
    assert written_in(page) == without_space(shown) == without_space(text)


def test_the_page_links_evidence_to_its_place_and_needs_nothing_from_outside():
    page = inspection_html(inspection_of(inspected(BRIEFS)))
    parsed = Page(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert parsed.links
    assert {link[1:] for link in parsed.links} <= set(parsed.ids)
    assert not {"script", "link", "img", "iframe"} & set(parsed.tags)
    assert not re.search(r"url\(|@import|https?://", page)
    assert "dropped: spam title" in page
    assert "<rt>的</rt>" in page
    assert [tag for tag in parsed.tags if tag in ("h1", "main", "article")].count("article") == 2


def test_markup_in_a_file_is_text_in_the_page():
    evil = "<script>alert('渡口')</script><img src=x onerror=y> & </p>" + "渡口的仓库傍晚关门。" * 9
    page = inspection_html(inspection_of(inspected(evil)))
    assert "<script" not in page
    assert "<img" not in page
    assert written_in(page) == without_space(evil)


def test_a_large_file_is_cut_in_the_page_and_the_page_says_so(monkeypatch):
    monkeypatch.setattr(inspection_page, "MAX_SHOWN", 700)
    found = inspected(BRIEFS)
    page = inspection_html(inspection_of(found, found))
    assert 0 < len(written_in(page)) <= 700
    assert page.count("Not shown:") == 2
    parsed = Page(page)
    assert {link[1:] for link in parsed.links} <= set(parsed.ids)
