"""The edge where the environment and argv meet: argv wins, then the environment, then the default.

``WENJU_INDEX`` is the index folder, ``WENJU_MODELS`` that of fetched models, ``WENJU_PUBLIC_URL`` the
address that the server's links begin with, ``WENJU_DEBUG=1`` asks for tracebacks, and
``XDG_CACHE_HOME`` is where caches lie; ``NO_COLOR``, ``FORCE_COLOR`` and ``TERM`` decide about colours.
``WENJU_API_KEY`` guards a server, ``WENJU_ORIGINS`` says which web pages may call it (docs/clients.md).
``WENJU_LLM_URL`` and ``WENJU_LLM_MODEL`` name a language model that writes answers, and
``WENJU_SUPPORT_MODEL`` a model of ``models.lock`` that judges what it writes (docs/llm.md).
Nothing else in the product reads the environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import UsageError
from search.chat_model import ChatSettings

INDEX = "WENJU_INDEX"
MODELS = "WENJU_MODELS"
PUBLIC_URL = "WENJU_PUBLIC_URL"
DEBUG = "WENJU_DEBUG"
API_KEY = "WENJU_API_KEY"
ORIGINS = "WENJU_ORIGINS"
LLM_URL = "WENJU_LLM_URL"
LLM_MODEL = "WENJU_LLM_MODEL"
LLM_KEY = "WENJU_LLM_KEY"
LLM_TIMEOUT = "WENJU_LLM_TIMEOUT"
LLM_TOKENS = "WENJU_LLM_TOKENS"
LLM_PROMPT = "WENJU_LLM_PROMPT"
SUPPORT_MODEL = "WENJU_SUPPORT_MODEL"
DEFAULT_INDEX = "wenju-index"
_MAX_TIMEOUT = 600  # seconds
_TOKENS = (16, 100_000)  # fewest and most of an answer
_PROMPT = (500, 1_000_000)  # code points


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server process must know; workers get it through the environment.

    ``public_url`` has no slash at its end. None: links are paths on the same host. ``chat``: the
    language model that writes answers, if one does. ``key``: what a request must show, if anything.
    ``origins``: the web pages of other hosts that may call (``("*",)``: all). ``support_model``: the
    entry of ``models.lock`` that judges what the language model writes; None: our own check does.
    """

    index: Path
    public_url: str | None = None
    chat: ChatSettings | None = None
    key: str | None = field(default=None, repr=False)
    origins: tuple[str, ...] = ()
    support_model: str | None = None

    def environment(self) -> dict[str, str]:
        """The variables that give a worker process the same settings."""
        given = {
            INDEX: str(self.index.absolute()),
            PUBLIC_URL: self.public_url or "",
            API_KEY: self.key or "",
            ORIGINS: ",".join(self.origins),
            SUPPORT_MODEL: self.support_model or "",
        }
        if self.chat is None:
            return given | {LLM_URL: "", LLM_MODEL: ""}
        return given | {
            LLM_URL: self.chat.url,
            LLM_MODEL: self.chat.model,
            LLM_KEY: self.chat.key or "",
            LLM_TIMEOUT: str(self.chat.timeout),
            LLM_TOKENS: str(self.chat.max_tokens),
            LLM_PROMPT: str(self.chat.prompt_length),
        }


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
        UsageError: The public URL is none, or the key or an origin, or as :func:`chat_settings`.
    """
    url = public_url or environ.get(PUBLIC_URL)
    return ServerSettings(
        index_path(index, environ),
        _checked_url(url) if url else None,
        chat_settings(environ),
        _key(environ, API_KEY),
        _origins(environ),
        support_model(environ),
    )


def chat_settings(environ: Mapping[str, str] = os.environ) -> ChatSettings | None:
    """The language model that writes answers; None where none is set.

    Raises:
        UsageError: A value that cannot be, or an address without a model's name or the other way.
    """
    url, model = environ.get(LLM_URL, "").strip(), environ.get(LLM_MODEL, "").strip()
    if not url and not model:
        return None
    if not url or not model:
        missing, given = (LLM_URL, LLM_MODEL) if model else (LLM_MODEL, LLM_URL)
        raise UsageError("not set", where=missing, hint=f"{given} needs it; set both, or neither")
    if not _is_api_address(url):  # its value stays unsaid: it may hold a secret
        raise UsageError(
            f"not the address of an API; a key belongs in {LLM_KEY}",
            where=LLM_URL,
            hint="write it like http://127.0.0.1:8080/v1",
        )
    default = ChatSettings(url=url, model=model)
    return ChatSettings(
        url=url.rstrip("/"),
        model=model,
        key=_key(environ, LLM_KEY),
        timeout=_seconds(environ, default.timeout),
        max_tokens=_whole(environ, LLM_TOKENS, default.max_tokens, _TOKENS),
        prompt_length=_whole(environ, LLM_PROMPT, default.prompt_length, _PROMPT),
    )


def support_model(environ: Mapping[str, str] = os.environ) -> str | None:
    """The name of the model that judges what a language model writes; whether there is one is open."""
    return environ.get(SUPPORT_MODEL, "").strip() or None


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


def _key(environ: Mapping[str, str], name: str) -> str | None:
    key = environ.get(name, "").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:  # it goes into a header
        raise UsageError("not a key", where=name, hint="a key is of ASCII characters, no spaces")
    return key or None


def _origins(environ: Mapping[str, str]) -> tuple[str, ...]:
    given = [part.strip().rstrip("/") for part in environ.get(ORIGINS, "").split(",")]
    origins = tuple(part for part in given if part)
    for origin in origins:
        if origin != "*" and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s/]+", origin):
            raise UsageError(
                f"not an origin: {origin!r}",
                where=ORIGINS,
                hint="write them like https://chat.example.org, with commas between; * for all",
            )
    return origins


def _seconds(environ: Mapping[str, str], default: float) -> float:
    given = environ.get(LLM_TIMEOUT, "").strip()
    try:
        seconds = float(given or default)
    except ValueError:
        seconds = 0.0
    if not isfinite(seconds) or not 0 < seconds <= _MAX_TIMEOUT:
        raise UsageError(
            f"not a time limit: {given!r}",
            where=LLM_TIMEOUT,
            hint=f"give seconds, {_MAX_TIMEOUT} at most",
        )
    return seconds


def _whole(environ: Mapping[str, str], name: str, default: int, bounds: tuple[int, int]) -> int:
    given = environ.get(name, "").strip()
    number = int(given) if re.fullmatch(r"[0-9]{1,9}", given) else 0 if given else default
    least, most = bounds
    if not least <= number <= most:
        raise UsageError(
            f"not a number from {least} to {most}: {given!r}", where=name, hint="or leave it unset"
        )
    return number


def _is_api_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # an unclosed bracket, or a port that is none
        return False
    bare = not (parts.query or parts.fragment or "@" in parts.netloc)
    return parts.scheme in ("http", "https") and named and bare and url.isprintable()


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
