"""Draw pairs of texts that mean much the same, as row ids, for contrastive training.

``Material ─tokenizer─▶ Bags ─stream─▶ n pairs (questions, passages)``. Four streams: a news sentence
and its surroundings, a title and its article, an English sentence and a Chinese passage around its
translation, a gloss and its word. ``scripts.encoder.glossed`` has a fifth. All randomness comes
from the generator that is passed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from scripts.encoder.measure import sentences
from scripts.encoder.read import NewsArticle, Pair
from scripts.encoder.start import clean_gloss

Ids = NDArray[np.int32]
Drawn = tuple[list[Ids], list[Ids]]  # n questions and their n passages

_AROUND = 3  # news sentences on each side that surround one
_WIDEN = 3  # most lines that a translation is widened by, on each side
_WIDENED = 0.5  # share of the translations that are widened
_OPENING = 4  # sentences of an article in which its title is to be found
_ROWS_READ = 4096  # texts tokenized at once


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts as row ids: text i is ``ids[starts[i]:starts[i + 1]]``; unknown rows left out."""

    ids: Ids
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, texts: Sequence[Ids]) -> Bags:
        """The texts whose rows are given."""
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum([len(ids) for ids in texts], out=starts[1:])
        return cls(np.concatenate([*texts, np.empty(0, np.int32)]), starts)

    def span(self, first: int, last: int) -> Ids:
        """The ids of texts [first, last) together."""
        return self.ids[self.starts[first] : self.starts[last]]


class Stream(Protocol):
    """An endless supply of pairs."""

    def draw(self, random: np.random.Generator, n: int) -> Drawn:
        """n pairs; none has an empty side."""


def make_bags(tokenizer: Tokenizer, texts: Sequence[str]) -> Bags:
    """Tokenize texts, which are folded already."""
    found: list[Ids] = []
    for first in range(0, len(texts), _ROWS_READ):
        block = list(texts[first : first + _ROWS_READ])
        for encoding in tokenizer.encode_batch_fast(block, add_special_tokens=False):
            ids = np.array(encoding.ids, dtype=np.int32)
            found.append(ids[ids > 0])
    return Bags.of(found)


class Surroundings:
    """A sentence of the news, and the sentences before and after it in its article."""

    def __init__(self, tokenizer: Tokenizer, articles: Sequence[NewsArticle]) -> None:
        texts: list[str] = []
        bounds = [0]
        for article in articles:
            found = sentences(article.text)
            if len(found) > 1:
                texts.extend(found)
                bounds.append(len(texts))
        self.sentences = make_bags(tokenizer, texts)
        self._bounds = np.array(bounds)

    def around(self, i: int, before: int, after: int) -> Ids:
        """Sentence i with so many before and after it, as far as its article goes."""
        article = int(np.searchsorted(self._bounds, i, side="right"))
        low, high = int(self._bounds[article - 1]), int(self._bounds[article])
        return self.sentences.span(max(low, i - before), min(high, i + 1 + after))

    def draw(self, random: np.random.Generator, n: int) -> Drawn:
        """n sentences and what surrounds each."""
        questions: list[Ids] = []
        passages: list[Ids] = []
        while len(questions) < n:
            i = int(random.integers(len(self.sentences)))
            article = int(np.searchsorted(self._bounds, i, side="right"))
            low = max(int(self._bounds[article - 1]), i - int(random.integers(_AROUND + 1)))
            high = min(int(self._bounds[article]), i + 1 + int(random.integers(1, _AROUND + 1)))
            around = np.concatenate([self.sentences.span(low, i), self.sentences.span(i + 1, high)])
            sentence = self.sentences.span(i, i + 1)
            if len(sentence) > 3 and len(around) > 3:
                questions.append(sentence)
                passages.append(around)
        return questions, passages


class Titles:
    """A title of the news, and the opening of its article."""

    def __init__(self, tokenizer: Tokenizer, articles: Sequence[NewsArticle]) -> None:
        titled = [article for article in articles if article.title]
        openings = ["".join(sentences(a.text)[:_OPENING]) for a in titled]
        self._titles = make_bags(tokenizer, [article.title for article in titled])
        self._openings = make_bags(tokenizer, openings)
        filled = (np.diff(self._titles.starts) > 0) & (np.diff(self._openings.starts) > 0)
        self._places = np.flatnonzero(filled)

    def draw(self, random: np.random.Generator, n: int) -> Drawn:
        """n titles and openings; nothing where the news has no titles."""
        if not len(self._places):
            return [], []
        places = random.choice(self._places, n)
        questions = [self._titles.span(i, i + 1) for i in places]
        return questions, [self._openings.span(i, i + 1) for i in places]


class Translations:
    """An English line of parallel files, and the Chinese lines around its translation."""

    def __init__(
        self, tokenizer: Tokenizer, files: Sequence[Sequence[Pair]], weights: Sequence[float]
    ) -> None:
        self._chinese: list[Bags] = []
        self._english: list[Bags] = []
        self._places: list[NDArray[np.int64]] = []
        for pairs in files:
            chinese = make_bags(tokenizer, [pair.chinese for pair in pairs])
            english = make_bags(tokenizer, [pair.english for pair in pairs])
            lengths = np.minimum(np.diff(chinese.starts), np.diff(english.starts))
            _, first = np.unique([pair.english for pair in pairs], return_index=True)
            distinct = np.zeros(len(pairs), dtype=bool)
            distinct[first] = True
            self._chinese.append(chinese)
            self._english.append(english)
            self._places.append(np.flatnonzero(distinct & (lengths >= 3)))
        sizes = np.array([len(places) for places in self._places]) * np.array(weights)
        self._shares = sizes / sizes.sum()

    def draw(self, random: np.random.Generator, n: int) -> Drawn:
        """n English lines and Chinese passages; half of the passages are widened."""
        questions: list[Ids] = []
        passages: list[Ids] = []
        for file in random.choice(len(self._shares), n, p=self._shares):
            i = int(random.choice(self._places[file]))
            widen = random.random() < _WIDENED
            before, after = random.integers(_WIDEN + 1, size=2) if widen else (0, 0)
            chinese = self._chinese[file]
            low, high = max(0, i - int(before)), min(len(chinese), i + 1 + int(after))
            questions.append(self._english[file].span(i, i + 1))
            passages.append(chinese.span(low, high))
        return questions, passages


class Glosses:
    """An English gloss, and the Chinese word that it explains."""

    def __init__(self, tokenizer: Tokenizer, pairs: Sequence[Pair]) -> None:
        cleaned = [(clean_gloss(pair.english), pair.chinese) for pair in pairs]
        self._english = make_bags(tokenizer, [gloss for gloss, _ in cleaned])
        self._chinese = make_bags(tokenizer, [word for _, word in cleaned])
        filled = (np.diff(self._english.starts) > 0) & (np.diff(self._chinese.starts) > 0)
        self._places = np.flatnonzero(filled)

    def draw(self, random: np.random.Generator, n: int) -> Drawn:
        """n glosses and words."""
        places = random.choice(self._places, n)
        questions = [self._english.span(i, i + 1) for i in places]
        return questions, [self._chinese.span(i, i + 1) for i in places]
