"""Settings as text to copy: files and commands of front ends, filled in with this server's address.

``Server ─▶ JSON, YAML, lines of a .env file, shell or Python``. Text in quotes is written as JSON, which
YAML takes too. The form of each is its front end's own, by its documentation or source.
"""

from __future__ import annotations

import json
import shlex
from typing import Any

from api.connections import Server
from api.model import MODEL

COMMAND_HERE, INDEX_HERE = "/path/to/wenju/.venv/bin/wenju", "/path/to/wenju-index"
"""Stand for the command and the index folder: a page doesn't tell paths of its server."""


def librechat_yaml(server: Server) -> str:
    """``librechat.yaml``: the endpoint and the MCP server. Private addresses must be allowed there."""
    lines = [
        "endpoints:",
        "  custom:",
        f"    - name: {_text(MODEL)}",
        f"      apiKey: {_text(server.key)}",
        f"      baseURL: {_text(server.addresses['openai'])}",
        "      models:",
        f"        default: [{_text(MODEL)}]",
        "        fetch: true",
        "      titleConvo: true",
        f"      titleModel: {_text(MODEL)}",
        "mcpServers:",
        f"  {MODEL}:",
        "    type: streamable-http",
        f"    url: {_text(server.addresses['mcp'])}",
        "    requiresOAuth: false",
    ]
    if server.key_needed:
        lines += ["    headers:", f"      Authorization: {_text(_bearer(server))}"]
    if server.is_private:
        lines += ["mcpSettings:", f"  allowedAddresses: [{_text(server.host_and_port)}]"]
    return "\n".join(lines)


def librechat_search_yaml(server: Server) -> str:
    """``librechat.yaml``: web search by the SearXNG shape."""
    lines = [
        "webSearch:",
        "  searchProvider: searxng",
        '  searxngInstanceUrl: "${SEARXNG_INSTANCE_URL}"',
        "  rerankerType: none",
    ]
    if server.key_needed:  # sent as X-API-Key
        lines.append('  searxngApiKey: "${SEARXNG_API_KEY}"')
    if server.is_private:
        lines.append(f"  allowedAddresses: [{_text(server.host_and_port)}]")
    return "\n".join(lines)


def librechat_search_env(server: Server) -> str:
    """``.env`` of LibreChat, which takes no address in the file above."""
    lines = [f"SEARXNG_INSTANCE_URL={server.addresses['searxng']}"]
    if server.key_needed:
        lines.append(f"SEARXNG_API_KEY={server.key}")
    return "\n".join(lines)


def lobechat_env(server: Server) -> str:
    """Environment of a LobeChat server. It sends a SearXNG no key."""
    lines = [
        f"OPENAI_PROXY_URL={server.addresses['openai']}",
        f"OPENAI_API_KEY={server.key}",
        f"OPENAI_MODEL_LIST=-all,+{MODEL}",
    ]
    if not server.key_needed:
        lines += ["SEARCH_PROVIDERS=searxng", f"SEARXNG_URL={server.addresses['searxng']}"]
    return "\n".join(lines)


def nextchat_env(server: Server) -> str:
    """Environment of a NextChat server."""
    return "\n".join(
        [
            f"BASE_URL={server.addresses['next_chat']}",
            f"OPENAI_API_KEY={server.key}",
            f"CUSTOM_MODELS=-all,+{MODEL}",
            f"DEFAULT_MODEL={MODEL}",
        ]
    )


def claude_desktop_json(server: Server) -> str:
    """``claude_desktop_config.json``: a program that it starts; links lead to this server."""
    program = {
        "command": COMMAND_HERE,
        "args": ["mcp", "--index", INDEX_HERE],
        "env": {"WENJU_PUBLIC_URL": server.origin},
    }
    return _json({"mcpServers": {MODEL: program}})


def claude_code_command(server: Server) -> str:
    """The command that adds it to Claude Code."""
    command = ["claude", "mcp", "add", "--transport", "http", MODEL, server.addresses["mcp"]]
    if server.key_needed:
        command += ["--header", f"Authorization: {_bearer(server)}"]
    return shlex.join(command)


def cursor_json(server: Server) -> str:
    """``mcp.json`` of Cursor."""
    remote: dict[str, Any] = {"url": server.addresses["mcp"]}
    if server.key_needed:
        remote["headers"] = {"Authorization": _bearer(server)}
    return _json({"mcpServers": {MODEL: remote}})


def openai_python(server: Server, question: str) -> str:
    """A program with OpenAI's own client: the answer, and what it cites."""
    return "\n".join(
        [
            "from openai import OpenAI",
            "",
            f"client = OpenAI(base_url={_text(server.addresses['openai'])}, api_key={_text(server.key)})",
            "reply = client.chat.completions.create(",
            f"    model={_text(MODEL)},",
            f'    messages=[{{"role": "user", "content": {_text(question)}}}],',
            ")",
            "message = reply.choices[0].message",
            "print(message.content)",
            "for cited in message.annotations or []:",
            "    print(cited.url_citation.title, cited.url_citation.url)",
        ]
    )


def curl_command(server: Server, question: str) -> str:
    """The same by curl."""
    body = {"model": MODEL, "messages": [{"role": "user", "content": question}]}
    lines = [f"curl {shlex.quote(server.addresses['openai'] + '/chat/completions')}"]
    if server.key_needed:
        lines.append(f"  -H {shlex.quote('Authorization: ' + _bearer(server))}")
    lines.append("  -H 'Content-Type: application/json'")
    lines.append(f"  -d {shlex.quote(json.dumps(body, ensure_ascii=False))}")
    return " \\\n".join(lines)


def _bearer(server: Server) -> str:
    return f"Bearer {server.key}"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
