"""``GET /connect``: every address on it answers as its front end calls it, and its text can be pasted."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st

from api import connect_snippets as snippets
from api.app import create_app
from api.connect_page import front_ends
from api.connections import ADDRESSES, KEY, NO_KEY, Server

JSON = {"accept": "application/json"}
SECRET = "sk-9f3c-not-to-be-shown"
LOCAL = "http://127.0.0.1:8000"
PREFIXED = "https://news.example.org/wenju"
QUESTION = "溪桥买菜一共撤掉了多少个小区提货点？"
CHAT = {"model": "wenju", "messages": [{"role": "user", "content": QUESTION}]}
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


class Shown(HTMLParser):
    """The texts to copy by id, the buttons that copy them, the links, and all text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.copied: dict[str, str] = {}
        self.buttons: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self._in: str | None = None
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in ("code", "pre"):
            self._in = attributes["id"]
            assert self._in not in self.copied
            self.copied[self._in] = ""
        if tag == "button":
            self.buttons.append(attributes["data-copy"])
        if tag == "a":
            self.links.append(attributes["href"])

    def handle_endtag(self, tag):
        if tag in ("code", "pre"):
            self._in = None

    def handle_data(self, data):
        self.text += data
        if self._in:
            self.copied[self._in] += data


@pytest.fixture(scope="module", params=["open", "guarded", "prefixed"])
def place(request, examples):
    """A client, the server's description, and the key to show."""
    key = SECRET if request.param == "guarded" else None
    url = PREFIXED if request.param == "prefixed" else None
    app = create_app(examples.index, key=key, public_url=url)
    with TestClient(app, base_url=LOCAL, headers=_shown(key)) as client:
        yield client, Server(url or LOCAL, key_needed=bool(key))


def _shown(key: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"} if key else {}


@pytest.fixture
def client(examples):
    return TestClient(create_app(examples.index), base_url=LOCAL)


def page_of(client, **parameters) -> Shown:
    reply = client.get("/connect", params=parameters)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    return Shown(reply.text)


# Each front end's own calls: method, what it adds to the address it was given, what it sends, and what
# it reads of the reply.
Call = tuple[str, str, dict[str, Any], Callable[[Response], object]]

MODELS: Call = ("GET", "/models", {}, lambda reply: reply.json()["data"][0]["id"] == "wenju")
COMPLETION: Call = (
    "POST",
    "/chat/completions",
    {"json": CHAT},
    lambda reply: reply.json()["choices"][0]["message"]["annotations"],
)
CALLS: dict[str, list[Call]] = {
    "openai": [
        MODELS,
        COMPLETION,
        (
            "POST",
            "/responses",
            {"json": {"model": "wenju", "input": QUESTION}},
            lambda reply: reply.json()["output"],
        ),
    ],
    "open_webui": [
        MODELS,
        (
            "POST",
            "/chat/completions",
            {"json": CHAT | {"stream": True}},
            lambda reply: '"type":"source"' in reply.text.replace(" ", ""),
        ),
    ],
    "open_webui_search": [
        (
            "POST",
            "",
            {"json": {"query": QUESTION, "count": 3}},
            lambda reply: [result["snippet"] and result["link"] for result in reply.json()],
        )
    ],
    "open_webui_tools": [
        (
            "GET",
            "/openapi.json",
            {},
            lambda reply: all(
                operation["operationId"]
                for operations in reply.json()["paths"].values()
                for operation in operations.values()
            ),
        )
    ],
    "rerank": [
        (
            "POST",
            "",
            {
                "json": {
                    "model": "wenju",
                    "query": QUESTION,
                    "documents": ["溪桥买菜撤掉提货点。", "耳机。"],
                    "top_n": 2,
                }
            },
            lambda reply: [one["relevance_score"] for one in reply.json()["results"]],
        )
    ],
    "mcp": [
        (
            "POST",
            "",
            {"json": INITIALIZE, "headers": {"accept": "application/json, text/event-stream"}},
            lambda reply: "serverInfo" in reply.text,
        )
    ],
    "dify": [
        (
            "POST",
            "/retrieval",
            {
                "json": {
                    "knowledge_id": "wenju",
                    "query": QUESTION,
                    "retrieval_setting": {"top_k": 3, "score_threshold": 0.0},
                }
            },
            lambda reply: reply.json()["records"],
        )
    ],
    "searxng": [
        (  # Open WebUI
            "GET",
            "/search",
            {"params": {"q": QUESTION, "format": "json", "pageno": 1, "language": "all"}},
            lambda reply: reply.json()["results"],
        ),
        (  # LibreChat
            "GET",
            "/search",
            {
                "params": {
                    "q": QUESTION,
                    "format": "json",
                    "pageno": 1,
                    "categories": "general",
                    "language": "all",
                    "safesearch": 0,
                    "engines": "google,bing,duckduckgo",
                }
            },
            lambda reply: reply.json()["results"],
        ),
        (  # Cherry Studio
            "GET",
            "/search",
            {"params": {"q": QUESTION, "format": "json", "language": "auto", "engines": ""}},
            lambda reply: reply.json()["results"],
        ),
    ],
    "next_chat": [
        (
            "POST",
            "/v1/chat/completions",
            {"json": CHAT | {"stream": True, "temperature": 0.5, "presence_penalty": 0}},
            lambda reply: reply.text.rstrip().endswith("data: [DONE]"),
        )
    ],
    "cherry_studio": [
        ("GET", "/v1/models", {}, lambda reply: reply.json()["data"]),
        ("GET", "/datasets", {}, lambda reply: reply.json()["data"][0]["id"] == "wenju"),
        (
            "POST",
            "/datasets/wenju/retrieve",
            {
                "json": {
                    "query": QUESTION,
                    "retrieval_model": {
                        "top_k": 6,
                        "reranking_enable": None,
                        "score_threshold_enabled": None,
                    },
                }
            },
            lambda reply: reply.json()["records"][0]["segment"]["content"],
        ),
    ],
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_answers_as_its_front_end_calls_it(place, name):
    client, server = place
    base = server.addresses[name].removeprefix(server.origin)
    for method, path, sent, read in CALLS[name]:
        reply = client.request(method, base + path, **sent)
        assert reply.status_code == 200, (method, path, reply.text)
        assert read(reply), (method, path, reply.text)


@pytest.mark.parametrize("ui", ["zh", "en"])
def test_every_address_on_the_page_is_one_of_these(place, ui):
    client, server = place
    shown = page_of(client, ui=ui)
    printed = {
        url for text in shown.copied.values() for url in re.findall(r"https?://[^\s\"']+", text)
    }
    called = {
        address + path for name, address in server.addresses.items() for _, path, *_ in CALLS[name]
    }
    assert printed <= set(server.addresses.values()) | called
    assert printed >= set(server.addresses.values())


def test_with_a_public_url_no_other_address_is_shown(examples):
    client = TestClient(create_app(examples.index, public_url=PREFIXED), base_url=LOCAL)
    reply = client.get("/connect")
    assert "127.0.0.1" not in reply.text
    assert client.get("/connect", headers=JSON).json()["origin"] == PREFIXED
    assert f"{PREFIXED}/connect?ui=en" in Shown(reply.text).links


@pytest.mark.parametrize("ui", ["zh", "en"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_the_key_is_never_shown(examples, ui, accept):
    app = create_app(examples.index, key=SECRET)
    reply = TestClient(app).get(
        "/connect", params={"ui": ui}, headers=_shown(SECRET) | {"accept": accept}
    )
    assert reply.status_code == 200
    assert SECRET not in reply.text + str(reply.headers)


def test_what_stands_for_the_key_says_whether_one_is_needed(examples):
    for key, stands in ((SECRET, KEY), (None, NO_KEY)):
        app = create_app(examples.index, key=key)
        copied = page_of(TestClient(app, headers=_shown(key))).copied
        assert copied["open-webui-1-2"] == stands
        texts = "\n".join(copied.values())
        assert ("Authorization: Bearer KEY" in texts) == bool(key)
        assert (f"api_key={json.dumps(stands)}") in texts


def test_a_guarded_page_asks_for_the_key(examples):
    reply = TestClient(create_app(examples.index, key=SECRET)).get("/connect")
    assert reply.status_code == 401
    assert "Basic" in reply.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("ui", "said", "label"),
    [("zh", "接入聊天前端", "外部知识库 ID"), ("en", "Connect a", "API Host")],
)
def test_both_languages_have_their_own_names_of_menus(client, ui, said, label):
    shown = page_of(client, ui=ui)
    assert said in shown.text
    assert label in shown.text
    other = page_of(client, ui="en" if ui == "zh" else "zh")
    assert shown.copied.keys() == other.copied.keys()
    assert label not in other.text


def test_every_text_to_copy_has_its_button(client):
    shown = page_of(client)
    assert shown.buttons == list(shown.copied)
    for anchor in re.findall(r'<h2 id="([^"]+)"', client.get("/connect").text):
        assert f"#{anchor}" in shown.links


def test_as_json_it_is_the_addresses(place):
    client, server = place
    reply = client.get("/connect", headers=JSON)
    assert reply.json() == {
        "origin": server.origin,
        "model": "wenju",
        "key_needed": server.key_needed,
        "addresses": {name: server.origin + path for name, path in ADDRESSES.items()},
    }
    operation = client.get("/openapi.json").json()["paths"]["/connect"]["get"]
    assert operation["operationId"] == "getConnections"
    assert set(operation["responses"]["200"]["content"]) == {"text/html", "application/json"}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_head_is_get_without_a_body(client, accept):
    headers = {"accept": accept}
    head, full = client.head("/connect", headers=headers), client.get("/connect", headers=headers)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers == full.headers
    assert head.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in head.headers["content-security-policy"]


def test_it_needs_no_index(tmp_path):
    assert "/v1" in page_of(TestClient(create_app(tmp_path))).copied["url"]


def test_the_ask_page_leads_to_it(client):
    for path, address in (("/", "/connect"), ("/?ui=en", "/connect?ui=en")):
        assert address in re.findall(r'href="([^"]+)"', client.get(path).text)


def test_the_page_says_who_cannot_reach_a_loopback_address(examples):
    app = create_app(examples.index)
    local = page_of(TestClient(app, base_url="http://localhost:8123"), ui="en").text
    assert "http://host.docker.internal:8123" in local
    assert "ChatGPT and Claude on the web need a public https address" in local
    near = page_of(TestClient(app, base_url="http://192.168.1.7:8123"), ui="en").text
    assert "host.docker.internal" not in near
    assert near.count("It needs a public https address") == 2  # ChatGPT, Claude
    far = page_of(TestClient(app, base_url="https://news.example.org"), ui="en").text
    assert "public https address" not in far


@pytest.mark.parametrize(
    ("origin", "is_loopback", "is_private", "is_public", "host_and_port"),
    [
        ("http://127.0.0.1:8000", True, True, False, "127.0.0.1:8000"),
        ("http://localhost", True, True, False, "localhost:80"),
        ("https://wenju.localhost", True, True, False, "wenju.localhost:443"),
        ("http://[::1]:8000", True, True, False, "[::1]:8000"),
        ("http://192.168.1.7:8000", False, True, False, "192.168.1.7:8000"),
        ("http://host.docker.internal:8000", False, True, False, "host.docker.internal:8000"),
        ("http://wenju:8000/news", False, True, False, "wenju:8000"),
        ("https://nas.local", False, True, False, "nas.local:443"),
        ("http://news.example.org", False, False, False, "news.example.org:80"),
        ("https://news.example.org/wenju", False, False, True, "news.example.org:443"),
        ("https://[2606:4700::1]", False, False, True, "[2606:4700::1]:443"),
    ],
)
def test_who_reaches_an_address(origin, is_loopback, is_private, is_public, host_and_port):
    server = Server(origin, key_needed=False)
    assert server.is_loopback == is_loopback
    assert server.is_private == is_private
    assert server.is_public == is_public
    assert server.host_and_port == host_and_port


@pytest.mark.parametrize("key_needed", [False, True])
@pytest.mark.parametrize("origin", [LOCAL, PREFIXED])
def test_librechats_files_are_yaml_with_these_addresses(origin, key_needed):
    server = Server(origin, key_needed=key_needed)
    settings = yaml.safe_load(snippets.librechat_yaml(server))
    (endpoint,) = settings["endpoints"]["custom"]
    assert endpoint["baseURL"] == f"{origin}/v1"
    assert endpoint["apiKey"] == server.key
    assert endpoint["models"] == {"default": ["wenju"], "fetch": True}
    remote = settings["mcpServers"]["wenju"]
    assert remote["url"] == f"{origin}/mcp"
    assert ("headers" in remote) == key_needed
    assert ("mcpSettings" in settings) == (origin == LOCAL)
    search = yaml.safe_load(snippets.librechat_search_yaml(server))["webSearch"]
    assert search["searxngInstanceUrl"] == "${SEARXNG_INSTANCE_URL}"
    assert ("searxngApiKey" in search) == key_needed
    assert search.get("allowedAddresses") == (["127.0.0.1:8000"] if origin == LOCAL else None)


def test_librechats_way_to_show_a_searxng_the_key_is_taken(examples):
    client = TestClient(create_app(examples.index, key="sk-one"))
    asked = {"q": QUESTION, "format": "json"}
    wrong = client.get("/searxng/search", params=asked, headers={"X-API-Key": "sk-two"})
    right = client.get("/searxng/search", params=asked, headers={"X-API-Key": "sk-one"})
    assert (wrong.status_code, right.status_code) == (401, 200)
    assert right.json()["results"]


@pytest.mark.parametrize("key_needed", [False, True])
def test_environments_are_lines_of_names_and_values(key_needed):
    server = Server(PREFIXED, key_needed=key_needed)
    for text in (
        snippets.lobechat_env(server),
        snippets.nextchat_env(server),
        snippets.librechat_search_env(server),
    ):
        for line in text.splitlines():
            assert re.fullmatch(r"[A-Z_]+=[^\s\"'#]+", line), line


@given(
    path=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=20),
    key_needed=st.booleans(),
)
def test_whatever_the_address_its_text_gives_it_back(path, key_needed):
    origin = "https://news.example.org/" + path
    server = Server(origin, key_needed=key_needed)
    headers = {"Authorization": "Bearer KEY"} if key_needed else None

    remote = json.loads(snippets.cursor_json(server))["mcpServers"]["wenju"]
    assert (remote["url"], remote.get("headers")) == (f"{origin}/mcp", headers)
    program = json.loads(snippets.claude_desktop_json(server))["mcpServers"]["wenju"]
    assert program["env"] == {"WENJU_PUBLIC_URL": origin}
    settings = yaml.safe_load(snippets.librechat_yaml(server))
    assert settings["mcpServers"]["wenju"]["url"] == f"{origin}/mcp"
    assert settings["mcpServers"]["wenju"].get("headers") == headers

    added = shlex.split(snippets.claude_code_command(server))
    assert added[:7] == ["claude", "mcp", "add", "--transport", "http", "wenju", f"{origin}/mcp"]
    assert added[7:] == (["--header", "Authorization: Bearer KEY"] if key_needed else [])
    asked = shlex.split(snippets.curl_command(server, path))
    assert asked[:2] == ["curl", f"{origin}/v1/chat/completions"]
    assert json.loads(asked[-1])["messages"][0]["content"] == path
    compile(snippets.openai_python(server, path), "<example>", "exec")


def test_the_python_example_prints_the_answer_and_where_it_stands(server, client):
    printed = io.StringIO()
    program = snippets.openai_python(Server(server, key_needed=False), QUESTION)
    with contextlib.redirect_stdout(printed):
        exec(program, {})
    reply = client.post(f"{server}/v1/chat/completions", json=CHAT)
    message = reply.json()["choices"][0]["message"]
    assert printed.getvalue().startswith(message["content"])
    addresses = [one["url_citation"]["url"] for one in message["annotations"]]
    listed = printed.getvalue().removeprefix(message["content"]).strip().splitlines()
    assert [line.split()[-1] for line in listed] == addresses != []


def test_the_curl_example_is_a_request_that_is_answered(client):
    command = snippets.curl_command(Server(LOCAL, key_needed=False), QUESTION)
    _, url, *options = shlex.split(command.replace("\\\n", " "))
    given = dict(zip(options[::2], options[1::2], strict=True))
    name, _, value = given["-H"].partition(": ")
    reply = client.post(url, content=given["-d"], headers={name: value})
    assert reply.json()["choices"][0]["message"]["annotations"]


def test_services_on_the_web_are_told_what_they_cannot_do_about_a_key(examples):
    said = ("Where it takes a token, give the key", "OAuth or nothing and can't send this key")
    for key in (SECRET, None):
        client = TestClient(create_app(examples.index, key=key), headers=_shown(key))
        text = page_of(client, ui="en").text
        assert [words in text for words in said] == [bool(key)] * 2


def test_every_front_end_is_there_once():
    found = front_ends(Server(LOCAL, key_needed=False), QUESTION)
    anchors = [front_end.anchor for front_end in found]
    assert len(anchors) == len(set(anchors)) == 11
    for front_end in found:
        for settings in front_end.settings:
            assert bool(settings.fields) != bool(settings.snippet)
