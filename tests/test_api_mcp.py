"""What programs can do by the Model Context Protocol: search, fetch and ask, by the SDK's own client."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_calls import ERAS, HANDSHAKE, MODERN, called, source_of, using
from served import served
from small_index import quick_build
from test_api_pages import Page

from api.app import create_app

PUBLIC = "https://news.example/wenju"


@pytest.mark.parametrize(("mode", "version"), [("auto", MODERN), ("legacy", HANDSHAKE)])
def test_both_eras_list_the_same_three_tools(server, mode, version):
    async def look(client: Client) -> Any:
        assert client.protocol_version == version
        assert client.server_info is not None
        assert client.server_info.name == "wenju"
        assert client.instructions
        assert client.server_capabilities.prompts is None
        assert client.server_capabilities.resources is None
        return (await client.list_tools()).tools

    tools = using(f"{server}/mcp", look, mode=mode)
    assert [tool.name for tool in tools] == ["search", "fetch", "ask"]
    for tool in tools:
        assert tool.title
        assert tool.description
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
    takes = {tool.name: tool.input_schema for tool in tools}
    assert list(takes["search"]["properties"]) == takes["search"]["required"] == ["query"]
    assert list(takes["fetch"]["properties"]) == takes["fetch"]["required"] == ["id"]
    assert takes["ask"]["required"] == ["question"]


@pytest.mark.parametrize("mode", ERAS)
@pytest.mark.parametrize("language", [0, 1])
def test_what_search_finds_fetch_gives_as_the_source_has_it(examples, server, mode, language):
    async def read(client: Client) -> Any:
        found = await client.call_tool("search", {"query": examples.questions[language]})
        results = found.structured_content["results"]
        return found, [await client.call_tool("fetch", {"id": one["id"]}) for one in results]

    found, fetched = using(f"{server}/mcp", read, mode=mode)
    assert json.loads(found.content[0].text) == found.structured_content
    assert len(fetched) == 10
    for result, document in zip(found.structured_content["results"], fetched, strict=True):
        assert set(result) == {"id", "title", "url"}
        got = document.structured_content
        assert json.loads(document.content[0].text) == got
        assert set(got) == {"id", "title", "text", "url", "metadata"}
        assert (got["id"], got["url"]) == (result["id"], result["url"])
        assert result["title"].startswith(got["title"])
        place = got["metadata"]
        source = source_of(examples.sources, server, place)
        assert source[place["start"] : place["end"]] == got["text"]
    page = httpx.get(found.structured_content["results"][0]["url"], headers={"accept": "text/html"})
    assert Page(page.text).marked == fetched[0].structured_content["text"]


def test_an_article_is_fetched_whole(examples, server):
    async def read(client: Client) -> Any:
        found = await client.call_tool("search", {"query": examples.questions[0]})
        first = await client.call_tool(
            "fetch", {"id": found.structured_content["results"][0]["id"]}
        )
        place = first.structured_content["metadata"]
        whole = await client.call_tool("fetch", {"id": place["article_id"]})
        return first.structured_content, whole.structured_content

    passage, article = using(f"{server}/mcp", read)
    place = article["metadata"]
    assert (passage["metadata"]["kind"], place["kind"]) == ("passage", "article")
    assert place["current"]
    assert (
        article["text"] == source_of(examples.sources, server, place)[place["start"] : place["end"]]
    )
    assert passage["text"] in article["text"]
    assert httpx.get(article["url"]).json()["text"] == article["text"]


@pytest.mark.parametrize("mode", ERAS)
@pytest.mark.parametrize("language", [0, 1])
def test_an_answer_is_cited_by_quotes_that_are_there(
    examples, server, check_contract, mode, language
):
    answer = called(server, "ask", mode, question=examples.questions[language])
    given = answer.structured_content
    assert given["answerable"]
    assert given["citations"]
    for citation in given["citations"]:
        source = source_of(examples.sources, server, citation)
        assert source[citation["start"] : citation["end"]] == citation["quote"]
        assert f"]({citation['link']})" in answer.content[0].text
        shown = httpx.get(citation["link"], headers={"accept": "text/html"})
        assert Page(shown.text).marked == citation["quote"]
        del citation["link"]
    check_contract("answer", given)


@pytest.mark.parametrize(
    ("question", "file", "said"),
    [
        ("？！……😀", None, "没有这个问题的答案"),
        ("溪桥买菜撤掉了多少个提货点？", "other.txt", "没有这个问题的答案"),
        ("How many pick-up points has Xiqiao shut down?", "other.txt", "hold no answer"),
    ],
)
def test_what_the_articles_do_not_hold_is_said_to_be_absent(server, question, file, said):
    answer = called(server, "ask", question=question, file=file)
    assert not answer.is_error
    assert not answer.structured_content["answerable"]
    assert answer.structured_content["citations"] == []
    assert said in answer.content[0].text


def test_a_filter_narrows_down_and_an_empty_one_is_none(examples, server):
    question = examples.questions[0]
    cited = called(server, "ask", question=question).structured_content["citations"][0]
    same = called(
        server, "ask", question=question, file="", publisher="", date_from=None, date_to=""
    )
    assert same.structured_content["citations"][0]["file"] == cited["file"]
    other = called(server, "ask", question=question, file="company_wire.jsonl").structured_content
    assert {hit["citation"]["file"] for hit in other["passages"]} == {"company_wire.jsonl"}


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"query": " \u3000"}, "empty"),
        ("search", {"query": "问" * 20_001}, "20,001"),
        ("search", {}, "query"),
        ("search", {"query": 7}, "query"),
        ("search", {"query": "退货", "k": 3}, "k"),
        ("ask", {"question": ""}, "empty"),
        ("ask", {"question": "退货", "date_from": "last\nweek"}, "date_from"),
        ("ask", {"question": "退货", "date_from": "2025", "date_to": "2024"}, "date_from"),
        ("fetch", {"id": "no-such-id"}, "no-such-id"),
        ("fetch", {"id": ""}, "no passage or article"),
        ("fetch", {"id": "../../etc/passwd"}, "passwd"),
    ],
)
def test_what_is_wrong_is_one_line_for_the_model(server, examples, tool, arguments, said):
    result = called(server, tool, **arguments)
    assert result.is_error
    (content,) = result.content
    assert said in content.text
    assert len(content.text.splitlines()) == 1
    assert str(examples.index) not in content.text
    assert "Traceback" not in content.text


@pytest.mark.parametrize("mode", ERAS)
def test_a_tool_that_is_not_there_is_an_error_of_the_protocol(server, mode):
    async def misuse(client: Client) -> MCPError:
        with pytest.raises(MCPError) as wrong:
            await client.call_tool("delete", {})
        return wrong.value

    error = using(f"{server}/mcp", misuse, mode=mode).error
    assert error.code == -32602
    assert "search, fetch, ask" in error.message


def test_without_an_index_a_tool_says_so_and_names_no_path(tmp_path):
    with served(create_app(tmp_path / "secret")) as address:
        result = called(address, "ask", question="退货")
    assert result.is_error
    assert "not ready" in result.content[0].text
    assert "secret" not in result.content[0].text


def test_a_fault_of_ours_is_told_without_its_words(examples, monkeypatch, caplog):
    def break_down(*_: object, **__: object) -> None:
        raise KeyError("private")

    monkeypatch.setattr("search.search.Searcher.search", break_down)
    with served(create_app(examples.index)) as address:
        result = called(address, "search", query="退货")
    assert result.is_error
    assert "KeyError" in result.content[0].text
    assert "private" not in result.content[0].text
    assert "private" in caplog.text


def test_an_id_from_before_a_build_is_found_or_said_to_be_gone(examples, tmp_path):
    index, source = tmp_path / "index", tmp_path / "a.txt"
    text = examples.small[1].read_text("utf-8")
    source.write_text(text, "utf-8")
    quick_build(index, source)
    with served(create_app(index)) as address:
        found = called(address, "search", query="溪桥买菜").structured_content["results"][0]
        read = called(address, "fetch", id=found["id"]).structured_content
        source.write_text("今天的渡船改从东岸出发，旅客请提前半小时到码头领取船票。" * 8, "utf-8")
        quick_build(index, source)
        old = called(address, "fetch", id=found["id"]).structured_content
        assert old["text"] == read["text"]
        assert (read["metadata"]["current"], old["metadata"]["current"]) == (True, False)
        source.write_text("今年的茶叶比去年早采了十天，茶厂因此多请了四十个工人。" * 8, "utf-8")
        quick_build(index, source)
        gone = called(address, "fetch", id=found["id"])
        assert gone.is_error
        instead = gone.content[0].text.split("fetch ")[1].split()[0]
        assert "茶叶" in called(address, "fetch", id=instead).structured_content["text"]


def test_links_begin_with_the_public_url(examples):
    with served(create_app(examples.index, public_url=PUBLIC)) as address:
        found = called(address, "search", query="退货").structured_content["results"]
        answer = called(address, "ask", question=examples.questions[0]).structured_content
    links = [one["url"] for one in found] + [one["link"] for one in answer["citations"]]
    assert links
    assert all(link.startswith(f"{PUBLIC}/p/") for link in links)
