"""The words by which a question gives orders to a machine, and those by which an article does.

Two patterns, of Chinese and English alternatives. For ``search.instructions``. In an article they are narrow, as
news is written about assistants too.
"""

from __future__ import annotations

import re

_PAST = r"(?:以上|之前|前面|上述|先前|上面|此前|所有|一切|任何|其他|其它|原来|原先|系统|上文|下文|这些|那些|你)"
_RULES = r"(?:指令|指示|规则|提示词?|要求|设定|限制|命令|约束|系统消息|系统提示)"
_TONGUE = "(?:简体|繁体)?(?:中文|英文|英语|法语|法文|德语|德文|日语|日文|韩语|韩文|西班牙语|俄语|阿拉伯语|拉丁文|文言文|粤语)|JSON|json|XML|代码|诗|表格|emoji|拼音"
_TONGUE_EN = (
    "english|french|german|spanish|chinese|japanese|korean|russian|arabic|latin|italian|portuguese|json|xml|yaml|verse|rhyme"
    "|emojis?|one word|capitals|uppercase|all caps|base64|pirate"
)
_RULES_EN = r"(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|messages?|orders?|constraints?|restrictions?)"
_OLD_EN = (
    r"(?:(?:all|any|every|of|the|your|my|these|those|other|previous|prior|above|earlier|preceding|foregoing|system|safety|initial"
    r"|original|existing)\s+)"
)
_ASK_ZH = [
    rf"(?:忽略|无视|忘记|忘掉|忘了|抛开|不要?理会|别理|不要管|别管|跳过|覆盖|违反|绕过)(?:掉)?(?:你|我|的)?{_PAST}.{{0,8}}?(?:{_RULES}|内容|对话|文字|文章|上下文|段落|资料)",
    rf"(?:^|[，,：:（(]|请|先|你要|必须|务必)(?:忽略|无视|忘记|忘掉|绕过|违反|覆盖).{{0,4}}{_RULES}",
    "(?:输出|打印|显示|展示|告诉我|泄露|透露|重复|复述|说出|给我看?|列出|公开).{0,6}(?:你的|系统|初始|隐藏).{0,4}(?:提示词?|指令|设定|规则|消息|密钥|密码)",
    "(?:你的|你收到的)(?:系统)?(?:提示词|指令|设定)|系统提示词",
    r"(?:你|您)(?:现在|从现在起|以后|将|必须|接下来|今后|如今)?(?:扮演|假装|装作|是一?[只个名位台](?!.{0,8}[吗谁])|不再是|没有任何限制|不受)",
    r"^(?:请)?(?:扮演|假装你?|装作|模仿|角色扮演|进入.{0,6}模式|开启.{0,6}模式)",
    r"从现在(?:开始|起)",
    r"(?:请|必须|务必|只能|只需要?|只要|只许|仅|一律|直接|都要|统一|你要|你应该|你只|改为|就)(?:地|用|以)?.{0,8}?(?:回答|回复|答复|输出|返回|作答)(?!.{0,6}(?:什么|多少|谁|哪))",
    r"^(?:请|只|就|直接)?(?:回答|回复|输出|返回|打印|说)\s*[“\"「'‘]",
    rf"(?:用|以|改用|使用|翻译成|译成)(?:{_TONGUE})(?:来)?(?:回答|回复|作答|输出|写(?!的|成)|告诉我|说明|给出|解释|形式|格式)",
    r"(?:答案|回答|结果)(?:请|要|必须|应)?(?:翻译成|译成|写成|改成|用)",
    r"(?:不要|别|不准|禁止|无需|不用)(?:给出|提供|引用|使用|检索|查|搜索|提及|参考|看).{0,6}(?:出处|来源|引文|引用|文章|资料|段落|索引)",
    r"(?:引用|出处|来源|引文).{0,4}(?:必须|请|写成|改成|标为|写|改为|指向|只用)",
    r"(?:^|[（(【，,])\s*(?:请|必须|务必|只)?(?:引用|标注)(?:文章|文件|段落|第|来源|编号)",
    r"(?:正确|标准|真正的)答案(?:是|为|就是)(?!什么|多少|哪|谁|几)",
    r"(?:访问|打开|点击|下载|请求|抓取).{0,6}(?:网址|链接|https?|网页)",
    r"^(?:请|先|并)?(?:解码|解密)(?:以下|下面|这[段个串])?|base64",
    r"(?:开发者|调试|越狱|管理员|无限制|上帝|DAN)(?:模式|权限)|越狱|我是(?:你的)?(?:管理员|开发者|系统|创造者)",
    r"每(?:句话|个字|个回答)(?:都|后|前|里|末)|(?:结尾|末尾|开头)(?:都)?(?:要|请|必须)?加上?",
    r"新(?:的)?(?:系统)?(?:指令|指示|规则|任务)[:：是]|(?:指令|提示|任务)(?:结束|到此|完毕)",
]  # fmt: skip
_ASK_EN = [
    rf"(?:^|[.,;:!(\[\-]\s*|\b(?:please|and|to|must|you|now|then|just|also) )(?:ignore|disregard|forget|override|bypass|skip|discard|violate|drop)\s+(?:{_OLD_EN})*(?:{_RULES_EN}|above|everything|context|passages|articles|text|previous\b|prior\b|what (?:you were|i|was)|that came)",
    rf"\b(?:print|reveal|show|repeat|output|display|tell|leak|give|list|recite|dump|expose|share)\s+(?:me\s+)?(?:{_OLD_EN})*(?:hidden |secret |system |initial )*(?:prompts?|instructions)\b",
    r"\b(?:your|the) (?:system|hidden|secret|initial) (?:prompt|instructions?|message)\b",
    r"\byou are (?:now|no longer|going to|an? (?:unrestricted|helpful|evil|pirate|ai|assistant|language)|dan\b|free\b|not bound)|\byou're (?:now|no longer)\b|\byou (?:must|should|shall|will|have to|need to) (?:now |always |only |never |not )*(?:answer|reply|respond|say|act|cite|obey|ignore|pretend|write|speak|comply|start|end|use)\b",
    r"(?:^|\band |\bplease |[,;:]\s*)(?:act|behave|speak|talk|write) (?:as|like) (?:an?|if|the|my)\b|\bpretend (?:to be|that|you)\b|\brole-?\s?play\b|\bfrom now on\b|^\s*simulate\b|\bimagine you are\b",
    r"(?:^|\bplease |\band |\bthen |\bjust |\bonly |\bsimply |\bto |[,;:]\s*)(?:answer|reply|respond|say|output|write|return|print)\s+(?:only|just|exactly|nothing|with|in\b|using|as\b|yes|no\b|ok\b|[\"“'‘])",
    r"\b(?:only|just|simply) (?:answer|reply|respond|say|output|return)\b",
    rf"\b(?:in|into|to|as) (?:{_TONGUE_EN})(?: only| please)?\s*[.!?]*\s*$(?<!\?)",
    r"(?:^|\bplease |\band |\bthen |[,;:]\s*)translate (?:it|this|that|your|the|everything)\b",
    r"\b(?:do not|don't|never|without) (?:cit(?:e|ing)|quot(?:e|ing)|us(?:e|ing)|search(?:ing)?|mention(?:ing)?|giv(?:e|ing)|provid(?:e|ing)|refus(?:e|ing)) (?:\w+ ){0,3}(?:sources?|citations?|articles?|passages?|quotes?|documents?|index|it|this|answer)\b",
    r"(?:^|\band |\bplease |\bonly |\balways |[,;:]\s*)cite (?:only |the |article|file|passage|source|document|page|this|\d|\[|wire|[\"“'])",
    r"\b(?:use|give|list) .{1,40} as (?:the|your) (?:citation|source|only source)\b",
    r"\bthe (?:correct|right|true|real|expected) answer (?:is|to)\b(?!.*\?\s*$)",
    r"\b(?:visit|fetch|open|click|browse|load|go to|download)\b.{0,24}(?:https?:|www\.|\blink\b|\burl\b)",
    r"\b(?:decode|decrypt|base64|rot13)\b",
    r"\b(?:developer|debug|god|jailbreak|admin|dan|maintenance|unrestricted) (?:mode|access|override)\b|\bjailbreak|\b(?:i am|this is) (?:your|the) (?:developer|administrator|admin|creator|system)\b|\bsystem override\b",
    r"\b(?:new|updated|real|additional|important) (?:system )?(?:instructions?|rules?|task|directive)\s*[:=]|\bend of (?:prompt|instructions?|context|system|document)",
    r"\b(?:end|begin|start|finish|prefix|suffix) (?:your|every|each|all|the) (?:answers?|repl(?:y|ies)|sentences?|responses?)\b|\badd .{1,30} to (?:your|the) (?:answer|reply)\b",
    r"\bhas no (?:limits|restrictions|rules|filter)\b|\bcan do anything\b",
]  # fmt: skip
_MACHINE = (
    r"(?:AI|A\.I\.|artificial intelligence|large language|language|generative)[ -]?(?:assistants?|models?|systems?|agents?|bots?|chatbots?|tools?|crawlers?|readers?|summari[sz]ers?)"
    r"|LLMs?|chatbots?|assistants?|answer(?:ing)? engines?|search engines?|retrieval systems?|GPT\S*|Claude|models?|bots?"
)
_MACHINE_ZH = "(?:AI|ＡＩ|人工智能|大模型|大语言模型|语言模型|智能|聊天|问答|检索|自动)(?:系统|助手|助理|机器人|模型|程序|工具|引擎|代理)?"
_SAY_ZH = "(?:回答|回复|答复|作答|输出|声称|引用|忽略|复述|说明?|写|返回|强调|转告|推荐|告诉)"
_TELL = [
    # to whom it speaks
    rf"\b(?:note|attention|message|notice|instructions?|directive|warning|reminder|important)[ ,:-]+(?:to |for )?(?:all |any )?(?:{_MACHINE})\b(?=.{{0,40}}(?::|must|should|please|do not|ignore|answer|say))",
    r"\bif you are (?:an? )?(?:AI|language model|LLM|chatbot|assistant|bot|automated|machine|large)\b",
    rf"\b(?:{_MACHINE})\b(?: \w+){{0,2}} (?:reading|processing|summari[sz]ing|indexing|that (?:read|process|summari[sz]e|index|quote)s?|who (?:read|process)|asked|answering|quoting|parsing)\b.{{0,80}}\b(?:must|should|shall|have to|need to|are (?:instructed|required|told|asked|to)|please|will|do not)\b",
    rf"^[^.]{{0,40}}\b(?:dear|hey|hello|attention),? (?:{_MACHINE})\b",
    # what it orders
    rf"\b(?:ignore|disregard|forget|override) (?:{_OLD_EN})+(?:{_RULES_EN}|context|passages|articles|documents|sources|text)\b",
    r"(?:^|[.;:,]\s*|\bplease )(?:if|when|whenever)(?: you are| you're| you get| anyone| someone| a user| users| the user)? (?:are )?ask(?:ed|s)?\b[^.]{0,120}?,?\s*(?:you (?:must|should|shall|will)|always|please|then|just|only|simply)?[ ,]*\b(?<!he )(?<!she )(?<!they )(?:say|answer|reply|respond|state|tell (?:the|them)|cite|insist|claim) (?:that|with|only|the|it|no|yes|[\"“'\d])",
    r"\byou (?:must|should|shall|are to|have to) (?:now |always |only |never |not )*(?:answer|reply|respond|cite|state|claim|obey|output) (?:that|with|only|the|this|in|every|any|as)\b",
    r"(?:^|[.:;]\s*)(?:always |only |please )?(?:answer|reply|respond) (?:only |exactly |with )+[\"“'\w]",
    r"(?:^|[.:;,]\s*|\band |\bplease |\balways |\bonly )cite (?:only )?(?:this|the present|our) (?:article|page|document|paragraph|text|passage|site)\b",
    r"\bdo not (?:tell|mention|reveal|cite|quote|use|show) (?:\w+ ){0,4}(?:to )?(?:the user|users|other (?:sources|articles|passages|documents)|rest of (?:this|the) (?:article|page))\b",
    r"\b(?:system prompt|system message|hidden instructions?|prompt injection payload)\b(?=.{0,6}[:=])|\bsystem override\b|\bnew (?:system )?instructions?\s*:",
    r"\bthe (?:only )?(?:correct|right) answer to (?:any|every|all|this|the) question",
    # the forms of a conversation or an answer
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext)\|?>|\[/?INST\]|<</?SYS>>|^\s*(?:#{2,}\s*)?(?:system|assistant)\s*[:：]\s",
    r"\"(?:role|answerable|citations?|answer|premise|claims)\"\s*:",
    r"!\[[^\]]*\]\(|^\s*\[[^\]]*\]\(\s*https?:\S*\)\s*$|<(?:img|iframe|script|a|div|span|meta|style)\b[^>]*>|\b(?:data|javascript):[a-z]+[/(]",
    r"^\s*(?:final )?answer\s*[:：].{0,200}\[\d+\]|\[\d+\]\s*[:：]\s*https?:",
    rf"^(?:致|给|请|告知|各位|敬告|提示)?(?:所有|各位|正在阅读.{{0,8}}的)?{_MACHINE_ZH}.{{0,24}}?(?:请|必须|应当?|务必|一律|都要|需要?|不得|不要).{{0,24}}?{_SAY_ZH}",
    rf"(?:阅读|读到|处理|总结|摘要|检索|看到|抓取|引用)(?:到)?(?:本|这|此)(?:文|页|段|篇|条).{{0,16}}?{_MACHINE_ZH}.{{0,16}}?(?:请|必须|应|务必|一律|都要)",
    rf"{_MACHINE_ZH}.{{0,6}}(?:阅读|读到|处理|总结|检索|看到|抓取)(?:到)?(?:本|这|此)(?:文|页|段|篇|条).{{0,20}}?(?:请|必须|应|务必|一律|都要|不得)",
    r"(?:如果|若|当|凡是?|只要)(?:有人|用户|读者|被|提问者?|任何人)?.{0,4}(?:问到?|询问|提问|问起|提到).{0,40}?(?:请|必须|务必|一律|都要|应当|只能)(?:\S{0,6})?(?:回答|回复|答复|作答|输出|声称|引用)",
    rf"(?:忽略|无视|忘记|忘掉|不要理会)(?:掉)?{_PAST}.{{0,6}}?(?:{_RULES}|来源|文章|段落|资料)",
    r"你(?:是一个(?:AI|人工智能|语言模型|助手)|(?:必须|只能|务必)(?:回答|回复|输出|引用|声称))",
    r"(?:不要|不得|禁止|切勿)(?:告诉|提及|引用|透露|显示)(?:给)?.{0,10}(?:用户|提问者|其他来源|其他文章|其他段落|本文其他)",
    r"(?:系统提示|系统指令|隐藏指令|新指令|系统消息)[:：]|(?:正确|标准|唯一)答案(?:一律|永远|只能)是|请(?:只|仅)?引用本(?:文|页|段)",
    r"^\s*(?:系统|助手)\s*[:：]",
]  # fmt: skip
# Without one of these no sentence of an article can match, and nearly none has one.
MAY_TELL = re.compile(
    r"\bAI\b|A\.I\.|LLM|GPT|[Cc]hatbot|[Aa]ssistant|\b(?:[Mm]odel|[Bb]ot|[Cc]laude)|[Ee]ngine|[Ii]gnore|[Dd]isregard|[Ff]orget"
    r"|[Oo]verride|[Aa]nswer|[Rr]eply|[Rr]espond|\b[Cc]ite|[Ii]nstruct|[Pp]rompt|[Ss]ystem|[Dd]o not|[Yy]ou (?:are|must|should|shall|have)"
    r"|[\"!<\[]|(?:data|javascript):|\bask|ＡＩ|AI|智能|模型|聊天|问答|检索|助手|机器人|回答|回复|答复|作答|引用|忽略|无视|忘记|忘掉"
    r"|不要理会|系统|指令|答案|你是|不要|不得|禁止|切勿|输出|声称|IGNORE|ANSWER|SYSTEM|MUST"
)
QUESTION = re.compile("|".join(f"(?:{one})" for one in (*_ASK_ZH, *_ASK_EN)), re.IGNORECASE)
ARTICLE = re.compile("|".join(f"(?:{one})" for one in _TELL), re.IGNORECASE)
