"""``wenju serve``: the API and the pages over HTTP."""

from __future__ import annotations

import argparse
import os
import socket
from dataclasses import replace
from typing import Any

from api.cli import options
from api.settings import server_settings
from index.errors import ServerError

_BACKLOG = 2048
_UVICORN: dict[str, Any] = {
    "factory": True,
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": 10,  # seconds
    # Seconds. Who keeps connections for later, a reverse proxy (60 in nginx) or a client's pool, must be
    # the one that closes them: a request that meets a closing connection is lost.
    "timeout_keep_alive": 75,
}


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(subparsers, "serve", run, "serve the API and the passage pages")
    options.add_index(parser)
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help="default: 127.0.0.1")
    parser.add_argument(
        "--port",
        type=port_number,
        default=8000,
        metavar="P",
        help="default: 8000; 0 takes a free one",
    )
    parser.add_argument(
        "--workers", type=options.positive, default=1, metavar="N", help="processes (default: 1)"
    )
    parser.add_argument(
        "--public-url", metavar="URL", help="what links begin with, behind a reverse proxy"
    )


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted. The index and the models must be right at the start."""
    from api.cli.terminal import finish_output, print_lines
    from api.opening import searcher_of, support_judge

    settings = server_settings(args.index, args.public_url)
    searcher_of(settings.index, judge=support_judge())
    listener = bind(args.host, args.port, listening=args.workers == 1)
    settings = replace(settings, index=settings.index.absolute())
    os.environ.update(settings.environment())
    host = f"[{args.host}]" if ":" in args.host else args.host
    port = listener.getsockname()[1]
    print_lines([f"wenju serves {settings.index} at http://{host}:{port} (Ctrl-C ends it)"])
    finish_output()
    _serve(listener, args.workers)
    return 0


def bind(host: str, port: int, *, listening: bool) -> socket.socket:
    """A socket that is bound before anything is started, so that a taken port is one clear line.

    ``listening``: who comes before the application is loaded waits, and is not refused.

    Raises:
        ServerError: The address cannot be had.
    """
    where = f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ServerError(
            f"no such address: {reason}", where=where, hint="choose another --host"
        ) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        if listening:
            listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        reason = error.strerror or error
        raise ServerError(
            f"cannot listen: {reason}", where=where, hint="choose another --port or --host"
        ) from error
    return listener


def _serve(listener: socket.socket, workers: int) -> None:
    import uvicorn

    app, address = "api.app:app_from_environment", listener.getsockname()
    try:
        if workers > 1:  # uvicorn's supervisor binds for itself: the address was free just now
            listener.close()
            uvicorn.run(app, host=address[0], port=address[1], workers=workers, **_UVICORN)
        else:
            uvicorn.Server(uvicorn.Config(app, **_UVICORN)).run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn has already let the requests end
        return


def port_number(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r}")
    return number
