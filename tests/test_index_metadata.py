"""Stated metadata of an article: the value, and the exact place in the text that states it."""

from __future__ import annotations

import pytest

from index.article import Article, read_articles
from index.config import IndexConfig
from index.dates import interval, parse_date
from index.source import GivenMetadata, SourceText

BODY = (
    "青石渡口从本周起实行新的装货办法。每天傍晚六点以后，船工不再收散装的木箱，只收已经贴好标签的整排货物。\n"
    "货主们的看法并不一致。有人说贴标签要多花一块二毛钱，也有人说早走一个钟头就能赶上对岸的早市。"
)


def read(text: str, *, markdown: bool = False, given: GivenMetadata | None = None) -> Article:
    source = SourceText(
        "a.md" if markdown else "a.txt", text,
        "record" if given else "markdown" if markdown else "text",
        record=1 if given else None, article_id="r" if given else None, given=given or GivenMetadata(),
    )  # fmt: skip
    (article,) = read_articles(source, IndexConfig()).articles
    return article


def stated(article: Article, name: str, text: str) -> tuple[str, str] | None:
    """(value, what stands at its evidence)."""
    found = getattr(article, name)
    return found and (found.value, found.evidence.of(text))


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("来源：青石日报", "publisher", "青石日报"),
        ("文章来源:青石日报", "publisher", "青石日报"),
        ("出品/青石画报(www.example.com)", "publisher", "青石画报(www.example.com)"),
        ("作者：柳如眉", "author", "柳如眉"),
        ("撰文/柳如眉", "author", "柳如眉"),
        ("By Ann Lee", "author", "Ann Lee"),
        ("*By Ann Lee, Harbour Post, 3 May 2024*", "publisher", "Harbour Post"),
        ("青石週刊｜2024 年 5 月 3 日｜文：柳如眉", "publisher", "青石週刊"),
        ("青石週刊｜2024 年 5 月 3 日｜文：柳如眉", "author", "柳如眉"),
        ("（本报记者 柳如眉 渡口报道）", "author", "柳如眉"),
        ("Source: Harbour Post", "publisher", "Harbour Post"),
        ("责任编辑：石小川", "editor", "石小川"),
        ("每经记者:柳如眉 每经编辑:石小川", "author", "柳如眉"),
        ("每经记者:柳如眉 每经编辑:石小川", "editor", "石小川"),
        ("2024-05-03  来源：青石日报  记者：柳如眉", "publisher", "青石日报"),
        ("2024-05-03  来源：青石日报  记者：柳如眉", "author", "柳如眉"),
        ("本文来自微信公众号“渡口夜话”，作者：柳如眉，编辑：石小川。", "publisher", "渡口夜话"),
        ("本文来自微信公众号“渡口夜话”，作者：柳如眉，编辑：石小川。", "editor", "石小川"),
    ],
)
def test_credit_line_states_a_name_exactly(line: str, name: str, value: str) -> None:
    for text in (f"渡口的新装货办法\n{line}\n{BODY}", f"渡口的新装货办法\n{BODY}\n{line}"):
        assert stated(read(text), name, text) == (value, value)


def test_label_and_signature_name_the_publisher() -> None:
    for text in (f"【青石社讯】{BODY}", f"{BODY}\n（青石社 青石社）"):
        assert stated(read(text), "publisher", text) == ("青石社", "青石社")


@pytest.mark.parametrize(
    ("head", "stated_there"),
    [
        ("By Ann Lee | October 7, 2021", {"author": "Ann Lee"}),
        (
            "By Ann Lee, Ostwick Mail, 7 October 2021",
            {"author": "Ann Lee", "publisher": "Ostwick Mail"},
        ),
        ("7 Oct 2021\nby Ann van der Lee", {"author": "Ann van der Lee"}),
        ("By Ann Lee\nPublished Oct 7, 2021 · 512 views", {"author": "Ann Lee"}),
        ("Ostwick Mail\nOctober 7, 2021", {"publisher": "Ostwick Mail"}),
        ("青石日报\n2021-10-07 09:30", {"publisher": "青石日报"}),
        ("柳如眉\n2021-10-07 09:30", {"author": "柳如眉"}),
        ("《青石日报》（2021年10月7日）", {"publisher": "青石日报"}),
        (
            "本报记者 柳如眉\n《青石日报》（2021年10月7日）",
            {"publisher": "青石日报", "reporter": "柳如眉"},
        ),
        ("原创 柳如眉 渡口夜话 2021-10-07 09:30", {"author": "柳如眉", "publisher": "渡口夜话"}),
        ("文／柳如眉　圖／本報資料\n2021年10月7日", {"author": "柳如眉"}),
        (
            "發布時間：2021-10-07\n記者：柳如眉\n來源：青石日報",
            {"publisher": "青石日報", "reporter": "柳如眉"},
        ),
    ],
)
def test_head_states_names_and_day(head: str, stated_there: dict[str, str]) -> None:
    text = f"渡口的新装货办法\n{head}\n{BODY}"
    article = read(text)
    assert article.title.value == "渡口的新装货办法"
    assert article.published is not None
    assert (article.published.value, article.published_inferred) == ("2021-10-07", False)
    for name in ("author", "publisher", "reporter"):
        if name in stated_there or name != "author":  # a reporter stands in for an author
            found = stated(article, name, text)
            assert (found and found[0]) == stated_there.get(name) == (found and found[1])


def test_month_beside_a_papers_name_is_the_date() -> None:
    text = f"渡口的新装货办法\n青石周刊　2021年6月\n作者：柳如眉\n{BODY}"
    article = read(text)
    assert stated(article, "publisher", text) == ("青石周刊", "青石周刊")
    assert stated(article, "published", text) == ("2021-06", "2021年6月")
    assert stated(article, "author", text) == ("柳如眉", "柳如眉")


@pytest.mark.parametrize(
    ("lead", "name", "value"),
    [
        ("【青石日报】", "publisher", "青石日报"),
        ("（青石社渡口9月25日电 记者 柳如眉）", "reporter", "柳如眉"),
        ("（青石社渡口9月25日电 记者 柳如眉）", "publisher", "青石社"),
        ("記者柳如眉／渡口報導　", "reporter", "柳如眉"),
        ("〔記者柳如眉、石小川／渡口報導〕", "reporter", "柳如眉、石小川"),
        ("OSTWICK (Coastwire) – ", "publisher", "Coastwire"),
    ],
)
def test_first_words_of_the_text_state_a_name(lead: str, name: str, value: str) -> None:
    text = f"渡口的新装货办法\n{lead}{BODY}"
    assert stated(read(text), name, text) == (value, value)


@pytest.mark.parametrize(
    ("foot", "name", "value"),
    [
        ("Reporting by Tom Ray; Editing by Eve Hall", "reporter", "Tom Ray"),
        ("Reporting by Tom Ray in Ostwick; Editing by Eve Hall", "reporter", "Tom Ray"),
        ("Reporting by Tom Ray; Editing by Eve Hall", "editor", "Eve Hall"),
        ("Edited by Eve Hall", "editor", "Eve Hall"),
        ("責任編輯：石小川", "editor", "石小川"),
        ("青石日报", "publisher", "青石日报"),
    ],
)
def test_line_under_the_text_states_a_name(foot: str, name: str, value: str) -> None:
    text = f"渡口的新装货办法\n{BODY}\n{foot}"
    assert stated(read(text), name, text) == (value, value)


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("标题：渡口的新装货办法\n时间：2021年10月7日", "渡口的新装货办法"),
        ("【渡口的新装货办法】\n来源：青石日报", "渡口的新装货办法"),
        ("渡口的新装货办法_青石在线\n渡口的新装货办法\n来源：青石日报", "渡口的新装货办法"),
        ("渡口的新装货办法\n青石日报\n2021-10-07", "渡口的新装货办法"),
    ],
)
def test_title_is_the_articles_own_without_its_marks(first: str, title: str) -> None:
    text = f"{first}\n{BODY}"
    assert stated(read(text), "title", text) == (title, title)


@pytest.mark.parametrize(
    "line",
    [
        "By train to the ferry",  # a title
        "Edited by hand and printed in the cellar",
        "渡口发布会 2021年6月",  # a month beside something that is no paper
        "《渡口》2021年重印，装订比从前结实",
    ],
)
def test_line_that_only_begins_like_a_byline_states_nothing(line: str) -> None:
    article = read(f"渡口的新装货办法\n{line}\n{BODY}")
    assert (article.publisher, article.author, article.editor) == (None, None, None)


@pytest.mark.parametrize(
    ("line", "value", "shown"),
    [
        ("2024-08-17", "2024-08-17", "2024-08-17"),
        ("2024年8月17日 10:20", "2024-08-17", "2024年8月17日"),
        ("发布时间：2024/8/17", "2024-08-17", "2024/8/17"),
        ("2024.08", "2024-08", "2024.08"),
        ("2024-08-17 10:20  来源：青石日报", "2024-08-17", "2024-08-17"),
        ("Published: 17 August 2024", "2024-08-17", "17 August 2024"),
        ("By Ann Lee | August 17, 2024", "2024-08-17", "August 17, 2024"),
    ],
)
def test_date_line_states_an_iso_date(line: str, value: str, shown: str) -> None:
    text = f"渡口的新装货办法\n{line}\n{BODY}"
    assert stated(read(text), "published", text) == (value, shown)


def test_date_in_a_sentence_is_no_stated_date_of_the_article() -> None:
    article = read(f"渡口的新装货办法\n2019年5月3日，渡口停航。{BODY}")
    assert article.published is None or article.published_inferred


def test_word_that_only_looks_like_a_credit_states_nothing() -> None:
    article = read(f"渡口的新装货办法\n来源不明的木箱堆在岸边，作者没有署名，编辑也不在。\n{BODY}")
    assert (article.publisher, article.author, article.editor) == (None, None, None)


FRONT = '---\ntitle: "渡口：新办法"\ndate: 2024-05-03\nsource: 青石日报\nauthor: 柳如眉\n---\n\n'


def test_front_matter_states_metadata_and_is_dropped() -> None:
    text = FRONT + BODY
    article = read(text, markdown=True)
    assert stated(article, "title", text) == ("渡口：新办法", "渡口：新办法")
    assert stated(article, "published", text) == ("2024-05-03", "2024-05-03")
    assert stated(article, "publisher", text) == ("青石日报", "青石日报")
    assert stated(article, "author", text) == ("柳如眉", "柳如眉")
    assert article.passages[0].text.startswith("青石渡口")


def test_front_matter_of_a_text_file_is_not_front_matter() -> None:
    assert read(FRONT + BODY).passages[0].text.startswith("title:")  # the rule above it is dropped


def test_what_a_record_states_outranks_the_text_and_has_no_evidence() -> None:
    text = f"文中的标题\n来源：文中日报\n2020-01-01\n{BODY}"
    given = GivenMetadata("给定的标题", "2024-05", "给定日报", "给定作者", "https://example.com/1")
    article = read(text, given=given)
    assert [getattr(article, f).value for f in ("title", "published", "publisher", "author")] == [
        "给定的标题", "2024-05", "给定日报", "给定作者",
    ]  # fmt: skip
    assert all(getattr(article, f).evidence is None for f in ("title", "published", "publisher"))
    assert (article.url, article.title_generated) == ("https://example.com/1", False)


def test_date_that_cannot_be_read_is_a_warning_and_no_date() -> None:
    source = SourceText("a", BODY, "record", 1, article_id="r", given=GivenMetadata(date="最近"))
    found = read_articles(source, IndexConfig())
    assert found.articles[0].published is None
    assert found.warnings == ("date not understood: '最近'; write it as YYYY-MM-DD",)


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-05-03", "2024-05-03"),
        ("2024-05-03T08:00:00Z", "2024-05-03"),
        ("20240503", "2024-05-03"),
        ("2024", "2024"),
        ("2024年5月", "2024-05"),
        ("3 May 2024", "2024-05-03"),
        ("May 3rd, 2024", "2024-05-03"),
        ("May 2024", "2024-05"),
        ("2024-02-30", None),
        ("2023-02-29", None),
        ("20241301", None),
        ("2024-13", None),
        ("2024-13-45", None),
        ("2024-12-32", None),
        ("2024-05-03 10:00", "2024-05-03"),
        ("渡口", None),
        ("", None),
    ],
)
def test_parse_date_reads_what_is_a_date_and_nothing_else(value: str, iso: str | None) -> None:
    assert parse_date(value) == iso


@pytest.mark.parametrize(
    ("iso", "days"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023-02", ("2023-02-01", "2023-02-28")),
        ("2024-05-03", ("2024-05-03", "2024-05-03")),
    ],
)
def test_date_of_reduced_precision_is_an_interval(iso: str, days: tuple[str, str]) -> None:
    assert interval(iso) == days
