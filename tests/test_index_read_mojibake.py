"""Text that was decoded wrongly somewhere is told by kind and place; clean text of any kind is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.read.discover import discover
from index.read.files import ReadFile, read_file
from index.read.mojibake import find_mojibake

ZH = "青石渡口的木栈桥用了四十一年，今年春天终于换成钢桥。工期比原计划短了十二天，2023年5月开通。"
TW = "老街茶行轉型做體驗課，一堂課九十分鐘，旺季一天要開四班。中國的朋友也有來過。"
JA = "渡し場の木の橋は四十一年使われました。今年の春、ようやく鉄の橋になりました。"
FR = "Le café était fermé, où les élèves préféraient « là-bas » à Noël."
LEAD = "第一行是好的。\n第二行也好。\n"


def misread(text: str, really: str, read_as: str) -> str:
    return text.encode(really).decode(read_as, "replace")


@pytest.mark.parametrize(
    ("text", "really", "read_as", "told"),
    [
        (
            ZH,
            "utf-8",
            "gb18030",
            "UTF-8 read as GBK from line 3 on: “闈掔煶娓″彛鐨勬” for “青石渡口的",
        ),
        (ZH, "utf-8", "gbk", "UTF-8 read as GBK from line 3"),
        (TW, "utf-8", "gb18030", "UTF-8 read as GBK from line 3"),
        (JA, "utf-8", "gb18030", "UTF-8 read as GBK from line 3"),
        (ZH, "utf-8", "latin-1", "UTF-8 read as Latin-1 from line 3"),
        (ZH, "utf-8", "cp1252", "UTF-8 read as Latin-1 from line 3"),
        (FR, "utf-8", "cp1252", "UTF-8 read as Latin-1 from line 3 on: “Ã©” for “é”"),
        (ZH, "gbk", "latin-1", "GBK read as Latin-1 from line 3 on: “ÇàÊ¯¶É¿Ú” for “青石渡口"),
        (TW, "big5", "latin-1", "Big5 read as Latin-1 from line 3"),
        (TW, "big5", "gb18030", "Big5 read as GBK from line 3"),
        (JA, "cp932", "gb18030", "Shift-JIS read as GBK from line 3"),
        (ZH, "gbk", "utf-8", "characters were lost before it came here: U+FFFD from line 3"),
    ],
)
def test_a_wrong_decoding_is_told_by_its_kind_and_line(
    text: str, really: str, read_as: str, told: str
) -> None:
    clause = find_mojibake(LEAD + misread(text, really, read_as))
    assert clause is not None
    assert told in clause
    assert clause.isprintable()


def test_lost_bytes_between_do_not_hide_a_wrong_decoding() -> None:
    wrong = ZH.encode().decode("gbk", "replace").replace("\ufffd", "?")
    assert "UTF-8 read as GBK" in (find_mojibake(wrong) or "")
    assert "UTF-8 read as GBK" in (find_mojibake(ZH.encode().decode("gbk", "ignore")) or "")


def test_replacement_characters_read_as_gbk_are_told() -> None:
    twice = misread(misread(ZH, "gbk", "utf-8"), "utf-8", "gbk")
    assert "characters were lost before it came here: “锟斤拷”" in (find_mojibake(twice) or "")


def test_one_wrong_paragraph_in_a_long_clean_text_is_found() -> None:
    clean = f"{ZH}\n" * 300
    clause = find_mojibake(f"{clean}{misread(ZH, 'utf-8', 'gb18030')}\n{clean}")
    assert "from line 301 on" in (clause or "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain ASCII",
        ZH,
        TW,
        JA,
        FR,
        "« Déjà\u00a0» dit-elle à l’hôtel\u00a0: «\u00a0là\u00a0», «\u00a0voilà\u00a0», et c’est où\u00a0?",
        "Die Prüfung für Übergänge: ÄÖÜäöüß, 5 °C ± 0,5 µm, „schön“ – größer als ½ m².",
        "São João não é só ação; À NOITE, IRMÃO, ÂNGELA e EDUCAÇÃO. Ã É Â Ê Ô.",
        "Přílišně žluťoučký kůň úpěl ďábelské ódy; Łódź, Đà Nẵng, Việt Nam, İstanbul.",
        "Привет, мир: Φ5 мм, α и β. Ελληνικά κείμενα είναι εδώ.",
        "나루터의 나무 다리는 사십일 년 동안 쓰였다.",
        "乱码常写成“锟斤拷”，又有人说“烫烫烫”；“涓浗”和“ÖÐ¹ú”其实都是“中国”。",
        "用错编码打开文件，“中文乱码”会变成“涓枃涔辩爜”。",
        "浏览滂沱，婷婷缱绻，瑶琚璋瑜，榄榉槛樯；鏗鏘鐘鼎，鏈鎖鎮鋪，閱讀關閉。",
        "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0缩进……·······点线××××××叉",
        "坏了一个字\ufffd，别的都好。",
        "图标\ue001\ue002\ue003\ue101加文字：首页、我的、设置、关于我们。",
        "¿Qué? ¡No! ¡¡¡¿¿¿ 1½–2¾ ±±±±±± 1ª y 2º: ÁÉÍÓÚÑ, ÆØÅæøå, «§§»",
    ],
)
def test_clean_text_and_text_about_wrong_decoding_is_not_doubted(text: str) -> None:
    assert find_mojibake(text) is None


_COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"


@given(st.text(alphabet=_COMMON, min_size=20, max_size=60))
def test_common_chinese_is_clean_as_it_is_and_told_when_misread(text: str) -> None:
    assert find_mojibake(text) is None
    if len(set(text)) >= 10:
        assert "UTF-8 read as GBK" in (find_mojibake(misread(text, "utf-8", "gb18030")) or "")
        assert "GBK read as Latin-1" in (find_mojibake(misread(text, "gbk", "latin-1")) or "")


@given(st.text(max_size=200))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    clause = find_mojibake(text)
    assert clause is None or "\n" not in clause


def opened(path: Path) -> tuple[ReadFile, list[str]]:
    """A file that was read to its end, and its texts."""
    file = read_file(discover([str(path)]).files[0], max_bytes=1 << 20)
    return file, [source.text for source in file.texts]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_file_is_told_once_and_its_text_stays_as_it_is(tmp_path: Path, name: str) -> None:
    wrong = misread(ZH, "utf-8", "gb18030")
    path = tmp_path / name
    path.write_text(f"{wrong}\n\n{wrong}\n", encoding="utf-8")
    file, texts = opened(path)
    assert len(file.warnings) == 1
    assert file.warnings[0].startswith(f"{name}: looks like UTF-8 read as GBK from line 1 on: ")
    assert texts[0].count(wrong) == 2


def test_only_the_first_wrong_record_of_a_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    wrong = misread(ZH, "utf-8", "gb18030")
    lines = [json.dumps({"_id": str(n), "text": text}) for n, text in enumerate((ZH, wrong, wrong))]
    path.write_text("\n".join(lines), encoding="utf-8")
    file, texts = opened(path)
    assert texts == [ZH, wrong, wrong]
    assert len(file.warnings) == 1
    assert file.warnings[0].startswith("a.jsonl line 2: looks like UTF-8 read as GBK")


def test_what_our_own_decoding_lost_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(ZH.encode() + b"\xff\xff\xff" + ZH.encode())
    file, _ = opened(path)
    assert len(file.warnings) == 1
    assert "not valid utf-8 from byte" in file.warnings[0]
