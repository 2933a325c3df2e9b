"""OpenAI's own client over TCP: the Responses API, whole and event by event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from shown import quote_at

QUESTION = "溪桥买菜一共撤掉了多少个自提点？打算到年底开到多少个小仓？"  # two quotes of one article
FIRST, THEN = "自提点的生鲜损耗率是多少？", "那小前置仓呢？"
IN_FULL = "小前置仓的生鲜损耗率是多少？"


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server}/v1", api_key="none", max_retries=0) as made:
        yield made


def test_a_response_is_a_search_and_a_cited_message(client: OpenAI) -> None:
    done = client.responses.create(model="wenju", input=QUESTION)
    search, message = done.output
    assert (search.type, search.status) == ("file_search_call", "completed")
    assert (search.queries, search.results) == ([QUESTION], None)
    assert message.type == "message"
    text = done.output_text
    messages: list[Any] = [{"role": "user", "content": QUESTION}]
    chat = client.chat.completions.create(model="wenju", messages=messages)
    assert text == chat.choices[0].message.content
    noted = message.content[0].annotations  # type: ignore[union-attr]
    assert [note.type for note in noted] == ["file_citation", "url_citation"] * 2
    for note in noted[1::2]:
        assert note.type == "url_citation"
        assert text[note.start_index : note.end_index].endswith(f"({note.url})")
        assert quote_at(note.url)
    files = [note for note in noted if note.type == "file_citation"]
    assert [(f.filename, f.index) for f in files] == [
        ("community_grocery_lookalike_characters.txt", 0)
    ] * 2
    used = done.usage
    assert used is not None
    assert used.total_tokens == used.input_tokens + used.output_tokens


def test_a_response_has_what_was_found_where_that_is_asked_for(client: OpenAI) -> None:
    done = client.responses.create(
        model="wenju", input=QUESTION, include=["file_search_call.results"]
    )
    search = done.output[0]
    assert search.type == "file_search_call"
    assert search.results
    for found in search.results:
        assert found.text
        attributes = found.attributes or {}
        assert len(attributes) <= 16
        assert quote_at(str(attributes["url"])) == found.text
    scores = [found.score or 0.0 for found in search.results]
    assert scores == sorted(scores, reverse=True)


def test_the_events_of_a_response_build_the_response(client: OpenAI) -> None:
    whole = client.responses.create(model="wenju", input=QUESTION)
    events = list(client.responses.create(model="wenju", input=QUESTION, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type.removeprefix("response.") for event in events]
    assert list(dict.fromkeys(kinds)) == [
        "created", "in_progress", "output_item.added", "file_search_call.in_progress",
        "file_search_call.searching", "file_search_call.completed", "output_item.done",
        "content_part.added", "output_text.delta", "output_text.annotation.added",
        "output_text.done", "content_part.done", "completed",
    ]  # fmt: skip
    assert (kinds.count("output_item.added"), kinds.count("output_item.done")) == (2, 2)
    assert kinds.count("output_text.delta") == 3
    last = events[-1]
    assert last.type == "response.completed"
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert "".join(deltas) == last.response.output_text == whole.output_text
    noted = [
        event.annotation.to_dict()  # type: ignore[attr-defined]
        for event in events
        if event.type == "response.output_text.annotation.added"
    ]
    message = last.response.output[1].to_dict()
    assert noted == message["content"][0]["annotations"]  # type: ignore[index]
    assert message["content"] == whole.output[1].to_dict()["content"]


def test_the_helper_for_responses_puts_a_stream_together(client: OpenAI) -> None:
    whole = client.responses.create(model="wenju", input=QUESTION)
    with client.responses.stream(model="wenju", input=QUESTION) as stream:
        kinds = {event.type for event in stream}
        final = stream.get_final_response()
    assert "response.output_text.delta" in kinds
    assert final.output_text == whole.output_text
    assert final.status == "completed"


def test_a_response_follows_up_what_was_said(client: OpenAI) -> None:
    first = client.responses.create(model="wenju", input=FIRST)
    turns: list[Any] = [{"role": "user", "content": FIRST}]
    turns += [item.to_dict() for item in first.output]  # its search and its message, as they came
    turns.append({"role": "user", "content": [{"type": "input_text", "text": THEN}]})
    then = client.responses.create(model="wenju", input=turns, instructions="Be brief.")
    assert then.output_text == client.responses.create(model="wenju", input=IN_FULL).output_text


def test_a_response_cannot_be_continued_by_its_id(client: OpenAI) -> None:
    for name, value in (("previous_response_id", "resp_1"), ("background", True)):
        with pytest.raises(openai.BadRequestError, match=name):
            client.responses.create(model="wenju", input=QUESTION, **{name: value})  # type: ignore[call-overload]
