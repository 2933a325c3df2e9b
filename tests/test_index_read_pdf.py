"""PDF: text that was laid out comes back as it was written, whatever the columns and pages."""

from __future__ import annotations

import random

import pytest
from pdf_pages import CHINESE, ENGLISH, HEADING, lines, paragraphs
from reportlab.platypus import Table

from index.errors import SourceError
from index.read.extracted import Extracted
from index.read.pdf import read_pdf

FERRY = (
    "青石渡口从本周起实行新的装货办法。每天傍晚六点以后，船工不再收散装的木箱，只收已经贴好标签的整排货物。"
    "值班员说，这样做是为了让第二天早班的船能够准点离岸，去年冬天曾有十一天因为点数而误了潮水。"
)
LANDING = (
    "The ferry landing has changed its rules for loading since this week. After six in the evening"
    " nobody takes loose crates any more, only rows of goods that carry a printed label."
)


def chinese(n: int) -> list[str]:
    """Paragraphs of random characters, each with one mark, at its end."""
    rnd = random.Random(n)
    pool = "渡口的仓库每天傍晚六点关门船工不再收散装木箱只已经贴好标签整排货物松岭茶厂今年把炒"
    return ["".join(rnd.choices(pool, k=rnd.randrange(50, 190))) + "。" for _ in range(n)]


def english(n: int) -> list[str]:
    rnd = random.Random(n)
    words = LANDING.lower().replace(",", "").replace(".", "").split()
    return [
        " ".join(rnd.choices(words, k=rnd.randrange(20, 70))).capitalize() + "." for _ in range(n)
    ]


def read(raw: bytes) -> Extracted:
    return read_pdf(raw, where="a.pdf")


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_paragraphs_come_back_whole_in_reading_order(columns: int) -> None:
    written = [*chinese(16), *english(16)]
    styles = [*[CHINESE] * 16, *[ENGLISH] * 16]
    found = read(paragraphs(list(zip(written, styles, strict=True)), columns=columns))
    assert "".join(found.text.split()) == "".join(written).replace(" ", "")
    assert set(found.text.split("\n\n")) >= set(written)
    assert found.encoding == "pdf"


def test_heading_stands_on_its_own_line() -> None:
    found = read(paragraphs([("New rules", HEADING), (FERRY, CHINESE), (LANDING, ENGLISH)]))
    assert found.text.split("\n\n") == ["New rules", FERRY, LANDING]


def test_running_heads_and_page_numbers_are_left_out_and_pages_are_told() -> None:
    written = chinese(80)
    found = read(paragraphs([(one, CHINESE) for one in written], running="Sample Journal"))
    assert found.text.split("\n\n") == written
    assert len(found.pages) >= 4
    for page, start in enumerate(found.pages[1:], start=2):
        assert found.pages[page - 2] < start < len(found.text)


def test_hyphen_of_a_broken_word_goes_and_that_of_a_name_stays() -> None:
    found = read(
        lines(
            [
                "Nobody was surprised that the new rules of the landing are inter-",
                "national, as the ferry is used by traders who take the Chinese-",
                "English bus.",
            ]
        )
    )
    assert found.text == (
        "Nobody was surprised that the new rules of the landing are international, as the ferry is"
        " used by traders who take the Chinese-English bus."
    )


def test_table_is_read_row_by_row() -> None:
    rows = [["Town", "Crates", "Fee"], ["Amber", "120", "3.50"], ["Birch", "75", "4.00"]]
    found = read(paragraphs([(LANDING, ENGLISH), Table(rows, colWidths=[120, 120, 120])]))
    assert found.text.split("\n\n")[-1] == "\n".join(" | ".join(row) for row in rows)


def test_title_and_author_of_the_file_are_given_if_they_say_anything() -> None:
    named = read(paragraphs([(FERRY, CHINESE)], title="渡口的新办法", author="柳如眉")).given
    assert (named.title, named.author, named.date) == ("渡口的新办法", "柳如眉", None)
    unnamed = read(
        paragraphs([(FERRY, CHINESE)], title="Microsoft Word - a.doc", author="user")
    ).given
    assert (unnamed.title, unnamed.author) == (None, None)


def test_reading_twice_gives_the_same() -> None:
    raw = paragraphs([(one, CHINESE) for one in chinese(9)], columns=2)
    assert read(raw) == read(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no PDF"),
        (b"%PDF-1.7", "no PDF"),
        (b"nothing" * 99, "no PDF"),
        (lines(["渡口"], password="secret"), "password"),
        (lines([]), "no text"),
    ],
)
def test_pdf_that_cannot_be_read_is_one_line(raw: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said) as told:
        read(raw)
    assert str(told.value).startswith("a.pdf: not read: ")
    assert "\n" not in str(told.value)


def test_pdf_that_opens_without_a_password_is_read() -> None:
    assert read(lines(["青石渡口"], password="")).text == "青石渡口"


def test_page_without_text_is_told_by_its_number() -> None:
    found = read(lines(["青石渡口。"], [], ["对岸。"]))
    assert (found.text, found.pages) == ("青石渡口。\n\n对岸。", (0, 7, 7))


def test_file_cut_anywhere_is_a_text_or_a_source_error() -> None:
    raw = paragraphs([(one, CHINESE) for one in chinese(9)])
    cuts = random.Random(7)
    refusals: list[str] = []
    for _ in range(60):
        part = raw[: cuts.randrange(len(raw))]
        try:
            assert read(part).text
        except SourceError as error:
            refusals.append(str(error))
    assert refusals
    assert all(line.startswith("a.pdf: not read: ") and "\n" not in line for line in refusals)
