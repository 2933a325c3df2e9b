"""Where articles begin: heads, ends, page chrome and what they weigh together."""

from __future__ import annotations

import pytest

from index.article import read_articles
from index.boundaries import article_starts
from index.config import IndexConfig
from index.lines import split_lines
from index.source import SourceText

ORCHARD = (
    "半坡村的果园今年改种了晚熟的柿子，采摘推到霜降以后。村里人说，早熟的柿子一上市就要跟外县的抢价钱，"
    "晚熟的能卖到腊月，一斤多两毛。合作社给每户发了防鸟的网，网钱从分红里扣，三年扣完。"
)
ORCHARD_2 = (
    "果园的灌水也换了办法。井水先抽进山顶的池子，夜里再顺着管子放下来，一亩地一年省下九十度电。"
    "管水的老人每天记一次水位，本子挂在池边的木桩上，谁都可以去翻。"
)
TRAM = (
    "南渠市的有轨电车从下月起在车头装上雪铲。往年一下雪就要停开半天，公司算过，停一次少收八万块车钱。"
    "雪铲是向北边的城市租的，租期五个月，开春就还，司机们已经在车场里练了两个星期。"
)
TRAM_2 = (
    "车站的工人更关心道岔。他们给三十二处道岔缠了电热带，零下五度自动通电。去年冻住的道岔让末班车晚到了四十分钟，"
    "乘客在站台上跺脚，有人写信到市里。"
)
DAM = (
    "The keepers of Harrow Dam have begun to count eels by night. Two of them sit on the sluice with a lamp "
    "and a clicker, and the figures go to a school whose pupils draw the curve on a corridor wall."
)
LOAF = (
    "A baker in Ostwick sells yesterday's loaves from a cupboard in the street, without a lock and without a till. "
    "Most people pay, some leave jam instead, and nobody has yet taken more than two at a time."
)
FIRST, SECOND = f"{ORCHARD}\n{ORCHARD_2}", f"{TRAM}\n{TRAM_2}"


def bodies(text: str) -> list[str]:
    found = read_articles(SourceText("a.txt", text), IndexConfig())
    return [article.span.of(text) for article in found.articles]


@pytest.mark.parametrize(
    "head",
    [
        "电车装上雪铲\n2021年11月3日 08:40 来源：南渠新报",
        "电车装上雪铲\n南渠新报\n2021-11-03 08:40",
        "电车装上雪铲\n柳如眉\n2021-11-03 08:40",
        "电车装上雪铲\n《南渠新报》（2021年11月3日）",
        "电车装上雪铲\n原创 柳如眉 南渠新报 2021-11-03 08:40",
        "电车装上雪铲\n文｜柳如眉　编辑｜石小川",
        "标题：电车装上雪铲\n时间：2021年11月3日",
        "【电车装上雪铲】\n2021.11.3　来源：南渠新报",
        "電車裝上雪鏟\n發布時間：2021-11-03 08:40\n記者：柳如眉",
        "电车装上雪铲_南渠在线\n电车装上雪铲\n来源：南渠新报",
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n（责任编辑：石小川）\n", "\n******\n"])
def test_head_begins_an_article_whatever_stands_before_it(head: str, between: str) -> None:
    second = f"{head}\n{SECOND}"
    found = bodies(f"{FIRST}{between}{second}")
    assert len(found) == 2
    assert found[1] == second


@pytest.mark.parametrize(
    "lead",
    [
        "【南渠社讯】",
        "【南渠新报】",
        "北原社南渠11月3日电（记者 柳如眉）",
        "（北原社南渠11月3日电 记者 柳如眉）",
        "本报讯（记者 柳如眉）",
        "記者柳如眉／南渠報導　",
    ],
)
def test_title_above_a_lead_is_where_the_article_begins(lead: str) -> None:
    for second in (f"{lead}{SECOND}", f"电车装上雪铲\n{lead}{SECOND}"):
        assert bodies(f"{FIRST}\n\n{second}") == [FIRST, second]


@pytest.mark.parametrize(
    "head",
    [
        "Yesterday's bread in the street\nBy Ann Lee | October 7, 2021",
        "Yesterday's bread in the street\n14 Feb 2020\nby Ann Lee",
        "Yesterday's bread in the street\nBy Ann Lee\nPublished Oct 9, 2021 · 512 views",
        "Yesterday's bread in the street\n\nBy Ann Lee, Ostwick Mail\n7 October 2021\n",
        "Yesterday's bread in the street\nOstwick Mail\nOctober 7, 2021",
    ],
)
@pytest.mark.parametrize(
    "end", ["", "\n\nReporting by Tom Ray; Editing by Eve Hall", "\nEdited by Eve Hall"]
)
def test_english_head_begins_and_english_credits_end_an_article(head: str, end: str) -> None:
    first, second = f"{DAM}{end}", f"{head}\n{LOAF}"
    assert bodies(f"{first}\n\n{second}") == [first, second]


@pytest.mark.parametrize(
    "chrome",
    [
        "Back to top",
        "Home > Region",
        "点个“在看”，好文一起读",
        "首页 > 地方 > 正文",
        "打印本页 关闭窗口",
        "【打印】【关闭】",
        "回首頁",
        "相关阅读\n半坡村的柿子卖到腊月\n山顶水池省下的电",
    ],
)
def test_site_chrome_is_dropped_and_begins_no_article(chrome: str) -> None:
    second = f"电车装上雪铲\n2021-11-03 08:40\n{SECOND}"
    text = f"{FIRST}\n\n{chrome}\n\n{second}"
    assert bodies(text) == [FIRST, second]
    drops = read_articles(SourceText("a.txt", text), IndexConfig()).drops
    assert [drop.span.of(text) for drop in drops] == chrome.split("\n")
    assert {drop.reason for drop in drops} == {"site_chrome"}


@pytest.mark.parametrize("mark", ["— END —", "（完）", "[全文完]", "南渠新报"])
def test_end_mark_or_a_papers_name_alone_ends_an_article(mark: str) -> None:
    assert len(bodies(f"{FIRST}\n{mark}\n\n电车装上雪铲\n{SECOND}")) == 2


@pytest.mark.parametrize(
    "middle",
    [
        "电车装上雪铲",  # a heading
        "三、道岔怎么办\n2021年11月3日",  # a numbered section, though a day stands under it
        "【培训】",
        "广告\n\n电车装上雪铲",
        "一个村庄与电车的发布平台",  # ends as names of papers do
        "说到雪，人们先想到的是道岔",  # a sentence goes on
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_headings_and_advertisements_begin_no_article(middle: str, gap: str) -> None:
    text = gap.join((ORCHARD, ORCHARD_2, middle, ORCHARD[:60] + TRAM, ORCHARD_2[:60] + TRAM_2))
    assert len(bodies(text)) == 1


def test_list_of_titles_and_days_begins_no_article() -> None:
    rows = "\n".join(f"半坡村第{n}次果农会的通知和往年的记录\n2021-11-0{n}" for n in range(1, 8))
    assert len(bodies(f"{FIRST}\n{rows}\n{rows}")) == 1


def test_gap_says_nothing_where_every_line_has_one() -> None:
    text = f"{ORCHARD}\n\n{ORCHARD_2}\n\n电车装上雪铲\n\n{TRAM}\n\n{TRAM_2}"
    assert len(bodies(text)) == 1


def test_unfinished_sentence_before_a_title_speaks_against_it() -> None:
    second = f"电车装上雪铲\n2021-11-03 08:40\n{SECOND}"
    assert len(bodies(f"{FIRST}\n{second}")) == 2
    assert len(bodies(f"{FIRST.rstrip('。')}\n{second}")) == 1


def test_reference_in_brackets_at_the_end_of_a_paragraph_ends_no_article() -> None:
    text = f"{FIRST}（《果农通讯》，2008年第3期）\n雪铲与道岔的往事\n{SECOND}"
    assert len(bodies(text)) == 1


def test_start_names_its_cue_and_how_far_it_is_trusted() -> None:
    lines = split_lines(f"{FIRST}\n（南渠网）\n{SECOND}")
    signature = lines[2].span.start
    starts = list(article_starts(lines, {signature: "signature"}))
    assert [(start.cue, start.confidence) for start in starts] == [
        ("file", 1.0),
        ("signature", 0.9),
    ]
    assert [start.offset for start in starts] == [0, lines[3].span.start]


def test_no_lines_have_no_start() -> None:
    assert list(article_starts([], {})) == []
