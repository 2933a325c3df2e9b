"""The article that a page describes in JSON-LD (schema.org), if it does.

``lxml tree ─▶ Article(title, date, publisher, author, editor) | None``, every value as it was
written. Scripts that are no JSON are passed over without a word, as browsers do. Which value counts
is left to ``html_metadata``.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.read.stated import stated_name

_MAX_SCRIPT = 1 << 20  # code points of one script
_MAX_NODES = 2000  # of all scripts together
_MAX_NAMES = 20
_ARTICLE = re.compile(r"\w*Article|\w*Posting|Report")
_BAIDU = "cambrian.jsonld"  # Baidu's vocabulary, which gives no types

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """What JSON-LD says of the page's article."""

    title: object = None
    date: object = None
    publisher: str | None = None
    author: str | None = None
    editor: str | None = None


def described_article(root: Any) -> Article | None:
    """The first article that is described, one of a page's own before one that is only named."""
    nodes = list(_nodes(root))
    articles = [node for node in nodes if _is_article(node)]
    if not articles:
        return None
    node = max(articles, key=lambda node: "headline" in node or "datePublished" in node)
    by_id = {
        node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node
    }
    return Article(
        title=node.get("headline") or node.get("name") or node.get("title"),
        date=node.get("datePublished") or node.get("pubDate"),
        publisher=_names(node.get("publisher"), by_id),
        author=_names(node.get("author"), by_id),
        editor=_names(node.get("editor"), by_id),
    )


def _nodes(root: Any) -> Iterator[Node]:
    """All objects of the scripts, script by script, in each the outer ones first."""
    n_nodes = 0
    for script in filter(_is_jsonld, root.iter("script")):
        waiting = deque([_parsed(script)])
        while waiting and n_nodes < _MAX_NODES:
            value = waiting.popleft()
            n_nodes += 1
            if isinstance(value, list):
                waiting.extend(value[:_MAX_NODES])
            elif isinstance(value, dict):
                yield value
                waiting.extend(inner for inner in value.values() if isinstance(inner, dict | list))
        if n_nodes == _MAX_NODES:
            return


def _is_jsonld(script: Any) -> bool:
    return "ld+json" in script.get("type", "")[:100].lower()


def _parsed(script: Any) -> object:
    """What a script holds; None where it is no JSON."""
    text = script.text or ""
    if len(text) > _MAX_SCRIPT:
        return None
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _is_article(node: Node) -> bool:
    types = node.get("@type")
    for name in types if isinstance(types, list) else [types]:
        if isinstance(name, str) and _ARTICLE.fullmatch(name.rpartition("/")[2]):
            return True
    return _BAIDU in str(node.get("@context"))[:200] and "pubDate" in node


def _names(value: object, by_id: dict[str, Node]) -> str | None:
    """The names of persons or organisations, given as texts or objects, one or several."""
    names: list[str] = []
    for item in value[:_MAX_NAMES] if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            if "name" not in item and isinstance(item.get("@id"), str):
                item = by_id.get(item["@id"], item)
            item = item.get("name")
        if isinstance(item, list) and item:
            item = item[0]
        if (name := stated_name(item)) and name not in names:
            names.append(name)
    return ", ".join(names) or None
