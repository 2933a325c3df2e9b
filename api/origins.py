"""Which web pages may call: what a browser says of the page that asks.

``Origin header, what is allowed ─may_call─▶ yes or no``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LOOPBACK = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?|(app|tauri)://[\w.-]+"
"""Origins that may call where nothing else is set: pages and desktop applications of this machine."""


def may_call(origin: str, allowed: Sequence[str]) -> bool:
    """Whether a page of an origin may call; ``allowed`` as ``create_app`` has it, none: this machine's."""
    if not allowed:
        return re.fullmatch(LOOPBACK, origin) is not None
    return "*" in allowed or origin in allowed
