"""LangChain's client for OpenAI over TCP: invoked, streamed, asynchronously, by both protocols."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import openai
import pytest
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

QUESTION = "溪桥买菜一共撤掉了多少个自提点？打算到年底开到多少个小仓？"  # two quotes of one article
FIRST, THEN = "自提点的生鲜损耗率是多少？", "那小前置仓呢？"
IN_FULL = "小前置仓的生鲜损耗率是多少？"
NOWHERE = "火星上有几家火锅店？"


@pytest.fixture(params=[False, True], ids=["chat", "responses"])
def chat(request: pytest.FixtureRequest, server: str) -> Iterator[ChatOpenAI]:
    with openai.DefaultHttpxClient() as client:  # LangChain's own is never closed
        yield ChatOpenAI(
            model="wenju",
            base_url=f"{server}/v1",
            api_key=SecretStr("none"),
            use_responses_api=request.param,
            stream_usage=True,
            max_retries=0,
            temperature=0.7,
            http_client=client,
            http_async_client=openai.DefaultAsyncHttpxClient(),
        )


def test_an_answer_has_links_usage_and_a_reason_why_it_ends(chat: ChatOpenAI) -> None:
    done = chat.invoke(QUESTION)
    assert done.text.startswith("“")
    cited = [  # LangChain keeps the annotations of the one protocol alone
        note["url"]
        for block in done.content_blocks
        for note in block.get("annotations", [])
        if note.get("url")
    ]
    assert len(cited) == (2 if chat.use_responses_api else 0)
    assert all(f"]({address})" in done.text for address in cited)
    used = done.usage_metadata
    assert used is not None
    assert used["input_tokens"] == len(QUESTION)
    assert used["total_tokens"] == used["input_tokens"] + used["output_tokens"]


def test_a_stream_adds_up_to_the_answer(chat: ChatOpenAI) -> None:
    whole = chat.invoke(QUESTION)
    pieces = list(chat.stream(QUESTION))
    assert "".join(piece.text for piece in pieces) == whole.text
    assert sum(bool(piece.text) for piece in pieces) == 3
    added = pieces[0]
    for piece in pieces[1:]:
        added += piece
    assert added.text == whole.text
    assert added.usage_metadata == whole.usage_metadata


def test_a_question_without_an_answer_is_told_so(chat: ChatOpenAI) -> None:
    assert chat.invoke(NOWHERE).text.startswith("这些文章里没有这个问题的答案。")


def test_the_asynchronous_call_and_a_follow_up(chat: ChatOpenAI) -> None:
    async def talk() -> tuple[str, str]:
        first = await chat.ainvoke(FIRST)
        turns = [("human", FIRST), first, ("human", THEN)]
        then = await chat.ainvoke([("system", "Be brief."), *turns])
        pieces = [piece.text async for piece in chat.astream([("system", "Be brief."), *turns])]
        await chat.http_async_client.aclose()
        return then.text, "".join(pieces)

    then, streamed = asyncio.run(talk())
    assert then == streamed == chat.invoke(IN_FULL).text


def test_a_model_that_is_not_there_is_an_error(chat: ChatOpenAI) -> None:
    other = chat.model_copy(update={"model_name": "gpt-4o"})
    with pytest.raises(openai.NotFoundError, match="the one model is wenju"):
        other.invoke(QUESTION)
