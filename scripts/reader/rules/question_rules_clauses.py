"""The clauses of a Chinese sentence, what leads each, its subject and its verb with what follows."""

from __future__ import annotations

from dataclasses import dataclass

from reader.rules.tagged import Sentence, Word

ENDS = set("，；。！？：,;!?:—…")
QUOTES = set("“”‘’「」『』\"'【】[]@*#~")
PRONOUNS = frozenset(
    "公司 该公司 其 该 此 这 这些 本 他 她 它 他们 我们 该片 双方 我 你 您 咱们".split()
)
LIGHT = frozenset(
    "为 达 达到 是 约 超过 超 突破 共 仅 报 近 至 约为 有 共有 报收 已达 于 高达 为止".split()
)


@dataclass(frozen=True)
class Frame:
    """A clause: what leads it, its subject, and its verb with what follows."""

    lead: list[Word]
    subject: list[Word]
    rest: list[Word]
    carried: bool


def nominal(word: Word) -> bool:
    """Whether a word can stand in a noun phrase."""
    return word.flag[0] in "nmqjbr" or word.flag in {
        "eng",
        "vn",
        "an",
        "s",
        "l",
        "i",
        "a",
        "nz",
        "k",
    }


def verbal(word: Word) -> bool:
    """Whether a word is a verb that can head a clause."""
    return word.flag in {"v", "vi", "vg", "vd"} and not word.kind


def listed(word: Word) -> bool:
    """Whether a word can be part of a list's member or an object."""
    return (
        word.flag[0] in "njb"
        or word.flag in {"eng", "vn", "an", "s", "l", "i", "a"}
        or word.kind in {"org", "per", "loc", "name", "title"}
    )


def clauses(sentence: Sentence) -> list[list[Word]]:
    """The clauses of a sentence, without bracketed words and quote marks."""
    found: list[list[Word]] = [[]]
    depth = 0
    for word in sentence.words:
        if word.text in {"（", "(", "【"}:
            depth += 1
        elif word.text in {"）", ")", "】"}:
            depth = max(0, depth - 1)
        elif depth or word.text in QUOTES:
            continue
        elif word.text[0] in ENDS:
            found.append([])
        else:
            found[-1].append(word)
    whole: list[list[Word]] = []
    for clause in (one for one in found if one):
        if whole and not any(verbal(word) for word in whole[-1]) and dated(whole[-1]):
            whole[-1] = whole[-1] + clause
        else:
            whole.append(clause)
    return whole


def dated(clause: list[Word]) -> bool:
    """Whether a clause is little more than a date."""
    return len(clause) <= 3 and any(word.kind == "date" or word.flag == "t" for word in clause)


def frame(clause: list[Word], carried: list[Word]) -> Frame | None:
    """The parts of a clause, its subject carried from before where it has none of its own."""
    at = lead_end(clause)
    end = at
    while end < len(clause) and (
        nominal(clause[end])
        or clause[end].flag == "uj"
        or clause[end].text in {"、", "和", "与", "及"}
    ):
        end += 1
    subject, rest = clause[at:end], clause[end:]
    while subject and (subject[0].text in PRONOUNS or subject[0].flag in {"r", "uj"}):
        subject = subject[1:]
    if subject and subject[-1].kind in {"num", "money", "pct"}:
        rest = [subject[-1], *rest]
        subject = subject[:-1]
    own = any(word.kind in {"org", "per", "loc", "name", "title"} for word in subject)
    borrowed = not own and bool(carried)
    if borrowed and len(subject) > 2:
        return None
    if borrowed:
        subject = carried + [word for word in subject if word not in carried]
    if not subject or not rest:
        return None
    return Frame(clause[:at], subject, rest, borrowed)


def lead_end(clause: list[Word]) -> int:
    """How many words at a clause's head are times, adverbs, connectives and place or source phrases."""
    at = 0
    while at < len(clause):
        word = clause[at]
        if word.flag in {"t", "c", "d", "y", "e", "f", "ad"} or word.kind == "date":
            at += 1
        elif word.flag == "p" and word.text not in {"把", "将", "被"}:
            end = at + 1
            while (
                end < len(clause) and clause[end].flag not in {"f", "v", "d", "t"} and end - at < 8
            ):
                end += 1
            at = end + 1 if end < len(clause) and clause[end].flag == "f" else end
        else:
            break
    return at


def object_end(rest: list[Word], span: tuple[int, int] | None) -> int:
    """Where a clause's first object ends, after the answer if that stands later."""
    verbs = [
        at
        for at, word in enumerate(rest)
        if verbal(word)
        and word.text
        not in {
            "会",
            "能",
            "可以",
            "开始",
            "进行",
            "要",
            "可",
            "能够",
            "需要",
            "应",
            "应当",
            "愿",
            "希望",
            "继续",
        }
    ]
    at = verbs[0] + 1 if verbs else 0
    if span and span[1] > at:
        at = span[1]
        while at < len(rest) and (
            listed(rest[at]) or rest[at].flag == "uj" or rest[at].text == "等"
        ):
            at += 1
        if any(verb < span[0] for verb in verbs):
            return at
    if len(rest) <= 12:
        return len(rest)
    noun = False
    while at < len(rest) and at < 16:
        word = rest[at]
        if listed(word) or word.kind:
            noun = True
        elif noun and word.flag != "uj" and word.text not in {"、", "和"}:
            break
        at += 1
    return at


def phrase_end(rest: list[Word], at: int) -> int:
    """Where a preposition's phrase ends."""
    end = at + 1
    while (
        end < len(rest)
        and not verbal(rest[end])
        and rest[end].flag not in {"f", "d"}
        and end - at < 9
    ):
        end += 1
    return end + 1 if end < len(rest) and rest[end].flag == "f" else end


def joined(words: list[Word]) -> str:
    """The text of words, blanks kept between Latin ones."""
    text = ""
    for word in words:
        gap = (
            " "
            if text and text[-1].isascii() and text[-1].isalnum() and word.text[0].isascii()
            else ""
        )
        text += gap + word.text
    return text


def weight(words: list[Word]) -> int:
    """How many characters words have."""
    return sum(len(word.text) for word in words)
