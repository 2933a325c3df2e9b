"""Invented people, publishers, agencies and dates: what a page states of one article.

``(language, rng) ─▶ {slot: (text, value)}`` for :meth:`dirty.page.Page.fill`. None of them exists.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

Values = dict[str, tuple[str, str | None]]

_SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜戚谢邹章云苏潘葛范彭鲁韦马方袁柳"
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "慕容")
_GIVEN = "知远明川若溪思齐晓岚雨桐文博一鸣静怡海峰立新建国丽娜秋实子墨清和望舒亦凡春生玉兰"
_HANT = str.maketrans(
    "赵钱孙吴郑冯陈蒋韩杨许吕张严陶邹苏鲁韦马远晓岚飞鸣静怡国丽娜实云欧",
    "趙錢孫吳鄭馮陳蔣韓楊許呂張嚴陶鄒蘇魯韋馬遠曉嵐飛鳴靜怡國麗娜實雲歐",
)
_LATIN = ("Nora Fielding", "Tom Achterberg", "Priya Raman", "Jonas Weir", "Maud Ellery", "Ian Soto")
_LATIN_EDITORS = ("Clara Voss", "Ben Okafor", "Helen Marsh", "Luis Prado")
_ZH_PUBLISHERS = (
    "澜江晚报", "北汀日报", "商桥网", "砚台财经", "青禾新闻网", "南屿商报", "蓝鲸日报", "云岭在线",
    "远汀科技", "数智观察", "浦原周刊", "每周财经", "零售前线", "河州发布", "新芒财经网", "启明体育",
)  # fmt: skip
_HANT_PUBLISHERS = ("島岸日報", "桃溪新聞網", "海棠週刊", "東礁時報", "鯨向財經")
_EN_PUBLISHERS = ("Harbour Courier", "Northgate Times", "Lantern Post", "The Weir Gazette")
_AGENCIES = ("远汀社", "中澜社", "北辰社", "汀新社")
_PLACES = ("北桥", "望泽", "临溪", "雾岭", "河州", "杭埠", "南屿")
_HANT_PLACES = ("桃溪", "島岸", "東礁")
_EN_PLACES = ("SALTMERE", "BRACKENFORD", "LORNE HARBOUR")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WIDE = str.maketrans("0123456789:-/", "０１２３４５６７８９：－／")


@dataclass(frozen=True, slots=True)
class Day:
    """A day and a time of it."""

    year: int
    month: int
    day: int
    time: str


def stated_values(language: str, title: str, rng: random.Random) -> Values:
    """Every slot that a template may name, for one article."""
    day = Day(
        rng.randint(2016, 2025),
        rng.randint(1, 12),
        rng.randint(1, 28),
        f"{rng.randint(6, 23):02}:{rng.randint(0, 59):02}",
    )
    values: Values = {"title": (title, None), **_dates(day)}
    values |= {slot: (text, None) for slot, text in _names(language, rng).items()}
    return values


def _names(language: str, rng: random.Random) -> dict[str, str]:
    if language == "en":
        author, reporter = rng.sample(_LATIN, 2)
        editor, proof = rng.sample(_LATIN_EDITORS, 2)
        publishers, places = _EN_PUBLISHERS, _EN_PLACES
    else:
        author, reporter, editor, proof = rng.sample([_person(rng) for _ in range(12)], 4)
        publishers, places = _ZH_PUBLISHERS, _PLACES
        if language == "hant":
            author, reporter, editor = (one.translate(_HANT) for one in (author, reporter, editor))
            publishers, places = _HANT_PUBLISHERS, _HANT_PLACES
    publisher = rng.choice(publishers)
    return {
        "author": author,
        "reporter": reporter,
        "editor": editor,
        "proof": proof,
        "publisher": publisher,
        "publisher_agency": rng.choice(_AGENCIES),
        "place": rng.choice(places),
        "n": str(rng.randint(3, 99_999)),
    }


def _person(rng: random.Random) -> str:
    surname = rng.choice(_DOUBLE) if rng.random() < 0.04 else rng.choice(_SURNAMES)
    return surname + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2, 2))))


def _dates(day: Day) -> Values:
    """One day in the forms that sites print; the value is what each of them states."""
    y, m, d = day.year, day.month, day.day
    iso, name = f"{y}-{m:02}-{d:02}", _MONTHS[m - 1]
    forms = {
        "iso": iso,
        "slash": f"{y}/{m:02}/{d:02}",
        "dot": f"{y}.{m}.{d}",
        "zh": f"{y}年{m}月{d}日",
        "zh0": f"{y}年{m:02}月{d:02}日",
        "wide": f"{y}年{m}月{d}日".translate(_WIDE),
        "us": f"{name} {d}, {y}",
        "abbr": f"{name[:3]} {d}, {y}",
        "gb": f"{d} {name} {y}",
    }
    values: Values = {f"published_{form}": (text, iso) for form, text in forms.items()}
    values["published_month"] = (f"{y}年{m}月", f"{y}-{m:02}")
    values["md"] = (f"{m}月{d}日", None)
    values["md_en"] = (f"{name} {d}", None)
    values["time"] = (day.time, None)
    return values
