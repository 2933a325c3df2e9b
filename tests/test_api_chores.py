"""Front ends' own prompts are answered from the chat itself; questions of people never are.

The prompts are our wording of what Open WebUI, LibreChat, LobeChat, NextChat and Cherry Studio send:
the same parts in the same order, so that what is told apart is the structure.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import bounded, dirty_text

from api.chores import chore_reply
from api.conversation import ChatMessage, read_conversation

ASKED = "溪桥买菜一共撤掉了多少个小区提货点？"
TITLE = "溪桥买菜一共撤掉了多少个小区提货点"
ANSWERED = "“公司已经关闭了1,260个社区自提点” [1](http://127.0.0.1:8000/p/x?s=1&e=2#q)"
ENGLISH = "How many pick-up points has Xiqiao Grocer shut down so far this spring?"
ENGLISH_TITLE = "How many pick-up points has Xiqiao Grocer shut…"


def reply(*turns: str | tuple[str, str]) -> str | None:
    """To a conversation: turns by turns from the user on, or with their roles."""
    roles = ("user", "assistant")
    messages = [
        ChatMessage(role=turn[0], content=turn[1])
        if isinstance(turn, tuple)
        else ChatMessage(role=roles[n % 2], content=turn)
        for n, turn in enumerate(turns)
    ]
    return chore_reply(read_conversation(messages))


# ---- Open WebUI: a task, its guidelines, the object wanted, the chat in tags


def open_webui(task: str, shape: str, asked: str = ASKED, *, after: str = "") -> str:
    return (
        f"### Task:\n{task}\n\n### Guidelines:\n- Look at what was said last first.\n"
        "- Use the language that the chat is in.\n\n"
        f"### Output:\nJSON format: {shape}\n\n"
        f"### Chat History:\n<chat_history>\nUSER: {asked}\nASSISTANT: {ANSWERED}\n</chat_history>{after}"
    )


@pytest.mark.parametrize(
    ("task", "shape", "expected"),
    [
        ("Name this chat in three to five words with an emoji.", '{ "title": "the name" }', {"title": TITLE}),
        ("Give one to three broad tags for what the chat is about.", '{ "tags": ["one", "two"] }', {"tags": []}),
        ("Propose three things the user may want to ask next.", '{ "follow_ups": ["A?", "B?"] }', {"follow_ups": []}),
        ("Decide whether a search is needed and write its queries.", '{ "queries": ["a", "b"] }', {"queries": [ASKED]}),
        ("Describe a picture of this chat in detail.", '{"prompt": "a picture of"}', {"prompt": ""}),
        ("给这个对话起一个简短的名字。", '{ "title": "名字" }', {"title": TITLE}),
    ],
)  # fmt: skip
def test_open_webui_gets_the_object_that_its_task_shows(
    task: str, shape: str, expected: dict[str, Any]
) -> None:
    said = reply(open_webui(task, shape))
    assert said is not None
    assert json.loads(said) == expected


def test_open_webui_completes_nothing() -> None:
    after = "\n<type>search query</type>\n<text>溪桥买菜的</text>\n#### Output:\n"
    said = reply(open_webui("Go on with the text in the tags.", '{ "text": "…" }', after=after))
    assert said is not None
    assert json.loads(said) == {"text": ""}


def test_open_webui_gets_an_emoji() -> None:
    said = reply(
        'Choose one emoji that shows the mood of the speaker.\n\nMessage: """好的，谢谢！"""'
    )
    assert said is not None
    assert len(said) <= 2
    assert not said.isascii()


def test_the_queries_are_of_the_last_question() -> None:
    history = f"USER: {ENGLISH}\nASSISTANT: 1,260.\nUSER: {ASKED}"
    prompt = open_webui("Write search queries.", '{ "queries": ["a"] }').replace(
        f"USER: {ASKED}", history
    )
    assert json.loads(reply(prompt) or "") == {"queries": [ASKED]}


def test_a_long_question_is_cut_for_a_title() -> None:
    said = json.loads(reply(open_webui("Name it.", '{ "title": "x" }', ENGLISH)) or "")
    assert said == {"title": ENGLISH_TITLE}
    long = "请问" + "很长的问题" * 30 + "？"
    said = json.loads(reply(open_webui("Name it.", '{ "title": "x" }', long)) or "")
    assert said["title"] == long[:20] + "…"


# ---- The others: a title or a summary in plain text


PLAIN = [
    # LibreChat: one message, the chat within it
    (f"Think of a title for the conversation below, five words at most, in title case. Answer with the title alone.\n\nConversation:\nUser: {ENGLISH}\nAI: 1,260.", ENGLISH_TITLE),
    (f"Read this conversation and return:\n1. its language\n2. a title in that language, five words or less, no punctuation\n\nUser: {ASKED}\nAI: {ANSWERED}", TITLE),
    (f"为下面的对话拟一个标题，不超过十个字，不要标点。\n\n用户：{ASKED}\n助手：{ANSWERED}", TITLE),
    # LobeChat: what is wanted as the system, the chat as the user
    ([("system", "You name conversations. Return a title of ten words at most, without punctuation, in the language given."), ("user", f"user: {ENGLISH}\nassistant: 1,260.\n\nLanguage: en-US")], ENGLISH_TITLE),
    ([("system", "你擅长概括。请把用户的会话归纳成一个标题，十个字以内，不用标点。"), ("user", f"user: {ASKED}\nassistant: {ANSWERED}")], TITLE),
    # Cherry Studio: the same, the chat as JSON
    ([("system", "你负责给会话命名：把用户的会话总结成标题，10 个字以内，用用户的语言，不要标点符号。"), ("user", json.dumps([{"role": "user", "mainText": ASKED, "files": []}, {"role": "assistant", "mainText": ANSWERED}], ensure_ascii=False))], TITLE),
    ([("system", "Summarize the conversation as a title of 10 characters at most, no punctuation."), ("user", json.dumps([{"role": "user", "content": ASKED}], ensure_ascii=True))], TITLE),
    # NextChat: the chat as messages, then what is wanted
    ([ASKED, ANSWERED, "用四五个字说出这句话的简要主题，不解释，不加标点，不加粗，没有主题就说“闲聊”"], TITLE),
    ([ENGLISH, "1,260.", "Write a title of four or five words for our conversation, without quotation marks, punctuation or anything else."], ENGLISH_TITLE),
    ([ASKED, ANSWERED, ENGLISH, "1,260.", ("system", "把上面的对话简要总结一下，当作以后的上下文，200 字以内")], f"{TITLE}\n{ENGLISH_TITLE}"),
    ([ENGLISH, "1,260.", ("system", "Summarize the discussion in 200 words or less, as context for what comes next.")], ENGLISH_TITLE),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "expected"), PLAIN)
def test_the_others_get_a_title_or_a_summary(turns: Any, expected: str) -> None:
    assert reply(*([turns] if isinstance(turns, str) else turns)) == expected


# ---- People


QUESTIONS = [
    "这篇报道的标题是什么？", "溪桥买菜那篇文章的标题用了几个字？", "聊天机器人被投毒的新闻，标题是哪几个字？",
    "请总结溪桥买菜关店的原因，100字以内", "总结一下即配平台改派单系统的对话", "用三句话概括二手平台的定价争议",
    "客服对话里用了哪些字？", "文章里的对话一共多少个字？标题呢？", "会话超时是怎么处理的？用一句话总结",
    "给我一个标题党的例子", "这次会话主题是什么，JSON 里怎么写？", "主题公园的对话导览有几个字的限制？",
    "耳机能翻译对话吗？总结它的优缺点", "续航几个小时？请用不超过20个字回答", "聊天记录会保存多久？概括一下隐私条款",
    "“自提点”这三个字在标题里出现过吗？", "记者和店主的对话总结起来是什么意思？", "把“双耳分译”总结成四个字",
    "這篇報道的標題和對話各有幾個字？", "概括一下聊天助手被骗的经过，不要标点",
    "What is the title of the article about the chat assistant?", "Summarize the article about returns in 50 words",
    "In the chat assistant story, which words did the title use?", "How many words does the headset translate in a conversation?",
    "What did the conversation between the manager and the reporter say, in two words?", "Does the article mention JSON or chat logs?",
    "Who won the title in the discussion about punctuation?", "Summarize the discussion of the recall",
    "Which characters in the dialogue are quoted in the title?", "What topic was the discussion about, in a few words?",
    "What is the task of the new hub?", "### Task: what is the new hub for?", "Write about the user: who is Ines Varkony?",
    "Is there a chat history with the supplier, and what is its title?", "Can the earbuds translate a chat in 21 languages? Summarize.",
    "Generate a list of the title words used by the shop's chat bot?", "user: how many pick-up points were closed?",
    "用户：溪桥买菜关了多少个点？", "Which emoji did the shop's message use?", "Title",
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_person_asks_is_a_question(question: str) -> None:
    assert reply(question) is None
    assert reply(ASKED, ANSWERED, question) is None or not question.endswith(("?", "？"))


def test_there_are_enough_questions_of_people() -> None:
    assert len(set(QUESTIONS)) >= 40


@pytest.mark.parametrize(
    "system",
    [
        "You are a helpful assistant. Keep the conversation short: 50 words at most. Give each answer a title.",
        "你是客服。每段对话先给出标题，再用不超过100个字总结。",
        "Summarize the chat after each answer in ten words.",
        "### Task:\nAnswer from the context.\n<chat_history>",
    ],
)
def test_what_a_person_told_the_model_before_makes_no_chore_of_a_question(system: str) -> None:
    assert reply(("system", system), ("user", ASKED)) is None
    assert reply(("system", system), ("user", ENGLISH), ("assistant", "x"), ("user", ASKED)) is None


# ---- Whatever comes


@bounded
@given(
    st.lists(st.tuples(st.sampled_from(["user", "system", "assistant"]), dirty_text), min_size=1)
)
def test_any_conversation_is_a_chore_or_none(turns: list[tuple[str, str]]) -> None:
    prompt = open_webui("Name it.", '{ "title": "x" }', "x")
    said = reply(*turns, ("user", prompt))
    assert said is not None
    assert json.loads(said).keys() == {"title"}


@pytest.mark.parametrize(
    "hostile",
    [
        "\n" * 150_000,
        '"role":"user" ' * 12_000,
        "user: " * 30_000,
        "||> " * 40_000,
        '{"role":"user","content":"a\\qb\\ud800"}',
        '"role":"user","content":"' + "\\" * 100_000,
    ],
)
def test_no_prompt_takes_long_or_fails(hostile: str) -> None:
    """What grows with the square of a prompt's length would take minutes here."""
    prompt = open_webui("Name it.", '{ "title": "x" }', "x").replace("USER: x", hostile)
    said = reply(prompt)
    assert said is not None
    json.loads(said)["title"].encode()
    title = "Write a title of five words for the conversation, no punctuation.\n"
    (reply(title + hostile) or "").encode()
