"""Text that speaks to a machine: what of a question to leave out, and which sentences are no quotes.

``question ─spans─▶ what is honestly asked``; ``sentence ─▶ whether it tells an assistant what to say``. Rules
over the words alone. Nothing here is obeyed, so a rule that misses costs an odd word in the search, no more.
The words of an article are in ``search.machine_words``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.machine_words import ARTICLE, MAY_TELL, QUESTION

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TURN = re.compile(
    r"(?:^|(?<=[\n。.!！?？]))\s*(?:#+\s*|\[|<\|?(?:im_start\|>)?\s*)?"
    r"(?P<who>system|assistant|user|human|ai|developer|系统|助手|用户|管理员)(?:\s+(?:prompt|message|note))?"
    r"\s*(?:[:：]|\]|\|?>\s*:?)\s*",
    re.IGNORECASE,
)
_JSON_TURN = re.compile(
    r'\{\s*"role"\s*:\s*"(?P<who>\w+)"\s*,\s*"content"\s*:\s*"(?P<said>(?:[^"\\]|\\.){0,2000})"\s*\}'
)
_CHAT_MARK = re.compile(r"<\|im_start\|>\s*(\w+)")
_WHO_ASKS = frozenset(["user", "human", "用户"])
_MARKUP = re.compile(
    r"<!--.{0,400}?-->|<\|[^|>]{0,80}\|>|\[/?INST\]|<</?SYS>>|</?[A-Za-z][^<>]{0,200}>|!?\[[^\]]{0,200}\]\(\s{0,9}\S{1,400}?\s{0,9}\)|```+\w*|\"\"\"|-{3,}|={3,}|#{2,}",
    re.DOTALL,
)
_COMMENT = re.compile(r"<!--.{0,400}?-->", re.DOTALL)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ENCODED = re.compile(
    r"(?<![\w+/])(?=[\w+/]*[a-z])(?=[\w+/]*[A-Z])(?=[\w+/]*\d)[A-Za-z0-9+/]{24,}={0,2}(?![\w+/])"
)
_SENTENCE = re.compile(r"(?:[^。！？!?；;\n.]|\.(?!\s|$))*[。！？!?；;\n.]*")
_CLAUSE = re.compile(r"[^，,：:—]+[，,：:—]*")
_AND_DO = re.compile(
    r"\s+(?:and|then|but|also|plus)\s+(?=(?:please |then |also |only |just |do not |don't )*"
    r"(?:answer|reply|respond|say|tell|cite|print|write|output|translate|ignore|forget|how|what|when|who|where|which|why)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]|谁|哪|什么|多少|几|怎|如何|为什么|为何|何时|吗|是否|多[大高长久远快]"
    r"|\b(?:who|whom|whose|what|which|when|where|why|how)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"“[^”]{0,200}”|\"[^\"]{0,200}\"|「[^」]{0,200}」|‘[^’]{0,200}’|《[^》]{0,200}》|(?<!\w)'[^']{0,200}'(?!\w)"
)
_WORDY = re.compile(r"\w")
_SAY_TO_USER = re.compile(
    r"^\W*(?:please )?(?:tell|inform|assure) (?:the|every|each) (?:user|customer|reader)\b"
    r"|^\W*请?(?:告诉|回答|回复)(?:用户|读者|顾客)",
    re.IGNORECASE,
)


def addresses_machine(sentence: str) -> bool:
    """Whether a sentence of an article tells an assistant or a model what to do or say."""
    plain = _INVISIBLE.sub("", sentence)
    if _SAY_TO_USER.search(plain):
        return True
    return MAY_TELL.search(plain) is not None and ARTICLE.search(plain) is not None


def honest_part(question: str) -> str:
    """A question without what it says to the machine; empty where that is all of it.

    A question that says nothing to a machine comes back as it is, but for comments of HTML, which nobody
    sees. Where it does, what asks is kept and what neither asks nor names anything is gone with the order.
    """
    question = _COMMENT.sub(" ", question).strip() if _COMMENT.search(question) else question
    plain = _without_turns(_INVISIBLE.sub("", question))
    bare = _ENCODED.sub(" ", _LINK.sub(" ", _MARKUP.sub("\n", plain)))
    sentences = [one for one in _SENTENCE.findall(bare) if _WORDY.search(one)]
    kept = [_without_orders(one) for one in sentences]
    if plain == _INVISIBLE.sub("", question) and kept == sentences and not _has_code(plain):
        return question
    left = [one for one in kept if _WORDY.search(one)]
    asking = [one for one in left if _ASKS.search(one)]
    untouched = [one for one, before in zip(kept, sentences, strict=True) if one == before]
    return " ".join("".join(asking or untouched).split())


def _has_code(text: str) -> bool:
    return _ENCODED.search(text) is not None or _LINK.search(text) is not None


def _without_turns(text: str) -> str:
    """What the person who asks says, where a text is made to look like a conversation."""
    text = _CHAT_MARK.sub(r"\n\1: ", text)
    text = _JSON_TURN.sub(lambda match: f"\n{match['who']}: {match['said']}\n", text)
    turns = list(_TURN.finditer(text))
    if not turns:
        return text
    parts = [text[: turns[0].start()]]
    ends = [turn.start() for turn in turns[1:]] + [len(text)]
    for turn, end in zip(turns, ends, strict=True):
        said = text[turn.end() : end]
        if turn["who"].lower() in _WHO_ASKS:
            parts.append(said)
        else:
            # What stands on lines below a made-up turn need not be said by its speaker.
            parts.append(said.partition("\n")[2])
    return "\n".join(part.strip() for part in parts if part.strip())


def _without_orders(sentence: str) -> str:
    """A sentence without the clauses that say something to the machine."""
    if not _orders(sentence):
        return sentence
    kept = [clause for clause in _clauses(sentence) if not _orders(clause) and _ASKS.search(clause)]
    return "".join(kept)


def _orders(text: str) -> bool:
    """Whether a text tells the machine something; what it only quotes in a question does not."""
    text = text.strip()
    if _ASKS.search(_QUOTED.sub("", text)) and not QUESTION.search(_QUOTED.sub('""', text)):
        return False
    return QUESTION.search(text) is not None


def _clauses(sentence: str) -> Iterator[str]:
    for piece in _CLAUSE.findall(sentence):
        yield from _AND_DO.split(piece)
