"""HTML to text: the article of every kind of page, whole, in order, once, and nothing around it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from html_pages import CHROME, EN, SITES, STORIES, ZH, Story, page, site_page
from lxml import html as lxml_html

from index.read.html import read_html

MENU = "".join(
    f'<li><a href="/{word}">{word}</a></li>' for word in ("首页", "新闻", "财经", "体育")
)


def text_of(body: str, *, head: str = "") -> str:
    return read_html(page(body, head=head), where="a.html").text


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
@pytest.mark.parametrize("site", SITES)
def test_an_article_is_whole_in_order_once_and_without_what_stands_around_it(
    site: str, story: Story
) -> None:
    text = read_html(site_page(site, story), where="a.html").text
    assert text.split("\n\n") == [story.title, story.byline, *story.paragraphs]
    assert [word for word in CHROME if word in text] == []


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
@pytest.mark.parametrize("site", SITES)
def test_no_character_is_invented_but_line_breaks(site: str, story: Story) -> None:
    raw = site_page(site, story)
    seen = Counter(lxml_html.document_fromstring(raw.decode()).text_content())
    text = read_html(raw, where="a.html").text
    assert not Counter(char for char in text if char != "\n") - seen


def test_several_articles_of_one_page_all_stay_with_their_headings_and_bylines() -> None:
    items = [
        (
            "渡口换桥",
            "2023-05-01 作者：林一舟",
            "木栈桥用了四十一年，春天换成钢桥。",
            "工期短了十二天。",
        ),
        (
            "粮站改书屋",
            "2023-05-02 作者：周敏",
            "城南的旧粮站上月改成书屋，收书三千册。",
            "晚上开到九点。",
        ),
        (
            "早市搬家",
            "2023-05-03 作者：许明",
            "桥头早市五月起搬到体育场北门。",
            "摊位增到一百二十个。",
        ),
    ]
    body = "".join(
        f"<div class=item><h2>{title}</h2><p class=time>{byline}</p><p>{one}</p><p>{two}</p></div>"
        for title, byline, one, two in items
    )
    text = text_of(f"<div id=nav><ul>{MENU}</ul></div>{body}<div id=footer>版权所有</div>")
    assert text.split("\n\n") == [part for item in items for part in item]


def _post(user: str, day: str, text: str) -> str:
    return (
        f'<div class="post"><div class="author"><a href="/u">{user}</a></div>'
        f'<div class="info">发表于 {day}</div><div class="message">{text}</div>'
        '<div><a href="#">回复</a> <a href="#">举报</a></div></div>'
    )


def test_every_post_of_a_forum_thread_stays_and_its_buttons_do_not() -> None:
    posts = (
        _post("水边人", "2020-3-1 10:00", "冬天最后一班船是几点？<br>我周五六点才下班。")
        + _post("老秦", "2020-3-1 11:12", "六点半，过了立春改七点。自行车不加钱，电动车加一块。")
        + _post("水边人", "2020-3-1 12:30", "谢谢老秦，那我赶得上了。")
    )
    text = text_of(f"<div id=nav><ul>{MENU}</ul></div><h1>渡口的船几点停？</h1>{posts}")
    said = [
        "冬天最后一班船是几点？\n我周五六点才下班。",
        "自行车不加钱，电动车加一块。",
        "那我赶得上了。",
    ]
    assert [text.count(one) for one in said] == [1, 1, 1]
    assert sorted(said, key=text.index) == said
    assert "举报" not in text
    assert "首页" not in text


def test_answers_stay_whole_though_names_and_buttons_stand_between() -> None:
    answers = "".join(
        f'<div class=AnswerItem><div><a href="/p">{name}</a></div><div class=Rich><p>{one}</p><p>{two}</p>'
        f"</div><div>编辑于 2023-05-01</div><button>赞同</button></div>"
        for name, one, two in (
            ("河工", "木桥便宜，可是每年要换板，十年下来并不省。", "钢桥二十年大修一次。"),
            ("船老大", "涨水时木桥要拆板，耽误事。", "钢桥是浮的，水涨桥高。"),
        )
    )
    text = text_of(f"<h1>为什么要换钢桥？</h1><div>木头的不是更便宜吗？</div>{answers}")
    for sentence in ("木头的不是更便宜吗？", "钢桥二十年大修一次。", "钢桥是浮的，水涨桥高。"):
        assert text.count(sentence) == 1
    assert "赞同" not in text


def test_the_rows_of_a_data_table_are_lines_between_the_paragraphs_around_it() -> None:
    table = """<table border=1><caption>各镇产量</caption><thead><tr><th>镇</th><th>小麦</th><th>玉米</th></tr>
    </thead><tbody><tr><td>青石</td><td>1,200</td><td>860</td></tr><tr><td>北坡</td><td></td>
    <td>1,020</td></tr><tr><td><a href="/t">南口</a></td><td>640</td><td></td></tr></tbody></table>"""
    text = text_of(f"<h1>去年粮食产量</h1><p>下表单位为吨。</p>{table}<p>北坡小麦未统计。</p>")
    assert text == (
        "去年粮食产量\n\n下表单位为吨。\n\n"
        "各镇产量\n镇 | 小麦 | 玉米\n青石 | 1,200 | 860\n北坡 |  | 1,020\n南口 | 640"
        "\n\n北坡小麦未统计。"
    )


def test_a_table_of_links_is_a_menu_whatever_its_columns() -> None:
    menu = "<table><tr><td><a href='/'>首页</a></td><td><a href='/n'>新闻</a></td></tr></table>"
    assert text_of(f"{menu}<h1>{ZH.title}</h1><p>{ZH.paragraphs[0]}</p>").startswith(ZH.title)


def test_a_page_of_a_few_short_paragraphs_keeps_them_all() -> None:
    body = (
        f"<div class=header><ul>{MENU}</ul></div><h1>停水通知</h1><p>明日停水。</p><p>请储水。</p>"
    )
    assert (
        text_of(f"{body}<div class=footer>版权所有</div>") == "停水通知\n\n明日停水。\n\n请储水。"
    )


def test_a_list_page_is_its_headlines_without_the_menu() -> None:
    titles = ("青石渡口改用新式栈桥", "城南旧粮站改成书屋", "桥头早市搬到体育场", "茶行办体验课")
    items = "".join(f'<li><a href="/n">{title}</a></li>' for title in titles)
    text = text_of(f"<div class=nav><ul>{MENU}</ul></div><h2>本地新闻</h2><ul>{items}</ul>")
    assert [line for line in text.split("\n") if line in titles] == list(titles)
    assert "体育\n" not in text


def test_a_notice_keeps_the_title_that_stands_in_no_heading() -> None:
    notice = "河湾县交通局关于青石渡口恢复通航的通告"
    body = f"""<div class=top><ul>{MENU}</ul></div><table><tr><td>索引号：</td><td>0001/2023</td></tr></table>
    <div class=article><div class=title>{notice}</div><div class=TRS_Editor><style>.p {{margin:0}}</style>
    <p align=center>河交〔2023〕11号</p><p>\u3000\u3000各镇人民政府：</p>
    <p>\u3000\u3000青石渡口栈桥更新工程已完工，自5月10日起恢复通航。</p>
    <p align=right>河湾县交通局</p></div></div><div class=footer>网站标识码：123</div>"""
    blocks = text_of(body).split("\n\n")
    assert blocks[-5:] == [
        notice,
        "河交〔2023〕11号",
        "各镇人民政府：",
        "青石渡口栈桥更新工程已完工，自5月10日起恢复通航。",
        "河湾县交通局",
    ]


def test_an_account_article_is_read_though_a_script_must_show_it() -> None:
    body = f"""<h1 id="activity-name">{ZH.title}</h1><em>2023-05-06</em>
    <div id="js_content" style="visibility: hidden; opacity: 0;"><section>
    <p><span>{ZH.paragraphs[0]}</span></p><p><br></p><p><img data-src="x.jpg"></p>
    <p><span>{ZH.paragraphs[1]}</span></p></section></div><div style="display:none">预览时不可点</div>"""
    assert text_of(body).split("\n\n") == [ZH.title, "2023-05-06", *ZH.paragraphs[:2]]


def test_figures_quotes_and_lists_keep_their_place() -> None:
    body = f"""<article><h1>{EN.title}</h1><figure><img src=a.jpg><figcaption>The pier at dusk.</figcaption>
    </figure><p>{EN.paragraphs[0]}</p><blockquote>We had a dry winter.</blockquote><p>Two things changed:</p>
    <ul><li>no ramp</li><li>a rail</li></ul><p>{EN.paragraphs[2]}</p><h2>Next</h2><p>{EN.paragraphs[4]}</p>
    </article>"""
    assert text_of(body) == "\n\n".join(
        [
            EN.title,
            "The pier at dusk.",
            EN.paragraphs[0],
            "We had a dry winter.",
            "Two things changed:",
            "no ramp\na rail",
            EN.paragraphs[2],
            "Next",
            EN.paragraphs[4],
        ]
    )


def test_one_sentence_that_stands_twice_in_the_article_stays_twice() -> None:
    refrain = "水退了，船还在，人也还在。"
    body = f"<h1>{ZH.title}</h1><p>{refrain}</p><p>{ZH.paragraphs[0]}</p><p>{refrain}</p>"
    assert text_of(body).count(refrain) == 2


def test_a_page_too_large_to_be_searched_is_read_with_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.read.html_main._MAX_ELEMENTS", 1000)
    body = f"<div class=nav><ul>{MENU}</ul></div>" + "".join(
        f"<p>第{n}段说的是渡口的事。</p>" for n in range(1100)
    )
    got = read_html(page(body), where="a.html")
    assert "too large to look for its article" in got.warnings[0]
    assert re.findall(r"第(\d+)段", got.text) == [str(n) for n in range(1100)]
    assert "财经" not in got.text
