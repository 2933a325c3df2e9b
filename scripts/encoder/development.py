"""The sets that say when to stop: news-like, and never those that are reported.

``news pairs, held-out news ─▶ Task...``. A question is an English sentence with every second word
left out, as a question has fewer words than the sentence that answers it; its passage is the four
Chinese sentences around the translation, among passages of the news.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from scripts.encoder.measure import Task, cut_passages, spread
from scripts.encoder.read import NewsArticle, Pair

_LINES = 4  # Chinese sentences in a passage
_HELD_OUT = 40  # one titled article in so many is held out


def translation_task(name: str, pairs: Sequence[Pair]) -> Task:
    """Thinned English sentences, and passages of four Chinese sentences in a row."""
    passages = [
        "".join(pair.chinese for pair in pairs[first : first + _LINES])
        for first in range(0, len(pairs), _LINES)
    ]
    return Task(
        name,
        [thinned(pair.english) for pair in pairs],
        passages,
        [i // _LINES for i in range(len(pairs))],
    )


def thinned(sentence: str) -> str:
    """About half of the words, the same ones every time."""
    words = sentence.split()
    kept = [word for word in words if zlib.crc32(word.encode()) % 2]
    return " ".join(kept if len(kept) > 2 else words)


def hold_out(news: Sequence[NewsArticle]) -> tuple[list[NewsArticle], list[NewsArticle]]:
    """(articles to train on, titled articles to measure on), split by a hash of the title."""
    train: list[NewsArticle] = []
    held: list[NewsArticle] = []
    for article in news:
        is_held = article.title and zlib.crc32(article.title.encode()) % _HELD_OUT == 0
        (held if is_held else train).append(article)
    return train, held


def title_task(name: str, articles: Sequence[NewsArticle]) -> Task:
    """Titles, and the first passage of each article."""
    found = [(a.title, next(cut_passages(a.text), "")) for a in articles]
    found = [(title, passage) for title, passage in found if passage]
    return Task(name, [t for t, _ in found], [p for _, p in found], list(range(len(found))))


def distractors(news: Sequence[NewsArticle], n: int) -> list[str]:
    """n passages spread over the news."""
    return spread([passage for a in news for passage in cut_passages(a.text)], n)
