"""The edge where the environment and argv meet: argv wins, then the environment, then the default.

``WENJU_INDEX`` is the index folder, ``WENJU_MODELS`` that of fetched models, ``WENJU_PUBLIC_URL`` the
address that the server's links begin with, ``WENJU_DEBUG=1`` asks for tracebacks, and
``XDG_CACHE_HOME`` is where caches lie; ``NO_COLOR``, ``FORCE_COLOR`` and ``TERM`` decide about colours.
Nothing else in the product reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import UsageError

INDEX = "WENJU_INDEX"
MODELS = "WENJU_MODELS"
PUBLIC_URL = "WENJU_PUBLIC_URL"
DEBUG = "WENJU_DEBUG"
DEFAULT_INDEX = "wenju-index"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server process must know; workers get it through the environment.

    ``public_url`` has no slash at its end. None: links are paths on the same host.
    """

    index: Path
    public_url: str | None = None

    def environment(self) -> dict[str, str]:
        """The variables that give a worker process the same settings."""
        return {INDEX: str(self.index.absolute()), PUBLIC_URL: self.public_url or ""}


def index_path(given: str | None, environ: Mapping[str, str] = os.environ) -> Path:
    """The index folder: as given, else ``WENJU_INDEX``, else ``wenju-index`` here."""
    return Path(given or environ.get(INDEX) or DEFAULT_INDEX)


def cache_home(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder for what can be made or fetched again: ``$XDG_CACHE_HOME/wenju``."""
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wenju"


def models_home(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of fetched models: ``WENJU_MODELS``, else in the cache."""
    given = environ.get(MODELS)
    return Path(given) if given else cache_home(environ) / "models"


def server_settings(
    index: str | None = None,
    public_url: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> ServerSettings:
    """Settings of a server.

    Raises:
        UsageError: The public URL is none.
    """
    url = public_url or environ.get(PUBLIC_URL)
    return ServerSettings(index_path(index, environ), _checked_url(url) if url else None)


def debug(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether tracebacks are wanted."""
    return environ.get(DEBUG, "") not in ("", "0")


def wants_colour(terminal: bool, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour what goes to a stream that is a ``terminal``, or is not.

    ``NO_COLOR`` (https://no-color.org) wins, then ``FORCE_COLOR``; both count unless empty.
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return terminal and environ.get("TERM") != "dumb"


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # an unclosed bracket
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise UsageError(
            f"not a web address: {url!r}",
            where="--public-url",
            hint="write it like https://example.org/wenju",
        )
    return url.rstrip("/")
