"""What a quote only plans, told as done: *will rise to 90 percent* as *has risen*, 打算出租 as 已经出租.

Read off the markers alone, of either language: a statement that says that something has happened, beside
a quote that says that something is to, and of nothing that it has.
"""

from __future__ import annotations

import re

_PLANNED = re.compile(
    r"将(?=[\u4e00-\u9fff])(?![军近士领帅])|(?<![协工员商社委机年晚大宴聚学])会(?![议员长场计谈见商展社话晤])"
    r"|计划|打算|准备|预计|有望|力争|届时|答应|承诺|明年|下个?月"
    r"|\b(?:will|would|plans?|planned|intends?|hopes?|aims?|expects?|expected|promises?|promised"
    r"|(?:is|are) to|(?-i:may)|could|next (?:year|month|week))\b",
    re.IGNORECASE,
)
_PERFECT = (
    r"\b(?:has|have)\s+(?:(?:already|now|also|since|been|\w+ly)\s+)*"
    r"\w{2,}(?:ed|en|wn|ne|ld|ght|lt|un|et|ut|st|id|ome|ung|de)\b"
)
_DONE = re.compile(
    rf"已(?![婚故知])|(?<![为除不])了(?![解结])|曾|\balready\b|{_PERFECT}", re.IGNORECASE
)
_HAPPENED = re.compile(  # rather a plan told as done than a true sentence lost
    r"去年|前年|上年|上半年|上个?[月周]|昨[天日]|同比|环比|\b(?:was|were|did|had|\w{3,}ed|sold|bought|built|rose|fell|grew|went|took"
    r"|gave|made|won|lost|cut|began|became|came|left|met|ran|held|paid|spent|sent|kept|brought|drew|broke|led)\b",
    re.IGNORECASE,
)
_PLANNED_ED = re.compile(r"\b(?:planned|expected|promised|be \w+ed)\b", re.IGNORECASE)


def told_as_done(statement: str, quote: str) -> bool:
    """Whether a statement says of what a quote only plans that it has happened."""
    if not _DONE.search(statement) or _PLANNED.search(statement):
        return False
    if not _PLANNED.search(quote) or _DONE.search(quote):
        return False
    return not _HAPPENED.search(_PLANNED_ED.sub("", quote))
