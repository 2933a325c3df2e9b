"""Read tables of word pairs, `one two|three four`, with ~ for a space within the first."""

from __future__ import annotations

import re


def pairs(table: str) -> list[tuple[str, str]]:
    """The two sides of each entry of a table; ~ stands for a space within the first."""
    entries = [entry.strip() for entry in re.split(r"[|\n]", table) if entry.strip()]
    sides = (entry.split(" ", 1) for entry in entries)
    return [(one.replace("~", " "), two.replace("~", " ")) for one, two in sides]


def both_ways(table: str) -> dict[str, list[str]]:
    """Each word of a table of pairs with its partners."""
    ways: dict[str, list[str]] = {}
    for one, two in pairs(table):
        ways.setdefault(one, []).append(two)
        ways.setdefault(two, []).append(one)
    return ways


def one_way(table: str) -> dict[str, list[str]]:
    """Each first word of a table of pairs with its partners."""
    ways: dict[str, list[str]] = {}
    for one, two in pairs(table):
        ways.setdefault(one, []).append(two)
    return ways
