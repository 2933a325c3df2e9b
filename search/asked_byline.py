"""Who made an article: a question that asks for its author, editor or paper is answered by its credit line.

``question ─▶ roles asked for``, and what else it says. Whose line it is, is found in ``search.credited``.
"""

from __future__ import annotations

import re

_ARTICLE = re.compile(
    r"[这那该此本哪一](?:一)?篇|文章|稿[件子]|推文|[这那该此本][个条则]?(?:报道|新闻|消息)"
    r"|的(?:报道|新闻|消息)(?=的?(?:是|作者|记者|编辑|来源|出处|由|谁|哪))"
    r"|\b(?:article|news (?:item|report|story)|(?:this|that|the) (?:story|piece|report|post)|byline)\b",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(r"论文|小说|散文|\b(?:paper|novel|book)\b", re.IGNORECASE)
# Not 哪天, 哪个地址, 哪个月.
_WHO = r"(?:谁|何人|什么|哪(?!一?[天年月日里儿个]|个?[地月])[位家些]?|哪一?个(?![地月])|哪一[位家])"
_AUTHOR = frozenset({"author", "reporter"})
_PUBLISHER = frozenset({"publisher"})
# What one has done who made it and what one is to it, by roles, in Chinese and in English.
_WORDS = (
    (_AUTHOR, "[写采]|撰写|报道", "作者|记者|执笔人?|撰稿人?|撰文|采写",
     r"wrote|written|authored|reported", r"author|reporter|journalist|byline"),
    (frozenset({"editor"}), "编", "编辑|责编", "edited", "editor"),
    (_PUBLISHER, "发", "来源|出处|公众号|媒体|报纸|报社|网站|平台|首发|刊[发登]|登载|发[布表]",
     r"published", r"outlet|newspaper|website|publication|account|publisher|source"),
)  # fmt: skip
_FROM = re.compile(
    rf"(?:出自|转自|转载自|来自)[^，,。？?；;]{{0,4}}(?:{_WHO}|哪[里儿])"
    r"|\bwhere (?:was|is|did)\b[^;?]{0,90}\b(?:published|posted|appear\w*|from)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"{_WHO}|{'|'.join(words[2] for words in _WORDS)}|讲述?|[写说谈]|关于|有关"
    r"|\b(?:about|on|of|the|for)\b",
    re.IGNORECASE,
)
_MAX_QUESTION = 300  # code points; who asks for a name needs fewer


def _asks(verbs: str, nouns: str, did: str, are: str) -> re.Pattern[str]:
    return re.compile(
        rf"{_WHO}[^，,。？?；;]{{0,6}}(?:{verbs}|{nouns})|(?:{nouns})[^，,。？?；;]{{0,4}}{_WHO}"
        rf"|\bwho\b[^,;?]{{0,20}}\b(?:{did}|{are})\b|\b(?:what|which)\b[^,;?]{{0,20}}\b(?:{are})\b",
        re.IGNORECASE,
    )


_ROLES = tuple((roles, _asks(*words)) for roles, *words in _WORDS)


def roles_asked(question: str, whole: str) -> frozenset[str]:
    """The roles of those who made an article that a question, or a part of a whole one, asks for.

    Both in simplified characters; the roles are those of ``index.credits``.
    """
    if len(whole) > _MAX_QUESTION or _OTHER_WORK.search(whole) or not _ARTICLE.search(whole):
        return frozenset()
    found = [roles for roles, asks in _ROLES if asks.search(question)]
    if _FROM.search(question):
        found.append(_AUTHOR | _PUBLISHER)
    return frozenset().union(*found)


def matter_of(question: str) -> str:
    """What says which article is meant: a question without the words that ask who made it."""
    for _, asks in _ROLES:
        question = asks.sub(" ", question)
    return _SAID.sub(" ", _ARTICLE.sub(" ", _FROM.sub(" ", question)))
