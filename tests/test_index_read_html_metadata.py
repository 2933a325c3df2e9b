"""What a page states of itself: JSON-LD before <meta>, <time> and <title>; no date that is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from html_pages import page

from index.read.extracted import Extracted
from index.read.html import read_html

ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "青石渡口改用新式栈桥",
    "datePublished": "2023-05-06T08:30:00+08:00",
    "author": {"@type": "Person", "name": "林一舟"},
    "publisher": {"@type": "Organization", "name": "河湾日报"},
    "editor": "周敏",
}


def read(head: str = "", body: str = "<p>正文在这里。</p>") -> Extracted:
    return read_html(page(body, head=head), where="a.html")


def jsonld(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


def meta(**values: str) -> str:
    return "".join(
        f'<meta name="{name.replace("__", ":")}" content="{value}">'
        for name, value in values.items()
    )


def fields(got: Extracted) -> tuple[str | None, ...]:
    given = got.given
    return given.title, given.date, given.author, given.publisher, given.editor


FULL = ("青石渡口改用新式栈桥", "2023-05-06", "林一舟", "河湾日报", "周敏")


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [{"@type": "BreadcrumbList", "name": "面包屑"}, ARTICLE],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "站"}, ARTICLE]},
        {**ARTICLE, "@type": ["Article", "BlogPosting"]},
        {**ARTICLE, "@type": "http://schema.org/Report"},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        json.dumps(ARTICLE) + ";",
        json.dumps(ARTICLE, ensure_ascii=False)
        .replace("改用", "改用\\u200b")
        .replace("\\u200b", ""),
    ],
)
def test_a_described_article_is_found_wherever_it_stands(value: object) -> None:
    assert fields(read(jsonld(value))) == FULL


def test_the_names_of_a_graph_are_found_by_their_ids() -> None:
    graph: list[dict[str, Any]] = [
        {**ARTICLE, "author": {"@id": "#a"}, "publisher": {"@id": "#p"}},
        {"@type": "Person", "@id": "#a", "name": "林一舟"},
        {"@type": "Organization", "@id": "#p", "name": "河湾日报"},
    ]
    assert fields(read(jsonld({"@graph": graph}))) == FULL


def test_several_authors_are_named_once_each_and_placeholders_not_at_all() -> None:
    authors = [
        "林一舟",
        {"name": "周敏"},
        {"name": ["许明"]},
        {"name": "林一舟"},
        {"name": "admin"},
        7,
    ]
    assert read(jsonld({**ARTICLE, "author": authors})).given.author == "林一舟, 周敏, 许明"


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "headline": ',
        "",
        "null",
        "[" * 10_000 + "]" * 10_000,
        '{"@graph": ' * 10_000 + "1" + "}" * 10_000,
        '{"@type": {"a": 1}, "@id": [], "author": {"@id": {}}}',
        "[" + "[]," * 5000 + "0]",
    ],
)
def test_json_that_is_none_is_passed_over(broken: str) -> None:
    got = read(jsonld(broken) + "<title>老码头的故事_河湾网</title>")
    assert (got.given.title, got.given.date, got.warnings) == ("老码头的故事", None, ())


def test_a_second_script_is_read_though_the_first_is_broken() -> None:
    assert fields(read(jsonld("{") + jsonld(ARTICLE))) == FULL


def test_an_article_without_a_date_takes_that_of_the_page() -> None:
    dateless = {key: value for key, value in ARTICLE.items() if key != "datePublished"}
    assert read(jsonld(dateless) + meta(pubdate="2022-01-02")).given.date == "2022-01-02"
    assert read(jsonld(dateless)).given.date is None


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2023-05-06T08:30:00Z">', "2023-05-06"),
        ('<meta itemprop="datePublished" content="2023-05-06">', "2023-05-06"),
        (meta(PubDate="2023-05-06 08:30:00"), "2023-05-06"),
        (meta(publishdate="2023年5月6日"), "2023-05-06"),
        (meta(date="2020-01-01", pubdate="2023-05-06"), "2023-05-06"),
        (meta(lastmodified="2023-05-06"), None),
    ],
)
def test_a_date_is_taken_from_meta_elements_that_mean_publication(
    head: str, date: str | None
) -> None:
    got = read(head)
    assert (got.given.date, got.warnings) == (date, ())


@pytest.mark.parametrize(
    ("body", "date"),
    [
        (
            '<article><time datetime="2023-05-06T08:30">昨天</time><p>正文。</p></article>',
            "2023-05-06",
        ),
        ('<time class="published" datetime="2023-05-06">昨天</time><p>正文。</p>', "2023-05-06"),
        ('<time pubdate datetime="2023-05-06">昨天</time><p>正文。</p>', "2023-05-06"),
        ('<aside><time datetime="2023-05-06">昨天</time></aside><p>正文。</p>', None),
    ],
)
def test_a_time_element_dates_the_article_where_it_stands_in_it_or_says_so(
    body: str, date: str | None
) -> None:
    assert read(body=body).given.date == date


@pytest.mark.parametrize("bad", ["2023-02-30", "2023-13-01", "soon", "0000-00-00"])
def test_a_date_that_is_none_is_told_and_left_out(bad: str) -> None:
    got = read(jsonld({**ARTICLE, "datePublished": bad}))
    assert got.given.date is None
    assert got.warnings == (f"states “{bad}” as its date, which is none: left out",)
    assert read(
        jsonld({**ARTICLE, "datePublished": bad}) + meta(pubdate="2023-05-06")
    ).given.date == ("2023-05-06")


def test_a_long_bad_date_is_cut_in_the_warning() -> None:
    assert len(read(meta(pubdate="很久以前" * 60)).warnings[0]) < 120


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>青石渡口换桥_新闻_河湾网</title>", "", "青石渡口换桥"),
        ("<title>青石渡口换桥 - 河湾日报</title>", "", "青石渡口换桥"),
        ("<title>Steel replaces timber | Courier</title>", "", "Steel replaces timber"),
        ("<title>2019-2020年报告发布</title>", "", "2019-2020年报告发布"),
        ("<title>首页</title>", "", None),
        ("<title>站名</title>", "<h1>青石渡口<br>换桥</h1>", "青石渡口换桥"),
        (
            '<meta property="og:title" content="渡口换桥-河湾网"><meta property="og:site_name" content="河湾网">',
            "",
            "渡口换桥",
        ),
        ('<meta name="ArticleTitle" content="渡口换桥">', "<h1>别的</h1>", "渡口换桥"),
        ("<title>{{ page.title }}</title>", "", None),
        ("<title>A&amp;amp;B 渡口</title>", "", "A&B 渡口"),
    ],
)
def test_a_title_is_the_best_stated_one_without_the_name_of_the_site(
    head: str, body: str, title: str | None
) -> None:
    assert read(head, f"{body}<p>正文在这里。</p>").given.title == title


def test_names_lose_their_labels_and_addresses_are_no_names() -> None:
    head = meta(author="作者：林一舟", source="来源：河湾日报", editor="https://example.org/u/7")
    given = read(head).given
    assert (given.author, given.publisher, given.editor) == ("林一舟", "河湾日报", None)
    assert read(meta(author="By Laura Whitfield")).given.author == "Laura Whitfield"
    assert read(meta(author="a@example.org")).given.author is None


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            '<link rel="canonical" href=" https://example.org/a?b=1&amp;c=2 ">',
            "https://example.org/a?b=1&c=2",
        ),
        ('<meta property="og:url" content="http://example.org/b">', "http://example.org/b"),
        ('<link rel="canonical" href="/a"><meta property="og:url" content="//x">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="alternate" href="https://example.org/m">', None),
    ],
)
def test_an_address_is_the_one_that_the_page_gives_as_its_own(head: str, url: str | None) -> None:
    assert read(head).given.url == url


def test_what_is_stated_is_one_line_without_control_characters() -> None:
    head = jsonld(json.dumps({**ARTICLE, "headline": "渡口\n换桥\u0000 \ud800记"}))
    assert read(head).given.title == "渡口 换桥 \ufffd记"
