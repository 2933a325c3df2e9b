"""What a page states of itself beside its text, as :class:`index.source.GivenMetadata`.

``lxml tree ─▶ JSON-LD, <meta>, <time>, <link>, <h1>, <title> ─▶ Given(metadata, warnings)``; what
comes first here outranks what comes later. Only a stated date counts: none is guessed from an
address, and no address is ever opened. What the text itself says is left to ``index.metadata``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.dates import parse_date
from index.read.html_jsonld import Article, described_article
from index.read.stated import stated, stated_name, stated_title
from index.source import GivenMetadata

# Names of <meta> elements in lower case, first those that say it best.
_TITLES = ("og:title", "articletitle", "citation_title", "dc.title", "dcterms.title")
_DATES = (
    "article:published_time og:published_time datepublished pubdate publishdate publish_date"
    " publish-date publication_date published published_time og:release_date dcterms.issued"
    " dc.date.issued citation_publication_date citation_online_date citation_date dc.date"
    " dcterms.date date"
).split()
_NAMES = {
    "publisher": "contentsource source og:site_name sitename citation_journal_title"
    " citation_publisher dc.publisher dcterms.publisher publisher".split(),
    "author": "author article:author citation_author dc.creator dcterms.creator".split(),
    "editor": "editor article:editor citation_editor".split(),
}
_SITES = ("og:site_name", "sitename", "application-name")
_MAX_NAMES = 20

_LABEL = re.compile(
    r"^(来源|來源|作者|编辑|編輯|责任编辑|记者|source|author|by)\s*[:：]\s*|^by\s+", re.IGNORECASE
)
_DATE_LABEL = re.compile(
    r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?,?\s+"
    r"|^(发布|发表)?(时间|日期)\s*[:：]\s*",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"publish|pub-?(date|time)|post-?date|entry-date", re.IGNORECASE)
_SHOWN_DATE = 40  # code points of a date that could not be read

_PIPE = re.compile(r"\s*[_|｜]\s*")
_DASH = re.compile(r"\s+[-–—·•»:]\s+|\s*(?:--|——)\s*")
_BARE_DASH = re.compile(r"\s*[-–—]\s*")
_SITE = re.compile(
    r".{0,12}(网|網|报|報|社|频道|頻道|在线|门户|论坛|博客|客户端|电视台|官网|新闻)"
    r"|.+\.(com|cn|net|org)(\.cn)?",
    re.IGNORECASE,
)
_MIN_TITLE = 4  # code points that a title keeps when the site's name is cut off
_MAX_SITE = 25


@dataclass(frozen=True, slots=True)
class Given:
    """What a page states, and one clause for what of it could not be used."""

    metadata: GivenMetadata
    warnings: tuple[str, ...] = ()


def given_metadata(root: Any) -> Given:
    """Read what a page states of itself; the tree is not changed."""
    metas, article = _metas(root), described_article(root) or Article()
    day, warnings = _date(_stated_dates(root, metas, article))
    names = {role: _name(role, metas, article) for role in _NAMES}
    title = _title(root, metas, article)
    return Given(GivenMetadata(title=title, date=day, url=_url(root, metas), **names), warnings)


def _metas(root: Any) -> dict[str, list[str]]:
    """The contents of all <meta> elements by name, property or itemprop."""
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = meta.get("content")
        if content and content.strip():
            for attribute in ("name", "property", "itemprop"):
                if name := meta.get(attribute):
                    metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _title(root: Any, metas: dict[str, list[str]], article: Article) -> str | None:
    sites = {site for name in _SITES for value in metas.get(name, ()) if (site := stated(value))}
    for value in (article.title, *(value for name in _TITLES for value in metas.get(name, ()))):
        if title := stated_title(value):
            return _without_named_site(title, sites)
    for heading in root.iter("h1"):
        if title := stated_title("".join(heading.itertext())):
            return title
    for element in root.iter("title"):
        if title := stated_title("".join(element.itertext())):
            return _without_site(title, sites)
    return None


def _without_named_site(title: str, sites: set[str]) -> str:
    """A title without a site's name at its end, where the page says that this is its name."""
    for separator in (_PIPE, _DASH, _BARE_DASH):
        for found in separator.finditer(title):
            if found.start() >= _MIN_TITLE and title[found.end() :] in sites:
                return title[: found.start()]
    return title


def _without_site(title: str, sites: set[str]) -> str:
    """The text of <title> without what follows the headline: 标题_频道_站名, Title | Site."""
    if (found := _PIPE.search(title)) and found.start() >= _MIN_TITLE:
        title = title[: found.start()]
    for separator in (_DASH, _BARE_DASH):
        while matches := list(separator.finditer(title)):
            last = matches[-1]
            rest = title[last.end() :]
            is_site = rest in sites or _SITE.fullmatch(rest) or separator is _DASH
            if last.start() < _MIN_TITLE or len(rest) > _MAX_SITE or not is_site:
                break
            title = title[: last.start()]
            if separator is _DASH:
                break
    return title


def _name(role: str, metas: dict[str, list[str]], article: Article) -> str | None:
    """Whom a page names for a role; several <meta> of one name are several persons."""
    described: str | None = getattr(article, role)
    if described:
        return described
    for name in _NAMES[role]:
        values = [_LABEL.sub("", value.strip()) for value in metas.get(name, ())[:_MAX_NAMES]]
        people = list(dict.fromkeys(filter(None, map(stated_name, values))))
        if people:
            return people[0] if role == "publisher" else ", ".join(people)
    return None


def _stated_dates(root: Any, metas: dict[str, list[str]], article: Article) -> Iterator[str]:
    """Every date that the page states as that of its publication, the best first."""
    if isinstance(article.date, str):
        yield article.date
    for name in _DATES:
        yield from metas.get(name, ())
    times = [time for time in root.iter("time") if time.get("datetime")]
    for time in times:
        if "pubdate" in time.attrib or _PUBLISHED.search(
            f"{time.get('itemprop', '')} {time.get('class', '')}"[:500]
        ):
            yield time.get("datetime")
    for time in times:
        if next(time.iterancestors("article", "main"), None) is not None:
            yield time.get("datetime")
            return


def _date(values: Iterator[str]) -> tuple[str | None, tuple[str, ...]]:
    """The first date that is one; a warning names the first that is none."""
    warnings: tuple[str, ...] = ()
    for value in values:
        text = stated(value)
        if text is None:
            continue
        if day := parse_date(_DATE_LABEL.sub("", text)):
            return day, warnings
        shown = text if len(text) <= _SHOWN_DATE else f"{text[:_SHOWN_DATE]}…"
        warnings = warnings or (f"states “{shown}” as its date, which is none: left out",)
    return None, warnings


def _url(root: Any, metas: dict[str, list[str]]) -> str | None:
    """The address that the page gives as its own, as it stands."""
    links = (
        link.get("href")
        for link in root.iter("link")
        if "canonical" in link.get("rel", "").lower().split()
    )
    for value in (*links, *metas.get("og:url", ())):
        text = stated(value)
        if text and text.startswith(("http://", "https://")):
            return text
    return None
