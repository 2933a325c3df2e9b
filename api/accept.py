"""Content negotiation: which of the media types on offer a client likes best (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence


def preferred(accept: str, offered: Sequence[str]) -> str:
    """The offered media type that an Accept header likes best.

    By quality, then by how exactly it is named (so ``application/json, */*`` is JSON), then by
    the order of the offer. With no header, or none acceptable, the first.
    """
    ranges = [_parse(part) for part in accept.split(",") if part.strip()]
    if not ranges:
        return offered[0]
    return max(offered, key=lambda media: _liking(media, ranges))


def _parse(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip() for piece in part.lower().split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = min(1.0, max(0.0, float(value)))
            except ValueError:
                quality = 0.0
    return media, quality


def _liking(media: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """(quality, exactness) by the most exact range that covers a media type."""
    exactness = {media: 2, media.split("/", maxsplit=1)[0] + "/*": 1, "*/*": 0}
    covering = [(exactness[name], quality) for name, quality in ranges if name in exactness]
    exact, quality = max(covering, default=(-1, 0.0))
    return quality, exact if quality else -1
