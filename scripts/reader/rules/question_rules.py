"""Turn the clauses of a passage of Chinese news into questions with the places of their answers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from reader.rules.question_rules_clauses import (
    LIGHT,
    PRONOUNS,
    Frame,
    clauses,
    frame,
    joined,
    verbal,
)
from reader.rules.question_rules_figures import amounts, times, when_form, where
from reader.rules.question_rules_names import linked, lists, objects, purpose, titles, who
from reader.rules.question_rules_wording import Wording
from reader.rules.tagged import Sentence, Word

SPEAKING = frozenset(
    "表示 说 称 认为 介绍 指出 报道 获悉 强调 了解 透露 看到 消息 讯 坦言 提到 显示".split()
)
ENDING = re.compile(
    r"(?:暨|时|地|中|把|并|等|及|和|与|从|至|在内|被|将|能够|进行|开展|对|向|为|时的|的什么|其中|一|之|所|者的|起)$"
)
BAD = re.compile(
    r"新华社|中新[网社]|北京时间|供图|见下表|截至|^故|换手率|是有可能|作品[一-龥]|[一-龥]在(?:哪里?|什么地方|哪个城市)(?:[振创认位举即地下让]|考察时)|同期(?:增|减|的)|来自.*几名"
    r"|[、；：]|IT之|当地时间|消息|报道|什么业务|[一-龥]被[告害]|在内|之一|以上|一批|^当地|[我你他她它咱]|记者|本报|小编|上述|[“”（）()\[\]《》]{9}|什么什么|多少多少|^[的地得了着过们等和与及或但而并也就都又还]|[、/]$"
)


@dataclass(frozen=True)
class Question:
    """A question, where its sentence answers it, and what it was made from."""

    text: str
    answer: tuple[int, int] | None
    answer_text: str
    kind: str
    wh: str
    sentence: int
    source: str
    words: tuple[Word, ...]
    subject: str
    before: tuple[Word, ...]
    after: tuple[Word, ...]

    def names(self) -> list[Word]:
        """The names that stand in the question."""
        return [word for word in self.words if word.kind and word.text in self.text]

    def without_answer(self, text: str | None = None) -> Question:
        """The same question, reworded if asked, without an answer."""
        return replace(self, text=text or self.text, answer=None)


def load_synonyms(path: Path) -> dict[str, list[str]]:
    """Chinese words of two to four characters with the others of their group."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line.startswith("#"):
            continue
        words = [word for word in line.split() if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", word)][:5]
        for word in words:
            found.setdefault(word, [other for other in words if other != word])
    return {word: others for word, others in found.items() if others}


class Reader:
    """Makes the answerable questions of a passage's sentences."""

    def __init__(self, rng: random.Random, synonyms: dict[str, list[str]]) -> None:
        self.rng = rng
        self.wording = Wording(rng, synonyms)

    def questions(self, sentences: list[Sentence]) -> list[Question]:
        """All questions of a passage, at most a few of each clause."""
        found: list[Question] = []
        carried: list[Word] = []
        for number, sentence in enumerate(sentences):
            parts = clauses(sentence)
            frames = []
            if parts and parts[0][0].text not in PRONOUNS and parts[0][0].flag != "r":
                carried = []
            for clause in parts:
                spoken = any(word.text in SPEAKING for word in clause)
                one = None if spoken and len(clause) < 8 else frame(clause, carried)
                frames.append(one)
                if one and not one.carried:
                    named = [
                        word for word in one.subject if word.kind in {"org", "per", "name", "title"}
                    ]
                    carried = (
                        named[-1:] if len(named) < 3 and "、" not in joined(one.subject) else []
                    )
            for at, one in enumerate(frames):
                if one and not any(word.text in SPEAKING for word in one.rest[:3]):
                    found += self.clause(one, number, sentence, parts, at)
        return [ask for ask in found if sound(ask)]

    def clause(
        self,
        one: Frame,
        number: int,
        sentence: Sentence,
        parts: list[list[Word]],
        at: int,
    ) -> Iterator[Question]:
        """The questions of one clause."""
        made = [
            *amounts(self.wording, one),
            *times(self.wording, one),
            *where(self.wording, one),
            *who(self.wording, one),
            *titles(self.wording, one),
        ]
        made += [
            *lists(self.wording, one),
            *objects(self.wording, one),
            *purpose(self.wording, one),
        ]
        made += [*linked(self.wording, one, parts, at)]
        for text, span, wh, used in made:
            if span[1] <= span[0] or span[1] > len(sentence.text):
                continue
            answer = sentence.text[span[0] : span[1]]
            if answer in text and len(answer) > 1:
                continue
            text = self.wording.finish(self.wording.reword(text, used))
            words = tuple(word for word in used if word.kind and word.text in text)
            yield Question(
                text,
                span,
                answer,
                wh,
                wh,
                number,
                sentence.text,
                words,
                joined(one.subject),
                tuple(one.subject),
                tuple(one.rest),
            )

    def reask(self, ask: Question, wanted: str) -> Question | None:
        """The same event asked for its reason, time, place or manner, without an answer."""
        subject = self.wording.short_subject(list(ask.before))
        verb = [word for word in ask.after if verbal(word)]
        if not verb or any(word.text in LIGHT | SPEAKING for word in verb[:1]) or not subject:
            return None
        if wanted not in {"why", "when", "where", "how"}:
            return None
        core = self.wording.core(list(ask.after), None)
        if wanted == "when":
            text = when_form(self.wording, joined(subject), joined(core), "3月")
        elif wanted == "where":
            text = (
                joined(subject)
                + self.rng.choice(["在哪里", "在哪", "在哪里", "在什么地方", "在哪个城市"])
                + joined(core)
            )
        else:
            forms = (
                ["为什么", "为何", "为什么要"]
                if wanted == "why"
                else ["怎么", "如何", "通过什么方式", "怎样"]
            )
            text = joined(subject) + self.rng.choice(forms) + joined(core)
        words = tuple(word for word in [*subject, *core] if word.kind)
        made = replace(ask, text=self.wording.finish(text), answer=None, wh=wanted, words=words)
        return made if sound(made) else None


def sound(ask: Question) -> bool:
    """Whether a question can be understood alone and is of a fit length."""
    bare = ask.text.rstrip("？")
    if (
        not 7 <= len(bare) <= 36
        or BAD.search(bare)
        or len(re.findall(r"什么|多少|哪|谁|为何|如何|怎|何时|几", bare)) > 1
    ):
        return False
    if ask.answer is not None and not 1 <= len(ask.answer_text.strip()) <= 60:
        return False
    if ENDING.search(
        re.sub(r"(?:什么时候|什么|多少|哪里|谁|哪些)$", "", bare)[-6:]
    ) and not bare.endswith("的"):
        return False
    if (
        (ask.wh == "why" and re.search(r"因(?!为什么)|由于|导致", bare))
        or re.search(r"(.{2,})\1", bare)
        or bare.endswith("时的")
    ):
        return False
    if (bare.endswith("的") and "是" not in bare) or re.search(
        r"(?:哪一?[年天]|何时|什么时候|几月)等|的(?:高达|达到|超)|哪里[即已就]|^(?:是)?(?:哪位|谁)围绕",
        bare,
    ):
        return False
    named = [
        word
        for word in ask.words
        if word.kind not in {"date", "num", "pct", "money"} and len(word.text) > 1
    ]
    nouns = re.sub(r"什么时候|什么|多少|哪里|哪个|哪家|为什么|的|了|是|在", "", bare)
    return bool(named) or (len(nouns) >= 9 and len(ask.subject) >= 4)
