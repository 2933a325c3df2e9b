"""How a clause is put as a question: a short subject, its verb and object, and usual words."""

from __future__ import annotations

import random
import re

from reader.rules.question_rules_clauses import Frame, joined, object_end, phrase_end, verbal
from reader.rules.tagged import Word

KEPT_PREPOSITIONS = frozenset("把 被 将 向 对 与 给 由 为 比 和 同 跟".split())
KEPT_ADVERBS = frozenset("不 没 没有 未 无 首次 最 不再 未能 共 累计 平均 同比 环比 每".split())
Made = tuple[str, tuple[int, int], str, list[Word]]


def clean_question(text: str) -> str:
    """A question without doubled particles."""
    return re.sub(r"(的|在|是|了)\1", r"\1", text).replace(" ？", "？").strip()


class Wording:
    """Words questions by chance, with synonyms at times."""

    def __init__(self, rng: random.Random, synonyms: dict[str, list[str]]) -> None:
        self.rng = rng
        self.synonyms = synonyms

    def finish(self, text: str) -> str:
        """A question with or without its mark."""
        return clean_question(text) + ("？" if self.rng.random() < 0.55 else "")

    def reword(self, text: str, used: list[Word]) -> str:
        """The question with one common word exchanged for a like one, at times."""
        options = [
            word.text
            for word in used
            if not word.kind and word.text in self.synonyms and word.text in text
        ]
        if options and self.rng.random() < 0.3:
            old = self.rng.choice(options)
            text = text.replace(old, self.rng.choice(self.synonyms[old]), 1)
        return text

    def short_subject(self, subject: list[Word]) -> list[Word]:
        """A subject without amounts, and with at most a few of its words."""
        words = [
            word
            for word in subject
            if word.kind not in {"num", "money", "pct", "date"}
            and word.flag not in {"m", "q", "r", "t"}
        ]
        while words and words[-1].flag in {"a", "ad", "d", "s", "uj", "k"} and not words[-1].kind:
            words = words[:-1]
        marked = [at for at, word in enumerate(words) if word.kind]
        if len(words) > 4:
            head = words[marked[0] : marked[0] + 1] if marked else []
            words = head + [word for word in words[-2:] if word not in head]
        people = [word for word in words if word.kind == "per"]
        if people and words[-1].kind == "per" and len(words) > 1 and self.rng.random() < 0.6:
            words = people[-1:]
        while words and (words[0].flag == "uj" or words[0].text in {"、", "和"}):
            words = words[1:]
        while words and (words[-1].flag == "uj" or words[-1].text in {"、", "和", "与"}):
            words = words[:-1]
        return words

    def core(self, rest: list[Word], span: tuple[int, int] | None) -> list[Word]:
        """The verb and object of a clause without its adverbs, times, phrases and modifiers; the span is kept."""
        stop = object_end(rest, span)
        kept: list[Word] = []
        at = 0
        while at < stop:
            word = rest[at]
            inside = span is not None and span[0] <= at < span[1]
            if not inside and word.flag == "p" and word.text not in KEPT_PREPOSITIONS:
                end = phrase_end(rest, at)
                if (
                    end < len(rest)
                    and (span is None or not at < span[1] <= end)
                    and self.rng.random() < 0.85
                ):
                    at = end
                    continue
            if inside or self.keeps(word):
                kept.append(word)
            at += 1
        return self.without_modifier(kept, rest[span[0] : span[1]] if span else [])

    def keeps(self, word: Word) -> bool:
        """Whether a word outside the answer stays in the question."""
        if word.flag == "d":
            return word.text in KEPT_ADVERBS or self.rng.random() < 0.1
        if word.kind == "date" or word.flag == "t":
            return word.kind == "date" and self.rng.random() < 0.3
        return word.flag not in {"ul", "uz", "ug", "y", "e", "c", "r"} and word.text not in {
            "了",
            "着",
            "已",
            "将",
            "约",
            "近",
        }

    def without_modifier(self, words: list[Word], answer: list[Word]) -> list[Word]:
        """Words without the stretch between the verb and the last 的 before the object, at times."""
        marks = [at for at, word in enumerate(words) if word.flag == "uj"]
        verbs = [at for at, word in enumerate(words) if verbal(word)]
        if marks and verbs and verbs[0] < marks[-1] < len(words) - 1 and self.rng.random() < 0.65:
            gone = words[verbs[0] + 1 : marks[-1] + 1]
            if not any(word in answer for word in gone):
                return words[: verbs[0] + 1] + words[marks[-1] + 1 :]
        return words

    def around(self, one: Frame, span: tuple[int, int], wh: str) -> tuple[str, list[Word]]:
        """The trimmed clause with the span replaced by the question word."""
        core = self.core(one.rest, span)
        answer = one.rest[span[0] : span[1]]
        subject = self.short_subject(one.subject)
        if self.rng.random() < 0.3 and not any(word.kind == "date" for word in core):
            subject = [word for word in one.lead if word.kind == "date"][:1] + subject
        left = [word for word in core if word.end <= answer[0].start]
        right = [word for word in core if word.start >= answer[-1].end]
        return joined(subject) + joined(left) + wh + joined(right), [*subject, *left, *right]
