"""Articles of a file: bounds, spam titles, what belongs to the web page around them."""

from __future__ import annotations

import pytest

from index.article import Articles, read_articles
from index.config import IndexConfig
from index.read.discover import kind_of
from index.source import GivenMetadata, SourceText

FERRY = (
    "青石渡口从本周起实行新的装货办法。每天傍晚六点以后，船工不再收散装的木箱，只收已经贴好标签的整排货物。"
    "值班员说，这样做是为了让第二天早班的船能够准点离岸，去年冬天曾有十一天因为点数而误了潮水。标签由管理处统一印制，颜色按对岸的五个镇来分，一眼就能认出。"
)
FERRY_2 = (
    "货主们的看法并不一致。有人说贴标签要多花一块二毛钱，也有人说早走一个钟头就能赶上对岸的早市。"
    "渡口管理处答应在三个月之后公布准点的次数，到那时再决定要不要把办法推到下游的两个渡口去。在那之前，散装的木箱可以交给岸边的脚行代贴，每箱收五毛钱，当天贴好当天上船。"
)
TEA = (
    "松岭茶厂今年把炒茶的柴灶全部换成了电锅。厂长算过一笔账，换锅花掉四十六万，一年省下的柴钱是九万，"
    "五年多才能回本，可是炒茶的师傅不用再半夜起来看火，茶叶的焦味也少了，退货从每百斤三斤降到不足一斤。拆下来的柴灶没有卖掉，摆在厂门口给游客看，旁边立着一块写明年份的木牌。"
)
TEA_2 = (
    "村里人担心的是电费。入夏以后电价分成峰谷两档，茶厂把炒茶改到夜里十点以后开锅，电钱省了三成，"
    "师傅们却又要熬夜了。厂长说明年打算装一间蓄热房，白天存下的热夜里用，眼下还在等报价。镇上的供电所派人来看过两回，说山里的线路要先换粗，最快也要等到秋茶采完以后。"
)


def read(text: str, name: str = "a.txt", **given: str) -> Articles:
    record = 1 if given else None
    source = SourceText(
        name, text, kind_of(name) if not given else "record", record,
        "r" if given else None, given=GivenMetadata(**given),
    )  # fmt: skip
    return read_articles(source, IndexConfig())


def dropped(text: str, name: str = "a.txt") -> dict[str, str]:
    return {drop.reason: drop.span.of(text) for drop in read(text, name).drops}


def bodies(text: str) -> list[str]:
    return [article.span.of(text) for article in read(text).articles]


@pytest.mark.parametrize(
    "mark", ["（青石网 青石网）", "(青石日报)", "文章来源：青石日报", "责任编辑：石小川"]
)
def test_article_ends_at_a_signature_or_source_line(mark: str) -> None:
    first, second = f"{FERRY}\n{FERRY_2}\n{mark}", f"{TEA}\n{TEA_2}"
    assert bodies(f"{first}\n{second}") == [first, second]


@pytest.mark.parametrize("label", ["【松岭社讯】", "[松岭网讯]", "松岭社梅坞5月3日电　"])
def test_article_starts_at_a_label_or_dateline(label: str) -> None:
    first, second = f"{FERRY}\n{FERRY_2}", f"{label}{TEA}\n{TEA_2}"
    assert bodies(f"{first}\n\n{second}") == [first, second]


def test_blank_lines_alone_do_not_end_an_article() -> None:
    text = f"{FERRY}\n\n\n\n{FERRY_2}\n\n\n{TEA}"
    assert bodies(text) == [text]


def test_label_after_a_few_words_does_not_split() -> None:
    text = f"渡口新办法\n【青石社讯】{FERRY}\n{FERRY_2}"
    assert bodies(text) == [text]


def test_record_and_markdown_file_are_one_article_whatever_is_in_them() -> None:
    text = f"{FERRY}\n{FERRY_2}\n（青石网）\n【松岭社讯】{TEA}\n{TEA_2}"
    assert len(read(text).articles) == 2
    assert len(read(text, "a.md").articles) == 1
    assert len(read(text, "a.jsonl", title="渡口").articles) == 1


def test_spam_title_is_dropped_and_never_a_title() -> None:
    spam = "怎么把旧手机的短信导出成表格，路由器应该放在哪里？"
    text = f"{spam}\n\n【青石社讯】{FERRY}\n{FERRY_2}"
    (article,) = read(text).articles
    assert dropped(text) == {"spam_title": spam}
    assert article.title_generated
    assert spam not in article.title.value
    assert article.span.start == text.index("【")


def test_line_over_a_byline_is_no_spam_title_however_little_the_text_repeats_it() -> None:
    title = "秋天里的一桩小事情"
    text = f"{title}\n2021-11-03 来源：青石日报\n{FERRY}\n{FERRY_2}{TEA}{TEA_2}"
    (article,) = read(text).articles
    assert (article.title.value, dropped(text)) == (title, {})


def test_title_that_the_body_supports_is_kept_with_its_place() -> None:
    title = "青石渡口改了装货办法，货主看法不一"
    text = f"{title}\n{FERRY}\n{FERRY_2}"
    (article,) = read(text).articles
    assert read(text).drops == ()
    assert article.title.value == title
    assert not article.title_generated
    assert article.title.evidence is not None
    assert article.title.evidence.of(text) == title


def test_generated_title_is_marked_and_made_of_the_first_sentence() -> None:
    (article,) = read(f"【青石社讯】{FERRY}\n{FERRY_2}").articles
    assert article.title.value == "青石渡口从本周起实行新的装货办法"
    assert article.title_generated
    assert article.title.evidence is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("我要回帖", "site_chrome"),
        ("相关文章", "site_chrome"),
        ("更多关于 渡口 的文章", "site_chrome"),
        ("【阅读原文】", "site_chrome"),
        ("Read more", "site_chrome"),
        ("免责声明：以上内容不构成建议。", "disclaimer"),
        ("本文仅代表作者观点，不代表本站立场，转载请注明来源。", "copyright"),
        ("责任编辑：", "empty_credit"),
        ("（青石网 青石网）", "signature"),
    ],
)
def test_lines_of_the_page_around_an_article_are_dropped_by_reason(line: str, reason: str) -> None:
    text = f"{FERRY}\n{FERRY_2}\n{line}"
    assert dropped(text) == {reason: line}


def test_disclaimer_glued_to_a_cut_sentence_leaves_the_sentence() -> None:
    text = f"{FERRY}\n去年冬天误船的次数达到，我们将及时沟通与处理"
    assert dropped(text) == {"disclaimer": "，我们将及时沟通与处理"}
    (article,) = read(text).articles
    assert article.passages[-1].text.endswith("误船的次数达到")


@pytest.mark.parametrize(
    "line",
    [
        "版权是这篇报道要谈的事，渡口的号子归谁，没有人说得清。",
        "登录渡口的船一天只有四班。",
        "相关文章里都没有提到这件事。",
    ],
)
def test_sentences_that_only_mention_rights_or_chrome_stay(line: str) -> None:
    assert dropped(f"{FERRY}\n{line}\n{FERRY_2}") == {}


def test_truncated_heading_and_page_title_do_not_eat_the_body() -> None:
    text = f"01\n渡口改了办法\n{FERRY}\n02\n货主怎么看\n{FERRY_2}"
    assert read(text).drops == ()
    assert "".join(p.text for p in read(text).articles[0].passages).replace(
        "\n", ""
    ) == text.replace("\n", "")


@pytest.mark.parametrize("title", ["透过窗子看河湾", "半生舟楫", "一个人的灯塔"])
def test_a_headline_that_shares_no_word_with_its_text_is_no_spam(title: str) -> None:
    body = (
        "柳如眉在渡口卖了三十年的票。她把每天过河的人数记在本子上，一共四十一本，没有缺过一天。" * 4
    )
    found = read_articles(SourceText("a.txt", f"{title}\n{body}"), IndexConfig())
    assert found.drops == ()
    assert found.articles[0].title.value == title
    assert not found.articles[0].title_generated
