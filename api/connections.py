"""Where programs reach this server, by who calls.

``origin, whether a key is set ─▶ Server ─▶ addresses``. What each front end calls its settings is left
to ``api.connect_page``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

ADDRESSES: Mapping[str, str] = {
    "openai": "/v1",
    "open_webui": "/openwebui/v1",
    "open_webui_search": "/openwebui/search",
    "open_webui_tools": "",
    "rerank": "/v1/rerank",
    "mcp": "/mcp",
    "dify": "",
    "searxng": "/searxng",
    "next_chat": "",
    "cherry_studio": "",
}
"""What to paste, after the origin. Where that is nothing the front end adds a path of its own."""

KEY, NO_KEY = "KEY", "none"
"""What stands for the key, which is never shown; and what to type where one is asked for in vain."""

_PRIVATE_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Server:
    """This server as whoever asks reaches it. ``origin`` has no slash at its end."""

    origin: str
    key_needed: bool

    @property
    def addresses(self) -> dict[str, str]:
        """What to paste, by who calls."""
        return {name: self.origin + path for name, path in ADDRESSES.items()}

    @property
    def key(self) -> str:
        """What to type as a key."""
        return KEY if self.key_needed else NO_KEY

    @property
    def is_loopback(self) -> bool:
        """Whether only programs of this machine reach it by this address."""
        name = self._host
        if name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return False

    @property
    def is_private(self) -> bool:
        """Whether the address means nothing, or something else, outside of this network."""
        name = self._host
        try:
            return ip_address(name).is_private
        except ValueError:
            return "." not in name or name.endswith(_PRIVATE_NAMES)

    @property
    def is_public(self) -> bool:
        """Whether a service on the web may reach it: a name that is not private, by https."""
        return self._parts.scheme == "https" and not self.is_private

    @property
    def host_and_port(self) -> str:
        """``host:port``, the port always said."""
        parts = self._parts
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{host}:{parts.port or _PORTS.get(parts.scheme, 80)}"

    @property
    def from_container(self) -> str:
        """A loopback address as a container of this machine reaches it."""
        parts = self._parts
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://host.docker.internal{port}{parts.path}"

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.origin)

    @property
    def _host(self) -> str:
        return self._parts.hostname or ""
