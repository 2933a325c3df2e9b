"""Web pages of own writing: one article in the dress of many kinds of site.

``Story, site ─page─▶ HTML``. What a site puts around an article is drawn from ``CHROME``, so that a
test can ask for every sentence of the story and for none of these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """An article as its author wrote it."""

    language: str
    title: str
    byline: str
    paragraphs: tuple[str, ...]


ZH = Story(
    "zh-CN",
    "青石渡口改用新式栈桥",
    "来源：河湾日报 作者：林一舟 2023-05-06 08:30",
    (
        "青石渡口的木栈桥用了四十一年，今年春天终于换成钢桥。工期比原计划短了十二天。",
        "镇里的船工老秦说，旧桥涨水时要拆三块板，船才能靠岸。“现在水位差两米也能上下客。”他说。",
        "新桥的桥面装了防滑条，夜里有感应灯。管理站统计，四月过渡的人次是一万八千，比去年同月多三成。",
        "渡口的票价没有变，仍是两元，六十岁以上的人凭证免票。",
        "下一步，管理站打算在北岸建候船亭，资金来自县里的交通专款，预计九月动工。",
    ),
)
TW = Story(
    "zh-TW",
    "老街茶行轉型做體驗課",
    "記者：許明遠　發布時間：2022/11/03",
    (
        "北坡老街的茶行過去只賣茶葉，三年前開始讓客人自己揉捻、烘焙，一堂課九十分鐘。",
        "店主鄭太太說，起初每週只有一班，後來連外縣市的學校也來預約，旺季一天要開四班。",
        "體驗課的收入如今占全店六成，茶葉本身的銷量反而也多了兩成，因為上過課的人會回頭買。",
        "不過，鄰居抱怨遊覽車堵住巷口。里長已經請公所劃設臨時停車區，下個月試行。",
    ),
)
EN = Story(
    "en",
    "Ferry town trades its wooden pier for steel",
    "By Laura Whitfield | Published 14 March 2021",
    (
        "The wooden pier at Harrow Bend lasted forty-one years before the council voted to replace it.",
        "Work began in January and ended early. “We had a dry winter,” said Tom Ellery.",
        "Passengers now step from boat to deck without a ramp, even when the river falls by two metres.",
        "Fares stay at £1.50; people over sixty travel free with a pass.",
        "A shelter on the north bank is planned for next year, though its funding is not settled.",
    ),
)
STORIES = (ZH, TW, EN)

CHROME = (
    "首页 新闻 财经 体育 娱乐",
    "联系我们",
    "当前位置",
    "热门排行",
    "三招教你挑西瓜",
    "南岭市地铁延长运营",
    "周末去哪儿玩",
    "相关阅读",
    "上一篇",
    "下一篇",
    "分享到",
    "微信扫一扫",
    "网友评论",
    "沙发是我的",
    "京ICP备",
    "版权所有",
    "Copyright",
    "Subscribe to our newsletter",
    "accept all cookies",
    "var tracker",
    "color: red",
    "请输入关键词",
)
_MENU = "".join(
    f'<li><a href="/c{n}">{word}</a></li>'
    for n, word in enumerate("首页 新闻 财经 体育 娱乐 科技 房产 汽车".split())
)
_LINKS = "".join(
    f'<li><a href="/n/{n}.html">{word}</a></li>'
    for n, word in enumerate(
        ("三招教你挑西瓜，老农说的才算数", "南岭市地铁延长运营到零点", "周末去哪儿玩？十个公园排名")
    )
)
_SCRIPT = "<script>var tracker = '<p>不是正文。</p>';</script><style>p {color: red}</style>"


def _p(story: Story) -> str:
    return "\n".join(f"<p>{text}</p>" for text in story.paragraphs)


def _portal(story: Story) -> str:
    """A news portal in divs whose classes say what they are."""
    return f"""<div class="topbar"><a href="/login">登录</a> <a href="/reg">注册</a></div>
<div class="header"><ul class="nav">{_MENU}</ul><form><input value="请输入关键词"><button>搜索</button></form></div>
<div class="breadcrumb">当前位置：<a href="/">首页</a> &gt; <a href="/n">新闻</a> &gt; 正文</div>
<div class="wrap"><div class="left"><h1>{story.title}</h1><div class="info">{story.byline}</div>
<div class="content" id="artibody">{_p(story)}</div>
<div class="share">分享到：<a href="#">微博</a> <a href="#">微信扫一扫</a></div>
<div class="prevnext">上一篇：<a href="/1">南岭市地铁延长运营</a> 下一篇：<a href="/2">周末去哪儿玩</a></div>
<div class="related"><h3>相关阅读</h3><ul>{_LINKS}</ul></div>
<div class="comments"><h3>网友评论</h3><div>沙发是我的，哈哈，写得真好，支持一下。</div></div></div>
<div class="sidebar"><h3>热门排行</h3><ul>{_LINKS}</ul></div></div>
<div class="footer"><p>版权所有 河湾日报社 <a href="/about">联系我们</a></p><p>京ICP备05012345号-1</p></div>"""


def _semantic(story: Story) -> str:
    """HTML5: header, nav, main, article, aside, footer."""
    return f"""<header><nav><ul>{_MENU}</ul></nav></header>
<div class="cookie" role="dialog">We use cookies. <button>accept all cookies</button></div>
<main><article><header><h1>{story.title}</h1><p class="byline">{story.byline}</p></header>
{_p(story)}<footer>Subscribe to our newsletter</footer></article></main>
<aside><h2>相关阅读</h2><ul>{_LINKS}</ul></aside>
<footer><p>Copyright © 2023 Harrow Bend Courier. All rights reserved.</p></footer>"""


def _breaks(story: Story) -> str:
    """Paragraphs parted by <br> and two full-width spaces, as older systems write them."""
    body = "<br>\n<br>".join(f"\u3000\u3000{text}" for text in story.paragraphs)
    return f"""<div id="nav"><ul>{_MENU}</ul></div><div id="main"><h1>{story.title}</h1>
<p class="info">{story.byline}</p><div id="zoom">{body}<br></div></div>
<div id="footer">版权所有 河湾镇人民政府 京ICP备05012345号</div>"""


def _tables(story: Story) -> str:
    """A layout of nested tables and <font>, of 2003."""
    rows = "".join(f"<p><font size=3>\u3000\u3000{text}</font>" for text in story.paragraphs)
    return f"""<table width=760><tr><td><table><tr><td><a href=/>首页</a></td><td><a href=/n>新闻</a></td>
<td><a href=/s>体育</a></td><td><a href=/e>娱乐</a></td></tr></table></td></tr>
<tr><td><table><tr><td width=160 valign=top><b>热门排行</b><ul>{_LINKS}</ul></td>
<td><table><tr><td align=center><font size=5><b><h1>{story.title}</h1></b></font></td></tr>
<tr><td align=center>{story.byline}</td></tr><tr><td>{rows}</td></tr></table></td></tr></table></td></tr>
<tr><td align=center>版权所有 河湾信息港<br>京ICP备05012345号</td></tr></table>"""


def _divs(story: Story) -> str:
    """Paragraphs are <div> and <section>, as editors of account articles make them."""
    body = "".join(
        f'<section style="margin:8px"><section><span style="color:#333">{text[:9]}</span>'
        f"<span>{text[9:]}</span></section></section>"
        for text in story.paragraphs
    )
    return f"""<div id="page"><h1 class="rich_media_title">{story.title}</h1>
<div class="rich_media_meta">{story.byline}</div><div class="rich_media_content">{body}</div></div>
<div class="qr" style="display: none">微信扫一扫 关注该公众号</div>
<div class="toolbar"><a href="#">分享到朋友圈</a></div>"""


def _blog(story: Story) -> str:
    """A blog with entry, tags, comments that are prose, and a widget column."""
    return f"""<div id="header" role="banner"><a href="/">一个人的河湾</a></div>
<div id="content"><div class="post"><h1 class="entry-title">{story.title}</h1>
<div class="entry-meta">{story.byline}</div><div class="entry-content">{_p(story)}</div>
<div class="tags">标签：<a href="/t/1">渡口</a> <a href="/t/2">生活</a></div></div>
<div id="comments"><h3>网友评论</h3><ol><li><p>沙发是我的！这篇文章写得真好，让我想起了小时候坐船的日子。</p></li>
<li><p>沙发是我的，楼上抢了，请问候船亭什么时候能用呢，我老家就在那边。</p></li></ol></div></div>
<div id="sidebar" role="complementary"><h3>热门排行</h3><ul>{_LINKS}</ul></div>
<div id="footer">Copyright 2010-2023 一个人的河湾</div>"""


def _plain(story: Story) -> str:
    """Nothing but the text."""
    return f"<h1>{story.title}</h1><p>{story.byline}</p>{_p(story)}"


def _unclosed(story: Story) -> str:
    """Tags as people write them by hand."""
    body = "".join(f"<p>{text}\n" for text in story.paragraphs)
    return f"<ul class=menu>{_MENU}</ul><h1>{story.title}</h1><p>{story.byline}{body}<hr>版权所有<br>京ICP备05012345号"


SITES: dict[str, Callable[[Story], str]] = {
    "portal": _portal,
    "semantic": _semantic,
    "breaks": _breaks,
    "tables": _tables,
    "divs": _divs,
    "blog": _blog,
    "plain": _plain,
    "unclosed": _unclosed,
}


def page(body: str, *, head: str = "", language: str = "zh-CN") -> bytes:
    """A whole page as UTF-8."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8">{head}</head>\n'
        f"<body>\n{body}\n</body></html>\n"
    ).encode()


def site_page(site: str, story: Story) -> bytes:
    """A story on a site."""
    head = f"<title>{story.title}_新闻_河湾网</title>{_SCRIPT}"
    return page(SITES[site](story), head=head, language=story.language)
