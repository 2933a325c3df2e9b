"""What front ends ask a model for themselves: a title for the chat, tags, a summary to remember.

``Conversation ─▶ reply, or None for a question of the user's``. Such a prompt is no question about the
articles and is answered from the conversation's own words; nothing is searched. It is told by saying
three things at once: what is wanted, that it is of a chat, and in what form.
"""

from __future__ import annotations

import json
import re

from api.conversation import Conversation

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
    r"^\s*(?:\|\|>)?\s*(?:user|human|用户|用戶)\s*[:：]\s*(.*\S)", re.IGNORECASE | re.MULTILINE
)
_SAID_JSON = re.compile(
    r"\"role\"\s*:\s*\"user\"[^{}]*?\"(?:content|mainText|text)\"\s*:\s*\"((?:[^\"\\]|\\.)*)\""
)
_MAX_PROMPT = 200_000  # code points that are looked at
_MAX_TITLE, _MAX_WORDS = 20, 8  # characters of a Chinese title, words of an English one
_NOBODY = "wenju"
_EMPTY: dict[str, object] = {"tags": [], "follow_ups": [], "text": "", "prompt": "", "emoji": ""}


def chore_reply(conversation: Conversation) -> str | None:
    """What to say to a front end's own prompt; None where the user asks something."""
    prompt = conversation.question[:_MAX_PROMPT]
    if _TASK.match(prompt) and _CHAT_IN_TAGS.search(prompt):
        return _in_json(prompt, conversation)
    for text in (prompt, *conversation.instructions):
        if _OF_CHAT.search(text) and _IN_FORM.search(text):
            if _TITLE.search(text):
                return title_of(first_said(conversation))
            if _SUMMARY.search(text):
                return _remembered(conversation)
    return None


def first_said(conversation: Conversation) -> str:
    """What the user said first: in the history, or in a transcript within the prompt."""
    for turn in conversation.history:
        if turn.role == "user":
            return turn.content
    prompt = conversation.question[:_MAX_PROMPT]
    if said := _SAID.search(prompt):
        return said[1]
    if said := _SAID_JSON.search(prompt):
        return str(json.loads(f'"{said[1]}"', strict=False))
    is_prompt = _OF_CHAT.search(prompt) and _IN_FORM.search(prompt)
    return _NOBODY if is_prompt or _TASK.match(prompt) else prompt


def title_of(text: str) -> str:
    """A question as the title of a chat: its first words, on one line."""
    line = " ".join(text.split()).strip("\"“”'").rstrip("?？。.!！")
    if " " in line and len(line.split()) > _MAX_WORDS:
        return " ".join(line.split()[:_MAX_WORDS]) + "…"
    if " " not in line and len(line) > _MAX_TITLE:
        return line[:_MAX_TITLE] + "…"
    return line or _NOBODY


def _in_json(prompt: str, conversation: Conversation) -> str:
    """The object that a prompt with ``### Task:`` shows: its title, its queries, or nothing in it."""
    found = _KEY.search(prompt)
    key = found[1] if found else "title"
    first = first_said(conversation)
    if key == "title":
        value: object = title_of(first)
    elif key == "queries":
        value = [said[1] for said in _SAID.finditer(prompt)][-1:] or [first]
    else:
        value = _EMPTY[key]
    return json.dumps({key: value}, ensure_ascii=False)


def _remembered(conversation: Conversation) -> str:
    """What was asked so far, a line each: the next questions are read by it."""
    asked = [turn.content for turn in conversation.history if turn.role == "user"]
    return "\n".join(title_of(question) for question in asked) or _NOBODY
