"""What frames a question without being asked: 几篇报道里, 根据这些文章, *across the articles*.

``question ─▶ question``. Whoever asks means the articles anyway; looked for as words they only lead away
from what is asked. A question about an article itself ("这篇文章是谁写的") keeps its words.
"""

from __future__ import annotations

import re

_ALL = r"(?:上述|以上|所有|全部|各|[这這那])?"
_MANY = r"(?:[几幾多两兩三四五六七八九十]|\d+)?[篇些份]?"
_TEXT = r"(?:文章|报道|报导|報道|報導|稿件)"
_INSIDE = r"(?:[里裡]面?|当中|當中|之中|中(?![国國学學间間央心]))"
_BY = r"(?:[根依]?[据據]|按照?|从|從|综合|綜合|结合|結合)"
_SHOWN = rf"(?:{_INSIDE}|的?内容|的?內容|所述|所说|所說|来看|來看|看|称|稱)?"
_CHINESE = re.compile(
    rf"(?:^|(?<=[，,。；;？?！!\s]))(?:请问|請問)?[，,]?(?:"
    rf"{_BY}\s?{_ALL}{_MANY}{_TEXT}{_SHOWN}(?![的者员員组組社局里裡中当當之])"  # by the articles
    rf"|在?{_ALL}{_MANY}{_TEXT}{_INSIDE}[，,]"  # in them, and a pause
    rf"|在?(?:[这這那][几幾些]?|[几幾]|上述|各)篇?{_TEXT}{_INSIDE}(?!的)"  # in these articles
    r")\s*[，,、：:]?\s*"
)
_TEXTS = r"(?:news )?(?:articles?|reports?|reporting|coverage|stories|texts|pieces|documents)"
_WHICH = (
    rf"(?:all |any |each |both |most )?(?:of )?(?:(?:the|these|those|this|your|our|my) )?{_TEXTS}"
)
_HOW = r"(?:across|in|throughout|from|within|according to|based on|going by|judging from)"
_ENGLISH = re.compile(
    rf"^(?:please,? )?{_HOW} {_WHICH}(?: (?:given|here|provided|above|cited))?\s*,\s*"
    rf"|,?\s+(?:according to|based on|across) {_WHICH}(?=\s*[?？.]?\s*$)",
    re.IGNORECASE,
)
_WORDY = re.compile(r"\w")


def unframed(question: str) -> str:
    """The question without what only says that the articles are meant; whole, where nothing is left."""
    rest = _ENGLISH.sub("", _CHINESE.sub("", question))
    return rest.strip() if rest != question and _WORDY.search(rest) else question
