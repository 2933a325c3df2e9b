"""Learning to write names by sound, from a dictionary of which half are translations."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import train_transliteration
from scripts.transliteration.learn import LearnConfig, SoundGuess, learn, written_by_sound
from scripts.transliteration.measure import is_held_out, measure
from scripts.transliteration.read import NamePair, Readings, read_pairs, read_readings, split_name
from scripts.transliteration.sound import sound_cost
from scripts.transliteration.table import format_table
from search.transliterate import read_table

READINGS: Readings = {
    char: (reading,)
    for char, reading in (
        pair.split(":")
        for pair in "塔:ta 罗:luo 维:wei 娜:na 马:ma 克:ke 尔:er 达:da 斯:si 曼:man 北:bei 海:hai 狮:shi 王:wang".split()
    )
}
BY_SOUND = [
    NamePair(letters, chinese)
    for letters, chinese in (
        pair.split("/")
        for pair in "tarovina/塔罗维娜 marova/马罗瓦 markel/马克尔 makda/马克达 tasman/塔斯曼 "
        "manta/曼塔 kelman/克尔曼 dakel/达克尔 talma/塔尔马 sarman/斯尔曼 makman/马克曼 losman/罗斯曼 "
        "delta/达尔塔 virona/维罗娜 nama/娜马 taros/塔罗斯".split()
    )
]
TRANSLATED = [NamePair("northsea", "北海"), NamePair("lionking", "狮王")]


def test_parts_of_a_name_are_paired_where_they_agree() -> None:
    assert list(split_name("马克·塔斯曼", "Mark Tasman")) == [
        NamePair("mark", "马克"),
        NamePair("tasman", "塔斯曼"),
    ]
    assert list(split_name("马克·塔斯曼", "Mark van den Tasman")) == []
    assert list(split_name("塔罗维娜", "Taro Vina")) == [NamePair("tarovina", "塔罗维娜")]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("马克", "mark"), ("马克", "MARK"), ("马克T", "Mark"), ("塔斯曼岛", "Tasman"), ("马克", "M")],
)
def test_what_is_no_name_is_left_out(chinese: str, english: str) -> None:
    assert list(split_name(chinese, english)) == []


def test_sounds_of_one_family_are_near() -> None:
    assert sound_cost("ta", "ta") == 0
    assert sound_cost("da", "ta") < sound_cost("ka", "ta")
    assert sound_cost("ter", "te") < sound_cost("tek", "te")
    assert sound_cost("", "ta") > sound_cost("t", "ta") > 0


def test_translations_are_told_from_names_written_by_sound() -> None:
    learned = learn([*BY_SOUND, *TRANSLATED], READINGS, LearnConfig())
    assert not set(TRANSLATED) & set(learned.pairs)
    assert len(set(BY_SOUND) & set(learned.pairs)) >= 13
    unseen = [NamePair("darona", "达罗娜"), NamePair("northstar", "北王")]
    assert written_by_sound(unseen, learned, READINGS, LearnConfig()) == unseen[:1]


def test_native_names_are_not_learned_from() -> None:
    native = NamePair("beihai", "北海")
    assert native not in learn([*BY_SOUND, native], READINGS, LearnConfig()).pairs


def test_learning_twice_gives_equal_text_that_can_be_read() -> None:
    texts = [
        format_table(learn(pairs, READINGS, LearnConfig()), SoundGuess(READINGS), ["list"])
        for pairs in (BY_SOUND, list(BY_SOUND))
    ]
    assert texts[0] == texts[1]
    table = read_table(texts[0].splitlines())
    assert dict(table.units["man"])["曼"] < 0
    found = measure(table, BY_SOUND)
    assert found.n_names == sum(len(pair.letters) >= 4 for pair in BY_SOUND)
    assert found.top_10 > 0.7
    assert found.top_1 <= found.top_10
    assert found.mean_rank >= 1


def test_a_tenth_is_held_out_by_the_letters_alone() -> None:
    pairs = [NamePair(f"name{chr(97 + i % 26)}{chr(97 + i // 26)}", "马克") for i in range(676)]
    n_held = sum(map(is_held_out, pairs))
    assert 35 < n_held < 105
    assert all(is_held_out(p) == is_held_out(NamePair(p.letters, "塔")) for p in pairs)


DICTIONARY = """\
# CC-CEDICT
馬克 马克 [Ma3 ke4] /Mark (name)/mark (unit of money)/
北海 北海 [Bei3 hai3] /North Sea, Europe/Beihai/
"""


def test_pairs_come_from_capitalised_glosses_and_lists(tmp_path: Path) -> None:
    dictionary, listed = tmp_path / "cedict.u8", tmp_path / "list.tsv"
    dictionary.write_text(DICTIONARY, encoding="utf-8")
    listed.write_text("達羅娜\tDarona; a town\n北\tnorth\n", encoding="utf-8")
    pairs = read_pairs([listed], dictionary)
    assert {
        NamePair("mark", "马克"),
        NamePair("northsea", "北海"),
        NamePair("darona", "达罗娜"),
    } <= set(pairs)
    assert pairs == sorted(set(pairs))
    assert read_readings(dictionary) == {
        "克": ("ke",),
        "北": ("bei",),
        "海": ("hai",),
        "马": ("ma",),
    }


def test_command_writes_the_same_file_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train_transliteration, "read_pairs", lambda lists: sorted(BY_SOUND))
    monkeypatch.setattr(train_transliteration, "read_readings", lambda: READINGS)
    for name in ("a", "b"):
        monkeypatch.setattr(sys, "argv", ["train", "--out", str(tmp_path / name), "some/list.tsv"])
        train_transliteration.main()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert "CC-CEDICT, names.tsv, list." in (tmp_path / "a").read_text(encoding="utf-8")
    assert "held out" in capsys.readouterr().out
