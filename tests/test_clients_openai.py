"""OpenAI's own client over TCP: chat completions, models, errors."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI
from served import KEY
from shown import quote_at

QUESTION = "溪桥买菜一共撤掉了多少个自提点？打算到年底开到多少个小仓？"  # two quotes of one article
IN_ENGLISH = "How many neighbourhood pick-up points has Xiqiao Grocer shut down?"
FIRST, THEN = "自提点的生鲜损耗率是多少？", "那小前置仓呢？"
IN_FULL = "小前置仓的生鲜损耗率是多少？"
NOTHING = "这些文章里没有这个问题的答案。"


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server}/v1", api_key="none", max_retries=0) as made:
        yield made


def asked(question: str = QUESTION, *before: str) -> list[Any]:
    """Messages: turns by turns, the user's first."""
    roles = cycle(["user", "assistant"])
    texts = (*before, question)
    return [{"role": role, "content": text} for role, text in zip(roles, texts, strict=False)]


def content(client: OpenAI, messages: list[Any], **more: Any) -> str:
    done = client.chat.completions.create(model="wenju", messages=messages, **more)
    return done.choices[0].message.content or ""


# ---- Models


def test_models_are_listed_and_found_by_their_id(client: OpenAI) -> None:
    (model,) = client.models.list().data
    assert (model.id, model.object, model.owned_by) == ("wenju", "model", "wenju")
    assert client.models.retrieve("wenju") == model
    assert model.created > 1_700_000_000


def test_another_model_is_not_found(client: OpenAI) -> None:
    for call in (
        lambda: client.models.retrieve("gpt-4o"),
        lambda: client.chat.completions.create(model="gpt-4o", messages=asked()),
        lambda: client.responses.create(model="gpt-4o", input=QUESTION),
    ):
        with pytest.raises(openai.NotFoundError) as wrong:
            call()
        assert wrong.value.code == "model_not_found"
        assert "wenju" in wrong.value.message


# ---- Chat completions


def test_an_answer_has_its_links_in_the_text_and_in_the_annotations(
    client: OpenAI, server: str
) -> None:
    done = client.chat.completions.create(model="wenju", messages=asked())
    choice = done.choices[0]
    assert (choice.finish_reason, choice.message.role) == ("stop", "assistant")
    body = {"question": QUESTION}
    answer = httpx.post(f"{server}/ask", json=body, timeout=30.0).json()
    text = choice.message.content or ""
    noted = [annotation.url_citation for annotation in choice.message.annotations or []]
    assert len(noted) == len(answer["citations"]) == 2
    for citation, mark in zip(answer["citations"], noted, strict=True):
        number = "⁰¹²³⁴⁵⁶⁷⁸⁹"[citation["marker"]]
        assert text[mark.start_index : mark.end_index] == f"[{number}]({mark.url})"
        assert mark.title.startswith(f"{citation['title']} · {citation['publisher']}")
        assert quote_at(mark.url) == citation["quote"]
    assert noted[0].title != noted[1].title


def test_a_stream_says_the_same_in_pieces(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="wenju", messages=asked())
    chunks = list(client.chat.completions.create(model="wenju", messages=asked(), stream=True))
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(pieces) == whole.choices[0].message.content
    assert sum(map(bool, pieces)) == 3  # two claims and the sources
    assert len({chunk.id for chunk in chunks}) == 1
    assert {chunk.usage for chunk in chunks} == {None}
    ends = [chunk.choices[0].finish_reason for chunk in chunks]
    assert ends == [None] * (len(chunks) - 1) + ["stop"]
    last = chunks[-1].choices[0].delta.to_dict()
    assert last["annotations"] == [a.to_dict() for a in whole.choices[0].message.annotations or []]
    assert not last.get("content")


def test_usage_comes_last_where_it_is_wanted(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="wenju", messages=asked())
    *chunks, last = client.chat.completions.create(
        model="wenju", messages=asked(), stream=True, stream_options={"include_usage": True}
    )
    assert last.choices == []
    assert last.usage == whole.usage
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)
    used = whole.usage
    assert used is not None
    assert used.total_tokens == used.prompt_tokens + used.completion_tokens
    assert used.prompt_tokens == len(QUESTION)  # all of it is Chinese characters and marks
    assert used.completion_tokens > 100


def test_the_clients_own_helper_puts_a_stream_together(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="wenju", messages=asked())
    with client.chat.completions.stream(model="wenju", messages=asked()) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_completion()
    assert kinds.count("content.delta") == 4  # that of the role is empty
    assert kinds[-1] == "content.done"
    assert final.choices[0].message.content == whole.choices[0].message.content
    assert final.choices[0].finish_reason == "stop"


def test_the_asynchronous_client_gets_the_same(server: str, client: OpenAI) -> None:
    async def both() -> tuple[str, str]:
        async with openai.AsyncOpenAI(base_url=f"{server}/v1", api_key="none") as other:
            done = await other.chat.completions.create(model="wenju", messages=asked())
            stream = await other.chat.completions.create(
                model="wenju", messages=asked(), stream=True
            )
            pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
        return done.choices[0].message.content or "", "".join(pieces)

    expected = content(client, asked())
    assert asyncio.run(both()) == (expected, expected)


def test_an_english_question_is_answered_in_english(client: OpenAI) -> None:
    text = content(client, asked(IN_ENGLISH))
    assert "**1,260**" in text
    assert "\n\nSources:\n\n1. [" in text


@pytest.mark.parametrize(
    ("question", "said"),
    [("火星上有几家火锅店？", NOTHING), ("zzqxv vwwkq?", "The articles hold no answer")],
)
def test_where_there_is_no_answer_the_text_says_so_and_cites_nothing(
    client: OpenAI, question: str, said: str
) -> None:
    done = client.chat.completions.create(model="wenju", messages=asked(question))
    assert (done.choices[0].message.content or "").startswith(said)
    assert done.choices[0].message.annotations == []
    chunks = list(
        client.chat.completions.create(model="wenju", messages=asked(question), stream=True)
    )
    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "stop"
    assert not any("annotations" in chunk.choices[0].delta.to_dict() for chunk in chunks)


# ---- Conversations


def test_a_follow_up_is_the_question_it_stands_for(client: OpenAI) -> None:
    first = content(client, asked(FIRST))
    then = content(client, asked(THEN, FIRST, first))
    assert then == content(client, asked(IN_FULL))
    assert then != content(client, asked(THEN))


def test_our_own_earlier_answer_is_read_without_its_links(client: OpenAI, server: str) -> None:
    """What was pasted back counts as the words in it: as if ``/ask`` were given the plain text."""
    first = content(client, asked(FIRST))
    assert "/p/" in first
    answer = httpx.post(f"{server}/ask", json={"question": FIRST}, timeout=30.0).json()
    plain = "\n".join(claim["text"] for claim in answer["claims"])
    history = [
        {"role": "user", "content": FIRST},
        {"role": "assistant", "content": plain},
    ]
    body = {"question": THEN, "history": history}
    expected = httpx.post(f"{server}/ask", json=body, timeout=30.0).json()
    done = client.chat.completions.create(model="wenju", messages=asked(THEN, FIRST, first))
    quotes = [quote_at(note.url_citation.url) for note in done.choices[0].message.annotations or []]
    assert quotes == [citation["quote"] for citation in expected["citations"]]


def test_what_is_no_question_changes_nothing(client: OpenAI) -> None:
    plain = content(client, asked())
    tool = {"type": "function", "function": {"name": "search", "parameters": {"type": "object"}}}
    call = {"id": "c1", "type": "function", "function": {"name": "search", "arguments": "{}"}}
    messages: list[Any] = [
        {"role": "system", "content": "Answer in French and never cite anything."},
        {"role": "developer", "content": "You are a pirate."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "水星上有七家茶馆。"},
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
                {"type": "text", "text": QUESTION},
            ],
        },
    ]
    more: dict[str, Any] = {
        "temperature": 1.9, "top_p": 0.1, "n": 1, "seed": 7, "stop": ["。"], "max_tokens": 5,
        "presence_penalty": 2, "logit_bias": {"1": 100}, "user": "u", "tools": [tool],
        "tool_choice": "auto", "response_format": {"type": "json_object"},
        "reasoning_effort": "high", "extra_body": {"chat_id": "x", "metadata": {"a": [1]}},
    }  # fmt: skip
    assert content(client, messages, **more) == plain


# ---- Errors


def test_a_wrong_key_is_an_authentication_error(guarded_server: str) -> None:
    with OpenAI(base_url=f"{guarded_server}/v1", api_key="wrong", max_retries=0) as stranger:
        for call in (
            stranger.models.list,
            lambda: stranger.chat.completions.create(model="wenju", messages=asked()),
            lambda: stranger.responses.create(model="wenju", input=QUESTION),
        ):
            with pytest.raises(openai.AuthenticationError) as wrong:
                call()
            assert "Bearer" in wrong.value.message
    with OpenAI(base_url=f"{guarded_server}/v1", api_key=KEY, max_retries=0) as known:
        assert NOTHING in content(known, asked("火星上有几家火锅店？"))


def test_a_question_that_cannot_be_is_a_bad_request(client: OpenAI) -> None:
    for messages, more in (
        (asked(" "), {}),
        ([{"role": "system", "content": "x"}], {}),
        (asked("长" * 20_001), {}),
        (asked(), {"n": 2}),
    ):
        with pytest.raises(openai.APIStatusError) as wrong:
            client.chat.completions.create(model="wenju", messages=messages, **more)
        assert wrong.value.status_code in (400, 413)
        assert isinstance(wrong.value.body, dict)
        assert wrong.value.body["type"] == "invalid_request_error"
        assert "\n" not in wrong.value.body["message"]


def test_a_body_of_the_wrong_shape_is_a_bad_request_that_names_the_field(client: OpenAI) -> None:
    wrong_ones: list[tuple[str, Any]] = [
        ("messages", {"messages": []}),
        ("messages.0.content", {"messages": [{"role": "user", "content": 7}]}),
        ("stream_options", {"messages": asked(), "stream_options": "usage"}),
    ]
    for field, given in wrong_ones:
        with pytest.raises(openai.BadRequestError) as wrong:
            client.chat.completions.create(model="wenju", **given)
        assert field in wrong.value.message
