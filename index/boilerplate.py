"""Find what a web page leaves around an article: chrome, disclaimers, empty credits.

``text, lines ─▶ Drop...``, pure and by named reason. Spam titles and the bounds of articles
need the body beside them and are left to ``index.segment``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.boundaries import is_end_mark, is_rule
from index.credits import find_credits
from index.leads import find_signature
from index.lines import Line, plain
from index.source import Drop, Span
from index.titles import is_title_like

# What a line in its plain form says; a line is chrome too if each of its words by itself is.
_CHROME = re.compile(
    r"^(我要回帖|我要评论|发表评论|随机推荐|相关(文章|阅读|新闻|推荐|报道)|推荐阅读|延伸阅读|热门(推荐|文章|新闻)"
    r"|猜你(喜欢|感兴趣)|更多关于.{0,24}的文章|(查看)?更多精彩(内容)?.{0,20}|上一篇.{0,60}|下一篇.{0,60}|(返)?回(到)?(顶部|首页|首頁|列表)"
    r"|(点击|长按|扫码|扫描|识别|扫一扫).{0,20}(二维码|关注|查看|阅读原文|下载|看新闻).{0,12}|阅读(原文|全文)|查看更多|展开全文"
    r"|(点个?|点一下|点亮)\W{0,2}(在看|赞).{0,20}|加入.{0,4}[会會][员員].{0,12}"
    r"|分享((到|至)?|按鈕)[:：]?(.{0,24})|举报|打印(本页|本文)?|关闭(窗口|本页)?|收藏(本页|本站|本文)?|点赞|登录|注册|登錄|字号.{0,10}|广告|廣告|编辑推荐|网友评论"
    r"|((当前|您的|你的|您所在的|您现在的)位置[:：].{1,50})|((网站)?首页|首頁|主页|home)(\s*[>›»→]\s*[^>›»→]{1,20}){1,5}"
    r"|related (articles|posts|stories)|read (more|next)|share (this|on).{0,20}|advertisement|subscribe( now)?|back to top"
    r"|most (read|popular)|you may also like|leave a (comment|reply)|sign up.{0,40}|all rights reserved\.?)$",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"^(相关(文章|阅读|新闻|推荐|报道)|推荐阅读|延伸阅读|热门(推荐|文章|新闻)|猜你(喜欢|感兴趣)"
    r"|related (articles|posts|stories)|most (read|popular)|you may also like)$",
    re.IGNORECASE,
)
_RELATED_MOST = 10  # titles of other pages in a list
_CHROME_WORD = re.compile(r"微信|微博|QQ空间|大|中|小|腾讯|新浪|A[+-]|>+")
_WORD_BREAK = re.compile(r"[\s【】\[\]|·]+")
_DECORATION = "【】[]·•>»《》 ::"
_CHROME_MAX = 64
_DISCLAIMER = re.compile(
    r"^[（(【\[]?\s*(免责声明|版权声明|郑重声明|特别声明|风险提示|disclaimer)\s*[】\]]?\s*[:：]",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"转载|版权|侵权|侵犯|不代表.{0,12}(观点|立场)|仅代表作者|copyright", re.IGNORECASE
)
_RIGHTS_ACT = re.compile(
    r"注明(来源|出处|作者)|请(及时)?(与我们)?联系|联系.{0,8}(删除|处理|我们)|未经.{0,8}(授权|许可|允许)|版权归|仅代表"
    r"|不代表.{0,12}(观点|立场)|all rights reserved",
    re.IGNORECASE,
)
_DISCLAIMER_MAX = 400  # code points; a longer line holds more than that
_RIGHTS_MAX = 220  # code points; a longer paragraph is an article about rights
_SPLICE = re.compile(
    r"[,，。]?\s*我们(将|会)(及时|尽快|第一时间)[^。，,]{0,12}(处理|删除|回复)[。.]?$"
)

_CAPTION = re.compile(
    r"^[（(▲△▼↑↓◎*]*\s*(?:(?:图片|配图|题图|头图|封面图?|照片|数据|图表)?(?:来源|来自|源自)[:：/]?\s*(?=视觉中国|网络|官网|受访者|QuestMobile|unsplash|Getty|Reuters|IC\s*photo|图虫|摄图网|东方IC|CFP|新华社|企业供图)"
    r"|图片(?:来源|来自|提供)|图源|供图|视觉中国|资料(?:图片|图)"
    r"|(?:photo|image|picture|credit)s?(?: credit| by| courtesy)?\s*[:：/|]|getty images|courtesy of )",
    re.IGNORECASE,
)
_SENTENCE_ENDS = ("。", "！", "!", ".", "”", "…")
_DOUBLED_MIN = 30  # code points
_CAPTION_MAX = 60  # code points; a longer one describes
_SPLICE_MAX = 40  # code points at a line's end that a tail of another page may take


def find_boilerplate(text: str, lines: list[Line]) -> Iterator[Drop]:
    """Drops in order; ``lines`` are those of ``text``."""
    seen: set[str] = set()
    n_related = 0  # titles that may still follow in a list of other pages
    for line in lines:
        reason = _line_reason(line.text) or _doubled(line.text, seen)
        if not reason and n_related and not line.gap and is_title_like(line.text):
            n_related -= 1
            yield Drop("site_chrome", line.span)
            continue
        n_related = _RELATED_MOST if reason == "site_chrome" and _opens_list(line.text) else 0
        if reason:
            yield Drop(reason, line.span)
        elif splice := _SPLICE.search(line.text, max(0, len(line.text) - _SPLICE_MAX)):
            yield Drop("disclaimer", Span(line.span.start + splice.start(), line.span.end))


def _opens_list(line: str) -> bool:
    return bool(_RELATED.match(plain(line).strip(_DECORATION)))


def _is_chrome(line: str) -> bool:
    shown = plain(line).strip(_DECORATION)
    if _CHROME.match(shown):
        return True
    words = [word for word in _WORD_BREAK.split(shown) if word]
    return any(map(_CHROME.match, words)) and all(
        _CHROME.match(w) or _CHROME_WORD.fullmatch(w) for w in words
    )


def _doubled(line: str, seen: set[str]) -> str | None:
    """A paragraph that the text has already; a short line may stand twice, and a table's row."""
    if len(line) < _DOUBLED_MIN or "|" in line or not line.endswith(_SENTENCE_ENDS):
        return None
    bare = "".join(line.split())
    if bare in seen:
        return "doubled_paragraph"
    seen.add(bare)
    return None


def _line_reason(line: str) -> str | None:
    if len(line) <= _CHROME_MAX and _is_chrome(line):
        return "site_chrome"
    if len(line) <= _DISCLAIMER_MAX and _DISCLAIMER.match(line):
        return "disclaimer"
    if len(line) <= _RIGHTS_MAX and _RIGHTS.search(line) and _RIGHTS_ACT.search(line):
        named = any(credit.span for credit in find_credits(line))
        return None if named else "copyright"
    stated = find_credits(line)
    if stated and all(credit.span is None for credit in stated):
        return "empty_credit"
    if find_signature(line):
        return "signature"
    if is_rule(line) or is_end_mark(line):
        return "separator"
    if len(line) <= _CAPTION_MAX and _CAPTION.match(line):
        return "caption"
    return None
