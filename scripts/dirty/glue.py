"""Files of several articles, glued as copied pages are: what stands before and between them.

``articles, rng ─▶ Page``. A line in front of an article that says its title over again is marked
``prelude``: an article may as well begin there. All else before it is no article's.
"""

from __future__ import annotations

import random

from scripts.dirty.clean import CleanArticle
from scripts.dirty.layouts import FRONT_MATTER, write_article, write_in
from scripts.dirty.page import Page

_SITES = ("澜江在线", "商桥网", "新芒财经网", "手机版_北汀日报", "资讯频道_青禾新闻网")
_CLICKBAIT = (
    "信用卡怎么提额最快,信用卡临时额度怎么申请提额",
    "孩子不爱吃饭怎么办?老中医支招三天见效",
    "怎么查别人的快递单号,快递单号查询怎么查手机号",
    "二手房过户费用怎么算,二手房过户需要哪些手续",
    "电动车充不进电是什么原因?三步教你自己修好",
    "社保卡怎么激活?社保卡手机上激活流程是怎样的?",
    "装修公司哪家好,装修一平米多少钱怎么算",
)
_TITLES = (
    "一图看懂今年秋粮收购价", "他把废弃粮仓改成了攀岩馆", "这座小城为什么留得住年轻人",
    "早餐摊主的第三次搬家", "冷空气来袭，周末气温下降八度", "三位村医与一条山路",
)  # fmt: skip
_RULES = ("-" * 30, "—" * 12, "=" * 40, "*" * 3, "＊　＊　＊", "─" * 20, "_" * 24, "◆◆◆")
_CHROME = (
    "上一篇：{one}\n下一篇：{two}",
    "相关阅读\n{one}\n{two}",
    "分享到：微信 微博 QQ空间\n【打印】【关闭】",
    "打印本页 关闭窗口",
    "返回首页 >>",
    "热门推荐",
    "版权声明：本网注明来源的作品，版权均属本网所有，未经授权不得转载。",
    "免责声明：本文仅代表作者个人观点，与本网无关，请读者仅作参考。",
    "我要评论",
    "首页 > 新闻 > 正文",
    "当前位置：首页 > 资讯 > 正文",
    "扫一扫，手机看新闻",
    "相关文章",
)
_CHROME_HANT = ("分享", "廣告", "延伸閱讀", "相關新聞", "回首頁", "加入會員看更多")
_CHROME_EN = (
    "Share this article", "Advertisement", "Related articles", "Sign up for our newsletter",
    "Home > News", "Read more", "All rights reserved.", "Back to top",
)  # fmt: skip


def glue(articles: list[CleanArticle], rng: random.Random) -> tuple[Page, list[str]]:
    """One file of these articles, and the names of their layouts."""
    page, names = Page(), []
    is_chinese = articles[0].language != "en"
    if is_chinese and rng.random() < 0.15:
        page.add(rng.choice(_CLICKBAIT) + rng.choice(("\n", "\n\n", "\n   \n")))
    for at, article in enumerate(articles):
        if at:
            page.add(_separator(article, rng))
        if article.language != "en" and rng.random() < 0.08:
            sign = rng.choice(("_", "-", " - ", "|"))
            page.add(f"{article.title}{sign}{rng.choice(_SITES)}", "prelude", at)
            page.add(rng.choice(("\n", "\n\n")))
        names.append(write_article(page, article, at, rng))
    if rng.random() < 0.3:
        page.add("\n" + _chrome(articles[-1], rng))
    page.add(rng.choice(("", "\n", "\n\n")))
    return page, names


def with_front_matter(article: CleanArticle, rng: random.Random) -> Page:
    """A Markdown file of one article that says of itself what it is."""
    page = Page()
    write_in(FRONT_MATTER, page, article, 0, rng)
    page.add("\n")
    return page


def _separator(article: CleanArticle, rng: random.Random) -> str:
    """What stands between an article and the one before: never nothing."""
    kind = rng.choice(("blank", "blank", "blanks", "line", "rule", "chrome", "chrome_rule"))
    if kind == "blank":
        return "\n\n"
    if kind == "blanks":
        return "\n" * rng.randint(3, 6)
    if kind == "line":
        return "\n"
    rule = rng.choice(_RULES)
    if kind == "rule":
        return rng.choice((f"\n{rule}\n", f"\n\n{rule}\n\n"))
    chrome = _chrome(article, rng)
    return f"\n\n{chrome}\n\n" if kind == "chrome" else f"\n{chrome}\n{rule}\n"


def _chrome(article: CleanArticle, rng: random.Random) -> str:
    """One or two pieces of what a page prints around its article."""
    known = {"en": _CHROME_EN, "hant": _CHROME_HANT}.get(article.language, _CHROME)
    pieces = rng.sample(known, rng.choice((1, 1, 2)))
    one, two = rng.sample(_TITLES, 2)
    return "\n".join(piece.format(one=one, two=two) for piece in pieces)
