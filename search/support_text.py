"""A statement or a quote as the support check reads it: words in clauses, and numerals.

``text ─fold, analyzer─▶ Word..., Numeral... ─embedded encoder─▶ weights, vectors``. Words do not overlap:
of nested ones the longest is kept. What two texts have in common is for ``search.support_match``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.analyze import Analyzer, Token, default_analyzer
from index.encode import Vectors
from index.language import HAN
from index.numerals import find_numerals
from index.static_encoder import StaticEncoder
from search.irregular import BASE_STEMS
from search.stopwords import CHINESE, ENGLISH

_SENTENCE_END = re.compile(r"[。！？!?\n]+|\.(?=\s+[^a-z\s]|[\"'”’)]*\s*$)")
_CLAUSE_END = re.compile(
    r"[。！？!?\n；;：:—]+|[，,]+(?!由)|\.(?=\s|$)|\b(?:while|but|although|though|whereas|because|and|which)\b"
    "|但是|但|而是|不过|因为|由于|并且|却"
)
_DENIED = re.compile(
    "(?:un|in|im|il|ir|dis|non-?)(safe|happy|legal|likely|clear|fair|usual|known|certain|stable|healthy"
    "|successful|popular|profitable|paid|available|important|possible|complete|correct|dependent|regular"
    "|secure|sufficient|visible|effective|accurate|active|adequate|appropriate|consistent|satisfied|harmed"
    "|approved?|agreed?|qualified|connected|damaged|hurt|injured|affected|sold|finished|opened|prepared)"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HAN_WORD = re.compile(f"[{HAN}]+")
# Beside the words of questions: what reports a statement, what counts things, what numbers are of.
_FUNCTION_CHINESE = CHINESE | frozenset(
    """
    说 称 表示 指出 认为 透露 强调 据 显示 报道 将 会 已 该 此 均 共 达 约 近 超过 超 逾 不足 至
    为 以 因 则 仍 再 后 前 起 间 每 各 目前 现在 因此 个 座 名 辆 艘 台 只 条 件 家 所 张 场 次
    位 项 本 部 款 篇 份 批 架 栋 支 盘 头 匹 面 岁 元 人民币 万 亿 万元 亿元 年 月 日 号 天 周
    星期 小时 分钟 秒 点 时 人次 美元 欧元 公里 吨 分 一 两 当 它的 进行 其中 受 受到 遭到 得到
    予以 而 暂 暂时 成为 作为 之后 之前 以前 此前 不 没 未 无 非 别 并 并未 尚未 不再 从未 没有
    并非 不会 不能 未能 无法 毫不
    """.split()
)
_FUNCTION_ENGLISH = ENGLISH | frozenset(
    """
    say said tell told state accord report report' percent percentag point million billion
    thousand yuan dollar euro year month day week hour minut second one two after befor until
    sinc becaus although though while not never no without none nobodi cannot n't about around
    near more than less up down per it he him her there both all them will be a total
    """.split()
)
FUNCTION_WORDS = _FUNCTION_CHINESE | _FUNCTION_ENGLISH


@dataclass(frozen=True, slots=True)
class Word:
    """A word at [start, end) of the folded text."""

    term: str  # a Han word, or the base stem of a Latin one
    surface: str  # as written, capitals kept
    start: int
    end: int
    clause: int  # from 0, through the whole text
    sentence: int
    is_han: bool
    is_content: bool
    is_capital: bool
    opens: bool  # the first word of its sentence or of quoted speech


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number or date at [start, end) of the folded text; the most exact term comes first."""

    terms: tuple[str, ...]
    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Text:
    """What is read of a text."""

    folded: str
    words: tuple[Word, ...]
    numerals: tuple[Numeral, ...]

    @property
    def has_han(self) -> bool:
        """Whether any of its words is in Chinese."""
        return any(word.is_han for word in self.words)


def read_text(text: str, analyzer: Analyzer | None = None) -> Text:
    """Cut a text into words and numerals; nothing is found in a text without letters or figures."""
    analyzer = analyzer or default_analyzer()
    folded = analyzer.fold_case_kept(_SURROGATE.sub(" ", text))
    spans = tuple(find_numerals(folded))
    clause_of = _counter(_CLAUSE_END, folded, spans)
    sentence_of = _counter(_SENTENCE_END, folded, spans)
    numerals = tuple(Numeral(terms, a, b, clause_of(a)) for a, b, terms in spans)
    taken = [(a, b) for a, b, _ in spans]
    words: list[Word] = []
    last_sentence = -1
    for token in _outermost(analyzer.tokens(folded)):
        if any(token.start < b and a < token.end for a, b in taken):
            last_sentence = sentence_of(token.start)
            continue
        sentence = sentence_of(token.start)
        surface = folded[token.start : token.end]
        is_han = _HAN_WORD.fullmatch(surface) is not None
        term = token.term if is_han else _term(surface, token.term, analyzer)
        words.append(
            Word(
                term,
                surface,
                token.start,
                token.end,
                clause_of(token.start),
                sentence,
                is_han,
                term not in FUNCTION_WORDS and token.term not in FUNCTION_WORDS,
                surface[:1].isupper(),
                sentence != last_sentence
                or folded[token.start - 1 : token.start] in tuple("“\"'‘"),
            )
        )
        last_sentence = sentence
    return Text(folded, tuple(words), numerals)


def _term(surface: str, stem: str, analyzer: Analyzer) -> str:
    """The base stem of a Latin word: of *safe* for *unsafe*, which counts as negated."""
    bare = without_prefix(surface)
    return BASE_STEMS.get(stem, stem) if bare is None else analyzer.stem(bare)


def without_prefix(surface: str) -> str | None:
    """What *un-* and the like deny in an adjective; None where nothing is denied."""
    match = _DENIED.fullmatch(surface.lower())
    return match[1] if match else None


def word_vectors(
    encoder: StaticEncoder, words: Sequence[Word]
) -> tuple[NDArray[np.float32], Vectors]:
    """The weights (n,) of words, by how much each tells, and their vectors (n, d) of length 1."""
    weights = np.zeros(len(words), dtype=np.float32)
    vectors = np.zeros((len(words), encoder.dimension), dtype=np.float32)
    for i, word in enumerate(words):
        weights[i], vectors[i] = _piece(encoder, word.surface)
    return weights, vectors


@lru_cache(maxsize=20_000)
def _piece(encoder: StaticEncoder, surface: str) -> tuple[float, NDArray[np.float32]]:
    ((weights, vectors),) = encoder.pieces([surface])
    total = weights @ vectors
    length = float(np.linalg.norm(total)) if len(weights) else 0.0
    unit = np.zeros(encoder.dimension, dtype=np.float32) if not length else total / length
    return float(weights.sum()), unit


def _outermost(tokens: Sequence[Token]) -> list[Token]:
    """Words and Latin runs without those inside a longer one and without bigrams, in order.

    A long word that is two others is these: 气象卫星 is 气象 and 卫星, so that 通信卫星 is near in part.
    """
    kept: list[Token] = []
    chosen = [t for t in tokens if t.kind in ("word", "character", "latin", "other")]
    inner = {(t.start, t.end): t for t in chosen if t.kind == "word"}
    for token in sorted(chosen, key=lambda t: (t.start, -t.end)):
        if kept and token.start < kept[-1].end:
            continue
        for cut in range(token.start + 2, token.end - 1):
            parts = inner.get((token.start, cut)), inner.get((cut, token.end))
            if parts[0] is not None and parts[1] is not None:
                kept.extend((parts[0], parts[1]))
                break
        else:
            kept.append(token)
    return kept


def _counter(
    pattern: re.Pattern[str], text: str, spans: Sequence[tuple[int, int, tuple[str, ...]]]
) -> Callable[[int], int]:
    """How many ends stand before an offset; a mark inside a numeral ends nothing."""
    ends = [
        match.end()
        for match in pattern.finditer(text)
        if not any(a < match.end() <= b for a, b, _ in spans)
    ]
    return lambda offset: bisect_right(ends, offset)
