"""What front ends ask a model for themselves: a title for the chat, tags, a summary to remember.

``Conversation ─▶ reply, or None for a question of the user's``. Such a prompt is no question about the
articles and is answered from the conversation's own words; nothing is searched. It is told by saying
three things at once: what is wanted, that it is of a chat, and in what form; and by the chat that it
has within it, or that it stands at the end of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from api.conversation import Conversation
from index.source import mend_surrogates

_TASK = re.compile(r"^\s*#+ *Task:", re.IGNORECASE)
_CHAT_IN_TAGS = re.compile(r"<chat_history>|\{\{MESSAGES|### *(?:Chat )?History", re.IGNORECASE)
_KEY = re.compile(r"\{\s*\"(title|tags|follow_ups|queries|text|prompt|emoji)\"\s*:")
_TITLE = re.compile(r"\btitle\b|标题|標題|主题|主題", re.IGNORECASE)
_SUMMARY = re.compile(r"\bsummari[sz]e\b|总结|總結|概括", re.IGNORECASE)
_OF_CHAT = re.compile(
    r"\b(?:conversation|chat|discussion|dialog(?:ue)?)s?\b|会话|對話|对话|聊天|这句话的简要",
    re.IGNORECASE,
)
_IN_FORM = re.compile(
    r"\b(?:words?|characters?)\b|punctuation|quotation|个字|個字|字以内|字以內|字内|标点|標點|JSON",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"^[ \t]*+(?:\|\|>[ \t]*+)?(?:user|human|用户|用戶)[ \t]*+[:：][ \t]*+(\S.*)",
    re.IGNORECASE | re.MULTILINE,
)
_SAID_JSON = re.compile(
    r"\"role\"\s*:\s*\"user\"[^{}]{0,400}?\"(?:content|mainText|text)\"\s*:\s*\"((?:[^\"\\]|\\.)*)\""
)
_MOOD = re.compile(r"\bemoji\b[^\"]*\"\"\"", re.IGNORECASE)
_MAX_PROMPT = 200_000  # code points that are looked at
_MAX_TITLE, _MAX_WORDS = 20, 8  # characters of a Chinese title, words of an English one
_NOBODY, _NEUTRAL = "wenju", "💬"
_EMPTY: dict[str, object] = {"tags": [], "follow_ups": [], "text": "", "prompt": "", "emoji": ""}


def chore_reply(conversation: Conversation) -> str | None:
    """What to say to a front end's own prompt; None where the user asks something."""
    prompt = conversation.question[:_MAX_PROMPT]
    within = _transcript(prompt)
    if _TASK.match(prompt) and _CHAT_IN_TAGS.search(prompt):
        return _in_json(prompt, within)
    if _MOOD.search(prompt):
        return _NEUTRAL
    before = [turn.content for turn in conversation.history if turn.role == "user"]
    for text in conversation.afterwards:
        if reply := _plain(text, [*before, prompt]):
            return reply
    if within:
        replies = (_plain(text, within) for text in (prompt, *conversation.instructions))
        return next(filter(None, replies), None)
    if before and not re.search("[?？]", prompt):
        return _plain(prompt, before)
    return None


def _transcript(prompt: str) -> list[str]:
    """What the user says in a chat that is written out within a prompt."""
    return [found[1].strip() for found in _SAID.finditer(prompt)] or [
        _unquoted(found[1]) for found in _SAID_JSON.finditer(prompt)
    ]


def _unquoted(text: str) -> str:
    """What stands between the quotation marks of JSON; what is none is left as it is."""
    try:
        return mend_surrogates(str(json.loads(f'"{text}"', strict=False)))
    except ValueError:
        return text


def _plain(text: str, asked: Sequence[str]) -> str | None:
    """The title or the summary of a chat that a text wants; None if it wants neither."""
    if not (_OF_CHAT.search(text) and _IN_FORM.search(text)):
        return None
    if _TITLE.search(text):
        return title_of(asked[0])
    if _SUMMARY.search(text):  # what was asked, a line each: the next questions are read by it
        return "\n".join(title_of(question) for question in asked)
    return None


def title_of(text: str) -> str:
    """A question as the title of a chat: its first words, on one line."""
    line = " ".join(text.split()).strip("\"“”'").rstrip("?？。.!！")
    if " " in line and len(line.split()) > _MAX_WORDS:
        return " ".join(line.split()[:_MAX_WORDS]) + "…"
    if " " not in line and len(line) > _MAX_TITLE:
        return line[:_MAX_TITLE] + "…"
    return line or _NOBODY


def _in_json(prompt: str, asked: Sequence[str]) -> str:
    """The object that a prompt with ``### Task:`` shows: its title, its queries, or nothing in it."""
    found = _KEY.search(prompt)
    key = found[1] if found else "title"
    if key == "title":
        value: object = title_of(asked[0]) if asked else _NOBODY
    elif key == "queries":
        value = list(asked[-1:])
    else:
        value = _EMPTY[key]
    return json.dumps({key: value}, ensure_ascii=False)
