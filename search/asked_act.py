"""What a sum is asked for, in the words that a sentence must speak of it with: a fine is no price.

``question ─▶ pattern | None``. For a few acts that are hardly ever told without their own words, in both
languages; what asks for anything else is left to what the sentences are worth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class _Act:
    """Words that ask for an act's sum, Chinese and English, and those that speak of it in a sentence."""

    chinese: str
    english: str
    told: str


_BUYS = "收购|并购|买下|买断|入股|购得|拿下"
_SUM = (
    r"\d[\d,.]*\s*[十百千万亿]*[多余]?\s*"
    r"(?:[美港欧日韩澳加]?元|美金|英镑|法郎|卢布|卢比|克朗|雷亚尔|比索|块|人民币)"
)
_ACTS = (
    _Act(
        "募集?资?|融资?|筹集?资?|集资",
        r"raise[ds]?(?= (?:money|funds|capital|in|from|for|at|by|through|on|with|when|to|last|this)\b|\W*$)",
        r"募|融|筹|集资|发行|所得款|[领跟]投|注资|投资|轮|\b(?:rais|fund|proceed|invest|financ|round)",
    ),
    _Act(
        "罚款?|处罚",
        r"fine[ds]?\b|penalt\w+",
        r"罚|没收|制裁|违约金|扣|\b(?:fine|penal|sanction|forfeit)",
    ),
    _Act(
        "赔偿?|补偿",
        r"compensat\w+|damages",
        r"赔|偿|退款|退还|违约金|分手费|索要|\b(?:compensat|damages|reimburs|refund|settle|pa(?:y|id)|want|claim|demand)",
    ),
    _Act(
        "分成(?!几|多少)|佣金|抽成|抽佣|提成",
        r"(?-i:commissions?)|revenue share|share of (?:the )?revenue",
        r"分成|佣|抽成|提成|扣点|服务费|手续费|分账"
        r"|\b(?:commission|revenue.shar|share of|fee|cut of|per cent of|% of)",
    ),
    _Act("捐款?|捐赠", r"donat\w+", r"[捐赠献]|善款|\b(?:donat|gave|gift|contribut)"),
    _Act("租金|房租|月租", r"rent\b", r"租|\b(?:rent|leas)"),
    _Act(
        "工资|[月年底]薪|薪[水酬资]",
        r"salar\w+|wages?",
        r"薪|工资|收入|月入|待遇|\b(?:salar|wage|pa(?:y|id)|earn)",
    ),
    _Act("补贴|补助", r"subsid\w+", r"补|津贴|资助|\b(?:subsid|grant|aid|allowance)"),
    _Act("分红|派息", r"dividends?", r"分红|派息|股息|\bdividend"),
    _Act(
        rf"(?<=[钱元价])(?:{_BUYS})"
        rf"|(?:{_BUYS})(?:[^，,。？?；;]{{0,16}}[花付用出]了?|的?总?(?:价格?|金额)是?)",
        r"(?:pay|paid|spend|spent|offer\w*|bid)\b[^,;?]{0,60}\b(?:acquir\w+|buy|buying|purchas\w+|take ?over)"
        r"|cost\b[^,;?]{0,30}\b(?:acquire|buy|purchase)",
        rf"[斥出耗]资|花|价|金额|协议|合同|付(?![宝费款])[^，。；]{{0,8}}\d|[以用投][^，。；]{{0,20}}{_SUM}"
        rf"|{_SUM}[^，。；]{{0,12}}(?:{_BUYS}|[买购拿])"
        rf"|(?:{_BUYS}|[买购拿])[^，。；]{{0,24}}{_SUM}"
        r"|\b(?:pa(?:y|id)|price|cost|worth|valu|spen[dt]|deal|cash|offer|bid)|\bfor [^,;.]{0,16}\d",
    ),
    _Act("押金|保证金", r"deposits?", r"押|保证金|存|\bdeposit"),
)
_MAX_QUESTION = 300  # code points; who asks for a sum needs fewer
_ASKS = "(?:多少|[几幾])"
_HOW = r"how (?:much|large|big|high)\b[^,;?]{0,80}\b"
_WHAT = r"(?:what|which)(?: [\w-]+){0,2}? "


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (
            re.compile(
                f"(?:{act.chinese})[^，,。？?；;的]{{0,4}}{_ASKS}|{_ASKS}[^，,。？?；;的]{{0,3}}(?:{act.chinese})"
                rf"|\b(?:{_HOW}|{_WHAT})(?:{act.english})",
                re.IGNORECASE,
            ),
            re.compile(act.told, re.IGNORECASE),
        )
        for act in _ACTS
    )


def told_with(question: str) -> re.Pattern[str] | None:
    """What finds the words of the act whose sum a question asks for; None where it asks for no such."""
    if len(question) > _MAX_QUESTION:
        return None
    return next((told for asks, told in _patterns() if asks.search(question)), None)
