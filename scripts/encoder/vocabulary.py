"""Choose the rows of the table and build the Unigram tokenizer that cuts text into them.

``candidates + counts ─▶ Vocabulary ─▶ tokenizers.Tokenizer``. Han words carry jieba's
log-frequencies, so that the best path through a Han run is jieba's without its hidden Markov model
as long as the words are rows; where one is not, the path backs off to shorter words. Runs of
letters and digits cost the same for each piece, so that a whole word wins, else the fewest and
longest pieces. Vectors are left to ``scripts.encoder.start``.
"""

from __future__ import annotations

import logging
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Split

from index.fold import default_folder
from index.language import HAN
from scripts.encoder.read import Material

UNKNOWN = "[UNK]"  # row 0
LATIN = "a-zß-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĸĺļľłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżžƒơưǎǐǒǔǖǘǚǜșțə"
_HAN_WORD = re.compile(f"[{HAN}]+")
LATIN_RUN = re.compile(f"[{LATIN}0-9]+")
_MAX_HAN = 8  # characters of a Han row
_MAX_LATIN = 24
_PIECE_COST = 10.0  # of a Latin row; above what the preference for long pieces can add up to
_ROUND = 6  # decimals of a score that are kept


@dataclass(frozen=True, slots=True)
class Shares:
    """How many rows there are and how many each kind gets; words of Han get what is left."""

    total: int = 96_000
    latin: int = 25_000
    numbers: int = 1_200
    pieces: int = 2_500  # parts of Latin words to back off to


_HAN_USE = (0.6, 0.1, 0.3)  # news, parallel text, jieba's own frequencies
_RARE = 2e-7  # a share of use up to which a character is no row unless GB 2312 has it
_GLOSSED = 3.0  # a word that the dictionary explains is worth so much more
_LATIN_USE = (0.5, 0.2, 0.2, 0.1)  # the teacher's words, parallel text, glosses, news


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The rows in their order, row 0 unknown; ``probability`` (t,): how usual each is, 0 to 1."""

    rows: tuple[str, ...]
    scores: tuple[float, ...]
    probability: NDArray[np.float64]


def build_tokenizer(rows: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """A tokenizer whose ids are the places in ``rows``; row 0 is the unknown one."""
    tokenizer = Tokenizer(Unigram(list(zip(rows, scores, strict=True)), unk_id=0))
    pattern = Regex(f"[{HAN}]+|[{LATIN}0-9]+")
    tokenizer.pre_tokenizer = Split(pattern, behavior="removed", invert=True)
    return tokenizer


def latin_score(row: str) -> float:
    """The score of a row of letters and digits: one cost a piece, long pieces a little cheaper."""
    return -_PIECE_COST + 0.001 * len(row) ** 2


def han_frequencies(extra: Iterable[str]) -> tuple[dict[str, int], int]:
    """jieba's words of Han alone with their frequencies, and the total; ``extra`` words added.

    An added word gets the least frequency with which it is kept whole, as jieba suggests it.
    """
    import jieba

    jieba.setLogLevel(logging.WARNING)
    dictionary = jieba.Tokenizer()
    dictionary.initialize()
    total = int(dictionary.total)
    known: dict[str, int] = {
        word: count
        for word, count in dictionary.FREQ.items()
        if count and len(word) <= _MAX_HAN and _HAN_WORD.fullmatch(word)
    }
    added = {
        word: int(dictionary.suggest_freq(word))
        for word in sorted(set(extra) - known.keys())
        if 2 <= len(word) <= _MAX_HAN and _HAN_WORD.fullmatch(word)
    }
    return known | added, total


def han_candidates(frequencies: Mapping[str, int], total: int) -> dict[str, float]:
    """Every Han row there could be, with its log-frequency; such as folding leaves alone."""
    fold = default_folder().fold
    words = [word for word in frequencies if fold(word) == word]
    candidates = {word: math.log(frequencies[word]) - math.log(total) for word in words}
    for char in common_characters():
        candidates.setdefault(char, -math.log(total))
    return candidates


def common_characters() -> list[str]:
    """The Han characters of GB 2312, both levels, as folding leaves them."""
    fold = default_folder().fold
    found = set()
    for first in range(0xB0, 0xF8):
        for second in range(0xA1, 0xFF):
            char = bytes((first, second)).decode("gb2312", errors="ignore")
            if char and fold(char) == char and _HAN_WORD.fullmatch(char):
                found.add(char)
    return sorted(found)


def count_rows(tokenizer: Tokenizer, texts: Sequence[str]) -> NDArray[np.int64]:
    """How often each row is used in texts; (t,)."""
    counts = np.zeros(tokenizer.get_vocab_size(), dtype=np.int64)
    for first in range(0, len(texts), 4096):
        for encoding in tokenizer.encode_batch_fast(
            list(texts[first : first + 4096]), add_special_tokens=False
        ):
            np.add.at(counts, encoding.ids, 1)
    return counts


def count_latin(texts: Iterable[str]) -> Counter[str]:
    """How often each run of letters and digits occurs."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(LATIN_RUN.findall(text))
    return counts


def shares_of(counts: Mapping[str, float]) -> dict[str, float]:
    """Counts as shares of their sum."""
    total = sum(counts.values()) or 1.0
    return {word: count / total for word, count in counts.items()}


def mix(parts: Sequence[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    """The weighted sum of shares, the weights brought to a sum of 1."""
    whole = sum(weight for weight, _ in parts)
    mixed: dict[str, float] = {}
    for weight, part in parts:
        for word, share in shares_of(part).items():
            mixed[word] = mixed.get(word, 0.0) + weight / whole * share
    return mixed


def teacher_words(word_list: Sequence[str]) -> tuple[dict[str, float], list[str]]:
    """The teacher's whole words with a frequency guessed from their order, and its word parts.

    The list of BERT is in the order of frequency in English books and Wikipedia, which the
    technical parallel text is not like; Zipf's law turns the rank into a share.
    """
    words = [word for word in word_list if LATIN_RUN.fullmatch(word) and len(word) > 1]
    parts = [word[2:] for word in word_list if word.startswith("##")]
    ranked = {word: 1.0 / (rank + 2.7) for rank, word in enumerate(words)}
    return ranked, [part for part in parts if len(part) > 1 and LATIN_RUN.fullmatch(part)]


def _most(useful: Mapping[str, float], n: int, required: Iterable[str]) -> list[str]:
    """The required words and the most useful others, n in all, in a fixed order."""
    kept = dict.fromkeys(sorted(required))
    for word in sorted(useful, key=lambda word: (-useful[word], word)):
        if len(kept) >= n:
            break
        kept.setdefault(word)
    return list(kept)


def choose(
    *,
    candidates: Mapping[str, float],
    han: Mapping[str, float],
    latin: Mapping[str, float],
    pieces: Sequence[str],
    required: Iterable[str],
    shares: Shares,
) -> Vocabulary:
    """The rows: single characters and letters, then the most useful of each kind.

    Args:
        candidates: Han words and characters with their scores.
        han: How useful each Han word or character is; a share.
        latin: The same of runs of letters and digits.
        pieces: Parts of Latin words to back off to, the most useful first.
        required: Words that are rows whatever their use: our names.
        shares: How many of each kind.
    """
    wanted = set(required)
    characters = [
        c for c in candidates if len(c) == 1 and (c in _COMMON or han.get(c, 0.0) > _RARE)
    ]
    letters = sorted({char for char in map(chr, range(0x300)) if LATIN_RUN.fullmatch(char)})
    numbers = _most(
        {w: s for w, s in latin.items() if w.isdigit() and len(w) <= 6},
        shares.numbers,
        [str(n) for n in range(10, 100)] + [f"{n:02}" for n in range(10)],
    )
    spelled = {w: s for w, s in latin.items() if not w.isdigit() and 1 < len(w) <= _MAX_LATIN}
    whole = _most(spelled, shares.latin, {word for word in wanted if word in spelled})
    parts = [part for part in pieces if part not in set(whole)][: shares.pieces]
    latin_rows = list(dict.fromkeys([*letters, *numbers, *whole, *parts]))
    words = _most(
        {w: s for w, s in han.items() if len(w) > 1 and w in candidates},
        shares.total - 1 - len(characters) - len(latin_rows),
        {word for word in wanted if word in candidates and len(word) > 1},
    )
    han_rows = [*sorted(characters), *words]
    rows = (UNKNOWN, *han_rows, *latin_rows)
    scores = (
        0.0,
        *(candidates[row] for row in han_rows),
        *(latin_score(row) for row in latin_rows),
    )
    usual = [0.0, *(han.get(row, 0.0) for row in han_rows)]
    usual += [latin.get(row, 0.0) for row in latin_rows]
    return Vocabulary(rows, tuple(round(score, _ROUND) for score in scores), np.array(usual))


def make_vocabulary(material: Material, word_list: Sequence[str], shares: Shares) -> Vocabulary:
    """Choose rows by their use in the news, in the parallel text and in the dictionary."""
    glossed = {pair.chinese for pair in (*material.lexicon, *material.names)}
    frequencies, total = han_frequencies(glossed)
    candidates = han_candidates(frequencies, total)
    names = {run for pair in material.names for run in _HAN_WORD.findall(pair.chinese)}
    latin = latin_use(material, word_list)
    required = names | {run for pair in material.names for run in LATIN_RUN.findall(pair.english)}
    chosen = choose(
        candidates=candidates,
        han=han_use(material, candidates, frequencies, glossed),
        latin=latin,
        pieces=teacher_words(word_list)[1],
        required=required,
        shares=shares,
    )
    return recount(material, chosen, latin)


def han_use(
    material: Material,
    candidates: Mapping[str, float],
    frequencies: Mapping[str, int],
    glossed: set[str],
) -> dict[str, float]:
    """How useful each Han word and character is, counted with all of them to choose from."""
    rows = (UNKNOWN, *candidates)
    tokenizer = build_tokenizer(rows, (0.0, *candidates.values()))

    def counted(texts: Sequence[str]) -> dict[str, float]:
        counts = count_rows(tokenizer, texts)
        return {rows[i]: float(counts[i]) for i in np.flatnonzero(counts) if i}

    use = mix(
        [
            (_HAN_USE[0], counted(chinese_news(material))),
            (_HAN_USE[1], counted([p.chinese for pairs in material.parallel for p in pairs])),
            (_HAN_USE[2], {word: float(frequencies.get(word, 0)) for word in candidates}),
        ]
    )
    return {word: use * (_GLOSSED if word in glossed else 1) for word, use in use.items()}


def latin_use(material: Material, word_list: Sequence[str]) -> dict[str, float]:
    """How usual each run of letters and digits is; a share."""
    parts = (
        teacher_words(word_list)[0],
        count_latin(pair.english for pairs in material.parallel for pair in pairs),
        count_latin(pair.english for pair in (*material.lexicon, *material.names)),
        count_latin(chinese_news(material)),
    )
    return mix(list(zip(_LATIN_USE, parts, strict=True)))


def recount(material: Material, chosen: Vocabulary, latin: Mapping[str, float]) -> Vocabulary:
    """The same rows, with the probabilities of Han rows as the cut vocabulary uses them."""
    tokenizer = build_tokenizer(chosen.rows, chosen.scores)
    news = count_rows(tokenizer, chinese_news(material)).astype(np.float64)
    other = count_rows(tokenizer, [p.chinese for pairs in material.parallel for p in pairs])
    is_han = np.array([_HAN_WORD.fullmatch(row) is not None for row in chosen.rows])
    probability = np.where(is_han, 0.0, chosen.probability)
    for weight, counts in ((0.8, news), (0.2, other.astype(np.float64))):
        counts = np.where(is_han, counts, 0.0)
        probability += weight * counts / max(1.0, counts.sum())
    return Vocabulary(chosen.rows, chosen.scores, probability)


def chinese_news(material: Material) -> list[str]:
    """Titles and texts of the news."""
    return [text for article in material.news for text in (article.title, article.text) if text]


_COMMON = frozenset(common_characters())


def without_accent(char: str) -> str:
    """The plain letter under a letter with marks, or the letter itself."""
    return unicodedata.normalize("NFD", char)[:1]
