"""``wenju mcp``: the real command, started by the SDK's own client or fed by hand."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_server import WAIT
from mcp import Client, StdioServerParameters
from mcp_calls import HANDSHAKE, MODERN, modern, using
from small_index import quick_build

DEADLINE = 60  # seconds
HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


@pytest.fixture
def command(wenju_command, clean_environment, tmp_path):
    """How a client starts it."""

    def parameters(index: Path, **environment: str) -> StdioServerParameters:
        return StdioServerParameters(
            command=str(wenju_command),
            args=["mcp", "--index", str(index)],
            env=clean_environment | environment,
            cwd=tmp_path,
        )

    return parameters


@pytest.fixture
def talking(wenju_command, clean_environment, tmp_path) -> Iterator[Any]:
    """Start it with pipes; ended at the end whatever happens."""
    started: list[subprocess.Popen[str]] = []

    def start(index: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [wenju_command, "mcp", "--index", index],
            cwd=tmp_path, env=clean_environment, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        with process:  # closes its pipes, and waits
            pass


def said(process: subprocess.Popen[str], message: dict[str, Any]) -> dict[str, Any]:
    """The reply to a message."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()
    reply: dict[str, Any] = json.loads(process.stdout.readline())
    return reply


def test_a_client_that_starts_it_searches_fetches_and_asks(examples, command):
    async def work(client: Client) -> tuple[Any, Any, Any]:
        assert client.protocol_version == MODERN
        assert [tool.name for tool in (await client.list_tools()).tools] == [
            "search",
            "fetch",
            "ask",
        ]
        found = await client.call_tool("search", {"query": examples.questions[0]})
        first = found.structured_content["results"][0]
        read = await client.call_tool("fetch", {"id": first["id"]})
        asked = await client.call_tool("ask", {"question": examples.questions[1]})
        return first, read.structured_content, asked.structured_content

    public = "https://news.example/wenju"
    first, read, asked = using(command(examples.index, WENJU_PUBLIC_URL=public), work)
    assert first["url"].startswith(f"{public}/p/")
    place = read["metadata"]
    source = (examples.sources / place["file"]).read_bytes().decode("utf-8")
    assert read["text"] == source[place["start"] : place["end"]]
    assert asked["answerable"]
    assert asked["citations"][0]["link"].startswith(f"{public}/p/")


def test_a_build_beside_it_is_served(examples, command, tmp_path):
    index = tmp_path / "index"
    quick_build(index, examples.small[0])

    async def work(client: Client) -> list[set[str]]:
        assert client.protocol_version == HANDSHAKE
        found = await client.call_tool("search", {"query": "无人机"})
        assert found.structured_content["results"][0]["url"].startswith("http://127.0.0.1:8000/p/")
        files = []
        for sources in (examples.small[:1], examples.small):
            quick_build(index, *sources)
            reply = await client.call_tool("ask", {"question": "溪桥买菜关闭了多少自提点？"})
            files.append({hit["citation"]["file"] for hit in reply.structured_content["passages"]})
        return files

    before, after = using(command(index), work, mode="legacy")
    assert examples.small[1].name not in before
    assert examples.small[1].name in after


def test_an_interrupt_ends_it_at_once_and_quietly(examples, talking):
    process = talking(examples.index)
    assert said(process, HELLO)["result"]["serverInfo"]["name"] == "wenju"
    process.send_signal(signal.SIGINT)
    assert process.wait(WAIT) == 0
    assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_stdout_holds_messages_alone_and_ends_with_stdin(examples, talking):
    process = talking(examples.index)
    process.stdin.write("no message\n[]\n{}\n")
    body, _ = modern("tools/list")
    assert len(said(process, body)["result"]["tools"]) == 3
    process.stdin.close()
    assert process.wait(DEADLINE) == 0
    assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_who_no_longer_reads_is_no_failure(examples, talking):
    process = talking(examples.index)
    said(process, HELLO)
    process.stdout.close()
    process.stdin.write(json.dumps(HELLO | {"id": 1, "method": "ping"}) + "\n")
    process.stdin.close()
    assert process.wait(DEADLINE) == 0
    assert process.stderr.read() == ""


def test_without_an_index_it_does_not_start(wenju, tmp_path):
    done = wenju("mcp", "--index", tmp_path / "none", stdin="")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "no index here" in line


def test_a_damaged_index_is_one_line(examples, wenju, tmp_path):
    index = tmp_path / "index"
    quick_build(index, examples.small[0])
    next(index.rglob("passages.sqlite")).write_bytes(b"not a database")
    done = wenju("mcp", "--index", index, stdin="")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("wenju: ")
