"""A conversation as chat front ends send it, read for what is asked and what was said before.

``messages ─▶ Conversation (question, history)``. System prompts, tool calls and pictures are passed
over. Of our own earlier answers only the words go into the history, not their links and sources.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from api.schemas import Text
from index.errors import BlankQuestion
from search.follow_up import Turn

_ANSWERS = "assistant"
_ASKS = "user"
_MARK = re.compile(r" ?\[[\d¹²³⁰⁴-⁹]+\]\([^()\s]*\)| \[\d+\]")
_SOURCES = re.compile(r"\n\n(?:Sources|来源)[:：]\n\n\d+\. \[.*", re.DOTALL)
_THOUGHTS = (re.compile(r"<think\b"), "</think>"), (re.compile(r"<details\b"), "</details>")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def _text_of(content: object) -> object:
    """The text of a message's content: itself, or its text parts a line each; None is nothing."""
    if content is None:
        return ""
    if not isinstance(content, list):
        return content
    texts = []
    for part in content:
        text = part.get("text") if isinstance(part, dict) else part
        if isinstance(text, str):
            texts.append(text)
        elif not isinstance(part, dict):
            return content  # no part at all: refused by its type
    return "\n".join(texts)


class ChatMessage(BaseModel):
    """One message. ``content`` is text, or parts of which those with a text count."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    role: Text
    content: Annotated[Text, BeforeValidator(_text_of)] = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is asked last, what was said before it, and what the front end told the model.

    ``instructions``: texts of system and developer messages before the question, ``afterwards``:
    those after it; none of them changes an answer.
    """

    question: str
    history: tuple[Turn, ...]
    instructions: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()


def read_conversation(messages: Sequence[ChatMessage]) -> Conversation:
    """The last question and the turns before it.

    Raises:
        BlankQuestion: No message of the user's has any text.
    """
    asked = [at for at, message in enumerate(messages) if message.role == _ASKS]
    asked = [at for at in asked if messages[at].content.strip()]
    if not asked:
        raise BlankQuestion(
            "no question in messages", hint="send a message of role user with text in it"
        )
    last = asked[-1]
    history = [
        Turn(message.role, said(message))
        for message in messages[:last]
        if message.role in (_ASKS, _ANSWERS) and message.content.strip()
    ]
    return Conversation(
        messages[last].content, tuple(history), _told(messages[:last]), _told(messages[last:])
    )


def _told(messages: Sequence[ChatMessage]) -> tuple[str, ...]:
    said_by_others = (_ASKS, _ANSWERS, "tool", "function")
    return tuple(message.content for message in messages if message.role not in said_by_others)


def said(message: ChatMessage) -> str:
    """The words of a message; of an answer without our marks, list of sources and backslashes."""
    if message.role != _ANSWERS:
        return message.content
    text = _MARK.sub("", _SOURCES.sub("", _without_thoughts(message.content)))
    return _ESCAPED.sub(r"\1", text.replace("**", ""))


def _without_thoughts(text: str) -> str:
    """Without what a model thought; what is opened and not closed is left in."""
    for opening, closing in _THOUGHTS:
        kept, at = [], 0
        while (start := opening.search(text, at)) and (end := text.find(closing, start.end())) >= 0:
            kept.append(text[at : start.start()])
            at = end + len(closing)
        text = "".join(kept) + text[at:]
    return text
