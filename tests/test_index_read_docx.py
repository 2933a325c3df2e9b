"""DOCX to text: what Word shows, in its order and once; a broken or hostile file is one line."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml

from index.errors import SourceError
from index.read.docx import read_docx
from index.read.extracted import Extracted

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FIRST = "青石渡口从本周起实行新的装货办法。"
SECOND = "值班员说，早班的船能够准点离岸。"


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def read(document: object) -> Extracted:
    return read_docx(saved(document), where="a.docx")


def with_body(xml: str) -> bytes:
    """A document whose body is this XML."""
    document = docx.Document()
    body = document.element.body
    body.clear()
    for child in parse_xml(f"<w:body {W}>{xml}</w:body>"):
        body.append(child)
    return saved(document)


def text_of(xml: str) -> str:
    return read_docx(with_body(xml), where="a.docx").text


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def with_part(raw: bytes, name: str, blob: bytes | None) -> bytes:
    """The package with one part replaced, or without it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for item in old.namelist():
            if item != name:
                new.writestr(item, old.read(item))
        if blob is not None:
            new.writestr(name, blob)
    return stream.getvalue()


def refusal(raw: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read_docx(raw, where="a.docx")
    message = str(caught.value)
    assert message.startswith("a.docx: not read: ")
    assert "\n" not in message
    return message


def text_or_refusal(raw: bytes) -> str:
    """The text of a file, or the message that refuses it, which is one line."""
    try:
        return read_docx(raw, where="a.docx").text
    except SourceError as error:
        message = str(error)
    assert "\n" not in message
    return message


def test_paragraphs_lists_and_tables_keep_their_order_and_their_blank_lines() -> None:
    document = docx.Document()
    document.add_heading("青石渡口改办法", 0)
    document.add_paragraph(FIRST)
    document.add_paragraph("木箱贴标", style="List Bullet")
    document.add_paragraph("散货不收", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("月份", "船次", "一月", "31"), strict=True):
        cell.text = text
    document.add_paragraph(SECOND)
    got = read(document)
    assert got.text == (
        f"青石渡口改办法\n\n{FIRST}\n\n木箱贴标\n散货不收\n\n月份 | 船次\n一月 | 31\n\n{SECOND}"
    )
    assert (got.encoding, got.pages, got.warnings) == ("docx", (), ())


def test_two_tables_in_a_row_stay_two() -> None:
    row = "<w:tr><w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr>"
    one = f"<w:tbl>{row.format(run('甲'), run('乙'))}</w:tbl>"
    two = f"<w:tbl>{row.format(run('丙'), run('丁'))}</w:tbl>"
    assert text_of(one + two) == "甲 | 乙\n\n丙 | 丁"


def test_merged_cells_stand_once_and_keep_the_columns_apart() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for i, cell in enumerate(table._cells):
        cell.text = f"格{i}"
    wide = table.cell(0, 0).merge(table.cell(0, 1))
    wide.text = "横"
    tall = table.cell(1, 0).merge(table.cell(2, 0))
    tall.text = "竖"
    assert read(document).text == "横 | 格2\n竖 | 格4 | 格5\n | 格7 | 格8".strip()


def test_a_table_of_one_column_is_layout() -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = FIRST
    cell.add_paragraph(SECOND)
    assert read(document).text == f"{FIRST}\n\n{SECOND}"


def test_tracked_deletions_are_left_out_and_insertions_kept() -> None:
    deleted = '<w:del w:id="1" w:author="x"><w:r><w:delText>旧办法</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="3" w:author="x">{run("搬走的")}</w:moveFrom>'
    inserted = f'<w:ins w:id="2" w:author="x">{run("新办法")}</w:ins>'
    assert text_of(f"<w:p>{run('实行')}{deleted}{moved}{inserted}。</w:p>") == "实行新办法"


def test_a_deleted_table_row_is_left_out() -> None:
    cells = "<w:tc><w:p>{0}</w:p></w:tc><w:tc><w:p>{0}</w:p></w:tc></w:tr>"
    kept = "<w:tr>" + cells.format(run("留"))
    gone = '<w:tr><w:trPr><w:del w:id="1" w:author="x"/></w:trPr>' + cells.format(run("删"))
    assert text_of(f"<w:tbl>{kept}{gone}</w:tbl>") == "留 | 留"


def test_links_fields_and_content_controls_show_their_text_only() -> None:
    link = f'<w:hyperlink w:anchor="a">{run("渡口公告")}</w:hyperlink>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("第三页")}'
    )
    control = f"<w:sdt><w:sdtContent><w:p>{run('控件里的话')}</w:p></w:sdtContent></w:sdt>"
    inline = f"<w:sdt><w:sdtContent>{run('填写处')}</w:sdtContent></w:sdt>"
    assert text_of(f"<w:p>见{link}{field}{inline}</w:p>{control}") == (
        "渡口公告第三页填写处\n\n控件里的话"
    )


def test_line_breaks_tabs_and_spaces_stay_and_hidden_text_does_not() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>看得见</w:t></w:r>'
    xml = f"<w:p>{run('a ')}{run(' b')}<w:r><w:br/><w:t>二</w:t><w:tab/></w:r>{hidden}{shown}</w:p>"
    assert text_of(xml) == "a  b\n二\t看得见"


def test_a_text_box_follows_its_paragraph_once_though_it_is_stored_twice() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent><w:p>{run('框里的话')}</w:p></w:txbxContent>"
    both = f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert text_of(f"<w:p>{run(FIRST)}<w:r>{both}</w:r></w:p><w:p>{run(SECOND)}</w:p>") == (
        f"{FIRST}\n\n框里的话\n\n{SECOND}"
    )


def test_footnotes_come_last_without_their_separators() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p>{run("---")}</w:p></w:footnote>'
        f'<w:footnote w:id="1"><w:p>{run("注：见镇志。")}</w:p></w:footnote></w:footnotes>'
    )
    raw = with_body(f"<w:p>{run(FIRST)}</w:p>")
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        rels = package.read("word/_rels/document.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    entry = f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    raw = with_part(raw, "word/footnotes.xml", notes.encode())
    raw = with_part(
        raw, "word/_rels/document.xml.rels", rels.replace("</Relationships>", entry).encode()
    )
    assert read_docx(raw, where="a.docx").text == f"{FIRST}\n\n注：见镇志。"


def test_headers_and_footers_are_no_text() -> None:
    document = docx.Document()
    document.add_paragraph(FIRST)
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    assert read(document).text == FIRST


@pytest.mark.parametrize(
    ("title", "author", "given"),
    [
        ("渡口志", "林一舟", ("渡口志", "林一舟")),
        ("", "python-docx", (None, None)),
        ("Word Document", "Administrator", (None, None)),
        ("文档1", "微软用户", (None, None)),
        ("通知.doc", "user", (None, None)),
    ],
)
def test_title_and_author_are_given_where_a_person_wrote_them(
    title: str, author: str, given: tuple[str | None, str | None]
) -> None:
    document = docx.Document()
    document.add_paragraph(FIRST)
    document.core_properties.title = title
    document.core_properties.author = author
    got = read(document).given
    assert (got.title, got.author, got.date) == (*given, None)


def test_a_file_that_is_no_docx_is_refused() -> None:
    assert "no DOCX, or damaged" in refusal(b"PK\x03\x04 but no more")
    assert "no DOCX, or damaged" in refusal(b"plain text")
    assert "password, or an old .doc" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def test_a_package_cut_anywhere_or_with_a_flipped_byte_never_ends_in_a_traceback() -> None:
    raw = with_body(f"<w:p>{run(FIRST)}</w:p>")
    for end in range(0, len(raw), max(1, len(raw) // 40)):
        refusal(raw[:end])
    for at in range(0, len(raw), max(1, len(raw) // 60)):
        broken = bytearray(raw)
        broken[at] ^= 0xFF
        assert text_or_refusal(bytes(broken))


@pytest.mark.parametrize("blob", [None, b"", b"<not xml", b"<x/>"])
def test_a_package_without_a_sound_body_is_refused(blob: bytes | None) -> None:
    raw = with_body(f"<w:p>{run(FIRST)}</w:p>")
    refusal(with_part(raw, "word/document.xml", blob))


def test_a_document_without_text_is_refused() -> None:
    assert "no text in it" in refusal(with_body("<w:p/>"))


def test_an_entity_bomb_is_not_unfolded() -> None:
    entities = "".join(
        f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "渡口" * 10}">' for i in range(9)
    )
    xml = f"<?xml version='1.0'?><!DOCTYPE d [{entities}]><w:document {W}><w:body><w:p><w:r><w:t>&e8;</w:t></w:r></w:p></w:body></w:document>"
    raw = with_part(with_body(f"<w:p>{run(FIRST)}</w:p>"), "word/document.xml", xml.encode())
    tracemalloc.start()
    refusal(raw)
    assert tracemalloc.get_traced_memory()[1] < 50 << 20
    tracemalloc.stop()


def test_an_outer_file_is_not_read_through_an_entity(tmp_path: object) -> None:
    xml = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        f"<w:document {W}><w:body><w:p>{run(FIRST)}<w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
    )
    raw = with_part(with_body("<w:p/>"), "word/document.xml", xml.encode())
    assert read_docx(raw, where="a.docx").text == FIRST


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    raw = with_part(with_body("<w:p/>"), "word/document.xml", b" " * (400 << 20))
    tracemalloc.start()
    assert "unpacks to 400 MiB" in refusal(raw)
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_is_caught() -> None:
    raw = bytearray(with_part(with_body("<w:p/>"), "word/document.xml", b" " * (400 << 20)))
    entry = raw.rfind(b"PK\x01\x02")  # the central directory's last: the part just written
    struct.pack_into("<I", raw, entry + 24, 100)
    tracemalloc.start()
    refusal(bytes(raw))
    assert tracemalloc.get_traced_memory()[1] < 40 << 20
    tracemalloc.stop()


def test_deeply_nested_tables_are_read_or_refused() -> None:
    depth = 80
    xml = (
        "<w:tbl><w:tr><w:tc>" * depth
        + f"<w:p>{run(FIRST)}</w:p>"
        + "</w:tc></w:tr></w:tbl>" * depth
    )
    raw = with_part(
        with_body("<w:p/>"),
        "word/document.xml",
        f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode(),
    )
    got = text_or_refusal(raw)
    assert got == FIRST or "not read: " in got


def test_the_same_bytes_give_the_same_text() -> None:
    document = docx.Document()
    document.add_paragraph(FIRST)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "甲"
    paragraph = OxmlElement("w:p")
    paragraph.set(qn("w:rsidR"), "00A1")
    document.element.body.append(paragraph)
    raw = saved(document)
    assert read_docx(raw, where="a.docx") == read_docx(raw, where="b.docx")
