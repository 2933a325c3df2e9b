"""Numbers and dates as one term in every script: 200亿, 20 billion and 20,000,000,000 are one.

``folded text (capitals kept) ─▶ (start, end, term...)...``. ``index.numeral_words`` says what words are
worth, ``index.periods`` how dates are written. The terms:

* ``20000000000``: a decimal number (200亿, 二百亿, US$20bn, 20B), and beside it the ``20`` of digits.
* ``30%``: 30 percent, 百分之三十, 三成; ``30`` beside it where it is written.
* ``1/3``: 三分之一, a third of.
* ``#3``: third, 3rd, 第三; from three on, as "first" and "second" say other things as often.
* ``2020-05-27``: a day, and its parts ``m5d27``, ``m5`` (May), ``2020-05`` and ``2020``.
* ``q2``: second quarter, Q2, 2Q21, 二季度; ``q1-2`` and ``q3-4``: H1, first half, 上半年, 下半年;
  ``q1-3``: 前三季度, the first nine months.
* ``1990s``: the '90s, 九十年代, 90后; ``c19``: the 19th century, 十九世纪.

Precision goes first: what is as often a word (may, march, 千万, 十分, 一季), means about so many (三四个,
几十万) or only looks like a number (1.2.3, 4K, 60W) is left to the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index import periods
from index.numeral_words import (
    ENGLISH_AMOUNT,
    HAN_CHARS,
    ORDINAL,
    SCALE,
    WORD_END,
    WORD_SCALES,
    cased,
    english_value,
    han_value,
    scaled,
)

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!\d|\.\d)"
_SCALES = "|".join(sorted((s for s in SCALE if not s.isascii()), key=len, reverse=True))
_WORD_SCALE = cased(WORD_SCALES)
_LETTER_SCALE = (  # not 60W, B2B, 4K
    r" ?(?:bn|Bn|BN|mn|tn|mln|bln|trn)|w|(?<!(?<![\d.,])2)B|(?<!(?<![\d.,])[248])[kK]"
)
_PERCENT = f"(?:{cased(['percent', 'per cent', 'pct'])}|{cased(['percentage point'])}s?){WORD_END}"
_COUNTED = (
    "个|年|日|号|名|家|位|倍|次|天|周|小时|分钟|万|亿|元|美元|欧元|港元|日元|英镑|台|辆|部|款|种|类|项|座|人|岁"
    "|度|国|大|条|件|轮|吨|公里|米|块|层|套|张|届|场|公顷|亩|斤|公斤|千克|只|艘|架|份|笔|枚|间"
)
_IS_COUNTED = re.compile(f"(?:{_COUNTED}|$)")
_IS_PIECE = re.compile("[个台名家位人辆部款座条件层套张届场只艘架份枚间次天]")
_SUM = re.compile("[元美港欧日英级人台吨]")  # behind 千万: ten million, not "by all means"
_DIGIT = "一二两三四五六七八九"
_ALONE = f"(?<![第几{HAN_CHARS}万亿])"
_HAN_DECIMAL = f"[{HAN_CHARS}]{{1,12}}(?:点[零〇{_DIGIT}]{{1,4}})?"
# 成 begins another word: 成为, 成立, 成功 …
_SHARE = (
    "成(?![为立功本员都长年交绩果套型就份分人品家林熟效群色像军风王全对双婚事名败因行语文书药不])"
)
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "tenth": 10}
_AFTER_PART = (
    r"(?= (?:of|less|more|fewer|lower|higher|cheaper|faster|since|from|to|in|on|as|over|compared)\b"
    r"|[.,;:!?)]|$)"
)
_PLACES = [word for word, n in ORDINAL.items() if n > 2]


def find_numerals(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Every number and date with the terms it stands for, in order."""
    for match in _PATTERNS.finditer(text):
        terms = tuple(dict.fromkeys(_READERS[match.lastgroup or ""](match)))
        if terms:
            yield match.start(), match.end(), terms


def _plain(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _term(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_number(match: re.Match[str]) -> Iterator[str]:
    """3亿2000万 is one number; what stands before a scale is a term as well."""
    value = _plain(match["num_n"])
    scale = match["num_han"] or (match["num_word"] or match["num_letter"] or "").strip().lower()
    if scale:
        whole = scaled(value, scale)
        if match["num_rest"]:
            whole += scaled(Decimal(match["num_rest"]), match["num_rest_scale"])
        yield _term(whole)
    yield _term(value)


def _read_money(match: re.Match[str]) -> Iterator[str]:
    value = _plain(match["money_n"])
    yield _term(scaled(value, match["money_scale"].lower()))
    yield _term(value)


def _read_percent(match: re.Match[str]) -> Iterator[str]:
    number = _term(_plain(match["pct_n"]))
    yield from (f"{number}%", number)


def _read_han_percent(match: re.Match[str]) -> Iterator[str]:
    written = match["hpct_n"]
    value = _plain(written) if written[0].isdecimal() else han_value(written)
    if value is not None:
        yield from (f"{_term(value)}%", _term(value))


def _read_share(match: re.Match[str]) -> Iterator[str]:
    yield f"{_term(_plain(match['share_n']) * 10)}%"


def _read_han_share(match: re.Match[str]) -> Iterator[str]:
    """三成五 is 35 %."""
    tenths, more = han_value(match["hshare_n"]), match["hshare_more"]
    if tenths is not None:
        ones = Decimal(5) if more == "半" else (han_value(more) if more else None) or Decimal(0)
        yield f"{_term(tenths * 10 + ones)}%"


def _read_han_fraction(match: re.Match[str]) -> Iterator[str]:
    yield f"{han_value(match['hfrac_n'])}/{han_value(match['hfrac_of'])}"


def _read_fraction(match: re.Match[str]) -> Iterator[str]:
    yield f"{english_value(match['frac_n'])}/{_PARTS[match['frac_of'].lower()]}"


def _read_place(match: re.Match[str]) -> Iterator[str]:
    """第31 and 31st; the number is a term too, as 第6号 is also No. 6."""
    yield from (f"#{match['place_n']}", match["place_n"])


def _read_han_place(match: re.Match[str]) -> Iterator[str]:
    written = match["hplace_n"]
    if written.isdecimal():
        yield from (f"#{written}", written)
    else:
        yield f"#{han_value(written)}"


def _read_word_place(match: re.Match[str]) -> Iterator[str]:
    yield f"#{ORDINAL[match['wplace_n'].lower()]}"


def _read_han(match: re.Match[str]) -> Iterator[str]:
    """A number if it has a unit (三百, 八万六千) or something is counted (三个)."""
    run, after = match["han_n"], match.end()
    counted = _IS_COUNTED.match(match.string, after) is not None
    if run[0] in "百千" and not _is_bare_scale(match):
        return
    if (
        run[-1] in _DIGIT
        and run[-2:-1] in tuple("百千万亿")
        and _IS_PIECE.match(match.string, after)
    ):
        run = run[:-1]  # 五百一台: 500 for one
    value = han_value(run + (match["han_part"] or ""))
    has_unit = len(run) > 1 and not set(run).isdisjoint("十百千万亿")
    about = match["han_scale"]
    if value is None or not (has_unit or counted or about):
        return
    if about:
        value = scaled(value, about.lstrip("多余几"))
    if value > 1:
        yield _term(value)


def _is_bare_scale(match: re.Match[str]) -> bool:
    """百亿, 千亿, 百万 are amounts; 百, 千 and most 千万 are not."""
    rest = match["han_n"][1:] + (match["han_scale"] or "")
    if rest not in ("万", "亿", "万亿"):
        return False
    if match["han_n"][0] + rest != "千万":
        return True
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    return before in tuple("上近超过逾达") or _SUM.match(match.string, match.end()) is not None


def _read_words(match: re.Match[str]) -> Iterator[str]:
    """Three and a half million, two dozen, threefold, fifteen percent."""
    value = english_value(match["word_n"])
    if match["word_and_half"]:
        value += Decimal("0.5")
        value = scaled(value, match["word_scale"].lower()) if match["word_scale"] else value
    elif match["word_dozen"]:
        value *= 12
    if match["word_percent"]:
        yield f"{_term(value)}%"
    if value > 1:
        yield _term(value)


def _read_half(match: re.Match[str]) -> Iterator[str]:
    unit = match["half_of"].lower()
    yield "6" if unit == "dozen" else _term(scaled(Decimal("0.5"), unit))


_BY_DIGIT: periods.Forms = {
    "percent": (
        rf"(?<![\d.])(?P<pct_n>{_NUMBER})(?:\s?%|[\s-]?{_PERCENT}|\s?个百分点)",
        _read_percent,
    ),
    "share": (rf"(?<![\d.])(?P<share_n>\d(?:\.\d)?){_SHARE}", _read_share),
    "place": (
        r"(?<![\d.,])(?P<place_n>[3-9]|[1-9]\d{1,2})(?:st|nd|rd|th)(?![A-Za-z0-9])",
        _read_place,
    ),
    "money": (
        rf"(?<=[$€£¥])(?P<money_n>{_NUMBER})\s?(?P<money_scale>[kKmMbBtT]){WORD_END}",
        _read_money,
    ),
    "number": (
        (
            rf"(?<![\d.])(?P<num_n>{_NUMBER})(?:(?:\s?[多余几])?\s?(?P<num_han>{_SCALES})"
            r"(?:(?P<num_rest>\d{1,4})(?P<num_rest_scale>[百千]?万|千))?"
            rf"|[ -]?(?P<num_word>{_WORD_SCALE})s?{WORD_END}|(?P<num_letter>{_LETTER_SCALE}){WORD_END})?"
        ),
        _read_number,
    ),
}
_BY_HAN: periods.Forms = {
    "han_percent": (
        rf"百分之(?P<hpct_n>{_HAN_DECIMAL}|\d+(?:\.\d+)?)",
        _read_han_percent,
    ),
    "han_fraction": (
        rf"{_ALONE}(?P<hfrac_of>[二三四五六七八九十])分之(?P<hfrac_n>[{_DIGIT}])",
        _read_han_fraction,
    ),
    "han_share": (
        rf"{_ALONE}(?P<hshare_n>[{_DIGIT}])(?:{_SHARE}|成(?=[{_DIGIT}半]))(?P<hshare_more>[{_DIGIT}半](?![个{HAN_CHARS}]))?",
        _read_han_share,
    ),
    "han_place": (
        rf"第(?P<hplace_n>[{_DIGIT}]?十[{_DIGIT}]?|[三四五六七八九]|[1-9]\d{{1,2}}|[3-9])(?![{HAN_CHARS}\d])",
        _read_han_place,
    ),
    "han": (
        (
            rf"{_ALONE}(?<!数(?=[十百千]))(?P<han_n>[{_DIGIT}十百千][{HAN_CHARS}万亿]{{1,15}}"
            rf"|[二两三四五六七八九十](?={_COUNTED}|点|[多余几][万亿]|$))"
            rf"(?P<han_part>点[零〇{_DIGIT}]{{1,4}}(?=[万亿倍]))?(?P<han_scale>[多余几]?(?:万亿|[万亿]))?"
        ),
        _read_han,
    ),
}
_BY_LETTER: periods.Forms = {
    "fraction": (
        (
            rf"(?P<frac_n>[Aa]|{cased(['one', 'two', 'three', 'four'])})[ -](?P<frac_of>{cased(_PARTS)})"
            rf"(?:s of{WORD_END}|{_AFTER_PART})"
        ),
        _read_fraction,
    ),
    "word_place": (
        rf"(?P<wplace_n>{cased(_PLACES)})(?=[ -](?!(?:of|less|more|fewer|to|in|from){WORD_END})[A-Za-z])",
        _read_word_place,
    ),
    "half_scale": (
        rf"{cased(['half a', 'half-a'])}[ -](?P<half_of>{_WORD_SCALE}|{cased(['dozen'])}){WORD_END}",
        _read_half,
    ),
    "words": (
        (
            rf"(?P<word_n>{ENGLISH_AMOUNT}|[Aa](?= [Dd]ozen))"
            rf"(?:(?P<word_and_half> and a half)(?: (?P<word_scale>{_WORD_SCALE}))?|(?P<word_dozen> [Dd]ozen)"
            rf"|-?fold|[ -](?P<word_percent>{_PERCENT}))?{WORD_END}"
        ),
        _read_words,
    ),
}
_FORMS = (
    (r"(?=\d)", periods.BY_DIGIT | _BY_DIGIT),
    (f"(?=[第上下前头首{HAN_CHARS}])", periods.BY_HAN | _BY_HAN),
    ("(?=[A-Za-z])(?<![A-Za-z0-9_])", periods.BY_LETTER | _BY_LETTER),
)
_READERS = {name: read for _, forms in _FORMS for name, (_, read) in forms.items()}
_PATTERNS = re.compile(
    "|".join(
        f"{begins}(?:{'|'.join(f'(?P<{name}>{pattern})' for name, (pattern, _) in forms.items())})"
        for begins, forms in _FORMS
    )
)
