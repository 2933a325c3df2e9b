"""News sentences said in English, word by word: what teaches English the words that news uses.

``news + dictionary + draft table ─▶ Bags of English ─stream─▶ n pairs (English words, Chinese passage)``.
Of the glosses of a word the one is taken that goes best with it and with the whole sentence, by the
vectors of a table trained for a little; a word without a gloss is left out. The result is no English, but
its words are the right ones more often than not, and a sum of words has no grammar to miss.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from scripts.encoder.pairs import Bags, Drawn, Ids, Surroundings, make_bags
from scripts.encoder.read import Pair
from scripts.encoder.start import Table, clean_gloss, unit
from scripts.encoder.teacher import Matrix
from scripts.encoder.vocabulary import Vocabulary

_SENTENCES = 400_000  # said in English, spread over the news
_MIN_ROWS, _MAX_ROWS = 5, 60  # of a sentence; others say too little or are lists
_MIN_GLOSSED = 4
_GLOSSES, _GLOSS_WORDS = 10, 4  # of a word; words of a gloss
_LATER = 0.03  # by which each place in the dictionary makes a gloss less likely
_KEPT = (0.3, 0.8)  # share of the words that a question keeps, drawn evenly between
_WIDEN = 3  # most sentences on each side that the passage has beside


class Glossed:
    """The English words of a news sentence, and the Chinese passage that it stands in."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        vocabulary: Vocabulary,
        table: Table,
        lexicon: Sequence[Pair],
        news: Surroundings,
    ) -> None:
        """Say sentences of ``news`` in English, once."""
        self._news = news
        words = _Words(tokenizer, vocabulary, table, lexicon)
        step = max(1, len(news.sentences) // _SENTENCES)
        english: list[Ids] = []
        places: list[int] = []
        for place in range(0, len(news.sentences), step):
            said = words.said(news.sentences.span(place, place + 1))
            if said is not None:
                english.append(said)
                places.append(place)
        self._english = Bags.of(english)
        self._places = np.array(places, dtype=np.int64)

    def draw(self, random: np.random.Generator, n: int) -> Drawn:
        """n questions and passages; nothing where no sentence could be said."""
        if not len(self._places):
            return [], []
        questions: list[Ids] = []
        passages: list[Ids] = []
        for i in random.choice(len(self._places), n).tolist():
            said = self._english.span(i, i + 1)
            kept = said[random.random(len(said)) < random.uniform(*_KEPT)]
            before, after = random.integers(_WIDEN + 1, size=2).tolist()
            questions.append(kept if len(kept) > 2 else said)
            passages.append(self._news.around(int(self._places[i]), before, after))
        return questions, passages


class _Words:
    """The glosses of every row, as rows and as vectors."""

    def __init__(
        self, tokenizer: Tokenizer, vocabulary: Vocabulary, table: Table, lexicon: Sequence[Pair]
    ) -> None:
        self._whole = table.whole()
        self._meanings = unit(table.rows)
        self._is_han = np.array([row[0] > "\u02ff" for row in vocabulary.rows])
        place = {row: i for i, row in enumerate(vocabulary.rows)}
        glosses = _short_glosses(lexicon, place)
        distinct = sorted({gloss for found in glosses.values() for gloss in found})
        self._bags = make_bags(tokenizer, distinct)
        self._vectors = self._summed(len(distinct))
        at = {gloss: i for i, gloss in enumerate(distinct) if len(self._bags.span(i, i + 1))}
        self._of_row: dict[int, NDArray[np.int64]] = {}
        for word, found in glosses.items():
            if known := [at[gloss] for gloss in found if gloss in at]:
                self._of_row[place[word]] = np.array(known)

    def _summed(self, n: int) -> Matrix:
        rows = (self._whole[self._bags.span(i, i + 1)].sum(axis=0) for i in range(n))
        return unit(np.array([*rows], dtype=np.float32).reshape(n, self._whole.shape[1]))

    def said(self, ids: Ids) -> Ids | None:
        """A sentence in English rows; None where too little of it can be said."""
        if not _MIN_ROWS <= len(ids) <= _MAX_ROWS:
            return None
        sentence = self._whole[ids].sum(axis=0)
        sentence /= np.linalg.norm(sentence) + 1e-9
        said: list[Ids] = []
        for row in ids.tolist():
            if (glosses := self._of_row.get(row)) is not None:
                best = glosses[0] if len(glosses) == 1 else self._best(row, glosses, sentence)
                said.append(self._bags.span(int(best), int(best) + 1))
            elif not self._is_han[row]:  # a number, or Latin letters
                said.append(np.array([row], dtype=np.int32))
        return np.concatenate(said) if len(said) >= _MIN_GLOSSED else None

    def _best(self, row: int, glosses: NDArray[np.int64], sentence: Matrix) -> int:
        fits = self._vectors[glosses] @ (sentence + self._meanings[row])
        return int(glosses[np.argmax(fits - _LATER * np.arange(len(glosses)))])


def _short_glosses(lexicon: Sequence[Pair], place: dict[str, int]) -> dict[str, list[str]]:
    """The first glosses of a few words of every row that has any."""
    found: dict[str, list[str]] = {}
    for pair in lexicon:
        if pair.chinese in place:
            glosses = found.setdefault(pair.chinese, [])
            gloss = clean_gloss(pair.english)
            if gloss and len(gloss.split()) <= _GLOSS_WORDS and gloss not in glosses:
                glosses.append(gloss)
    return {word: glosses[:_GLOSSES] for word, glosses in found.items() if glosses}
