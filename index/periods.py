"""Days, months, quarters, halves, decades and centuries in both languages, as ``index.numerals`` finds them.

Three tables, by the script that a form begins with: name ─▶ (pattern, reader of its match). The terms
are in the docstring of ``index.numerals``. A year alone is a number and is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.numeral_words import HAN_CHARS, ORDINAL, WORD_END, cased, han_value

Reader = Callable[[re.Match[str]], Iterator[str]]
Forms = dict[str, tuple[str, Reader]]

_YEAR = r"(?:19|20)\d\d"
_ANY_YEAR = r"(?:20)?\d\d"  # 2021 or 21
_MONTH = "1[0-2]|0?[1-9]"
_DAY = r"3[01]|[12]\d|0?[1-9]"
_HAN_YEAR = "(?:一九|二〇|二零)[零〇一二三四五六七八九]{2}"
_HAN_MONTH = "十[一二]?|[一二三四五六七八九]"
_HAN_DAY = "三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH_OF = {name: i for i, name in enumerate(_MONTHS, start=1)}
_MONTH_OF |= {name[:3]: i for name, i in _MONTH_OF.items()} | {"Sept": 9}
_MONTH_OF |= {name.upper(): i for name, i in _MONTH_OF.items()}  # never lower: may, march
_MONTH_NAME = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_CLEAR_MONTH = "|".join(  # clear without a day, year or preposition, unlike May, Mar and Jan
    sorted((name for name in _MONTH_OF if len(name) > 3), key=len, reverse=True)
)
_MONTH_FOLLOWS = "|".join(
    f"(?<={before} )"
    for before in (
        *("[Ii]n", "[Bb]y", "[Oo]f", "[Ss]ince", "[Ll]ast", "[Nn]ext", "[Tt]his", "[Uu]ntil"),
        *("[Oo]n", "[Ff]rom", "[Ee]arly", "[Ll]ate"),
    )
)

_QUARTER = cased(["quarter"]) + "(?!-?[Ff]inal)" + WORD_END
_QUARTER_WORD = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}
_HALF_YEAR = (  # not hydrogen, a chip or an hour
    r"(?=\s?(?:营收|净利|业绩|财报|GDP|收入|利润|销|出货"
    r"|[Rr]evenue|[Pp]rofit|[Ss]ales|[Rr]esults|[Ee]arnings))"
)
_DECADE_FOLLOWS = "|".join(
    f"(?<={before})"
    for before in ("the ", "the '", "the ’", "mid-", "mid ", "late ", "early ", "post-")
)
_DECADE_WORD = {"sixties": "1960s", "seventies": "1970s", "eighties": "1980s", "nineties": "1990s"}
_CENTURY = cased(["century", "centuries"])
_TO_DATE = {"two quarters": 2, "three quarters": 3, "six months": 2, "nine months": 3}
_HAN_TO_DATE = {"两": 2, "二": 2, "2": 2, "三": 3, "3": 3, "六": 2, "6": 2, "九": 3, "9": 3}


def _number(written: str) -> int:
    """Digits, or Chinese numerals (a year's one by one)."""
    return int(written) if written.isdigit() else int(han_value(written) or 0)


def _date(year: str | None, month: str, day: str | None) -> Reader:
    """A reader of the groups that hold a date's parts; its terms come the most exact first."""

    def read(match: re.Match[str]) -> Iterator[str]:
        y = match[year] if year else None
        d = match[day] if day else None
        m = _MONTH_OF.get(match[month]) or _number(match[month])
        if y and d:
            yield f"{_number(y)}-{m:02}-{_number(d):02}"
        if d:
            yield f"m{m}d{_number(d)}"
        yield f"m{m}"
        if y:
            yield f"{_number(y)}-{m:02}"
            yield str(_number(y))

    return read


def _quarter(quarter: str, year: str | None = None) -> Reader:
    def read(match: re.Match[str]) -> Iterator[str]:
        written = match[quarter]
        yield f"q{_number(written) if len(written) == 1 else _QUARTER_WORD[written.lower()]}"
        if year and match[year]:
            yield f"20{match[year][-2:]}"

    return read


def _half(half: str, year: str | None = None) -> Reader:
    def read(match: re.Match[str]) -> Iterator[str]:
        yield "q1-2" if match[half].lower() in ("1", "上", "first") else "q3-4"
        if year and match[year]:
            yield f"20{match[year][-2:]}"

    return read


def _decade(century: str, *tens: str) -> Reader:
    """七八十年代 are two decades; without a century the 20th is meant."""

    def read(match: re.Match[str]) -> Iterator[str]:
        hundreds = _number(match[century] or "20") - 1
        for char in next(match[group] for group in tens if match[group]):
            yield f"{hundreds}{_number(char)}0s"

    return read


def _century(group: str) -> Reader:
    def read(match: re.Match[str]) -> Iterator[str]:
        written = match[group]
        yield f"c{ORDINAL.get(written.lower()) or _number(written)}"

    return read


def _read_full_decade(match: re.Match[str]) -> Iterator[str]:
    yield f"{match['full_decade_n']}0s"


def _read_word_decade(match: re.Match[str]) -> Iterator[str]:
    yield _DECADE_WORD[match["word_decade"].lower()]


def _read_first_quarter(match: re.Match[str]) -> Iterator[str]:
    yield "q1"


def _read_to_date(match: re.Match[str]) -> Iterator[str]:
    yield f"q1-{_TO_DATE[match['to_date_n'].lower()]}"


def _read_han_to_date(match: re.Match[str]) -> Iterator[str]:
    yield f"q1-{_HAN_TO_DATE[match['han_td_q'] or match['han_td_m']]}"


BY_DIGIT: Forms = {
    "iso": (
        rf"(?P<iso_y>{_YEAR})\s?[/.-]\s?(?P<iso_m>{_MONTH})\s?[/.-]\s?(?P<iso_d>{_DAY})(?!\d)",
        _date("iso_y", "iso_m", "iso_d"),
    ),
    "year_month": (
        (
            rf"(?P<ym_y>{_YEAR})\s?年\s?(?P<ym_m>{_MONTH}|{_HAN_MONTH})\s?月"
            rf"(?:\s?(?P<ym_d>{_DAY}|{_HAN_DAY})(?!\d)\s?[日号]?)?"
        ),
        _date("ym_y", "ym_m", "ym_d"),
    ),
    "month_day": (
        rf"(?<!\d)(?P<md_m>{_MONTH})\s?月(?:\s?(?P<md_d>{_DAY})\s?[日号]|(?!活))",
        _date(None, "md_m", "md_d"),
    ),
    "full_decade": (
        rf"(?<!\d)(?P<full_decade_n>(?:1[5-9]|20)\d)0(?:s{WORD_END}|年代)",
        _read_full_decade,
    ),
    "decade": (
        (
            r"(?<!\d)(?:(?P<dec_c>1[5-9]|2[01])\s?世纪(?P<dec_n>[1-9])0年代"
            r"|(?P<dec_bare>[3-9])0年代|(?P<dec_born>[6-9])0后(?![排天年期])"
            rf"|(?:{_DECADE_FOLLOWS})(?P<dec_the>[3-9])0s{WORD_END})"
        ),
        _decade("dec_c", "dec_n", "dec_bare", "dec_born", "dec_the"),
    ),
    "century": (
        rf"(?<!\d)(?P<cent_n>1\d|2[01]|[1-9])(?:\s?世纪|(?:st|nd|rd|th)[ -]{_CENTURY}{WORD_END})",
        _century("cent_n"),
    ),
    "day_month": (
        (
            rf"(?<![\d.,])(?P<dm_d>{_DAY})(?:st|nd|rd|th)?[\s-](?:of\s)?(?P<dm_m>{_MONTH_NAME}){WORD_END}"
            rf"\.?(?:,?[\s-](?P<dm_y>{_YEAR})(?!\d))?"
        ),
        _date("dm_y", "dm_m", "dm_d"),
    ),
    "quarter": (
        (
            rf"(?<![\d.])(?P<qd_n>[1-4])(?:Q(?P<qd_y>{_ANY_YEAR})?{WORD_END}|季度|季报"
            rf"|(?:st|nd|rd|th)[ -](?:fiscal )?{_QUARTER})"
        ),
        _quarter("qd_n", "qd_y"),
    ),
    "year_quarter": (
        rf"(?<!\d)(?P<yq_y>20\d\d) ?Q(?P<yq_n>[1-4]){WORD_END}",
        _quarter("yq_n", "yq_y"),
    ),
    "year_half": (rf"(?<!\d)(?P<yh_y>20\d\d) ?H(?P<yh_n>[12]){WORD_END}", _half("yh_n", "yh_y")),
    "half": (
        rf"(?<![\d.])(?P<hd_n>[12])H(?:(?P<hd_y>{_ANY_YEAR}){WORD_END}|{_HALF_YEAR})",
        _half("hd_n", "hd_y"),
    ),
}
BY_HAN: Forms = {
    "han_year_month": (
        (
            rf"(?<![{HAN_CHARS}])(?P<hym_y>{_HAN_YEAR})年(?P<hym_m>{_HAN_MONTH})月"
            rf"(?:(?P<hym_d>{_HAN_DAY})[日号])?"
        ),
        _date("hym_y", "hym_m", "hym_d"),
    ),
    "han_month": (
        (
            rf"(?<![第个几每闰{HAN_CHARS}])(?P<hm_m>{_HAN_MONTH})月"
            rf"(?:(?P<hm_d>{_HAN_DAY})[日号]|(?![天内一两]))"
        ),  # 五月天 is a band
        _date(None, "hm_m", "hm_d"),
    ),
    "han_decade": (
        (
            rf"(?<![{HAN_CHARS}])(?:(?:上个?世纪|(?P<hdec_c>[一二]?十[一二三四五六七八九]?)世纪)"
            r"(?P<hdec_n>[一二三四五六七八九1-9]{1,2})[十0]年代|(?P<hdec_bare>[三四五六七八九]{1,2})十年代)"
        ),
        _decade("hdec_c", "hdec_n", "hdec_bare"),
    ),
    "han_century": (
        rf"(?<![{HAN_CHARS}])(?P<hcent_n>二?十[一二三四五六七八九]?|[二三四五六七八九])世纪",
        _century("hcent_n"),
    ),
    "han_to_date": (
        "[前头](?:(?P<han_td_q>[两二三23])个?季度?|(?P<han_td_m>[六九69])个?月)",
        _read_han_to_date,
    ),
    "han_quarter": (
        r"(?:第|(?<![第前头至到个\d二三四十]))(?P<hq_n>[一二三四1-4])(?:财?季度|财季|季报)",
        _quarter("hq_n"),
    ),
    "first_quarter": ("首季(?!节)度?", _read_first_quarter),
    "han_half": ("(?P<hh_n>[上下])半年", _half("hh_n")),
}
BY_LETTER: Forms = {
    "month_first": (
        (
            rf"(?P<mf_m>{_MONTH_NAME}){WORD_END}\.?\s(?P<mf_d>{_DAY})(?:st|nd|rd|th)?(?![A-Za-z0-9_]|[.,]\d)"
            rf"(?:,?\s(?P<mf_y>{_YEAR})(?!\d))?"
        ),
        _date("mf_y", "mf_m", "mf_d"),
    ),
    "month_year": (
        rf"(?P<my_m>{_MONTH_NAME}){WORD_END}\.?,?\s(?:of\s)?(?P<my_y>{_YEAR})(?!\d)",
        _date("my_y", "my_m", None),
    ),
    "month": (
        rf"(?P<mo_m>(?:{_CLEAR_MONTH}){WORD_END}|(?:{_MONTH_FOLLOWS})(?:{_MONTH_NAME}){WORD_END})(?!-[a-z])",
        _date(None, "mo_m", None),
    ),
    "quarter_code": (r"Q ?(?P<qc_n>[1-4])(?!\d|\.\d)", _quarter("qc_n")),
    "word_quarter": (
        rf"(?P<wq_n>{cased(_QUARTER_WORD)})[ -](?:fiscal )?{_QUARTER}",
        _quarter("wq_n"),
    ),
    "to_date": (
        rf"{cased(['first'])} (?P<to_date_n>{cased(_TO_DATE)}){WORD_END}",
        _read_to_date,
    ),
    "half_code": (
        rf"H(?P<hc_n>[12])(?:(?=\s?(?:of )?{_YEAR}(?!\d))|(?<=(?:in|of|or|by) ..)|{_HALF_YEAR}){WORD_END}",
        _half("hc_n"),
    ),
    "word_half": (
        (
            rf"(?P<wh_n>{cased(['first', 'second', 'latter'])})[ -]{cased(['half'])}{WORD_END}"
            r"(?! of (?:the |a )?(?:match|game|season|film|book|night|day|life|month|century))"
        ),
        _half("wh_n"),
    ),
    "decade_word": (
        rf"(?<=the )(?P<word_decade>{cased(_DECADE_WORD)}){WORD_END}",
        _read_word_decade,
    ),
    "word_century": (
        rf"(?P<wc_n>{cased(ORDINAL)})[ -]{_CENTURY}{WORD_END}",
        _century("wc_n"),
    ),
}
