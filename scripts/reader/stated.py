"""What more is made of the written statements: pairs that nobody writes, and that the product meets.

Rows as ``written.topics_of`` gives them, of whole topics: each statement beside both quotes of its topic.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from reader.pairs import STATEMENT, Pair

Row = Mapping[str, object]
SAME = (  # marks and small words that may be others
    (r"[。.]$", ""),
    (r"已经?(?=[\u4e00-\u9fff])", "已经"),
    (r"已经", "已"),
    (r"(?<=[\u4e00-\u9fff])了(?=[\u4e00-\u9fff\d])", ""),
    (r"将(?=[\u4e00-\u9fff])", "将会"),
    (r"(?<=\d),(?=\d{3})", ""),
    (r"(?<![\d.,])(\d)(\d{3})(?![\d年])", r"\1,\2"),
    (r"(?<=\d) ?percent", "%"),
    (r"，", ","),
    (r"[“”]", ""),
    (r"^(?=[\u4e00-\u9fff])", "据报道，"),
    (r"^(?=[A-Z])", "According to the article, "),
)
_BETWEEN = re.compile(r"(?<=[。！？])(?=.)|(?<=[.!?])\s+(?=[A-Z\"“])")  # sentences


def rows_of(path: Path) -> Iterator[dict[str, object]]:
    """The rows of a file of ``written.py``."""
    yield from map(json.loads, path.open(encoding="utf-8"))


def plain(rows: Iterable[Row], rng: random.Random) -> Iterator[Pair]:
    """What a quote supports without doubt: itself, nearly itself, and itself in the other language.

    Without these the network takes what is much alike for false: those who write statements that
    do not follow keep to the quote's words.
    """
    quotes, said = _by_topic(rows)
    for of in quotes.values():
        for language, text in of.items():
            for other, quote in of.items():
                yield Pair(text, quote, STATEMENT, 1, -1, -1, f"{language}-{other}:plain", "plain")
            changed = nearly(text, rng)
            yield Pair(changed, text, STATEMENT, 1, -1, -1, f"{language}-{language}:plain", "plain")
            yield Pair(text, changed, STATEMENT, 1, -1, -1, f"{language}-{language}:plain", "plain")
    for (_, text), language in said.items():
        kind = f"{language}-{language}:plain"
        yield Pair(text, nearly(text, rng), STATEMENT, 1, -1, -1, kind, "plain")


def elsewhere(rows: Iterable[Row], rng: random.Random) -> Iterator[Pair]:
    """True statements beside what does not say them: their quote without the sentence that does, as
    the search for a receipt meets it, or the quote of another topic."""
    whole, said = _by_topic(rows)
    quotes = {t: {to: _BETWEEN.split(text) for to, text in of.items()} for t, of in whole.items()}
    for (topic, text), language in said.items():
        own = quotes[topic]
        shares = [len(_grams(text) & _grams(one)) / len(_grams(text)) for one in own[language]]
        best, *rest = sorted(shares, reverse=True)
        for other, sentences in own.items():
            kind = f"{language}-{other}:elsewhere"
            others = rng.choice(list(quotes.values()))
            if best >= 0.5 and rest and rest[0] <= best / 2 and len(sentences) == len(shares):
                at = shares.index(best)
                left = sentences[:at] + sentences[at + 1 :]
                yield Pair(text, _joined(left, other), STATEMENT, 0, -1, -1, kind, "elsewhere")
            elif others is not own:
                yield Pair(
                    text, _joined(others[other], other), STATEMENT, 0, -1, -1, kind, "elsewhere"
                )


def _joined(sentences: Sequence[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(sentences)


def _grams(text: str) -> set[str]:
    """The words of an English text, the pairs of characters of a Chinese one."""
    words = re.findall(r"[a-z0-9.,]+", text.lower())
    han = re.findall(r"[\u4e00-\u9fff]", text)
    return {*words, *(a + b for a, b in pairwise(han))} or {text}


def nearly(text: str, rng: random.Random) -> str:
    """A text with other marks and small words, which say the same."""
    for old, new in rng.sample(SAME, len(SAME)):
        if rng.random() < 0.5:
            text = re.sub(old, new, text)
    return text


def among_others(pairs: Sequence[Pair], rng: random.Random) -> Iterator[Pair]:
    """The pairs, every fourth quote with one of another topic beside it."""
    quotes: dict[str, list[str]] = {}
    for pair in pairs:
        quotes.setdefault(pair.kind[3:5], []).append(pair.second)
    for pair in pairs:
        text = pair.second
        if rng.random() < 0.25:
            other = rng.choice(quotes[pair.kind[3:5]])
            text = f"{other}\n{text}" if rng.random() < 0.5 else f"{text}\n{other}"
        yield replace(pair, second=text.replace("\n", "" if pair.kind[3:5] == "zh" else " "))


def _by_topic(
    rows: Iterable[Row],
) -> tuple[dict[str, dict[str, str]], dict[tuple[str, str], str]]:
    """Of each topic its quotes by language, and of each (topic, true statement) the language."""
    quotes: dict[str, dict[str, str]] = {}
    said: dict[tuple[str, str], str] = {}
    for row in rows:
        topic, ways = str(row["t"]), str(row["d"])
        quotes.setdefault(topic, {})[ways[-2:]] = str(row["q"])
        if row["y"]:
            said[topic, str(row["s"])] = ways[:2]
    return quotes, said
