"""English questions by rule about Chinese passages, from the aligned sentences of technical manuals."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILES = ("ms_business_ht", "adobe_commerce_marketing", "ms_tech_ht", "python_docs")
VERBS = {
    "returns": ("return", "返回"), "provides": ("provide", "提供"), "supports": ("support", "支持"), "contains": ("contain", "包含"),
    "defines": ("define", "定义"), "specifies": ("specify", "指定"), "requires": ("require", "需要"), "uses": ("use", "使用"),
    "creates": ("create", "创建"), "displays": ("display", "显示"), "includes": ("include", "包括"), "shows": ("show", "显示"),
    "determines": ("determine", "确定"), "represents": ("represent", "表示"), "describes": ("describe", "介绍"), "raises": ("raise", "引发"),
    "generates": ("generate", "生成"), "enables": ("enable", "启用"), "accepts": ("accept", "接受"), "removes": ("remove", "删除"),
}  # fmt: skip
NUMBER = re.compile(r"\b(\d[\d,.]*\d|\d)\s+([a-z]+s|percent|GB|MB)\b")
TERM = re.compile(
    r"[A-Z][A-Za-z0-9_.+#-]{2,}(?: [A-Z][A-Za-z0-9_.+#-]+){0,2}|[a-z]+[_.][a-z_.]+[a-z]"
)
VAGUE = re.compile(
    r"^(?:It|This|That|These|Those|They|You|We|There|He|She|Which|If|When|For|In|The following|Each|Here|Select|Open|Verify|Confirm|Choose|Click|Make|Use|Set|Enter|Add|Create|Check|Ensure|See|Run|Go|Note)\b|\b(?:that|which|who|where|now|also|only|always)\b"
)
BAD = re.compile(r"[{}<>|\\]|\]\(|https?:|^\W")
VERB = re.compile(
    rf"^((?:The |A |An )?[\w.\- ()']{{3,45}}?) ({'|'.join(VERBS)}) ([^,;:]{{6,90}})\.$"
)


@dataclass(frozen=True)
class Pair:
    """A Chinese sentence with its English translation."""

    chinese: str
    english: str


@dataclass(frozen=True)
class Ask:
    """An English question with the Chinese answer and its place in the sentence."""

    text: str
    start: int
    end: int
    kind: str
    name: str


def pair_lines(data: Path, count: int, seed: int) -> Iterator[str]:
    """`count` output lines from windows of neighbouring sentences of the four files."""
    rng = random.Random(seed)
    windows: list[tuple[list[Pair], int]] = []
    for name in FILES if count else ():
        pairs = read(data / f"parallel/{name}.tsv.xz")
        windows += [(pairs, at) for at in range(0, len(pairs) - 4, 3)]
    rng.shuffle(windows)
    names: list[str] = []
    made = 0
    for pairs, at in windows:
        if made == count:
            return
        line = passage(pairs, at, rng, names)
        if line:
            made += 1
            yield json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def read(path: Path) -> list[Pair]:
    """The sentence pairs of a file, without scraps."""
    found = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            chinese, _, english = line.rstrip("\n").partition("\t")
            if 8 <= len(chinese) <= 160 and not BAD.search(chinese) and not BAD.search(english):
                found.append(Pair(chinese.strip(), english.strip()))
    return found


def passage(
    pairs: list[Pair], at: int, rng: random.Random, names: list[str]
) -> dict[str, Any] | None:
    """One output line: two to four sentences with questions that they answer and that they do not."""
    size = rng.choice((2, 3, 3, 4))
    group = pairs[at : at + size]
    text, here = "", []
    for pair in group:
        here += [(ask, len(text)) for ask in questions(pair, rng)]
        text += pair.chinese + ("" if pair.chinese[-1] in "。！？：；.!?:;" else "。")
    if not here or not 30 <= len(text) <= 400:
        return None
    rng.shuffle(here)
    rows, used = [], set()
    wanted = rng.choice((1, 1, 2, 2, 3))
    for ask, shift in here:
        if len(rows) < wanted and (shift, ask.start) not in used:
            used.add((shift, ask.start))
            rows.append(
                {"q": ask.text, "a": [ask.start + shift, ask.end + shift], "k": "en-" + ask.kind}
            )
    rows += near_misses(pairs, at, size, text, [ask for ask, _ in here], rng, names)[
        : rng.choice((0, 1, 1, 2, 2))
    ]
    rng.shuffle(rows)
    return {"p": text, "qs": rows}


def near_misses(
    pairs: list[Pair],
    at: int,
    size: int,
    text: str,
    here: list[Ask],
    rng: random.Random,
    names: list[str],
) -> list[dict[str, Any]]:
    """Questions of sentences close by, and the passage's own with a name or verb exchanged."""
    near = [*pairs[max(0, at - 6) : at], *pairs[at + size : at + size + 6]]
    rows: list[dict[str, Any]] = [
        {"q": ask.text, "a": None, "k": "en-neighbour"}
        for pair in near
        for ask in questions(pair, rng)
        if pair.chinese[ask.start : ask.end] not in text
        and not (ask.name and ask.kind == "what" and ask.name in text)
    ]
    own = [row for ask in here if (row := exchanged(ask, text, rng, names))]
    names += [ask.name for ask in here if len(ask.name) > 3]
    del names[:-300]
    rng.shuffle(rows)
    rng.shuffle(own)
    mixed = [*own[:1], *rows[:1], *own[1:], *rows[1:]]
    return mixed if rng.random() < 0.5 else mixed[1:] + mixed[:1]


def exchanged(ask: Ask, text: str, rng: random.Random, names: list[str]) -> dict[str, Any] | None:
    """A question with its name or verb exchanged for one that is not in the passage."""
    does = re.match(r"What does (.+) (\w+)\?$", ask.text)
    if does and rng.random() < 0.4:
        bare, chinese = rng.choice(list(VERBS.values()))
        if chinese not in text and bare != does[2]:
            return {"q": f"What does {does[1]} {bare}?", "a": None, "k": "en-attribute"}
    others = [name for name in names if name not in text and name.lower() not in ask.text.lower()]
    if not ask.name or ask.name not in ask.text or not others:
        return None
    return {"q": ask.text.replace(ask.name, rng.choice(others), 1), "a": None, "k": "en-swap"}


def questions(pair: Pair, rng: random.Random) -> list[Ask]:
    """The questions that one sentence pair gives."""
    found = [
        *verb(pair),
        *identity(pair),
        *condition(pair, rng),
        *purpose(pair, rng),
        *number(pair),
        *agent(pair),
    ]
    return [
        ask
        for ask in found
        if 12 <= len(ask.text) <= 150 and ask.end - ask.start <= 70 and ask.end > ask.start
    ]


def named(text: str, chinese: str) -> str:
    """A term of the text that the Chinese sentence writes the same, or nothing."""
    return next((match[0] for match in TERM.finditer(text) if match[0] in chinese), "")


def lower(text: str) -> str:
    """A subject as it stands inside a sentence."""
    return text[:1].lower() + text[1:] if re.match(r"(?:The|A|An|Your|All) ", text) else text


def tail(chinese: str, start: int) -> tuple[int, int]:
    """The span from a place to the sentence's end mark."""
    end = len(chinese.rstrip("。. "))
    while start < end and chinese[start] in " ：了:":
        start += 1
    return start, end


def verb(pair: Pair) -> Iterator[Ask]:
    """What does X return? What is returned is what stands after the verb."""
    match = VERB.match(pair.english)
    if not match or VAGUE.search(match[1]):
        return
    bare, chinese = VERBS[match[2]]
    if pair.chinese.count(chinese) == 1 and "，" not in pair.chinese:
        start, end = tail(pair.chinese, pair.chinese.index(chinese) + len(chinese))
        yield Ask(
            f"What does {lower(match[1])} {bare}?",
            start,
            end,
            "what",
            named(match[1], pair.chinese),
        )


def identity(pair: Pair) -> Iterator[Ask]:
    """What is X? answered by what stands after 是 or 为."""
    match = re.match(
        r"^((?:The |A |An )?[\w.\- ()']{3,50}?) (is|are|was) ((?:the|a|an|one of|\d|[A-Z]).{4,100})\.$",
        pair.english,
    )
    if not match or VAGUE.search(match[1]) or "，" in pair.chinese:
        return
    mark = next((mark for mark in ("是", "为") if pair.chinese.count(mark) == 1), "")
    if mark and pair.chinese.index(mark) > 1:
        start, end = tail(pair.chinese, pair.chinese.index(mark) + 1)
        yield Ask(
            f"What {match[2]} {lower(match[1])}?", start, end, "what", named(match[1], pair.chinese)
        )


def condition(pair: Pair, rng: random.Random) -> Iterator[Ask]:
    """What happens if X? and under what condition Y, from sentences of two clauses."""
    match = re.match(r"^(If|When) ([^,]{8,80}), ([^,]{8,90})\.$", pair.english)
    chinese = re.match(r"^(如果|当|若)([^，。]{4,50})，([^，。]{4,60})。?$", pair.chinese)
    if (
        not match
        or not chinese
        or re.match(
            r"(?:click|select|see|use|go|make|set|enter|you|please|refer|check|contact|consider|choose|then|do|add|run|verify|call)\b",
            match[3],
        )
    ):
        return
    if rng.random() < 0.6:
        yield Ask(
            f"What happens {match[1].lower()} {match[2]}?",
            chinese.start(3) + chinese[3].startswith("则"),
            chinese.end(3),
            "condition",
            named(match[2], pair.chinese),
        )
    elif re.match(r"(?:the|a|an|your|it|they|no|all|this|you) ", match[3]):
        end = chinese.end(2) - (1 if chinese[2].endswith("时") else 0)
        yield Ask(
            f"Under what condition is it true that {lower(match[3])}?",
            chinese.start(2),
            end,
            "condition",
            named(match[3], pair.chinese),
        )


def purpose(pair: Pair, rng: random.Random) -> Iterator[Ask]:
    """How can one do X? answered by the instruction after the comma, or by the named control."""
    match = re.match(
        r"^To ([^,]{8,80}), (click|select|use|run|call|set|open|enter|choose|specify|go to) ([^,:;]{3,80})\.$",
        pair.english,
    )
    chinese = re.match(
        r"^(?:若要|要|如要|为了)?([^，]{3,50})，(?:请|则)?([^，：；。]{3,60})。?$", pair.chinese
    )
    if not match or not chinese:
        return
    term = named(match[3], chinese[2])
    if term and rng.random() < 0.6 and chinese[2].count(term) == 1:
        start = chinese.start(2) + chinese[2].index(term)
        ask = rng.choice(
            [
                f"What should you {match[2]} to {match[1]}?",
                f"What do you {match[2]} in order to {match[1]}?",
            ]
        )
        yield Ask(ask, start, start + len(term), "how", named(match[1], pair.chinese))
    else:
        yield Ask(
            rng.choice(["How do you", "How can you", "How do I"]) + f" {match[1]}?",
            *chinese.span(2),
            "how",
            named(match[1], pair.chinese),
        )


def number(pair: Pair) -> Iterator[Ask]:
    """How many X, for numbers that both sides write."""
    for match in NUMBER.finditer(pair.english):
        if pair.chinese.count(match[1]) != 1 or len(pair.english) > 110:
            continue
        start = pair.chinese.index(match[1])
        around = (
            pair.chinese[max(0, start - 1) : start]
            + pair.chinese[start + len(match[1]) : start + len(match[1]) + 1]
        )
        if re.search(r"[\d.A-Za-z-]", around):
            continue
        rest = pair.english[: match.start()].strip()
        after = pair.english[match.end() :].rstrip(".")
        can = re.match(
            r"^((?:The |A |An )?[\w\- ]{3,40}?) (can|must|should|will) (\w+) (?:up to |at least |only )?$",
            rest + " ",
        )
        has = re.match(
            r"^((?:The |A |An )?[\w\- ]{3,40}?) (has|have|takes|contains|includes) (?:up to |at least |only )?$",
            rest + " ",
        )
        if can and not VAGUE.search(can[1]):
            text = f"How many {match[2]} {can[2]} {lower(can[1])} {can[3]}{after}?"
        elif has and not VAGUE.search(has[1]):
            bare = {
                "has": "have",
                "takes": "take",
                "contains": "contain",
                "includes": "include",
            }.get(has[2], has[2])
            text = f"How many {match[2]} {'do' if has[2] == 'have' else 'does'} {lower(has[1])} {bare}{after}?"
        elif re.search(
            r"\b(?:up to|at least|at most|within|after|every|than|is|are|contains?|has|have|for)$",
            rest,
        ) and not VAGUE.search(rest):
            text = f"{rest} how many {match[2]}{after}?"
        else:
            continue
        yield Ask(text, start, start + len(match[1]), "number", named(rest, pair.chinese))


def agent(pair: Pair) -> Iterator[Ask]:
    """Which thing does X, answered by the name that begins both sentences."""
    match = re.match(
        rf"^(?:The )?({TERM.pattern}) ({'|'.join(VERBS)}|allows|helps|offers|lets|makes|gives|can be used to \w+) ([^,;:]{{10,90}})\.$",
        pair.english,
    )
    if (
        match
        and match[2] not in {"was", "does", "is", "has"}
        and pair.chinese.count(match[1]) == 1
        and not VAGUE.search(match[1])
    ):
        start = pair.chinese.index(match[1])
        yield Ask(
            f"What {match[2]} {match[3]}?",
            start,
            start + len(match[1]),
            "agent",
            named(match[3], pair.chinese),
        )
