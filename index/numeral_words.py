"""What numbers written in words are worth: 三亿两千万, 八万六, one hundred and twenty, half a million.

``characters or words ─▶ value``, with the patterns that such numbers are made of. Where in a text
they count as numbers is for ``index.numerals`` to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

SCALE = {
    "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
    "hundred": 2, "thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12,
    "w": 4, "k": 3, "m": 6, "b": 9, "t": 12, "mn": 6, "bn": 9, "tn": 12, "mln": 6, "bln": 9, "trn": 12,
}  # fmt: skip
"""A word or letter → how many zeros it stands for."""

HAN_CHARS = "零〇一二两三四五六七八九十百千"
WORD_END = "(?![A-Za-z0-9_])"  # \b is none between Latin and Han

HAN_DIGIT = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000}
_HAN_SCALE = {"万": 10**4, "亿": 10**8}
_SHORTEST_SPELLED = 4  # digits without a unit: 一九九八 is a year, 三四 is three or four

_ONES = "one two three four five six seven eight nine".split()
_TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)  # fmt: skip
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ENGLISH = {word: i for i, word in enumerate(_ONES + _TEENS, start=1)}
_ENGLISH |= {word: i for i, word in zip(range(20, 100, 10), _TENS, strict=True)} | {"a": 1}
WORD_SCALES = ("hundred", "thousand", "million", "billion", "trillion", "lakh", "crore")

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_ORDINALS += [word + "th" for word in _TEENS[3:]] + ["twentieth", "twenty-first"]
ORDINAL = {word: i for i, word in enumerate(_ORDINALS, start=1)}


def cased(words: Iterable[str]) -> str:
    """A pattern of the words as they are written: two, Two, TWO; the longest first."""
    forms = {
        form for word in words for form in (word, word.capitalize(), word.title(), word.upper())
    }
    return f"(?:{'|'.join(sorted(forms, key=lambda form: (-len(form), form)))})"


def _english_amount() -> str:
    """twenty-five, one hundred and twenty, a million, three thousand five hundred; not one alone."""
    ones, tens, one = cased(_ONES), cased(_TENS), cased(["one"])
    hundred, scale, and_ = cased(["hundred"]), cased(WORD_SCALES[1:]), cased(["and"])
    small = f"(?:{tens}(?:[ -]{ones})?|{cased(_TEENS)}|{ones})"  # below a hundred
    end = f"(?![ -](?:{hundred}|{scale}))"
    tail = f"(?:[ -]{and_}[ -]{small}{end}|[ -]{small}(?![ -]{hundred}))?"
    hundreds = f"[ -]{hundred}{tail}"
    alone = f"(?!{one}{WORD_END}(?! and a half)){small}"
    first = f"(?:(?:{small}|[Aa]){hundreds}|(?:{one}|[Aa])(?=[ -]{scale})|{alone})"
    more = f"(?:[ -](?:{and_}[ -])?{small}{hundreds}|[ -]{and_}[ -]{small}{end})"
    return f"{first}(?:[ -]{scale}s?(?:[ -]{small}[ -]{scale})?{more}?)?"


ENGLISH_AMOUNT = _english_amount()


def han_value(number: str) -> Decimal | None:
    """What Chinese numerals are worth, None for 三四 and 七八十, which are about so many.

    三千五百 is 3500, 三亿两千万 is 320000000, 八万六 is 86000; 二〇二〇 is read digit by digit.
    """
    whole, _, fraction = number.partition("点")
    value = _spelled(whole) if all(char in HAN_DIGIT for char in whole) else _counted(whole)
    if value is None or not fraction:
        return value
    return value + Decimal(f"0.{_digits(fraction)}")


def _spelled(digits: str) -> Decimal | None:
    if 1 < len(digits) < _SHORTEST_SPELLED and not set(digits) & {"零", "〇"}:
        return None
    return Decimal(_digits(digits))


def _digits(characters: str) -> str:
    return "".join(str(HAN_DIGIT[char]) for char in characters)


def _counted(number: str) -> Decimal | None:
    total = section = digit = 0
    last = 1  # what the unit before is worth: a digit at the end counts its tenths
    for char in number:
        if char in HAN_DIGIT:
            if digit:
                return None
            digit = HAN_DIGIT[char]
            last = last if digit else 1
        elif char in _HAN_UNIT:
            last = _HAN_UNIT[char]
            section += (digit or 1) * last
            digit = 0
        else:
            last = _HAN_SCALE[char]
            section += digit
            if section and char == "万":
                total += section * last
            else:  # 一万二千亿, 三万亿
                total = (total + section) * last
            section = digit = 0
    return Decimal(total + section + digit * max(last // 10, 1))


def english_value(words: str) -> Decimal:
    """What the words of an amount are worth: "one hundred and twenty" is 120."""
    total = section = 0
    for word in words.lower().replace("-", " ").split():
        if word in _ENGLISH:
            section += _ENGLISH[word]
        elif word == "hundred":
            section *= 100
        elif word != "and":
            total += section * 10 ** SCALE[word.removesuffix("s")]
            section = 0
    return Decimal(total + section)


def scaled(value: Decimal, scale: str) -> Decimal:
    """The value with the zeros of a scale word or letter."""
    return value.scaleb(SCALE[scale])
