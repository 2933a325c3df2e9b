"""Whether a sentence gives an office or a part to another name than a question.

Mayor Pell, of *Mayor Imelda Foss*; A acquired B, of *B acquired A*. What is done to whom is looked at for
acts that are done one way alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.language import HAN
from search.premise_matter import Pair
from search.support_dictionary import base_stem
from search.support_roles import names_in, role_conflict
from search.support_text import Text

_OFFICE = (
    "董事长|副总经理|总经理|总裁|创始人|市长|副市长|首席执行官|首席运营官|首席财务官|校长|院长|区长|县长|馆长|会长|主席|运营总监"
    "|运营经理|产品负责人|技术负责人|调度主管|区域经理|主教练"
)
_VERB = (
    "说|称|在|表示|认为|指出|透露|承认|宣布|对|告诉"
    "|曾|把|将|为|是|因|于|和|与|的|怎|什|给|提|介|去|向|强|坦|不|也|则"
)
_HAN_ROLE = re.compile(f"({_OFFICE})([{HAN}]{{2,3}}?)(?={_VERB}|[^{HAN}]|$)")
_OFFICE_EN = (
    "mayor|chief executive|ceo|chairman|chairwoman|chair|president|founder|co-founder|head of [a-z]+"
    "|director|governor|minister|manager|headteacher|captain|chief operating officer|cfo|coach"
)
_ROLE = re.compile(rf"\b((?i:{_OFFICE_EN})),? ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+)")
_ROLE_BEHIND = re.compile(
    rf"\b([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+), (?:(?:the|its|[a-z]+'s) )?((?i:{_OFFICE_EN}))\b"
)
_ONE_WAY = frozenset(
    "收购 并购 起诉 控告 状告 击败 战胜 取代 代替 赔偿 补偿 投资 入股 资助 指责 批评 任命 雇用"
    " 聘请 支付 借给 授权 供货 供应 邀请 委托 捐赠 出售 卖给".split()
)
_ONE_WAY_EN = (
    "acquire sue beat defeat replace compensate fund accuse criticize appoint hire pay lend supply invite"
    " sell donate"
)


@lru_cache(maxsize=1)
def _one_way() -> frozenset[str]:
    """Chinese words and English stems of acts that are done one way."""
    return _ONE_WAY | frozenset(map(base_stem, _ONE_WAY_EN.split()))


def contradicts_part(pair: Pair) -> bool:
    """Whether a sentence has two names of a question the other way round, of an act done one way."""
    return role_conflict(pair.question, pair.told, pair.full_near) > 0


def has_parts(question: Text) -> bool:
    """Whether a question names an act that is done one way, and two names."""
    return any(word.term in _one_way() for word in question.words) and len(names_in(question)) > 1


def names_office(text: str) -> bool:
    """Whether a text gives an office to a name."""
    return bool(_holders(text))


def contradicts_role(question: str, sentence: str, article: str) -> bool:
    """Whether a sentence gives an office that a question gives to a name to another one.

    The article names the other one nowhere with that office, and knows of one holder alone.
    """
    for office, name in _holders(question):
        there = {other for same, other in _holders(sentence) if same == office}
        holders = {other for same, other in _holders(article) if same == office}
        if there and len(holders) == 1 and not any(_same(name, other) for other in holders):
            return name in article
    return False


def _same(name: str, other: str) -> bool:
    """Names are the same where a part of one is one of the other: Foss is Imelda Foss."""
    return name in other or other in name or not set(name.split()).isdisjoint(other.split())


def _holders(text: str) -> set[tuple[str, str]]:
    found = {(match[1], match[2]) for match in _HAN_ROLE.finditer(text)}
    found |= {(match[1].lower(), match[2]) for match in _ROLE.finditer(text)}
    return found | {(match[2].lower(), match[1]) for match in _ROLE_BEHIND.finditer(text)}
