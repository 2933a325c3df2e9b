"""The words by which a question leans on the one before it, in both languages. Data alone."""

from __future__ import annotations

import re

from index.language import HAN

MEASURES = frozenset("gmv ceo cto cfo coo gdp roi mau dau arpu ipo kpi sku ai pe ebitda".split())
"""Acronyms that say what is asked for, not of whom."""

ZH_LEAD = re.compile(r"^(?:那么|那|还有|以及|然后|所以|好的?[，, ]|请问|再?问一下)+[，, ]?")
EN_LEAD = re.compile(
    r"^(?:(?:and|but|so|then|ok(?:ay)?|what about|how about)\b[, ]*)+", re.IGNORECASE
)
ZH_MARKER = re.compile(r"(?:呢|怎么样|如何)[？?。!！ ]*$")
EN_MARKER = re.compile(r"^(?:(?:and|so|ok(?:ay)?),? )?(?:what|how) about\b|^and\b", re.IGNORECASE)
ENDING = re.compile(r"[\s？?。！!.…]+$")

ZH_ASKS = re.compile(
    "为什么|为何|为啥|什么时候|何时|什么|(?:多少|几)[个家台名位次种款条座件只项间]?"
    "|多[大长久高远快重深宽]|哪[年天里儿个些位家一]?|谁|怎么样?|怎样|如何"
    "|是不是|是否|有没有|能不能|会不会|吗"
)
EN_ASKS = re.compile(
    r"\b(?:who(?:m|se)?|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could"
    r"|will|would|should)\b",
    re.IGNORECASE,
)
ZH_WHY = re.compile("为什么|为何|为啥|原因")
EN_WHY = re.compile(r"\bwhy\b|\breason", re.IGNORECASE)

ZH_PRONOUN = re.compile(
    "(?:它们|他们|她们|(?<![其吉排])(?:它|他|她)(?!国|乡|人|们)"
    "|(?<![应活本])(?:该|这家|那家|这个|那个|这座|那座|这款|那款|这种|这项)"
    "(?:公司|平台|企业|品牌|机构|集团|项目|产品|城市|地区|大学|仓库|系统|软件|应用|店)"
    "|(?<!.)(?:这个人|那个人|此人|这里|那里|那儿|其(?![他中实它余次])))"
)
ZH_PERSON = re.compile("[他她](?!们)|这个人|那个人|此人")
EN_PRONOUN = re.compile(
    r"\b(?:it(?:['’]s|s)?|he|she|him|his|hers?|they|them|theirs?"
    r"|(?:the|this|that|these|those) "
    r"(?:compan(?:y|ies)|firms?|platforms?|start-?ups?|brands?|projects?|products?|retailers?|services?|apps?|persons?|place|city))(?![\w-])",
    re.IGNORECASE,
)
EN_POINTING = re.compile(
    r"^(?:why|how|when|where|what|how (?:much|long|far)) (?:is|was|does|did|do|about) (?:this|that)(?: \w+)?$"
    r"|^(?:what|who|why|how)\b.* there$(?<!are there)(?<!were there)(?<!is there)(?<!was there)",
    re.IGNORECASE,
)
EN_PERSON = re.compile(r"^(?:he|she|him|his|hers?)$", re.IGNORECASE)
EN_POSSESSIVE = frozenset(("its", "his", "her", "their", "theirs", "hers"))
EN_EXPLETIVE = re.compile(
    r"\bit\b(?:['’]s)?(?: \w+){0,3}? (?:to \w+ (?:\w+ ?)+|that \w+|for (?:\w+ ){1,6}to \w+)"
    r"|\b(?:is|was) it (?:true|possible|likely)\b"
    r"|\bit(?:['’]s| is| was)? (?:rain|snow)",
    re.IGNORECASE,
)

ZH_MORE = re.compile(
    "^(?:后来|然后|结果|之后)(?:呢|怎么样)$"
    "|^(?:还有(?:别的|其他的?)?吗|详细说说|展开(?:讲讲|说说)|具体(?:讲讲|说说|呢)|举个例子|继续说?)$"
    "|^[这那][篇条则](?:文章|报道|新闻|消息)"
)
EN_MORE = re.compile(
    r"^(?:tell me more|anything else|go on|for example|in more detail|can you elaborate)$",
    re.IGNORECASE,
)

ZH_CHANGE = re.compile("同比|环比|增长|增幅|原因|结果|影响")
"""Attributes of what was asked for, not of its owner."""

ZH_ATTRIBUTE = re.compile(
    "(?:(?<!效)率|额|价|费用?|[本总月年]费|价格|成本|利润|收入|营收|销量|数量|人数|总数|用户数?"
    "|[销产流存热]量|市值|估值|面积|规模"
    "|续航|延迟|重量|速度|准确度|高度|长度|寿命"
    "|创始人|创办人|创立者|负责人|董事长|总裁|总经理|经理|首席执行官|主管|作者|记者|老板|股东|竞争对手"
    "|员工|门店|分店|会员|用户|客户|仓库|总部|地址|官网"
    "|原因|结果|目标|计划|优点|缺点|影响|投资|总投资|投诉|份额|比分|名字|时间|日期|期限|有效期"
    "|同比|环比|增长|增幅|GMV|CEO|CTO|CFO|MAU|DAU)$"
)
ZH_GENERIC = frozenset(
    "钱 人 元 块 亩 台 次 平方米 公里 小时 分钟 天 年 月 家 单"
    " 时间 地方 事 目前 现在 之前 以前 同比 环比".split()
)
ZH_DEFINES = re.compile("^什么是|是什么(?:意思|东西)?$|^什么叫|是指什么")
EN_ATTRIBUTE = frozenset(
    "manager ceo cto cfo founder founders owner owners head director chairman chairwoman"
    " boss author reporter president secretary price cost costs revenue revenues sales"
    " profit profits headquarters name names reason reasons result results purpose capacity"
    " size budget deadline address number total rate fee fees date speed weight battery"
    " range employees staff stores users members customers drivers investors competitors"
    " rivals margin margins income growth area market share valuation worth lifetime life"
    " gmv turnover volume".split()
)
EN_FUNCTION = frozenset(
    "a an the of to in on at by for from with about as and or but if so then than is are"
    " was were be been being do does did has have had will would can could should may might"
    " must not no i you we me us my your our this that these those it its he she him his her"
    " they them their who whom whose what which when where why how much many long far often"
    " old exactly ever since there here more most some any all also too now ago please s"
    " really actually compare explain describe summarise summarize t don doesn didn isn".split()
)

HAN_RUN = re.compile(f"[{HAN}]+")
