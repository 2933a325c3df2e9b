"""How sites print an article: what stands above it, before its first sentence, and below it.

``Layout(head, lead, foot) + stated values ─▶ Page``. ``{slot}`` is a value of :mod:`dirty.people`;
``⟨…⟩`` is printed in most cases, not in all. A layout keeps a title or a credit whatever is left out.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from scripts.dirty.clean import CleanArticle
from scripts.dirty.page import Page
from scripts.dirty.people import stated_values

_OPTIONAL = re.compile(r"⟨([^⟩]*)⟩")
_PRINTED = 0.85  # how often what may be left out is printed


@dataclass(frozen=True, slots=True)
class Layout:
    """Templates around a body; ``lead`` stands in the line of its first sentence."""

    name: str
    languages: str  # of zh, hant, en
    head: str
    lead: str = ""
    foot: str = ""


LAYOUTS = (
    # News sites
    Layout("portal", "zh", "{title}\n{published_zh0} {time}⟨ 来源：{publisher}⟩\n",
           foot="\n（责任编辑：{editor}）"),
    Layout("portal_row", "zh", "{title}\n来源：{publisher}⟨　作者：{author}⟩　{published_iso} {time}\n",
           foot="⟨\n[责任编辑：{editor}]⟩"),
    Layout("portal_ascii", "zh",
           "{title}\n{published_slash} {time} 来源:{publisher}⟨ 编辑:{editor}⟩\n"),
    Layout("date_site", "zh", "{title}\n{published_iso} {time} {publisher}\n",
           foot="⟨\n责任编辑：{editor}⟩"),
    Layout("site_date", "zh", "{title}\n{publisher}\n{published_iso} {time}\n"),
    Layout("published_at", "zh",
           "{title}\n发布时间：{published_iso} {time}⟨　来源：{publisher}⟩　浏览次数：{n}\n",
           foot="⟨\n编辑：{editor}⟩"),
    Layout("reprint", "zh", "{title}\n{published_iso} {time}:00　来源: {publisher}\n",
           foot="\n本文来源：{publisher}⟨ 责任编辑：{editor}⟩"),
    Layout("labelled", "zh",
           "标题：{title}\n时间：{published_zh}\n⟨来源：{publisher}\n⟩⟨作者：{author}\n⟩\n"),
    Layout("bracket_title", "zh", "【{title}】\n⟨{published_dot}　⟩来源：{publisher}\n"),
    # Papers and agencies
    Layout("dateline", "zh", "{title}\n",
           lead="{publisher_agency}{place}{md}电（记者 {reporter}）",
           foot="⟨\n（编辑：{editor}）⟩"),
    Layout("dateline_inside", "zh", "{title}\n⟨{published_zh}　⟩\n",
           lead="（{publisher_agency}{place}{md}电 记者 {reporter}）"),
    Layout("paper", "zh", "{title}\n⟨本报记者 {reporter}\n⟩《{publisher}》（{published_zh}）\n"),
    Layout("paper_lead", "zh", "{title}\n{published_iso}　{publisher}\n",
           lead="本报讯（记者 {reporter}）"),
    Layout("label_lead", "zh", "{title}\n",
           lead="【{publisher}讯】",
           foot="⟨\n（作者：{author}）⟩"),
    Layout("bare_label", "zh", "", lead="【{publisher}】", foot="\n（记者 {reporter}）"),
    Layout("two_roles", "zh", "{title}\n记者：{reporter} 编辑：{editor}\n", foot="\n{publisher}"),
    # Accounts and magazines
    Layout("wechat", "zh", "{title}\n原创 {author} {publisher} {published_iso} {time}\n",
           foot="\n— END —⟨\n点个“在看”，让更多人看到⟩"),
    Layout("wechat_bars", "zh",
           "{title}\n{publisher} {published_zh}\n⟨作者 | {author}\n⟩编辑 | {editor}\n"),
    Layout("magazine", "zh", "{title}\n文｜{author}⟨　编辑｜{editor}⟩\n出品｜{publisher}\n"),
    Layout("slash", "zh", "{title}\n⟨{published_dot}\n⟩文/{author}\n⟨编辑/{editor}\n⟩"),
    Layout("account", "zh", "{title}\n{author}\n{published_iso} {time}\n",
           foot="\n本文来自微信公众号“{publisher}”，"
                "作者：{author}⟨，编辑：{editor}⟩，经授权发布。"),
    Layout("month", "zh", "{title}\n{publisher}　{published_month}\n作者：{author}\n"),
    Layout("plain", "zh", "{title}\n\n", foot="\n（来源：{publisher}）"),
    Layout("wide", "zh", "{title}\n{published_wide}　记者：{reporter}\n",
           foot="⟨\n（责编：{editor}、{proof}）⟩"),
    # Taiwan and Hong Kong
    Layout("reporter_place", "hant", "{title}\n{published_slash} {time}⟨　{publisher}⟩\n",
           lead="記者{reporter}／{place}報導　"),
    Layout("hant_rows", "hant",
           "{title}\n發布時間：{published_iso} {time}\n⟨記者：{reporter}\n⟩來源：{publisher}\n",
           foot="\n責任編輯：{editor}"),
    Layout("hant_paper", "hant", "{title}\n文／{author}⟨　圖／本報資料⟩\n{published_zh}\n"),
    Layout("hant_plain", "hant", "{title}\n\n", foot="\n（來源：{publisher}）"),
    # English
    Layout("by_bar", "en", "{title}\nBy {author} | {published_us}\n"),
    Layout("by_then_date", "en", "{title}\n\nBy {author}⟨, {publisher}⟩\n{published_gb}\n\n"),
    Layout("published_dot", "en", "{title}\nBy {author}\nPublished {published_abbr} · {n} views\n",
           foot="⟨\n\nEdited by {editor}⟩"),
    Layout("agency_en", "en", "{title}\n{published_us}\n",
           lead="{place}, {md_en} – ",
           foot="\n\nReporting by {reporter}; Editing by {editor}"),
    Layout("source_en", "en", "{title}\nSource: {publisher}⟨ | {published_iso}⟩\n"),
    Layout("paper_en", "en", "{title}\n{publisher}\n{published_us}\n\n"),
    Layout("date_by", "en", "{title}\n{published_gb}\nby {author}\n"),
)  # fmt: skip
FRONT_MATTER = Layout(
    "front_matter",
    "zh hant en",
    "---\ntitle: {title}\n⟨author: {author}\n⟩⟨date: {published_iso}\n⟩source: {publisher}\n---\n\n",
)


def write_article(page: Page, article: CleanArticle, at: int, rng: random.Random) -> str:
    """Append an article in one of its language's layouts, as number ``at``; the layout's name."""
    layout = rng.choice([one for one in LAYOUTS if article.language in one.languages.split()])
    write_in(layout, page, article, at, rng)
    return layout.name


def write_in(
    layout: Layout, page: Page, article: CleanArticle, at: int, rng: random.Random
) -> None:
    """Append an article in a layout."""
    values = stated_values(article.language, article.title, rng)
    gap, indent = _paragraph_style(article.language, rng)
    start = len(page.text)
    page.fill(_printed(layout.head, rng), values, at)
    if layout.head and not page.text.endswith("\n\n") and gap == "\n\n":
        page.add("\n")
    page.add(indent)
    page.fill(_printed(layout.lead, rng), values, at)
    body = (gap + indent).join(article.paragraphs)
    page.add(body, "body", at)
    page.fill(_printed(layout.foot, rng), values, at)
    page.close(start, at)


def _printed(template: str, rng: random.Random) -> str:
    return _OPTIONAL.sub(lambda found: found[1] if rng.random() < _PRINTED else "", template)


def _paragraph_style(language: str, rng: random.Random) -> tuple[str, str]:
    """What stands between two paragraphs, and the indent of each."""
    if language == "en":
        return rng.choice(("\n\n", "\n\n", "\n")), ""
    return rng.choice((("\n", ""), ("\n", "　　"), ("\n\n", ""), ("\n\n", "  "), ("\n\n", "　　")))
