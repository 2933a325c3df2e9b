"""``wenju mcp``: the Model Context Protocol over stdin and stdout, for a program that starts it.

``messages on stdin ─▶ messages on stdout``, one a line; whatever else there is to say goes to stderr.
"""

from __future__ import annotations

import argparse
import os
import signal

from api.cli import options
from api.settings import ServerSettings, server_settings


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    summary = "serve a program that starts it, by the Model Context Protocol"
    parser = options.add_command(subparsers, "mcp", run, summary)
    options.add_index(parser)


def run(args: argparse.Namespace) -> int:
    """Serve until stdin ends or an interrupt. The index must be readable at the start."""
    from api.opening import searcher_of

    settings = server_settings(args.index)
    searcher_of(settings.index)
    # A thread waits for the next line and cannot be called off. Nothing is open that needs an end.
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    try:
        _serve(settings)
    except* BrokenPipeError:  # nobody reads what is said
        pass
    return 0


def _serve(settings: ServerSettings) -> None:
    from anyio import run as run_async
    from mcp.server.stdio import stdio_server

    from api.links import LOCAL_ORIGIN
    from api.mcp_server import make_server
    from api.mcp_tools import Desk
    from api.state import Serving
    from search.chat_model import OpenAIChat

    serving = Serving(settings.index)
    origin = settings.public_url or LOCAL_ORIGIN
    chat = OpenAIChat(settings.chat) if settings.chat else None
    server = make_server(lambda _: Desk(serving.searcher(), serving.library(), origin, chat))

    async def serve() -> None:
        async with stdio_server() as (messages, replies):
            await server.run(messages, replies, server.create_initialization_options())

    run_async(serve)
