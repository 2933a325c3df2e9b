"""The page ``GET /connect``: what to paste into each front end, as it calls its settings.

``Server ─front_ends─▶ FrontEnd... ─▶ HTML``. Files and commands are made by ``api.connect_snippets``.
Names of menus and fields are words of the page, in the language that the front end has them in too;
those of Open WebUI are of its version 0.12.
"""

from __future__ import annotations

from dataclasses import dataclass

from api import connect_snippets as snippets
from api.connections import Server
from api.model import MODEL
from api.pages import Pages, View


@dataclass(frozen=True, slots=True)
class Field:
    """A field to fill in: its label (a word) and what to type, or to choose (a word)."""

    label: str
    value: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings in one place (a word): fields, or text for a file, and what to know (words)."""

    place: str
    fields: tuple[Field, ...] = ()
    snippet: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """A front end and all that can be set in it."""

    anchor: str
    name: str
    settings: tuple[Settings, ...]


def connect_html(pages: Pages, view: View, server: Server) -> str:
    """The page."""
    found = front_ends(server, view.words["connect_question"])
    return pages.render("connect.html", view, server=server, model=MODEL, front_ends=found)


def front_ends(server: Server, question: str) -> list[FrontEnd]:
    """Every front end, in the order of the page. ``question`` is asked by the examples of code."""
    return [
        FrontEnd("open-webui", "Open WebUI", _open_webui(server)),
        FrontEnd("librechat", "LibreChat", _librechat(server)),
        FrontEnd("lobechat", "LobeChat", _lobechat(server)),
        FrontEnd("nextchat", "NextChat", _nextchat(server)),
        FrontEnd("cherry-studio", "Cherry Studio", _cherry_studio(server)),
        FrontEnd("dify", "Dify", _dify(server)),
        FrontEnd("chatgpt", "ChatGPT", _chatgpt(server)),
        FrontEnd("claude", "Claude", _claude(server)),
        FrontEnd("cursor", "Cursor", _cursor(server)),
        FrontEnd("openai", "openai (Python)", _openai(server, question)),
        FrontEnd("curl", "curl", _curl(server, question)),
    ]


def _open_webui(server: Server) -> tuple[Settings, ...]:
    addresses = server.addresses
    return (
        Settings(
            "place_owui_connection",
            (Field("label_url", addresses["open_webui"]), Field("label_key", server.key)),
            notes=("note_owui_sources",),
        ),
        Settings(
            "place_owui_search",
            (
                Field("label_owui_engine", "external"),
                Field("label_owui_search_url", addresses["open_webui_search"]),
                Field("label_owui_search_key", server.key),
                Field("label_owui_bypass", choice="choice_on"),
            ),
            notes=("note_owui_bypass",),
        ),
        Settings(
            "place_owui_rerank",
            (
                Field("label_owui_hybrid", choice="choice_on"),
                Field("label_owui_rerank_engine", choice="choice_external"),
                Field("label_owui_rerank_url", addresses["rerank"]),
                Field("label_key", server.key),
                Field("label_owui_rerank_model", MODEL),
            ),
        ),
        Settings(
            "place_owui_openapi", _open_webui_tool(server, "open_webui_tools", "choice_openapi")
        ),
        Settings("place_owui_mcp", _open_webui_tool(server, "mcp", "choice_mcp")),
    )


def _open_webui_tool(server: Server, address: str, kind: str) -> tuple[Field, ...]:
    auth = (
        (Field("label_owui_auth", "Bearer"), Field("label_key", server.key))
        if server.key_needed
        else (Field("label_owui_auth", choice="choice_owui_none"),)
    )
    return (Field("label_type", choice=kind), Field("label_url", server.addresses[address]), *auth)


def _librechat(server: Server) -> tuple[Settings, ...]:
    private = ("note_librechat_private",) if server.is_private else ()
    return (
        Settings("place_librechat", snippet=snippets.librechat_yaml(server), notes=private),
        Settings(
            "place_librechat_search",
            snippet=snippets.librechat_search_yaml(server),
            notes=("note_librechat_scraper",),
        ),
        Settings("place_librechat_env", snippet=snippets.librechat_search_env(server)),
    )


def _lobechat(server: Server) -> tuple[Settings, ...]:
    return (
        Settings(
            "place_lobechat",
            (
                Field("label_lobe_id", MODEL),
                Field("label_lobe_format", "openai"),
                Field("label_lobe_proxy", server.addresses["openai"]),
                Field("label_api_key", server.key),
            ),
            notes=("note_lobe_models",),
        ),
        Settings("place_environment", snippet=snippets.lobechat_env(server)),
    )


def _nextchat(server: Server) -> tuple[Settings, ...]:
    return (
        Settings(
            "place_nextchat",
            (
                Field("label_next_provider", "OpenAI"),
                Field("label_next_endpoint", server.addresses["next_chat"]),
                Field("label_next_key", server.key),
                Field("label_next_models", MODEL),
            ),
            notes=() if server.key_needed else ("note_browser",),
        ),
        Settings("place_environment", snippet=snippets.nextchat_env(server)),
    )


def _cherry_studio(server: Server) -> tuple[Settings, ...]:
    address = server.addresses["cherry_studio"]
    login = (Field("label_cherry_user", MODEL), Field("label_cherry_password", server.key))
    return (
        Settings(
            "place_cherry_provider",
            (
                Field("label_cherry_type", "OpenAI"),
                Field("label_key", server.key),
                Field("label_cherry_host", address),
            ),
            notes=("note_cherry_models",),
        ),
        Settings(
            "place_cherry_mcp",
            (
                Field("label_cherry_arguments", address),
                Field("label_cherry_environment", f"DIFY_KEY={server.key}"),
            ),
            notes=("note_cherry_mcp",),
        ),
        Settings(
            "place_cherry_search",
            (
                Field("label_cherry_host", server.addresses["searxng"]),
                *(login if server.key_needed else ()),
            ),
        ),
    )


def _dify(server: Server) -> tuple[Settings, ...]:
    return (
        Settings(
            "place_dify_api",
            (
                Field("label_dify_endpoint", server.addresses["dify"]),
                Field("label_key", server.key),
            ),
            notes=("note_dify_path",),
        ),
        Settings("place_dify_knowledge", (Field("label_dify_id", MODEL),)),
    )


def _chatgpt(server: Server) -> tuple[Settings, ...]:
    return (
        Settings(
            "place_chatgpt",
            (
                Field("label_chatgpt_url", server.addresses["mcp"]),
                Field("label_chatgpt_authentication", choice="choice_chatgpt_none"),
            ),
            notes=_limits_on_the_web(server, "note_chatgpt_key"),
        ),
    )


def _claude(server: Server) -> tuple[Settings, ...]:
    address = server.addresses["mcp"]
    return (
        Settings(
            "place_claude_desktop",
            snippet=snippets.claude_desktop_json(server),
            notes=("note_claude_desktop",),
        ),
        Settings(
            "place_claude_web",
            (Field("label_claude_url", address),),
            notes=_limits_on_the_web(server, "note_claude_key"),
        ),
        Settings("place_claude_code", snippet=snippets.claude_code_command(server)),
    )


def _limits_on_the_web(server: Server, of_key: str) -> tuple[str, ...]:
    """What keeps a service on the web from calling; ``of_key``: what it does about a key (a word)."""
    far = () if server.is_public else ("note_public",)
    return (*far, of_key) if server.key_needed else far


def _cursor(server: Server) -> tuple[Settings, ...]:
    return (Settings("place_cursor", snippet=snippets.cursor_json(server)),)


def _openai(server: Server, question: str) -> tuple[Settings, ...]:
    return (Settings("place_python", snippet=snippets.openai_python(server, question)),)


def _curl(server: Server, question: str) -> tuple[Settings, ...]:
    return (Settings("place_shell", snippet=snippets.curl_command(server, question)),)
