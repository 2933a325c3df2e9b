"""An answer as a chat front end shows it: Markdown with a link to the quote at every claim.

``claim, citations ─▶ Part (text, marks); Part... ─▶ the text of a message``. Articles are not ours: what
they say is shown as it is written and never read as Markdown, so no article can put a picture, a link
or a heading into an answer. Where each mark stands is counted in code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.answering import Cited
from api.links import address_of, label_of
from index.language import Language
from index.locate import file_place
from search.answer import Answer
from search.cite import Citation, Citer
from search.one_line import one_line
from search.snapshot import Snapshot

BETWEEN = "\n\n"
"""Between two parts: a paragraph each."""
_N_NEAREST = 3  # passages named where there is no answer, each of another article
_ACTIVE = re.compile(r"[\\`*\]]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|[~$]")
"""What would be read as Markdown. Of brackets the closing one alone: some front ends take what stands
between a backslash with each for a formula, and ``[1]`` for a mark of theirs even after a backslash.
Two dollar signs or tildes would be read, one would not."""
_NESTED = re.compile(r"[^\[\]]*(?:\[[^\[\]]*\](?!\()[^\[\]]*)*")
_PAIRED = "~$"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Of a number that is a link: Open WebUI, LobeChat and Cherry Studio make a mark of their own of every
``[1]``, even where an address follows, which is then left standing in the text."""
_AT_START = re.compile(r"([#>+=-]|\d{1,9}(?=[.)]))")
_WORDS = {
    "zh": {
        "gloss": "词义（机器生成）",
        "sources": "来源：",
        "corrected": "问题的前提与文章不符：",
        "disagrees": "另一来源说法不同：",
        "nothing": "这些文章里没有这个问题的答案。",
        "nearest": "最接近的段落：",
    },
    "en": {
        "gloss": "gloss (machine-made)",
        "sources": "Sources:",
        "corrected": "The question assumes what the articles contradict:",
        "disagrees": "Another source says otherwise:",
        "nothing": "The articles hold no answer to this question.",
        "nearest": "The nearest passages:",
    },
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation's number in a text, mostly with a link: ``text[start:end]``, in code points."""

    citation: Citation
    address: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a message, and its marks from its own beginning."""

    text: str
    marks: tuple[Mark, ...] = ()


def claim_part(
    cited: Cited, origin: str, language: Language, *, lead: str = "", bare: bool = False
) -> Part:
    """A claim: its text, what answers in bold, a mark for each citation, and its gloss.

    Args:
        cited: The claim and its citations.
        origin: What links begin with.
        language: Of the question: what we say ourselves is in it.
        lead: A line of ours before it.
        bare: The marks are numbers without a link, for a front end that makes links of them.
    """
    claim = cited.claim
    part = cited.part
    text = f"{lead}\n\n" if lead else ""
    text += escaped(claim.text, (part.start, part.end) if part else None)
    marks = []
    for citation in cited.citations:
        address = address_of(origin, citation)
        text += " "
        start = len(text)
        number = f"{citation.marker}"
        text += f"[{number}]" if bare else f"[{number.translate(_RAISED)}]({address})"
        marks.append(Mark(citation, address, start, len(text)))
    if claim.gloss:
        text += f"\n\n*{words(language)['gloss']}: {escaped(claim.gloss)}*"
    return Part(text, tuple(marks))


def lead_of(answer: Answer, cited: Cited) -> str:
    """What is said before a claim, in the question's language."""
    said = words(answer.result.query.language)
    if answer.premise == "corrected" and cited.claim is answer.claims[0]:
        return said["corrected"]
    return said["disagrees"] if cited.claim.disagrees_with else ""


def sources_part(citations: Sequence[Citation], origin: str, language: Language) -> Part:
    """A list of what is cited: for front ends that show nothing but the text."""
    lines = [words(language)["sources"], ""]
    for citation in citations:
        place = escaped(file_place(citation.article.file, citation.locator))
        lines.append(f"{citation.marker}. {_link(citation, origin)} — {place}")
    return Part("\n".join(lines))


def abstention_part(snapshot: Snapshot, answer: Answer, origin: str) -> Part:
    """That there is no answer, and what came nearest: no citation, so without a mark."""
    said = words(answer.result.query.language)
    lines = [said["nothing"]]
    citer = Citer(snapshot.store)
    best = {hit.article.article_id: hit for hit in reversed(answer.result.hits)}  # of each article
    nearest = [
        citer.passage(hit.passage, hit.article, marker=hit.rank)
        for hit in sorted(best.values(), key=lambda hit: hit.rank)[:_N_NEAREST]
    ]
    if nearest:
        lines += ["", said["nearest"], ""]
    lines += [f"- {_link(passage, origin)}" for passage in nearest]
    return Part("\n".join(lines))


def _link(citation: Citation, origin: str) -> str:
    name = label_of(citation)
    label = escaped(name)  # within a link brackets that pair are text, and others want a backslash
    if _NESTED.fullmatch(name):
        label = label.replace("\\]", "]")
    else:
        label = label.replace("[", "\\[")
    return f"[{label}]({address_of(origin, citation)})"


def joined(parts: Sequence[Part]) -> Part:
    """Parts as one, a paragraph each."""
    text, marks = "", []
    for part in parts:
        text += BETWEEN if text else ""
        marks += list(shifted(part, len(text)))
        text += part.text
    return Part(text, tuple(marks))


def shifted(part: Part, by: int) -> Iterator[Mark]:
    """The marks of a part that begins at an offset."""
    for mark in part.marks:
        yield Mark(mark.citation, mark.address, mark.start + by, mark.end + by)


def words(language: Language) -> dict[str, str]:
    """What we say ourselves, in the language of a question."""
    return _WORDS["en" if language == "en" else "zh"]


def escaped(text: str, bold: tuple[int, int] | None = None) -> str:
    """A text on one line, with a backslash before whatever Markdown would read.

    ``bold``: a part of the text, in its offsets, that is set in bold where bold can begin and end.
    """
    line = one_line(text).strip()
    if bold and not (line == text and line[bold[0]].isalnum() and line[bold[1] - 1].isalnum()):
        bold = None
    lone = {sign for sign in _PAIRED if line.count(sign) == 1}
    before = {found.start() for found in _ACTIVE.finditer(line) if found[0] not in lone}
    if sign := _AT_START.match(line):
        before.add(sign.end() if sign[0].isdigit() else 0)
    return "".join(
        ("**" if bold and at in bold else "") + ("\\" if at in before else "") + character
        for at, character in enumerate(line + "\0")
    )[:-1]
